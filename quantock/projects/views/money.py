"""The money of one project: seen and changed by those who have that right."""

from typing import cast

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from quantock.access import Permission, Request, can, page
from quantock.projects import queries, services
from quantock.projects.forms import MoneyForm
from quantock.projects.models import MoneyFact, Project
from quantock.projects.views.editing import edited, frame, project_of


@page(Permission.MONEY_VIEW)
def money(request: HttpRequest, number: int) -> HttpResponse:
    project = project_of(request, number)
    may_edit = can(cast(Request, request).viewer, Permission.MONEY_EDIT, project)
    context = frame(request, project, "Money", money=queries.money_of(project), may_edit=may_edit)
    return TemplateResponse(request, "projects/money.jinja", context)


@page(Permission.MONEY_EDIT)
def add(request: HttpRequest, number: int) -> HttpResponse:
    project = project_of(request, number)
    return _say(request, project, None, "Add an amount")


@page(Permission.MONEY_EDIT)
def change(request: HttpRequest, number: int, amount: int) -> HttpResponse:
    project = project_of(request, number)
    fact = queries.amount_of(project, amount)
    # Where it is no longer given, only what somebody typed meanwhile is of use.
    if fact is None or (request.method == "GET" and fact.pence is None and not fact.text):
        raise Http404
    return _say(request, project, fact, f"Change the {fact.what().lower()}")


def _say(request: HttpRequest, project: Project, fact: MoneyFact | None, title: str) -> HttpResponse:
    form = MoneyForm(request.POST or None, fact=fact)
    by = cast(Request, request).user

    def save() -> None:
        on, seen = form.cleaned_data["so_from"], form.cleaned_data["seen"]
        services.change_money(project, form.what(), form.said, by=by, on=on, seen=seen)

    intro = "It is kept beside what was said before; nothing is added together."
    return edited(request, form, save, project=project, title=title, to="projects:money", intro=intro)
