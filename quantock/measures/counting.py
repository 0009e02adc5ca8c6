"""What measures add to the counts of dashboards: what outcomes show, and which projects should have data and have none."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import QuerySet

from quantock.access.prepared import padded, prepared
from quantock.measures.models import SharedMeasure
from quantock.measures.queries.wanting import asked_for_data, used_with_values, with_values
from quantock.projects.models import Count, Project
from quantock.projects.shares import ALSO, OF_OTHERS

NO_DATA = "none"
NO_AIM = "none"


def register() -> None:
    """Called once, when the app starts."""
    OF_OTHERS.append(shares)
    ALSO.append(using)


def using(keys: Sequence[int]) -> Iterator[int]:
    """Projects that use a measure of these: whether they have data changes with it. One query."""
    yield from prepared(_using, None, keys=padded(keys))


def _using(keys: Sequence[int]) -> QuerySet[Any, Any]:
    shared = SharedMeasure.objects.filter(measure__project__in=keys, removed_at=None)
    return shared.order_by().values_list("project", flat=True).distinct()


def shares(keys: Sequence[int]) -> Iterator[tuple[int, str, str]]:
    """By aim|what they show: once for each dimension of the Quadruple Aim that the project serves, and once for all
    of them as |what they show. Two queries."""
    some = padded(keys)
    having = set()
    for key, aims, shows in prepared(_having, None, keys=some):
        having.add(key)
        yield from _each(key, aims, shows)
    for key, aims in prepared(_asked, None, keys=some):
        if key not in having:
            yield from _each(key, aims, NO_DATA)


def _having(keys: Sequence[int]) -> QuerySet[Any, Any]:
    rows = with_values().filter(project__in=keys).order_by()
    return rows.values_list("project", "project__quadruple_aim", "result__variation")


def _asked(keys: Sequence[int]) -> QuerySet[Any, Any]:
    rows = Project.objects.filter(asked_for_data(), pk__in=keys).order_by()
    return rows.exclude(pk__in=used_with_values().values("project")).values_list("pk", "quadruple_aim")


def _each(key: int, aims: Sequence[str], shows: str) -> Iterator[tuple[int, str, str]]:
    for aim in ("", *(aims or (NO_AIM,))):
        yield key, Count.What.SHOWN, f"{aim}|{shows}"
