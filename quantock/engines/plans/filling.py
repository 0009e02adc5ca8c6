"""What the cells of a row say of its task, with everything that they say beside that kept in its notes."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal

from quantock.engines.dates import add_working_days, is_working_day, span_of
from quantock.engines.plans import cells, headings
from quantock.engines.plans.plan import Plan, Task, far_off, say_circles
from quantock.engines.tables.values import DateOrder, serial_date
from quantock.engines.text import clean, plural

END_OF_WORK = time(17)
LONGEST_NOTES = 10_000
MOST_WARNINGS = 200
_LONGEST_DURATION = 20 * 260 * cells.DAY
_UNIT_IN_HEADING = re.compile(r"\b(days?|weeks?|wks?|months?|hours?|hrs?|d|w|h)\b\W*\Z", re.IGNORECASE)


@dataclass(slots=True)
class Row:
    """A row of a table that is a task, while it is being read."""

    number: int
    cells: Sequence[object]
    indent: int | None
    task: Task
    under_caption: bool = False
    is_caption: bool = False
    notes: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Filler:
    """Fills tasks from their rows. `columns` says which holds what, `names` how the table calls them."""

    plan: Plan
    columns: Mapping[str, int]
    names: Sequence[str]
    on: date
    fractions: bool
    known: dict[str, int] = field(default_factory=dict)
    order: DateOrder = "day"
    reckoned: int = 0
    spans: int = 0
    halves: int = 0

    def at(self, row: Sequence[object], name: str) -> object:
        """The cell of a field; nothing where the row or the column is not there, or says that there is nothing."""
        at = self.columns.get(name)
        cell = row[at] if at is not None and at < len(row) else None
        return None if cells.is_nothing(cells.said(cell)) else cell

    def called(self, at: int) -> str:
        """What a column is called in the notes."""
        return (self.names[at] if at < len(self.names) else "") or f"Column {at + 1}"

    def know(self, rows: Sequence[Row]) -> None:
        """What a task may be called where another waits for it: its number, its outline number, its name."""
        for row in reversed(rows):
            task = row.task
            self.known |= {text.casefold(): task.uid for text in (task.name, task.outline) if text}
        for row in reversed(rows):
            text = cells.said(self.at(row.cells, "number"))
            self.known |= {text.casefold(): row.task.uid} if text else {}
        if "number" not in self.columns:
            self.known |= {str(row.task.number): row.task.uid for row in rows}

    def fill(self, row: Row) -> None:
        task = row.task
        task.start, task.finish = self._day(row, "start"), self._day(row, "finish")
        task.is_typed = bool(task.start or task.finish)
        task.minutes = self._minutes(row)
        task.owners = cells.owners_of(self.at(row.cells, "owners"))
        self._percent(row)
        self._links(row)
        self._milestone(row)
        self._actual(row)
        if task.start and task.is_milestone and not task.finish:
            task.finish = task.start
        if task.start and task.minutes and not task.finish:
            task.finish = _end(task.start, task.minutes)
            self.reckoned += task.finish is not None
        if task.start and task.finish and task.finish < task.start:
            if task.finish.time() == datetime.min.time() and task.finish.date() == task.start.date():
                task.finish = max(task.start, datetime.combine(task.start.date(), END_OF_WORK))
            else:
                self.warn(row, f"“{task.name[:40]}” ends before it begins")
        if far := far_off(task):
            self.warn(row, f"“{task.name[:40]}” {far}")
        self._beside(row)

    def _links(self, row: Row) -> None:
        said = self.at(row.cells, "links")
        links, unread = cells.links_of(said, lambda text: self.known.get(text.casefold()))
        row.task.links = [link for link in links if link.predecessor != row.task.uid]
        if len(links) > len(row.task.links):
            self.keep(row, self.columns["links"], cells.said(said))
            self.warn(row, f"“{row.task.name[:40]}” is said to wait for itself; kept in the notes")
        for text in unread:
            self.keep(row, self.columns["links"], text)
            self.warn(row, f"“{text[:40]}” is no other task of the table; kept in the notes")

    def _day(self, row: Row, name: str) -> datetime | None:
        cell = self.at(row.cells, name)
        if cell is None:
            return None
        text = cells.said(cell)
        moment = cells.moment_of(cell, self.on, self.order)
        if moment is None and (serial := serial_date(text)):
            moment = datetime.combine(serial, time())
        if moment is None and (span := span_of(text, self.on)):
            moment = datetime.combine(span[name != "start"], time())
            self.spans += 1
            self.keep(row, self.columns[name], text)
        elif moment is None:
            self.keep(row, self.columns[name], text)
            self.warn(row, f"“{text[:40]}” is no date; kept in the notes")
        return moment

    def _minutes(self, row: Row) -> int | None:
        cell = self.at(row.cells, "minutes")
        if cell is None:
            return None
        found = _UNIT_IN_HEADING.search(self.called(self.columns["minutes"]))
        minutes = cells.minutes_of(cell, (cells.unit_of(found[1]) if found else None) or "d")
        if minutes is None:
            self.keep(row, self.columns["minutes"], cells.said(cell))
            self.warn(row, f"“{cells.said(cell)[:40]}” is no duration; kept in the notes")
        return minutes

    def _percent(self, row: Row) -> None:
        """From the column of per cents; from words of status where that says nothing."""
        cell = self.at(row.cells, "percent")
        number = cells.percent_of(cell, fractions=self.fractions) if cell is not None else None
        if cell is not None and number is None:
            number = self._words(row, "percent")
        status = None if self._stands_as_milestone(row) else self.at(row.cells, "status")
        if status is not None and number is None:
            number = self._words(row, "status")
        elif status is not None and cells.status_of(cells.said(status)) != number:
            self.keep(row, self.columns["status"], cells.said(status))
        if number is not None and not 0 <= number <= 100:
            self.warn(row, f"{number.normalize():f}% done is taken as {'100' if number > 0 else '0'}%")
        row.task.percent = min(100, max(0, round(number))) if number is not None else 0

    def _words(self, row: Row, name: str) -> Decimal | None:
        """What a word of status says is done; kept in the notes where that is not all it says."""
        text = cells.said(self.at(row.cells, name))
        percent = cells.status_of(text)
        if percent is None:
            found = cells.percent_of(text, fractions=False) if "%" in text else None
            if found is not None:
                return found
        if percent not in (0, 100):
            self.keep(row, self.columns[name], text)
        self.halves += percent == 50
        return None if percent is None else Decimal(percent)

    def _stands_as_milestone(self, row: Row) -> bool:
        """Whether the column of status says that the row is a milestone, where others say how far they are."""
        status = self.at(row.cells, "status")
        return status is not None and headings.plain(cells.said(status)) in ("milestone", "key milestone")

    def _milestone(self, row: Row) -> None:
        task = row.task
        flag = self.at(row.cells, "milestone")
        if flag is not None and cells.yes_or_no(flag) is None:
            self.keep(row, self.columns["milestone"], cells.said(flag))
        kind = self.at(row.cells, "kind")
        of_kind = headings.says_milestones(cells.said(kind)) if kind is not None else False
        if kind is not None and not of_kind:
            self.keep(row, self.columns["kind"], cells.said(kind))
        named = (
            self.names
            and "name" in self.columns
            and headings.says_milestones(self.called(self.columns["name"]))
        )
        task.is_milestone = (
            bool(cells.yes_or_no(flag))
            if flag is not None
            else task.minutes == 0
            or of_kind
            or self._stands_as_milestone(row)
            or bool(named and task.start is None)
            or (headings.is_called_milestone(task.name) and task.start in (None, task.finish))
        )

    def _actual(self, row: Row) -> None:
        """The day on which it was done: it is done then, unless the row says how much is. Of a task the end that was
        planned stays, of a milestone the day on which it was reached."""
        task = row.task
        day = self._day(row, "actual")
        if day is None:
            return
        if self.at(row.cells, "percent") is None and self.at(row.cells, "status") is None:
            task.percent = 100
        planned, task.finish = task.finish, day if task.is_milestone else task.finish or day
        if planned and planned != day:
            name = "finish" if task.is_milestone else "actual"
            self.keep(row, self.columns[name], cells.said(self.at(row.cells, name)))

    def _beside(self, row: Row) -> None:
        """The notes: first the column's own, then what no column of a plan is for."""
        used = set(self.columns.values())
        own = cells.said(self.at(row.cells, "notes"))
        for at, cell in enumerate(row.cells):
            text = cells.said(cell)
            if (
                at not in used
                and not cells.is_nothing(text)
                and not (row.is_caption and text == row.task.name)
            ):
                self.keep(row, at, text)
        notes = clean("\n".join(filter(None, [own, *row.notes])))
        if len(notes) > LONGEST_NOTES:
            self.warn(row, f"the notes are cut at {LONGEST_NOTES:,} characters")
        row.task.notes = clean(notes, limit=LONGEST_NOTES)
        self.plan.tasks.append(row.task)

    def keep(self, row: Row, at: int, text: str) -> None:
        heading = self.called(at)
        row.notes.append(f"{heading}: {text}")
        self.plan.kept_in_notes[heading] += 1

    def warn(self, row: Row, says: str) -> None:
        self.plan.warnings.append(f"Row {row.number}: {says}.")

    def sum_up(self) -> None:
        said = self.plan.warnings
        if len(said) > MOST_WARNINGS:
            said[MOST_WARNINGS:] = [
                f"And {plural(len(said) - MOST_WARNINGS, 'finding')} more of the same kinds."
            ]
        said += say_circles(self.plan.tasks)
        if self.spans:
            said.append(
                f"{plural(self.spans, 'day is', 'days are')} given as a week, a month or a quarter: its first day is taken for a start, "
                "its last for an end. What was written is kept in the notes."
            )
        if self.reckoned:
            said.append(
                f"{plural(self.reckoned, 'task has', 'tasks have')} a start and a duration but no end: "
                "it is reckoned in working days."
            )
        if self.halves:
            said.append(
                f"“In progress” and its like ({plural(self.halves, 'task')}) is taken as 50% done; kept in the notes."
            )


def _end(start: datetime, minutes: int) -> datetime | None:
    """The last day of work of so long from the start; nothing for what lasts more than twenty years."""
    if not 0 < minutes <= _LONGEST_DURATION or not 1900 <= start.year <= 2150:
        return None
    days = -(-minutes // cells.DAY) - is_working_day(start.date())
    return datetime.combine(add_working_days(start.date(), days), datetime.min.time())
