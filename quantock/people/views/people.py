"""People: the list, one of them, and what is done when somebody leaves."""

from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from quantock.access import Permission, Request, fetch, page, require_on_system, viewer_of
from quantock.engines.documents.columns import Column
from quantock.engines.text import plural
from quantock.people.forms.roles import EraseForm, HandOverForm, PeopleFilter
from quantock.people.models import Person
from quantock.people.queries import roles as queries
from quantock.people.queries.second_step import has_second_step
from quantock.people.services import leaving
from quantock.people.services.roles import LastAdministrator
from quantock.people.views.roles import ADMIN, admin_trail, page_number
from quantock.web.editing import ask
from quantock.web.sending import send_table

LAST = "This is the last administrator of the whole system. Make somebody else one first."


def _asked(request: HttpRequest) -> tuple[PeopleFilter, dict[str, Any]]:
    """The filters of the list of people, and what they ask for."""
    viewer_of(request)
    form = PeopleFilter(request.GET)
    form.is_valid()
    said = form.cleaned_data
    return form, {
        "words": said.get("q", "").strip(),
        "organisation_id": said.get("organisation"),
        "left": said.get("left", False),
    }


@page(Permission.ADMINISTRATION_VIEW)
def people(request: HttpRequest) -> HttpResponse:
    form, asked = _asked(request)
    found = queries.people_list(cast(Request, request).viewer, **asked, number=page_number(request))
    context = {
        "title": "People",
        "form": form,
        "found": found,
        "may_invite": cast(Request, request).viewer.may_anywhere(Permission.PEOPLE_INVITE),
        "request": request,
        "trail": admin_trail(),
    }
    return TemplateResponse(request, "people/people.jinja", context)


COLUMNS = (Column("Name", width=40), Column("E-mail", width=40), Column("Works at", width=60))


@page(Permission.ADMINISTRATION_VIEW)
def export(request: HttpRequest) -> HttpResponseBase:
    """The list as its address narrows it, all of it."""
    _, asked = _asked(request)
    rows = queries.people_rows(cast(Request, request).viewer, **asked)
    return send_table("people", COLUMNS, rows, file=request.GET.get("file", ""))


def managed(request: HttpRequest, person_id: int) -> Person:
    """A person whom the viewer may manage."""
    person = fetch(request, Person, Permission.SIGNED_IN, pk=person_id)
    viewer = cast(Request, request).viewer
    if not queries.may_manage(viewer, queries.memberships_of_person(person)):
        raise PermissionDenied
    return person


@page(Permission.ADMINISTRATION_VIEW)
def person(request: HttpRequest, person_id: int) -> HttpResponse:
    one = fetch(request, Person, Permission.SIGNED_IN, pk=person_id)
    viewer = cast(Request, request).viewer
    memberships = queries.memberships_of_person(one)
    may_manage = queries.may_manage(viewer, memberships)
    context = {
        "title": one.name,
        "person": one,
        "memberships": memberships,
        "may_end": viewer.organisations_where(ADMIN),
        "may_end_all": viewer.may_on_system(ADMIN),
        "roles": queries.roles_held(viewer, person=one)
        if viewer.may_anywhere(Permission.AUDIT_VIEW)
        else None,
        "may_give": viewer.may_anywhere(ADMIN),
        "may_manage": may_manage,
        "kept_roles": queries.kept_roles(one) if may_manage and one.left_at else 0,
        "may_take_off": viewer.may_on_system(ADMIN) and has_second_step(one),
        "may_erase": viewer.may_on_system(ADMIN) and one.erased_at is None,
        "trail": admin_trail(("People", reverse("people:people"))),
    }
    return TemplateResponse(request, "people/person.jinja", context)


@require_POST
@page(ADMIN)
def leave(request: HttpRequest, person_id: int, membership_id: int) -> HttpResponse:
    one = fetch(request, Person, Permission.SIGNED_IN, pk=person_id)
    asked = cast(Request, request)
    membership = queries.membership_of(one, membership_id)
    if not queries.may_manage(asked.viewer, [membership]):
        raise PermissionDenied
    leaving.leave(membership=membership, by=asked.user, on=timezone.localdate())
    messages.success(request, f"{one.name} has left {membership.organisation.name}")
    return redirect("people:person", person_id)


def _keeps(person: Person) -> str:
    """What else an administrator has to know of somebody whose sign-in was closed or opened."""
    count = queries.kept_roles(person)
    if not count:
        return ""
    if person.left_at:
        return f" They keep {plural(count, 'role')}, which {'holds' if count == 1 else 'hold'} again if you let them sign in again."
    return f" They have their {plural(count, 'role')} of before: remove those they should no longer have."


@require_POST
@page(ADMIN)
def deactivate(request: HttpRequest, person_id: int) -> HttpResponse:
    one = managed(request, person_id)
    by = cast(Request, request).user
    try:
        leaving.deactivate(person=one, by=by, on=timezone.localdate())
    except LastAdministrator:
        messages.error(request, LAST)
    else:
        messages.success(request, f"{one.name} can no longer sign in. Hand over what they led.{_keeps(one)}")
    return redirect("people:person", person_id)


@require_POST
@page(ADMIN)
def reactivate(request: HttpRequest, person_id: int) -> HttpResponse:
    one = managed(request, person_id)
    if one.erased_at is None:
        leaving.reactivate(person=one, by=cast(Request, request).user)
        messages.success(request, f"{one.name} can sign in again.{_keeps(one)}")
    return redirect("people:person", person_id)


@page(ADMIN)
def hand_over(request: HttpRequest, person_id: int) -> HttpResponse:
    one = managed(request, person_id)
    form = HandOverForm(request.POST or None, leaver=one)
    if request.method == "POST" and form.is_valid():
        heir = form.cleaned_data["heir"]
        by = cast(Request, request).user
        moved = leaving.hand_over(leaver=one, heir=heir, by=by, on=timezone.localdate())
        messages.success(request, f"{heir.name} took over {plural(moved, 'thing')} from {one.name}")
        return redirect("people:person", person_id)
    return _ask(
        request,
        one,
        form,
        title=f"Hand over from {one.name}",
        button="Hand over",
        answer="Their parts in projects and portfolios, their milestones, risks, actions, tasks and benefits go to "
        "somebody else. What they wrote and decided stays theirs.",
    )


@page(ADMIN)
def erase(request: HttpRequest, person_id: int) -> HttpResponse:
    require_on_system(request, ADMIN)
    one = managed(request, person_id)
    form = EraseForm(request.POST or None, person=one)
    if request.method == "POST" and form.is_valid():
        try:
            pseudonym = leaving.erase(person=one, by=cast(Request, request).user, on=timezone.localdate())
        except LastAdministrator:
            messages.error(request, LAST)
        else:
            messages.success(request, f"They are now {pseudonym} everywhere")
        return redirect("people:person", person_id)
    return _ask(
        request,
        one,
        form,
        title=f"Erase {one.name}",
        button="Erase for good",
        answer="Their name and addresses go from every record and text, also from the history, and a "
        "pseudonym takes their place. What they decided stays. This cannot be taken back.",
    )


def _ask(
    request: HttpRequest, one: Person, form: Form, *, title: str, button: str, answer: str
) -> TemplateResponse:
    """A question about one person."""
    back = reverse("people:person", args=[one.pk])
    trail = admin_trail(("People", reverse("people:people")), (one.name, back))
    return ask(request, form, title=title, button=button, answer=answer, back=back, trail=trail)
