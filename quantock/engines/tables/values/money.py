"""Money and numbers as people write them: £1,186.00, (1.2m), 350k, £40.27-, 1 234,5."""

import re
from dataclasses import dataclass
from decimal import Decimal

from ..table import Cell
from .answer import BLANK, Answer, as_text

UNITS: dict[str, Decimal] = {
    "GBP": Decimal(1),
    "GBP thousand": Decimal(1000),
    "GBP million": Decimal(1_000_000),
}
"""What one of a column's figures is worth in pounds."""

_SCALES: tuple[tuple[str, Decimal], ...] = (
    (r"(?:bn|b|billions?)", Decimal(1_000_000_000)),
    (r"(?:mn?|mils?|mill|millions?)", Decimal(1_000_000)),
    (r"(?:k|thousands?|'000s?|000s)", Decimal(1_000)),
)
_CURRENCY = r"(?:£|GBP|gbp|\$|A\$|US\$|AUD|USD|€|EUR)"
_NUMBER = r"\d{1,3}(?:[,'’ ]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+"
_NUMBER_WITH_COMMA = r"\d{1,3}(?:[. ]\d{3})+(?:,\d+)?|\d+(?:,\d+)?"
_SCALE = "|".join(pattern for pattern, _ in _SCALES)


def _pattern(number: str) -> re.Pattern[str]:
    return re.compile(
        rf"(?P<open>\()?\s*(?P<sign>[-−–+])?\s*(?P<currency>{_CURRENCY})?\s*(?P<sign2>[-−–+])?\s*(?P<open2>\()?\s*"
        rf"(?P<number>{number})\s*(?P<close3>\))?\s*(?P<scale>{_SCALE})?\s*(?P<close2>\))?\s*(?P<after>GBP|£|EUR|€|AUD|USD)?"
        rf"\s*(?P<trailing>[-−–])?\s*(?P<close>\))?",
        re.IGNORECASE,
    )


_POINT = _pattern(_NUMBER)
_COMMA = _pattern(_NUMBER_WITH_COMMA)
_STARTS = frozenset("0123456789£$€(-−–+.'GgAUaueE")
_EXPONENT = re.compile(r"[-+]?\d+(?:\.\d+)?[eE][-+]?\d{1,2}")
_DECIMAL_COMMA = re.compile(r"\d,\d{1,2}$|\d,\d{4,}$|\d\.\d{3},\d+$")
_DECIMAL_POINT = re.compile(r"\.\d{1,2}$|\.\d{4,}$|,\d{3}\.|,\d{3},")
LONGEST = 40


@dataclass(frozen=True, slots=True)
class Amount:
    """A figure as written: the number, whether a currency stood by it, and what "m" or "k" multiplied it by."""

    number: Decimal
    currency: bool
    scale: Decimal | None


def parse_amount(text: str, *, decimal_comma: bool = False) -> Amount | None:
    """The figure a text is, and nothing but a figure; None for anything else, ranges and dates included."""
    if len(text) > LONGEST or not text or text[0] not in _STARTS:
        return None
    if _EXPONENT.fullmatch(text):
        return Amount(Decimal(text), False, None)
    found = (_COMMA if decimal_comma else _POINT).fullmatch(text)
    if found is None:
        return None
    brackets = bool(found["open"] or found["open2"])
    if brackets != bool(found["close"] or found["close2"] or found["close3"]):
        return None
    digits = (
        re.sub(r"[.' ’]", "", found["number"]).replace(",", ".")
        if decimal_comma
        else re.sub(r"[,'’ ]", "", found["number"])
    )
    signs = [found["sign"], found["sign2"], found["trailing"]]
    minus = sum(sign is not None and sign != "+" for sign in signs) + brackets
    if minus > 1:
        return None
    number = -Decimal(digits) if minus else Decimal(digits)
    return Amount(number, bool(found["currency"] or found["after"]), _scale(found["scale"]))


def _scale(written: str | None) -> Decimal | None:
    if not written:
        return None
    return next(value for pattern, value in _SCALES if re.fullmatch(pattern, written, re.IGNORECASE))


def uses_decimal_comma(texts: list[str]) -> bool:
    """Whether a column writes 1.234,5: some end in a comma and one or two digits, none in a point and so."""
    figures = [text.rstrip(" €£)-") for text in texts if len(text) <= LONGEST]
    return any(_DECIMAL_COMMA.search(text) for text in figures) and not any(
        _DECIMAL_POINT.search(text) for text in figures
    )


def money(cell: Cell, *, unit: str = "GBP", decimal_comma: bool = False) -> Answer:
    """An amount in the column's unit: £1.2m is 1.2 in a column of millions and 1200000 in one of pounds."""
    if cell is None:
        return BLANK
    if isinstance(cell, Decimal):
        return Answer("value", cell, as_text(cell))
    if isinstance(cell, str):
        amount = parse_amount(cell, decimal_comma=decimal_comma)
        if amount is not None:
            value = amount.number if amount.scale is None else amount.number * amount.scale / UNITS[unit]
            return Answer("value", value, cell)
    return Answer("not_value", None, as_text(cell))


def pence(value: Decimal, unit: str) -> int:
    """A figure of a column in whole pence."""
    return int((value * UNITS[unit] * 100).to_integral_value(rounding="ROUND_HALF_UP"))


_PERCENT = re.compile(r"\(?[-−–+]?\s*\d{1,9}(?:[.,]\d+)?\s*(?:%|per ?cent)\)?", re.IGNORECASE)


def percentage(cell: Cell) -> Answer:
    """Per cent: "85%" is 85; a plain number stays as the file has it."""
    if cell is None:
        return BLANK
    if isinstance(cell, str) and len(cell) <= LONGEST and _PERCENT.fullmatch(cell):
        digits = re.sub(r"[^\d.,]", "", cell).replace(",", ".")
        negative = cell[0] == "(" or cell.lstrip("(")[0] in "-−–"
        return Answer("value", -Decimal(digits) if negative else Decimal(digits), cell)
    return number(cell)


def number(cell: Cell, *, decimal_comma: bool = False) -> Answer:
    """A plain number, without currency or unit."""
    if cell is None:
        return BLANK
    if isinstance(cell, Decimal):
        return Answer("value", cell, as_text(cell))
    if isinstance(cell, str):
        amount = parse_amount(cell, decimal_comma=decimal_comma)
        if amount is not None and amount.scale is None and not amount.currency:
            return Answer("value", amount.number, cell)
    return Answer("not_value", None, as_text(cell))
