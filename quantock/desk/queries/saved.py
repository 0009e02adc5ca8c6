"""Saved views, and who they can be shared with."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from quantock.access import Viewer
from quantock.desk.models import SavedView, UsualView
from quantock.people.models import Organisation


def views_to_manage(viewer: Viewer) -> list[SavedView]:
    """Every view one may open, one's own first; `is_usual` where a page opens with it. One query."""
    usual = UsualView.objects.filter(user=viewer.user, view=OuterRef("pk"))
    rows = SavedView.objects.visible_to(viewer).select_related("by", "shared_with")
    found = rows.annotate(is_usual=Exists(usual)).order_by("page", "name", "pk")
    return sorted(found, key=lambda view: (view.by_id != (viewer.user and viewer.user.pk), view.page))


@dataclass(frozen=True, slots=True)
class ForSaving:
    """What the form of a new view needs."""

    organisations: Sequence[Organisation]
    taken: Sequence[str]


def for_saving(viewer: Viewer, page: str, but: SavedView | None = None) -> ForSaving:
    """One's organisations, and the names one has used for this page (`but` for one view). Two queries."""
    ours = Organisation.objects.filter(pk__in=viewer.belongs_to()).order_by("name")
    mine = SavedView.objects.filter(by=viewer.user, page=page).exclude(pk=but.pk if but else 0)
    return ForSaving(list(ours), list(mine.values_list("name", flat=True)))
