"""Proposing what each column is: by its heading, its values and its neighbours, with the reason in plain words."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from .answers import read_answers
from .columns import Profile, profiles
from .doubts import doubts
from .hints import HINTS
from .local import local_kind, several
from .mapping import DATE_FIELDS, MONEY_FIELDS, RATING, ColumnMapping, Mapping
from .neighbours import settle_money
from .ratings import Fit, aspect_of, rater_of, step_of
from .remember import recall
from .table import Table
from .units import find_units
from .values import DateOrder, find_order
from .words import plain

ENOUGH = 0.35
"""A column takes a field when its heading's weight times how well its values fit is at least this."""

SHORT, SHORTER = 80, 50
"""How many letters a description has, on average, that names its project: the second where its heading does not say scheme."""
SPENT = ("in_year_budget", "in_year_forecast", "whole_life_cost")
_SAVINGS = (
    r"\b(?:cip|crip|qipp|qia|efficiency|efficiencies|savings?|recurrent|non recurrent|full year effect)\b"
)
_EARLIER = r"\b(?:previous|prior|last|former|old|initial|original|baseline)\b"
_PERIOD = (
    r"\b(?:q[1-4]|quarter (?:[1-4]|one|two|three|four)|(?:month|period|week|round|m|p|wk) ?\d{1,2}|20\d\d|fy ?\d\d|\d\d \d\d|"
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)[a-z]*)\b"
)
"""A heading that says of which quarter, month or year its values are."""
_GOING = {"Off track", "At risk", "On track"}
"""Steps that judge work under way: two of them in a column of statuses make it a rating."""
_SURE_RATING = r"\b(?:rag|brag|rating|confidence|health|dca|traffic light|r a g|b r a g)\b"


def propose(table: Table, *, remembered: Mapping | None = None) -> Mapping:
    """The mapping this engine would choose. `remembered`: what a person chose for the last file of its kind."""
    columns = profiles(table)
    order = _date_order(columns)
    chosen, reasons = _assign(columns, table)
    units = find_units(
        table, [c for c in columns if _is_money(c, chosen.get(c.position))], of_projects=set(chosen)
    )
    proposed = [
        _column(column, chosen.get(column.position), reasons.get(column.position), order, units)
        for column in columns
    ]
    if remembered is not None:
        proposed = recall(proposed, remembered, table)
    answers = [read_answers(table.column(position), c, table.epoch) for position, c in enumerate(proposed)]
    return Mapping(
        tuple(column.counted(found) for column, found in zip(proposed, answers, strict=True)),
        sheet=table.sheet,
        encoding=table.encoding,
        delimiter=table.delimiter,
        warnings=tuple(doubts(proposed, answers)),
    )


Reason = tuple[float, str]


def _assign(columns: Sequence[Profile], table: Table) -> tuple[dict[int, str], dict[int, Reason]]:
    """Which column fills which field: ratings by their values, the rest by the best score first."""
    chosen: dict[int, str] = {}
    reasons: dict[int, Reason] = {}
    for column, fit in _present_ratings([(c, fit) for c in columns if (fit := _rating_fit(c)) is not None]):
        chosen[column.position] = RATING
        reasons[column.position] = _rating_reason(column, fit)
    scores = sorted(
        (
            (_score(field, column), field, column)
            for column in columns
            if column.position not in chosen
            for field in HINTS
        ),
        key=lambda entry: (-entry[0], _age(entry[1], entry[2]), entry[2].position),
    )
    taken: set[str] = set()
    savings = _counts_savings(columns, table)
    for score, field, column in scores:
        if savings and field in SPENT and not re.search(r"\b(?:budget|costs?)\b", column.plain):
            continue
        if score < ENOUGH or field in taken or column.position in chosen:
            continue
        chosen[column.position] = field
        taken.add(field)
        reasons[column.position] = (min(0.98, score), _heading_reason(field, column))
    _find_name(columns, chosen, reasons)
    _find_id(columns, chosen, reasons)
    settle_money(columns, table, chosen, reasons, saved=savings)
    return chosen, reasons


