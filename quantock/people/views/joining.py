"""Joining: what an organisation lists and whom it invites, the link of an invitation, and the first questions."""

from typing import cast

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from quantock.access import Permission, Request, can, fetch, page
from quantock.people.forms.joining import DomainForm, InviteForm
from quantock.people.models import Organisation
from quantock.people.queries import joining as queries
from quantock.people.services import joining as services
from quantock.people.views.organisations import ADMIN, trail_to

INVITE = Permission.PEOPLE_INVITE


def joining_page(
    request: HttpRequest,
    one: Organisation,
    domain_form: DomainForm | None = None,
    invite_form: InviteForm | None = None,
) -> HttpResponse:
    """What is listed, who is invited, and both forms."""
    refused = domain_form or invite_form
    context = {
        "title": f"Who may join {one.name}",
        "organisation": one,
        "domains": queries.domains_of(one),
        "invitations": queries.invitations_of(one, timezone.now()),
        "domain_form": domain_form or DomainForm(),
        "invite_form": invite_form or InviteForm(),
        "may_invite": can(cast(Request, request).viewer, INVITE, one),
        "may_list": can(cast(Request, request).viewer, ADMIN, one),
        "trail": trail_to(one),
    }
    return TemplateResponse(request, "people/joining.jinja", context, status=422 if refused else 200)


@page(Permission.ADMINISTRATION_VIEW)
def joining(request: HttpRequest, organisation_id: int) -> HttpResponse:
    return joining_page(request, fetch(request, Organisation, pk=organisation_id))


@require_POST
@page(ADMIN)
def list_domain(request: HttpRequest, organisation_id: int) -> HttpResponse:
    one = fetch(request, Organisation, pk=organisation_id)
    form = DomainForm(request.POST)
    if not form.is_valid():
        return joining_page(request, one, domain_form=form)
    domain = form.cleaned_data["domain"]
    services.list_domain(organisation=one, domain=domain, by=cast(Request, request).user)
    messages.success(request, f"Whoever has an address at {domain} may join")
    return redirect("people:joining", organisation_id)


@require_POST
@page(ADMIN)
def drop_domain(request: HttpRequest, organisation_id: int, domain_id: int) -> HttpResponse:
    one = fetch(request, Organisation, pk=organisation_id)
    services.drop_domain(listed=queries.domain_of(one, domain_id), by=cast(Request, request).user)
    messages.success(request, "Removed from the list. Those who have joined stay.")
    return redirect("people:joining", organisation_id)


@require_POST
@page(INVITE)
def invite(request: HttpRequest, organisation_id: int) -> HttpResponse:
    one = fetch(request, Organisation, pk=organisation_id)
    form = InviteForm(request.POST)
    if not form.is_valid():
        return joining_page(request, one, invite_form=form)
    sent = services.invite(
        organisation=one, emails=form.cleaned_data["emails"], by=cast(Request, request).user
    )
    messages.success(request, f"{len(sent)} invited by e-mail")
    return redirect("people:joining", organisation_id)


@require_POST
@page(INVITE)
def withdraw(request: HttpRequest, organisation_id: int, invitation_id: int) -> HttpResponse:
    one = fetch(request, Organisation, pk=organisation_id)
    services.withdraw(invitation=queries.invitation_of(one, invitation_id), by=cast(Request, request).user)
    messages.success(request, "The invitation is withdrawn: its link no longer works")
    return redirect("people:joining", organisation_id)


@page(Permission.PUBLIC)
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """The link of an invitation. Opening it does nothing; its button joins, once."""
    found = queries.invitation_by_token(services.hashed(token))
    asked = cast(Request, request)
    if found is None or request.method != "POST":
        context = {"title": "Join" if found else "This invitation cannot be used", "invitation": found}
        return TemplateResponse(request, "people/invitation.jinja", context, status=200 if found else 404)
    if asked.viewer.user is not None:
        services.accept(invitation=found, by=asked.viewer.user)
        messages.success(request, f"You are one of the people of {found.organisation.name}")
        return redirect("people:welcome")
    if queries.has_sign_in(found.email):
        messages.info(request, "Sign in first; then the button joins.")
        return redirect(f"{reverse('account_login')}?{urlencode({'next': request.path})}")
    # Whoever holds the link has proved the address it was sent to.
    get_adapter().stash_verified_email(request, found.email)
    return redirect("account_signup")
