"""Of whom a second step is asked when they sign in: everybody, or whoever holds one of some roles, wherever."""

from collections.abc import Collection

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction
from django.db.models import Q

from quantock.access import Role
from quantock.access.roles import ROLE_NAMES
from quantock.accounts.models import EVERYBODY, SecondStepFor, User
from quantock.audit import log
from quantock.people.models import Person
from quantock.people.services.leaving import end_sessions


@transaction.atomic
def ask_second_step_of(roles: Collection[str], *, by: User | None) -> bool:
    """These from now on (`EVERYBODY` is one of them), and no others; whether that changes anything. An event for each that
    is added or dropped."""
    kept = {each.role: each for each in SecondStepFor.objects.select_for_update()}
    added = [SecondStepFor(role=role) for role in ORDER if role in roles and role not in kept]
    for each in added:
        each.save()
        log.record("second step asked", each, by=by, says=f"A second step is asked of {called(each.role)}")
    dropped = [kept[role] for role in ORDER if role in kept and role not in roles]
    for each in dropped:
        says = f"A second step is no longer asked of {called(each.role)}"
        log.record("second step not asked", each, by=by, says=says)
    SecondStepFor.objects.filter(pk__in=[each.pk for each in dropped]).delete()
    return bool(added or dropped)


ORDER = (EVERYBODY, *Role)


def called(role: str) -> str:
    """Of whom, in a sentence."""
    return f"whoever holds the role “{ROLE_NAMES[Role(role)]}”" if role else "everybody"


def is_asked_of(user: User) -> bool:
    """Whether this person has to have a second step. One query, none where the settings say so of everybody."""
    if settings.REQUIRE_SECOND_FACTOR:
        return True
    hers = Q(role=EVERYBODY) | Q(role__in=user.grants.values("role"))
    return SecondStepFor.objects.filter(hers).exists()


@transaction.atomic
def take_off(person: Person, *, by: User | None) -> bool:
    """Whoever lost their phone or key signs in with their password alone, until they set up another; whether they had one.
    Wherever they are signed in, they are no longer."""
    if person.user is None or not Authenticator.objects.filter(user=person.user).delete()[0]:
        return False
    end_sessions(person.user)
    log.record("second step taken off", person, by=by, says=f"The second step of {person.name} was taken off")
    return True
