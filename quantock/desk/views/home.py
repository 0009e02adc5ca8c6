"""Home."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from quantock.access import Permission, Request, can, page, visible
from quantock.desk.queries import projects as queries
from quantock.projects.models import Project


@page(Permission.SIGNED_IN)
def home(request: HttpRequest) -> HttpResponse:
    asked = cast(Request, request)
    visible(request, Project)
    context = {
        "title": f"Hello, {asked.user.get_full_name()}",
        "mine": queries.mine(asked.viewer),
        "totals": queries.totals(asked.viewer),
        "may_register": can(asked.viewer, Permission.PROJECT_REGISTER),
    }
    return TemplateResponse(request, "desk/home.jinja", context)