def _age(field: str, column: Profile) -> int:
    """Of two that fit alike, a revised budget or end is the one of now, where nearly every row has it; an original is not.

    So is a forecast end beside the planned one.
    """
    if re.search(r"\b(?:original|initial|first)\b", column.plain):
        return 2
    full = column.filled >= 4 * column.blank
    latest = (
        r"\b(?:revised|latest|current|forecast)\b"
        if field == "end_date"
        else r"\b(?:revised|latest|current)\b"
    )
    return 0 if full and re.search(latest, column.plain) else 1


def _counts_savings(columns: Sequence[Profile], table: Table) -> bool:
    """A savings tracker's "plan" and "forecast" are money saved, which no field of money spent may hold."""
    headings = [column.plain for column in columns]
    texts = headings + [plain(text) for text in (table.name, table.sheet or "", *table.titles)]
    return sum(re.search(_SAVINGS, text) is not None for text in texts) >= 2


def _rating_fit(column: Profile) -> Fit | None:
    fit = column.fit
    if fit is None or not column.filled or re.search(_EARLIER, column.plain):
        return None
    telling = re.search(_SURE_RATING, column.plain) is not None
    letters_only = all(len(text) == 1 for text in column.texts)
    if not telling and (letters_only or fit.seen < 2 or fit.share < 0.6):
        return None
    steps = {step_of(text, fit.scale) for text in column.texts} - {None, "Blue"}
    if not telling and (steps <= {"Green"} or steps == {"Red"}):
        return None  # wards and teams are called by colours too
    on_track = (
        fit.scale.key == "track" and len({step_of(text, fit.scale) for text in column.texts} & _GOING) > 1
    )
    if fit.scale.needs_heading and fit.share < 0.8 and not (on_track and fit.share >= 0.5):
        return None
    return fit if fit.share >= (0.3 if telling and fit.seen > 1 else 0.5) else None


def _present_ratings(rated: Sequence[tuple[Profile, Fit]]) -> Iterator[tuple[Profile, Fit]]:
    """The ratings of now: of "Q1 RAG", "Q2 RAG" and "RAG", the last; of quarters alone, the latest with values."""
    groups: dict[tuple[str | None, str | None], list[tuple[Profile, Fit]]] = {}
    for column, fit in rated:
        groups.setdefault((rater_of(column.plain), aspect_of(column.plain)), []).append((column, fit))
    for group in groups.values():
        timed = [pair for pair in group if re.search(_PERIOD, pair[0].plain)]
        lasting = [pair for pair in group if pair not in timed]
        if lasting or len(timed) < 2:
            yield from lasting or timed
            continue
        full = max(column.filled for column, _ in timed)
        yield max((pair for pair in timed if pair[0].filled * 2 >= full), key=_when)


def _when(pair: tuple[Profile, Fit]) -> tuple[list[int], int]:
    """Years and quarters in a heading's numbers, then its place: months stand in the order of their year."""
    column = pair[0]
    return sorted(map(int, re.findall(r"\d+", column.plain)), reverse=True), column.position


def _rating_reason(column: Profile, fit: Fit) -> Reason:
    confidence = min(0.98, 0.6 + 0.4 * fit.share)
    if fit.scale.key in {"one_best", "five_best"}:
        best = fit.scale.steps[-1]
        return 0.6, f"values are 1 to 5; that {best} is best is assumed, so please check"
    words = {2: "two", 3: "three", 4: "four", 5: "five"}[min(5, len(fit.scale.steps))]
    return confidence, f"values are a {words}-step scale: {fit.scale.name}"


def _score(field: str, column: Profile) -> float:
    weight = HINTS[field].weight(column.forms)
    return weight * _fit(field, column) if weight else 0.0


