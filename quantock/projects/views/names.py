"""Names in registers that may be somebody who has joined: they say so themselves, an administrator links them."""

from collections.abc import Sequence
from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from quantock.access import Permission, Request, page, viewer_of
from quantock.people.services.joining import person_of
from quantock.people.views.people import managed
from quantock.projects import services
from quantock.projects.models import Involvement
from quantock.projects.queries import names as queries


@page(Permission.SIGNED_IN)
def mine(request: HttpRequest) -> HttpResponse:
    """In projects that one may see."""
    viewer_of(request)
    asked = cast(Request, request)
    person = getattr(asked.user, "person", None)
    found = queries.names_like(asked.viewer, person) if person else []
    context = {"title": "Names in registers that may be you", "found": found, "person": None}
    return TemplateResponse(request, "projects/names.jinja", context)


@require_POST
@page(Permission.SIGNED_IN)
def say_mine(request: HttpRequest, part: int) -> HttpResponse:
    """Only of a name like one's own, in a project that one may see."""
    viewer_of(request)
    asked = cast(Request, request)
    person = person_of(asked.user)
    found = next((each for each in queries.names_like(asked.viewer, person) if each.part.pk == part), None)
    if found is None:
        raise Http404
    if found.said_at is None:
        services.say_name_is_mine(found.part, person, by=asked.user)
    messages.success(request, "Noted. An administrator of the organisation links it to you.")
    return redirect("projects:names")


@require_POST
@page(Permission.SIGNED_IN)
def say_answer_mine(request: HttpRequest, answer: int) -> HttpResponse:
    """The same of a name that stands in a register's column."""
    viewer_of(request)
    asked = cast(Request, request)
    person = person_of(asked.user)
    part = _answered(queries.names_like(asked.viewer, person), answer)
    services.say_name_is_mine(_kept(part, asked), person, by=asked.user)
    messages.success(request, "Noted. An administrator of the organisation links it to you.")
    return redirect("projects:names")


@page(Permission.ORGANISATION_ADMIN)
def of_person(request: HttpRequest, person_id: int) -> HttpResponse:
    person = managed(request, person_id)
    found = queries.names_to_link(cast(Request, request).viewer, person)
    title = f"Names in registers that may be {person.name}"
    return TemplateResponse(
        request, "projects/names.jinja", {"title": title, "found": found, "person": person}
    )


@require_POST
@page(Permission.ORGANISATION_ADMIN)
def link(request: HttpRequest, person_id: int, part: int) -> HttpResponse:
    person = managed(request, person_id)
    asked = cast(Request, request)
    found = queries.linkable(asked.viewer).filter(pk=part).first()
    if found is None:
        raise Http404
    services.claim_name(found, person, by=asked.user, on=timezone.localdate())
    messages.success(request, f"“{found.name}” is {person.name} now, with the rights of that part")
    return redirect("projects:names-of", person_id=person.pk)


@require_POST
@page(Permission.ORGANISATION_ADMIN)
def link_answer(request: HttpRequest, person_id: int, answer: int) -> HttpResponse:
    """The same of a name like theirs that stands in a register's column."""
    person = managed(request, person_id)
    asked = cast(Request, request)
    part = _answered(queries.names_to_link(asked.viewer, person), answer)
    services.claim_name(_kept(part, asked), person, by=asked.user, on=timezone.localdate())
    messages.success(request, f"“{part.name}” is {person.name} now, with the rights of that part")
    return redirect("projects:names-of", person_id=person.pk)


def _answered(found: Sequence[queries.MayBe], answer: int) -> Involvement:
    """The part that an answer names somebody for."""
    part = next((each.part for each in found if each.answer and each.answer.pk == answer), None)
    if part is None:
        raise Http404
    return part


def _kept(part: Involvement, asked: Request) -> Involvement:
    return services.keep_answer(part, by=asked.user, on=timezone.localdate())
