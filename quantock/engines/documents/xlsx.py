"""A small streaming writer of workbooks, for "export everything".

It writes what an export needs and nothing else: typed columns under a frozen, filtered heading row. Rows are
taken in batches and leave as bytes, so memory stays flat whatever their number. Text is always an inline
string, never a formula. The layout follows ECMA-376 (Office Open XML), part 1, chapter 18.
"""

import json
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain, islice
from tempfile import SpooledTemporaryFile
from typing import IO

from quantock.engines.documents import xlsxparts
from quantock.engines.documents.columns import Column
from quantock.engines.documents.xlsxcells import CellWriter, column_letters

MOST_ROWS = 1_048_576
"""What Excel holds on one sheet, the heading row included; more rows go on to a second sheet."""

MOST_BYTES = 1_900_000_000
"""A sheet is continued before its XML reaches the 2 GiB that readers without ZIP64 can take."""

REST_SHEET = "Long texts"
_BATCH = 1_000


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: a name (made legal and distinct for you), its columns, and rows as long as the columns."""

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[object]]


def stream_workbook(sheets: Iterable[Sheet], *, warnings: list[str] | None = None) -> Iterator[bytes]:
    """The bytes of a workbook, while its rows are being read.

    Text longer than the 32,767 characters a cell holds is cut with a visible mark and goes on, in full, on a
    last sheet "Long texts"; each such place is also added to `warnings`, complete when the iteration ends.
    Raises ValueError for no sheet at all, or a row that is not as long as the columns.
    """
    sink = _Sink()
    said = warnings if warnings is not None else []
    with (
        SpooledTemporaryFile(max_size=1_000_000, mode="w+", encoding="utf-8") as tails,
        zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
    ):
        book = _Book(archive, tails, said)
        for sheet in chain(sheets, book.rest()):
            for _ in book.write(sheet):
                yield from sink.take()
        book.write_parts()
    yield from sink.take()


class _Book:
    """The workbook so far: which sheets there are, and the tails of texts too long for a cell."""

    def __init__(self, archive: zipfile.ZipFile, tails: IO[str], warnings: list[str]) -> None:
        self._archive = archive
        self._tails = tails
        self._warnings = warnings
        self._sheets: list[xlsxparts.WrittenSheet] = []
        self._has_tails = False

    def write(self, sheet: Sheet) -> Iterator[None]:
        """Write one sheet, or several where its rows do not fit on one; pauses after each batch."""
        rows = iter(sheet.rows)
        following: tuple[Sequence[object], ...] = ()
        while True:
            name = legal_name(sheet.name, taken=[written.name for written in self._sheets])
            rows = chain(following, rows)
            yield from self._write_one(name, sheet.columns, rows)
            following = tuple(islice(rows, 1))
            if not following:
                return
            self._warnings.append(f"“{name}” is full: its rows go on on the next sheet.")

    def rest(self) -> Iterator[Sheet]:
        """The sheet of what did not fit into a cell, if anything did not."""
        if self._has_tails:
            self._tails.seek(0)
            columns = (Column("Sheet"), Column("Cell"), Column("Part", "number"), Column("Text", width=100))
            yield Sheet(REST_SHEET, columns, (json.loads(line) for line in self._tails))

    def write_parts(self) -> None:
        """Everything but the sheets, which is known only now."""
        if not self._sheets:
            raise ValueError("a workbook needs at least one sheet")
        for path, xml in xlsxparts.parts(self._sheets):
            with self._archive.open(path, "w") as part:
                part.write(xml.encode())

    def _write_one(
        self, name: str, columns: Sequence[Column], rows: Iterator[Sequence[object]]
    ) -> Iterator[None]:
        number = len(self._sheets) + 1
        writer = CellWriter(columns, on_tail=partial(self._keep_tail, name))
        with self._archive.open(f"xl/worksheets/sheet{number}.xml", "w") as part:
            size = part.write(
                (xlsxparts.sheet_head(columns, first=number == 1) + writer.heading_row()).encode()
            )
            last_row = 1
            while size < MOST_BYTES and (batch := list(islice(rows, min(_BATCH, MOST_ROWS - last_row)))):
                size += part.write(writer.rows(batch, last_row + 1).encode())
                last_row += len(batch)
                yield
            area = f"A1:{column_letters(len(columns) - 1)}{last_row}" if columns else ""
            part.write(xlsxparts.sheet_foot(area).encode())
        self._sheets.append(xlsxparts.WrittenSheet(name, area))
        yield

    def _keep_tail(self, sheet: str, cell: str, parts: Sequence[str]) -> None:
        self._has_tails = True
        self._warnings.append(
            f"“{sheet}”, cell {cell}: too long for a cell, continued on the sheet “{REST_SHEET}”."
        )
        for number, text in enumerate(parts, start=2):
            self._tails.write(json.dumps([sheet, cell, number, text]) + "\n")


class _Sink:
    """A file that cannot be wound back, so that the archive is written with data descriptors."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def write(self, data: bytes) -> int:
        self._pieces.append(data)
        return len(data)

    def flush(self) -> None:
        """Nothing waits here: `take` hands over what was written."""

    def close(self) -> None:
        """There is nothing to close."""

    def take(self) -> Iterator[bytes]:
        """What was written since the last time, as one piece."""
        if self._pieces:
            yield b"".join(self._pieces)
            self._pieces.clear()


_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f\ud800-\udfff\ufffe\uffff]")


def legal_name(name: str, taken: Iterable[str]) -> str:
    """A name Excel accepts and no other sheet has: 31 characters at most, no []:*?/\\, not "History"."""
    others = {other.casefold() for other in taken}
    wanted = _NOT_IN_NAMES.sub(" ", name).strip().strip("'").strip() or "Sheet"
    if wanted.casefold() == "history":
        wanted = "History of changes"
    candidate = _cut(wanted, 31)
    number = 2
    while candidate.casefold() in others:
        suffix = f" ({number})"
        candidate = _cut(wanted, 31 - len(suffix)) + suffix
        number += 1
    return candidate


def _cut(text: str, most: int) -> str:
    """At most so many UTF-16 units, which is how Excel counts, without halving a character."""
    while len(text.encode("utf-16-le")) > 2 * most:
        text = text[:-1]
    return text.rstrip().rstrip("'")


__all__ = ["Column", "Sheet", "legal_name", "stream_workbook"]
