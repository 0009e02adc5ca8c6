"""Asking PostgreSQL for what it planned already: its own prepared statements, for the texts of `prepared` (ADR 12).

Planning one of our queries takes PostgreSQL several times as long as answering it. A statement of its own is planned
once a connection, for whatever keys; what is said stands in its text, so that the plan is made for it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

PLACE = re.compile("%[s%]")
MOST = 200
"""So many statements a connection keeps, those asked for last; a hundred take PostgreSQL 25 MB."""


@dataclass(frozen=True, slots=True)
class Named:
    """A text whose keys have names, so that a key asked for twice is one: PostgreSQL groups by what it knows to be the
    same."""

    sql: str
    names: Mapping[str, int]
    """Each name with a place of it among the values."""

    def filled(self, values: Sequence[Any]) -> dict[str, Any]:
        return {name: values[place] for name, place in self.names.items()}


def named(sql: str, values: Sequence[Any], keys: Mapping[int, str], connection: Any) -> Named:
    """A text with all that is no key written into it; `keys` are the places of those that are, with their names."""
    names: dict[str, int] = {}
    places = iter(range(len(values)))

    def written(found: "re.Match[str]") -> str:
        if found[0] == "%%":
            return "%%"
        place = next(places)
        if place not in keys:
            literal: str = connection.ops.compose_sql("%s", [values[place]])
            return literal.replace("%", "%%")
        names[keys[place]] = place
        return f"%({keys[place]})s"

    return Named(PLACE.sub(written, sql), names)


def prepares(connection: Any) -> bool:
    """Whether this database may be asked to keep statements: PostgreSQL, unless the settings say otherwise."""
    if connection.vendor != "postgresql":
        return False
    connection.ensure_connection()
    return connection.connection.prepare_threshold is not None


@contextmanager
def asking(connection: Any) -> Iterator[Any]:
    """A cursor that gives PostgreSQL the keys apart from the text."""
    from django.db.backends.postgresql.base import ServerBindingCursor

    own = connection.connection
    usual = own.cursor_factory
    own.cursor_factory, own.prepared_max = ServerBindingCursor, MOST
    try:
        cursor = connection.cursor()
    finally:
        own.cursor_factory = usual
    with cursor:
        yield cursor