def _fit(field: str, column: Profile) -> float:
    """How well the values suit a field, 0 to about 1. A column without values can still be what its heading says."""
    if not column.filled:
        return 0.5
    if field in MONEY_FIELDS:
        return _money_fit(field, column)
    if field in DATE_FIELDS:
        return _date_fit(column)
    if column.share(column.dates) > 0.5 and column.share(column.numbers) < 0.5:
        return 0.0
    numeric = column.share(column.numbers)
    if field == "external_id":
        return _id_fit(column)
    if numeric > 0.5:
        return 0.0
    if field == "name":
        coded = column.codes > column.filled * 0.8
        return (0.25 + 0.75 * column.distinct) * (1.0 if column.length <= 150 and not coded else 0.3)
    if field == "description":
        return 1.0 if column.length >= 25 else 0.6
    if field == "category":
        return 1.0 if len(column.texts) <= max(12, 0.4 * column.filled) and column.length <= 60 else 0.4
    return 1.0 if column.length <= 80 else 0.3


def _money_fit(field: str, column: Profile) -> float:
    share = column.share(column.numbers)
    if share >= 0.3:
        return 0.6 + 0.4 * share if column.share(column.percents) < 0.2 else 0.0
    if field == "benefits" and column.length > 15:
        return 0.6
    return 0.45 if column.length <= 40 else 0.0


def _date_fit(column: Profile) -> float:
    share = column.share(max(column.dates, column.serials))
    if share >= 0.3:
        return 0.6 + 0.4 * share
    if column.share(column.years) >= 0.5 or (
        column.dates and column.share(column.dates + column.years) >= 0.3
    ):
        return 0.6  # a year is no day: it is kept as the answer given, in the field that it answers
    return 0.45 if column.length <= 25 and column.numbers <= column.years else 0.0


def _id_fit(column: Profile) -> float:
    if column.length > 45 or (
        column.counts_rows and re.fullmatch(r"(?:no|#|s n|sn|item no|serial no|item|row)", column.main)
    ):
        return 0.0
    there = (column.filled / (column.filled + column.blank)) ** 0.5
    likely = 1.0 if column.codes >= column.filled * 0.5 or column.distinct > 0.95 else 0.6
    numbering = 0.7 if column.counts_rows else 1.0
    return float(column.distinct**1.5 * there * likely * numbering)


_FIELD_WORDS = {
    "name": "the project's name",
    "external_id": "identifiers, different in every row",
    "organisation": "an organisation",
    "category": "a few kinds that repeat",
    "description": "text that describes",
    "place": "places",
    "start_date": "dates; the heading says start",
    "end_date": "dates; the heading says end",
    "in_year_budget": "money; the heading says one year's budget",
    "in_year_forecast": "money; the heading says one year's forecast",
    "whole_life_cost": "money; the heading says the whole cost",
    "benefits": "benefits",
}


def _heading_reason(field: str, column: Profile) -> str:
    if not column.filled:
        return "by its heading; there are no values"
    if field == "category" and len(column.texts) <= 12:
        return several(column)
    if field == "organisation" and len(column.texts) < column.filled:
        return f"the heading says so; {several(column)}"
    if field == "benefits":
        return (
            "money; the heading says benefits"
            if column.share(column.numbers) > 0.3
            else "text about benefits"
        )
    return (
        f"{_FIELD_WORDS[field]}, by its heading and values"
        if field in {"name", "description", "place"}
        else _FIELD_WORDS[field]
    )


