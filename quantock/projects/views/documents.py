"""Links to a project's documents, which stay where they live."""

from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_POST

from quantock.access import Permission, Request, can, page
from quantock.projects import queries, services
from quantock.projects.forms import LinkForm
from quantock.projects.views.editing import edited, frame, project_of


@page(Permission.PROJECT_VIEW)
def documents(request: HttpRequest, number: int) -> HttpResponse:
    project = project_of(request, number)
    may_edit = can(cast(Request, request).viewer, Permission.PROJECT_EDIT, project)
    context = frame(request, project, "Documents", links=queries.links_of(project), may_edit=may_edit)
    return TemplateResponse(request, "projects/documents.jinja", context)


@page(Permission.PROJECT_EDIT)
def add(request: HttpRequest, number: int) -> HttpResponse:
    project = project_of(request, number)
    form = LinkForm(request.POST or None)
    by = cast(Request, request).user

    def save() -> None:
        services.add_link(project, by=by, **form.cleaned_data)

    title = "Add a document"
    return edited(request, form, save, project=project, title=title, to="projects:documents", done="Added")


@require_POST
@page(Permission.PROJECT_EDIT)
def remove(request: HttpRequest, number: int, link: int) -> HttpResponse:
    project = project_of(request, number)
    found = project.links.filter(pk=link).first()
    if found is None:
        raise Http404
    services.remove_link(found, by=cast(Request, request).user)
    messages.success(request, f"The link to “{found.label}” is removed; the document stays where it is")
    return redirect("projects:documents", number=number)
