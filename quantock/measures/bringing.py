"""What was read of a paste or a file, put to one measure: which of its series is meant, what the measure becomes by its
first values, and what would become of each row."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from quantock.engines.points import (
    EVENT,
    OFTEN,
    SHIFT,
    SHIFTS,
    Ask,
    Found,
    Given,
    Row,
    next_period,
    say_period,
    worked_out,
)
from quantock.engines.text import plural, squash
from quantock.measures.models import DataPoint, Frequency, Measure, Unit
from quantock.measures.services import Account, key_of

SHOWN = 200
HEADINGS = {
    "measure": "Measure",
    "group": "Group",
    "period": "Period",
    "shift": "Shift",
    "time": "Time of day",
    "value": "Value",
    "numerator": "Numerator",
    "denominator": "Denominator",
    "unit": "Unit",
}
"""The table that a preview carries to what keeps it: the roles of `engines.points`, and the headings they stand under."""


def ask_for(measure: Measure, last: DataPoint | None, *, first: date | None, on: date) -> Ask:
    """What is known of a measure's values. Before its first value it is not yet sure how often they come, nor what they are."""
    frequency = measure.frequency
    follows = next_period(last.starts, frequency) if last else None
    open_unit = last is None and measure.unit == Unit.NUMBER
    return Ask(
        on=on,
        frequency="" if last is None and frequency != EVENT else frequency,
        unit="" if open_unit else measure.unit,
        first=first or follows,
        told=first is not None,
        likely=frequency,
    )


def with_targets_said(found: Found) -> Found:
    """A target beside the values is set on the measure's page, with its day: that it is not kept from here is said."""
    if not any(row.target is not None for row in found.rows):
        return found
    return replace(
        found, says=[*found.says, "The targets in it are not kept: set the target on the measure's page."]
    )


def for_measure(found: Found, measure: Measure) -> Found:
    """Of several measures in a file the one of this name; where none has it, nobody can say which is meant."""
    found = with_targets_said(found)
    series = found.series
    if len(series) < 2:
        return found
    named = {squash(measure.name)}
    mine = [row for row in found.rows if squash(row.series) in named or squash(row.name) in named]
    if mine:
        rest = plural(len(series) - len({row.series for row in mine}), "other measure")
        return replace(found, rows=mine, says=[*found.says, f"Left out of the file: {rest}."])
    names = ", ".join(f"“{name}”" for name in list(series)[:6])
    problem = (
        f"There are values of {len(series)} measures in it ({names}). Upload it on the page of the project's measures, "
        "where each finds its own, or take the others out."
    )
    return replace(found, rows=[Row(1, "", problem=problem)])


def changes_of(measure: Measure, found: Found) -> dict[str, str]:
    """What a measure becomes by its first values: how often they come, and that they are percentages."""
    changes: dict[str, str] = {}
    if found.problems or not found.rows:
        return changes
    if found.frequency and found.frequency != measure.frequency:
        changes["frequency"] = found.frequency
    if measure.unit == Unit.NUMBER and found.unit == Unit.PERCENTAGE:
        changes["unit"] = found.unit
    return changes


def say_changes(changes: dict[str, str], found: Found) -> list[str]:
    """The same, for whoever is about to keep them."""
    said = []
    if "frequency" in changes:
        why = f", since {found.why}" if found.why else ""
        said.append(f"It becomes a measure with a value {OFTEN[changes['frequency']]}{why}.")
    if "unit" in changes:
        said.append("Its values become percentages, since they are written so.")
    return said


@dataclass(frozen=True, slots=True)
class Seen:
    """One row as the preview shows it."""

    row: Row
    period: str
    value: str
    becomes: str
    group: str = ""


def seen_of(measure: Measure, found: Found, account: Account | None) -> list[Seen]:
    """The rows with problems first, then the others in their order; so many as can be looked at."""
    replaced = {key_of(point): was for was, point in account.changed} if account else {}
    new = {key_of(point) for point in account.created} if account else set()
    shown = []
    for row in sorted(found.rows, key=lambda row: not row.problem)[:SHOWN]:
        given = row.given
        if given is None:
            shown.append(Seen(row, row.text[:80], "", row.problem))
            continue
        value = worked_out(given, found.unit or measure.unit, measure.per)
        key = (given.stratum, given.starts, given.part)
        becomes = row.problem or (_becomes(replaced.get(key), key in new) if account else "can be kept")
        period = say_period(given.starts, found.frequency, given.part)
        shown.append(Seen(row, period, _plain(value) or given.answer or "no value", becomes, given.stratum))
    return shown


def _becomes(was: DataPoint | None, is_new: bool) -> str:
    if was is not None:
        return f"takes the place of {_plain(was.value) or was.answer}"
    return "new" if is_new else "as it stands already"


def _plain(value: Decimal | None) -> str:
    return "" if value is None else f"{value.normalize():f}"


@dataclass(frozen=True, slots=True)
class Carried:
    """What was read, for the form that keeps it, so that no file has to be kept: a table that reads the same again."""

    text: str
    read_as: str


def carried(found: Found, unit: str) -> Carried:
    """`read_as` holds what the table itself does not say."""
    out = io.StringIO()
    table = csv.writer(out, delimiter="\t", lineterminator="\n")
    table.writerow(HEADINGS.values())
    for row in found.rows:
        if row.given and not row.problem:
            as_written = Unit.PERCENTAGE if "%" in row.text else unit
            cells = _cells(row.given, found.frequency, as_written)
            table.writerow([row.name or row.series, *cells, row.unit])
    return Carried(out.getvalue(), f"{found.frequency} {found.unit or unit}")


def ask_again(measure: Measure, last: DataPoint | None, read_as: str, *, on: date) -> Ask:
    """To read a carried table: nothing is found out twice. A measure with values stays what it is."""
    frequency, _, unit = read_as.partition(" ")
    if last is not None or frequency not in Frequency.values:
        frequency = measure.frequency
    if last is not None or unit not in Unit.values:
        unit = measure.unit
    return Ask(on=on, frequency=frequency, unit=unit, columns=HEADINGS)


def _cells(given: Given, frequency: str, unit: str) -> Sequence[str]:
    clock = given.part - 1
    value = _plain(given.value) + ("%" if given.value is not None and unit == Unit.PERCENTAGE else "")
    is_event = frequency == EVENT
    return (
        given.stratum,
        given.starts.isoformat(),
        SHIFTS.get(given.part, "") if frequency == SHIFT else "",
        f"{clock // 60:02}:{clock % 60:02}" if is_event and 0 <= clock < 1440 else "",
        value or given.answer or ("" if is_event or given.numerator is not None else "-"),
        _plain(given.numerator),
        _plain(given.denominator),
    )


def say_becomes(new: int, changed: int, unchanged: int) -> str:
    """ "24 new"; "1 new, 1 takes the place of another, 2 stand already": what there is none of is not said."""
    said = [f"{new} new"] if new else []
    if changed:
        said.append("1 takes the place of another" if changed == 1 else f"{changed} take the place of others")
    if unchanged:
        said.append("1 stands already" if unchanged == 1 else f"{unchanged} stand already")
    return ", ".join(said) or "none"


def say_kept(account: Account) -> str:
    """ "24 values kept; 3 stood already"."""
    kept = len(account.created) + len(account.changed)
    return f"{plural(kept, 'value')} kept" + (
        f"; {account.unchanged} stood already" if account.unchanged else ""
    )
