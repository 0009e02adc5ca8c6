"""The one search, over all that one may see."""

from typing import Any, cast
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse

from quantock.access import Permission, Request, page, viewer_of
from quantock.desk.forms.search import SearchForm
from quantock.desk.queries.search import KINDS, Found, search
from quantock.engines.text.finding import sought
from quantock.raid.kinds import REGISTERS
from quantock.web.display import query_with

LONGEST_IN_LOGS = 100


@page(Permission.SIGNED_IN)
def results(request: HttpRequest) -> HttpResponse:
    viewer_of(request)
    form = SearchForm(request.GET)
    kind = request.GET.get("kind", "")
    kind = kind if kind in KINDS else ""
    context: dict[str, Any] = {
        "title": "Search",
        "form": form,
        "request": request,
        "kind": kind,
        "typed": "",
        "found": Found(sought("")),
    }
    if not form.is_valid():
        return TemplateResponse(request, "desk/search.jinja", context, status=422)
    asked = cast(Request, request)
    typed = form.cleaned_data["q"]
    found = search(asked.viewer, typed, kind=kind, after=request.GET.get("after", ""))
    context |= {
        "typed": typed,
        "found": found,
        "title": f"Search: {typed}" if typed else "Search",
        "tabs": _tabs(request, found),
        "logs": _logs(typed) if typed and not kind else [],
    }
    return TemplateResponse(request, "desk/search.jinja", context)


def _logs(typed: str) -> list[tuple[str, str]]:
    """Each register of all projects, narrowed by these words: what stands in logs is found there."""
    asked = urlencode({"q": typed[:LONGEST_IN_LOGS]})
    return [
        (each.many.lower(), f"{reverse('raid-everywhere:register', args=[each.slug])}?{asked}")
        for each in REGISTERS.values()
    ]


def _tabs(request: HttpRequest, found: Found) -> list[dict[str, str]]:
    """A link to all kinds and to each, with how many there are."""
    tabs = [{"text": "All", "href": query_with(request, kind="", after="")}]
    for kind, group in found.groups.items():
        href = query_with(request, kind=kind, after="")
        tabs.append({"text": kind.capitalize(), "href": href, "count": group.says})
    return tabs
