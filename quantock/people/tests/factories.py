"""Organisations and the people in them, for tests."""

from typing import Any

import factory

from quantock.accounts.tests.factories import UserFactory
from quantock.people.finding import keep_organisations_findable, keep_people_findable
from quantock.people.models import (
    Invitation,
    ListedDomain,
    Membership,
    Organisation,
    OrganisationType,
    Person,
    Unit,
)
from quantock.people.services.joining import hashed

NAMES = ("Quantock Vale", "Brendon", "Mendip Edge", "Blackdown", "Parrett", "Tone Valley", "Exmoor Fringe")


class OrganisationFactory(factory.django.DjangoModelFactory[Organisation]):
    class Meta:
        model = Organisation

    name = factory.Sequence(lambda number: f"{NAMES[number % len(NAMES)]} NHS Foundation Trust {number}")
    kind = OrganisationType.TRUST
    code_system = "ods"
    code = factory.Sequence(lambda number: f"R{number:03d}")
    in_system = True

    @classmethod
    def _create(cls, model_class: type[Organisation], *args: Any, **said: Any) -> Organisation:
        made = super()._create(model_class, *args, **said)
        keep_organisations_findable([made])
        return made


class UnitFactory(factory.django.DjangoModelFactory[Unit]):
    class Meta:
        model = Unit

    organisation = factory.SubFactory(OrganisationFactory)
    name = factory.Sequence(lambda number: f"{('Ash', 'Beech', 'Cedar', 'Elm')[number % 4]} ward {number}")

    @classmethod
    def _create(cls, model_class: type[Unit], *args: Any, **said: Any) -> Unit:
        made = super()._create(model_class, *args, **said)
        keep_organisations_findable([made.organisation])
        return made


class PersonFactory(factory.django.DjangoModelFactory[Person]):
    class Meta:
        model = Person

    user = factory.SubFactory(UserFactory)
    name = factory.SelfAttribute("user.name")
    email = factory.SelfAttribute("user.email")

    @classmethod
    def _create(cls, model_class: type[Person], *args: Any, **said: Any) -> Person:
        made = super()._create(model_class, *args, **said)
        keep_people_findable([made])
        return made


class MembershipFactory(factory.django.DjangoModelFactory[Membership]):
    class Meta:
        model = Membership

    person = factory.SubFactory(PersonFactory)
    organisation = factory.SubFactory(OrganisationFactory)


class ListedDomainFactory(factory.django.DjangoModelFactory[ListedDomain]):
    class Meta:
        model = ListedDomain

    organisation = factory.SubFactory(OrganisationFactory)
    domain = factory.Sequence(lambda number: f"trust{number}.example")


class InvitationFactory(factory.django.DjangoModelFactory[Invitation]):
    """An invitation whose link ends in "a-token" and a number."""

    class Meta:
        model = Invitation

    organisation = factory.SubFactory(OrganisationFactory)
    email = factory.Sequence(lambda number: f"guest.{number}@elsewhere.example")
    token = factory.Sequence(lambda number: hashed(f"a-token-{number}"))
