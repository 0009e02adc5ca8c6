"""Measures, for tests: begun as a page does it."""

from datetime import date
from decimal import Decimal
from typing import Any

import factory

from quantock.engines.dates import add_months
from quantock.measures import services
from quantock.measures.models import Measure
from quantock.measures.rules import Given
from quantock.projects.tests.factories import ProjectFactory

FALLS = ("6.1", "6.9", "5.8", "6.4") * 5 + ("3.2", "2.8", "3.6", "2.9", "3.3", "2.7", "3.4")


class MeasureFactory(factory.django.DjangoModelFactory[Measure]):
    """`values` are its months from January 2025 on; `target` one from the same day."""

    class Meta:
        model = Measure

    project = factory.SubFactory(ProjectFactory)
    name = factory.Sequence(lambda number: f"Falls per 1,000 occupied bed days {number}")
    direction = "down"
    values: tuple[str, ...] = ()
    target = None

    @classmethod
    def _create(cls, model_class: type[Measure], *args: Any, **said: Any) -> Measure:
        project, values, target = said.pop("project"), said.pop("values"), said.pop("target")
        first = date(2024, 4, 1)
        made = services.create_measure(project, said, by=None, on=first, target=target)
        if values:
            services.record_points(made, months(values, first), by=None)
        return made


def months(values: Any, first: date = date(2024, 4, 1)) -> list[Given]:
    """A value for each month from the first on; None is a month without one."""
    return [
        Given(
            add_months(first, place),
            None if value is None else Decimal(value),
            answer="" if value else "No data",
        )
        for place, value in enumerate(values)
    ]
