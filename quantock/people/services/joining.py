"""People joining: whose address an organisation has listed or invited becomes one of its people."""

from django.db import transaction
from django.utils import timezone

from quantock.access import Role
from quantock.accounts.models import Place, User
from quantock.audit import log
from quantock.people.models import Invitation, ListedDomain, Membership, Organisation, Person
from quantock.people.services import grants


def inviting(email: str) -> list[Organisation]:
    """The organisations that list the address's domain or have invited it."""
    domain = email.rpartition("@")[2].lower()
    listed = ListedDomain.objects.filter(domain=domain).values("organisation")
    invited = Invitation.objects.filter(email__iexact=email, used_at=None).values("organisation")
    return list(Organisation.objects.filter(pk__in=listed) | Organisation.objects.filter(pk__in=invited))


def may_join(email: str) -> bool:
    """A listed e-mail domain, or an invitation not yet used."""
    return bool(inviting(email))


@transaction.atomic
def join(user: User) -> Person:
    """Make a signed-in user one of the people of the organisations that invite them; repeatable."""
    person, is_new = Person.objects.get_or_create(
        user=user, defaults={"name": user.get_full_name(), "email": user.email}
    )
    for organisation in inviting(user.email):
        become_member(person, organisation)
        if is_new:
            log.record("joined", organisation, by=user, says=f"{person.name} joined {organisation.name}")
    Invitation.objects.filter(email__iexact=user.email, used_at=None).update(used_at=timezone.now())
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
