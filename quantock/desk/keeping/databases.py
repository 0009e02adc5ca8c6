"""The database as one file, and back: SQLite through its backup interface, PostgreSQL through its own programs.

The only place besides search that speaks SQL itself: it copies tables whatever they hold.
"""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from django.db import DatabaseError, OperationalError, connection, transaction

# Of the parameters of a connection, those that PostgreSQL's programs do not know.
OF_THE_DRIVER = {"client_encoding", "prepare_threshold"}
NAMES = {"sqlite": "database.sqlite3", "postgresql": "database.sql"}


class CannotKeep(Exception):
    """Backing up or restoring is not possible; says why, and what to do, in words."""


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy of the database in one file, and how many rows each of its tables had."""

    path: Path
    rows: dict[str, int]


def copy_out(folder: Path) -> Copy:
    """Copy the database into `folder` as it is at one moment, while the site goes on."""
    path = folder / NAMES[connection.vendor]
    return _sqlite_out(path) if connection.vendor == "sqlite" else _postgres_out(path)


def copy_in(copy: Copy) -> None:
    """Put the copy in the place of everything in the database: all of it, or (on any error) nothing."""
    if connection.vendor == "sqlite":
        _sqlite_in(copy)
    else:
        _postgres_in(copy)


def is_empty() -> bool:
    """Whether the database has no tables."""
    return not connection.introspection.table_names()


def must_be_empty() -> None:
    """Raises CannotKeep where something would be lost: tables, or what is left of a damaged database."""
    try:
        if is_empty():
            return
    except DatabaseError as error:
        if isinstance(error, OperationalError):
            raise
        raise CannotKeep(
            f"The database there is damaged: {error}. Say --replace to put the backup in its place; "
            "the damaged file is kept beside it."
        ) from error
    raise CannotKeep("There is a database already. Say --replace to lose it for the backup.")


def _sqlite_out(path: Path) -> Copy:
    connection.ensure_connection()
    with closing(sqlite3.connect(path)) as target:
        connection.connection.backup(target)
        target.execute("PRAGMA journal_mode=DELETE")
    return Copy(path, sqlite_rows(path))


def sqlite_rows(path: Path) -> dict[str, int]:
    """How many rows each table of a database file has. Raises CannotKeep where the file is not sound."""
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as database:
            [(said,)] = database.execute("PRAGMA integrity_check(1)")
            if said != "ok":
                raise CannotKeep(f"The database in it is damaged: {said}.")
            tables = database.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
            names = [name for (name,) in tables if not name.startswith("sqlite_")]
            return {name: database.execute(_counting(name)).fetchone()[0] for name in names}
    except sqlite3.DatabaseError as error:
        raise CannotKeep(f"The database in it cannot be read: {error}.") from error


def _sqlite_in(copy: Copy) -> None:
    """Through the backup interface, which takes the locks: others see the old database or the new one.

    What stands there and is no database any more is put aside first: nothing can be written into it.
    """
    try:
        connection.ensure_connection()
    except DatabaseError as error:
        if isinstance(error, OperationalError):
            raise
        _put_aside(Path(connection.settings_dict["NAME"]))
        connection.ensure_connection()
    with closing(sqlite3.connect(copy.path)) as source:
        source.backup(connection.connection)
    connection.close()


def _put_aside(path: Path) -> None:
    """A damaged file, with its journals, goes on beside its place under the first name that is free."""
    connection.close()
    names = (f"{path.name}.damaged-{number}" for number in count(1))
    name = next(each for each in names if not path.with_name(each).exists())
    for ending in ("", "-wal", "-shm"):
        journal = path.with_name(path.name + ending)
        if journal.exists():
            journal.rename(path.with_name(name + ending))


def _postgres_out(path: Path) -> Copy:
    """Rows are counted in the very snapshot that is dumped."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SELECT pg_export_snapshot()")
        [snapshot] = cursor.fetchone()
        _run("pg_dump", "--no-owner", "--no-privileges", f"--snapshot={snapshot}", f"--file={path}")
        rows = {}
        for name in connection.introspection.table_names(cursor):
            cursor.execute(_counting(name))
            [rows[name]] = cursor.fetchone()
    return Copy(path, rows)


def _postgres_in(copy: Copy) -> None:
    """One transaction: what is there goes, the copy comes, its rows are counted; else nothing changes."""
    before, after = copy.path.with_name("before.sql"), copy.path.with_name("after.sql")
    before.write_text("".join(f"DROP TABLE {_quoted(name)} CASCADE;\n" for name in _tables()))
    after.write_text("".join(_must_hold(name, rows) for name, rows in copy.rows.items()))
    connection.close()
    scripts = [f"--file={script}" for script in (before, copy.path, after)]
    _run("psql", "--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1", *scripts)


def _tables() -> Iterable[str]:
    return connection.introspection.table_names()


def _must_hold(name: str, rows: int) -> str:
    wrong = f"the table {name} did not get its {rows} rows"
    return (
        f"DO $check$ BEGIN IF ({_counting(name, 'public.')}) <> {rows} "
        f"THEN RAISE EXCEPTION '{wrong}'; END IF; END $check$;\n"
    )


def _counting(name: str, schema: str = "") -> str:
    return f"SELECT count(*) FROM {schema}{_quoted(name)}"  # noqa: S608  names come from the database itself


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _run(program: str, *options: str) -> None:
    """One of PostgreSQL's own programs, on our database. The password is not on the command line."""
    from psycopg.conninfo import make_conninfo  # there only where PostgreSQL is used

    said = connection.get_connection_params()
    where = {name: str(value) for name, value in said.items() if isinstance(value, str | int)}
    where = {name: value for name, value in where.items() if value and name not in OF_THE_DRIVER}
    password = where.pop("password", None)
    done = subprocess.run(  # noqa: S603
        [_program(program), f"--dbname={make_conninfo(**where)}", *options],
        env={**os.environ, **({"PGPASSWORD": password} if password else {})},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise CannotKeep(f"{program} failed, and nothing was changed:\n{done.stderr.strip()}")


def _program(name: str) -> str:
    debian = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]))
    found = str(debian[-1]) if debian else shutil.which(name)
    if not found:
        raise CannotKeep(f"{name} was not found. On Debian: apt-get install postgresql-client")
    return found
