"""What somebody asks of all records of a kind, by prepared queries (ADR 12): the words that are sought, and the row that a page
begins behind, are keys."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from django.db.models import QuerySet

from quantock.access.prepared import frozen, prepared, thawed
from quantock.access.viewer import Viewer

Build = Callable[..., QuerySet[Any]]


def asked_anew(asked: Any, build: Build, viewer: Viewer, *more: Any, words: Sequence[str] = ()) -> list[Any]:
    """The rows of `build(viewer, asked, *more)`. `asked` is a frozen dataclass that holds what was `said`, as pairs, and behind how
    many rows a page begins, as `first`; `words` are those of its "q". One query."""
    said = {name: value for name, value in asked.said if name != "q"}
    plain = replace(asked, said=frozen(said), first=0)
    return prepared(_built, viewer, build, plain, *more, keys=[asked.first, *words])


def _built(viewer: Viewer, build: Build, asked: Any, *rest: Any) -> QuerySet[Any]:
    *more, [first, *words] = rest
    said = {**thawed(asked.said), **({"q": " ".join(words)} if words else {})}
    return build(viewer, replace(asked, said=frozen(said), first=first), *more)
