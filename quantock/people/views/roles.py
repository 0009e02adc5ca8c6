"""Administration: its index, the roles people hold, giving and taking them, and the event log."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from quantock.access import Permission, Request, Role, page, require
from quantock.accounts.models import Place
from quantock.people.administration import tasks_for
from quantock.people.forms.events import EventFilter
from quantock.people.forms.roles import GiveForm, RolesFilter
from quantock.people.queries import events as event_queries
from quantock.people.queries import roles as queries
from quantock.people.services import roles as services

ADMIN = Permission.ORGANISATION_ADMIN


def admin_trail(*more: tuple[str, str]) -> list[tuple[str, str]]:
    """Where a page of administration is."""
    return [("Administration", reverse("people:administration")), *more]


def page_number(request: HttpRequest) -> int:
    number = request.GET.get("page", "1")
    return int(number) if number.isdecimal() and len(number) < 9 else 1


@page(Permission.ADMINISTRATION_VIEW, own_door=True)
def administration(request: HttpRequest) -> HttpResponse:
    groups = tasks_for(cast(Request, request).viewer)
    may_change = cast(Request, request).viewer.may_anywhere(Permission.PEOPLE_INVITE)
    context = {"title": "Administration", "groups": groups, "may_change": may_change}
    return TemplateResponse(request, "people/administration.jinja", context)


@page(Permission.AUDIT_VIEW)
def roles(request: HttpRequest) -> HttpResponse:
    """Who holds which role where: who administers gives and takes them here, who audits reads."""
    require(request, Permission.AUDIT_VIEW)
    form = RolesFilter(request.GET)
    form.is_valid()
    said = form.cleaned_data
    found = queries.roles_held(
        cast(Request, request).viewer,
        words=said.get("q", "").strip(),
        role=said.get("role", ""),
        place=said.get("place", ""),
        number=page_number(request),
    )
    context = {
        "title": "Roles",
        "form": form,
        "found": found,
        "may_give": cast(Request, request).viewer.may_anywhere(ADMIN),
        "request": request,
        "trail": admin_trail(),
    }
    return TemplateResponse(request, "people/roles.jinja", context)


@page(ADMIN)
def give(request: HttpRequest) -> HttpResponse:
    """Who, which role, where: three answers in words. While one types, what they find is shown beside."""
    require(request, ADMIN)
    asked = cast(Request, request)
    form = GiveForm(request.POST or None, viewer=asked.viewer, initial=request.GET.dict())
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        is_new = services.give_role(
            user=said["person"],
            role=Role(said["role"]),
            place=Place(said["place"]),
            place_id=form.place_id,
            by=asked.user,
            on=timezone.localdate(),
        )
        messages.success(request, "The role is given" if is_new else "They hold this role already")
        return redirect("people:roles")
    trail = admin_trail(("Roles", reverse("people:roles")))
    context = {"title": "Give a role", "form": form, "found": None, "trail": trail}
    return TemplateResponse(request, "people/give.jinja", context, status=422 if form.errors else 200)


@require_POST
@page(ADMIN)
def find(request: HttpRequest) -> HttpResponse:
    """What the words in the form find so far, as a part of its page."""
    require(request, ADMIN)
    found = queries.found_so_far(
        cast(Request, request).viewer,
        person=request.POST.get("person", "").strip(),
        place=request.POST.get("place", ""),
        where=request.POST.get("where", "").strip(),
    )
    return TemplateResponse(request, "people/found.jinja", {"found": found})


@page(ADMIN)
def take(request: HttpRequest, grant_id: int) -> HttpResponse:
    """Asks first; then takes the role."""
    require(request, ADMIN)
    asked = cast(Request, request)
    grant, row = queries.grant_of(asked.viewer, grant_id)
    if request.method == "POST":
        try:
            services.take_role(grant=grant, by=asked.user, on=timezone.localdate())
        except services.LastAdministrator:
            messages.error(
                request,
                "This is the last administrator of the whole system. Make somebody else one first.",
            )
        else:
            messages.success(request, "The role is taken")
        return redirect("people:roles")
    trail = admin_trail(("Roles", reverse("people:roles")))
    context = {"title": f"Remove a role from {row.who}", "row": row, "trail": trail}
    return TemplateResponse(request, "people/take.jinja", context)


@page(Permission.AUDIT_VIEW)
def events(request: HttpRequest) -> HttpResponse:
    """The event log, as far as one may read it, newest first; further pages go by key."""
    require(request, Permission.AUDIT_VIEW)
    form = EventFilter(request.GET)
    form.is_valid()
    after = request.GET.get("after", "")
    found = event_queries.event_list(
        cast(Request, request).viewer,
        form.cleaned_data,
        after=int(after) if after.isdecimal() and len(after) < 19 else None,
    )
    context = {"title": "Event log", "form": form, "found": found, "request": request, "trail": admin_trail()}
    return TemplateResponse(request, "people/events.jinja", context)
