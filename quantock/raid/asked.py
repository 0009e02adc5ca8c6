"""What is asked of somebody higher, across projects: the register of it and what stands on home."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import BooleanField, Case, Count, Q, QuerySet, Value, When

from quantock.access import Viewer, prepared
from quantock.access.asked import asked_anew
from quantock.access.prepared import Pairs, frozen
from quantock.accounts.models import User
from quantock.people.models import Organisation
from quantock.portfolios.models import Portfolio
from quantock.projects.models import Project
from quantock.raid import queries, rules
from quantock.raid.models import Entry, Escalation
from quantock.raid.models.escalations import sent_by, to_answer, waited_on

SIZE = 50
MOST_IN_A_FILE = 10_000
MOST_WAITING = MOST_OFFERED = 200


@dataclass(frozen=True, slots=True)
class Asked:
    """One of a list, on a day."""

    one: Escalation
    on: date

    @property
    def due(self) -> rules.Due | None:
        return rules.due(self.one.by_when, is_open=self.ended_on is None, on=self.on)

    @property
    def is_overdue(self) -> bool:
        return bool(self.due and self.due.is_overdue)

    @property
    def ended_on(self) -> date | None:
        """When it was answered or taken back, as known on that day."""
        ended = self.one.answered_on or self.one.taken_back_on
        return ended if ended and ended <= self.on else None

    @property
    def is_answered(self) -> bool:
        return self.ended_on is not None and self.one.answered_on is not None

    @property
    def waiting(self) -> int:
        return rules.waiting_days(self.one.asked_on, self.ended_on, on=self.on)

    @property
    def stands(self) -> str:
        if self.is_answered:
            return "Answered"
        return "Taken back" if self.ended_on else "Waiting"


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for an answer of mine, and what I wait for."""

    to_answer: Sequence[Asked] = ()
    sent: Sequence[Asked] = ()

    @property
    def overdue(self) -> int:
        """How many of those to answer are overdue."""
        return sum(each.is_overdue for each in self.to_answer)

    @property
    def sent_overdue(self) -> int:
        return sum(each.is_overdue for each in self.sent)


def waiting_for(viewer: Viewer, *, on: date) -> Waiting:
    """Overdue first; up to 200 of both sides together. One query."""
    if viewer.user is None:
        return Waiting()
    rows = [(Asked(row, on), row) for row in prepared(_waiting, viewer)]
    return Waiting(
        [each for each, row in rows if row.is_to_answer], [each for each, row in rows if row.is_sent]
    )


def _waiting(viewer: Viewer) -> QuerySet[Any]:
    answers, sent = to_answer(viewer), sent_by(viewer)
    rows = Escalation.objects.visible_to(viewer).open().filter(answers | sent)
    return (
        rows.annotate(is_to_answer=_whether(answers), is_sent=_whether(sent))
        .select_related("asked_by")
        .order_by("by_when", "pk")[:MOST_WAITING]
    )


