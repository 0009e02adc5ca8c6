"""Where everybody has to have a second factor, whoever has none is sent to set one up."""

from collections.abc import Callable
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.mfa.adapter import get_adapter
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from quantock.access.page import is_ours
from quantock.access.permissions import Permission

FACTORS = ["totp", "webauthn"]


class SecondFactor:
    """One query where it is required, none elsewhere. Whoever came through an organisation's own sign-in was asked there."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        if not settings.REQUIRE_SECOND_FACTOR or not request.user.is_authenticated:
            return None
        if not is_ours(view) or getattr(view, "permission", None) is Permission.PUBLIC:
            return None
        if self._has_one(request):
            return None
        messages.info(request, "Here everybody needs a second step when signing in. Set yours up to go on.")
        return redirect("mfa_index")

    def _has_one(self, request: HttpRequest) -> bool:
        methods = {record.get("method") for record in get_authentication_records(request, request.user)}
        return "socialaccount" in methods or bool(get_adapter().is_mfa_enabled(request.user, FACTORS))
