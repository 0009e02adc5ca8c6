"""Projects I coach."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.utils import timezone

from quantock.access import Permission, Request, page, viewer_of
from quantock.desk.queries.coaching import Coached, caseload
from quantock.desk.sending import send_table
from quantock.engines.documents.columns import Column
from quantock.engines.text import plural

STUCK, HELP = "stuck", "help"
HEADINGS = "Reference|Title|Lead organisation|Step|Days in step|Last data|Last update|Last contact|Stuck because|Asked for help|Next"
COLUMNS = tuple(Column(heading) for heading in HEADINGS.split("|"))


@page(Permission.COACH)
def coaching(request: HttpRequest) -> HttpResponse:
    every, shown, show = _asked(request)
    stuck, asking = sum(bool(each.stuck) for each in every), sum(each.wants_help for each in every)
    here = request.path
    context = {
        "title": "Projects I coach",
        "answer": f"{plural(len(every), 'project')}: {stuck} stuck, {asking} asked for help",
        "every": every,
        "shown": shown,
        "tabs": [
            {"text": "All", "href": here, "count": len(every)},
            {"text": "Stuck", "href": f"{here}?show={STUCK}", "count": stuck},
            {"text": "Asked for help", "href": f"{here}?show={HELP}", "count": asking},
        ],
        "tab": f"{here}?show={show}" if show else here,
    }
    return TemplateResponse(request, "desk/coaching.jinja", context)


def _asked(request: HttpRequest) -> tuple[list[Coached], list[Coached], str]:
    """The caseload, and of it what the address asks for; nonsense asks for all."""
    viewer_of(request)
    every = caseload(cast(Request, request).viewer, timezone.localdate())
    show = request.GET.get("show", "")
    if show == STUCK:
        return every, [each for each in every if each.stuck], show
    if show == HELP:
        return every, [each for each in every if each.wants_help], show
    return every, every, ""


@page(Permission.COACH)
def export(request: HttpRequest) -> HttpResponseBase:
    """What the list shows. Notes stay here: a file goes where nobody can say who reads it."""
    _, shown, _ = _asked(request)
    rows = (
        (
            each.project.ref,
            each.project.title,
            each.project.lead_organisation.called,
            each.project.step.name if each.project.step else "",
            each.step_days,
            each.last_data,
            each.project.last_update_on,
            each.project.contact_on,
            "; ".join(each.stuck),
            "Yes" if each.wants_help else "No",
            each.thing.says if each.thing else "",
        )
        for each in shown
    )
    return send_table("projects-i-coach", COLUMNS, rows, file=request.GET.get("file", ""))
