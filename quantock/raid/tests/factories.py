"""Entries of a log, for tests: added as a page does it."""

from datetime import date
from typing import Any

import factory

from quantock.projects.tests.factories import ProjectFactory
from quantock.raid import services
from quantock.raid.models import Entry

ON = date(2026, 5, 1)


class EntryFactory(factory.django.DjangoModelFactory[Entry]):
    """`at` is a position on the matrix: likelihood and impact."""

    class Meta:
        model = Entry

    project = factory.SubFactory(ProjectFactory)
    kind = "action"
    title = factory.Sequence(lambda number: f"Order the bed alarms {number}")
    by = None
    on = ON
    at = None

    @classmethod
    def _create(cls, model_class: type[Entry], *args: Any, **said: Any) -> Entry:
        project, by, on, at = (said.pop(name) for name in ("project", "by", "on", "at"))
        [made] = services.add_entries(project, [said], by=by, on=on)
        if at:
            made = services.score(made, likelihood=at[0], impact=at[1], by=by, on=on)
        return made
