"""Numbers and sums of money as people write them: 1,234.5, £12.5k, (300), 1.2 million."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import TypeVar

V = TypeVar("V")
SIZES = {"": 1, "k": 1_000, "thousand": 1_000, "m": 1_000_000, "million": 1_000_000, "bn": 10**9}
LARGEST = 10**16
_THOUSANDS = re.compile(r",|(?<=\d)[ \u00a0](?=\d{3}(?!\d))")
_NUMBER = re.compile(r"[+-]?(?:\d{1,15}(?:\.\d{0,12})?|\.\d{1,12})", re.ASCII)
_TO = re.compile(r"(.*?)\s*(?:\bto\b|\N{EN DASH})\s*(.*)", re.IGNORECASE)


def read_number(text: str) -> Decimal | None:
    """A number with or without commas; nothing where it is none."""
    bare = _THOUSANDS.sub("", text.strip()).replace("\N{MINUS SIGN}", "-")
    return Decimal(bare) if _NUMBER.fullmatch(bare) else None


def read_pounds(text: str) -> Decimal | None:
    """An amount in pounds, with k, m or bn after it, or in brackets where it is negative; nothing where it is none."""
    written = text.replace("£", "").strip().casefold()
    if written.startswith("(") and written.endswith(")"):
        written = f"-{written[1:-1]}"
    digits = written.rstrip("abcdefghijklmnopqrstuvwxyz ")
    size, number = SIZES.get(written[len(digits) :].strip()), read_number(digits)
    if size is None or number is None:
        return None
    pounds = number * size
    return pounds if abs(pounds) < LARGEST else None


def read_span(text: str, read: Callable[[str], V | None]) -> tuple[V | None, V | None] | None:
    """From which value to which: "10k to 50k", "10k to", "to 50k"; a single one is both. Nothing where it is no such thing."""
    one = read(text)
    if one is not None:
        return one, one
    parts = _TO.fullmatch(text.strip())
    if parts is None or not any(parts.groups()):
        return None
    low, high = (read(part) if part else None for part in parts.groups())
    wrong = (parts[1] and low is None) or (parts[2] and high is None)
    return None if wrong else (low, high)
