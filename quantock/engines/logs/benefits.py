"""Reading a sheet of benefits: figures in the unit that cell, heading or sheet states, months, classes by a table of words.

Nothing is lost and nothing is guessed silently: an answer that is no figure stays as the answer given, a class keeps the
sheet's own word, and what has no field goes to the notes under its heading.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from quantock.engines.dates import financial_year, financial_year_start, say_date, span_of
from quantock.engines.logs.benefit_words import (
    CLASSES,
    FULL_YEAR,
    IN_YEAR,
    RECURRENCES,
    TITLES,
    VALUE,
    Headings,
    bare,
    month_called,
    year_on,
)
from quantock.engines.logs.headings import KEPT
from quantock.engines.logs.paired import paired
from quantock.engines.logs.sheet import day_of, taken_as
from quantock.engines.logs.walk import Raw, Way, said_of_rows_below, text_of, walk
from quantock.engines.logs.words import plain
from quantock.engines.tables.grid import Grid
from quantock.engines.tables.table import Cell
from quantock.engines.tables.units import unit_in_heading
from quantock.engines.tables.values import UNITS, parse_amount

POUNDS = "£"
IN_POUNDS = ("cash", "non-cash", "avoidance")
"""The classes that are always counted in pounds."""
SIGNS = {"GBP": ("£", ""), "GBP thousand": ("£", "k"), "GBP million": ("£", "m")}
LARGEST = 10**13
LONGEST = {
    "title": 300,
    "owner": 200,
    "unit": 40,
    "baseline": 200,
    "target": 200,
    "no_figure": 300,
    "text": 60,
}
TITLE_ROWS = 15


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a person says of a sheet: the class that each of its words means, and what figures that state no unit are in."""

    classes: Mapping[str, str] = field(default_factory=dict)
    size: str = ""

    def kind_of(self, word: str) -> str:
        """The class of a word: as was chosen, else by the table; nothing where it is not known."""
        return self.classes.get(plain(word), taken_as(word, CLASSES))


@dataclass(frozen=True, slots=True)
class Figure:
    """An answer where a figure was asked: hundredths of its unit, or none; and as it was written."""

    value: int | None
    text: str
    in_pounds: bool


@dataclass(frozen=True, slots=True)
class Gain:
    """One row of a sheet of benefits; `months` by what was said of each, `told` what a person should know of it."""

    row: int
    scope: str
    name: str
    kind: str
    kind_text: str
    owner: str
    said: Mapping[str, Any]
    months: Mapping[date, Mapping[str, Any]]
    told: tuple[str, ...] = ()

    @property
    def texts(self) -> tuple[str, ...]:
        notes = (text for month in self.months.values() for text in month.values())
        return (
            self.name,
            self.owner,
            *(text for text in (*self.said.values(), *notes) if isinstance(text, str)),
        )

    def to_dict(self) -> dict[str, Any]:
        """The JSON of a benefit; figures are hundredths of their unit."""
        days = {name: day.isoformat() for name, day in self.said.items() if isinstance(day, date)}
        return {
            "row": self.row,
            "scope": self.scope,
            "name": self.name,
            "class": self.kind or None,
            "class_in_the_sheet": self.kind_text,
            "owner": self.owner,
            **self.said,
            **days,
            "months": {month.isoformat(): dict(said) for month, said in self.months.items()},
            "told": list(self.told),
        }


@dataclass(slots=True)
class BenefitSheet:
    """A sheet that was read, and what became of its other rows. `classes` says how each word of a class was taken."""

    name: str | None
    gains: list[Gain] = field(default_factory=list)
    examples: list[int] = field(default_factory=list)
    empty: list[int] = field(default_factory=list)
    skipped: list[tuple[int, str, str]] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    classes: Counter[tuple[str, str]] = field(default_factory=Counter)
    unsaid: int = 0
    """How many figures state no unit, neither themselves nor by their heading."""
    size: str = "GBP"
    """What those are in: as was chosen, else as the headings of the other columns agree."""

    def to_dict(self) -> dict[str, Any]:
        """The JSON of a sheet: how many, whose, of which classes, and each benefit."""
        return {
            "sheet": self.name,
            "register": "benefit",
            "entries": len(self.gains),
            "by_project": dict(Counter(each.scope for each in self.gains)),
            "by_class": dict(Counter(each.kind or "not known" for each in self.gains)),
            "example_rows": len(self.examples),
            "empty_rows": len(self.empty),
            "kept_as_notes": self.kept,
            "classes": [
                {"word": word, "taken_as": code or None, "rows": rows}
                for (word, code), rows in self.classes.items()
            ],
            "figures_without_a_unit": self.unsaid,
            "lines": [each.to_dict() for each in self.gains],
            "skipped": [{"row": row, "why": why, "text": text} for row, why, text in self.skipped],
            "warnings": self.warnings,
        }


