"""What the log can say when a status update is opened: only entries that whoever sees the project sees."""

from django.db.models import F, Q

from quantock.engines.dates import say_date
from quantock.projects.models import Project
from quantock.projects.news import Lines, Span
from quantock.raid.kinds import Kind
from quantock.raid.models import Entry, EntryQuerySet

MOST_RISKS = 3


def tell(project: Project, span: Span) -> Lines:
    """What was done and decided, what falls due, the worst risks, which decisions are wanted. Two queries."""
    free = Entry.objects.filter(project=project, restricted=False)
    return {**_ended(free, span), **_open(free, span)}


def _ended(free: EntryQuerySet, span: Span) -> dict[str, list[str]]:
    ends = Q(kind=Kind.ACTION, state="done") | Q(kind=Kind.ISSUE, state="resolved") | Q(kind=Kind.DECISION)
    rows = free.filter(ends, closed_on__gt=span.since, closed_on__lte=span.on).exclude(state="withdrawn")
    return {"done": [_done(row) for row in rows.order_by("closed_on", "pk")]}


def _done(row: Entry) -> str:
    if row.kind == Kind.DECISION:
        answer = row.details.get("answer")
        return f"Decided: {row.title}" + (f" {answer}" if answer else "")
    return f"{row.stands}: {row.title}"


def _open(free: EntryQuerySet, span: Span) -> dict[str, list[str]]:
    rows = list(free.open().select_related("owner").order_by(F("due_on").asc(nulls_last=True), "pk"))
    risks = sorted(
        (row for row in rows if row.kind == Kind.RISK and row.score), key=lambda row: -(row.height or 0)
    )
    due = [row for row in rows if row.kind == Kind.ACTION and row.due_on and row.due_on <= span.until]
    return {
        "next": [f"{row.title}, {_by(row, span)}" for row in due],
        "why": [f"Risk: {row.title}, score {row.score} ({row.level})" for row in risks[:MOST_RISKS]],
        "decisions": [_wanted(row) for row in rows if row.kind == Kind.DECISION],
    }


def _by(row: Entry, span: Span) -> str:
    day = row.due_on or span.on
    said = f"was due {say_date(day)}" if day < span.on else f"by {say_date(day)}"
    return f"{said} ({row.owned_by})" if row.owned_by else said


def _wanted(row: Entry) -> str:
    who = row.details.get("decider")
    asked = [*([f"by {say_date(row.due_on)}"] if row.due_on else []), *([f"from {who}"] if who else [])]
    return " ".join([row.title, *([f"({', '.join(asked)})"] if asked else [])])
