"""Benefits, for tests: added as a page does it."""

from datetime import date
from typing import Any

import factory

from quantock.benefits import services
from quantock.benefits.models import Benefit
from quantock.projects.tests.factories import ProjectFactory

ON = date(2026, 5, 1)


class BenefitFactory(factory.django.DjangoModelFactory[Benefit]):
    """`months` are forecast and reported from April 2026 on, in hundredths."""

    class Meta:
        model = Benefit

    project = factory.SubFactory(ProjectFactory)
    title = factory.Sequence(lambda number: f"Fewer agency hours {number}")
    kind = "cash"
    unit = "£"
    by = None
    on = ON
    months: tuple[tuple[int | None, int | None], ...] = ()

    @classmethod
    def _create(cls, model_class: type[Benefit], *args: Any, **said: Any) -> Benefit:
        project, by, on, months = (said.pop(name) for name in ("project", "by", "on", "months"))
        [made] = services.add_benefits(project, [said], by=by, on=on)
        if months:
            figures = {
                date(2026, 4 + place, 1): {"forecast": forecast, "reported": reported}
                for place, (forecast, reported) in enumerate(months)
            }
            made = services.say_months(made, figures, by=by, on=on)
        return made
