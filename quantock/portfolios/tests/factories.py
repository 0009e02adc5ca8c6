"""Portfolios and themes, for tests."""

import factory

from quantock.people.tests.factories import OrganisationFactory
from quantock.portfolios.models import Portfolio, Theme


class PortfolioFactory(factory.django.DjangoModelFactory[Portfolio]):
    class Meta:
        model = Portfolio

    name = factory.Sequence(lambda number: f"Transformation portfolio {number}")
    organisation = factory.SubFactory(OrganisationFactory)


class ThemeFactory(factory.django.DjangoModelFactory[Theme]):
    class Meta:
        model = Theme

    name = factory.Sequence(lambda number: f"Care closer to home {number}")