def _find_name(columns: Sequence[Profile], chosen: dict[int, str], reasons: dict[int, Reason]) -> None:
    """Without a heading that says name: the first text that is different in nearly every row, and is no code.

    Under a heading that says it outright, codes such as "Ward 4" are names.
    """
    if "name" in chosen.values():
        return
    for column in columns:
        said = re.search(r"\b(?:name|title)\b", column.main) and HINTS["name"].weight(column.forms) >= 0.85
        if said and 0 < column.length <= 150 and column.position not in chosen:
            chosen[column.position] = "name"
            reasons[column.position] = (0.7, "the heading says name, though the values look like codes")
            return
    for column in columns:
        short = SHORT if HINTS["name"].weight(column.forms) else SHORTER
        described = chosen.get(column.position) == "description" and column.length <= short
        if described and column.distinct >= 0.8:
            chosen[column.position] = "name"
            reasons[column.position] = (
                0.6,
                "short texts that differ in every row, and no other column holds a name",
            )
            return
    for column in columns if len(columns) > 1 else ():
        if column.position in chosen or not column.filled:
            continue
        worded = column.share(column.letters) > 0.9 and column.codes < column.filled * 0.5
        if (
            worded
            and column.distinct >= 0.9
            and 6 <= column.length <= 120
            and column.blank <= column.filled * 0.1
        ):
            chosen[column.position] = "name"
            reasons[column.position] = (
                0.5,
                "no heading says name; this is the first text that differs in every row",
            )
            return


def _find_id(columns: Sequence[Profile], chosen: dict[int, str], reasons: dict[int, Reason]) -> None:
    if "external_id" in chosen.values():
        return
    for column in columns[:4]:
        unnamed = column.heading == f"Column {column.letter}" and any(
            c.heading != f"Column {c.letter}" for c in columns
        )
        if (
            unnamed
            or column.position in chosen
            or column.filled < 3
            or column.counts_rows
            or column.share(column.dates) > 0.2
        ):
            continue
        coded = column.codes >= column.filled * 0.95 and column.share(column.letters) > 0.8
        if coded and column.distinct >= 0.99 and column.length <= 30 and column.blank == 0:
            chosen[column.position] = "external_id"
            reasons[column.position] = (0.6, "codes that differ in every row")
            return


def _date_order(columns: Sequence[Profile]) -> tuple[DateOrder, str]:
    """Day first, unless dates of this file can only be month first; one order for the whole file."""
    day = month = 0
    for column in columns:
        if column.dates:
            _, only_day, only_month = find_order(column.texts.elements())
            day, month = day + only_day, month + only_month
    if month > day:
        return "month", f"month first (US order): {month:,} dates cannot be day first"
    return "day", ""


def _is_money(column: Profile, field: str | None) -> bool:
    if field in MONEY_FIELDS:
        return column.share(column.numbers) > 0 or not column.filled
    return field is None and local_kind(column)[0] == "money"


def _column(
    column: Profile,
    field: str | None,
    reason: Reason | None,
    order: tuple[DateOrder, str],
    units: dict[int, tuple[str, str, str]],
) -> ColumnMapping:
    kind, why = (_kind_of(field, column), "") if field else local_kind(column)
    confidence, words = reason or (0.9 if column.filled else 0.5, f"no field of ours; {why}")
    proposed = ColumnMapping(column.heading, column.letter, field, kind, confidence, words)
    if kind == "date":
        proposed = replace(
            proposed, date_order=order[0], reason=f"{words}; {order[1]}" if order[1] else words
        )
    if kind in {"money", "number"}:
        proposed = replace(proposed, decimal_comma=column.decimal_comma)
    if kind == "money":
        unit, unit_reason, unit_words = units.get(column.position, ("GBP", "assumed", "pounds assumed"))
        proposed = replace(proposed, unit=unit, unit_reason=unit_reason, reason=f"{words}; {unit_words}")
    if kind == "rating" and column.fit is not None:
        scale = column.fit.scale
        steps = {text: step_of(text, scale) for text in column.texts} if len(column.texts) <= 200 else {}
        proposed = replace(
            proposed,
            scale=scale.key,
            rater=rater_of(column.plain),
            aspect=aspect_of(column.plain),
            steps=steps,
        )
    return proposed


def _kind_of(field: str, column: Profile) -> str:
    if field == RATING:
        return "rating"
    if field in DATE_FIELDS:
        return "date"
    if field in MONEY_FIELDS:
        return (
            "text"
            if field == "benefits" and column.share(column.numbers) < 0.3 and column.filled
            else "money"
        )
    return "choice" if field == "category" else "text"
