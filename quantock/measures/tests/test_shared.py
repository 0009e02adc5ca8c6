"""A measure of one project used by others: offered, taken, shown and counted, each only to who may see it."""

import io
from datetime import date

import openpyxl
import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from quantock.access.viewer import viewer_for
from quantock.accounts.tests.factories import UserFactory, grant
from quantock.audit.models import Event
from quantock.desk.keeping.records import check_records
from quantock.measures import services
from quantock.measures.models import Measure, SharedMeasure
from quantock.measures.queries.shared import offered_to
from quantock.measures.queries.wanting import without_data
from quantock.measures.tests.factories import FALLS, MeasureFactory
from quantock.people.tests.factories import OrganisationFactory
from quantock.portfolios.tests.factories import ThemeFactory
from quantock.projects import lifecycles, shares
from quantock.projects.models import Counted, Project, ThemeFact, Track, Visibility
from quantock.projects.services import Refused, merge, twins
from quantock.projects.tests.factories import ProjectFactory
from tests.pages import open_page

pytestmark = pytest.mark.django_db


def at(route, project, **more):
    return reverse(f"measures:{route}", kwargs={"number": project.number, **more})


def one_at(route, measure):
    return at(route, measure.project, measure_id=measure.pk)


@pytest.fixture
def trust():
    return OrganisationFactory(name="Combe Vale")


@pytest.fixture
def home(trust):
    return ProjectFactory(
        title="Falls everywhere", lead_organisation=trust, visibility=Visibility.ORGANISATION
    )


@pytest.fixture
def project(trust):
    return ProjectFactory(title="Beds on Ash ward", lead_organisation=trust, visibility=Visibility.SYSTEM)


@pytest.fixture
def falls(home):
    return MeasureFactory(project=home, name="Falls", values=FALLS)


@pytest.fixture
def offered(falls, trust):
    services.offer_measure(falls, trust, by=None)
    falls.refresh_from_db()
    return falls


def test_it_is_offered_taken_shown_and_let_go(client_for, falls, trust, home, project):
    client = client_for("pmo", on=trust)
    assert "Offer it to other projects" in open_page(client, one_at("measure", falls)).text
    open_page(client, one_at("offer", falls))
    response = client.post(one_at("offer", falls), {"library": "theme-9999"})
    assert response.status_code == 422
    client.post(one_at("offer", falls), {"library": f"organisation-{trust.pk}"})
    [row] = open_page(client, at("library", project)).rows()
    assert row[1] == "Combe Vale"
    client.post(at("use", project, offered_id=falls.pk))
    page = open_page(client, at("measures", project))
    assert f"Shared by Combe Vale · kept in {home.ref} Falls everywhere" in page.text
    assert one_at("measure", falls) in page.links().values()
    assert f"{project.ref} Beds on Ash ward" in open_page(client, one_at("measure", falls)).text
    overview = open_page(client, reverse("projects:overview", args=[project.number]))
    assert f"kept in {home.ref}" in overview.text
    assert not open_page(client, at("library", project)).rows()
    # Withdrawn: who uses it goes on.
    client.post(one_at("offer", falls), {"library": "nowhere"})
    use = SharedMeasure.objects.get()
    client.post(at("stop-using", project, use_id=use.pk))
    assert "Shared with" not in open_page(client, at("measures", project)).text
    assert client.post(at("stop-using", project, use_id=use.pk)).status_code == 404
    told = Event.objects.filter(project_id=project.pk, kind="sharedmeasure").order_by("pk")
    assert [each.verb for each in told] == ["measure used", "measure no longer used"]
    assert not any("Falls" in each.says for each in told)
    told = Event.objects.filter(kind="measure", record_id=falls.pk, verb__contains="offered").order_by("pk")
    assert [each.verb for each in told] == ["measure offered", "measure no longer offered"]


def test_who_may_not_see_its_own_project_finds_nothing(client_for, offered, home, project):
    """Neither a card nor a count nor a row, and what is sent of it does not exist."""
    use = services.use_measure(offered, project, by=None)
    client = client_for("lead", on=project)
    page = open_page(client, at("measures", project))
    assert "Falls everywhere" not in page.text
    assert "Shared with" not in page.text
    assert "Falls" not in open_page(client, reverse("projects:overview", args=[project.number])).text
    assert "Falls" not in open_page(client, at("library", project) + "?q=falls").text
    assert "Falls" not in open_page(client, reverse("projects:history", args=[project.number])).text
    assert client.post(at("stop-using", project, use_id=use.pk)).status_code == 404
    other = ProjectFactory()
    client = client_for("lead", on=other)
    assert client.post(at("use", other, offered_id=offered.pk)).status_code == 404
    assert client.post(at("use", other, offered_id=999999)).status_code == 404
    # Nor does its own project tell of those that use it.
    Project.objects.filter(pk=project.pk).update(visibility=Visibility.TEAM)
    assert project.title not in open_page(client_for("lead", on=home), one_at("measure", offered)).text


