"""Title, dates and charter may be said of a day that has passed."""

from datetime import date

import pytest
import time_machine

from quantock.projects.models import CharterFact, ProjectFact
from quantock.projects.tests.factories import ProjectFactory
from tests.pages import open_page

pytestmark = pytest.mark.django_db
APRIL, MAY, JUNE = date(2026, 4, 1), date(2026, 5, 1), date(2026, 6, 1)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(date(2026, 11, 2), tick=False):
        yield


@pytest.fixture
def project():
    return ProjectFactory(title="Falls", on=APRIL, charter={"problem": "They fall", "aim": "Half"})


def said(client, address, status=200, **answers):
    form = open_page(client, address).context["form"]
    held = {name: form.initial.get(name) or "" for name in form.fields}
    return open_page(client, address, status, post={**held, **answers}, follow=True)


def test_a_title_is_said_of_a_past_day(client_for, project):
    lead = client_for("lead", on=project)
    at = f"/projects/{project.number}/edit/"
    said(lead, at, title="Fewer falls", so_from="1/6/2026")
    assert ProjectFact.objects.as_at(MAY).get(project=project).title == "Falls"
    assert ProjectFact.objects.as_at(JUNE).get(project=project).title == "Fewer falls"
    for day, why in (
        ("1/1/2026", "is known here since 1 April 2026"),
        ("1/1/2030", "what is to come is not so yet"),
        ("1/5/2026", "Something later is known: from 1 June 2026"),
        ("32/13/2026", "13 is not a month"),
    ):
        page = said(lead, at, 422, title="No falls", so_from=day)
        assert why in page.errors()[0]
        assert "No falls" in page.markup
    said(lead, at, title="No falls", so_from="")
    assert ProjectFact.objects.now().get(project=project).so_from == date(2026, 11, 2)


def test_a_charter_is_said_of_a_past_day(client_for, project):
    lead = client_for("lead", on=project)
    at = f"/projects/{project.number}/charter/aim/"
    said(lead, at, aim="A third", so_from="1/6/2026")
    assert CharterFact.objects.as_at(MAY).get(project=project).aim == "Half"
    assert CharterFact.objects.as_at(JUNE).get(project=project).aim == "A third"
    page = said(lead, at, 422, aim="None", so_from="1/5/2026")
    assert "from 1 June 2026 on it says another aim. Enter that day or a later one." in page.errors()[0]
    page = said(lead, f"/projects/{project.number}/charter/problem/", 422, problem="?", so_from="1/1/2026")
    assert "is known here since 1 April 2026" in page.errors()[0]
    said(lead, f"/projects/{project.number}/charter/scope/", scope_in="Wards", so_from="1/5/2026")
    assert CharterFact.objects.now().get(project=project).scope_in == "Wards"
