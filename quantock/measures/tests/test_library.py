"""A measure started from a known definition."""

import pytest
from django.urls import reverse

from quantock.measures.library import KNOWN
from quantock.measures.models import Definition, Measure
from quantock.projects.tests.factories import ProjectFactory
from tests.pages import open_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def project():
    return ProjectFactory(title="Falls on Ash ward")


@pytest.fixture
def client(client_for, project):
    return client_for("lead", on=project)


def adding(project, slug):
    return reverse("measures:add", kwargs={"number": project.number}) + f"?from={slug}"


def as_filled(client, address):
    form = client.get(address).context_data["form"]
    return {name: form[name].value() or "" for name in form.fields}


def test_every_definition_says_what_is_counted_out_of_what_and_whom():
    assert len({each.slug for each in KNOWN}) == len(KNOWN) == 12
    for each in KNOWN:
        assert all(each.measure.values()), each.slug
        assert all(each.definition.values()), each.slug


@pytest.mark.parametrize("each", KNOWN, ids=lambda each: each.slug)
def test_what_the_form_is_filled_with_can_be_saved_as_it_stands(client, project, each):
    address = adding(project, each.slug)
    assert client.post(address, as_filled(client, address)).status_code == 302
    made = Measure.objects.get()
    assert {name: getattr(made, name) for name in each.measure} == each.measure
    kept = Definition.objects.now().get(measure=made)
    assert {name: getattr(kept, name) for name in each.definition} == each.definition


def test_the_page_is_filled_and_saves_nothing(client, project):
    page = open_page(client, adding(project, "falls"))
    assert "Filled in from “Inpatient falls per 1,000 occupied bed days”" in page.text
    assert not Measure.objects.exists()


def test_what_a_person_changes_is_what_is_kept(client, project):
    address = adding(project, "falls")
    data = as_filled(client, address) | {"numerator": "Falls on Ash ward", "why": ""}
    client.post(address, data)
    kept = Definition.objects.now().get()
    assert (kept.numerator, kept.why) == ("Falls on Ash ward", "")


def test_bad_input_says_what_to_do_and_keeps_the_rest(client, project):
    address = adding(project, "falls")
    response = client.post(address, as_filled(client, address) | {"target": "few"})
    assert response.status_code == 422
    assert response.context_data["form"].errors == {"target": ["Enter a number, such as 12 or 90.5"]}
    assert "Falls of inpatients reported in the month" in response.content.decode()
    assert not Measure.objects.exists()


def test_an_unknown_definition_is_an_empty_form(client, project):
    page = open_page(client, adding(project, "no-such-one"))
    assert "Filled in from" not in page.text
    assert "What is counted" not in page.text
