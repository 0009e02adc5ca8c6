"""Values that are due: who collects them is told by the weekly e-mail, and an office reads how many are overdue."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.urls import reverse

from quantock.access import Role, viewer_for
from quantock.accounts.tests.factories import UserFactory
from quantock.desk.queries.weekly import letter_for
from quantock.measures.models import Measure
from quantock.measures.tests.factories import MeasureFactory
from quantock.people.services.joining import person_of
from quantock.projects import services
from quantock.projects.tests.factories import ProjectFactory
from tests.pages import open_page

NOW = datetime(2026, 7, 10, 9, tzinfo=ZoneInfo("Europe/London"))
TWENTY = ("6.1", "6.9", "5.8", "6.4") * 5


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def project(db):
    return ProjectFactory(title="Falls on Ash ward", visibility="system")


def joined(project, role):
    user = UserFactory()
    services.involve(project, role=role, person=person_of(user), by=None, on=NOW.date())
    return user


def told(user):
    return [line for line in letter_for(viewer_for(user), NOW).due if "Add the value" in line.says]


def test_the_lead_is_told_unless_somebody_else_collects(project):
    lead, member = joined(project, Role.LEAD), joined(project, Role.TEAM)
    measure = MeasureFactory(project=project, name="Falls", values=TWENTY)
    [line] = told(lead)
    assert line.says == "Add the value of “Falls” for December 2025: it was due on 14 January 2026"
    assert line.path == reverse("measures:value-add", args=[project.number, measure.pk])
    assert told(member) == []
    Measure.objects.update(collector_role=Role.TEAM)
    assert [told(lead), len(told(member))] == [[], 1]
    Measure.objects.update(collector=person_of(lead))
    assert [len(told(lead)), told(member)] == [1, []]


def test_what_is_not_due_within_a_week_is_not_told(project):
    lead = joined(project, Role.LEAD)
    MeasureFactory(project=project, values=(*TWENTY, *TWENTY[:7]))
    assert told(lead) == []
    MeasureFactory(project=project, values=(*TWENTY, *TWENTY[:6]), due_days=14)
    [line] = told(lead)
    assert line.says.endswith("for June 2026: due by 14 July 2026")


def test_who_collects_is_chosen_in_the_measures_form(client_for, project):
    member = joined(project, Role.TEAM)
    measure = MeasureFactory(project=project, name="Falls", values=TWENTY)
    client = client_for("lead", on=project)
    here = f"/projects/{project.number}/measures/{measure.pk}/settings/"
    page = open_page(client, here)
    form = page.context["form"]
    said = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False)}
    code = f"person-{person_of(member).pk}"
    answer = client.post(here, {**said, "seen": form.initial["seen"], "collected_by": code})
    assert answer.status_code == 302
    assert Measure.objects.get().collector == person_of(member)
    elsewhere = person_of(UserFactory())
    refused = {**said, "seen": form.initial["seen"], "collected_by": f"person-{elsewhere.pk}"}
    assert open_page(client, here, 422, post=refused).errors()


def test_an_office_reads_how_many_are_overdue_and_opens_them(client_for, project):
    MeasureFactory(project=project, name="Falls", values=TWENTY)
    office = client_for("pmo", on=project.lead_organisation)
    page = open_page(office, reverse("desk:quiet"))
    assert "1 measure is overdue for the next value." in page
    assert "Falls of P-" in open_page(office, page.links()["1 measure is overdue"])
    narrowed = open_page(office, f"{reverse('desk:quiet')}?where=organisation-{project.lead_organisation_id}")
    assert "1 measure is overdue" in narrowed
