"""Reading Microsoft Project XML (MSPDI) as field/ppm.md 4.1 describes it.

Only what stands in the file is read: stored dates, never reckoned ones. Empty rows between tasks (IsNull) are no tasks.
Every element that has a value and is not kept is counted by its name, so that nothing goes unsaid.
"""

import gzip
import io
import re
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Set
from datetime import datetime
from pathlib import PurePath
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from quantock.engines.plans.plan import Link, Plan, Task, far_off, say_circles
from quantock.engines.tables import Refused
from quantock.engines.tables.source import refuse_other_kinds
from quantock.engines.text import clean, plural

SPACE = "{http://schemas.microsoft.com/project}"
MOST_BYTES = 50_000_000
MOST_TASKS = 20_000
LONGEST_NAME = 300
SEND_XML = (
    "Open it in Microsoft Project (with its password, if it has one), choose File, Save As, XML format (*.xml), "
    "and send that file."
)
SEND_UNLOCKED = (
    "Open it in Microsoft Project with its password, choose File, Save As, XML format (*.xml), and send that file. The XML has no "
    "password."
)
SEND_PRIMAVERA = "In Primavera P6 choose File, Export, Microsoft Project (XML), and send that file."
LINKS = {"0": "FF", "1": "FS", "2": "SF", "3": "SS"}
NOBODY = -65535

# Of a task: what a plan keeps of it, and what only says again what is kept or how Project shows it.
KEPT = {
    "UID",
    "ID",
    "Name",
    "IsNull",
    "OutlineNumber",
    "OutlineLevel",
    "Start",
    "Finish",
    "Duration",
    "Milestone",
    "Summary",
    "PercentComplete",
    "Manual",
    "Notes",
    "PredecessorLink",
    "StartText",
    "FinishText",
    "DurationText",
}
SAID_AGAIN = {
    "GUID",
    "WBS",
    "WBSLevel",
    "Stop",
    "Resume",
    "ActualDuration",
    "Type",
    "CreateDate",
    "DurationFormat",
    "EffortDriven",
    "Estimated",
    "ResumeValid",
    "HideBar",
    "Rollup",
    "IsPublished",
    "LevelAssignments",
    "LevelingCanSplit",
    "LevelingDelayFormat",
    "FixedCostAccrual",
    "EarnedValueMethod",
    "CommitmentType",
    "PercentWorkComplete",
    "RemainingDuration",
    "EarlyStart",
    "EarlyFinish",
    "LateStart",
    "LateFinish",
    "FreeSlack",
    "TotalSlack",
    "StartSlack",
    "FinishSlack",
    "Critical",
    "IgnoreResourceCalendar",
    "HyperlinkSubAddress",
}
# What Project writes where nothing was said.
NOTHING = {"-1", "PT0H0M0S", "0001-01-01T00:00:00", "NA"}
USUAL = {"Priority": "500", "ConstraintType": "0", "Active": "1", "Units": "1"}
# What says the same as another element, where it does.
TWINS = {
    "ManualStart": "Start",
    "ManualFinish": "Finish",
    "ManualDuration": "Duration",
    "ActualStart": "Start",
    "ActualFinish": "Finish",
}
# Words in place of a day or a duration, in a task that is scheduled by hand; kept in its notes.
TYPED = {"StartText": "Start", "FinishText": "Finish", "DurationText": "Duration"}
NOT_SAID = {"", "NA", "N/A"}
NO_DAY = datetime(1, 1, 1)
_OTHER_SPACE = re.compile(r"(?:\{https?://schemas\.microsoft\.com/project/\d{4}/?\})?Project")
_ZERO = re.compile(r"-?0*\.?0*")
# Of resources and assignments: their names are kept, as owners.
NAMED = {"UID", "GUID", "ID", "Name", "Initials", "Type", "IsNull", "CreationDate", "TaskUID", "ResourceUID"}
KEPT_OF_PROJECT = {
    "Title",
    "Name",
    "SaveVersion",
    "UID",
    "GUID",
    "Tasks",
    "Resources",
    "Assignments",
    "Calendars",
}
_DURATION = re.compile(r"P(?=.)(?:(\d+)D)?(?:T(?=.)(?:(-?\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?\Z")


