"""What every page knows without asking the database."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from quantock.access import NOBODY, Permission


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the global navigation."""

    text: str
    route: str
    permission: Permission

    @property
    def href(self) -> str:
        return reverse(self.route)


NAVIGATION = (
    Entry("Home", "desk:home", Permission.SIGNED_IN),
    Entry("Projects", "desk:projects", Permission.SIGNED_IN),
    Entry("Portfolios", "desk:portfolios", Permission.SIGNED_IN),
)


def page_context(request: HttpRequest) -> dict[str, Any]:
    """For the layout: who is looking, where they are, where they may go."""
    viewer = getattr(request, "viewer", NOBODY)
    return {
        "viewer": viewer,
        "navigation": [entry for entry in NAVIGATION if viewer.may_anywhere(entry.permission)]
        if viewer.is_signed_in
        else [],
        "path": request.path,
        "system_name": settings.SYSTEM_NAME,
        "demonstration": settings.DEMONSTRATION,
    }
