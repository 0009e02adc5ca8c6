"""Who is involved in one project: people and organisations."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from quantock.access import Permission, Request, Role, can, page
from quantock.projects import queries, services
from quantock.projects.forms import InvolveForm, PartnersForm
from quantock.projects.models import Visibility
from quantock.projects.views.editing import edited, frame, project_of


@page(Permission.PROJECT_VIEW)
def people(request: HttpRequest, number: int) -> HttpResponse:
    project = project_of(request, number)
    may_edit = can(cast(Request, request).viewer, Permission.TEAM_EDIT, project)
    found = queries.people_of(project)
    context = frame(
        request,
        project,
        "People",
        people=found,
        partners=queries.partners_of(project),
        may_edit=may_edit,
        may_partner=can(cast(Request, request).viewer, Permission.PROJECT_EDIT, project),
    )
    return TemplateResponse(request, "projects/people.jinja", context)


@page(Permission.TEAM_EDIT)
def involve(request: HttpRequest, number: int) -> HttpResponse:
    project = project_of(request, number)
    form = InvolveForm(request.POST or None)
    by, on = cast(Request, request).user, timezone.localdate()

    def save() -> None:
        said = form.cleaned_data
        name = "" if said["person"] else said["who"]
        services.involve(project, role=Role(said["role"]), person=said["person"], name=name, by=by, on=on)

    return edited(
        request, form, save, project=project, title="Add somebody", to="projects:people", done="Added"
    )


@require_POST
@page(Permission.TEAM_EDIT)
def end_part(request: HttpRequest, number: int, part: int) -> HttpResponse:
    project = project_of(request, number)
    found = get_object_or_404(project.involvements.select_related("person"), pk=part)
    if found.until is not None:
        return _gone(request, number)
    services.end_involvement(found, by=cast(Request, request).user, on=timezone.localdate())
    messages.success(request, f"{found.person or found.name} no longer has that part")
    return redirect("projects:people", number=number)


@page(Permission.PROJECT_EDIT)
def add_partners(request: HttpRequest, number: int) -> HttpResponse:
    project = project_of(request, number)
    form = PartnersForm(request.POST or None)
    by = cast(Request, request).user

    def save() -> None:
        services.add_partners(project, form.cleaned_data["organisations"], by=by)

    title = "Add partners"
    intro = f"Where “{Visibility.ORGANISATION.label.lower()}” may see the project, theirs may too."
    return edited(
        request, form, save, project=project, title=title, to="projects:people", done="Added", intro=intro
    )


@require_POST
@page(Permission.PROJECT_EDIT)
def end_partner(request: HttpRequest, number: int, partner: int) -> HttpResponse:
    project = project_of(request, number)
    found = project.partners.select_related("organisation").filter(pk=partner).first()
    if found is None:
        return _gone(request, number)
    services.end_partner(found, by=cast(Request, request).user)
    messages.success(request, f"{found.organisation.name} is no longer a partner")
    return redirect("projects:people", number=number)


def _gone(request: HttpRequest, number: int) -> HttpResponse:
    """What two people take away goes once; the second is told who is still there. Of a partner nothing is left: whatever
    is not one of this project's is answered so, be it another project's or nobody's."""
    messages.info(request, "That was taken away already. This is how it stands now.")
    return redirect("projects:people", number=number)
