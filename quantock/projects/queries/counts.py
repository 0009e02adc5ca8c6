"""Reading what is counted (ADR 0010): the places that somebody sees whole, and the shares of what they see project by project."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.db.models import Count as Number
from django.db.models import Q, QuerySet, Sum, Value

from quantock.access import Permission, Viewer, prepared
from quantock.access.viewer import allows
from quantock.projects.models import Count, Counted, Project, Seen
from quantock.projects.models.counts import place_of
from quantock.projects.models.project import seen_one_by_one, seen_whole, sees_one_by_one
from quantock.projects.shares import RECORDS

What = Count.What
OF_MONEY = (What.MONEY, What.GAVE, What.TEXT, What.GAINS)
"""What is told only to those who may see a project's money."""
WRITTEN_OF_MONEY = frozenset(what.value for what in OF_MONEY)


def whole(viewer: Viewer) -> list[str]:
    """The places of which everything is seen, as `projects.models.project.seen_by` decides."""
    if viewer.sees_all_projects():
        return [place_of(None, seen) for seen in Seen]
    places = [place_of(None, Seen.EVERYBODY)]
    places += [place_of(each, Seen.ORGANISATION) for each in sorted(viewer.belongs_to())]
    return places + [place_of(each, Seen.TEAM) for each in sorted(viewer.sees_all_of())]


def of_money(viewer: Viewer) -> list[str]:
    """Those of which all money is seen, as `projects.allowed.money_seen_by` decides."""
    if viewer.may_on_system(Permission.MONEY_VIEW):
        return whole(viewer)
    ours, all_of = viewer.organisations_where(Permission.MONEY_VIEW), viewer.sees_all_of()
    return [
        place_of(each, seen) for each in sorted(ours) for seen in Seen if seen != Seen.TEAM or each in all_of
    ]


def how_many(viewer: Viewer) -> int | None:
    """How many projects this viewer sees, without looking through them; nothing where that is not counted. One query."""
    if not viewer.is_signed_in:
        return None
    places = whole(viewer)
    found = dict(prepared(_records, viewer, len(places), keys=places))
    complete = found.pop(What.COMPLETE, 0)
    return int(sum(found.values())) if complete else None


def _records(viewer: Viewer, many: int, keys: Sequence[str]) -> QuerySet[Any, Any]:
    """Those of the places seen whole, and others that are seen one by one."""
    asked = Q(what=What.RECORD) | Q(what=What.COMPLETE, key=RECORDS)
    rows = Count.objects.filter(asked, place__in=keys[:many]).order_by().values_list("what")
    sums: QuerySet[Any, Any] = rows.annotate(found=Sum("count"))
    if (besides := seen_one_by_one(viewer)) is None:
        return sums
    others = Project.objects.filter(pk__in=besides, archived_at=None).exclude(seen_whole(viewer)).order_by()
    of_others = others.annotate(what=Value("one by one")).values_list("what").annotate(found=Number("pk"))
    both: QuerySet[Any, Any] = sums.union(of_others, all=True)
    return both


def shares(viewer: Viewer) -> Iterator[list[Any]]:
    """The shares of projects that this viewer sees, or whose money they see, one by one: what, key, day, how many and how many
    pence. One query, or none."""
    return one_by_one(viewer, "shares", lambda share: share[0] in WRITTEN_OF_MONEY)


def one_by_one(viewer: Viewer, column: str, of_money_: Callable[[list[Any]], bool]) -> Iterator[list[Any]]:
    """What is kept of each of these, in a column of `Counted`. One query, or none."""
    if not sees_one_by_one(viewer):
        return
    places, money = set(whole(viewer)), set(of_money(viewer))
    everybody = place_of(None, Seen.EVERYBODY)
    everywhere = viewer.may_on_system(Permission.MONEY_VIEW)
    ours = viewer.organisations_where(Permission.MONEY_VIEW)
    mine = {pk for pk, roles in viewer.projects.items() if allows(roles, Permission.MONEY_VIEW)}
    for organisation, seen, shares, *within in prepared(_one_by_one, viewer, column):
        place = place_of(organisation, seen)
        is_whole = place in places or (seen == Seen.EVERYBODY and everybody in places)
        has_money = (
            not is_whole
            if everywhere
            else place not in money and (organisation in ours or not mine.isdisjoint(within))
        )
        if has_money and not is_whole:
            yield from shares
        elif has_money or not is_whole:
            yield from [share for share in shares if of_money_(share) == has_money]


def _one_by_one(viewer: Viewer, column: str) -> QuerySet[Any, Any]:
    keys = seen_one_by_one(viewer)
    return Counted.objects.filter(pk__in=() if keys is None else keys).values_list(
        "organisation", "seen", column, "pk", "project__parent", "project__top"
    )
