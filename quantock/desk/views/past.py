"""One project's past: as at a day, two days side by side, and the earlier values of its fields."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from quantock.access import Permission, Request, page
from quantock.desk.forms.past import PastForm
from quantock.desk.queries import past as queries
from quantock.projects.models import Project
from quantock.projects.views.editing import frame, project_of


def history_of(project: Project) -> str:
    """The entry of the menu under which these pages stand."""
    return reverse("projects:history", args=[project.number])


@page(Permission.PROJECT_VIEW)
def past(request: HttpRequest, number: int) -> HttpResponse:
    """As at a day; with a second day, one table of what differs."""
    project, today = project_of(request, number), timezone.localdate()
    form = PastForm(request.GET, today=today, usual=queries.usual_day(project, today))
    here = history_of(project)
    context = frame(request, project, "As at a day", form=form, groups=None, changes=None, here=here)
    if not form.is_valid():
        return TemplateResponse(request, "desk/past.jinja", context, status=422)
    told = queries.everything(cast(Request, request).viewer, project, today)
    on, until = form.cleaned_data["on"], form.cleaned_data.get("until")
    context |= {"on": on, "until": until, "today": today}
    if until:
        context["changes"] = queries.changes(told, on, until)
    else:
        context["groups"] = queries.as_at(told, on)
    return TemplateResponse(request, "desk/past.jinja", context)


@page(Permission.PROJECT_VIEW)
def earlier(request: HttpRequest, number: int) -> HttpResponse:
    """Every field that has said more than one thing."""
    project = project_of(request, number)
    told = queries.everything(cast(Request, request).viewer, project, timezone.localdate())
    fields, here = queries.earlier_values(told), history_of(project)
    context = frame(request, project, "Earlier values", fields=fields, here=here)
    return TemplateResponse(request, "desk/earlier.jinja", context)
