"""A note on a chart leads to the record that it is about, for those who may see that record."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from quantock.measures import services as measuring
from quantock.measures.tests.factories import FALLS, MeasureFactory
from quantock.projects import services
from quantock.projects.models import StatusUpdate
from quantock.projects.tests.factories import ProjectFactory
from quantock.raid import services as logging
from quantock.raid.models import Entry
from tests.pages import open_page

pytestmark = pytest.mark.django_db
ON = date(2025, 12, 1)


@pytest.fixture
def project():
    return ProjectFactory(track="full", visibility="system")


@pytest.fixture
def measure(project):
    return MeasureFactory(project=project, values=FALLS)


def at(route, measure):
    return reverse(f"measures:{route}", args=[measure.project.number, measure.pk])


def test_what_a_note_can_be_about_is_offered_and_leads_there(client_for, project, measure):
    [gate] = services.add_milestones(project, [{"name": "Alarms fitted"}], by=None, on=ON)
    [bought] = logging.add_entries(project, [{"kind": "action", "title": "Buy alarms"}], by=None, on=ON)
    client = client_for("lead", on=project)
    form = open_page(client, at("note-add", measure)).context["form"]
    assert f"milestone-{gate.pk}" in str(form["about"])
    for about in ("milestone-999", f"action-{bought.pk}", "nothing"):
        said = {"text": "Alarms in use", "on": "5/12/2025", "kind": "change", "about": about}
        assert client.post(at("note-add", measure), said).status_code == 422
    for about in (f"milestone-{gate.pk}", f"entry-{bought.pk}"):
        assert client.post(at("note-add", measure), {**said, "about": about}).status_code == 302
    page = open_page(client, at("measure", measure))
    there = reverse("raid:entry", args=[project.number, bought.pk])
    assert (
        f"{reverse('projects:milestones', args=[project.number])}#milestone-{gate.pk}"
        in page.links().values()
    )
    assert there in page.links().values()
    assert "Note 2: Alarms in use" in client.get(at("measure", measure)).content.decode()


def test_a_record_that_is_not_seen_is_not_named(client_for, project, measure):
    [kept] = logging.add_entries(project, [{"kind": "action", "title": "Talk to Kim"}], by=None, on=ON)
    Entry.objects.filter(pk=kept.pk).update(restricted=True)
    measuring.annotate(measure, on=ON, kind="change", text="Kim left", about=f"entry-{kept.pk}", by=None)
    client = client_for("lead", on=project)
    page = open_page(client, at("measure", measure))
    assert "Kim left" in page.text
    assert "Talk to Kim" not in page.text
    assert reverse("raid:entry", args=[project.number, kept.pk]) not in page.links().values()
    assert "Talk to Kim" not in client.get(at("note-add", measure)).content.decode()


def test_a_recalculation_leads_to_an_update_and_the_page_keeps_to_twelve_queries(
    client_for, project, measure, cost
):
    """With notes about three sorts of record, before and after kept, and shared with another project."""
    [gate] = services.add_milestones(project, [{"name": "Alarms fitted"}], by=None, on=ON)
    [bought] = logging.add_entries(project, [{"kind": "action", "title": "Buy alarms"}], by=None, on=ON)
    told = StatusUpdate.objects.create(
        project=project, as_at=date(2025, 11, 9), stage="published", published_at=timezone.now()
    )
    StatusUpdate.objects.create(project=project, as_at=ON)
    client = client_for("lead", on=project)
    form = open_page(client, at("rebase", measure)).context["form"]
    choices = dict(form.fields["about"].choices)
    assert choices["Status updates"] == [(f"update-{told.pk}", "Status update of 9 November 2025")], (
        "no draft"
    )
    said = dict.fromkeys(("different", "known", "desirable", "lasting"), "Yes") | {"starts": "1/12/2025"}
    assert client.post(at("rebase", measure), {**said, "about": "update-999"}).status_code == 422
    assert client.post(at("rebase", measure), {**said, "about": f"update-{told.pk}"}).status_code == 302
    for about in (f"milestone-{gate.pk}", f"entry-{bought.pk}"):
        measuring.annotate(measure, on=ON, kind="change", text="Alarms", about=about, by=None)
    measuring.offer_measure(measure, project.lead_organisation, by=None)
    measure.refresh_from_db()
    user = ProjectFactory(title="Beds", visibility="system")
    measuring.use_measure(measure, user, by=None)
    links = open_page(client, at("measure", measure)).links()
    updates = reverse("projects:updates", args=[project.number])
    assert links["Status update of 9 November 2025"] == f"{updates}#update-{told.pk}"
    assert links[f"{user.ref} Beds"] == reverse("projects:overview", args=[user.number])
    assert f'id="update-{told.pk}"' in client.get(updates).content.decode()
    assert cost(lambda: client.get(at("measure", measure))) <= 12
