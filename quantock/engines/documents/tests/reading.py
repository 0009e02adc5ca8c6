"""What the tests share: documents opened again with other people's readers."""

import io
import re
import zlib
from collections.abc import Iterable, Iterator, Sequence

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


_ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def pdf_text(pdf: bytes) -> str:
    """What a PDF of ours shows, in reading order, pieces of text apart by a space."""
    objects = {int(found[1]): found[2] for found in re.finditer(rb"(\d+) 0 obj(.*?)endobj", pdf, re.DOTALL)}
    shown = []
    for page in (held for held in objects.values() if b"/Type/Page/" in held):
        fonts = _fonts(objects, _reference(page, b"Resources"))
        letters: dict[int, str] = {}
        for part in re.finditer(
            rb"/(f\d+) [\d.]+ Tf|Tm\s*((?:\\.|[^\\])*?(?:\]TJ|\)Tj))",
            _stream(objects[_reference(page, b"Contents")]),
            re.DOTALL,
        ):
            if part[1]:
                letters = fonts[part[1]]
            else:
                shown.append("".join(letters.get(glyph, "?") for glyph in _glyphs(part[2])))
    return " ".join(shown)


def _reference(held: bytes, name: bytes) -> int:
    found = re.search(rb"/" + name + rb" (\d+) 0 R", held)
    assert found, name
    return int(found[1])


def _stream(held: bytes) -> bytes:
    found = re.search(rb"stream\r?\n(.*?)endstream", held, re.DOTALL)
    return zlib.decompressobj().decompress(found[1]) if found else b""


def _fonts(objects: dict[int, bytes], resources: int) -> dict[bytes, dict[int, str]]:
    """Each font's own table from glyphs to characters, by the name a page gives it."""
    fonts = {}
    for name, number in re.findall(rb"/(f\d+) (\d+) 0 R", objects[resources]):
        table = _stream(objects[_reference(objects[int(number)], b"ToUnicode")])
        pairs = re.findall(rb"<([0-9A-Fa-f]{4})> <([0-9A-Fa-f]+)>", table)
        fonts[name] = {
            int(glyph, 16): bytes.fromhex(code.decode()).decode("utf-16-be") for glyph, code in pairs
        }
    return fonts


def _glyphs(shown: bytes) -> list[int]:
    """The glyphs of the strings in one piece of text."""
    return [
        int.from_bytes(text[place : place + 2])
        for text in _strings(shown)
        for place in range(0, len(text), 2)
    ]


def _strings(shown: bytes) -> Iterator[bytes]:
    """What stands in brackets. Within a string those in balance are written as they are, others with a backslash."""
    depth, held = 0, bytearray()
    for part in re.finditer(rb"\\(?:\d{3}|.)|.", shown, re.DOTALL):
        piece = part[0]
        depth += (piece == b"(") - (piece == b")")
        if depth == 1 and piece == b"(":
            held = bytearray()
        elif depth == 0 and piece == b")":
            yield bytes(held)
        elif depth:
            held += _escape(piece[1:]) if piece.startswith(b"\\") else piece


def _escape(code: bytes) -> bytes:
    return bytes([int(code, 8)]) if len(code) == 3 else _ESCAPES.get(code, code)
