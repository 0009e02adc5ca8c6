"""E-mail without a mail server: each message is kept as a file that a page shows (development only)."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

KEPT = 200


def send(
    to: str, subject: str, text: str, html: str = "", *, headers: Mapping[str, str] | None = None
) -> None:
    """One message to one person, in plain text and, where there is one, as HTML."""
    message = EmailMultiAlternatives(subject, text, None, [to], headers=dict(headers or {}))
    if html:
        message.attach_alternative(html, "text/html")
    message.send()


@dataclass(frozen=True, slots=True)
class Mail:
    """A message as it was to be sent."""

    at: datetime
    to: Sequence[str]
    subject: str
    body: str
    html: str = ""


def folder() -> Path:
    """Where the messages are kept."""
    return Path(settings.DATA_DIR) / "mail"


class Outbox(BaseEmailBackend):
    """Keeps the last 200 messages as files whose names are in order of time."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        folder().mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            html = next((str(part[0]) for part in getattr(message, "alternatives", ())), "")
            said = str(message.subject), str(message.body), html
            keep(Mail(timezone.now(), message.recipients(), *said))
        for old in sorted(folder().glob("*.json"))[:-KEPT]:
            old.unlink(missing_ok=True)
        return len(email_messages)


def keep(mail: Mail) -> None:
    """One file, there whole or not at all."""
    path = folder() / f"{mail.at:%Y%m%d-%H%M%S-%f}-{uuid4().hex[:8]}.json"
    part = path.with_suffix(".part")
    written: dict[str, Any] = {**asdict(mail), "at": mail.at.isoformat()}
    part.write_text(json.dumps(written), encoding="utf-8")
    part.rename(path)


def kept() -> list[Mail]:
    """The messages, newest first."""
    written = (
        json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder().glob("*.json"), reverse=True)
    )
    return [Mail(**{**each, "at": datetime.fromisoformat(each["at"])}) for each in written]


def forget(words: Collection[str]) -> None:
    """Messages that hold one of these words are gone: they were never sent."""
    sought = [word.casefold() for word in words]
    for path in folder().glob("*.json"):
        said = " ".join(map(str, json.loads(path.read_text(encoding="utf-8")).values())).casefold()
        if any(word in said for word in sought):
            path.unlink(missing_ok=True)
