"""Every address that shows something: of the lists and files, and of one project. The walk over side paths opens them."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.resolvers import RoutePattern

from quantock.audit.models import Event
from quantock.benefits.models import Benefit
from quantock.measures.models import BeforeAfter, Measure
from quantock.portfolios.models import Portfolio
from quantock.projects.models import Project
from quantock.raid.models import Document, Entry, Escalation, Relation, Sides
from tests.access import matrix
from tests.access.unseen import Around

# Routes whose address holds something that is made for one person, office or list and names no project there.
NOT_OF_PROJECTS = {
    "desk:view-change",
    "desk:view-remove",
    "desk:view-usual",
    "desk:notice-open",
    # With each project's own pages.
    "desk:batch",
    "exchange:back",
    "lifecycles:model",
    "lifecycles:prepare",
    "lifecycles:publish",
    "lifecycles:discard",
    "lifecycles:settings",
    "lifecycles:step-add",
    "lifecycles:step",
    "lifecycles:step-move",
    "lifecycles:step-remove",
    "local-fields:beginning",
    # A draft is its makers'; what is published, everybody reads (test_matrices.py).
    "matrices:matrix",
    "matrices:prepare",
    "matrices:words",
    "matrices:scores",
    "matrices:bands",
    "matrices:domains",
    "matrices:publish",
    "matrices:discard",
    "measures-everywhere:small-numbers",
    # A token of its own opens it, for sending only.
    "measures-push:values",
    "people:domain-drop",
    "people:invitation",
    "people:invitation-withdraw",
    "people:list",
    "people:list-entry",
    "people:list-move",
    "people:mail-stop",
    "raid-everywhere:done-from-mail",
    "people:person-deactivate",
    "people:person-erase",
    "people:person-second-step",
    "people:person-hand-over",
    "people:person-leave",
    "people:person-reactivate",
    # Only for sending, of one's own name.
    "projects:answer-mine",
    "projects:name-mine",
    "people:role-take",
    "people:unit-change",
    "people:word",
    "people:word-drop",
    "exchange:remembered-one",
    "exchange:remembered-scale",
    "exchange:remembered-forget",
    "exchange:remembered-forget-risks",
    # An import is seen whole by its office, which sees every project that it made; by its own maker too.
    "exchange:import",
    "exchange:progress",
    "exchange:columns",
    "exchange:table",
    "exchange:try",
    "exchange:do",
    "exchange:doubts",
    "exchange:rows",
    "exchange:undo",
    # A sheet of risks is undone only by who sees every one of them (test_risks.py).
    "exchange:logs-undo",
    "exchange:account-xlsx",
    "exchange:account-csv",
}
SOMEWHERE: dict[str, Callable[[Around], list[Any]]] = {
    "organisation_id": lambda around: [around.home.pk, around.partner.pk],
    "portfolio_id": lambda around: [around.board.pk],
    "theme_id": lambda around: [around.theme.pk],
    "field_id": lambda around: [around.field.pk],
    "person_id": lambda around: [around.person.pk],
    "set_id": lambda around: [around.set.pk],
    "uid": lambda around: [
        each.uid for each in BeforeAfter.objects.filter(measure__project=around.neighbour)
    ],
    "escalation": lambda around: [
        each.pk for each in Escalation.objects.filter(entry__project=around.neighbour)
    ],
    "sides": lambda around: [each.pk for each in Sides.objects.filter(dependency__project=around.neighbour)],
    "file": lambda around: ["csv", "xlsx"],
    "tab": lambda around: ["actions", "risks", "issues", "decisions"],
}
# What the lists are asked, besides nothing.
ASKED = (
    "state=live",
    "state=idea&sort=-updated",
    "q=noise",
    "confidence=red",
    "confidence=none",
    "quiet=on",
    "stuck=on",
    "track=full&sort=organisation",
    "course=help+wanted",
    "money=revenue",
    "visibility=team",
    "as_at=1/10/2026",
    "as_at=1/10/2026&since=1/6/2026&state=live",
    "column=milestone&column=money&column=update&column=lead",
)
FILES = {
    "desk:projects": "desk:export",
    "desk:dashboard": "desk:dashboard-export",
    "desk:milestones": "desk:milestones-export",
}
COMPARED = ("changed", "joined", "left", "better", "worse", "later", "milestones")


def routes() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Our routes with the names in their addresses."""

    def under(
        resolver: URLResolver, prefix: str, above: tuple[str, ...]
    ) -> Iterator[tuple[str, tuple[str, ...]]]:
        for entry in resolver.url_patterns:
            pattern = entry.pattern
            here = (*above, *(pattern.converters if isinstance(pattern, RoutePattern) else ()))
            if isinstance(entry, URLResolver):
                yield from under(entry, f"{prefix}{entry.namespace}:" if entry.namespace else prefix, here)
            elif isinstance(entry, URLPattern) and f"{prefix}{entry.name}" in matrix.GET:
                yield f"{prefix}{entry.name}", here

    yield from under(get_resolver(), "", ())


