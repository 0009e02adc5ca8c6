"""What the rule of the one next thing asks, read for any number of projects within the query that reads them."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from quantock.projects.models import CharterFact, Involvement, Milestone, Project, Stage, StatusUpdate
from quantock.projects.models.project import heard_on
from quantock.projects.next_thing import NextFacts, NextThing, next_thing


def with_next_facts(projects: QuerySet[Project], *, on: date) -> QuerySet[Any]:
    """The projects, each carrying what `facts_of` reads. No query of its own."""
    here = OuterRef("pk")
    named = Involvement.objects.filter(project=here, until=None).order_by().values("project")
    charter = CharterFact.objects.now().filter(project=here)
    waiting = StatusUpdate.objects.filter(project=here, stage__in=(Stage.DRAFT, Stage.SUBMITTED))
    late = Milestone.objects.filter(project=here, removed_at=None, actual=None, forecast__lt=on)
    late = late.order_by("forecast", "pk")
    return projects.select_related("step").annotate(
        next_named=Coalesce(Subquery(named.annotate(found=Count("pk")).values("found")), 0),
        next_problem=Exists(charter.filter(~Q(problem="") | ~Q(description=""))),
        next_aim=Exists(charter.exclude(aim="")),
        next_open=Subquery(waiting.values("stage")[:1]),
        next_late=Subquery(late.values("pk")[:1]),
        next_late_name=Subquery(late.values("name")[:1]),
        next_late_forecast=Subquery(late.values("forecast")[:1]),
        next_heard_on=heard_on(),
    )


def facts_of(row: Any) -> NextFacts:
    """What the rule asks, of a project read by `with_next_facts`."""
    step = row.step
    return NextFacts(
        number=row.number,
        state=row.state,
        track=row.track,
        named=row.next_named,
        has_problem=row.next_problem,
        has_aim=row.next_aim,
        heard_on=row.next_heard_on,
        reported_before=row.last_update_on is not None,
        reporting_days=row.reporting_days,
        open_stage=row.next_open or "",
        late_milestone=row.next_late,
        late_name=row.next_late_name or "",
        late_forecast=row.next_late_forecast,
        step_number=step.number if step else 0,
        step_purpose=step.purpose if step else "",
    )


def next_things(rows: Iterable[Any], *, on: date) -> dict[int, NextThing | None]:
    """The next thing of each project read by `with_next_facts`, by its key. No query of its own."""
    return {row.pk: next_thing(facts_of(row), on=on) for row in rows}


def next_thing_of(project: Project, *, on: date) -> NextThing | None:
    """The next thing of one project. One query."""
    row = with_next_facts(Project.objects.filter(pk=project.pk), on=on).get()
    return next_thing(facts_of(row), on=on)
