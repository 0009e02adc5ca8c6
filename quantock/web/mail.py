"""E-mail without a mail server: each message is kept as a file that a page shows (development only)."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

KEPT = 200


def folder() -> Path:
    """Where the messages are kept."""
    return Path(settings.DATA_DIR) / "mail"


class Outbox(BaseEmailBackend):
    """Keeps the last 200 messages, newest by name."""

    def send_messages(self, email_messages: Iterable[Any]) -> int:
        where = folder()
        where.mkdir(parents=True, exist_ok=True)
        sent = 0
        for sent, message in enumerate(email_messages, start=1):
            name = f"{timezone.now():%Y%m%d-%H%M%S-%f}-{sent}.txt"
            text = f"To: {', '.join(message.to)}\nSubject: {message.subject}\n\n{message.body}"
            (where / name).write_text(text)
        for old in sorted(where.glob("*.txt"))[:-KEPT]:
            old.unlink(missing_ok=True)
        return sent


def kept() -> list[str]:
    """The messages, newest first."""
    return [path.read_text() for path in sorted(folder().glob("*.txt"), reverse=True)]