def read_mspdi(data: bytes, name: str = "") -> Plan:
    """The plan in a file, which may be compressed (.gz). Raises Refused, with a sentence, for anything else."""
    if data.startswith(b"\x1f\x8b"):
        data, name = _unpacked(data), PurePath(name).stem
    if len(data) > MOST_BYTES:
        raise Refused("The plan is larger than 50 MB.", "Save a part of it by itself and send that.")
    if not is_xml(data):
        raise _other_kind(data, name)
    try:
        root = fromstring(data, forbid_dtd=True)
    except DefusedXmlException as error:
        raise Refused("The file defines entities of its own, which a plan never does.", SEND_XML) from error
    except (ParseError, ValueError, LookupError) as error:
        raise Refused(f"The file is damaged: as XML it cannot be read ({error}).", SEND_XML) from error
    if _OTHER_SPACE.fullmatch(root.tag) and root.find("{*}Tasks") is not None:
        # Some programs leave the name space out, or add a year to it: the elements are the same.
        for each in root.iter():
            each.tag = SPACE + each.tag.rpartition("}")[2]
    if root.tag != f"{SPACE}Project":
        raise Refused("The file is XML, but not a Microsoft Project plan.", SEND_XML)
    return _plan(root)


def is_xml(data: bytes) -> bool:
    """Whether a file begins like XML, in UTF-8 or UTF-16, with a byte-order mark or without."""
    return data[:4_096].lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n").startswith(b"<")


def _other_kind(data: bytes, name: str) -> Refused:
    """What the file is instead, and what to send."""
    try:
        refuse_other_kinds(data, name)
    except Refused as refused:
        return Refused(refused.error, instead_of(refused.error) or SEND_XML)
    return Refused("The file is not a Microsoft Project plan in XML.", SEND_XML)


def instead_of(error: str) -> str:
    """What to send in place of a plan of another program; nothing where it is none."""
    if "Primavera" in error:
        return SEND_PRIMAVERA
    if "Microsoft Project" in error and "locked" in error:
        return SEND_UNLOCKED
    return SEND_XML if "Microsoft Project" in error else ""


def _unpacked(data: bytes) -> bytes:
    try:
        unpacked = gzip.GzipFile(fileobj=io.BytesIO(data)).read(MOST_BYTES + 1)
    except EOFError as error:
        raise Refused("The compressed file is cut off.", "Send it again, or not compressed.") from error
    except (OSError, zlib.error) as error:
        raise Refused("The compressed file is damaged.", "Send it again, or not compressed.") from error
    if len(unpacked) > MOST_BYTES:
        raise Refused(
            "Unpacked, the plan is larger than 50 MB.", "Save a part of it by itself and send that."
        )
    return unpacked


def _plan(root: Element) -> Plan:
    plan = Plan(clean(_text(root, "Title") or _text(root, "Name")), [], has_keys=True)
    owners = _owners(root)
    rows = root.findall(f"{SPACE}Tasks/{SPACE}Task")
    if len(rows) > MOST_TASKS:
        raise Refused(
            f"The plan has {len(rows):,} tasks; at most {MOST_TASKS:,} are read.",
            "Save a part of it by itself and send that.",
        )
    for row in rows:
        if _text(row, "IsNull") == "1":
            plan.blank_rows += 1
            continue
        task = _task(row)
        task.owners = owners.get(task.uid, [])
        plan.tasks.append(task)
        plan.not_kept.update(_left_out(row))
        plan.kept_in_notes.update(name for name in TYPED if _text(row, name))
        _unread(plan, task, row)
    plan.not_kept.update(_beside(root))
    _warn(plan)
    return plan


