"""Finding valid NHS numbers in free text, so that they can be refused (NHS Data Dictionary, modulus 11)."""

import re
from dataclasses import dataclass

# Ten digits together, or 3-3-4 with one space or hyphen between; never part of a longer run of digits.
SHAPE = re.compile(r"(?<![\d.,])\d{3}[ \u00a0-]?\d{3}[ \u00a0-]?\d{4}(?![\d])")


@dataclass(frozen=True, slots=True)
class Found:
    """Where a valid number stands (start and end in the text, line from 1), and how to show it masked."""

    start: int
    end: int
    line: int
    masked: str


def is_nhs_number(digits: str) -> bool:
    """Ten digits whose last is the modulus 11 check digit of the others; a check digit of 10 is invalid."""
    if len(digits) != 10 or not digits.isascii() or not digits.isdigit():
        return False
    weighed = sum(int(digit) * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False))
    return (11 - weighed % 11) % 11 == int(digits[9]) if weighed % 11 != 1 else False


def find_nhs_numbers(text: str) -> list[Found]:
    """Every valid NHS number, in order. Ten equal digits are never issued and do not count."""
    found = []
    for match in SHAPE.finditer(text or ""):
        digits = re.sub(r"\D", "", match[0])
        if is_nhs_number(digits) and len(set(digits)) > 1:
            line = text.count("\n", 0, match.start()) + 1
            found.append(Found(match.start(), match.end(), line, f"{digits[:3]} *** **{digits[8:]}"))
    return found


def mask_nhs_numbers(text: str) -> str:
    """The text with every valid NHS number masked."""
    for found in reversed(find_nhs_numbers(text)):
        text = text[: found.start] + found.masked + text[found.end :]
    return text
