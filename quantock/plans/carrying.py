"""A plan between its table and the engine that reads and writes files: what came in goes out as it was."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime, time
from typing import Any

from quantock.engines.plans import Link, Plan
from quantock.engines.plans import Task as Read
from quantock.engines.text import excerpt
from quantock.plans.models import Task, Waits
from quantock.plans.queries import Line

BEGINS, ENDS = time(8), time(17)
LONGEST_NAME, LONGEST_NOTES, LONGEST_WHO = 300, 20_000, 200


def packed(plan: Plan) -> dict[str, Any]:
    """A plan that was read, as JSON."""
    tasks = []
    for task in plan.tasks:
        row = asdict(task)
        row["start"], row["finish"] = _iso(task.start), _iso(task.finish)
        tasks.append(row)
    return {
        "title": plan.title,
        "tasks": tasks,
        "blank_rows": plan.blank_rows,
        "not_kept": dict(plan.not_kept),
        "warnings": list(plan.warnings),
        "has_keys": plan.has_keys,
        "kept_in_notes": dict(plan.kept_in_notes),
        "skipped": [list(each) for each in plan.skipped],
    }


def unpacked(data: Mapping[str, Any]) -> Plan:
    """What `packed` made."""
    plan = Plan(data["title"], [], data["blank_rows"], has_keys=data["has_keys"])
    plan.not_kept.update(data["not_kept"])
    plan.warnings += data["warnings"]
    plan.kept_in_notes.update(data["kept_in_notes"])
    plan.skipped += [(row, why, text) for row, why, text in data["skipped"]]
    for row in data["tasks"]:
        moments = {name: _moment(row[name]) for name in ("start", "finish")}
        links = [Link(**each) for each in row["links"]]
        plan.tasks.append(Read(**{**row, **moments, "links": links}))
    return plan


def said_by(task: Read) -> dict[str, Any]:
    """The columns of a row of the plan, as a file's task says them; its owners by their names alone."""
    return {
        "name": _short(task.name) or f"Task {task.number}, without a name",
        "start": task.start.date() if task.start else None,
        "finish": task.finish.date() if task.finish else None,
        "percent": task.percent,
        "notes": task.notes[:LONGEST_NOTES],
        "owner": None,
        "owner_text": excerpt(", ".join(task.owners), LONGEST_WHO),
        "as_filed": {
            "uid": task.uid,
            "start": _iso(task.start),
            "finish": _iso(task.finish),
            "minutes": task.minutes,
        },
    }


def _short(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else excerpt(name, LONGEST_NAME)


def plan_as_file(title: str, lines: Sequence[Line], waits: Sequence[Waits]) -> Plan:
    """A plan as it stands, for a file: each date with the time of day that it came with, else the day's ends."""
    uids = _uids(lines)
    links: dict[int, list[Link]] = {}
    for each in waits:
        if each.on_id in uids and each.task_id in uids:
            link = Link(uids[each.on_id], each.kind, each.lag, each.lag_format)
            links.setdefault(each.task_id, []).append(link)
    plan, counts = Plan(title, []), [0] * 12
    free = max(uids.values(), default=0)
    for line in lines:
        task = line.task
        if task is None:
            free += 1
        plan.tasks.append(_for_file(line, task, uids[task.pk] if task else free, counts))
        if task:
            plan.tasks[-1].links = links.get(task.pk, [])
    return plan


def _for_file(line: Line, task: Task | None, uid: int, counts: list[int]) -> Read:
    counts[line.level] += 1
    counts[line.level + 1 :] = [0] * (len(counts) - line.level - 1)
    filed: Mapping[str, Any] = task.as_filed if task else {}
    is_milestone = line.milestone is not None
    start = _kept_moment(filed.get("start"), line.start, time() if is_milestone else BEGINS)
    finish = _kept_moment(filed.get("finish"), line.finish, time() if is_milestone else ENDS)
    if is_milestone:
        start, finish = _of_milestone(filed, start, finish)
    as_it_came = start == _moment(filed.get("start")) and finish == _moment(filed.get("finish"))
    minutes = filed.get("minutes") if as_it_came else None
    return Read(
        uid=uid,
        number=line.number,
        name=line.name,
        outline=".".join(str(each) for each in counts[1 : line.level + 1]),
        level=line.level,
        is_summary=line.judged.is_phase,
        is_milestone=is_milestone,
        start=start,
        finish=finish,
        minutes=0 if is_milestone and start == finish else minutes,
        percent=line.judged.percent,
        is_typed=True,
        notes=task.notes if task else "",
        owners=[each.strip() for each in line.owner.split(",") if each.strip()],
    )


def _of_milestone(
    filed: Mapping[str, Any], start: datetime | None, finish: datetime | None
) -> tuple[datetime | None, datetime | None]:
    """A milestone stands on one day, at no hour of it; one that came in with more goes out with them while its last day stays."""
    first, last = _moment(filed.get("start")), _moment(filed.get("finish"))
    return (first, last) if first and last and last == finish and first < last else (start, start)


def _uids(lines: Sequence[Line]) -> dict[int, int]:
    """By a task's key what the file calls it: what it was called in the file that it came in, where that is free."""
    found: dict[int, int] = {}
    taken: set[int] = set()
    for line in lines:
        uid = line.task.as_filed.get("uid") if line.task else None
        if line.task and uid and uid not in taken:
            found[line.task.pk] = uid
            taken.add(uid)
    following = max(taken, default=0)
    for line in lines:
        if line.task and line.task.pk not in found:
            following += 1
            found[line.task.pk] = following
    return found


def _kept_moment(filed: str | None, day: date | None, otherwise: time) -> datetime | None:
    moment = _moment(filed)
    if day is None or (moment is not None and moment.date() == day):
        return moment if day else None
    return datetime.combine(day, otherwise)


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
