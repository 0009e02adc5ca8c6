"""Writing a plan as Microsoft Project XML (MSPDI), in the order of elements that its schema and field/ppm.md 4.1 give: it is a
sequence, and Project refuses a file that leaves it.

Every task is scheduled manually, with the dates that the plan has: Project, ProjectLibre and our own reader show them as
they stand. What is no date or duration in the plan is left out.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from xml.etree.ElementTree import Element, SubElement, tostring

from quantock.engines.dates import bank_holidays, working_days_between
from quantock.engines.plans.cells import DAY
from quantock.engines.plans.mspdi import LINKS
from quantock.engines.plans.plan import Plan, Task
from quantock.engines.text import clean

MORNING, EVENING = time(8), time(17)
_TYPES = {kind: number for number, kind in LINKS.items()}
_LONGEST = timedelta(days=20 * 366)
_WEEKEND = (1, 7)
LONGEST_NAME = 255
"""Of a project, as the schema has it; names of tasks and people may be twice as long, and never are."""
MOST_YEARS = 20

Field = tuple[str, object]


def write_mspdi(plan: Plan, *, title: str, on: date) -> bytes:
    """The plan as a file that Microsoft Project opens. `on` is the day it is written, its status date."""
    root = Element("Project", xmlns="http://schemas.microsoft.com/project")
    days = [day for task in plan.tasks for day in (_start(task), _finish(task)) if day]
    _fill(root, _settings(clean(title, one_line=True, limit=LONGEST_NAME), days, on))
    _calendar(SubElement(SubElement(root, "Calendars"), "Calendar"), _days_off(days))
    known = {task.uid for task in plan.tasks}
    tasks = SubElement(root, "Tasks")
    for task in plan.tasks:
        _task(SubElement(tasks, "Task"), task, known)
    _owners(root, plan.tasks)
    written: bytes = tostring(root, encoding="UTF-8", xml_declaration=True)
    return written


def _settings(title: str, days: list[datetime], on: date) -> Iterable[Field]:
    noted = datetime.combine(on, MORNING)
    return (
        ("SaveVersion", 14),
        ("Name", title),
        ("Title", title),
        ("CreationDate", noted),
        ("LastSaved", noted),
        ("ScheduleFromStart", 1),
        ("StartDate", min(days, default=noted)),
        ("FinishDate", max(days, default=noted)),
        ("FYStartDate", 4),
        ("CriticalSlackLimit", 0),
        ("CurrencyDigits", 2),
        ("CurrencySymbol", "£"),
        ("CurrencyCode", "GBP"),
        ("CurrencySymbolPosition", 0),
        ("CalendarUID", 1),
        ("DefaultStartTime", "08:00:00"),
        ("DefaultFinishTime", "17:00:00"),
        ("MinutesPerDay", DAY),
        ("MinutesPerWeek", 5 * DAY),
        ("DaysPerMonth", 20),
        ("DefaultTaskType", 1),
        ("DurationFormat", 7),
        ("WorkFormat", 2),
        ("HonorConstraints", 1),
        ("NewTasksEffortDriven", 0),
        ("WeekStartDay", 1),
        ("StatusDate", datetime.combine(on, EVENING)),
        ("CurrentDate", noted),
        ("NewTasksAreManual", 1),
    )


def _days_off(days: list[datetime]) -> dict[date, str]:
    """England's bank holidays from the first to the last day of the plan: without them Project finds its durations too short."""
    if not days:
        return {}
    first, last = min(days).date(), max(days).date()
    years = range(max(first.year, 1900), min(last.year, first.year + MOST_YEARS, 2150) + 1)
    return {
        day: name
        for year in years
        for day, name in sorted(bank_holidays(year).items())
        if first <= day <= last
    }


def _calendar(calendar: Element, off: Mapping[date, str]) -> None:
    """Monday to Friday, 8 to 12 and 1 to 5; days off in the form of old versions and in that of new ones."""
    _fill(calendar, (("UID", 1), ("Name", "Standard"), ("IsBaseCalendar", 1), ("BaseCalendarUID", -1)))
    week = SubElement(calendar, "WeekDays")
    for day in range(1, 8):
        one = SubElement(week, "WeekDay")
        _fill(one, (("DayType", day), ("DayWorking", int(day not in _WEEKEND))))
        if day in _WEEKEND:
            continue
        hours = SubElement(one, "WorkingTimes")
        for since, until in (("08:00:00", "12:00:00"), ("13:00:00", "17:00:00")):
            _fill(SubElement(hours, "WorkingTime"), (("FromTime", since), ("ToTime", until)))
    for holiday in off:
        one = SubElement(week, "WeekDay")
        _fill(one, (("DayType", 0), ("DayWorking", 0)))
        _whole_day(one, holiday)
    if not off:
        return
    exceptions = SubElement(calendar, "Exceptions")
    for holiday, name in off.items():
        one = SubElement(exceptions, "Exception")
        _fill(one, (("EnteredByOccurrences", 0),))
        _whole_day(one, holiday)
        _fill(one, (("Occurrences", 1), ("Name", name), ("Type", 1), ("DayWorking", 0)))


