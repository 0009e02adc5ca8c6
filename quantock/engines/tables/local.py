"""The kind of a column that is no field of ours, so that it can be kept as a local field."""

import re

from .columns import Profile
from .units import unit_in_heading

_MONEY_WORDS = (
    r"\b(?:costs?|budget|spend|spent|expenditure|funding|funded|grant|saving|savings|revenue|capital|price|outturn|"
    r"forecast|allocation|income|investment|value|benefits?|baseline|variance|underspend|overspend|cip|fee|gbp)\b|£"
)


def local_kind(column: Profile) -> tuple[str, str]:
    """text, number, percent, money, date or choice, with the reason in words."""
    if not column.filled:
        return "text", "there are no values"
    numbers, dates = column.share(column.numbers), column.share(column.dates)
    if dates >= 0.5 and dates >= numbers:
        return "date", "values are dates"
    if column.share(column.serials) >= 0.8 and re.search(r"\bdate\b", column.plain):
        return "date", "values are Excel's day numbers; the heading says date"
    if column.share(column.percents) >= 0.5 or (numbers >= 0.5 and re.search(r"%|\bpercent", column.plain)):
        return "percent", "values are percentages"
    if numbers >= 0.5:
        return _number_kind(column)
    return _text_kind(column)


def several(column: Profile) -> str:
    """How many different values repeat, in words."""
    return (
        "the same value throughout" if len(column.texts) == 1 else f"{len(column.texts)} values that repeat"
    )


def _number_kind(column: Profile) -> tuple[str, str]:
    money = column.currency or column.scaled or column.money_format or unit_in_heading(column.heading)
    if money or (re.search(_MONEY_WORDS, column.plain) and column.middle > 100):
        return "money", "values are money"
    return "number", "values are numbers"


def _text_kind(column: Profile) -> tuple[str, str]:
    few = len(column.texts) <= 30 and len(column.texts) * 3 <= column.filled
    if few and column.length <= 60:
        return "choice", several(column)
    return "text", "values are text"
