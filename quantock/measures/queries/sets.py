"""What the pages of measure sets read."""

from collections.abc import Sequence

from django.db.models import Count, Q, QuerySet

from quantock.access import Permission, Viewer
from quantock.audit.models import Event
from quantock.measures.models import InSet, Measure, MeasureSet
from quantock.people.models import Organisation
from quantock.portfolios.models import Portfolio
from quantock.projects.models import Project

OFFERED = 20
Owner = Organisation | Portfolio


def sets_of(visible: QuerySet[MeasureSet], viewer: Viewer) -> list[MeasureSet]:
    """Each with how many of its measures this viewer may see, as `shown`. One query."""
    found = counted(visible, viewer)
    return list(found.select_related("organisation", "portfolio").order_by("name", "pk"))


def counted(visible: QuerySet[MeasureSet], viewer: Viewer) -> QuerySet[MeasureSet]:
    """Each with how many of its measures this viewer may see, as `shown`. No query yet."""
    seen = _seen(viewer).values("pk")
    return visible.annotate(shown=Count("entries", filter=Q(entries__measure__in=seen)))


def sets_of_portfolio(portfolio: Portfolio, viewer: Viewer) -> list[MeasureSet]:
    """What its board looks at, each with how many of its measures this viewer may see. One query."""
    return sets_of(MeasureSet.objects.visible_to(viewer).filter(portfolio=portfolio), viewer)


def sets_among() -> QuerySet[MeasureSet]:
    """Joined with their owners."""
    return MeasureSet.objects.select_related("organisation", "portfolio__organisation")


def entries_of(one: MeasureSet, viewer: Viewer) -> list[InSet]:
    """Its measures in order, with their results: those this viewer may see. One query."""
    rows = InSet.objects.filter(set=one, measure__in=_seen(viewer).values("pk"))
    joined = rows.select_related(
        "measure__result", "measure__project__lead_organisation", "measure__collector"
    )
    return list(joined.order_by("position", "pk"))


def to_put(one: MeasureSet, viewer: Viewer, words: str) -> list[Measure]:
    """Measures by their own words or those of their project, that are not in the set. One query."""
    rows = _seen(viewer).exclude(in_sets__set=one)
    for word in words.split()[:8]:
        rows = rows.filter(Q(name__icontains=word) | Q(project__title__icontains=word))
    return list(rows.select_related("project").order_by("name", "project__number", "pk")[:OFFERED])


def chosen(viewer: Viewer, keys: Sequence[str]) -> list[Measure]:
    """Of the keys that were sent, the measures this viewer may see, in the order sent. One query."""
    wanted = [int(key) for key in keys[: OFFERED * 10] if key.isdecimal() and len(key) < 10]
    found = _seen(viewer).in_bulk(wanted)
    return [found[key] for key in dict.fromkeys(wanted) if key in found]


def _seen(viewer: Viewer) -> QuerySet[Measure]:
    """A team's draft counts nowhere here."""
    return Measure.objects.visible_to(viewer).filter(draft=False, result__isnull=False)


def owners_for(viewer: Viewer) -> dict[str, Owner]:
    """The portfolios and organisations whose sets this viewer may keep, by their choice on the form. Two queries."""
    portfolios = Portfolio.objects.where(viewer, Permission.PORTFOLIO_EDIT).filter(archived_on=None)
    if viewer.may_on_system(Permission.PORTFOLIO_EDIT):
        organisations = Organisation.objects.filter(pk__in=Project.objects.values("lead_organisation"))
    else:
        ours = viewer.organisations_where(Permission.PORTFOLIO_EDIT)
        organisations = Organisation.objects.filter(pk__in=ours)
    found: dict[str, Owner] = {f"portfolio-{each.pk}": each for each in portfolios.order_by("name")}
    return found | {f"organisation-{each.pk}": each for each in organisations.order_by("name")[:500]}


def history_of_set(one: MeasureSet, viewer: Viewer) -> Sequence[Event]:
    """The newest first; what was done with measures only of projects that one may see. One query."""
    seen = Q(project_id=None) | Q(project_id__in=Project.objects.visible_to(viewer).values("pk"))
    events = Event.objects.filter(seen, kind="measureset", record_id=one.pk)
    return list(events.select_related("actor").order_by("-id")[:50])
