"""Organisations and the people in them, for tests."""

import factory

from quantock.accounts.tests.factories import UserFactory
from quantock.people.models import Membership, Organisation, OrganisationType, Person, Unit

NAMES = ("Quantock Vale", "Brendon", "Mendip Edge", "Blackdown", "Parrett", "Tone Valley", "Exmoor Fringe")


class OrganisationFactory(factory.django.DjangoModelFactory[Organisation]):
    class Meta:
        model = Organisation

    name = factory.Sequence(lambda number: f"{NAMES[number % len(NAMES)]} NHS Foundation Trust {number}")
    kind = OrganisationType.TRUST
    code_system = "ods"
    code = factory.Sequence(lambda number: f"R{number:03d}")
    in_system = True


class UnitFactory(factory.django.DjangoModelFactory[Unit]):
    class Meta:
        model = Unit

    organisation = factory.SubFactory(OrganisationFactory)
    name = factory.Sequence(lambda number: f"{('Ash', 'Beech', 'Cedar', 'Elm')[number % 4]} ward {number}")


class PersonFactory(factory.django.DjangoModelFactory[Person]):
    class Meta:
        model = Person

    user = factory.SubFactory(UserFactory)
    name = factory.SelfAttribute("user.name")
    email = factory.SelfAttribute("user.email")


class MembershipFactory(factory.django.DjangoModelFactory[Membership]):
    class Meta:
        model = Membership

    person = factory.SubFactory(PersonFactory)
    organisation = factory.SubFactory(OrganisationFactory)