def headings_of(grid: Grid, *, on: date) -> Headings:
    """How the columns of a sheet are found: months without a year are of the year that its titles name, else of this one."""
    return Headings(
        year_on(_titles(grid), otherwise=financial_year_start(on).year), frozenset(grid.money_columns)
    )


def read_grid(grid: Grid, name: str | None, *, on: date, chosen: Chosen | None = None) -> BenefitSheet | None:
    """The benefits of one sheet; None where it has no headings of them. `on` is the day it was true."""
    grid = paired(grid, headings_of(grid, on=on)) or grid
    walked = walk(
        grid, Way(headings_of(grid, on=on).columns, TITLES, "does not say what the benefit is", captions=True)
    )
    if not walked.tables:
        return None
    sheet = BenefitSheet(name, examples=walked.examples, empty=walked.empty, skipped=walked.skipped)
    sheet.warnings = [*grid.warnings, *said_of_rows_below(walked.below)]
    title = next((unit for text in _titles(grid) if (unit := unit_in_heading(text))), "")
    sheet.size = (chosen.size if chosen else "") or _others(walked.found)
    reader = _Reader(sheet, on, chosen or Chosen(), title)
    sheet.gains = [_Row(reader, raw).gain() for raw in walked.found]
    kept = (name.removeprefix(KEPT) for raw in walked.found for name in raw.cells if name.startswith(KEPT))
    sheet.kept = list(dict.fromkeys(kept))
    if any(each.startswith("forecast-") for raw in walked.found for each in raw.cells):
        sheet.warnings += _months_told(walked.found)
    return sheet


def _others(found: list[Raw]) -> str:
    """The one unit that the headings of figures state; pounds where they state none or several."""
    stated = {unit for raw in found for name in raw.cells if (unit := name.partition("@")[2]) in UNITS}
    return stated.pop() if len(stated) == 1 else "GBP"


def _months_told(found: list[Raw]) -> list[str]:
    reported = any(each.startswith("reported-") for raw in found for each in raw.cells)
    return [] if reported else ["The months do not say that they were reported: they are read as forecast."]


def _titles(grid: Grid) -> list[str]:
    """The texts that stand alone above a sheet's headings."""
    rows = ([cell for cell in row if cell is not None] for row in grid.rows[:TITLE_ROWS])
    return [cells[0] for cells in rows if len(cells) <= 2 and cells and isinstance(cells[0], str)]


@dataclass(slots=True)
class _Reader:
    sheet: BenefitSheet
    on: date
    chosen: Chosen
    title: str
    """The unit that the sheet's titles state."""
    spelt: dict[str, str] = field(default_factory=dict)
    """Each word of a class as it was spelt first."""

    def figure(self, cell: Cell, unit: str, *, counted: bool) -> Figure | None:
        """What a cell says; None for an empty one. `counted`: its row says that it counts something else than pounds."""
        text = text_of(cell)
        if not text:
            return None
        unit = unit or ("" if counted else self.title)
        amount = parse_amount(text)
        if amount is None:
            return Figure(None, text, bool(unit))
        size = amount.scale
        if size is None and unit in UNITS:
            size = UNITS[unit]
        elif size is None and counted:
            size = Decimal(1)
        elif size is None:
            self.sheet.unsaid += not amount.currency and amount.number != 0
            size = Decimal(1) if amount.currency else UNITS[self.sheet.size]
        value = (amount.number * size * 100).to_integral_value(rounding="ROUND_HALF_UP")
        return Figure(
            int(value) if abs(value) <= LARGEST else None, _written(cell, unit), amount.currency or bool(unit)
        )


