"""A value as given for one period, what it comes to, and what is wrong with it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Given:
    """A value as given for one period: itself, or a numerator and a denominator, or an answer that is no number.

    `part` tells apart what falls on one day: the shift (1 to 3), or the minute of an event and one.
    """

    starts: date
    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    answer: str = ""
    stratum: str = ""
    part: int = 0


def worked_out(given: Given, unit: str, per: int) -> Decimal | None:
    """The value of a period: the one given, else numerator over denominator, as a percentage or per so many."""
    if given.value is not None:
        return given.value
    if given.numerator is None or not given.denominator:
        return None
    share = given.numerator / given.denominator
    times = 100 if unit == "percentage" else per if unit == "rate" else 1
    return round(share * times, 6)


def refused(given: Given, unit: str) -> str:
    """What is wrong with a value, and what to do; nothing where it can be so."""
    value, above, below = given.value, given.numerator, given.denominator
    if below is not None and below < 0:
        return "The denominator is negative. Give how many there were in all."
    if above is not None and above < 0:
        return "The numerator is negative. Give how many were counted."
    if below == 0 and above:
        return "The denominator is 0 but something was counted. Check both figures."
    if unit == "percentage":
        if above is not None and below is not None and above > below:
            return "More were counted than there were in all. Check that the two figures are not the wrong way round."
        if value is not None and not 0 <= value <= 100:
            return "A percentage lies between 0 and 100."
    if unit in ("count", "rate") and value is not None and value < 0:
        return "It cannot be negative."
    if unit == "count" and value is not None and value != int(value):
        return "A count is a whole number."
    return ""
