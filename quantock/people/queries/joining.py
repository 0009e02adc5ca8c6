"""Who may join, who is invited and who has joined, each in a fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from quantock.access import Role, prepared
from quantock.access.roles import ROLE_NAMES
from quantock.accounts.models import Grant, Place, User
from quantock.people import code_lists
from quantock.people.models import (
    CodeList,
    Invitation,
    ListedDomain,
    MailChoice,
    Membership,
    Organisation,
    Person,
    Unit,
)
from quantock.people.models.persons import INVITATION_DAYS


def domains_of(organisation: Organisation) -> list[ListedDomain]:
    return list(organisation.domains.order_by("domain"))


def domain_of(organisation: Organisation, pk: int) -> ListedDomain:
    """A domain of this organisation; of no other."""
    rows = ListedDomain.objects.select_related("organisation")
    return get_object_or_404(rows, organisation=organisation, pk=pk)


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation not yet taken up, and whether its link still works."""

    pk: int
    email: str
    by: str
    made_at: datetime
    works: bool


def invitations_of(organisation: Organisation, now: datetime) -> list[Invited]:
    """The invitations that nobody has taken up, newest first; at most 200."""
    rows = Invitation.objects.filter(organisation=organisation, used_at=None).select_related("by")
    oldest = now - timedelta(days=INVITATION_DAYS)
    return [
        Invited(row.pk, row.email, str(row.by or "Quantock"), row.made_at, row.made_at > oldest)
        for row in rows.order_by("-made_at")[:200]
    ]


def invitation_of(organisation: Organisation, pk: int) -> Invitation:
    """An invitation of this organisation, not taken up; of no other."""
    rows = Invitation.objects.select_related("organisation")
    return get_object_or_404(rows, organisation=organisation, pk=pk, used_at=None)


def invitation_by_token(hashed: str) -> Invitation | None:
    """The invitation whose link this is, while it works."""
    rows = Invitation.objects.standing().select_related("organisation", "by")
    return rows.filter(token=hashed).first()


def has_sign_in(email: str) -> bool:
    """Whether somebody signs in with an address, be it their first or another that they confirmed."""
    confirmed = EmailAddress.objects.filter(email__iexact=email, verified=True)
    return User.objects.filter(email=email.lower()).exists() or confirmed.exists()


def memberships_of(user: User) -> list[Membership]:
    """Where somebody works now, by name of the organisation."""
    rows = Membership.objects.filter(person__user=user, until=None)
    return list(rows.select_related("organisation", "unit").order_by("organisation__name"))


@dataclass(frozen=True, slots=True)
class Description:
    """Who somebody says they are."""

    name: str
    email: str
    staff_group: str
    staff_group_words: str
    mail: str
    mail_words: str


def description_of(user: User) -> Description:
    """Two queries."""
    person = next(iter(prepared(_person, None, keys=[user.pk])), None)
    group = person.staff_group if person else ""
    words = code_lists.label_of(CodeList.STAFF_GROUP, group) if group else ""
    mail = MailChoice(person.mail if person else MailChoice.WEEKLY)
    return Description(user.name, user.email, group, words, mail, mail.label)


def _person(keys: Sequence[int]) -> QuerySet[Person]:
    return Person.objects.filter(user__in=keys)[:1]


@dataclass(frozen=True, slots=True)
class Ways:
    """How somebody signs in."""

    has_password: bool
    second_factors: int
    providers: int
    sessions: int


def ways_of_signing_in(user: User) -> Ways:
    """Three queries."""
    return Ways(
        has_password=user.has_usable_password(),
        second_factors=Authenticator.objects.filter(user=user).exclude(type="recovery_codes").count(),
        providers=SocialAccount.objects.filter(user=user).count(),
        sessions=UserSession.objects.filter(user=user).count(),
    )


def roles_of(user: User) -> list[str]:
    """The roles somebody holds on organisations and on the whole system, in words. Two queries."""
    grants = list(Grant.objects.filter(user=user, place__in=(Place.SYSTEM, Place.ORGANISATION)))
    names = dict(
        Organisation.objects.filter(pk__in=[grant.place_id for grant in grants]).values_list("pk", "name")
    )
    held = (
        (names.get(grant.place_id, "the whole system"), ROLE_NAMES[Role(grant.role)])
        for grant in grants
        if grant.place == Place.SYSTEM or grant.place_id in names
    )
    return [f"{role}, {place}" for place, role in sorted(held)]


def units_of(organisations: Sequence[Organisation]) -> dict[int, list[str]]:
    """The names of the units of each organisation, for suggestions: at most 300 in all."""
    found: dict[int, list[str]] = {each.pk: [] for each in organisations}
    rows = Unit.objects.filter(organisation__in=organisations)
    for key, name in rows.order_by("name").values_list("organisation", "name")[:300]:
        found[key].append(name)
    return found
