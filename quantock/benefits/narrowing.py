"""Which projects the list of benefits is about, where it is opened from a number of the dashboard: a floor up, that says how
an address narrows projects."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict

from quantock.access import Viewer


@dataclass(frozen=True, slots=True)
class Among:
    """The keys of the projects, and the filters that they pass, in words."""

    projects: QuerySet[Any]
    words: Sequence[str]


Narrow = Callable[[Viewer, QueryDict], Among]
_narrow: list[Narrow] = []


def narrow_with(function: Narrow) -> None:
    """Register how an address narrows; the last that registers counts."""
    _narrow[:] = [function]


def among(viewer: Viewer, address: str) -> Among | None:
    """The projects of an address that was given whole; none where none was. One query to read it."""
    return _narrow[0](viewer, QueryDict(address)) if address and _narrow else None
