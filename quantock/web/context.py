"""What every page knows without asking the database."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from quantock.access import NOBODY, Permission, Role, Viewer


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a menu: what it says, where it leads and who is shown it."""

    text: str
    route: str
    permission: Permission = Permission.SIGNED_IN
    role: Role | None = None

    def is_for(self, viewer: Viewer) -> bool:
        return viewer.may_anywhere(self.permission) and (self.role is None or viewer.holds(self.role))


@dataclass(frozen=True, slots=True)
class Link:
    """An entry as one page shows it."""

    text: str
    href: str
    is_current: bool


NAVIGATION = (
    Entry("Home", "desk:home"),
    Entry("Dashboard", "desk:dashboard"),
    Entry("Projects", "desk:projects"),
    Entry("Portfolios", "desk:portfolios"),
    Entry("Measures", "measures-everywhere:measures"),
    Entry("Log", "raid-everywhere:log"),
    Entry("Benefits", "benefits-everywhere:benefits"),
    Entry("Board report", "desk:board-report"),
    Entry("Coaching", "desk:coaching", role=Role.COACH),
    Entry("Organisations", "people:organisations"),
    Entry("Registers", "exchange:imports", Permission.REGISTER_VIEW),
)
PERSON_MENU = (
    Entry("You and your settings", "people:me"),
    Entry("Administration", "people:administration", Permission.ADMINISTRATION_VIEW),
    Entry("Archived projects", "projects:archived", Permission.ARCHIVE_VIEW),
    Entry("Event log", "people:events", Permission.AUDIT_VIEW),
    Entry("Help", "web:help"),
    Entry("Components", "web:components", Permission.SYSTEM_ADMIN),
)
SEARCH = ("desk:search", "desk:projects")
NOTICES = "desk:notices"
# How many notices somebody has not opened: a floor above says how to count them.
UNOPENED: list[Callable[[Viewer], int]] = []


def unopened(request: HttpRequest, viewer: Viewer) -> int:
    """How many notices are not opened. One query, but for a page that read them itself and says so."""
    known: int | None = getattr(request, "unopened", None)
    return sum(count(viewer) for count in UNOPENED) if known is None else known


@cache
def address(route: str) -> str | None:
    """Where a route leads; None where the app that has it is not installed."""
    try:
        return reverse(route)
    except NoReverseMatch:
        return None


def links(entries: tuple[Entry, ...], viewer: Viewer, path: str) -> list[Link]:
    """Those of the entries that exist and that this viewer is shown; the longest address that fits is current."""
    shown = {
        href: entry.text
        for entry in entries
        if entry.is_for(viewer) and (href := address(entry.route)) is not None
    }
    current = max((href for href in shown if _is_within(path, href)), key=len, default="")
    return [Link(text, href, href == current) for href, text in shown.items()]


def _is_within(path: str, href: str) -> bool:
    return path == href or (href != "/" and path.startswith(href))


def page_context(request: HttpRequest) -> dict[str, Any]:
    """For the layout: who is looking, where they are, where they may go. No query until a page's header counts
    the notices not yet opened, and then one."""
    viewer: Viewer = getattr(request, "viewer", NOBODY)
    signed_in = viewer.user is not None
    return {
        "viewer": viewer,
        # A log of a portfolio has a project's address and stands within the portfolio: its pages say so.
        "navigation": links(NAVIGATION, viewer, getattr(request, "within", request.path))
        if signed_in
        else [],
        "person_menu": links(PERSON_MENU, viewer, request.path) if signed_in else [],
        "notices_at": address(NOTICES) if signed_in else None,
        "unopened": lambda: unopened(request, viewer),
        "search_at": next((there for route in SEARCH if (there := address(route))), "/"),
        "searched": request.GET.get("q", "") if request.path in map(address, SEARCH) else "",
        "path": request.path,
        "system_name": settings.SYSTEM_NAME,
        "demonstration": settings.DEMONSTRATION,
    }
