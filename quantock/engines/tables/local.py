"""The kind of a column that is no field of ours, so that it can be kept as a local field."""

import re

from .columns import Profile
from .units import unit_in_heading

_MONEY_WORDS = (
    r"\b(?:costs?|budget|spend|spent|spending|expenditure|payments?|paid|funding|funded|grant|saving|savings|revenue|capital|amounts?|awarded|slippage|price|outturn|"
    r"forecast|allocation|income|investment|value|benefits?|baseline|variance|underspend|overspend|cip|fee|gbp)\b|£"
)
_YEARS_FIGURE = r"\b(?:20\d\d(?: \d\d)?|\d\d \d\d|q[1-4])\b.*\b(?:actuals?|plan|profile|outturn)\b"
_NO_MONEY = (
    r"%|\bper ?cent|\b(?:fte|wte|posts?|staff|days?|weeks?|months?|hours?|ratio|bcr|score|number of|count)\b"
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
    if money or (counts_money(column) and (column.middle > 100 or column.pence)):
        return "money", "values are money"
    return "number", "values are numbers"


def counts_money(column: Profile) -> bool:
    """Whether a column of numbers may be money by its heading; posts, days and shares are not."""
    numbers = column.share(column.numbers) >= 0.5 and column.share(column.percents) < 0.2
    named = re.search(_MONEY_WORDS, column.plain) or re.search(_YEARS_FIGURE, column.plain)
    return numbers and named is not None and re.search(_NO_MONEY, column.plain) is None


def _text_kind(column: Profile) -> tuple[str, str]:
    few = len(column.texts) <= 30 and len(column.texts) * 3 <= column.filled
    if few and column.length <= 60:
        return "choice", several(column)
    return "text", "values are text"
