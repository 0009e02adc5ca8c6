"""The one place that knows how each database finds words: FTS5 in SQLite, tsvector with GIN in PostgreSQL.

The words were made by our own engine, so both databases only look them up, and find the same. Every lexeme is
letters and digits and stands in quotation marks, so nothing that a person types is an operator.
"""

from typing import Any, Literal

from django.db import DatabaseError, connection, transaction
from django.db.models import BigIntegerField, Expression

from quantock.engines.text.finding import Lexeme, Sought
from quantock.search.models import Entry

Column = Literal["title_words", "words"]


class Matching(Expression):
    """The keys of the records that have all that is sought: `filter(pk__in=Matching(ProjectEntry, wanted))`.

    A prepared query is given what is sought as the database is asked for it: `asked(wanted, column)`.
    """

    def __init__(self, kind: type[Entry], wanted: Sought | str, column: Column = "words") -> None:
        super().__init__(output_field=BigIntegerField())
        self.kind, self.column = kind, column
        self.asked = wanted if isinstance(wanted, str) else asked(wanted, column)

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, list[Any]]:
        table = f'"{self.kind._meta.db_table}_fts"'
        return f"(SELECT rowid FROM {table} WHERE {table} MATCH %s)", [self.asked]  # noqa: S608  our own name

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, list[Any]]:
        table = f'"{self.kind._meta.db_table}"'
        words = f"array_to_tsvector(string_to_array({self.column}, ' '))"
        return f"(SELECT record_id FROM {table} WHERE {words} @@ %s::tsquery)", [self.asked]  # noqa: S608  our own names


def asked(wanted: Sought, column: Column = "words") -> str:
    """What is sought, as this database is asked for it."""
    return f"{{{column}}} : ({_fts5(wanted)})" if connection.vendor == "sqlite" else _tsquery(wanted)


def _fts5(wanted: Sought) -> str:
    def one(lexeme: Lexeme) -> str:
        return f'"{lexeme[0]}"{" *" if lexeme[1] else ""}'

    return _joined(wanted, one, " AND ", " OR ")


def _tsquery(wanted: Sought) -> str:
    def one(lexeme: Lexeme) -> str:
        return f"'{lexeme[0]}'{':*' if lexeme[1] else ''}"

    return _joined(wanted, one, " & ", " | ")


def _joined(wanted: Sought, one: Any, both: str, either: str) -> str:
    terms = (
        either.join(f"({both.join(map(one, alternative))})" for alternative in term) for term in wanted.terms
    )
    return both.join(f"({term})" for term in terms)


def is_sound(kind: type[Entry]) -> bool:
    """Whether the database's own index holds exactly the words of the table. PostgreSQL sees to that itself."""
    if connection.vendor != "sqlite":
        return True
    table = f'"{kind._meta.db_table}_fts"'
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO {table} ({table}, rank) VALUES ('integrity-check', 1)")  # noqa: S608  our own name
    except DatabaseError:
        return False
    return True


def learn_sizes() -> None:
    """SQLite chooses how to look things up by how its tables are filled, and learns that only when told.

    All rows are counted: from some of them it guesses the indexes of one table to be of different sizes, and then reads
    whole tables instead. A quarter of a second for 10,000 projects, one and a half for 100,000. PostgreSQL learns by
    itself.
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA analysis_limit = 0")
            cursor.execute("ANALYZE")


def has_learned() -> bool:
    """Whether SQLite was ever told."""
    if connection.vendor != "sqlite":
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM sqlite_master WHERE name = 'sqlite_stat1'")
        return cursor.fetchone() is not None


def make_again(kind: type[Entry]) -> None:
    """The database's own index, from the words of the table."""
    if connection.vendor == "sqlite":
        table = f'"{kind._meta.db_table}_fts"'
        with connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO {table} ({table}) VALUES ('rebuild')")  # noqa: S608  our own name
