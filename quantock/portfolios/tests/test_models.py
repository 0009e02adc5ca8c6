"""Whose portfolios are seen, and what the database refuses."""

from datetime import date

import pytest
from django.db import IntegrityError

from quantock.access import NOBODY, viewer_for
from quantock.accounts.tests.factories import UserFactory, grant
from quantock.people.tests.factories import OrganisationFactory
from quantock.portfolios.models import Portfolio, Theme
from quantock.portfolios.tests.factories import PortfolioFactory

pytestmark = pytest.mark.django_db


def test_one_sees_the_systems_ones_own_and_those_one_holds_a_role_on():
    ours, theirs = OrganisationFactory(), OrganisationFactory()
    system = PortfolioFactory(organisation=None)
    own, other, held = (PortfolioFactory(organisation=body) for body in (ours, theirs, theirs))
    user = UserFactory()
    grant(user, "member", on=ours)
    grant(user, "sponsor", on=held)
    assert set(Portfolio.objects.visible_to(viewer_for(user))) == {system, own, held}
    assert not Portfolio.objects.visible_to(NOBODY).exists()
    assert other.name


def test_two_portfolios_of_the_whole_system_have_different_names():
    Portfolio.objects.create(name="Board")
    with pytest.raises(IntegrityError):
        Portfolio.objects.create(name="Board")


def test_a_theme_is_in_force_between_its_dates():
    Theme.objects.create(name="Prevention", so_from=date(2025, 4, 1), so_until=date(2026, 4, 1))
    assert Theme.objects.in_force(date(2026, 3, 31)).exists()
    assert not Theme.objects.in_force(date(2026, 4, 1)).exists()
