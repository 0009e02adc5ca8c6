"""One's own page: who one is, where one works, how one signs in."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from quantock.access import Permission, Request, page
from quantock.people.forms.joining import PersonForm
from quantock.people.queries import joining as queries
from quantock.people.services.joining import describe


@page(Permission.SIGNED_IN, own_door=True)
def me(request: HttpRequest) -> HttpResponse:
    user = cast(Request, request).user
    context = {
        "title": "You and your settings",
        "person": queries.description_of(user),
        "memberships": queries.memberships_of(user),
        "ways": queries.ways_of_signing_in(user),
        "roles": queries.roles_of(user),
    }
    return TemplateResponse(request, "people/me.jinja", context)


def described(request: HttpRequest, *, first_time: bool) -> HttpResponse:
    """The questions about oneself, when joining and later."""
    user = cast(Request, request).user
    memberships = queries.memberships_of(user)
    group = queries.description_of(user).staff_group
    form = PersonForm(request.POST or None, memberships=memberships, name=user.name, staff_group=group)
    if request.method == "POST" and form.is_valid():
        describe(
            user=user,
            name=form.cleaned_data["name"],
            staff_group=form.cleaned_data["staff_group"],
            units=form.units(),
            first_time=first_time,
        )
        if first_time:
            return redirect("desk:home")
        messages.success(request, "Saved")
        return redirect("people:me")
    context = {
        "title": "Welcome: who are you?" if first_time else "Change your details",
        "form": form,
        "units": queries.units_of(form.organisations()),
        "first_time": first_time,
    }
    status = 409 if form.conflicts else 422 if form.errors else 200
    return TemplateResponse(request, "people/welcome.jinja", context, status=status)


@page(Permission.SIGNED_IN, own_door=True)
def welcome(request: HttpRequest) -> HttpResponse:
    """The first questions, right after joining."""
    return described(request, first_time=True)


@page(Permission.SIGNED_IN, own_door=True)
def change(request: HttpRequest) -> HttpResponse:
    return described(request, first_time=False)