def _whole_day(row: Element, day: date) -> None:
    span = (("FromDate", datetime.combine(day, time())), ("ToDate", datetime.combine(day, time(23, 59))))
    _fill(SubElement(row, "TimePeriod"), span)


def _task(row: Element, task: Task, known: set[int]) -> None:
    start, finish, minutes = _start(task), _finish(task), _minutes(task)
    lasts = None if minutes is None else _duration(minutes)
    is_whole = task.number == 0 and task.level == 0
    _fill(
        row,
        (
            ("UID", task.uid),
            ("ID", task.number),
            ("Name", task.name),
            ("Active", 1),
            ("Manual", int(not is_whole)),
            ("Type", 1),
            ("IsNull", 0),
            ("WBS", task.outline),
            ("OutlineNumber", task.outline),
            ("OutlineLevel", task.level),
            ("Priority", 500),
            ("Start", start),
            ("Finish", finish),
            ("Duration", lasts),
            ("DurationFormat", 7 if lasts else None),
            ("EffortDriven", 0),
            ("Estimated", 0),
            ("Milestone", int(task.is_milestone)),
            ("Summary", int(task.is_summary)),
            ("PercentComplete", task.percent),
            (
                "ActualDuration",
                _duration(minutes * task.percent // 100) if minutes and task.percent else None,
            ),
            ("RemainingDuration", _duration(minutes - minutes * task.percent // 100) if minutes else None),
            ("ConstraintType", 0),
            ("Notes", task.notes),
        ),
    )
    for link in task.links:
        if link.predecessor in known:
            _fill(
                SubElement(row, "PredecessorLink"),
                (
                    ("PredecessorUID", link.predecessor),
                    ("Type", _TYPES[link.kind]),
                    ("CrossProject", 0),
                    ("LinkLag", link.lag),
                    ("LagFormat", link.lag_format or 7),
                ),
            )
    if not is_whole:
        _fill(row, (("ManualStart", start), ("ManualFinish", finish), ("ManualDuration", lasts)))


def _owners(root: Element, tasks: Iterable[Task]) -> None:
    """The people, each once, and what they are assigned to."""
    numbers: dict[str, int] = {}
    given = [(task.uid, clean(name, one_line=True)) for task in tasks for name in task.owners]
    for _, name in given:
        numbers.setdefault(name, len(numbers) + 1)
    people = SubElement(root, "Resources")
    for name, number in numbers.items():
        _fill(
            SubElement(people, "Resource"),
            (("UID", number), ("ID", number), ("Name", name), ("Type", 1), ("IsNull", 0)),
        )
    assignments = SubElement(root, "Assignments")
    for place, (uid, name) in enumerate(given, 1):
        _fill(
            SubElement(assignments, "Assignment"),
            (("UID", place), ("TaskUID", uid), ("ResourceUID", numbers[name]), ("Units", 1)),
        )


def _start(task: Task) -> datetime | None:
    """With the hour at which work begins, where only the day is known; a milestone stands at the end of its day."""
    return _at(task.start, EVENING if task.is_milestone and task.start == task.finish else MORNING)


def _finish(task: Task) -> datetime | None:
    return _at(task.finish, EVENING)


def _at(moment: datetime | None, hour: time) -> datetime | None:
    if moment is None or moment.time() != time():
        return moment
    return datetime.combine(moment.date(), hour)


def _minutes(task: Task) -> int | None:
    """As the plan has it; else the working days from its start to its finish, of eight hours."""
    if task.minutes is not None:
        return task.minutes
    if task.is_milestone:
        return 0
    if not task.start or not task.finish or not timedelta() <= task.finish - task.start <= _LONGEST:
        return None
    if not 1900 <= task.start.year <= task.finish.year <= 2150:
        return None
    before = task.start.date() - timedelta(days=1)
    return DAY * max(1, working_days_between(before, task.finish.date()))


def _duration(minutes: int) -> str:
    """PT24H0M0S; the sign of a negative one stands within."""
    hours, rest = divmod(abs(minutes), 60)
    return f"PT{'-' if minutes < 0 else ''}{hours}H{rest}M0S"


def _fill(row: Element, fields: Iterable[Field]) -> None:
    """Elements with their values; None and an empty text are left out."""
    for name, value in fields:
        if value is None or value == "":
            continue
        said = value.isoformat(timespec="seconds") if isinstance(value, datetime) else str(value)
        SubElement(row, name).text = clean(said)
