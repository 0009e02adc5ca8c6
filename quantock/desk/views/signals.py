"""Early warnings: the computed status beside the declared one, with its reasons, for those who look after many."""

from collections import Counter
from collections.abc import Iterator, Sequence

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from quantock.access import Permission, page
from quantock.desk.asked import asked
from quantock.desk.queries.signals import Judged, judged
from quantock.desk.sending import send_table
from quantock.desk.signals import NAMES, WARNINGS
from quantock.engines.documents.columns import Column
from quantock.engines.text import plural
from quantock.projects.models import Confidence
from quantock.web.display import Paged, page_asked

PAGE = 20


@page(Permission.WARNINGS_VIEW)
def signals(request: HttpRequest) -> HttpResponse:
    one = asked(request, "dashboard")
    every, count = judged(one.selection)
    code = request.GET.get("warning", "")
    shown = _shown(every, code)
    pages = max(1, -(-len(shown) // PAGE))
    number = min(page_asked(request), pages)
    raised = Counter(each.warning.code for row in every for each in row.raised)
    context = {
        "title": "Early warnings",
        "request": request,
        "one": one,
        "form": one.form,
        "answer": _answer(every),
        "count": count,
        "judged": len(every),
        "rows": shown[(number - 1) * PAGE : number * PAGE],
        "warnings": [(each, raised[each.code]) for each in WARNINGS if raised[each.code]],
        "code": code if code in NAMES else "",
        "paged": Paged(number, pages),
        "labels": dict(Confidence.choices),
    }
    return TemplateResponse(request, "desk/signals.jinja", context)


def _shown(every: Sequence[Judged], code: str) -> list[Judged]:
    """Those with a warning: one that is asked for, or any."""
    if code in NAMES:
        return [row for row in every if any(each.warning.code == code for each in row.raised)]
    return [row for row in every if row.raised]


def _answer(every: Sequence[Judged]) -> str:
    if not every:
        return "No live project of the full track is here that you may see."
    worse = sum(row.is_worse for row in every)
    red = sum(row.computed == Confidence.RED for row in every)
    of = f"{red} of {plural(len(every), 'project')} {'has' if red == 1 else 'have'} three warnings or more"
    return f"{of}; {worse} {'is' if worse == 1 else 'are'} declared better than the record says."


COLUMNS = (
    Column("Reference"),
    Column("Title", width=44),
    Column("Lead organisation", width=36),
    Column("Declared"),
    Column("Computed"),
    Column("Warning", width=30),
    Column("Why", width=70),
)


@page(Permission.WARNINGS_VIEW)
def export(request: HttpRequest) -> HttpResponseBase:
    """One row a warning."""
    one = asked(request, "dashboard")
    if one.form.errors:
        return redirect(one.address("desk:signals"))
    every, _ = judged(one.selection)
    rows = _rows(_shown(every, request.GET.get("warning", "")))
    return send_table("early-warnings", COLUMNS, rows, file=request.GET.get("file", ""))


def _rows(every: Sequence[Judged]) -> Iterator[tuple[object, ...]]:
    for row in every:
        project = row.project
        for each in row.raised:
            yield (
                project.ref,
                project.title,
                project.lead_organisation.called,
                dict(Confidence.choices).get(row.declared, "Not rated"),
                row.computed.label,
                each.warning.name,
                each.why,
            )
