"""Several entries at once, pasted: what was understood is shown, and kept after a second press."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone

from quantock.access import Permission, Request, page
from quantock.engines.dates import say_date
from quantock.engines.plans import Plan, Task, read_plan
from quantock.engines.plans.files import PASTE
from quantock.engines.risk import SHIPPED, Matrix
from quantock.engines.risk.sheet import Sheet, read_grid
from quantock.engines.risk.which import Matrices
from quantock.engines.tables import Refused
from quantock.engines.tables.grid import csv_grid
from quantock.engines.text import excerpt, plural
from quantock.people.models import Person
from quantock.projects.models import Project
from quantock.projects.owners import say_leavers
from quantock.projects.services import people_called
from quantock.raid import services
from quantock.raid.forms import ManyForm
from quantock.raid.kinds import Kind, Register
from quantock.raid.matrices import matrix_for
from quantock.raid.models import OWN
from quantock.raid.models import Matrix as ProjectMatrix
from quantock.raid.of_sheets import stands_on
from quantock.raid.views.reaching import around, at, log_of, register_called

TAKES = (Kind.ACTION, Kind.RISK, Kind.ISSUE)
MOST = 500
LONGEST = 500
HOW_RISKS = (
    "Under headings such as Risk, Likelihood, Impact and Owner, as Excel copies them; or one on each line"
)
TEXTS = ("cause", "effect", "mitigation", "proximity", "category")
"""What a paste says of a risk beside its name, its owner and its score."""


@dataclass(frozen=True, slots=True)
class Line:
    """One entry to be: what, whose, by when, and what else was said of it."""

    title: str
    owner: Person | None
    owner_text: str
    due_on: date | None
    note: str
    said: Mapping[str, Any] = field(default_factory=dict)
    """Of a risk: where it stands on the matrix, and the texts beside it."""
    score: int | None = None

    @property
    def owned_by(self) -> str:
        return str(self.owner) if self.owner else self.owner_text


@page(Permission.LOG_EDIT)
def many(request: HttpRequest, number: int, tab: str) -> HttpResponse:
    project, one = log_of(request, number), register_called(tab)
    if one.kind not in TAKES:
        raise Http404
    form = ManyForm(request.POST if request.method == "POST" else None)
    if one.kind == Kind.RISK:
        form.fields["text"].help_text = HOW_RISKS
    lines: list[Line] = []
    warnings: list[str] = []
    if form.is_valid():
        text = form.cleaned_data["text"]
        try:
            matrix = matrix_for(project, on=timezone.localdate())
            sheet = _risks(text, matrix.scale) if one.kind == Kind.RISK else None
            if sheet:
                lines, warnings = _scored(project, sheet, matrix), sheet.warnings
            else:
                plan = _read(text, one)
                lines, warnings = _lines(project, plan, one), plan.warnings
        except Refused as refused:
            form.add_error("text", f"{refused} Nothing was saved.")
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
        warnings=[*say_leavers(project, {line.owner_text for line in lines}), *warnings][:20]
        if lines
        else [],
        back=at(project, one),
    )
    return TemplateResponse(request, "raid/many.jinja", context, status=422 if form.errors else 200)


def _read(text: str, one: Register) -> Plan:
    """The pasted cells, by their headings or by what they hold. Raises Refused past the most that are added at once."""
    plan = read_plan(text.encode(), PASTE, on=timezone.localdate())
    _refuse_more(len(plan.tasks), one.many.lower())
    return plan


def _refuse_more(rows: int, many: str) -> None:
    if rows > MOST:
        raise Refused(
            f"These are {rows:,} rows; at most {MOST} {many} are added at once.",
            "Paste a part of them, or bring in the sheet as a file: “Bring in a sheet you keep”, under the list.",
        )


def _risks(text: str, scale: Matrix) -> Sheet | None:
    """Pasted cells under the headings of a register of risks, scored on the project's matrix; None for any other paste."""
    matrices = Matrices({OWN: scale, **SHIPPED}, OWN, ours=True)
    sheet = read_grid(csv_grid(text, "\t"), None, known=True, matrices=matrices) if "\t" in text else None
    if sheet is None or not sheet.risks:
        return None
    _refuse_more(len(sheet.risks), "risks")
    return sheet


def _scored(project: Project, sheet: Sheet, matrix: ProjectMatrix) -> list[Line]:
    """Risks with where they stand on the project's matrix; what stands on none of its fields is in the note."""
    on = timezone.localdate()
    people = people_called(project, {risk.texts.get("owner", "") for risk in sheet.risks})
    lines = []
    for risk in sheet.risks:
        owner = people.get(risk.texts.get("owner", "").casefold())
        details = {name: text for name, text in risk.texts.items() if name in TEXTS and text != risk.name}
        said = stands_on(matrix, risk, on=on)
        score = matrix.scale.score(said["likelihood"], said["impact"]) if "likelihood" in said else None
        whose = "" if owner else excerpt(risk.texts.get("owner", ""), 200)
        note = risk.texts.get("notes", "")
        said |= {"details": details} if details else {}
        lines.append(Line(excerpt(risk.name, LONGEST), owner, whose, None, note, said, score))
    return lines


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
            **line.said,
            **({"details": line.said.get("details", {}) | {"notes": line.note}} if line.note else {}),
        }
        for line in lines
    ]
    services.add_entries(project, rows, by=by, on=on)