def _whether(condition: Q) -> Case:
    return Case(When(condition, then=True), default=False, output_field=BooleanField())


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which of what is asked somebody looks for, and the day on which it is looked at."""

    said: Pairs
    on: date
    first: int = 0
    """Behind how many of them a page begins."""

    @classmethod
    def of(cls, said: Mapping[str, Any], *, on: date) -> "Wanted":
        return cls(frozen({name: said[name] for name in NARROWING if said.get(name)}), on)

    def rows(self, viewer: Viewer) -> QuerySet[Any]:
        """Those asked for: by words of what was released, by side, place, standing on that day; or overdue."""
        said, on = dict(self.said), self.on
        rows = Escalation.objects.visible_to(viewer).filter(asked_on__lte=on)
        if words := said.get("q"):
            rows = rows.filter(Q(title__icontains=words) | Q(why__icontains=words))
        match said.get("side"):
            case "answer":
                rows = rows.filter(to_answer(viewer))
            case "sent":
                rows = rows.filter(sent_by(viewer))
        place, _, key = said.get("to", "").partition("-")
        if place in PLACES and key.isdecimal():
            rows = rows.filter(**{PLACES[place]: int(key)})
        match said.get("show"):
            case "answered":
                rows = rows.filter(answered_on__lte=on)
            case "taken back":
                rows = rows.filter(taken_back_on__lte=on)
            case "all":
                pass
            case _:
                rows = rows.as_at(on)
        return rows.filter(by_when__lt=on) if said.get("overdue") else rows

    def found(self, build: Callable[..., QuerySet[Any]], viewer: Viewer, *more: Any) -> list[Any]:
        """What `build` makes of them."""
        said = dict(self.said)
        return asked_anew(self, build, viewer, *more, words=[said["q"]] if "q" in said else [])


NARROWING = ("q", "side", "to", "show", "overdue")
PLACES = {"portfolio": "asked_portfolio", "organisation": "asked_organisation", "programme": "asked_project"}


def counts(viewer: Viewer, wanted: Wanted) -> dict[str, int]:
    """How many there are, wait, and are overdue on that day. One query."""
    [(_, *found)] = wanted.found(_counted, viewer) or [(1, 0, 0, 0)]
    return dict(zip(("every", "waiting", "overdue"), found, strict=True))


def _counted(viewer: Viewer, wanted: Wanted) -> QuerySet[Any]:
    waits = waited_on(wanted.on)
    rows = wanted.rows(viewer).order_by().annotate(one=Value(1)).values_list("one")
    found: QuerySet[Any] = rows.annotate(
        every=Count("pk"),
        waiting=Count("pk", filter=waits),
        overdue=Count("pk", filter=waits & Q(by_when__lt=wanted.on)),
    )
    return found


def listed(viewer: Viewer, wanted: Wanted, *, first: int = 0, most: int = SIZE) -> list[Asked]:
    """Those without an answer first, the longest overdue on top. One query."""
    return [Asked(each, wanted.on) for each in replace(wanted, first=first).found(_page, viewer, most)]


def _page(viewer: Viewer, wanted: Wanted, most: int) -> QuerySet[Any]:
    """Which these are is found by their keys alone: what is joined to them is read of a page."""
    keys: Any = wanted.rows(viewer)
    keys = keys.longest_overdue_first().values("pk")[wanted.first : wanted.first + most]
    return Escalation.objects.filter(pk__in=keys).naming(viewer).joined().longest_overdue_first()


def places_asked(viewer: Viewer) -> list[tuple[str, str]]:
    """The portfolios, organisations and programmes of which something is asked and whose names the viewer may know, to
    filter by. Three queries."""
    return [
        *((f"portfolio-{pk}", name) for pk, name in prepared(_portfolios_asked, viewer)),
        *((f"organisation-{pk}", name) for pk, name in prepared(_organisations_asked, viewer)),
        *((f"programme-{each.pk}", str(each)) for each in prepared(_programmes_asked, viewer)),
    ]


def _portfolios_asked(viewer: Viewer) -> QuerySet[Any, Any]:
    asked = Escalation.objects.visible_to(viewer).filter(asked_portfolio__isnull=False)
    rows = Portfolio.objects.visible_to(viewer).filter(pk__in=asked.values("asked_portfolio"))
    return rows.order_by("name").values_list("pk", "name")[:MOST_OFFERED]


def _organisations_asked(viewer: Viewer) -> QuerySet[Any, Any]:
    asked = Escalation.objects.visible_to(viewer).filter(asked_organisation__isnull=False)
    rows = Organisation.objects.filter(pk__in=asked.values("asked_organisation"))
    return rows.order_by("name").values_list("pk", "name")[:MOST_OFFERED]


def _programmes_asked(viewer: Viewer) -> QuerySet[Project]:
    asked = Escalation.objects.visible_to(viewer).filter(asked_project__isnull=False)
    rows = Project.objects.visible_to(viewer).filter(pk__in=asked.values("asked_project"))
    return rows.order_by("number").only("number", "title")[:MOST_OFFERED]


def one_seen(viewer: Viewer, key: int) -> Escalation | None:
    """One query."""
    rows = Escalation.objects.visible_to(viewer).naming(viewer).joined()
    return rows.filter(pk=key).first()


def of_entry(entry: Entry, viewer: Viewer, *, on: date) -> list[Asked]:
    """What was asked about one entry, the last first. One query."""
    rows = Escalation.objects.visible_to(viewer).filter(entry=entry).naming(viewer).joined()
    return [Asked(each, on) for each in rows.order_by("-asked_on", "-pk")[:50]]


def offered(project: Project, viewer: Viewer, *, on: date) -> dict[str, dict[str, Any]]:
    """Whom the sender can choose, by sort: the programmes above, the portfolios that they see, organisations. Three
    queries."""
    above = Project.objects.visible_to(viewer).filter(pk__in=[project.parent_id or 0, project.top_id or 0])
    portfolios = Portfolio.objects.visible_to(viewer).filter(archived_on=None).order_by("name")
    organisations = Organisation.objects.open_on(on).order_by("name")
    return {
        "Programmes above": {f"programme-{each.pk}": each for each in above.order_by("-number")},
        "Portfolios": {f"portfolio-{each.pk}": each for each in portfolios[:200]},
        "Organisations": {f"organisation-{each.pk}": each for each in organisations[:300]},
    }


def named(words: str) -> User | None:
    """Somebody who has joined and can sign in, by their e-mail address. One query."""
    return User.objects.filter(email__iexact=words.strip(), is_active=True).first()


def releasable(entry: Entry, viewer: Viewer) -> list[Entry]:
    """The linked entries that this viewer sees and could let others see: none that is kept to named people, none of
    another project. Two queries."""
    linked = [each.other for each in queries.linked_to(entry, viewer)]
    return [each for each in linked if not each.restricted and each.project_id == entry.project_id]
