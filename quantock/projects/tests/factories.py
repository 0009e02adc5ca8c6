"""Projects, for tests: registered as a page does it, so that facts and events are there too."""

from datetime import date
from typing import Any

import factory

from quantock.people.tests.factories import OrganisationFactory
from quantock.projects import lifecycles, services
from quantock.projects.models import Notice, Project, Visibility
from quantock.projects.services import Registration

TITLES = (
    "Reducing falls on Ash ward",
    "E-rostering",
    "Faster discharge letters",
    "Quiet nights",
    "Clean hands",
)
NOT_OF_THE_RECORD = ("visibility", "by", "on", "charter")


class ProjectFactory(factory.django.DjangoModelFactory[Project]):
    """`by` registers and so leads it; `on` is the day; `charter` the problem, aim and scope."""

    class Meta:
        model = Project

    title = factory.Sequence(lambda number: f"{TITLES[number % len(TITLES)]} {number}")
    lead_organisation = factory.SubFactory(OrganisationFactory)
    visibility = Visibility.ORGANISATION
    by = None
    on = date(2026, 4, 1)
    charter: dict[str, Any] = {}

    @classmethod
    def _create(cls, model_class: type[Project], *args: Any, **said: Any) -> Project:
        seven = lifecycles.ensure_shipped()["seven-steps"]
        record = {name: value for name, value in said.items() if name not in NOT_OF_THE_RECORD}
        record = {"life_cycle": seven, "step": seven.steps.first(), **record}
        registration = Registration(record, said["charter"], said["visibility"])
        [project] = services.register([registration], by=said["by"], on=said["on"])
        return project


class NoticeFactory(factory.django.DjangoModelFactory[Notice]):
    """Something that somebody is told."""

    class Meta:
        model = Notice

    kind = Notice.Kind.MENTION
    says = factory.Sequence(lambda number: f"Tom Ellis mentioned you about P-{number:04d} Falls on Ash ward")
    url = "/projects/"
