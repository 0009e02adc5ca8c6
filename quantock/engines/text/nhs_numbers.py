"""NHS numbers in free text: found so that they can be taken out before anything is stored."""

import re
from dataclasses import dataclass

_BETWEEN = "(?:[ \u00a0\u2007\u2009\u202f]{0,2}|[ \u00a0]?[-\u2010-\u2015][ \u00a0]?)"
_APART = "(?:[ \u00a0\u2007\u2009\u202f]{1,2}|[ \u00a0]?[-\u2010-\u2015][ \u00a0]?)"
# A line that ends within the number, as a text wraps. The other gap is written out then: 612 over 598 over 1034, or 120000
# over 1500, are a column of figures.
_BROKEN = "[ \u00a0]?[-\u2010-\u2015]?[ \u00a0]?\\r?\\n[ \u00a0]{0,4}"
_GAPS = ((_BETWEEN, _BETWEEN), (_BROKEN, _APART), (_APART, _BROKEN))
_REST = "|".join(rf"{first}\d{{3}}{second}" for first, second in _GAPS)
_CANDIDATE = re.compile(rf"(?<!\d)(?<!\d[.,])\d{{3}}(?:{_REST})\d{{4}}(?!\d)")
_ABROAD = re.compile(r"(?:\+|\b00)\d{1,3}[ \u00a0-]?(?:\(0\)[ \u00a0]?)?$")
_LONGEST_CODE = 10


@dataclass(frozen=True, slots=True)
class Found:
    """Where an NHS number stands: text[start:end], on which line (the first is 1), and how to show it without saying it."""

    start: int
    end: int
    line: int
    masked: str


def is_nhs_number(digits: str) -> bool:
    """Ten digits whose last is the modulus 11 check digit of the others.

    NHS Data Dictionary, "NHS NUMBER": multiply the first nine by 10 down to 2, add, take the remainder on division by
    11 from 11; 11 counts as 0, and 10 means the number is not valid.
    """
    if len(digits) != 10 or not digits.isdecimal():
        return False
    figures = [int(digit) for digit in digits]
    total = sum(figure * weight for figure, weight in zip(figures[:9], range(10, 1, -1), strict=True))
    return (11 - total % 11) % 11 == figures[9]


def find_nhs_numbers(text: str) -> list[Found]:
    """Every valid NHS number in `text`, written together or 3-3-4 with spaces or hyphens, also where a line ends within it.

    One ten-digit number in eleven passes the check by chance, so a reference number may be pointed out too: a person
    clears it. Digits within a longer run or a decimal fraction, a group a line, or after a country's dialling code are left alone.
    """
    found: list[Found] = []
    line, counted = 1, 0
    for match in _CANDIDATE.finditer(text):
        digits = "".join(each for each in match[0] if each.isdecimal())
        if not is_nhs_number(digits) or _dialled_from_abroad(text, match.start()):
            continue
        line += text.count("\n", counted, match.start())
        counted = match.start()
        found.append(Found(match.start(), match.end(), line, f"{digits[:3]} *** **{digits[8:]}"))
    return found


def mask_nhs_numbers(text: str) -> str:
    """The same text with each NHS number replaced by its masked form, for showing and for logs."""
    pieces, end = [], 0
    for found in find_nhs_numbers(text):
        pieces += [text[end : found.start], found.masked]
        end = found.end
    return "".join(pieces) + text[end:]


def _dialled_from_abroad(text: str, start: int) -> bool:
    return _ABROAD.search(text[max(0, start - _LONGEST_CODE) : start]) is not None
