"""What is shown when a request is refused or fails: what happened, what to do, what became of what was typed."""

import logging

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.template.response import TemplateResponse
from django.utils import timezone

log = logging.getLogger(__name__)
MOST_TYPED = 30


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: what came in is not something that our pages send."""
    context = {
        "title": "This request could not be understood",
        "because": "Something in what was sent is not as it should be: too much of it, or cut off on its way.",
        "what_to_do": "Go back in your browser: what you typed should still be there. Make it shorter, or load "
        "the page again, and send it once more.",
    }
    return TemplateResponse(request, "web/bad_request.jinja", context, status=400).render()


def form_too_old(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 of the protection against forged forms: in earnest nearly always a page left open for too long."""
    context = {
        "title": "Your page was open for too long",
        "because": "You signed in or out in between, or your browser does not keep our cookies.",
        "what_to_do": "Go back in your browser and copy what you typed. Load the page again, put it in and send it.",
    }
    log.warning("forged or old form refused at %s: %s", request.path, reason)
    return TemplateResponse(request, "web/bad_request.jinja", context, status=403).render()


def quicker(request: HttpRequest) -> HttpResponse:
    """409: two people sent at the same moment what only one can; this one's change met the other's in the database."""
    context = {
        "title": "Somebody else was quicker",
        "because": "At the same moment somebody else kept the same, or something of the same name.",
        "what_to_do": "Open the page again: it shows what they did. Then send yours, if it is still wanted.",
        "typed": typed(request),
    }
    return TemplateResponse(request, "web/bad_request.jinja", context, status=409).render()


def refused(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: seen but not allowed."""
    context = {"title": "You cannot do this", "typed": typed(request)}
    return TemplateResponse(request, "web/refused.jinja", context, status=403).render()


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: not there, or not for this viewer."""
    context = {"title": "Page not found", "typed": typed(request)}
    return TemplateResponse(request, "web/not_found.jinja", context, status=404).render()


def typed(request: HttpRequest) -> list[str]:
    """The texts that a form brought along, so that they can be copied where what they were about is gone: what has more
    than one word, which no key, choice or signed value has."""
    if request.method != "POST":
        return []
    return [
        text
        for name, texts in request.POST.lists()
        if "password" not in name
        for text in texts[:MOST_TYPED]
        if len(text.split()) > 1
    ][:MOST_TYPED]


def failed(request: HttpRequest) -> HttpResponse:
    """500: drawn without context processors, so that it works when database or session do not."""
    now = timezone.localtime()
    context = {"title": "Something went wrong", "at": f"{now.hour}:{now:%M}"}
    return HttpResponse(engines["jinja2"].get_template("web/failed.jinja").render(context), status=500)
