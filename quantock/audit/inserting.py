"""Inserting thousands of rows of one table, or writing them again: one statement, whatever the number of rows, and in PostgreSQL its COPY.

Django's own `bulk_create` writes the statement again for each few hundred rows and passes every single value through
its field; a register of 10,000 projects has more than a million values, most of which go to the database as they are.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from operator import attrgetter
from types import NoneType
from typing import Any

from django.db import connection, models, transaction

AS_THEY_ARE = (NoneType, str, int, bool)
SAID_AGAIN = (date, datetime)
"""Of these a table holds few that differ: each is prepared once."""


def insert(rows: Sequence[models.Model]) -> None:
    """Keep new rows of one table. The rows are not told the keys that the database gives them.

    Raises ValueError where the table is written in another way than column by column, or only some rows have a key.
    """
    if not rows:
        return
    table = type(rows[0])._meta
    fields = [field for field in table.concrete_fields if not (field is table.pk and rows[0].pk is None)]
    if len({row.pk is None for row in rows}) > 1 or any(
        hasattr(field, "get_placeholder") for field in fields
    ):
        raise ValueError(f"rows of {table.db_table} cannot be inserted in one go")
    columns = [_prepared(field, map(attrgetter(field.attname), rows)) for field in fields]
    quote = connection.ops.quote_name
    into = f"{quote(table.db_table)} ({', '.join(quote(str(field.column)) for field in fields)})"
    with transaction.atomic(savepoint=False):
        _insert(into, list(zip(*columns, strict=True)))
    for row in rows:
        row._state.adding = False
        row._state.db = connection.alias


def rewrite(rows: Sequence[models.Model], names: Sequence[str]) -> None:
    """Write these columns of rows that are there already, each row by its key.

    `bulk_update` weaves all rows into one statement for each hundred, which took half of bringing in a register that
    changes every cell.
    """
    if not rows:
        return
    table = type(rows[0])._meta
    fields: list[Any] = [*map(table.get_field, names), table.pk]
    columns = [[*map(_preparing(field), (getattr(row, field.attname) for row in rows))] for field in fields]
    *said, key = (f"{connection.ops.quote_name(str(field.column))} = %s" for field in fields)
    statement = f"UPDATE {connection.ops.quote_name(table.db_table)} SET {', '.join(said)} WHERE {key}"  # noqa: S608  our own names
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        cursor.executemany(statement, list(zip(*columns, strict=True)))


def _insert(into: str, rows: Sequence[Sequence[Any]]) -> None:
    statement = f"INSERT INTO {into} VALUES ({', '.join('%s' for _ in rows[0])})"  # noqa: S608  our own names
    with connection.cursor() as cursor:
        if len(rows) == 1:
            cursor.execute(statement, rows[0])
        elif connection.vendor == "postgresql":  # which would plan the statement anew for each row
            with connection.wrap_database_errors, cursor.copy(f"COPY {into} FROM STDIN") as copying:
                for row in rows:
                    copying.write_row(row)
        else:
            cursor.executemany(statement, rows)


def _prepared(field: Any, values: Iterable[Any]) -> list[Any]:
    """A column's values as the database takes them."""
    if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False):
        raise ValueError(f"{field} is set as each row is saved")
    prepare = _preparing(field)
    return [prepare(value) for value in values]


def _preparing(field: Any) -> Callable[[Any], Any]:
    def by_field(value: Any) -> Any:
        return field.get_db_prep_save(value, connection)

    if isinstance(field, models.JSONField):
        return by_field
    known: dict[Any, Any] = {}

    def prepare(value: Any) -> Any:
        kind = type(value)
        if kind in AS_THEY_ARE:
            return value
        if kind not in SAID_AGAIN:
            return by_field(value)
        if value not in known:
            known[value] = by_field(value)
        return known[value]

    return prepare
