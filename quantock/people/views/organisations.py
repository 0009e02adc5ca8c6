"""Organisations: the list, one of them, adding, changing, closing, their units, and loading published lists."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from quantock.access import Permission, Request, can, fetch, page, require_on_system, viewer_of
from quantock.engines.documents.columns import Column
from quantock.engines.tables import Refused
from quantock.people import published
from quantock.people.forms.organisations import (
    CloseForm,
    ListsForm,
    OrganisationFilter,
    OrganisationForm,
    UnitForm,
)
from quantock.people.loading import load
from quantock.people.models import Organisation
from quantock.people.panels import panels_of
from quantock.people.queries import organisations as queries
from quantock.people.services import organisations as services
from quantock.web.editing import ask
from quantock.web.sending import send_table

ADMIN = Permission.ORGANISATION_ADMIN


def trail_to(organisation: Organisation | None = None) -> list[tuple[str, str]]:
    """Where a page about organisations is."""
    trail = [("Organisations", reverse("people:organisations"))]
    if organisation is not None:
        trail.append((organisation.name, address_of(organisation)))
    return trail


def address_of(organisation: Organisation) -> str:
    return reverse("people:organisation", args=[organisation.pk])


def _asked(request: HttpRequest) -> tuple[OrganisationFilter, queries.Asked]:
    """How the address narrows the list."""
    form = OrganisationFilter(request.GET)
    form.is_valid()
    said = form.cleaned_data
    return form, queries.Asked(
        words=said.get("q", "").strip(),
        kind=said.get("kind", ""),
        state=said.get("state", ""),
        everywhere=said.get("everywhere", False),
        within=said.get("within"),
    )


@page(Permission.SIGNED_IN)
def organisations(request: HttpRequest) -> HttpResponse:
    viewer = cast(Request, request).viewer
    viewer_of(request)
    form, asked = _asked(request)
    page_asked = request.GET.get("page", "1")
    number = int(page_asked) if page_asked.isdecimal() and len(page_asked) < 9 else 1
    context = {
        "title": "Organisations",
        "form": form,
        "found": queries.organisation_list(viewer, asked, number=number, on=timezone.localdate()),
        "request": request,
        "today": timezone.localdate(),
        "may_add": viewer.may_on_system(ADMIN),
    }
    return TemplateResponse(request, "people/organisations.jinja", context)


COLUMNS = (
    Column("Organisation", width=50),
    Column("Code"),
    Column("Kind"),
    Column("Belongs to", width=40),
    Column("Also called", width=40),
    Column("Opened", "date"),
    Column("Closed", "date"),
    Column("Now", width=40),
)


def _cells(row: queries.Listed) -> tuple[object, ...]:
    one = row.organisation
    return (
        one.name,
        one.code,
        one.get_kind_display(),
        "; ".join(row.parents),
        "; ".join(row.aliases),
        one.opens_on,
        one.closes_on,
        "; ".join(row.successors),
    )


@page(Permission.SIGNED_IN)
def export(request: HttpRequest) -> HttpResponseBase:
    """The list as its address narrows it, all of it."""
    viewer = cast(Request, request).viewer
    viewer_of(request)
    _, asked = _asked(request)
    rows = map(_cells, queries.organisation_rows(viewer, asked, on=timezone.localdate()))
    return send_table("organisations", COLUMNS, rows, file=request.GET.get("file", ""))


@page(Permission.SIGNED_IN)
def organisation(request: HttpRequest, organisation_id: int) -> HttpResponse:
    one = fetch(request, Organisation, among=queries.with_counts, pk=organisation_id)
    viewer = cast(Request, request).viewer
    may_administer = can(viewer, ADMIN, one)
    today = timezone.localdate()
    context = {
        "title": one.name,
        "organisation": one,
        "found": queries.organisation_page(one),
        "panels": panels_of(viewer, one, today),
        "is_open": one.is_open(today),
        "may_administer": may_administer,
        "may_invite": can(viewer, Permission.PEOPLE_INVITE, one),
        "may_read": can(viewer, Permission.ADMINISTRATION_VIEW, one),
        "history": queries.history_of(one)
        if may_administer or can(viewer, Permission.AUDIT_VIEW, one)
        else [],
        "trail": trail_to(),
    }
    return TemplateResponse(request, "people/organisation.jinja", context)


@page(ADMIN)
def add(request: HttpRequest) -> HttpResponse:
    require_on_system(request, ADMIN)
    form = OrganisationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = services.add_organisation(
            said=form.columns(), aliases=form.other_names(), by=cast(Request, request).user
        )
        messages.success(request, f"{made.name} is added")
        return redirect("people:organisation", organisation_id=made.pk)
    return ask(
        request,
        form,
        title="Add an organisation",
        back=reverse("people:organisations"),
        button="Add",
        trail=trail_to(),
    )


@page(ADMIN)
def edit(request: HttpRequest, organisation_id: int) -> HttpResponse:
    one = fetch(request, Organisation, pk=organisation_id)
    form = OrganisationForm(request.POST or None, organisation=one)
    if request.method == "POST" and form.is_valid():
        services.change_organisation(
            organisation=one,
            said=form.columns(),
            aliases=form.other_names(),
            by=cast(Request, request).user,
            on=timezone.localdate(),
        )
        messages.success(request, "Saved")
        return redirect("people:organisation", organisation_id=organisation_id)
    title = f"Change {one.name}"
    return ask(request, form, title=title, back=address_of(one), trail=trail_to(one))


@page(ADMIN)
def close(request: HttpRequest, organisation_id: int) -> HttpResponse:
    one = fetch(request, Organisation, pk=organisation_id)
    form = CloseForm(request.POST or None, organisation=one, successors=queries.successors_of(one))
    if request.method == "POST" and form.is_valid():
        services.close_organisation(
            organisation=one,
            on=form.cleaned_data["closes_on"],
            successors=form.cleaned_data["successors"],
            people_move=form.cleaned_data["people_move"],
            by=cast(Request, request).user,
        )
        messages.success(request, "Saved")
        return redirect("people:organisation", organisation_id=organisation_id)
    return ask(
        request,
        form,
        title=f"Close {one.name}",
        back=address_of(one),
        answer="Nothing is deleted: its history stays, and its projects are shown under whoever took over, "
        "with its name beside them. With several, they are shown under each until their lead is chosen.",
        trail=trail_to(one),
    )


@page(ADMIN)
def add_unit(request: HttpRequest, organisation_id: int) -> HttpResponse:
    one = fetch(request, Organisation, pk=organisation_id)
    form = UnitForm(request.POST or None, taken=queries.unit_names(one))
    if request.method == "POST" and form.is_valid():
        services.add_unit(organisation=one, name=form.cleaned_data["name"], by=cast(Request, request).user)
        messages.success(request, "The unit is added")
        return redirect("people:organisation", organisation_id=organisation_id)
    title = f"Add a unit to {one.name}"
    return ask(request, form, title=title, back=address_of(one), button="Add", trail=trail_to(one))


@page(ADMIN)
def rename_unit(request: HttpRequest, organisation_id: int, unit_id: int) -> HttpResponse:
    one = fetch(request, Organisation, pk=organisation_id)
    this = queries.unit_of(one, unit_id)
    taken = queries.unit_names(one) - {this.name}
    form = UnitForm(request.POST or None, taken=taken, name=this.name)
    if request.method == "POST" and form.is_valid():
        services.rename_unit(unit=this, name=form.cleaned_data["name"], by=cast(Request, request).user)
        messages.success(request, "The unit is renamed")
        return redirect("people:organisation", organisation_id=organisation_id)
    return ask(request, form, title=f"Rename {this.name}", back=address_of(one), trail=trail_to(one))


@page(ADMIN)
def load_lists(request: HttpRequest) -> HttpResponse:
    """A published list, uploaded: read, loaded, and accounted for on the same page."""
    require_on_system(request, ADMIN)
    form = ListsForm(request.POST or None, request.FILES or None)
    account = None
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            read = published.read(file.read(), file.name)
        except Refused as refused:
            form.add_error("file", f"{refused.error} {refused.what_to_do}")
        else:
            [account] = load([read], by=cast(Request, request).user, on=timezone.localdate())
    context = {
        "title": "Load a list of organisations",
        "form": form,
        "account": account,
        "trail": trail_to(),
    }
    status = 422 if form.errors else 200
    return TemplateResponse(request, "people/load.jinja", context, status=status)
