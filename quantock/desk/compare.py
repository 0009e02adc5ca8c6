"""What changed between two dates: in a portfolio, in one project, or in all that somebody may see.

Facts are intervals, so only what began or ended between the two dates is read; what stayed is counted.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from quantock.desk.differences import FIELDS_OF, Change, Differences, record_changes
from quantock.desk.queries.compared import Row, Stood, records, stood, stood_whole
from quantock.desk.scope import Scope
from quantock.engines.tables.ratings import BY_KEY, Scale
from quantock.engines.text import squash
from quantock.projects.models.record import ENDED_STATES

ORDER = {"red": 1, "amber/red": 2, "amber": 3, "amber/green": 4, "green": 5}


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
    """One project at two dates. `was` and `now` are its records, empty until they are read (`Account.tell`)."""

    project: int
    number: int
    title: str
    was_key: int | None = None
    now_key: int | None = None
    was: Row | None = None
    now: Row | None = None
    rating: str = ""
    slip: int | None = None
    changes: Sequence[Change] = ()

    @property
    def record(self) -> Row:
        return self.now or self.was or {}

    @property
    def ref(self) -> str:
        """As `Project.ref`."""
        return f"P-{self.number:04d}"

    @property
    def organisation(self) -> str:
        return str(self.record["lead_organisation__name"])

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


@dataclass(slots=True)
class Account:
    """The whole comparison: its counts, and every project that differs."""

    counts: Comparison = field(default_factory=Comparison)
    joined: list[Compared] = field(default_factory=list)
    left: list[Compared] = field(default_factory=list)
    changed: list[Compared] = field(default_factory=list)
    differences: Differences = field(default_factory=lambda: Differences("[]"))

    def showing(self, kind: str) -> list[Compared]:
        """The projects behind one of the numbers."""
        of: dict[str, list[Compared]] = {"joined": self.joined, "left": self.left, "changed": self.changed}
        if kind in of:
            return of[kind]
        return [each for each in self.changed if JUDGED[kind](each)]

    def tell(self, some: Iterable[Compared]) -> None:
        """Read the records of these, and say what changed. One query, or none where all are told."""
        untold = [each for each in some if not each.record]
        found = records([key for each in untold for key in (each.was_key, each.now_key) if key])
        for each in untold:
            was, now = (found.get(key) if key else None for key in (each.was_key, each.now_key))
            self.say(each, was, now)

    def say(self, each: Compared, was: Row | None, now: Row | None) -> None:
        """What changed of a project whose records these are."""
        each.was, each.now = was, now
        if was and now:
            told = record_changes(was, now, each.slip)
            each.changes = told + _besides(told, self.differences.of(each.project))


JUDGED: dict[str, Callable[[Compared], bool]] = {
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
    whole = {each.project: (each, was, now) for each, was, now in stood_whole(scope)}
    account, moved = _account(scope, [each for each, _, _ in whole.values()], families)
    for each in (*moved, *account.joined, *account.left):
        one, was, now = whole[each.project]
        account.say(each, was if one.was else None, now if one.now else None)
    account.counts.renamed = sum(each.renamed for each in moved)
    account.changed = _by_title([*account.changed, *(each for each in moved if each.changes)])
    return account


def glance(scope: Scope, kind: str, page: Callable[[int], slice]) -> tuple[Account, list[Compared], int]:
    """The same counts; of the projects behind one of the numbers those of one page, told; and how many there are.

    `page` says which, of so many. Seven queries: only the records of these are read whole, and of those that cannot be
    counted unread.
    """
    certain, doubtful = set[int](), set[int]()

    def noted(row: Stood) -> Stood:
        if row.differs:
            certain.add(row.project)
        if row.retitled or (row.may_differ and not row.differs):
            doubtful.add(row.project)
        return row

    # One row after the other: thousands at once are looked through for rubbish.
    account, moved = _account(scope, map(noted, stood(scope)))
    certain.update(account.differences.projects)
    unread = [each for each in moved if kind == "ended" or each.project in doubtful]
    perhaps = certain | doubtful
    account.changed = _by_title([*account.changed, *(each for each in moved if each.project in perhaps)])
    behind = account.showing(kind)
    some = page(len(behind))
    account.tell([*unread, *behind[max(0, some.start - len(unread)) : some.stop + len(unread)]])
    account.counts.renamed = sum(each.renamed for each in moved)
    account.changed = [each for each in account.changed if each.changes or not each.record]
    found = account.showing(kind)
    shown = found[page(len(found))]
    account.tell(shown)
    return account, shown, len(found)


def _account(
    scope: Scope, rows: Iterable[Stood], families: Sequence[str] = ()
) -> tuple[Account, list[Compared]]:
    """The account as far as it is known unread, and those whose record is another on each day."""
    account, moved, there = Account(), list[Compared](), list[int]()
    counts = account.counts
    for row in rows:
        if row.was is not None and row.was == row.now:
            there.append(row.project)
            counts.rating["same"] += row.rated
            counts.end_date["same"] += row.dated
            continue
        each = Compared(row.project, row.number, row.title or "", row.was, row.now)
        if row.was is None:
            account.joined.append(each)
            continue
        if row.now is None:
            account.left.append(each)
            continue
        there.append(row.project)
        _judge(each, row, counts)
        moved.append(each)
    counts.in_both, counts.joined, counts.left = len(there), len(account.joined), len(account.left)
    account.joined, account.left = _by_title(account.joined), _by_title(account.left)
    account.differences = Differences.read(scope, there, families)
    for each in moved:
        each.changes = account.differences.of(each.project)
    known = {each.project for each in moved}
    for project, record in account.differences.projects.items():
        if project not in known:
            each = Compared(project, record["number"], record["title"], was=record, now=record)
            each.changes = account.differences.of(project)
            account.changed.append(each)
    return account, moved


def _besides(told: Sequence[Change], further: Sequence[Change]) -> list[Change]:
    """What is not told already: the rating that is the headline's moves as that does."""
    headline = {(each.was, each.now) for each in told if each.field == "confidence"}
    return [each for each in further if each.field != "rating" or (each.was, each.now) not in headline]


def _judge(each: Compared, row: Stood, counts: Comparison) -> None:
    moved = _rating_moved(row)
    if moved is not None:
        each.rating = "better" if moved > 0 else "worse" if moved < 0 else "same"
        counts.rating[each.rating] += 1
    if row.slip is not None:
        each.slip = int(row.slip)
        counts.end_date["later" if each.slip > 0 else "earlier" if each.slip < 0 else "same"] += 1
        counts.end_date["largest_slip_days"] = max(counts.end_date["largest_slip_days"], each.slip)


def _rating_moved(row: Stood) -> int | None:
    """How far, on the scale the rating was given on where both dates share it, else on ours."""
    if not (row.confidence_was and row.confidence_now):
        return None
    (scale_was, _, text_was), (scale_now, _, text_now) = (
        (each or "").partition("|") for each in (row.given_was, row.given_now)
    )
    scale = BY_KEY.get(scale_was) if scale_was and scale_was == scale_now else None
    ranks = _ranks(scale, text_was, text_now) if scale else None
    first, last = ranks or (ORDER[row.confidence_was], ORDER[row.confidence_now])
    return last - first


def _ranks(scale: Scale, *texts: str) -> tuple[int, int] | None:
    steps = {squash(step): step for step in scale.steps}
    first, last = (scale.rank(scale.spellings.get(squash(text), steps.get(squash(text)))) for text in texts)
    return None if first is None or last is None else (first, last)


def _by_title(found: list[Compared]) -> list[Compared]:
    return sorted(found, key=lambda each: (each.title.casefold(), each.number))
