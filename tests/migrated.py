"""Migrating takes longer than most tests: on SQLite it is done once, and kept in build/ until the code is another."""

import fcntl
import hashlib
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.db import connection

from tests.rules import ROOT, files

KEPT = ROOT / "build" / "migrated"


def of_this_code() -> Path:
    """Where the database is kept that this code's migrations make: any of its files may have a part in that."""
    code = (*files(".py", under="quantock", tests=False), Path("requirements/dev.txt"))
    told = hashlib.sha256()
    for path in sorted(code):
        told.update(f"{path}\0".encode() + (ROOT / path).read_bytes())
    return KEPT / f"{told.hexdigest()[:20]}.sqlite3"


@contextmanager
def begun_from(kept: Path) -> Iterator[bool]:
    """The database in memory that tests begin with, filled from what is kept; whether that was there. One process makes
    it while the others wait."""
    KEPT.mkdir(parents=True, exist_ok=True)
    name = connection.creation._get_test_db_name()
    with (KEPT / "lock").open("w") as lock, closing(sqlite3.connect(name, uri=True)) as memory:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if there := kept.exists():
            with closing(sqlite3.connect(kept)) as source:
                source.backup(memory)
        yield there


def keep(kept: Path) -> None:
    """Keep the database that tests begin with, in the place of those of other code."""
    for old in KEPT.glob("*.sqlite3"):
        old.unlink()
    making = kept.with_suffix(f".{os.getpid()}")
    connection.ensure_connection()
    with closing(sqlite3.connect(making)) as target:
        connection.connection.backup(target)
    making.replace(kept)
