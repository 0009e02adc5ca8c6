"""Reading a plan from a table of cells: of a workbook, a CSV file, or what was pasted from Excel.

Every row and every filled cell is accounted for: what a plan has no place for, or what cannot be read, stands in the
task's notes under its heading.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from quantock.engines.plans import cells, headings
from quantock.engines.plans.filling import Filler, Row
from quantock.engines.plans.guessing import guess_columns
from quantock.engines.plans.mspdi import LONGEST_NAME, MOST_TASKS
from quantock.engines.plans.outline import (
    level_of_outline,
    levels_of_indents,
    levels_of_names,
    outlines_of,
    without_gaps,
)
from quantock.engines.plans.plan import Plan, Task
from quantock.engines.tables import Refused
from quantock.engines.tables.grid import shown_headings
from quantock.engines.tables.values import find_order
from quantock.engines.text import clean, plural

_MOST_COLUMNS = 500
_NAMED = re.compile(r"(?:plan|project)(?: (?:name|title)\s*:?|\s*:)", re.IGNORECASE)
_LOOKED_FOR_HEADINGS = 30
_TOTAL = re.compile(
    r"(?:grand |sub ?-?)?totals?(?: (?:days|duration|hours|cost|tasks|effort))?\W*", re.IGNORECASE
)
_EXAMPLE = re.compile(
    r"\W*(?:e\.g\.?\W|(?:(?:worked )?example|sample)(?: (?:task|row|activity))?\s*(?:\Z|\W?[:(\N{EN DASH}]))",
    re.IGNORECASE,
)


def read_plan_table(
    rows: Sequence[Sequence[object]],
    *,
    heading_row: int | None = None,
    indents: Sequence[int] | None = None,
    numbers: Sequence[int] | None = None,
    on: date | None = None,
    hidden: Collection[int] = (),
) -> Plan:
    """The plan in a table. Raises Refused where there is none, or too much of it.

    `heading_row` counts from 0; without it the headings are looked for, and where there are none the columns are guessed
    by what stands in them. `indents`: how far each row's name is indented (a workbook's alignment), else its leading
    spaces say. `numbers`: what each row is called, as its file counts. `on`: the day from which a date without a year is
    read. `hidden`: the columns that its sheet does not show. A lone list of names, one a row, is a plan.
    """
    if max((len(row) for row in rows), default=0) > _MOST_COLUMNS:
        raise Refused(
            f"The table has more than {_MOST_COLUMNS} columns.", "Delete those that are not needed."
        )
    numbers = numbers or range(1, len(rows) + 1)
    return _Reader(rows, indents, numbers, on or date.today(), hidden).read(heading_row)


@dataclass(slots=True)
class _Reader:
    rows: Sequence[Sequence[object]]
    indents: Sequence[int] | None
    numbers: Sequence[int]
    on: date
    hidden: Collection[int]
    plan: Plan = field(default_factory=lambda: Plan("", []))
    columns: Mapping[str, int] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)
    found: list[Row] = field(default_factory=list)
    in_caption: bool = False
    filler: Filler = field(init=False)

    def read(self, heading_row: int | None) -> Plan:
        first = self._headings(heading_row)
        fractions = self._has_fractions(first)
        self.filler = Filler(self.plan, self.columns, self.names, self.on, fractions)
        self._date_order(first)
        for place in range(first, len(self.rows)):
            self._take(place)
        if not self.found:
            raise Refused(
                "No tasks were found.",
                "Give a row a task, under headings such as Task, Start, Finish and Owner.",
            )
        if len(self.found) > MOST_TASKS:
            raise Refused(
                f"The plan has {len(self.found):,} tasks; at most {MOST_TASKS:,} are read.",
                "Save a part of it by itself and send that.",
            )
        self._number()
        self._outline()
        self._phases()
        self.filler.know(self.found)
        for row in self.found:
            self.filler.fill(row)
        self.filler.sum_up()
        return self.plan

    # Headings

    def _headings(self, given: int | None) -> int:
        """Finds the columns, and the first row below the headings; what stands above them is the title, or said."""
        if given is not None and not 0 <= given < len(self.rows):
            raise Refused(f"The table has no row {given + 1}.", "Name the row of headings.")
        if given is not None:
            texts = [cells.said(cell) for cell in self.rows[given]]
            place, chosen, under = given, headings.columns_of(texts), False
        else:
            place, chosen, under, texts = self._find_headings()
        if chosen is not None:
            self.columns = chosen
            self.names = [clean(text, one_line=True, limit=60) for text in texts]
            self._above(place)
            return place + 1 + under
        return self._guess(place)

    def _find_headings(self) -> tuple[int, Mapping[str, int] | None, bool, list[str]]:
        """The row that names most columns, where it is, whether a second row of headings belongs to it, and its texts."""
        rows = [[cells.said(cell) for cell in row] for row in self.rows[:_LOOKED_FOR_HEADINGS]]
        lines = [self._shown(row) for row in rows]
        found = [(headings.columns_of(line), at, False, rows[at]) for at, line in enumerate(lines)]
        for at, (line, below) in enumerate(pairwise(lines)):
            if both := headings.joined(line, below):
                found.append((headings.columns_of(both), at, True, both))
        named = [(at, columns, under, texts) for columns, at, under, texts in found if columns]
        best = max(named, key=lambda one: (len(one[1]), not one[2], -one[0]), default=None)
        return best or (-1, None, False, [])

    def _shown(self, texts: list[str]) -> list[str]:
        """Without the heading of a hidden column that one that is shown has too."""
        if not self.hidden:
            return texts
        return [
            str(text or "") for text in shown_headings([text or None for text in texts], (), self.hidden)[0]
        ]

    def _above(self, place: int) -> None:
        for at in range(place):
            line = [text for text in map(cells.said, self.rows[at]) if text]
            if not line:
                self.plan.blank_rows += 1
            elif not self.plan.title and len(line) <= 2:
                named = len(line) == 2 and _NAMED.fullmatch(line[0])
                self.plan.title = clean(line[bool(named)], one_line=True, limit=LONGEST_NAME)
                if len(line) > 1 and not named:
                    self._skip(at, "stands above the headings")
            else:
                self._skip(at, "stands above the headings")

    def _guess(self, place: int) -> int:
        """Columns by their content; a first row of words over dates or numbers is one of headings that nobody knows."""
        if place < 0 and self._is_above_others():
            place = 0
        self.columns = guess_columns(self.rows[place + 1 :], self.on)
        if place >= 0:
            self.names = [clean(cells.said(cell), one_line=True, limit=60) for cell in self.rows[place]]
            self._above(place)
        return place + 1

    def _is_above_others(self) -> bool:
        """Whether the first row holds words in each column that below it holds dates, durations or per cents."""
        below = guess_columns(self.rows[1:], self.on)
        told = [at for name, at in below.items() if name in ("start", "finish", "minutes", "percent")]
        top = self.rows[0] if self.rows else []
        return bool(told) and all(
            at < len(top) and cells.said(top[at]) and not self._reads(top[at]) for at in told
        )

    def _reads(self, cell: object) -> bool:
        return (
            cells.moment_of(cell, self.on) is not None
            or cells.minutes_of(cell) is not None
            or cells.percent_of(cell, fractions=True) is not None
        )

    def _has_fractions(self, first: int) -> bool:
        """Whether 1 means all of a task: where no number of the column is larger."""
        at = self.columns.get("percent")
        if at is None:
            return False
        texts = [cells.said(row[at]) for row in self.rows[first:] if at < len(row)]
        return not any(
            (number := cells.percent_of(text, fractions=False)) is not None and number > 1 and "%" not in text
            for text in texts
            if not text.startswith("0")
        )

    def _date_order(self, first: int) -> None:
        """Day first, unless a day such as 6/13/2026 proves that the table was written month first."""
        places = [self.columns[name] for name in ("start", "finish", "actual") if name in self.columns]
        order, day_first, month_first = find_order(
            cells.said(row[at]) for row in self.rows[first:] for at in places if at < len(row)
        )
        self.filler.order = order or "day"
        if month_first:
            others = f", but {plural(day_first, 'another')} cannot be" if day_first else ""
            self.plan.warnings.append(
                f"Days are read {'month first, as in America' if order == 'month' else 'day first'}: "
                f"{plural(month_first, 'day', 'days')} can only be read month first{others}. Look at them."
            )

    # Rows

    def _take(self, place: int) -> None:
        row = self.rows[place]
        texts = [cells.said(cell) for cell in row]
        filled = [text for text in texts if text]
        name_at = self.columns.get("name", 0)
        name = texts[name_at] if name_at < len(texts) else ""
        if not filled:
            self.plan.blank_rows += 1
        elif self.names and (texts[: len(self.names)] == self.names or self._heads_again(texts)):
            self._skip(place, "repeats the headings")
        elif self.names and _TOTAL.fullmatch(name or filled[0]):
            self._skip(place, "is a total")
        elif self.names and _EXAMPLE.match(name) and len(filled) > 1:
            self._skip(place, "is an example")
        elif not name and self._is_caption(texts, filled):
            self._add(place, filled[0], is_caption=True)
        elif not name and not any(self.filler.at(row, each) for each in ("start", "finish", "minutes")):
            self._skip(place, "has no name of a task")
        else:
            self._add(place, name)

    def _heads_again(self, texts: Sequence[str]) -> bool:
        columns = headings.columns_of(texts)
        return columns is not None and len(columns) >= 3 and columns.items() >= self.columns.items()

    def _is_caption(self, texts: Sequence[str], filled: Sequence[str]) -> bool:
        """The name of a group of tasks, alone in its row left of theirs."""
        at = next(place for place, text in enumerate(texts) if text)
        return (
            len(filled) == 1 and at < self.columns.get("name", 0) and not re.fullmatch(r"[\d.\s]+", filled[0])
        )

    def _skip(self, place: int, why: str) -> None:
        text = " ".join(filter(None, map(cells.said, self.rows[place])))
        self.plan.skipped.append((self.numbers[place], why, clean(text, one_line=True, limit=80)))

    def _add(self, place: int, name: str, *, is_caption: bool = False) -> None:
        row = self.rows[place]
        at = self.columns.get("name", 0)
        raw = row[at] if at < len(row) else ""
        spaces = (
            len(raw.replace("\t", "    ")) - len(raw.replace("\t", "    ").lstrip())
            if isinstance(raw, str)
            else 0
        )
        indent = self.indents[place] if self.indents is not None and place < len(self.indents) else 0
        short = clean(name, one_line=True, limit=LONGEST_NAME)
        found = Row(
            self.numbers[place],
            row,
            indent or spaces,
            Task(
                0,
                0,
                short,
                "",
                1,
                is_summary=False,
                is_milestone=False,
                start=None,
                finish=None,
                minutes=None,
                percent=0,
            ),
            under_caption=self.in_caption and not is_caption,
            is_caption=is_caption,
        )
        if len(clean(name, one_line=True)) > LONGEST_NAME:
            found.notes.append(name)
            self.filler.warn(
                found, f"the name is longer than {LONGEST_NAME} characters; the whole is in the notes"
            )
        if not name:
            self.filler.warn(found, "the task has no name")
        self.in_caption = self.in_caption or is_caption
        self.found.append(found)

    # What the cells say

    def _number(self) -> None:
        """The numbers of the table where they are whole and differ, else the places in it."""
        texts = [cells.said(self.filler.at(row.cells, "number")) for row in self.found]
        dotted = self._is_outline(texts)
        given = [int(text) if re.fullmatch(r"\d{1,9}", text) else None for text in texts]
        there = [number for number in given if number is not None]
        use = len(set(there)) == len(there) and not dotted
        free = max(there, default=0) if use else 0
        for row, number, text in zip(self.found, given, texts, strict=True):
            if number is None or not use:
                free += 1
                if text and not (dotted and level_of_outline(text) is not None):
                    self.filler.keep(row, self.columns["number"], text)
            row.task.uid = row.task.number = number if use and number is not None else free

    def _is_outline(self, texts: Sequence[str]) -> bool:
        """Whether what is called a number is an outline number, where no other column is."""
        return "outline" not in self.columns and any(
            "." in text and level_of_outline(text) is not None for text in texts
        )

    def _outline(self) -> None:
        """Levels from the column of levels, of outline numbers, from those in the names, or from what is indented; 0 is the
        whole plan's row."""
        outlines = [cells.said(self.filler.at(row.cells, "outline")) for row in self.found]
        texts = [cells.said(self.filler.at(row.cells, "number")) for row in self.found]
        outlines = texts if self._is_outline(texts) else outlines
        levels = [level_of_outline(text) for text in outlines]
        typed = [cells.said(self.filler.at(row.cells, "level")) for row in self.found]
        depths = [int(text) if re.fullmatch(r"\d{1,3}", text) else None for text in typed]
        for row, text in zip(self.found, typed, strict=True):
            if text and not re.fullmatch(r"\d{1,3}", text):
                self.filler.keep(row, self.columns["level"], text)
        for row, text, level in zip(self.found, outlines, levels, strict=True):
            if text and level is None and "outline" in self.columns:
                self.filler.keep(row, self.columns["outline"], text)
        whole = self.found[0].task
        is_whole = whole.number == 0 and 0 in (levels[0], depths[0])
        rest = self.found[1:] if is_whole else self.found
        known = [d if d is not None else o for d, o in zip(depths, levels, strict=True)][is_whole:]
        if any(level is not None for level in known):
            least = min(level for level in known if level is not None)
            shift = 1 - least if least != 1 else 0
            found, last = [], 1
            for each in known:
                last = each + shift if each is not None else last
                found.append(last)
        elif not any(row.indent or row.is_caption for row in rest) and (
            named := levels_of_names([row.task.name for row in rest])
        ):
            found = named
        else:
            self._find_captions(rest)
            base = [row.under_caption for row in rest]
            found = levels_of_indents(
                [0 if r.is_caption else (r.indent or 0) + b for r, b in zip(rest, base, strict=True)]
            )
        given = outlines[is_whole:]
        self._set_outline(rest, without_gaps(found), given)
        if is_whole:
            whole.level, whole.outline, whole.is_summary = 0, "0", True

    def _find_captions(self, rows: Sequence[Row]) -> None:
        """Where nothing is moved in and most rows have a day, names alone in their rows are those of groups."""
        if any(row.indent or row.is_caption for row in rows):
            return
        dated = [any(self.filler.at(row.cells, each) for each in ("start", "finish")) for row in rows]
        alone = [sum(bool(cells.said(cell)) for cell in row.cells) == 1 for row in rows]
        if not any(alone) or sum(dated) * 2 < len(rows):
            return
        under = False
        for row, is_caption in zip(rows, alone, strict=True):
            under = under or is_caption
            row.is_caption, row.under_caption = is_caption, under and not is_caption

    def _phases(self) -> None:
        """A column of phases becomes the phases, over the rows that follow each other in one; beside levels it is a note."""
        texts = [cells.said(self.filler.at(row.cells, "phase")) for row in self.found]
        if not any(texts):
            return
        if any(row.task.level != 1 for row in self.found):
            for row, text in zip(self.found, texts, strict=True):
                if text:
                    self.filler.keep(row, self.columns["phase"], text)
            return
        free = max(row.task.uid for row in self.found)
        grouped: list[Row] = []
        now = ""
        for row, text in zip(self.found, texts, strict=True):
            if text.casefold() != now.casefold() and text:
                free += 1
                grouped.append(_phase(row, text, free))
            now = text
            row.task.level = 2 if text else 1
            grouped.append(row)
        self.found = grouped
        self._set_outline(
            grouped, [row.task.level for row in grouped], outlines_of([r.task.level for r in grouped])
        )

    def _set_outline(self, rows: Sequence[Row], levels: Sequence[int], given: Sequence[str]) -> None:
        """Keeps the numbers that the table gives where they fit the levels and differ, else counts."""
        given = [text.strip(".") for text in given]
        fit = all(level_of_outline(text) == level for text, level in zip(given, levels, strict=True))
        if not fit or len(set(given)) < len(given):
            if fit:
                self.plan.warnings.append(
                    "Some outline numbers stand twice (Excel makes 1.1 of 1.10): the tasks are numbered anew."
                )
            given = outlines_of(levels)
        for place, (row, level, outline) in enumerate(zip(rows, levels, given, strict=True)):
            row.task.level, row.task.outline = level, outline
            row.task.is_summary = place + 1 < len(levels) and levels[place + 1] > level


def _phase(first: Row, name: str, uid: int) -> Row:
    """The row over those of one phase."""
    called = clean(name, one_line=True, limit=LONGEST_NAME)
    task = Task(
        uid,
        uid,
        called,
        "",
        1,
        is_summary=True,
        is_milestone=False,
        start=None,
        finish=None,
        minutes=None,
        percent=0,
    )
    return Row(first.number, [], None, task)
