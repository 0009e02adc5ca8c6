"""Whoever has to have a second factor and has none is sent to set one up."""

from collections.abc import Callable
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.mfa.adapter import get_adapter
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from quantock.access.backend import FACTORS, lacks_second_step
from quantock.access.page import is_ours
from quantock.access.permissions import Permission

EVERYBODY_NEEDS = "Here everybody needs a second step when signing in. Set yours up to go on."
YOU_NEED = "You need a second step when signing in here. Set yours up to go on."


class SecondFactor:
    """No query of its own: who signs in is read with whether it is asked of them (`access.backend`); one where the settings ask
    it of everybody. Whoever came through an organisation's own sign-in was asked there."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        of_everybody = settings.REQUIRE_SECOND_FACTOR
        if not request.user.is_authenticated or not (of_everybody or lacks_second_step(request.user)):
            return None
        if not is_ours(view) or getattr(view, "permission", None) is Permission.PUBLIC:
            return None
        if self._has_one(request):
            return None
        messages.info(request, EVERYBODY_NEEDS if of_everybody else YOU_NEED)
        return redirect("mfa_index")

    def _has_one(self, request: HttpRequest) -> bool:
        methods = {record.get("method") for record in get_authentication_records(request, request.user)}
        return "socialaccount" in methods or bool(get_adapter().is_mfa_enabled(request.user, FACTORS))
