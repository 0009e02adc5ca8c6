"""From bytes to text: which encoding, which delimiter, and what could not be read as it stands."""

import codecs
import csv
import io
import math
import re
from collections import Counter
from dataclasses import dataclass

from .refusal import Refused

DELIMITERS = (",", ";", "\t", "|")
SAVE_AGAIN = "Open it in Excel and save it as “CSV UTF-8” or as an .xlsx workbook, then upload that."

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROL = re.compile(r"[\x01-\x08\x0e-\x1a\x1c-\x1f]")


@dataclass(frozen=True, slots=True)
class Text:
    """A file's text. `odd` lists what was not valid in the encoding: line, character position, byte."""

    text: str
    encoding: str
    odd: tuple[tuple[int, int, int], ...] = ()

    def warnings(self) -> list[str]:
        """A sentence for the bytes that do not belong, with the first places."""
        if not self.odd:
            return []
        places = "; ".join(
            f"line {line}, character {at}: byte 0x{byte:02X}" for line, at, byte in self.odd[:5]
        )
        count = len(self.odd)
        what = "1 byte is" if count == 1 else f"{count:,} bytes are"
        return [
            f"{what} not valid in {self.encoding} and shown as �: {places}" + ("; …" if count > 5 else "")
        ]


def decode(data: bytes, encoding: str | None = None) -> Text:
    """The text of a CSV. Without a byte-order mark: UTF-16 by its zero bytes, UTF-8 if valid, else Windows-1252."""
    if encoding is not None:
        return _decode_as(data, encoding)
    for bom, name in _BOMS:
        if data.startswith(bom):
            return _decode_as(data, name)
    guess = _utf_16_without_bom(data)
    if guess:
        return _decode_as(data, guess)
    if b"\0" in data:
        raise Refused("The file holds binary zeros, so it is not a text file.", SAVE_AGAIN)
    try:
        return Text(_checked(data.decode("utf-8")), "utf-8")
    except UnicodeDecodeError:
        return _mostly_utf_8(data) or _decode_as(data, "mac_roman" if _from_an_old_mac(data) else "cp1252")


def _decode_as(data: bytes, encoding: str) -> Text:
    try:
        name = codecs.lookup(encoding).name
    except LookupError:
        raise Refused(
            f"“{encoding}” is not the name of an encoding.", "Leave it out, or give utf-8 or cp1252."
        ) from None
    if name in {"cp1252", "iso8859-1", "ascii"}:
        return _lenient_1252(data)
    try:
        return Text(_checked(data.decode(encoding)), encoding)
    except UnicodeDecodeError as error:
        raise Refused(
            f"The file says it is {encoding}, but is damaged at byte {error.start:,}.", SAVE_AGAIN
        ) from None


_MAC_MARKS = re.compile(
    rb"[A-Za-z]\xd5[a-z]|\xd2[A-Za-z0-9 ,]{1,80}\xd3|[a-z)] \xd0 [A-Za-z]|[a-z]\x8e|\xca[A-Za-z\r\n,]"
)
"""An apostrophe, quotation marks, a dash, é and a fixed space, as Mac OS Roman writes them."""
_WINDOWS_MARKS = re.compile(rb"[\x91-\x94\x96\x85\xa0\xe0-\xff]")


def _from_an_old_mac(data: bytes) -> bool:
    """Whether what is not ASCII makes sense as Excel for Mac's "CSV", and not as Windows-1252."""
    return len(_MAC_MARKS.findall(data)) > len(_WINDOWS_MARKS.findall(data))


def _lenient_1252(data: bytes) -> Text:
    """Five byte values mean nothing in Windows-1252: each stays visible as � and is reported."""
    text = data.decode("cp1252", errors="replace")
    odd = tuple(_position(data, found.start()) for found in re.finditer(rb"[\x81\x8d\x8f\x90\x9d]", data))
    return Text(_checked(text), "cp1252", odd)


def _mostly_utf_8(data: bytes) -> Text | None:
    """UTF-8 with a few foreign bytes, as happens when files are glued together; None when it is not."""
    bad: list[int] = []

    def keep(error: UnicodeError) -> tuple[str, int]:
        if not isinstance(error, UnicodeDecodeError):  # pragma: no cover - the decoder raises no other
            raise error
        bad.append(error.start)
        return data[error.start : error.start + 1].decode("cp1252", errors="replace"), error.start + 1

    codecs.register_error("quantock-keep", keep)
    text = data.decode("utf-8", errors="quantock-keep")
    multi = sum(1 for character in text if ord(character) > 0x7F) - len(bad)
    if multi < 4 * len(bad):
        return None
    return Text(_checked(text), "utf-8", tuple(_position(data, at) for at in bad))


def _position(data: bytes, at: int) -> tuple[int, int, int]:
    line = data.count(b"\n", 0, at) + 1
    return line, at - data.rfind(b"\n", 0, at), data[at]


def _utf_16_without_bom(data: bytes) -> str | None:
    head = data[:4096]
    if len(head) < 8 or b"\0" not in head:
        return None
    half = len(head) // 2
    if head[1::2].count(0) > half * 0.6 and head[0::2].count(0) < half * 0.1:
        return "utf-16-le"
    if head[0::2].count(0) > half * 0.6 and head[1::2].count(0) < half * 0.1:
        return "utf-16-be"
    return None


def _checked(text: str) -> str:
    if "\0" in text:
        raise Refused("The file holds binary zeros, so it is not a text file.", SAVE_AGAIN)
    sample = text[:20_000]
    if len(_CONTROL.findall(sample)) > max(3, len(sample) // 50):
        raise Refused("The file is not text: it is full of control characters.", SAVE_AGAIN)
    return text


def find_delimiter(text: str) -> str:
    """The delimiter under which most of the first records have the same number of cells, and more than one."""
    first_line = text.lstrip("\ufeff").split("\n", 1)[0].strip().lower()
    if first_line.startswith("sep=") and len(first_line) == 5:
        return first_line[4]
    sample = text[:200_000]
    head = next((line for line in sample.splitlines() if any(each in line for each in DELIMITERS)), "")
    scores = {
        delimiter: _evenness(sample, delimiter, head, whole=len(sample) == len(text))
        for delimiter in DELIMITERS
    }
    best = max(DELIMITERS, key=lambda delimiter: scores[delimiter])
    return best if scores[best] > 0 else ","


HEADED = 1.5
"""What it counts for that the first line is cut as most records are: texts full of commas stand between vertical bars, too."""


def _evenness(sample: str, delimiter: str, head: str, *, whole: bool) -> float:
    try:
        widths = [
            len(record)
            for record in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
            if record
        ]
    except csv.Error:
        return 0.0
    if not whole and len(widths) > 1:
        widths.pop()
    counted = Counter(width for width in widths[:500] if width > 1)
    if not counted:
        return 0.0
    width, count = max(counted.items(), key=lambda pair: pair[1] * math.log(pair[0] + 1))
    headed = HEADED if head.count(delimiter) == width - 1 else 1.0
    return count / len(widths[:500]) * math.log(width + 1) * headed
