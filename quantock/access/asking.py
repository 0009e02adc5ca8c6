"""Asking PostgreSQL for what it planned already: its own prepared statements, for the texts of `prepared` (ADR 12).

Planning one of our queries takes PostgreSQL several times as long as answering it. A statement of its own is planned
once a connection, for whatever keys; what is said stands in its text, so that the plan is made for it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any

PLACE = re.compile("%[s%]")
NAMED = re.compile(r"%%|%\((\w+)\)s")
MOST = 200
"""So many statements a connection keeps, those asked for last; a hundred take PostgreSQL 25 MB."""
FEW = 8
MANY = re.compile(rf"(?<= IN \()%\(\w+\)s(?:, %\(\w+\)s){{{FEW},}}(?=\))")
"""More keys than a few, that something is one of. A plan for all keys would look for each row among them one by one; of a
table of values PostgreSQL makes a set, once."""
SOUGHT = re.compile(r"UPPER\((%\(\w+_sought\)s)\)")
"""A word that is sought whatever its letters. As it stands PostgreSQL would write it in capitals anew for each row."""


class Text(str):
    """A query as it is told of, with the names of its keys, so that a key asked for twice is one: PostgreSQL groups by what
    it knows to be the same."""

    names: Mapping[str, int]
    """Each name with a place of it among the values."""
    asked: bytes
    """As PostgreSQL is asked: its keys are numbered. (The library would look for the names at every asking of a long one.)"""
    order: tuple[str, ...]

    def filled(self, values: Sequence[Any]) -> dict[str, Any]:
        return {name: values[place] for name, place in self.names.items()}


def named(sql: str, values: Sequence[Any], keys: Mapping[int, str], connection: Any) -> Text:
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

    told = MANY.sub(lambda keys: f"VALUES ({keys[0].replace(', ', '), (')})", PLACE.sub(written, sql))
    text = Text(SOUGHT.sub(r"(SELECT UPPER(\1))", told))
    text.names, text.order = names, tuple(names)
    number = {name: place for place, name in enumerate(names, start=1)}
    text.asked = NAMED.sub(lambda one: f"${number[one[1]]}" if one[1] else "%", text).encode()
    return text


def prepares(connection: Any) -> bool:
    """Whether this database may be asked to keep statements: PostgreSQL, unless the settings say otherwise."""
    if connection.vendor != "postgresql":
        return False
    connection.ensure_connection()
    return connection.connection.prepare_threshold is not None


@cache
def _cursor() -> Any:
    """A cursor that asks with the keys apart from the text; PostgreSQL's library is loaded only where it is used."""
    from django.db.backends.postgresql.base import CursorMixin
    from psycopg import RawCursor

    class Cursor(CursorMixin, RawCursor):
        def execute(self, query: Any, params: Any = None, **options: Any) -> Any:
            if isinstance(query, Text):  # else Django looks first whether the connection is still there
                query, params = query.asked, [params[name] for name in query.order]
            return super().execute(query, params, **options)

    return Cursor


@contextmanager
def asking(connection: Any) -> Iterator[Any]:
    """A cursor for a `Text` and its keys."""
    own = connection.connection
    usual = own.cursor_factory
    own.cursor_factory, own.prepared_max = _cursor(), MOST
    try:
        cursor = connection.cursor()
    finally:
        own.cursor_factory = usual
    with cursor:
        yield cursor