def _task(row: Element) -> Task:
    name = clean(_text(row, "Name"))
    return Task(
        uid=_whole(_text(row, "UID")),
        number=_whole(_text(row, "ID")),
        name=name,
        outline=_text(row, "OutlineNumber"),
        level=_level(row),
        is_summary=_text(row, "Summary") == "1",
        is_milestone=_text(row, "Milestone") == "1",
        start=_moment(_text(row, "Start")),
        finish=_moment(_text(row, "Finish")),
        minutes=_minutes(_text(row, "Duration")),
        percent=min(100, max(0, _whole(_text(row, "PercentComplete")))),
        is_typed=_text(row, "Manual") == "1",
        notes=_notes(row),
        links=[_link(each) for each in _links(row) if not _leads_elsewhere(each)],
    )


def _level(row: Element) -> int:
    """Where a program leaves the level out, the outline number says it; 0 is the whole plan's row alone."""
    if said := _text(row, "OutlineLevel"):
        return _whole(said)
    return _text(row, "OutlineNumber").count(".") + 1 if _whole(_text(row, "ID")) else 0


def _notes(row: Element) -> str:
    typed = [f"{said}: {_text(row, name)}" for name, said in TYPED.items() if _text(row, name)]
    return clean("\n".join(filter(None, [_text(row, "Notes"), *typed])))


def _links(row: Element) -> list[Element]:
    return row.findall(f"{SPACE}PredecessorLink")


def _leads_elsewhere(link: Element) -> bool:
    """To a task of another plan, whose number means another task here."""
    return _text(link, "CrossProject") == "1"


def _link(row: Element) -> Link:
    return Link(
        _whole(_text(row, "PredecessorUID")),
        LINKS.get(_text(row, "Type"), "FS"),
        _whole(_text(row, "LinkLag")),
        _whole(_text(row, "LagFormat")),
    )


def _owners(root: Element) -> dict[int, list[str]]:
    """The names of those who are assigned to a task, by its UID."""
    names = {
        _whole(_text(row, "UID")): clean(_text(row, "Name"))
        for row in root.findall(f"{SPACE}Resources/{SPACE}Resource")
    }
    found: dict[int, list[str]] = defaultdict(list)
    for row in root.findall(f"{SPACE}Assignments/{SPACE}Assignment"):
        who = _whole(_text(row, "ResourceUID"), NOBODY)
        if names.get(who):
            found[_whole(_text(row, "TaskUID"))].append(names[who])
    return found


def _left_out(row: Element) -> Iterator[str]:
    """The names of a task's elements that say something and are not kept."""
    for name in _said_in(row, KEPT | SAID_AGAIN):
        twin = TWINS.get(name)
        if twin is None or _text(row, name) != _text(row, twin):
            yield name


def _said_in(row: Element, but: Set[str]) -> Iterator[str]:
    """The names of the elements that have a value, other than the one that Project writes where nothing was said."""
    for each in row:
        name, value = each.tag.removeprefix(SPACE), (each.text or "").strip()
        if name in but:
            continue
        if len(each) or (value != USUAL[name] if name in USUAL else not _is_nothing(value)):
            yield name


def _is_nothing(value: str) -> bool:
    return value in NOTHING or _ZERO.fullmatch(value) is not None


def _beside(root: Element) -> Counter[str]:
    """What stands beside the tasks: calendars, custom fields, settings, and of people all but their names."""
    counted: Counter[str] = Counter()
    for path, name in (
        ("Calendars/Calendar", "Calendar"),
        ("ExtendedAttributes/ExtendedAttribute", "Custom field"),
        ("OutlineCodes/OutlineCode", "Outline code"),
    ):
        counted[name] = len(root.findall("/".join(f"{SPACE}{part}" for part in path.split("/"))))
    for each in ("Resource", "Assignment"):
        for row in root.findall(f"{SPACE}{each}s/{SPACE}{each}"):
            counted.update(f"{each}: {name}" for name in _said_in(row, NAMED))
    lists = {"ExtendedAttributes", "OutlineCodes"}
    counted["Setting of the project"] = sum(1 for _ in _said_in(root, KEPT_OF_PROJECT | lists))
    return +counted


