from datetime import date

import pytest
from django.db import IntegrityError, transaction

from quantock.people.models import Membership, Organisation, Parentage, Succession
from quantock.people.tests.factories import MembershipFactory, OrganisationFactory

pytestmark = pytest.mark.django_db


def refused(make):
    with pytest.raises(IntegrityError), transaction.atomic():
        make()


def test_an_organisation_is_open_until_the_day_it_closes():
    closed = OrganisationFactory(opens_on=date(2014, 4, 1), closes_on=date(2023, 4, 1))
    assert closed.is_open(date(2023, 3, 31))
    assert not closed.is_open(date(2023, 4, 1))
    assert list(Organisation.objects.open_on(date(2023, 3, 31))) == [closed]
    assert list(Organisation.objects.open_on(date(2023, 4, 1))) == []
    assert list(Organisation.objects.open_on(date(2014, 3, 31))) == []


def test_an_organisation_with_unknown_dates_is_open():
    unknown = OrganisationFactory()
    assert list(Organisation.objects.open_on(date(2026, 1, 1))) == [unknown]


def test_a_code_is_given_once_by_each_system():
    OrganisationFactory(code_system="ods", code="RH5")
    OrganisationFactory(code_system="charity", code="RH5")
    refused(lambda: OrganisationFactory(code_system="ods", code="RH5"))


def test_many_organisations_may_have_no_code():
    OrganisationFactory.create_batch(2, code_system="", code="")
    refused(lambda: OrganisationFactory(code_system="ods", code=""))
    refused(lambda: OrganisationFactory(code_system="", code="RH5"))


def test_none_closes_before_it_opens():
    refused(lambda: OrganisationFactory(opens_on=date(2023, 4, 1), closes_on=date(2023, 3, 31)))


def test_none_succeeds_or_belongs_to_itself():
    trust = OrganisationFactory()
    refused(lambda: Succession.objects.create(predecessor=trust, successor=trust, on=date(2023, 4, 1)))
    refused(lambda: Parentage.objects.create(child=trust, parent=trust))


def test_a_person_belongs_to_an_organisation_once_at_a_time():
    first = MembershipFactory()
    refused(lambda: MembershipFactory(person=first.person, organisation=first.organisation))
    Membership.objects.filter(pk=first.pk).update(until=date(2026, 3, 31))
    MembershipFactory(person=first.person, organisation=first.organisation)
    assert first.person.memberships.count() == 2
