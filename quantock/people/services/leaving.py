"""People who leave: their membership, their sign-in, what they have, and in the end their name."""

from datetime import date

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.utils import timezone

from quantock.accounts.models import Grant, Place, User
from quantock.audit import log
from quantock.audit.models import Event
from quantock.engines.text import plural
from quantock.people.finding import keep_people_findable
from quantock.people.handing import CALLED, HANDOVERS
from quantock.people.models import Invitation, Membership, Person
from quantock.people.services import grants
from quantock.people.services.erasing import Replacement, replace_everywhere
from quantock.people.services.roles import keep_an_administrator
from quantock.search.index import keep_all_with
from quantock.web import mail


@transaction.atomic
def leave(*, membership: Membership, by: User | None, on: date) -> None:
    """Somebody leaves one organisation; the roles held on it end, others stay."""
    membership.until = on
    membership.save(update_fields=["until"])
    organisation, person = membership.organisation, membership.person
    if person.user is not None:
        held = Grant.objects.filter(
            user=person.user, place=Place.ORGANISATION, place_id=organisation.pk
        ).values_list("role", flat=True)
        for role in list(held):
            grants.take(user=person.user, role=role, place=Place.ORGANISATION, place_id=organisation.pk)
    log.record("left", organisation, by=by, says=f"{person.name} left {organisation.name}")


@transaction.atomic
def deactivate(*, person: Person, by: User | None, on: date) -> None:
    """Somebody can no longer sign in, from this moment; what they did stays as it is.

    Raises LastAdministrator where nobody else administers the whole system.
    """
    if person.user is not None:
        keep_an_administrator(person.user)
        person.user.is_active = False
        person.user.save(update_fields=["is_active"])
        end_sessions(person.user)
    person.left_at = timezone.now()
    person.save(update_fields=["left_at"])
    person.memberships.filter(until=None).update(until=on)
    log.record("deactivated", person, by=by, says=f"{person.name} can no longer sign in")


def end_sessions(user: User) -> None:
    """Wherever they are signed in, they are no longer, also not when their sign-in is opened again."""
    for session in UserSession.objects.filter(user=user):
        session.end()


@transaction.atomic
def reactivate(*, person: Person, by: User | None) -> None:
    """Somebody who came back signs in as before; organisations are joined anew."""
    if person.user is not None:
        person.user.is_active = True
        person.user.save(update_fields=["is_active"])
    person.left_at = None
    person.save(update_fields=["left_at"])
    log.record("reactivated", person, by=by, says=f"{person.name} can sign in again")


@transaction.atomic
def hand_over(*, leaver: Person, heir: Person, by: User | None, on: date) -> int:
    """All that one person leads, owns and takes part in goes to another; returns how many things."""
    moved = [thing for hands in HANDOVERS for thing in hands(leaver, heir, by, on)]
    says = f"{leaver.name} handed {plural(len(moved), 'thing')} over to {heir.name}"
    log.record("handed over", leaver, by=by, says=says, reason="; ".join(moved))
    return len(moved)


@transaction.atomic
def erase(*, person: Person, by: User | None, on: date) -> str:
    """Somebody becomes a pseudonym everywhere, also in texts; what they decided stays. Returns the pseudonym.

    Raises LastAdministrator where nobody else administers the whole system.
    """
    pseudonym = f"Former colleague {person.pk}"
    names, addresses = _names(person), {person.email, *_addresses(person.user)} - {""}
    if person.left_at is None:
        deactivate(person=person, by=by, on=on)
    if person.user is not None:
        _close_sign_in(person.user, pseudonym)
    Invitation.objects.filter(email__in=addresses).delete()
    person.name, person.email, person.erased_at = pseudonym, "", timezone.now()
    person.save(update_fields=["name", "email", "erased_at"])
    words = [Replacement(address, "an erased address") for address in addresses]
    of_others = set(map(str.casefold, Person.objects.values_list("name", flat=True)))
    words += [Replacement(name, pseudonym) for name in names if name.casefold() not in of_others]
    replace_everywhere(words)
    keep_people_findable([person])
    for word in words:
        keep_all_with(word.old)
    mail.forget([word.old for word in words if word.is_telling])
    log.record("erased", person, by=by, says=f"A person was erased and is now {pseudonym}")
    return pseudonym


def _names(person: Person) -> list[str]:
    """What somebody is called, was called before, and is called where records mean them: longest first."""
    said = Event.objects.filter(kind="person", record_id=person.pk, verb="described")
    changes = [change for changed in said.values_list("changes", flat=True) for change in changed]
    before = {change["was"] for change in changes if change["field"] == "name"}
    elsewhere = {name for names in CALLED for name in names(person)}
    return sorted({person.name, *before, *elsewhere} - {""}, key=lambda name: (-len(name), name))


def _addresses(user: User | None) -> set[str]:
    if user is None:
        return set()
    return {user.email, *EmailAddress.objects.filter(user=user).values_list("email", flat=True)}


def _close_sign_in(user: User, pseudonym: str) -> None:
    """Nothing is left by which anybody could sign in as them, or tell who they were."""
    for table in (EmailAddress, SocialAccount, Authenticator, UserSession, Grant):
        table.objects.filter(user=user).delete()
    user.name, user.email = pseudonym, f"erased-{user.pk}@erased.invalid"
    user.set_unusable_password()
    user.save(update_fields=["name", "email", "password"])
