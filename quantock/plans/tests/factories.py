"""Tasks of a plan, for tests: added as a page does it."""

from datetime import date
from typing import Any

import factory

from quantock.plans import services
from quantock.plans.models import Task
from quantock.projects.tests.factories import ProjectFactory

ON = date(2026, 5, 1)


class TaskFactory(factory.django.DjangoModelFactory[Task]):
    """`milestone=True` makes a milestone of the project, on its `finish`."""

    class Meta:
        model = Task

    project = factory.SubFactory(ProjectFactory)
    name = factory.Sequence(lambda number: f"Train the night staff {number}")
    by = None
    on = ON

    @classmethod
    def _create(cls, model_class: type[Task], *args: Any, **said: Any) -> Task:
        project, by, on = (said.pop(name) for name in ("project", "by", "on"))
        [made] = services.add_tasks(project, [said], by=by, on=on)
        return made