@dataclass(slots=True)
class _Row:
    """One row on its way: what it says, what goes to its notes, what is told of it."""

    reader: _Reader
    raw: Raw
    said: dict[str, Any] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    cells: dict[str, tuple[Cell, str]] = field(default_factory=dict)

    def gain(self) -> Gain:
        """The benefit that the row tells of."""
        raw, reader = self.raw, self.reader
        for name, cell in raw.cells.items():
            field_name, _, unit = name.partition("@")
            self.cells.setdefault(field_name, (cell, unit))
        word = " ".join(self._text("kind").split())
        kind = reader.chosen.kind_of(word)
        spelt = reader.spelt.setdefault(plain(word), word[: LONGEST["text"]])
        reader.sheet.classes[spelt, kind] += 1
        months = self._figures(kind, *self._unit(kind))
        for name in ("baseline", "target"):
            if text := self._worth(name):
                self._short(name, text)
        self._days()
        self._recurrence()
        if how := self._text("how"):
            self.said["how"] = how
        if why := self._text("no_figure"):
            self._short("no_figure", why)
        title = self._name()
        owner = self._owner()
        self._rest()
        if self.notes:
            self.said["notes"] = "\n".join(self.notes)
        return Gain(
            raw.row,
            raw.scope,
            title,
            kind,
            word[: LONGEST["text"]],
            owner,
            self.said,
            months,
            tuple(self.told),
        )

    def _text(self, name: str) -> str:
        return text_of(self.cells[name][0]) if name in self.cells else ""

    def _worth(self, name: str) -> str:
        """A text whose figure keeps the unit of its heading."""
        return _written(*self.cells[name]) if name in self.cells else ""

    def _short(self, name: str, text: str) -> None:
        """A text of one line; the whole of a longer one is in the notes."""
        one = " ".join(text.split())
        if len(one) > LONGEST[name]:
            self.notes.append(f"{name.replace('_', ' ').capitalize()}: {text}")
            one = f"{one[: LONGEST[name] - 1]}\N{HORIZONTAL ELLIPSIS}"
        self.said[name] = one

    def _unit(self, kind: str) -> tuple[str, str]:
        """What the figures of the row count, and the size that its column of units states."""
        text = " ".join(self._text("unit").split())
        stated = unit_in_heading(text) or (
            "GBP" if text.casefold() in (POUNDS, "gbp", "pounds", "money") else ""
        )
        return (POUNDS if stated or kind in IN_POUNDS else text[: LONGEST["unit"]]), stated

    def _figures(self, kind: str, unit: str, stated: str) -> dict[date, dict[str, Any]]:
        """The figures of the row, in the unit of its class; those that cannot be kept so are in the notes."""
        counted = self._text("unit")
        if kind in IN_POUNDS and counted and not stated:
            self.notes.append(f"Counted in: {counted}")
        foreign = kind in IN_POUNDS and bool(counted) and not stated
        counts = foreign or (bool(unit) and unit != POUNDS)
        found: dict[str, Figure] = {}
        for name, (cell, heading) in self.cells.items():
            wanted = name in (FULL_YEAR, IN_YEAR, VALUE) or name.startswith(
                ("year-", "forecast-", "reported-")
            )
            if wanted and (figure := self.reader.figure(cell, heading or stated, counted=counts)):
                found[name] = figure
        if not unit and any(each.value is not None and each.in_pounds for each in found.values()):
            unit = POUNDS
        if (not unit or foreign) and any(each.value is not None for each in found.values()):
            why = (
                f"“{counted[:40]}” is not in pounds" if foreign else "it does not say what its figures count"
            )
            self.told.append(f"{why}: they are in the notes")
            self.notes += [
                f"{_say(name)}: {each.text}" for name, each in found.items() if each.value is not None
            ]
            found = {name: each for name, each in found.items() if each.value is None}
        self.said["unit"] = unit
        found = {name: self._signed(name, each, kind) for name, each in found.items()}
        self._full_year(found)
        self._in_year(found)
        return self._months(found)

    def _signed(self, name: str, figure: Figure, kind: str) -> Figure:
        """What gets worse is often written below 0; a benefit below 0 is none."""
        if figure.value is None or figure.value >= 0 or name.startswith("reported-"):
            return figure
        if kind == "disbenefit":
            return Figure(-figure.value, figure.text, figure.in_pounds)
        self.told.append(f"{_say(name).lower()} {figure.text} is below 0: a disbenefit is a class of its own")
        return Figure(None, figure.text, figure.in_pounds)

    def _full_year(self, found: Mapping[str, Figure]) -> None:
        figure = found.get(FULL_YEAR) or found.get(VALUE)
        if FULL_YEAR in found and VALUE in found:
            self.notes.append(f"Value: {found[VALUE].text}")
        if figure is None:
            return
        if figure.value is None:
            self._short("no_figure", figure.text)
        else:
            self.said |= {FULL_YEAR: figure.value, "full_year_text": figure.text[: LONGEST["text"]]}

    def _in_year(self, found: Mapping[str, Figure]) -> None:
        """The value of this financial year, else of the first that has one; those of other years are in the notes."""
        this = financial_year_start(self.reader.on).year
        years = {
            int(name.removeprefix("year-")): each for name, each in found.items() if name.startswith("year-")
        }
        if IN_YEAR in found:
            if this in years:
                self.notes.append(f"In-year value: {found[IN_YEAR].text}")
            else:
                years[this] = found[IN_YEAR]
        figures = {year: each for year, each in years.items() if each.value is not None}
        chosen = this if this in figures else min(figures, default=None)
        for year, each in sorted(years.items()):
            if year == chosen:
                text = each.text[: LONGEST["text"]]
                self.said |= {IN_YEAR: each.value, "in_year_text": text, "year": year}
            else:
                self.notes.append(f"Value in {financial_year(date(year, 4, 1))}: {each.text}")

    def _months(self, found: Mapping[str, Figure]) -> dict[date, dict[str, Any]]:
        months: dict[date, dict[str, Any]] = {}
        for name, each in found.items():
            what, _, day = name.partition("-")
            if what not in ("forecast", "reported"):
                continue
            month = date.fromisoformat(day)
            if what == "reported" and month > self.reader.on:
                if each.value != 0:
                    self.told.append(f"{month:%B %Y} is still to come and cannot have been reported")
                    self.notes.append(f"{_say(name)}: {each.text}")
                continue
            said = months.setdefault(month, {})
            if each.value is None:
                said["note"] = "; ".join(filter(None, (said.get("note"), f"{what}: {each.text}")))[:300]
            else:
                said |= {what: each.value, f"{what}_text": each.text[: LONGEST["text"]]}
        return months

    def _days(self) -> None:
        for name, label in (("starts", "From when"), ("ends", "Until when")):
            cell = self.cells[name][0] if name in self.cells else None
            if cell is None:
                continue
            day = day_of(cell, on=self.reader.on) or month_called(text_of(cell))
            if day is None and (span := span_of(text_of(cell), self.reader.on)):
                day = span[name == "ends"]
                self.notes.append(f"{label}: {text_of(cell)}")
            if day:
                self.said[name] = day
            else:
                self.notes.append(f"{label}: {text_of(cell)}")
                self.told.append(
                    f"{label.lower()} “{text_of(cell)[:40]}” is not a day and stays in the notes"
                )
        starts, ends = self.said.get("starts"), self.said.get("ends")
        if starts and ends and ends < starts:
            self.told.append(
                f"it ends on {say_date(ends)}, before it begins on {say_date(starts)}: that is in the notes"
            )
            self.notes.append(f"Until when: {say_date(self.said.pop('ends'))}")

    def _recurrence(self) -> None:
        if text := self._text("recurrence"):
            if code := taken_as(text, RECURRENCES):
                self.said["recurrence"] = code
            else:
                self.notes.append(f"Recurrent: {text}")
                self.told.append(f"“{text[:40]}” says neither recurrent nor once and stays in the notes")

    def _name(self) -> str:
        title = next((each for each in TITLES if each in self.cells), TITLES[0])
        for name in TITLES:
            if name in self.cells and name != title and (text := self._text(name)) != self.raw.name:
                self.notes.append(text)
        name = " ".join(self.raw.name.split())
        if len(name) <= LONGEST["title"]:
            return name
        self.notes.insert(0, self.raw.name)
        return f"{name[: LONGEST['title'] - 1]}\N{HORIZONTAL ELLIPSIS}"

    def _owner(self) -> str:
        owner = " ".join(self._text("owner").split())
        if len(owner) <= LONGEST["owner"]:
            return owner
        self.notes.append(f"Owner: {owner}")
        return f"{owner[: LONGEST['owner'] - 1]}\N{HORIZONTAL ELLIPSIS}"

    def _rest(self) -> None:
        """What no field holds, under its heading."""
        for name, (cell, _) in self.cells.items():
            if name.startswith(KEPT) and (text := _shown(cell)) not in ("", "0"):
                self.notes.append(f"{name.removeprefix(KEPT)}: {text}")


def _say(name: str) -> str:
    """A column of figures in words."""
    what, _, rest = name.partition("-")
    if what == "year":
        return f"Value in {financial_year(date(int(rest), 4, 1))}"
    if rest:
        return f"{date.fromisoformat(rest):%B %Y}, {what}"
    return {FULL_YEAR: "Full-year value", IN_YEAR: "In-year value"}.get(bare(name), "Value")


def _written(cell: Cell, unit: str) -> str:
    """A figure as the sheet means it: 120 under "£k" is £120k. Anything else as it stands."""
    if isinstance(cell, datetime):
        return say_date(cell.date())
    text = text_of(cell)
    amount = parse_amount(text)
    if amount is None or amount.scale is not None or unit not in SIGNS:
        return text
    before, after = SIGNS[unit]
    sign = "-" if amount.number < 0 else ""
    return f"{sign}{before}{abs(amount.number):,f}{after}"


def _shown(cell: Cell) -> str:
    return say_date(cell.date()) if isinstance(cell, datetime) else text_of(cell)