def left_out() -> list[str]:
    """Routes that the walk neither opens nor is told to leave out."""
    return [
        route
        for route, parts in routes()
        if parts and "number" not in parts and parts[0] not in SOMEWHERE and route not in NOT_OF_PROJECTS
    ]


def lists(around: Around) -> list[str]:
    """Every address without a project of its own, and the lists as they are narrowed, compared and sent."""
    return [*plain_lists(around), *_narrowed(around)]


def plain_lists(around: Around) -> list[str]:
    """Every address without a project of its own."""
    found = []
    for route, parts in routes():
        if not parts:
            found.append(reverse(route))
        elif parts[0] in SOMEWHERE and len(parts) == 1 and route not in NOT_OF_PROJECTS:
            found += [reverse(route, kwargs={parts[0]: pk}) for pk in SOMEWHERE[parts[0]](around)]
    return found


def _narrowed(around: Around) -> Iterator[str]:
    asked = (
        *ASKED,
        f"portfolio={around.board.pk}",
        f"organisation={around.home.pk}",
        f"theme={around.theme.pk}",
    )
    asked = (*asked, f"local-{around.field.pk}=ightja", f"programme={around.neighbour.ref}")
    for route, file in FILES.items():
        for query in asked:
            yield f"{reverse(route)}?{query}"
        for query in (*asked[-5:], "as_at=1/10/2026", "file=csv", "column=money&column=update"):
            yield f"{reverse(file)}?{query}"
    for query in asked[-5:]:
        yield f"{reverse('exchange:list-csv')}?{query}"
        yield f"{reverse('exchange:workbook')}?{query}"
    days = "since=1/6/2026&until=2/11/2026"
    for kind in COMPARED:
        yield f"{reverse('desk:compare')}?{days}&show={kind}"
        yield f"{reverse('desk:compare-export')}?{days}&show={kind}"
    for route in ("desk:compare", "desk:board-report", "desk:board-report-word", "desk:board-asked"):
        yield f"{reverse(route)}?{days}&portfolio={around.board.pk}"
    for where in (f"organisation-{around.home.pk}", f"portfolio-{around.board.pk}"):
        yield f"{reverse('desk:quiet')}?where={where}"
        yield f"{reverse('desk:quiet-export')}?where={where}"
    for words in ("noise", "ward", "P-0001", "trust"):
        yield f"{reverse('desk:search')}?q={words}"
        yield f"{reverse('projects:similar')}?title={words}&problem=noise+at+night"
    for file in ("xlsx", "csv"):
        yield reverse("raid-everywhere:escalations-export", args=[file]) + "?show=all"
        yield reverse("raid-everywhere:export", kwargs={"tab": "risks", "file": file})
    for query in (
        "q=noise",
        "kind=cash&order=reported",
        "show=reported",
        f"programme={around.neighbour.ref}",
    ):
        yield f"{reverse('benefits-everywhere:benefits')}?{query}"
        yield f"{reverse('benefits-everywhere:export', args=['csv'])}?{query}"
    for query in (
        "q=noise",
        "signal=improvement",
        f"portfolio={around.board.pk}",
        f"organisation={around.home.pk}",
    ):
        for route in ("measures-everywhere:measures", "measures-everywhere:csv"):
            yield f"{reverse(route)}?{query}"


