"""What is doubtful of values that were read one by one: each is pointed out with what to do, or said where it was assumed."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from quantock.engines.points.columns import VALUE
from quantock.engines.points.given import refused
from quantock.engines.text import find_nhs_numbers

if TYPE_CHECKING:
    from quantock.engines.points.reading import Found

MUCH = 10
"""Percentages of this and more, among which one below 1 is asked about."""
ROUNDED = 5
"""Published figures are often rounded to this, and the percentage was worked out before."""
PERSON = "This seems to hold an NHS number. Take it out: nothing about patients, residents or clients belongs here."
AROUND = (
    "What stands above or below the values seems to hold an NHS number. Take it out: nothing about patients, residents or clients "
    "belongs here."
)


def shares(found: "Found") -> None:
    """Percentages written as 0.901: shares where none has a % sign and none is above 1; else each is asked about."""
    rows = [(row, row.given.value) for row in found.rows if row.given and row.given.value is not None]
    signs = [row for row, _ in rows if "%" in row.text]
    if not found.unit and rows and _headed_percent(found) and all(0 <= value <= 100 for _, value in rows):
        found.unit = "percentage"
    if not found.unit and rows and len(signs) * 2 > len(rows):
        found.unit = "percentage"
        for row in (row for row, _ in rows if row.given and not row.problem):
            row.problem = refused(row.given, "percentage") if row.given else ""
    if found.unit != "percentage" or not rows:
        return
    small = [
        (row, value)
        for row, value in rows
        if "%" not in row.text and 0 < value < 1 and row.given and not row.given.denominator
    ]
    others = [value for row, value in rows if (row, value) not in small and value]
    if signs:
        for row, _ in small:
            row.problem = (
                row.problem or "Other values have a % sign and this one has not: is it a share? Write 90.1%."
            )
    elif small and max(value for _, value in rows) <= 1:
        found.says.append("Every value is 1 or less, so they were read as shares: 0.9 is 90%.")
        for row, value in rows:
            if row.given:
                row.given = replace(row.given, value=value * 100)
    elif others and min(others) >= MUCH:
        for row, value in small:
            row.problem = row.problem or (
                f"It is far below the other values: is it a share? Write {_plain(value * 100)}%, or {_plain(value)}%."
            )


def _headed_percent(found: "Found") -> bool:
    """Whether the one column of values says that it holds percentages."""
    names = [column.heading.casefold() for column in found.columns if column.role == VALUE]
    return len(names) == 1 and ("%" in names[0] or "percent" in names[0])


def contradicted(found: "Found") -> None:
    """A percentage that is not what its numerator and denominator come to: one of the three is wrong."""
    if found.unit != "percentage":
        return
    for row in found.rows:
        given = row.given
        if (
            row.problem
            or not given
            or given.value is None
            or given.numerator is None
            or not given.denominator
        ):
            continue
        share = given.numerator / given.denominator * 100
        rounded = given.numerator % ROUNDED == 0 and given.denominator % ROUNDED == 0
        if abs(share - given.value) > 1 + (100 * ROUNDED / given.denominator if rounded else 0):
            row.problem = (
                f"{_plain(given.value)}% is given, but {_plain(given.numerator)} of {_plain(given.denominator)} is "
                f"{_plain(round(share, 1))}%. Put right whichever is wrong."
            )


def turned_round(found: "Found") -> None:
    """Where nobody said what the figures are: more counted than there were in all, in a series where mostly fewer were.
    Where they mostly were more, it is a ratio, such as days for each patient."""
    if found.unit not in ("", "number"):
        return
    pairs = [
        (row, row.given.numerator, row.given.denominator)
        for row in found.rows
        if row.given and row.given.numerator is not None and row.given.denominator
    ]
    above = [(row, top, bottom) for row, top, bottom in pairs if top > bottom]
    if above and len(above) * 2 > len(pairs):
        found.says.append(
            "More were counted than there were in all, so each value is read as a ratio: check that the two columns are not the "
            "wrong way round."
        )
        return
    for row, top, bottom in above:
        row.problem = row.problem or (
            f"{top.normalize():,f} of {bottom.normalize():,f}: more were counted than there were in all. Put the figures right; "
            "if it is a rate, such as falls for each bed day, say so in the definition first."
        )


def numbers_of_people(found: "Found", around: Sequence[str]) -> None:
    """An NHS number anywhere in a row, or in what stands around the values."""
    for row in found.rows:
        if len(row.text) >= 10 and find_nhs_numbers(f"{row.text} {row.series}"):
            row.problem = PERSON
            row.text = "(an NHS number, not shown)"
            row.given = None
    if any(find_nhs_numbers(text) for text in around if len(text) >= 10):
        found.says = [each for each in found.says if not find_nhs_numbers(each)]
        for row in found.rows[:1]:
            row.problem, row.given = AROUND, None


def _plain(number: Decimal) -> str:
    return f"{number.normalize():,f}"
