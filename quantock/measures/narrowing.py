"""Which projects the page of all measures is about: the dashboard, a floor up, says how an address narrows them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict

from quantock.access import Viewer


@dataclass(frozen=True, slots=True)
class Narrowed:
    """The keys of the projects (none: not narrowed); what each filter offers, by its name; the filters in force
    that the page does not offer itself: name, value and words; and what prepares a query of these projects."""

    projects: QuerySet[Any] | None
    offered: Mapping[str, Sequence[Any]]
    others: Sequence[tuple[str, str, str]] = ()
    find: Callable[..., list[Any]] | None = None


Narrow = Callable[[Viewer, QueryDict], Narrowed]
_narrow: list[Narrow] = []


def narrow_with(function: Narrow) -> None:
    """Register how an address narrows; the last that registers counts."""
    _narrow[:] = [function]


def narrowed(viewer: Viewer, query: QueryDict) -> Narrowed:
    """By the address of a page of measures."""
    return _narrow[0](viewer, query) if _narrow else Narrowed(None, {})
