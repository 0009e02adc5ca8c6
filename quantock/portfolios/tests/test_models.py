from datetime import date

import pytest
from django.db import IntegrityError, transaction

from quantock.access import NOBODY, viewer_for
from quantock.accounts.tests.factories import UserFactory, grant
from quantock.people.tests.factories import OrganisationFactory
from quantock.portfolios.models import Portfolio, Theme
from quantock.portfolios.tests.factories import PortfolioFactory, ThemeFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("whose", ["an organisation", "the whole system"])
def test_a_name_is_given_once(whose):
    organisation = OrganisationFactory() if whose == "an organisation" else None
    PortfolioFactory(name="Strategic change", organisation=organisation)
    PortfolioFactory(name="Strategic change")
    with pytest.raises(IntegrityError), transaction.atomic():
        PortfolioFactory(name="Strategic change", organisation=organisation)


def test_who_sees_a_portfolio():
    ours, theirs, shared = PortfolioFactory(), PortfolioFactory(), PortfolioFactory(organisation=None)

    def seen_by(*held):
        user = UserFactory()
        for role, on in held:
            grant(user, role, on=on)
        return set(Portfolio.objects.visible_to(viewer_for(user)))

    assert seen_by(("member", ours.organisation)) == {ours, shared}
    assert seen_by(("viewer", theirs)) == {theirs, shared}
    assert seen_by(("auditor", None)) == {ours, theirs, shared}
    assert seen_by() == {shared}
    assert not Portfolio.objects.visible_to(NOBODY)


def test_a_theme_is_in_force_from_its_first_day_until_the_day_it_ends():
    theme = ThemeFactory(so_from=date(2025, 4, 1), so_until=date(2028, 4, 1))
    always = ThemeFactory()
    assert set(Theme.objects.in_force(date(2025, 4, 1))) == {theme, always}
    assert set(Theme.objects.in_force(date(2028, 4, 1))) == {always}
    assert set(Theme.objects.in_force(date(2025, 3, 31))) == {always}
