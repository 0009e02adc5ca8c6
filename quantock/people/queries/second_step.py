"""Of whom a second step is asked, and who has none yet."""

from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.db.models import Count, Exists, OuterRef, Q

from quantock.access.backend import FACTORS
from quantock.accounts.models import EVERYBODY, Grant, SecondStepFor, User
from quantock.people.models import Person


@dataclass(frozen=True, slots=True)
class Asked:
    """The roles of which it is asked, or everybody."""

    roles: frozenset[str]

    @property
    def of_everybody(self) -> bool:
        return EVERYBODY in self.roles


@dataclass(frozen=True, slots=True)
class Without:
    """How many people sign in here, and how many of those who are asked have no second step yet."""

    people: int
    asked: int
    without: int


def asked_of() -> Asked:
    """One query."""
    return Asked(frozenset(SecondStepFor.objects.values_list("role", flat=True)))


def without(asked: Asked, *, of_everybody: bool) -> Without:
    """One query. Whoever comes through an organisation's own sign-in is asked there, and is not counted as without."""
    has = Exists(Authenticator.objects.filter(user=OuterRef("pk"), type__in=FACTORS))
    comes = Exists(SocialAccount.objects.filter(user=OuterRef("pk")))
    holds = Exists(Grant.objects.filter(user=OuterRef("pk"), role__in=asked.roles))
    is_asked = Q(pk__isnull=False) if of_everybody else Q(holds)
    found = User.objects.filter(is_active=True).aggregate(
        people=Count("pk"),
        asked=Count("pk", filter=is_asked),
        without=Count("pk", filter=is_asked & ~Q(has) & ~Q(comes)),
    )
    return Without(**found)


def has_second_step(person: Person) -> bool:
    """One query."""
    return bool(Authenticator.objects.filter(user=person.user_id, type__in=FACTORS).exists())
