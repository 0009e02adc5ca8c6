"""Builds the viewer, refuses what `@page` does not allow, and checks that the door was used."""

from collections.abc import Callable
from typing import Any, cast

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import (
    HttpRequest,
    HttpResponseBase,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
    QueryDict,
)

from quantock.access.backend import held_by
from quantock.access.check import Elsewhere, Request
from quantock.access.page import is_ours
from quantock.access.permissions import Permission
from quantock.access.viewer import NOBODY, viewer_for
from quantock.accounts.models import User

# What our pages are asked by. A view that only looks for POST would answer anything else as a page.
METHODS = ("GET", "HEAD", "POST")
# No page of ours asks the browser for these; nothing that gets into a page can.
PERMISSIONS_POLICY = "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"


def without_nul(said: QueryDict) -> QueryDict:
    """What is asked, without the character that PostgreSQL refuses to be asked for and nobody types."""
    kept = QueryDict(mutable=True)
    for name, texts in said.lists():
        kept.setlist(name.replace("\0", ""), [str(text).replace("\0", "") for text in texts])
    return kept


class TheDoor:
    """Denies by default."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)
        if "%00" in request.META.get("QUERY_STRING", ""):
            # The stubs ask for one that is never changed; they have no name for a mutable one of ours.
            request.GET = without_nul(request.GET)  # type: ignore[assignment]
        asked = cast(Request, request)
        asked.door_used = False
        user = request.user
        asked.viewer = viewer_for(user, held_by(user)) if isinstance(user, User) else NOBODY
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        if asked.viewer.is_signed_in:
            response.headers.setdefault("Cache-Control", "private, no-cache")
        if asked.viewer.is_signed_in and not request.user.is_authenticated:
            # Signed out in this very request: on a shared computer "Back" must not show what was seen.
            response.headers["Clear-Site-Data"] = '"cache"'
        return response

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        if not is_ours(view):
            return None
        asked = cast(Request, request)
        asked.permission = view.permission
        if view.permission is Permission.PUBLIC:
            return None
        if not asked.viewer.is_signed_in:
            return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)
        if not asked.viewer.may_anywhere(view.permission):
            raise PermissionDenied
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        return HttpResponseRedirect(exception.to) if isinstance(exception, Elsewhere) else None

    def process_template_response(self, request: HttpRequest, response: Any) -> Any:
        # Drawn already: the page of a refusal, that no view has answered.
        if not response.is_rendered:
            self._check_the_door_was_used(cast(Request, request))
        return response

    def _check_the_door_was_used(self, request: Request) -> None:
        view = request.resolver_match.func if request.resolver_match else None
        if view is None or not is_ours(view):
            return
        if not request.door_used and not view.own_door and view.permission is not Permission.PUBLIC:  # type: ignore[attr-defined]
            raise RuntimeError(
                f"{request.path} showed a page without using fetch, visible, viewer_of or require"
            )
