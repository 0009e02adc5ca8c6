"""Several entries at once, pasted: what was understood is shown, and kept after a second press."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone

from quantock.access import Permission, Request, page
from quantock.engines.dates import say_date
from quantock.engines.plans import Plan, Task, read_plan
from quantock.engines.plans.files import PASTE
from quantock.engines.tables import Refused
from quantock.engines.text import excerpt, plural
from quantock.people.models import Person
from quantock.projects.models import Project
from quantock.projects.owners import say_leavers
from quantock.projects.services import people_called
from quantock.raid import services
from quantock.raid.forms import ManyForm
from quantock.raid.kinds import Kind, Register
from quantock.raid.views.reaching import around, at, log_of, register_called

TAKES = (Kind.ACTION, Kind.RISK, Kind.ISSUE)
MOST = 500
LONGEST = 500


@dataclass(frozen=True, slots=True)
class Line:
    """One entry to be: what, whose, by when, and what else was said of it."""

    title: str
    owner: Person | None
    owner_text: str
    due_on: date | None
    note: str

    @property
    def owned_by(self) -> str:
        return str(self.owner) if self.owner else self.owner_text


@page(Permission.LOG_EDIT)
def many(request: HttpRequest, number: int, tab: str) -> HttpResponse:
    project, one = log_of(request, number), register_called(tab)
    if one.kind not in TAKES:
        raise Http404
    form = ManyForm(request.POST if request.method == "POST" else None)
    lines: list[Line] = []
    plan: Plan | None = None
    if form.is_valid():
        try:
            plan = _read(form.cleaned_data["text"], one)
        except Refused as refused:
            form.add_error("text", f"{refused} Nothing was saved.")
        else:
            lines = _lines(project, plan, one)
    if lines and "sure" in request.POST:
        _keep(request, project, one, lines)
        messages.success(request, f"Added {plural(len(lines), one.one)}")
        return redirect(at(project, one))
    context = around(
        request,
        project,
        f"Paste several {one.many.lower()}",
        form=form,
        register=one,
        lines=lines,
        warnings=[*say_leavers(project, {line.owner_text for line in lines}), *plan.warnings][:20]
        if plan and lines
        else [],
        back=at(project, one),
    )
    return TemplateResponse(request, "raid/many.jinja", context, status=422 if form.errors else 200)


def _read(text: str, one: Register) -> Plan:
    """The pasted cells, by their headings or by what they hold. Raises Refused past the most that are added at once."""
    plan = read_plan(text.encode(), PASTE, on=timezone.localdate())
    if len(plan.tasks) > MOST:
        raise Refused(
            f"These are {len(plan.tasks):,} rows; at most {MOST} {one.many.lower()} are added at once.",
            "Paste a part of them, or bring in the sheet as a file under “Registers”.",
        )
    return plan


def _lines(project: Project, plan: Plan, one: Register) -> list[Line]:
    people = people_called(project, {name for task in plan.tasks for name in task.owners})
    return [_line(task, people, one) for task in plan.tasks]


def _line(task: Task, people: dict[str, Person], one: Register) -> Line:
    """What has no place of its own in an entry is said in its note."""
    owner = people.get(task.owners[0].casefold()) if len(task.owners) == 1 else None
    return Line(
        excerpt(task.name, LONGEST),
        owner,
        "" if owner else excerpt(", ".join(task.owners), 200),
        task.finish.date() if task.finish and one.kind != Kind.RISK else None,
        "\n".join(filter(None, [task.notes, *_beside(task, one)])),
    )


def _beside(task: Task, one: Register) -> Iterator[str]:
    if task.start:
        yield f"Starts: {say_date(task.start.date())}"
    if task.finish and one.kind == Kind.RISK:
        yield f"By when: {say_date(task.finish.date())}"
    if task.percent:
        yield f"Done: {task.percent}%"


def _keep(request: HttpRequest, project: Project, one: Register, lines: Sequence[Line]) -> None:
    by, on = cast(Request, request).user, timezone.localdate()
    rows = [
        {
            "kind": one.kind,
            "title": line.title,
            "owner": line.owner,
            "owner_text": line.owner_text,
            "due_on": line.due_on,
            **({"details": {"notes": line.note}} if line.note else {}),
        }
        for line in lines
    ]
    services.add_entries(project, rows, by=by, on=on)
