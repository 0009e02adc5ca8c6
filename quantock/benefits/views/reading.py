"""What can be read: the benefits of a project, and one of them."""

from typing import cast

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone

from quantock.access import Permission, Request, page
from quantock.benefits import pictures, queries, rules
from quantock.benefits.classes import HELP, BenefitClass
from quantock.benefits.sending import columns_of, rows_of
from quantock.benefits.views.reaching import around, benefit_of, may_act
from quantock.measures.queries import is_hidden
from quantock.projects.views.editing import project_of
from quantock.web.sending import send_table


@page(Permission.PROJECT_VIEW)
def benefits(request: HttpRequest, number: int) -> HttpResponse:
    project, viewer, today = project_of(request, number), cast(Request, request).viewer, timezone.localdate()
    rows = queries.benefits_of(project, viewer)
    classes = queries.by_class(rows, year=rules.year_of(today))
    context = around(
        request,
        project,
        "Benefits",
        rows=rows,
        classes=classes,
        says=queries.said_of(rows, classes),
        hidden=sum(not row.shows for row in rows),
        year=rules.financial_year_words(rules.year_of(today)),
        this_year=rules.year_of(today),
        is_programme=queries.has_projects(project, viewer),
        explained=[(each.label, HELP[each]) for each in BenefitClass],
        today=today,
    )
    return TemplateResponse(request, "benefits/benefits.jinja", context)


@page(Permission.PROJECT_VIEW)
def export(request: HttpRequest, number: int, file: str) -> StreamingHttpResponse:
    """Exactly what the list shows."""
    project = project_of(request, number)
    rows = queries.benefits_of(project, cast(Request, request).viewer)
    return send_table(f"{project.ref} Benefits", columns_of(), rows_of(rows), file=file)


@page(Permission.PROJECT_VIEW)
def benefit(request: HttpRequest, number: int, benefit: int) -> HttpResponse:
    project, one = benefit_of(request, number, benefit)
    viewer, today = cast(Request, request).viewer, timezone.localdate()
    shows = queries.shows_figures(viewer, one)
    months = queries.months_of(one) if shows and one.unit else []
    cited = queries.before_after_of(one, viewer)
    context = around(
        request,
        project,
        str(one),
        benefit=one,
        row=queries.Row(one, shows),
        may_act=may_act(request, one),
        months=months,
        picture=pictures.months_drawn(one, months),
        awaited=rules.awaited(months, starts=one.starts, ends=one.ends, on=today),
        outside=rules.outside(months, starts=one.starts, ends=one.ends),
        year=rules.financial_year_words(one.year) if one.year else "",
        kept=queries.measure_of(one, viewer, on=today),
        cited=cited,
        cited_hidden=is_hidden(cited) if cited else False,
        enablers=queries.enabled_by(one, on=today),
        events=queries.history_of(one, viewer),
        today=today,
    )
    return TemplateResponse(request, "benefits/benefit.jinja", context)