def _unread(plan: Plan, task: Task, row: Element) -> None:
    """Says what stands in a task's elements and cannot be kept as it stands there."""
    called = _called(task)
    for name, read in (("Start", task.start), ("Finish", task.finish), ("Duration", task.minutes)):
        text = _text(row, name)
        if read is None and text.upper() not in NOT_SAID and _moment(text) is None:
            kind = "duration" if name == "Duration" else "day"
            plan.warnings.append(f"{called}: “{text[:40]}” is no {kind}; kept in the notes.")
            task.notes = clean(f"{task.notes}\n{name}: {text}")
            plan.kept_in_notes[name] += 1
    if not 0 <= _whole(_text(row, "PercentComplete")) <= 100:
        plan.warnings.append(f"{called}: {_text(row, 'PercentComplete')}% done is taken as {task.percent}%.")
    if _text(row, "Active") == "0":
        plan.warnings.append(
            f"{called} is switched off in Microsoft Project (inactive); here it counts as any other task."
        )
    elsewhere = [link for link in _links(row) if _leads_elsewhere(link)]
    plan.not_kept.update("Link to another plan" for _ in elsewhere)
    plan.warnings += [
        f"{called} waits for a task of another plan ({_text(link, 'CrossProjectName') or 'not named'}); that link is not kept."
        for link in elsewhere
    ]


def _called(task: Task) -> str:
    return f"Task {task.number} “{task.name[:80]}”"


def _lasts(task: Task) -> bool:
    """Whether a milestone has more than one day."""
    days = {moment.date() for moment in (task.start, task.finish) if moment}
    return task.is_milestone and not task.is_summary and len(days) > 1


def _warn(plan: Plan) -> None:
    for task in plan.tasks:
        called = _called(task)
        if not task.name:
            plan.warnings.append(f"Task {task.number} has no name.")
        if task.start and task.finish and task.finish < task.start:
            plan.warnings.append(f"{called} ends before it begins.")
        elif _lasts(task):
            plan.warnings.append(f"{called} is a milestone that lasts; it stands on its last day.")
        if far := far_off(task):
            plan.warnings.append(f"{called} {far}.")
        if any(link.predecessor == task.uid for link in task.links):
            task.links = [link for link in task.links if link.predecessor != task.uid]
            plan.warnings.append(f"{called} is said to wait for itself; that link is not kept.")
    known = {task.uid for task in plan.tasks}
    lost = sum(link.predecessor not in known for task in plan.tasks for link in task.links)
    if lost:
        plan.warnings.append(f"{plural(lost, 'link leads', 'links lead')} to tasks that are not in the file.")
    plan.warnings += say_circles(plan.tasks)


def _text(row: Element, name: str) -> str:
    return (row.findtext(f"{SPACE}{name}") or "").strip()


def _whole(text: str, otherwise: int = 0) -> int:
    """A whole number, which some programs write as 37.0."""
    try:
        return int(float(text))
    except (ValueError, OverflowError):
        return otherwise


def _moment(text: str) -> datetime | None:
    """Local time without a zone, as Project writes it; a zone that another program added is left out."""
    try:
        moment = datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        return None
    return None if moment == NO_DAY else moment


def _minutes(text: str) -> int | None:
    """Minutes of work time: PT24H0M0S is 1,440. The sign of a negative one stands within (field/ppm.md 4.1)."""
    found = _DURATION.match(text)
    if found is None:
        return None
    days, hours, minutes, seconds = found.groups()
    whole = int(days or 0) * 1_440 + abs(int(hours or 0)) * 60 + int(minutes or 0)
    whole += round(float(seconds or 0) / 60)
    return -whole if hours and hours.startswith("-") else whole