def test_what_cannot_be_taken_is_refused(client_for, offered, home, project, trust):
    client = client_for("pmo", on=trust)
    assert (
        "own measure already"
        in client.post(at("use", home, offered_id=offered.pk), follow=True).content.decode()
    )
    services.use_measure(offered, project, by=None)
    for change in ({}, {"library_organisation": None}, {"draft": True}):
        Measure.objects.filter(pk=offered.pk).update(**change)
        offered.refresh_from_db()
        with pytest.raises(Refused):
            services.use_measure(offered, project, by=None)
    assert SharedMeasure.objects.count() == 1
    with pytest.raises(Refused):
        services.offer_measure(offered, trust, by=None)
    assert client.get(at("use", project, offered_id=offered.pk)).status_code == 404, "a draft"


def test_it_is_in_one_library(falls, trust):
    with pytest.raises(IntegrityError), transaction.atomic():
        Measure.objects.filter(pk=falls.pk).update(library_organisation=trust, library_theme=ThemeFactory())


def test_of_a_theme_it_is_offered_to_projects_which_serve_it(client_for, falls):
    theme, other = ThemeFactory(name="Safer care"), ProjectFactory(visibility=Visibility.SYSTEM)
    services.offer_measure(falls, theme, by=None)
    client = client_for("pmo", on=falls.project.lead_organisation)
    user = UserFactory()
    grant(user, "auditor")
    viewer = viewer_for(user)
    assert offered_to(other, viewer, "") == []
    assert offered_to(other, viewer, "fall everywhere") == [falls]
    ThemeFact.objects.create(project=other, theme=theme, contribution=2, so_from="2026-01-01")
    assert offered_to(other, viewer, "") == [falls]
    assert "Safer care" in open_page(client, one_at("offer", falls)).text


def test_a_project_which_uses_an_outcome_has_data(offered, trust):
    """Live and kept, through all that changes it; the measure is counted once, where it is kept."""
    models = lifecycles.ensure_shipped().values()
    step = next(
        each for model in models for each in model.steps.all() if each.name.casefold().startswith("measure")
    )
    project = ProjectFactory(
        track=Track.FULL, life_cycle=step.model, step=step, state="active", lead_organisation=trust
    )

    def silent():
        [live] = shares.counted_now([project.pk])
        assert Counted.objects.get(pk=project.pk).shares == live.shares
        found = Project.objects.filter(without_data(), pk=project.pk).exists()
        shown = [each for each in live.shares if each[0] == shares.What.SHOWN]
        assert shown == [] or found
        return found

    assert silent()
    use = services.use_measure(offered, project, by=None)
    assert not silent()
    services.change_measure(offered, {"kind": "process"}, by=None)
    assert silent()
    services.change_measure(offered, {"kind": "outcome"}, by=None)
    assert not silent()
    services.stop_using_measure(use, by=None)
    assert silent()
    services.use_measure(offered, project, by=None)
    services.remove_measure(offered, by=None, reason="No longer watched")
    assert silent()


def test_lists_and_exports_name_the_projects_that_use_it_to_who_may_see_them(
    client_for, offered, project, trust
):
    services.use_measure(offered, project, by=None)
    secret = ProjectFactory(visibility=Visibility.TEAM)
    services.use_measure(offered, secret, by=None)
    client = client_for("lead", on=offered.project)
    page = open_page(client, "/measures/")
    assert f"also used by {project.ref}" in page.text
    assert secret.ref not in page.text
    assert (
        f"{project.ref} Beds on Ash ward" in client.get(reverse("measures-everywhere:csv")).content.decode()
    )
    board = services.begin_set("For the board", owner=trust, purpose="", by=None)
    services.put_into_set(board, [offered], domain="", by=None)
    client, there = client_for("pmo", on=trust), reverse("measures-everywhere:set", args=[board.pk])
    assert f"also used by {project.ref}" in open_page(client, there).text
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"{there}measures.xlsx").content))
    assert [row[-1] for row in book["Measures"].values][-1] == f"{project.ref} Beds on Ash ward"


def test_its_pages_cost_the_same_however_many(client_for, offered, home, project, trust, cost):
    client = client_for("pmo", on=trust)
    more = MeasureFactory(project=home, values=FALLS[:3])
    for each in (offered, more):
        services.offer_measure(each, trust, by=None)
    more.refresh_from_db()
    services.use_measure(more, project, by=None)
    pages = [at("library", project), at("measures", project), one_at("measure", more)]
    few = [cost(lambda url=url: client.get(url)) for url in pages]
    for place in range(8):
        each = MeasureFactory(project=home)
        services.offer_measure(each, trust, by=None)
        each.refresh_from_db()
        if place % 2:
            services.use_measure(each, project, by=None)
    services.use_measure(more, ProjectFactory(lead_organisation=trust), by=None)
    assert [cost(lambda url=url: client.get(url)) for url in pages] == few


def test_of_two_merged_projects_each_shared_measure_is_used_once(offered, project, trust):
    twin, third = ProjectFactory.create_batch(2, lead_organisation=trust)
    for one in (project, twin, third):
        services.use_measure(offered, one, by=None)
    put_together(project, twin)
    assert set(project.shared_measures.values_list("measure", "removed_at")) == {(offered.pk, None)}
    assert not twin.shared_measures.exists()
    put_together(project, offered.project)
    offered.refresh_from_db()
    assert (offered.project, [use.project for use in offered.uses.all()]) == (project, [third])


def put_together(kept, gone):
    last = twins.last_event(kept, gone)
    merge(kept, gone, twins.Chosen(), last_seen=last, by=None, on=date(2026, 7, 1))
    assert check_records().wrong == []
