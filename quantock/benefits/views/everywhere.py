"""The benefits of all projects: by class, forecast and reported, as a list and as a file."""

from typing import Any, cast

from django.forms import ChoiceField
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.template.response import TemplateResponse

from quantock.access import Permission, Request, Viewer, page, viewer_of
from quantock.benefits import adding, everywhere, rules
from quantock.benefits.forms import EverywhereForm
from quantock.benefits.sending import columns_of, rows_of
from quantock.portfolios import queries as portfolios
from quantock.web.display import Paged
from quantock.web.sending import send_table


def _asked(request: HttpRequest) -> tuple[EverywhereForm, dict[str, Any]]:
    viewer = viewer_of(request)
    form = EverywhereForm(
        request.GET,
        organisations=everywhere.organisations(viewer),
        portfolios=portfolios.offered(viewer),
    )
    form.is_valid()
    return form, form.cleaned_data


def _title(viewer: Viewer, form: EverywhereForm, said: dict[str, Any]) -> str:
    """Whose they are, where it was asked for. One query for the name of a programme."""
    fields = ((name, cast(ChoiceField, form.fields[name])) for name in ("organisation", "portfolio"))
    offered = ((name, dict(cast("list[tuple[Any, Any]]", field.choices))) for name, field in fields)
    whose = [str(names[key]) for name, names in offered if (key := said.get(name))]
    if ref := said.get("programme"):
        whose += [everywhere.programme_called(viewer, ref)]
    return f"Benefits of {' and '.join(whose)}" if all(whose) and whose else "Benefits of all projects"


@page(Permission.SIGNED_IN)
def benefits(request: HttpRequest) -> HttpResponse:
    form, said = _asked(request)
    viewer, days = cast(Request, request).viewer, form.days
    asked = everywhere.Asked.of(viewer, said, on=days.on, past=days.is_past)
    classes = adding.by_class(viewer, asked, year=rules.year_of(days.on))
    paged = Paged.of(request.GET.get("page", ""), sum(each.count for each in classes), everywhere.SIZE)
    first = (paged.number - 1) * everywhere.SIZE
    context = {
        "title": _title(viewer, form, said),
        "form": form,
        "classes": classes,
        "days": days,
        "among": asked.among,
        "since": days.since,
        "stood": adding.stood(viewer, asked, on=days.since) if days.since else {},
        "answer": adding.answer(classes, told=1),
        "hidden": sum(each.hidden for each in classes),
        "year": rules.financial_year_words(rules.year_of(days.on)),
        "rows": everywhere.listed(
            viewer,
            asked,
            said.get("order", ""),
            first=first,
            most=everywhere.SIZE,
            counts=[(each.kind, each.count) for each in classes],
        ),
        "paged": paged,
        "today": days.today,
    }
    return TemplateResponse(request, "benefits/everywhere.jinja", context)


@page(Permission.SIGNED_IN)
def export(request: HttpRequest, file: str) -> StreamingHttpResponse:
    """All that the list shows, on all its pages."""
    form, said = _asked(request)
    viewer = cast(Request, request).viewer
    asked = everywhere.Asked.of(viewer, said, on=form.days.on, past=form.days.is_past)
    found = everywhere.listed(viewer, asked, said.get("order", ""), most=everywhere.MOST_IN_A_FILE)
    return send_table(
        "Benefits of all projects", columns_of(everywhere=True), rows_of(found, everywhere=True), file=file
    )
