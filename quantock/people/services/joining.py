"""People joining: whose address an organisation has listed or invited becomes one of its people."""

import secrets
from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from hashlib import sha256

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from quantock.access import Role
from quantock.accounts.models import Place, User
from quantock.audit import log
from quantock.people.finding import keep_organisations_findable, keep_people_findable
from quantock.people.models import Invitation, ListedDomain, Membership, Organisation, Person, Unit
from quantock.people.models.persons import INVITATION_DAYS
from quantock.people.services import grants

MAIL = """\
{who} invites you to join {organisation} on Quantock, where it keeps its improvement and change work.

Open this link and press the button on the page. It works once, until {until}.

{link}

If you did not expect this, you need do nothing.
"""


def hashed(token: str) -> str:
    """What is kept of an invitation's token: whoever reads the database cannot use it."""
    return sha256(token.encode()).hexdigest()


def inviting(email: str) -> list[Organisation]:
    """The organisations that list the address's domain or have invited it."""
    domain = email.rpartition("@")[2].lower()
    listed = ListedDomain.objects.filter(domain=domain).values("organisation")
    invited = Invitation.objects.standing().filter(email__iexact=email).values("organisation")
    return list(Organisation.objects.filter(pk__in=listed) | Organisation.objects.filter(pk__in=invited))


def may_join(email: str) -> bool:
    """A listed e-mail domain, or an invitation not yet used."""
    return bool(inviting(email))


def may_confirm(user: User, email: str) -> bool:
    """Whether an address may be proved: that of somebody new only while somebody lists or invites it."""
    return Person.objects.filter(user=user).exists() or may_join(email)


@transaction.atomic
def join(user: User, *, email: str = "") -> Person:
    """Make a user whose address is proved one of the people of the organisations that invite it; repeatable.

    `email` is the address where it is not the user's first. Somebody who has left an organisation does not come
    back by its listed domain, but by an invitation.
    """
    proved = email or user.email
    person = person_of(user)
    invited = Invitation.objects.standing().filter(email__iexact=proved)
    by_name = set(invited.values_list("organisation", flat=True))
    known = set(person.memberships.values_list("organisation", flat=True))
    for organisation in inviting(proved):
        if organisation.pk not in known or organisation.pk in by_name:
            become_member(person, organisation)
            says = f"{person.name} joined {organisation.name}"
            log.record("joined", organisation, by=user, says=says)
    invited.update(used_at=timezone.now())
    return person


def person_of(user: User) -> Person:
    """The person behind a sign-in, made where there is none yet."""
    person, is_new = Person.objects.get_or_create(
        user=user, defaults={"name": user.get_full_name(), "email": user.email}
    )
    if is_new:
        keep_people_findable([person])
    return person


def become_member(person: Person, organisation: Organisation) -> Membership:
    """Make somebody one of an organisation's people; repeatable. An organisation with people takes part."""
    membership, _ = Membership.objects.get_or_create(person=person, organisation=organisation, until=None)
    if person.user is not None:
        grants.give(user=person.user, role=Role.MEMBER, place=Place.ORGANISATION, place_id=organisation.pk)
    if not organisation.in_system:
        organisation.in_system = True
        organisation.save(update_fields=["in_system"])
    return membership


@transaction.atomic
def list_domain(*, organisation: Organisation, domain: str, by: User | None) -> ListedDomain:
    """Whoever has an address at this domain joins the organisation by themselves from now on."""
    made = ListedDomain.objects.create(organisation=organisation, domain=domain)
    says = f"Whoever has an address at {domain} may join {organisation.name}"
    log.record("domain listed", organisation, by=by, says=says)
    return made


@transaction.atomic
def drop_domain(*, listed: ListedDomain, by: User | None) -> None:
    """Nobody joins by this domain any more; those who have joined stay."""
    says = f"Addresses at {listed.domain} no longer join {listed.organisation.name}"
    log.record("domain dropped", listed.organisation, by=by, says=says)
    listed.delete()


@transaction.atomic
def invite(*, organisation: Organisation, emails: Sequence[str], by: User) -> list[str]:
    """Invite people by mail; an earlier invitation of the same address is withdrawn. Returns the links' tokens."""
    Invitation.objects.standing().filter(organisation=organisation, email__in=emails).delete()
    tokens = []
    for email in emails:
        token = secrets.token_urlsafe(32)
        made = Invitation.objects.create(organisation=organisation, email=email, token=hashed(token), by=by)
        says = f"Invited {email} to {organisation.name}"
        log.record("invited", organisation, by=by, says=says)
        transaction.on_commit(partial(_send, made, token))
        tokens.append(token)
    return tokens


def _send(invitation: Invitation, token: str) -> None:
    until = timezone.localtime(invitation.made_at + timedelta(days=INVITATION_DAYS))
    body = MAIL.format(
        who=invitation.by or "Your programme office",
        organisation=invitation.organisation.name,
        until=f"{until.day} {until:%B %Y}",
        link=settings.SITE_URL + reverse("people:invitation", args=[token]),
    )
    subject = f"You are invited to join {invitation.organisation.name} on Quantock"
    send_mail(subject, body, None, [invitation.email])


@transaction.atomic
def withdraw(*, invitation: Invitation, by: User) -> None:
    says = f"Withdrew the invitation of {invitation.email} to {invitation.organisation.name}"
    log.record("invitation withdrawn", invitation.organisation, by=by, says=says)
    invitation.delete()


@transaction.atomic
def accept(*, invitation: Invitation, by: User) -> Membership:
    """Somebody who has signed in takes an invitation up, whatever address it was sent to."""
    person = person_of(by)
    membership = become_member(person, invitation.organisation)
    invitation.used_at = timezone.now()
    invitation.save(update_fields=["used_at"])
    says = f"{person.name} joined {invitation.organisation.name}"
    log.record("joined", invitation.organisation, by=by, says=says)
    return membership


@transaction.atomic
def describe(
    *, user: User, name: str, staff_group: str, units: dict[int, str], first_time: bool = False
) -> Person:
    """Who somebody is: `units` holds for each of their memberships the name of their unit there, or nothing."""
    person = person_of(user)
    changes = [
        log.change(column, label, getattr(person, column), value)
        for column, label, value in (("name", "Name", name), ("staff_group", "Staff group", staff_group))
        if getattr(person, column) != value
    ]
    person.name, person.staff_group = name, staff_group
    person.save(update_fields=["name", "staff_group"])
    user.name = name
    user.save(update_fields=["name"])
    for membership in person.memberships.filter(until=None).select_related("organisation", "unit"):
        unit = unit_called(membership.organisation, units.get(membership.pk, ""))
        if membership.unit != unit:
            changes.append(log.change("unit", "Unit", membership.unit, unit))
            membership.unit = unit
            membership.save(update_fields=["unit"])
    keep_people_findable([person])
    if changes and not first_time:
        log.record("described", person, by=user, says=f"{name} changed who they are", changes=changes)
    return person


def unit_called(organisation: Organisation, name: str) -> Unit | None:
    """The unit of this name, made where there is none: a ward is not kept waiting for a list."""
    if not name:
        return None
    known = Unit.objects.filter(organisation=organisation, name__iexact=name).first()
    if known is None:
        known = Unit.objects.create(organisation=organisation, name=name)
        keep_organisations_findable([organisation])
    return known
