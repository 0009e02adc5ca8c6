"""The plan on a project's overview: how much is done, what is late, what comes next. Read with the project: no query of its own."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Max, OuterRef, Q, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Cast, Coalesce, Concat
from django.urls import reverse

from quantock.access import Viewer
from quantock.engines.dates import say_date
from quantock.engines.text import plural
from quantock.plans import rules
from quantock.plans.models import Task
from quantock.projects import panels
from quantock.projects.models import Project, Track


def with_plan(projects: QuerySet[Any], on: date) -> QuerySet[Any]:
    """Each with its plan in figures, and the task that is to be finished next. A row is a task where none stands within it,
    as `rules.judge` has it."""
    rows = Task.objects.standing().filter(project=OuterRef("pk"))
    below = Task.objects.standing().filter(project=OuterRef("project"), place__gt=OuterRef("place"))
    within = Subquery(below.order_by("place", "pk").values("level")[:1])
    tasks = (
        rows.annotate(within=Coalesce(within, 0)).filter(within__lte=F("level"), milestone=None).order_by()
    )
    late = Q(percent__lt=rules.DONE) & (Q(finish__lt=on) | Q(percent=0, start__lt=on))
    figures = _line(
        Count("pk"), Count("pk", filter=Q(percent=rules.DONE)), Count("pk", filter=late), Max("finish")
    )
    ahead = tasks.filter(percent__lt=rules.DONE, finish__gte=on).order_by("finish", "place", "pk")
    following = ahead.annotate(told=_line(F("pk"), F("finish"), F("name")))
    counted = tasks.values("project").annotate(told=figures)
    found: QuerySet[Any] = projects.annotate(
        plan_told=Subquery(counted.values("told")[:1]), plan_next=Subquery(following.values("told")[:1])
    )
    return found


BETWEEN = "|"


@dataclass(frozen=True, slots=True)
class Told:
    """The plan in a sentence, and what comes next."""

    says: str
    name: str = ""
    when: str = ""
    href: str = ""


@panels.panel
def on_the_overview(viewer: Viewer, project: Project, on: date) -> panels.Panel | None:
    """Where nothing is planned, what is to be done is the plan. Nothing on a quick project without a plan. No query."""
    figures = _read(project, "plan_told", 4)
    if not figures and project.track == Track.QUICK:
        return None
    if not figures:
        says = "No task is planned: the actions and milestones are the plan."
        return panels.Panel(template_name="plans/overview.jinja", found=Told(says), beside=True)
    tasks, done, late = map(int, figures[:3])
    says = _says(tasks, done, late, date.fromisoformat(figures[3]) if figures[3] else None, on)
    if following := _read(project, "plan_next", 3):
        key, day, name = following
        href = reverse("plans:task", args=[project.number, int(key)])
        told = Told(says, name, say_date(date.fromisoformat(day)), href)
        return panels.Panel(template_name="plans/overview.jinja", found=told, beside=True)
    return panels.Panel(template_name="plans/overview.jinja", found=Told(says), beside=True)


def _line(*parts: Any) -> Concat:
    """Some values as one text, the last of which may hold the mark between them."""
    words: list[Any] = []
    for part in parts:
        words += [Value(BETWEEN), Coalesce(Cast(part, TextField()), Value(""), output_field=TextField())]
    return Concat(*words[1:], output_field=TextField())


def _read(project: Any, name: str, parts: int) -> list[str]:
    said = getattr(project, name, None)
    return said.split(BETWEEN, parts - 1) if said else []


def _says(tasks: int, done: int, late: int, ends: date | None, on: date) -> str:
    counted = plural(tasks, "task")
    said = f"{done} of {counted} done, {late} late" if done or late else f"{counted}, none done yet"
    if ends:
        said += f". It {'ended' if ends < on else 'ends'} on {say_date(ends)}"
    return f"{said}."
