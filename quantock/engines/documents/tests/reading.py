"""What the tests share: documents opened again with other people's readers."""

import io
from collections.abc import Iterable, Sequence

import openpyxl
from openpyxl.workbook.workbook import Workbook

from quantock.engines.documents.columns import Column
from quantock.engines.documents.xlsx import Sheet, stream_workbook

HOSTILE = (
    "=cmd|' /C calc'!A0",
    "+44 1823 000000",
    "-1 day",
    "@SUM(A1)",
    "vertical\x0btab, bell\x07, escape\x1b",
    "not a character \ufffe \uffff",
    "half a pair \ud83d",
    "😀 Tîm gwella ŵ ŷ",
    "</t></is></c><script>alert(1)</script>&amp;",
    " outer spaces ",
    "two\r\nlines\rthree",
    "_x0041_ is not A",
    "",
)

CLEANED = (
    "=cmd|' /C calc'!A0",
    "+44 1823 000000",
    "-1 day",
    "@SUM(A1)",
    "vertical\ntab, bell, escape",
    "not a character  ",
    "half a pair ",
    "😀 Tîm gwella ŵ ŷ",
    "</t></is></c><script>alert(1)</script>&amp;",
    " outer spaces ",
    "two\nlines\nthree",
    "_x0041_ is not A",
    None,
)


def open_workbook(data: bytes) -> Workbook:
    """A workbook as openpyxl reads it in full, formulas as formulas."""
    return openpyxl.load_workbook(io.BytesIO(data))


def written(columns: Sequence[Column], rows: Iterable[Sequence[object]], name: str = "Projects") -> Workbook:
    return open_workbook(b"".join(stream_workbook([Sheet(name, columns, rows)])))
