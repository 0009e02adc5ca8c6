"""Saved views, for tests."""

import factory

from quantock.accounts.tests.factories import UserFactory
from quantock.desk.models import SavedView


class SavedViewFactory(factory.django.DjangoModelFactory[SavedView]):
    class Meta:
        model = SavedView

    by = factory.SubFactory(UserFactory)
    name = factory.Sequence(lambda number: f"Red projects of board {number}")
    page = "projects"
    query = "state=live&confidence=red"
