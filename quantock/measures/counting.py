"""What measures add to the counts of dashboards: what outcomes show, and which projects should have data and have none."""

from collections.abc import Iterator, Sequence

from quantock.measures.models import SharedMeasure
from quantock.measures.queries.wanting import asked_for_data, used_with_values, with_values
from quantock.projects import counting
from quantock.projects.models import Count, Project

NO_DATA = "none"
NO_AIM = "none"


def register() -> None:
    """Called once, when the app starts."""
    counting.OF_OTHERS.append(shares)
    counting.ALSO.append(using)


def using(keys: Sequence[int]) -> Iterator[int]:
    """Projects that use a measure of these: whether they have data changes with it. One query."""
    shared = SharedMeasure.objects.filter(measure__project__in=keys, removed_at=None)
    yield from shared.order_by().values_list("project", flat=True).distinct()


def shares(keys: Sequence[int]) -> Iterator[tuple[int, str, str]]:
    """By aim|what they show: once for each dimension of the Quadruple Aim that the project serves, and once for all
    of them as |what they show. Two queries."""
    columns = ("pk", "quadruple_aim")
    having = set()
    rows = with_values().filter(project__in=keys).order_by()
    for key, aims, shows in rows.values_list(*(f"project__{name}" for name in columns), "result__variation"):
        having.add(key)
        yield from _each(key, aims, shows)
    asked = Project.objects.filter(asked_for_data(), pk__in=keys).order_by()
    asked = asked.exclude(pk__in=used_with_values().values("project"))
    for key, aims in asked.values_list(*columns):
        if key not in having:
            yield from _each(key, aims, NO_DATA)


def _each(key: int, aims: Sequence[str], shows: str) -> Iterator[tuple[int, str, str]]:
    for aim in ("", *(aims or (NO_AIM,))):
        yield key, Count.What.SHOWN, f"{aim}|{shows}"
