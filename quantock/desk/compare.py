"""What changed between two dates: in a portfolio, in one project, or in all that somebody may see.

Facts are intervals, so only what began or ended between the two dates is read; what stayed is counted.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from heapq import nsmallest
from typing import TypeVar

from quantock.desk.differences import FIELDS_OF, Change, Differences, record_changes
from quantock.desk.queries.compared import (
    DATED,
    DIFFERS,
    NUMBER,
    RATED,
    Parted,
    Row,
    Stood,
    parted,
    rating_moved,
    records,
    stood,
    stood_whole,
)
from quantock.desk.scope import Scope
from quantock.projects.models.record import ENDED_STATES


@dataclass(slots=True)
class Comparison:
    """Counts, as `quantock compare` prints them."""

    in_both: int = 0
    left: int = 0
    joined: int = 0
    renamed: int = 0
    rating: dict[str, int] = field(default_factory=lambda: {"better": 0, "worse": 0, "same": 0})
    end_date: dict[str, int] = field(
        default_factory=lambda: {"later": 0, "earlier": 0, "same": 0, "largest_slip_days": 0}
    )


@dataclass(slots=True)
class Compared:
    """One project at two dates. `was` and `now` are its records, empty until they are read (`_tell`)."""

    project: int
    title: str
    was_key: int | None = None
    now_key: int | None = None
    was: Row | None = None
    now: Row | None = None
    rating: str = ""
    slip: int | None = None
    changes: Sequence[Change] = ()

    @classmethod
    def of(cls, row: Stood, changes: Sequence[Change] = ()) -> "Compared":
        title, rating = row.title or "", row.rating
        return cls(row.project, title, row.was, row.now, None, None, rating, row.slip, changes)

    @property
    def record(self) -> Row:
        return self.now or self.was or {}

    @property
    def number(self) -> int:
        return int(self.record[NUMBER])

    @property
    def ref(self) -> str:
        """As `Project.ref`."""
        return f"P-{self.number:04d}"

    @property
    def organisation(self) -> str:
        return str(self.record["lead_organisation__called"])

    def shown(self, kind: str) -> list[Change]:
        """The changes that belong to one of the numbers; all of them for "changed"."""
        fields = FIELDS_OF.get(kind)
        return [change for change in self.changes if fields is None or change.field in fields]

    @property
    def renamed(self) -> bool:
        return bool(self.was and self.now and self.was["title"].strip() != self.now["title"].strip())

    @property
    def ended(self) -> bool:
        """Stopped or completed between the dates. Where only other facts differ the record is not told whole."""
        if not (self.was and self.now):
            return False
        return self.now.get("state") in ENDED_STATES and self.was.get("state") not in ENDED_STATES


@dataclass(frozen=True, slots=True)
class Account:
    """The whole comparison: its counts, and every project that differs."""

    counts: Comparison
    joined: Sequence[Compared]
    left: Sequence[Compared]
    changed: Sequence[Compared]

    def showing(self, kind: str) -> Sequence[Compared]:
        """The projects behind one of the numbers."""
        of = {"joined": self.joined, "left": self.left, "changed": self.changed}
        return of[kind] if kind in of else [each for each in self.changed if JUDGED[kind](each)]


@dataclass(frozen=True, slots=True)
class Glance:
    """The same counts; how many projects are behind one of them, and those of one page."""

    counts: Comparison
    changed: int
    count: int
    shown: Sequence[Compared]


Found = Compared | Stood
"""A project, told or not: what it is judged by is called the same."""
JUDGED: dict[str, Callable[[Found], bool]] = {
    "better": lambda each: each.rating == "better",
    "worse": lambda each: each.rating == "worse",
    "later": lambda each: (each.slip or 0) > 0,
    "earlier": lambda each: (each.slip or 0) < 0,
    "renamed": lambda each: each.renamed,
    "ended": lambda each: each.ended,
    "milestones": lambda each: any(change.field == "milestone" for change in each.changes),
}
KINDS = ("changed", "joined", "left", *JUDGED)


def compare(scope: Scope, families: Sequence[str] = ()) -> Account:
    """All of it, for a file or a report. A rating or a date counts only where both days have one.

    Besides the record all families of facts are compared, or only some (`differences.FAMILIES`), a query each; and one
    query more.
    """
    whole = {row.project: (row, was, now) for row, was, now in stood_whole(scope)}
    parts = parted([row for row, _, _ in whole.values()])
    differences = Differences.read(scope, parts.there, families)

    def told(rows: Iterable[Stood]) -> list[Compared]:
        some = [Compared.of(row) for row in rows]
        for each in some:
            _, was, now = whole[each.project]
            _say(each, was if each.was_key else None, now if each.now_key else None, differences)
        return some

    moved = told(parts.moved)
    changed = [*_besides_the_record(parts, differences), *(each for each in moved if each.changes)]
    counts = _counted(parts, renamed=sum(each.renamed for each in moved))
    return Account(counts, _by_title(told(parts.joined)), _by_title(told(parts.left)), _by_title(changed))


def glance(scope: Scope, kind: str, page: Callable[[int], slice]) -> Glance:
    """`page` says which of so many are shown. Eight queries: only the records of these are read whole, and of those of which
    nothing else tells whether they changed."""
    parts = stood(scope)
    differences = Differences.read(scope, parts.there)
    doubtful = [Compared.of(row) for row in parts.moved if row.is_doubtful]
    _tell(doubtful, differences)
    read = {each.project: each for each in doubtful}
    changed: list[Found] = [*_besides_the_record(parts, differences)]
    for row in parts.moved:
        if row.project in read or row.project in differences.changes:
            each = read.get(row.project) or Compared.of(row, differences.of(row.project))
            if row.flags & DIFFERS or each.changes:
                changed.append(each)
        elif row.flags & DIFFERS:
            changed.append(row)
    of: dict[str, Sequence[Found]] = {"joined": parts.joined, "left": parts.left, "changed": changed}
    found = of[kind] if kind in of else [each for each in changed if JUDGED[kind](each)]
    some = _by_title(found, page(len(found)))
    shown = [Compared.of(each) if isinstance(each, Stood) else each for each in some]
    _tell(shown, differences)
    counts = _counted(parts, renamed=sum(each.renamed for each in doubtful))
    return Glance(counts, len(changed), len(found), shown)


def _counted(parts: Parted, *, renamed: int) -> Comparison:
    ratings = Counter[str]()
    for (was, now), count in Counter((row.given_was, row.given_now) for row in parts.moved).items():
        ratings[rating_moved(was, now) if was and now else ""] += count
    ratings["same"] += sum(count for flags, count in parts.stayed.items() if flags & RATED)
    slips = [row.slip for row in parts.moved if row.slip]
    none = sum(row.slip == 0 for row in parts.moved)
    later = sum(slip > 0 for slip in slips)
    dated = sum(count for flags, count in parts.stayed.items() if flags & DATED)
    return Comparison(
        in_both=len(parts.there),
        left=len(parts.left),
        joined=len(parts.joined),
        renamed=renamed,
        rating={moved: ratings[moved] for moved in ("better", "worse", "same")},
        end_date={
            "later": later,
            "earlier": len(slips) - later,
            "same": dated + none,
            "largest_slip_days": max(0, *slips) if slips else 0,
        },
    )


def _besides_the_record(parts: Parted, differences: Differences) -> Iterator[Compared]:
    """Those whose record is the same on both days while other facts of theirs differ."""
    moved = {row.project for row in parts.moved}
    for project, record in differences.projects.items():
        if project not in moved:
            told = differences.of(project)
            yield Compared(project, record["title"], was=record, now=record, changes=told)


def _tell(some: Sequence[Compared], differences: Differences) -> None:
    """Read the records of these, and say what changed. One query, or none where all are told."""
    untold = [each for each in some if not each.record]
    found = records([key for each in untold for key in (each.was_key, each.now_key) if key])
    for each in untold:
        was, now = (found.get(key) if key else None for key in (each.was_key, each.now_key))
        _say(each, was, now, differences)


def _say(each: Compared, was: Row | None, now: Row | None, differences: Differences) -> None:
    """What changed of a project whose records these are."""
    each.was, each.now = was, now
    if was and now:
        told = record_changes(was, now, each.slip)
        each.changes = told + _besides(told, differences.of(each.project))


def _besides(told: Sequence[Change], further: Sequence[Change]) -> list[Change]:
    """What is not told already: the rating that is the headline's moves as that does."""
    headline = {(each.was, each.now) for each in told if each.field == "confidence"}
    return [each for each in further if each.field != "rating" or (each.was, each.now) not in headline]


Titled = TypeVar("Titled", Compared, Compared | Stood)


FEW = 10
"""Of all that are found the first page is so small a part that to sort the others takes three times as long."""


def _by_title(found: Sequence[Titled], page: slice = slice(None)) -> list[Titled]:
    """In the order of their titles; of a page only the projects on it."""
    if page.stop is not None and page.stop * FEW < len(found):
        return nsmallest(page.stop, found, key=_place)[page]
    return sorted(found, key=_place)[page]


def _place(each: Found) -> tuple[str, int]:
    return (each.title or "").casefold(), each.project
