"""Where is something changing? Every measure that one may see, by the results kept for it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from quantock.access import Viewer
from quantock.engines.spc import Assurance, Variation
from quantock.engines.spc.sentences import BETTER, FAMILY, OTHER, WORSE
from quantock.measures.models import Measure, Result
from quantock.web.display import Paged

SIZE = 50
MOST_AT_ONCE = 1000
"""How many rows stand on one page that is made to be printed."""
FAMILIES: Mapping[str, tuple[str, ...]] = {
    family: tuple(variation.value for variation in Variation if FAMILY[variation] == family)
    for family in set(FAMILY.values())
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for. `projects` are the keys of those it is about; none: all that one may see. `find` prepares a
    query of these (`Selection.found`)."""

    words: str = ""
    signal: str = ""
    assurance: str = ""
    kind: str = ""
    since: date | None = None
    projects: QuerySet[Any] | None = None
    find: Callable[..., list[Any]] | None = None

    @property
    def by_result(self) -> bool:
        """Whether it asks for what charts show."""
        return bool(self.signal or self.assurance or self.since)

    def found(
        self, build: Callable[..., QuerySet[Any, Any]], viewer: Viewer, *said: Any, first: int = 0
    ) -> list[Any]:
        """What `build(viewer, asked, *said, first)` finds: words that are sought, and where a page begins, are keys of its text
        (ADR 12)."""
        if self.find is None:
            return list(build(viewer, self, *said, first))
        bare = replace(self, words="", projects=None, find=None)
        return self.find(_of_selection, build, bare, bool(self.words), *said, keys=[first, self.words])


def _of_selection(
    selection: Any, build: Callable[..., QuerySet[Any, Any]], asked: Asked, by_words: bool, *rest: Any
) -> QuerySet[Any, Any]:
    *said, first, words = rest
    asked = replace(asked, words=words if by_words else "", projects=selection.ids())
    return build(selection.viewer, asked, *said, first)


def about(visible: QuerySet[Measure], asked: Asked) -> QuerySet[Measure]:
    """Of the measures one may see, those asked for, whatever their charts show. A team's draft counts nowhere here."""
    rows = visible.filter(result__isnull=False, draft=False)
    if asked.projects is not None:
        rows = rows.filter(project__in=asked.projects)
    if asked.words:
        rows = rows.filter(name__icontains=asked.words)
    if asked.kind:
        rows = rows.filter(kind=asked.kind)
    return rows


def narrowed(visible: QuerySet[Measure], asked: Asked, *, on: date) -> QuerySet[Measure]:
    """Those asked for, by their results too."""
    rows = about(visible, asked)
    if asked.assurance:
        rows = rows.filter(result__assurance=asked.assurance)
    if asked.since:
        rows = rows.filter(result__seen_on__gte=asked.since)
    if asked.signal == "overdue":
        rows = rows.filter(overdue(on))
    elif asked.signal in FAMILIES:
        rows = rows.filter(result__variation__in=FAMILIES[asked.signal])
    elif asked.signal:
        rows = rows.filter(result__variation=asked.signal)
    return rows


def overdue(on: date) -> Q:
    """Measures whose next value should have been given before a day."""
    return Q(result__due_on__lt=on)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many measures stand in each cell of the icon matrix, and how many are overdue."""

    cells: Mapping[tuple[str, str], int]
    overdue: int
    new_better: int
    new_worse: int
    new_other: int

    @property
    def new(self) -> int:
        return self.new_better + self.new_worse + self.new_other

    @property
    def every(self) -> int:
        return sum(self.cells.values())

    def of(self, family: str) -> int:
        """How many changed for the better, for the worse."""
        return sum(count for (variation, _), count in self.cells.items() if variation in FAMILIES[family])

    def cell(self, family: str, assurance: str) -> int:
        """How many stand in one cell of the icon matrix."""
        return sum(self.cells.get((variation, assurance), 0) for variation in FAMILIES[family])

    @property
    def better(self) -> int:
        return self.of(BETTER)

    @property
    def worse(self) -> int:
        return self.of(WORSE)

    @property
    def failing(self) -> int:
        return sum(count for (_, assurance), count in self.cells.items() if assurance == Assurance.FAIL)


def counts(viewer: Viewer, asked: Asked, *, on: date, since: date) -> Counts:
    """One query that goes over the measures once, however many."""
    cells: dict[tuple[str, str], int] = {}
    late, fresh = 0, dict.fromkeys(FAMILIES, 0)
    for variation, assurance, count, of_these_late, of_these_fresh in asked.found(
        _counted, viewer, on, since
    ):
        cells[variation, assurance] = count
        late += of_these_late
        fresh[FAMILY[Variation(variation)]] += of_these_fresh
    return Counts(cells, late, fresh[BETTER], fresh[WORSE], fresh[OTHER])


def _counted(viewer: Viewer, asked: Asked, on: date, since: date, first: int) -> QuerySet[Any, Any]:
    rows = narrowed(Measure.objects.visible_to(viewer), asked, on=on).order_by()
    found: QuerySet[Any, Any] = rows.values_list("result__variation", "result__assurance").annotate(
        found=Count("pk"),
        late=Count("pk", filter=overdue(on)),
        fresh=Count("pk", filter=Q(result__seen_on__gte=since)),
    )
    return found


ORDERS: Mapping[str, tuple[Any, ...]] = {
    "": (F("result__seen_on").desc(nulls_last=True), "project__number", "position", "pk"),
    "name": ("name", "pk"),
    "age": (F("result__latest_on").asc(nulls_first=True), "pk"),
}


@dataclass(frozen=True, slots=True)
class Listed:
    """What the page of all measures shows: one page of its `many` rows. Of a past day `counts` may be missing, and some are
    `left_out` that are shown only as they are now."""

    rows: Sequence[Measure]
    many: int
    paged: Paged
    counts: Counts | None
    left_out: int = 0


def listed(
    viewer: Viewer, asked: Asked, *, on: date, since: date, sort: str, page: str, size: int = SIZE
) -> Listed:
    """The measures asked for, each with project, organisation, collector and result. Two queries."""
    counted = counts(viewer, asked, on=on, since=since)
    paged = Paged.of(page, counted.every, size)
    order = sort if sort in ORDERS else ""
    some = asked.found(_page, viewer, on, order, size, first=(paged.number - 1) * size)
    return Listed(some, counted.every, paged, counted)


def _page(viewer: Viewer, asked: Asked, on: date, sort: str, size: int, first: int) -> QuerySet[Measure]:
    """Which these are is found by their keys alone."""
    rows = narrowed(Measure.objects.visible_to(viewer), asked, on=on)
    keys = rows.order_by(*ORDERS[sort])[first : first + size].values("pk")
    shown = joined(Measure.objects.filter(pk__in=keys).select_related("result"), SHOWN)
    return shown.order_by(*ORDERS[sort])


ROW = (
    *("name", "kind", "direction", "unit", "unit_words", "per", "frequency", "due_days", "rules", "chart", "small_numbers"),
    *("collector", "collector_role", "collector__name"),
    *("project", "project__number", "project__title", "project__lead_organisation", "project__lead_organisation__called"),
)  # fmt: skip
"""What a row says of a measure, and what it is judged by. A hundred columns more are not read."""
SHOWN = tuple(
    f"result__{field.name}" for field in Result._meta.fields if field.name not in ("measure", "card")
)


def joined(rows: QuerySet[Measure], more: Sequence[str] = ()) -> QuerySet[Measure]:
    """With what a row of the list says of the project, its organisation and its collector."""
    return rows.select_related("project__lead_organisation", "collector").only(*ROW, *more)
