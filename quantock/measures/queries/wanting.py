"""Which projects should have data by now: those that have come to the step of their track that asks for it."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from quantock.measures.models import Measure, SharedMeasure
from quantock.projects.models import Project, Step, Track

ASKS_FROM = {Track.QUICK: "test", Track.STANDARD: "measure", Track.FULL: "measure"}
"""How the name of the first step that asks for data begins, by track, however an organisation words the rest."""


def asks_for_data(project: Project, steps: Iterable[Step]) -> bool:
    """Whether a project has come so far, of the steps of its track. Pure."""
    here = project.step.number if project.step else 0
    begins = ASKS_FROM[Track(project.track)]
    return project.is_live and any(
        step.number <= here and step.name.casefold().startswith(begins) for step in steps
    )


def without_data(project: str = "pk") -> Q:
    """Projects that should have a value of an outcome by now and have none. `project` names the row's project: a
    fact holds the same columns of the record as a project does. The lists are read once, not for each row."""
    having = with_values().order_by()
    own, used = having.values("project"), used_with_values().values("project")
    return asked_for_data() & ~Q(**{f"{project}__in": own}) & ~Q(**{f"{project}__in": used})


def with_values() -> QuerySet[Measure]:
    """Outcome measures that count and have values."""
    return Measure.objects.counted().filter(removed_at=None, kind="outcome", result__count__gt=0)


def used_with_values() -> QuerySet[SharedMeasure]:
    """Shared measures as `with_values`, by the projects that use them: data of theirs, counted once, where they are kept."""
    shared = SharedMeasure.objects.standing().order_by()
    return shared.filter(measure__kind="outcome", measure__result__count__gt=0)


def asked_for_data() -> Q:
    """Projects that should have data by now."""
    asked = Q()
    for track, begins in ASKS_FROM.items():
        asked |= Q(track=track, step__in=_from_step(begins))
    return asked


def _from_step(begins: str) -> QuerySet[Any]:
    """The steps of every life cycle from the one so named on."""
    first = Step.objects.filter(
        model=OuterRef("model"), number__lte=OuterRef("number"), name__istartswith=begins
    )
    return Step.objects.filter(Exists(first)).order_by().values("pk")
