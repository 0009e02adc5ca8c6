"""What becomes of every row and every cell of a register: the same for a try and for the real thing."""

import gzip
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import IO, Any


class Outcome(StrEnum):
    """What becomes of a row or of a cell."""

    CREATED = "created"
    UPDATED = "updated"
    EMPTIED = "emptied"  # the file has nothing where something was known
    UNCHANGED = "unchanged"
    BLANK = "blank"
    REFUSED = "refused"
    LEFT_OUT = "left out"  # a heading, an example, a total; or a column that is not kept


CHANGES = frozenset({Outcome.CREATED, Outcome.UPDATED, Outcome.EMPTIED})


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: what became of it, what was known before, what the file says, and why."""

    outcome: str
    was: str
    now: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class RowAccount:
    """One row. `cells` stand beside the columns of the file; none for a row that is no record."""

    place: str
    ref: str
    name: str
    outcome: str
    why: str
    cells: tuple[Cell, ...] = ()


@dataclass(slots=True)
class Account:
    """What became of a file as a whole. `doubtful` and `refused` say the place and the reason of each row."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    renamed: int = 0
    matched: int = 0
    absent: int = 0
    absent_projects: list[str] = field(default_factory=list)
    left_since: int = 0  # in this register of an earlier day, but not in a later complete one
    organisations_added: list[str] = field(default_factory=list)
    doubtful: list[dict[str, Any]] = field(default_factory=list)
    alike: list[dict[str, Any]] = field(
        default_factory=list
    )  # new projects that look like ones that were here
    moved: list[dict[str, Any]] = field(
        default_factory=list
    )  # earlier rows that this file shows to be of others
    refused: list[dict[str, Any]] = field(default_factory=list)
    rows: Counter[str] = field(default_factory=Counter)
    cells: Counter[str] = field(default_factory=Counter)

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON."""
        return asdict(self) | {"rows": dict(self.rows), "cells": dict(sorted(self.cells.items()))}


class AccountFile:
    """Every row and cell as one line of JSON a row, compressed, so that memory stays flat."""

    def __init__(self, into: IO[bytes], headings: tuple[str, ...]) -> None:
        self._lines = gzip.GzipFile(fileobj=into, mode="wb", compresslevel=3, mtime=0)
        self._write(list(headings))

    def row(self, row: RowAccount) -> None:
        """One more row."""
        cells = [[cell.outcome, cell.was, cell.now, cell.why] for cell in row.cells]
        self._write([row.place, row.ref, row.name, row.outcome, row.why, cells])

    def close(self) -> None:
        """Nothing more comes."""
        self._lines.close()

    def _write(self, line: list[Any]) -> None:
        self._lines.write(json.dumps(line, ensure_ascii=False).encode() + b"\n")


@dataclass(frozen=True, slots=True)
class KeptAccount:
    """An account read back: the headings of the file, and its rows as they are asked for."""

    headings: tuple[str, ...]
    rows: Iterator[RowAccount]


def read_account(kept: IO[bytes]) -> KeptAccount:
    """What `AccountFile` wrote."""
    lines = (json.loads(line) for line in gzip.GzipFile(fileobj=kept, mode="rb"))
    headings = tuple(next(lines))
    return KeptAccount(
        headings,
        (
            RowAccount(place, ref, name, outcome, why, tuple(Cell(*cell) for cell in cells))
            for place, ref, name, outcome, why, cells in lines
        ),
    )
