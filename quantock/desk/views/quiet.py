"""Who has not reported when due, and one button that reminds them."""

from collections.abc import Iterator
from typing import Any, cast

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from quantock.access import Permission, Request, page, require, viewer_of
from quantock.desk import services
from quantock.desk.queries import quiet as queries
from quantock.desk.sending import send_table
from quantock.engines.documents.columns import Column
from quantock.engines.text import plural, say_list
from quantock.web.display import Paged, page_asked

MOST_REMINDED = 1000
HEADINGS = "Reference|Title|Lead organisation|Days without an update|Planned every (days)|Who reports"
COLUMNS = tuple(Column(heading) for heading in HEADINGS.split("|"))


@page(Permission.SILENCE_VIEW)
def quiet(request: HttpRequest) -> HttpResponse:
    viewer_of(request)
    viewer, on = cast(Request, request).viewer, timezone.localdate()
    if request.method == "POST":
        return _remind(request, request.POST.get("where", ""))
    where = request.GET.get("where", "")
    rows = queries.quiet_in(viewer, on, where)
    counted = queries.counted(rows, viewer, timezone.now() - services.REST)
    pages = max(1, -(-counted.every // queries.PAGE))
    paged = Paged(min(page_asked(request), pages), pages)
    start = (paged.number - 1) * queries.PAGE
    context = {
        "title": "Who has not reported",
        "counted": counted,
        "found": queries.with_reporters(list(rows[start : start + queries.PAGE])),
        "places": queries.places(viewer, on),
        "where": where,
        "paged": paged,
        "overdue": queries.overdue_measures(viewer, on, where),
        "overdue_at": _overdue_at(where),
    }
    return TemplateResponse(request, "desk/quiet.jinja", context)


def _overdue_at(where: str) -> str:
    """The list of overdue measures, of the same place."""
    kind, _, key = where.partition("-")
    place = {kind: key} if kind in ("organisation", "portfolio") else {}
    return f"{reverse('measures-everywhere:measures')}?{urlencode({'signal': 'overdue', **place})}"


def _remind(request: HttpRequest, where: str) -> HttpResponse:
    """All of the list, as it is narrowed now, of those one looks after and does not only read."""
    require(request, Permission.REMIND)
    asked = cast(Request, request)
    rows = queries.quiet_in(asked.viewer, timezone.localdate(), where, Permission.REMIND)[:MOST_REMINDED]
    done = services.remind(list(rows), by=asked.user, now=timezone.now())
    said = [f"Reminded {plural(done.people, 'person', 'people')} about {plural(done.projects, 'project')}."]
    if done.left_alone:
        was = (
            "was reminded within the last day and is"
            if done.left_alone == 1
            else "were reminded within the last day and are"
        )
        said.append(f"{plural(done.left_alone, 'person', 'people')} {was} left alone.")
    if done.nobody:
        said.append(
            f"For {plural(done.nobody, 'project')} nobody who signs in is named as lead: name somebody there."
        )
    messages.success(request, " ".join(said))
    back = reverse("desk:quiet")
    return redirect(f"{back}?{urlencode({'where': where})}" if where else back)


def _rows(found: QuerySet[Any]) -> Iterator[tuple[object, ...]]:
    for each in queries.with_reporters(list(found[:10_000])):
        project = each.project
        who = say_list([str(user) for user in each.reporters])
        yield (
            project.ref,
            project.title,
            project.lead_organisation.called,
            project.days_quiet,
            project.reporting_days,
            who,
        )


@page(Permission.SILENCE_VIEW)
def export(request: HttpRequest) -> HttpResponseBase:
    viewer = viewer_of(request)
    found = queries.quiet_in(viewer, timezone.localdate(), request.GET.get("where", ""))
    return send_table("not-reported", COLUMNS, _rows(found), file=request.GET.get("file", ""))
