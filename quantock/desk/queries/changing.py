"""What a change to many projects needs to know of them, and what it can be set to."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from quantock.access import Permission, Role, Viewer
from quantock.desk.queries.selection import Selection
from quantock.people.models import Organisation, Person
from quantock.portfolios.models import Portfolio, Theme
from quantock.projects.models import Involvement, MembershipFact, Project, ThemeFact

MOST_CHANGED = 2_000
SOME = 500


@dataclass(slots=True)
class Held:
    """What the chosen projects hold beside their own columns, by their keys."""

    in_join: set[int] = field(default_factory=set)
    in_leave: set[int] = field(default_factory=set)
    contribution: Mapping[int, int] = field(default_factory=dict)
    leads: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    lead_keys: Mapping[int, tuple[int | None, ...]] = field(default_factory=dict)


def chosen_keys(selection: Selection) -> list[int]:
    """The keys of all found, one more than may be changed at once at most. One query."""
    return list(selection.rows().order_by("title", "pk").values_list("pk", flat=True)[: MOST_CHANGED + 1])


def chosen_projects(viewer: Viewer, keys: Sequence[int]) -> list[Project]:
    """Those of them that one may see, by title. A query for each 500."""
    found: list[Project] = []
    for start in range(0, len(keys), SOME):
        some = Project.objects.visible_to(viewer).filter(pk__in=keys[start : start + SOME])
        found += some.select_related("lead_organisation", "unit")
    return sorted(found, key=lambda project: (project.title.casefold(), project.pk))


def held_by(
    projects: Sequence[Project],
    *,
    join: Portfolio | None,
    leave: Portfolio | None,
    theme: Theme | None,
    lead: Person | None,
) -> Held:
    """Only what is asked about; a query each for each 500 projects."""
    held, contribution = Held(), dict[int, int]()
    leads: dict[int, list[tuple[int | None, str]]] = defaultdict(list)
    keys = [project.pk for project in projects]
    for start in range(0, len(keys), SOME):
        some = keys[start : start + SOME]
        inside = MembershipFact.objects.now().filter(project__in=some, present=True)
        if join:
            held.in_join |= set(inside.filter(portfolio=join).values_list("project", flat=True))
        if leave:
            held.in_leave |= set(inside.filter(portfolio=leave).values_list("project", flat=True))
        if theme:
            given = ThemeFact.objects.now().filter(project__in=some, theme=theme)
            contribution |= dict(given.values_list("project", "contribution"))
        if lead:
            parts = Involvement.objects.filter(project__in=some, role=Role.LEAD, until=None)
            for part in parts.select_related("person").order_by("since", "pk"):
                leads[part.project_id].append((part.person_id, str(part.person or part.name)))
    held.contribution = contribution
    held.leads = {key: tuple(name for _, name in named) for key, named in leads.items()}
    held.lead_keys = {key: tuple(pk for pk, _ in named) for key, named in leads.items()}
    return held


def portfolios_to_change(viewer: Viewer) -> list[Portfolio]:
    """Portfolios this viewer may put projects into and take them out of. One query."""
    rows = Portfolio.objects.visible_to(viewer).filter(archived_on=None).select_related("organisation")
    return list(rows.where(viewer, Permission.PORTFOLIO_EDIT).order_by("name", "pk"))


def organisations_to_give_to(viewer: Viewer) -> list[Organisation]:
    """Organisations whose office one runs. One query."""
    rows = Organisation.objects.filter(in_system=True)
    if not viewer.may_on_system(Permission.BULK_CHANGE):
        rows = rows.filter(pk__in=viewer.organisations_where(Permission.BULK_CHANGE))
    return list(rows.order_by("name", "pk"))


def themes_to_serve(viewer: Viewer) -> list[Theme]:
    """One query."""
    return list(Theme.objects.visible_to(viewer).order_by("name", "pk"))


def person_with(email: str) -> Person | None:
    """Somebody who has joined, by their e-mail address. One query."""
    return Person.objects.filter(email__iexact=email, erased_at=None).first()
