"""What one is told: mentions, requests for help, reminders."""

from django.db.models import QuerySet

from quantock.access import Viewer, prepared
from quantock.projects.models import Notice

PAGE = 50


def unopened(viewer: Viewer) -> int:
    """How many of one's notices are not opened yet, up to 100, without those about what may no longer be seen. One query."""
    return len(prepared(_unopened_keys, viewer))


def _unopened_keys(viewer: Viewer) -> QuerySet[Notice, tuple[int]]:
    return Notice.objects.visible_to(viewer).filter(seen_at=None).order_by().values_list("pk")[:100]


def notices_page(viewer: Viewer, number: int) -> tuple[list[Notice], int, int]:
    """One page of them, newest first; its number, and how many pages. Two queries."""
    rows = Notice.objects.visible_to(viewer).select_related("project")
    pages = max(1, -(-rows.count() // PAGE))
    number = min(max(1, number), pages)
    start = (number - 1) * PAGE
    return list(rows.order_by("-made_at", "-pk")[start : start + PAGE]), number, pages


def unopened_notices(viewer: Viewer, limit: int = 20) -> list[Notice]:
    """Those not opened yet, newest first. One query."""
    return prepared(_unopened, viewer, limit)


def _unopened(viewer: Viewer, limit: int) -> QuerySet[Notice]:
    rows = Notice.objects.visible_to(viewer).filter(seen_at=None)
    return rows.order_by("-made_at", "-pk")[:limit]
