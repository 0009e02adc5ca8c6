"""The environment as the settings read it: what cannot be read is kept as a sentence, never a fault."""

import json
import logging
import os
from datetime import date
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import unquote, urlsplit

import dj_database_url
from environs import Env, EnvError

T = TypeVar("T")

# The ways to a mail server, each with how it is kept from being read on its way, and its usual port.
MAIL_SERVERS = {
    "smtp": ("", 25),
    "smtp+tls": ("EMAIL_USE_TLS", 587),
    "submission": ("EMAIL_USE_TLS", 587),
    "smtp+ssl": ("EMAIL_USE_SSL", 465),
    "smtps": ("EMAIL_USE_SSL", 465),
}
AS_FILES = "files"
DATABASES = ("django.db.backends.sqlite3", "django.db.backends.postgresql")


class Reading:
    """Reads variables. A variable that is empty counts as not set; `wrong` gathers what is to be said."""

    def __init__(self) -> None:
        self.env = Env()
        self.wrong: list[str] = []

    def text(self, name: str, default: str = "") -> str:
        return os.environ.get(name, "") or default

    def switch(self, name: str, default: bool = False) -> bool:
        return self._read("bool", name, default, "1 or 0")

    def count(self, name: str, default: int) -> int:
        return self._read("int", name, default, "a whole number")

    def day(self, name: str) -> date | None:
        return self._read("date", name, None, "a day such as 2026-11-02")

    def words(self, name: str, default: list[str]) -> list[str]:
        said = [one.strip() for one in self.text(name).split(",") if one.strip()]
        return said or default

    def level(self, name: str, default: str) -> str:
        """One of the levels of a log."""
        said = self.text(name, default).upper()
        if said not in logging.getLevelNamesMapping():
            self.wrong.append(f"{name} must be DEBUG, INFO, WARNING or ERROR, not {said!r}.")
            return default
        return said

    def secret(self, name: str, default: str = "") -> str:
        """NAME, or the contents of the file that NAME_FILE names (for secrets mounted as files)."""
        path = self.text(f"{name}_FILE")
        if not path:
            return self.text(name, default)
        if self.text(name):
            self.wrong.append(f"Both {name} and {name}_FILE are set. Remove one of them.")
        try:
            return Path(path).read_text().strip() or default
        except (OSError, UnicodeDecodeError) as error:
            why = getattr(error, "strerror", None) or "it is not text"
            self.wrong.append(f"{name}_FILE names {path}, which cannot be read: {why}.")
            return default

    def providers(self, name: str) -> list[dict[str, Any]]:
        """A JSON list of objects. What each must hold is looked at in `safety`."""
        try:
            said = json.loads(self.secret(name, "[]"))
        except ValueError as error:
            self.wrong.append(f"{name} is not JSON: {error}. docs/administrators.md has an example.")
            return []
        if not isinstance(said, list) or not all(isinstance(one, dict) for one in said):
            self.wrong.append(f"{name} must be a list of objects: docs/administrators.md has an example.")
            return []
        return said

    def database(self, name: str, default: str) -> dict[str, Any]:
        """Where the data is. The address is not repeated in what is said: a password may stand in it."""
        wants = "sqlite:///path/to/file or postgresql://user:password@host/name"
        try:
            found: dict[str, Any] = {**dj_database_url.parse(self.secret(name, default))}
        except ValueError:
            found = {}
        if found.get("ENGINE") not in DATABASES or not found.get("NAME"):
            self.wrong.append(f"{name} must be an address such as {wants}.")
            return {"ENGINE": DATABASES[0], "NAME": ":memory:"}
        return found

    def mail(self, name: str) -> dict[str, Any]:
        """The framework's settings of a mail server; none where mail is kept as files."""
        url = self.secret(name)
        if url in ("", AS_FILES):
            return {}
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            parts, port = urlsplit(""), None
        if parts.scheme not in MAIL_SERVERS or not parts.hostname:
            self.wrong.append(
                f"{name} must be an address such as smtp+tls://user:password@mail.example.org:587, "
                f"or “{AS_FILES}” to keep mail as files."
            )
            return {}
        kept_private, usual = MAIL_SERVERS[parts.scheme]
        return {
            "EMAIL_HOST": parts.hostname,
            "EMAIL_PORT": port or usual,
            "EMAIL_HOST_USER": unquote(parts.username or ""),
            "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
            "EMAIL_USE_TLS": kept_private == "EMAIL_USE_TLS",
            "EMAIL_USE_SSL": kept_private == "EMAIL_USE_SSL",
        }

    def _read(self, kind: str, name: str, default: T, wants: str) -> T:
        said = self.text(name)
        if not said:
            return default
        try:
            found: T = getattr(self.env, kind)(name)
        except EnvError:
            self.wrong.append(f"{name} must be {wants}, not {said!r}.")
            return default
        return found
