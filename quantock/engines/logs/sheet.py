"""Reading a sheet of a log into lines: days read, states and scales told by words, what has no field kept as notes.

Nothing is lost and nothing is guessed silently: a word that is not known, a day that is none and a column that no field
holds stay with their line in words, and are told.
"""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from quantock.engines.dates import DateError, parse_uk, say_date, span_of
from quantock.engines.logs.headings import KEPT, columns_of, titles_of
from quantock.engines.logs.walk import Raw, Way, said_of_rows_below, text_of, walk
from quantock.engines.logs.words import DAYS, REGISTERS, SCALES, Register, Words, plain
from quantock.engines.tables.grid import Grid
from quantock.engines.tables.table import Cell
from quantock.engines.tables.values import DateOrder, find_order, read_date
from quantock.engines.text import plural

LONGEST_TITLE = 500
LONGEST_LINE = 200
_FIRST_SERIAL, _LAST_SERIAL = 20_000, 80_000
_EXCEL = date(1899, 12, 30)
_PROGRESS = re.compile(re.escape(KEPT) + r"progress", re.IGNORECASE)


LABELS = {
    "due": "By when",
    "moved": "Revised date",
    "raised": "Raised",
    "closed": "Closed",
    "decided_on": "Decided on",
    "promised": "Promised for",
    "state": "How it stands",
    "priority": "Priority",
    "severity": "How bad",
    "urgency": "How soon",
    "confidence": "How sure",
    "direction": "Which way",
    "kind": "Type",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a log: whose it is, what it says, how it stands; `told` is what a person should know of it."""

    row: int
    scope: str
    name: str
    state: str = ""
    owner: str = ""
    due: date | None = None
    raised: date | None = None
    closed: date | None = None
    details: Mapping[str, str] = field(default_factory=dict)
    says_state: bool = True
    """Whether the sheet says how it stands; what it does not say, it does not change."""
    told: tuple[str, ...] = ()

    @property
    def texts(self) -> tuple[str, ...]:
        return (self.name, self.owner, *self.details.values())

    def to_dict(self) -> dict[str, Any]:
        """The JSON of a line."""
        days = {
            name: day.isoformat() if (day := getattr(self, name)) else None
            for name in ("due", "raised", "closed")
        }
        return {
            "row": self.row,
            "scope": self.scope,
            "name": self.name,
            "state": self.state,
            "owner": self.owner,
            **days,
            "details": dict(self.details),
            "told": list(self.told),
        }


@dataclass(slots=True)
class Log:
    """A sheet that was read, and what became of its other rows. `words` says how each word of a scale or state was taken."""

    kind: str
    name: str | None
    lines: list[Line] = field(default_factory=list)
    examples: list[int] = field(default_factory=list)
    empty: list[int] = field(default_factory=list)
    skipped: list[tuple[int, str, str]] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    words: Counter[tuple[str, str, str]] = field(default_factory=Counter)

    def to_dict(self) -> dict[str, Any]:
        """The JSON of a sheet: how many, whose, how they stand, and each line."""
        return {
            "sheet": self.name,
            "register": self.kind,
            "entries": len(self.lines),
            "by_project": dict(Counter(each.scope for each in self.lines)),
            "by_state": dict(Counter(each.state for each in self.lines)),
            "example_rows": len(self.examples),
            "empty_rows": len(self.empty),
            "kept_as_notes": self.kept,
            "words": [
                {"field": name, "word": word, "taken_as": taken or None, "rows": rows}
                for (name, word, taken), rows in self.words.items()
            ],
            "lines": [each.to_dict() for each in self.lines],
            "skipped": [{"row": row, "why": why, "text": text} for row, why, text in self.skipped],
            "warnings": self.warnings,
        }


def way_of(kind: str) -> Way:
    """How a sheet of that register is walked."""
    return Way(
        lambda cells, above: columns_of(kind, cells, above),
        titles_of(kind),
        f"does not say what the {kind} is",
        captions=True,
    )


def read_grid(grid: Grid, name: str | None, kind: str, *, on: date) -> Log | None:
    """The lines of one sheet as entries of that register; None where it has no headings of it. `on` is the day it was true."""
    walked = walk(grid, way_of(kind), name)
    if not walked.tables:
        return None
    log = Log(kind, name, examples=walked.examples, empty=walked.empty, skipped=walked.skipped)
    log.warnings = [*grid.warnings, *said_of_rows_below(walked.below)]
    walked.found = _standing_by_progress(walked.found, REGISTERS[kind])
    reader = _Reader(REGISTERS[kind], log, on, _priority_counts(walked.found), _date_order(walked.found, log))
    log.lines = [reader.line(raw) for raw in walked.found]
    log.kept = list(
        dict.fromkeys(
            each.removeprefix(KEPT) for raw in walked.found for each in raw.cells if each.startswith(KEPT)
        )
    )
    return log


def _standing_by_progress(found: list[Raw], register: Register) -> list[Raw]:
    """Where no column says how rows stand, one called "Progress" does, as in Microsoft Planner, if it holds nothing else."""
    column = next((each for raw in found for each in raw.cells if _PROGRESS.fullmatch(each)), "")
    said = [text_of(raw.cells.get(column)) for raw in found if column in raw.cells]
    if (
        not column
        or any("state" in raw.cells for raw in found)
        or not all(taken_as(each, register.states) for each in said)
    ):
        return found
    return [
        replace(raw, cells={"state" if name == column else name: cell for name, cell in raw.cells.items()})
        for raw in found
    ]


def _date_order(found: list[Raw], log: Log) -> DateOrder:
    """Day first, unless a day such as 12/15/2026 proves that the sheet was written month first."""
    texts = [
        text_of(raw.cells[name]) for raw in found for name in DAYS if isinstance(raw.cells.get(name), str)
    ]
    order, _, month_first = find_order(texts)
    if order == "month":
        log.warnings.append(
            f"Days are read month first, as in America: {plural(month_first, 'day')} can only be read so. Look at them."
        )
    return order or "day"


def _priority_counts(found: list[Raw]) -> bool:
    """Whether a column of priorities says how bad an issue is: where no other does."""
    return not any({"severity", "urgency"} & raw.cells.keys() for raw in found)


@dataclass(slots=True)
class _Reader:
    register: Register
    log: Log
    on: date
    priority_counts: bool
    order: DateOrder = "day"

    def line(self, raw: Raw) -> Line:
        """One row; what is said of it is gathered on the way."""
        told: list[str] = []
        notes: list[str] = []
        days = {name: self._day(name, raw.cells.get(name), notes, told) for name in DAYS}
        if days["moved"]:
            if days["due"] and days["due"] != days["moved"]:
                notes.append(f"First wanted by {say_date(days['due'])}")
            days["due"] = days["moved"]
        details = self._details(raw, days, notes, told)
        state = self._state(raw, days, details, notes, told)
        closed = self._closed(state, days, notes, told)
        name = " ".join(raw.name.split())
        if len(name) > LONGEST_TITLE:
            notes.insert(0, raw.name)
            told.append("the text is longer than a title: all of it is in the notes")
            name = f"{name[: LONGEST_TITLE - 1]}\N{HORIZONTAL ELLIPSIS}"
        owner = " ".join(text_of(raw.cells.get("owner")).split())
        if len(owner) > LONGEST_LINE:
            notes.append(f"Owner: {owner}")
            owner = f"{owner[: LONGEST_LINE - 1]}\N{HORIZONTAL ELLIPSIS}"
        if notes:
            details["notes"] = "\n".join(notes)
        says_state = bool(text_of(raw.cells.get("state"))) or state != self.register.begins
        days_said = days["due"], days["raised"], closed
        return Line(raw.row, raw.scope, name, state, owner, *days_said, details, says_state, tuple(told))

    def _details(
        self, raw: Raw, days: dict[str, date | None], notes: list[str], told: list[str]
    ) -> dict[str, str]:
        """The register's own fields; what is none of them goes to the notes under its heading."""
        kind = self.register.kind
        details: dict[str, str] = {}
        own = {name for name, _ in self.register.fields}
        title = next((each for each in titles_of(kind) if each in raw.cells), "")
        for name, cell in raw.cells.items():
            text = text_of(cell)
            if name.startswith(KEPT):
                notes.append(f"{name.removeprefix(KEPT)}: {_shown(cell)}")
            elif name.startswith("title") and name != title and text != raw.name:
                self._second_title(name, text, details, notes)
            elif name == "kind" and kind_differs(text, kind):
                notes.append(f"{LABELS[name]}: {text}")
            elif name == "priority" and self.priority_counts:
                self._scale(
                    "severity", text, SCALES["issue", "severity"], details, notes, told, heading="Priority"
                )
            elif name == "priority":
                notes.append(f"{LABELS[name]}: {text}")
            elif (kind, name) in SCALES:
                self._scale(name, text, SCALES[kind, name], details, notes, told)
            elif name in own and name not in DAYS:
                details[name] = text
            elif name in own and (day := days[name]):
                details[name] = day.isoformat()
        return details

    def _second_title(self, name: str, text: str, details: dict[str, str], notes: list[str]) -> None:
        """Beside a question, the decision is its answer; any other second name is a description."""
        if self.register.kind == "decision" and name == "title2":
            details["answer"] = text
        else:
            notes.append(text)

    def _scale(
        self,
        name: str,
        text: str,
        scale: Words,
        details: dict[str, str],
        notes: list[str],
        told: list[str],
        heading: str = "",
    ) -> None:
        """A word of a scale; a number counts where it says how bad, not where it may count either way."""
        label = heading or LABELS[name]
        taken = taken_as(text, scale)
        if (
            not taken
            and name == "severity"
            and not heading
            and (found := re.fullmatch(r"([1-5])(?:\.0+)?", text))
        ):
            taken = found[1]
        self.log.words[label, text[:60], taken] += 1
        if taken:
            details[name] = taken
        else:
            notes.append(f"{label}: {text}")
            told.append(f"{label} “{text[:40]}” is not on our scale and stays in the notes")

    def _state(
        self,
        raw: Raw,
        days: Mapping[str, date | None],
        details: Mapping[str, str],
        notes: list[str],
        told: list[str],
    ) -> str:
        """How it stands by the sheet's word; where it has none, by whether there is a day on which it ended."""
        register, text = self.register, text_of(raw.cells.get("state"))
        if not text:
            if raw.ended:
                told.append("it stands among what is closed, and is taken so")
                return register.ends
            answered = any(details.get(name) for name in ("answer", "decided_by", "decided_on"))
            ended = bool(days["closed"] and days["closed"] <= self.on) or answered
            return register.ends if ended else register.begins
        taken = taken_as(text, register.states)
        self.log.words[LABELS["state"], text[:60], taken] += 1
        if taken:
            return taken
        notes.append(f"{LABELS['state']}: {text}")
        told.append(f"“{text[:40]}” is no way in which it can stand here and stays in the notes")
        return register.begins

    def _closed(
        self, state: str, days: dict[str, date | None], notes: list[str], told: list[str]
    ) -> date | None:
        """The day it ended, where it has; a day to come is when it is due."""
        closed = days["closed"] or (days["decided_on"] if state != self.register.begins else None)
        if closed is None and self.register.kind == "decision" and state != self.register.begins:
            closed = days["raised"]
        if closed is None:
            return None
        if closed > self.on:
            if days["due"] is None:
                days["due"] = closed
            else:
                notes.append(f"{LABELS['closed']}: {say_date(closed)}")
                told.append(
                    f"{say_date(closed)} is still to come and cannot be when it ended: it is in the notes"
                )
            return None
        if days["raised"] and closed < days["raised"]:
            told.append(f"it ended on {say_date(closed)}, before it was raised on {say_date(days['raised'])}")
        return closed

    def _day(self, name: str, cell: Cell, notes: list[str], told: list[str]) -> date | None:
        """A day; words that are none stay as they are."""
        if cell is None:
            return None
        text = text_of(cell)
        american = read_date(text, "month") if self.order == "month" and isinstance(cell, str) else None
        day = american.day if american else day_of(cell, on=self.on)
        if day is None and (span := span_of(text, self.on)):
            day = span[name in ("due", "moved", "promised")]
            notes.append(f"{LABELS[name]}: {text}")
            told.append(f"{LABELS[name].lower()} “{text[:40]}” is taken as {say_date(day)}")
        elif day is None:
            notes.append(f"{LABELS[name]}: {text}")
            told.append(f"{LABELS[name].lower()} “{text[:40]}” is not a day and stays in the notes")
        return day


def kind_differs(text: str, kind: str) -> bool:
    """Whether a type says more than which register it is."""
    return not re.fullmatch(rf"(?:{REGISTERS[kind].called}|{kind[0]})", plain(text))


def day_of(cell: Cell, *, on: date) -> date | None:
    """The day in a cell: a date, one as people write it, or the number that Excel keeps for one."""
    if isinstance(cell, datetime):
        return cell.date()
    text = text_of(cell)
    if isinstance(cell, Decimal) or re.fullmatch(r"\d{5}(?:\.0+)?", text):
        whole = int(Decimal(text))
        return _EXCEL + timedelta(days=whole) if _FIRST_SERIAL <= whole <= _LAST_SERIAL else None
    try:
        return parse_uk(text, on=on)
    except DateError:
        return None


def _shown(cell: Cell) -> str:
    if isinstance(cell, datetime) and (cell.hour, cell.minute) == (0, 0):
        return say_date(cell.date())
    return text_of(cell)


def taken_as(text: str, scale: Words) -> str:
    """What a word of a sheet means; "4 - High" is High, "Complete (12 May)" is Complete. Nothing for what is not known."""
    words = plain(text)
    tries = [words, re.sub(r"^\d{1,2} ", "", words), re.sub(r" \d{1,2}$", "", words)]
    before = plain(re.split(r"[(,;\n]| [-\N{EN DASH}] ", text, maxsplit=1)[0])
    for said in dict.fromkeys([*tries, before]):
        for code, known in scale.items():
            if said in {plain(word) for word in known}:
                return code
    return ""