NOWHERE = 999_999


def asked_of(number: int) -> list[str]:
    """What somebody who guesses a number may ask the lists. They must answer as for a number that is nowhere."""
    routes = ("desk:projects", "desk:export", "desk:dashboard", "desk:milestones", "exchange:list-csv")
    found = [f"{reverse(route)}?programme={number}" for route in routes]
    found += [f"{reverse('desk:projects')}?programme={number}&as_at=1/10/2026&state=live"]
    found += [
        f"{reverse(route)}?q=P-{number}" for route in (*routes, "desk:search", "measures-everywhere:measures")
    ]
    found += [f"{reverse(route)}?project={number}" for route in ("desk:compare", "desk:compare-export")]
    found += [f"{reverse('benefits-everywhere:benefits')}?programme={number}"]
    found += [f"/projects/{number}/{page}" for page in ("", "history/", "one-page/", "measures/")]
    # The last, since what it answers is said on the page that follows.
    return [
        *found,
        f"{reverse('projects:similar')}?title=P-{number}",
        f"{reverse('desk:change')}?choose={number}",
    ]


def without_number(text: str, number: int) -> str:
    """What an answer says besides the number that was asked for."""
    return re.sub(rf"(?<!\d)0*{number}(?!\d)", "N", text)


@dataclass(frozen=True, slots=True)
class OfOne:
    """One project as `matrix.PARTS` takes its world; what it has none of has an address all the same."""

    project: Project

    def __getattr__(self, name: str) -> Any:
        named = {
            "home": self.project.lead_organisation,
            "milestone": self.project.milestones.first(),
            "measure": self.project.measures.first() or Measure.objects.first(),
            "part": self.project.involvements.first(),
            "portfolio": Portfolio.objects.filter(memberships__project=self.project).first(),
            "comment": self.project.comments.first(),
            "amount": self.project.money.first(),
            "partner": self.project.partners.first(),
            "external": self.project.external_ids.first(),
            "link": self.project.links.first(),
            "risk": Entry.objects.filter(project=self.project, kind="risk").first() or Entry.objects.first(),
            "action": Entry.objects.filter(project=self.project, kind="action").first(),
            "change": Entry.objects.filter(project=self.project, kind="change").first()
            or Entry.objects.first(),
            "dependency": Entry.objects.filter(project=self.project, kind="dependency").first()
            or Entry.objects.first(),
            "lesson": Entry.objects.filter(project=self.project, kind="lesson").first()
            or Entry.objects.first(),
            "benefit": Benefit.objects.filter(project=self.project).first() or Benefit.objects.first(),
            "relation": Relation.objects.filter(source__project=self.project).first(),
            "paper": Document.objects.filter(entry__project=self.project).first(),
        }
        return named[name] or Project(pk=1)


def pages_of(project: Project) -> list[str]:
    """Every address of one project, and its past."""
    world: Any = OfOne(project)
    found = []
    for route, parts in routes():
        if "number" not in parts:
            continue
        values = {}
        for part in parts:
            values[part] = (matrix.PARTS.get(f"{route} {part}") or matrix.PARTS[part])(world)
        found.append(reverse(route, kwargs=values))
    together = Event.objects.filter(project_id=project.pk).exclude(batch=None).values_list("batch", flat=True)
    found += [reverse("desk:batch", args=[batch]) for batch in sorted(set(together))]
    past = reverse("desk:project-past", args=[project.number])
    found += [f"{past}?on=1/10/2026", f"{past}?on=1/6/2026&until=2/11/2026"]
    history = reverse("projects:history", args=[project.number])
    found += [f"{history}?section={section}" for section in ("places", "people", "life")]
    return found
