"""One form, sent twice (a double press, a reload, "Back" and send again): done once, answered the same.

And two people's forms that meet in the database: the second is told, not failed.
"""

import time
from collections.abc import Callable
from hashlib import sha256

from django.contrib import messages
from django.core.cache import cache
from django.db import IntegrityError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse

from quantock.web.errors import quicker

KEPT = 10 * 60  # seconds for which a form is known to have been sent
PATIENCE = 5.0  # seconds that the second waits for the first
STEP = 0.1
RUNNING = ""
SAME_KEY = "23505"
EACH_WAITS = ("40P01", "40001")


class Once:
    """Knows a form by its token, which is another one each time a page is drawn, and by all that it sends.

    Only what led on (was done) is kept in mind: a form that was refused may be sent again as it is.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method != "POST" or not request.user.is_authenticated:
            return self.get_response(request)
        key = mark(request)
        if not key:
            return self.get_response(request)
        if not cache.add(key, RUNNING, KEPT):
            return self._sent_before(request, key)
        done = False
        try:
            response = self.get_response(request)
            done = isinstance(response, HttpResponseRedirect)
            if done:
                cache.set(key, response["Location"], KEPT)
        finally:
            if not done:
                cache.delete(key)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        """A form looks first whether a name is free; where another took it between the look and the writing, the database
        refuses. What a service wrote is gone by then, all of it."""
        return quicker(request) if request.method == "POST" and met(exception) else None

    def _sent_before(self, request: HttpRequest, key: str) -> HttpResponseBase:
        """Where the first led to; it may not have ended yet."""
        deadline = time.monotonic() + PATIENCE
        while (led_to := cache.get(key)) == RUNNING and time.monotonic() < deadline:
            time.sleep(STEP)
        if led_to is None:
            return self(request)  # the first was refused, so this one is looked at for itself
        if led_to == RUNNING:
            return still_running(request)
        messages.info(request, "This form was sent twice. It counted once.")
        return HttpResponseRedirect(led_to)


def met(exception: Exception) -> bool:
    """Whether two who wrote at the same moment met: both the same key, or each waiting for the other."""
    if isinstance(exception, IntegrityError):
        return _state(exception) == SAME_KEY or str(exception).startswith("UNIQUE constraint failed")
    return isinstance(exception, OperationalError) and (
        _state(exception) in EACH_WAITS or str(exception) == "database is locked"
    )


def _state(exception: Exception) -> str:
    """What PostgreSQL says of it, by the code of the standard."""
    return getattr(exception.__cause__, "sqlstate", None) or ""


def mark(request: HttpRequest) -> str:
    """What tells one sent form from any other; nothing where it has no token of a page."""
    if not request.POST.get("csrfmiddlewaretoken"):
        return ""
    sent = sorted((name, values) for name, values in request.POST.lists())
    files = sorted((name, one.name, one.size) for name, each in request.FILES.lists() for one in each)
    about = repr((request.user.pk, request.get_full_path(), sent, files))
    return f"once:{sha256(about.encode('utf-8', 'surrogatepass')).hexdigest()}"


def still_running(request: HttpRequest) -> HttpResponse:
    """409: the same form is being worked on."""
    context = {"title": "This is being done already"}
    return TemplateResponse(request, "web/sent_twice.jinja", context, status=409).render()
