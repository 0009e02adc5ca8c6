"""What a status update asks for is decided by one short form, and nobody is asked any more."""

from datetime import date, timedelta

import pytest
import time_machine
from django.utils import timezone

from quantock.access import Role, viewer_for
from quantock.desk.queries.waits import waits
from quantock.desk.queries.weekly import letter_for
from quantock.projects import services as projects
from quantock.projects.models import Notice, StatusUpdate
from quantock.projects.news import news_of
from quantock.projects.tests.factories import ProjectFactory
from quantock.raid import depending, services
from quantock.raid.models import Entry
from quantock.raid.tests.factories import EntryFactory
from tests.pages import open_page

TODAY = date(2026, 11, 27)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel("2026-11-27 09:00+00:00", tick=False):
        yield


@pytest.fixture
def project():
    return ProjectFactory(title="Bed alarms", track="full", state="active")


@pytest.fixture
def asked(project, client_for):
    update = StatusUpdate.objects.create(
        project=project,
        as_at=date(2026, 11, 1),
        stage="published",
        published_at=timezone.now(),
        published_by=client_for("lead", on=project).user,
        decisions="Whether to buy alarms for one ward or for all six",
        decide_by=date(2026, 12, 4),
    )
    return update


def test_the_line_of_the_mail_opens_a_form_that_takes_it_off_every_list(project, asked, client_for):
    sponsor = client_for(Role.SPONSOR, on=project)
    viewer = viewer_for(sponsor.user)
    [line] = [each for each in letter_for(viewer, timezone.now()).waiting if "Decide" in each.says]
    assert line.path == f"/projects/{project.number}/log/decide/{asked.pk}/"
    page = open_page(sponsor, line.path)
    assert "one ward or for all six It is wanted by 4 December 2026" in page
    assert open_page(sponsor, line.path, 422, post={"answer": "", "decided_by": "The board"}).errors()
    said = {"answer": "For all six", "decided_by": "The falls board", "reason": "One order is cheaper"}
    page = open_page(sponsor, line.path, post=said, follow=True)
    assert "Kept as D-001; who asked is told" in page
    made = Entry.objects.get()
    assert (made.title, made.state, made.closed_on) == (asked.decisions, "made", TODAY)
    assert made.details == {**said, "decided_on": "2026-11-27"}
    [told] = Notice.objects.filter(user=asked.published_by)
    assert "decided what the update of" in told.says
    assert not waits(viewer_for(sponsor.user), on=TODAY).decisions
    again = open_page(sponsor, line.path, post={**said, "answer": "For one"}, status=422)
    assert "The falls board decided it on 27 November 2026 (D-001): For all six" in again.errors()[0]
    assert "decided already, as D-001 says" in open_page(sponsor, line.path, follow=True)
    services.reopen(made, by=None, on=TODAY)
    assert waits(viewer_for(sponsor.user), on=TODAY).decisions
    assert open_page(sponsor, line.path, post=said, follow=True)
    assert Entry.objects.count() == 2


def test_the_next_update_does_not_ask_again_for_what_was_decided(project, asked, client_for):
    open_page(
        client_for(Role.SPONSOR, on=project),
        f"/projects/{project.number}/log/decide/{asked.pk}/",
        post={"answer": "For all six", "decided_by": "The board"},
        follow=True,
    )
    last = projects.last_published(project)
    news = news_of(project, last, on=TODAY + timedelta(days=1))
    draft = projects.open_update(project, by=None, on=TODAY + timedelta(days=1), news=news)
    assert (draft.decisions, draft.decide_by) == ("", None)
    assert "decisions" not in draft.carried
    assert "For all six" in draft.done


def test_what_asks_for_nothing_or_stands_elsewhere_cannot_be_decided(project, asked, client_for):
    sponsor = client_for(Role.SPONSOR, on=project)
    other = ProjectFactory(lead_organisation=project.lead_organisation)
    StatusUpdate.objects.filter(pk=asked.pk).update(decisions="")
    open_page(sponsor, f"/projects/{project.number}/log/decide/{asked.pk}/", 404)
    StatusUpdate.objects.filter(pk=asked.pk).update(decisions="What?", project=other)
    open_page(sponsor, f"/projects/{project.number}/log/decide/{asked.pk}/", 404)


def to_confirm_at_home(client):
    """Where the lines of home about the dependency lead to."""
    return [href for name, href in open_page(client, "/").links().items() if "Confirm: The network" in name]


def test_a_dependency_is_confirmed_by_one_short_form_or_another_day_is_said(project, client_for):
    lead = client_for("lead", on=project)
    tie = EntryFactory(
        kind="dependency", title="The network", project=project, due_on=TODAY, details={"direction": "get"}
    )
    there = ProjectFactory(title="New network")
    sides = depending.name_other(tie, there, by=None, on=TODAY)
    depending.confirm(sides, "theirs", by=lead.user, on=TODAY)
    services.change_entry(tie, {"due_on": date(2026, 12, 1)}, by=None, on=TODAY, side="theirs")
    [line] = [
        each for each in letter_for(viewer_for(lead.user), timezone.now()).waiting if "Confirm" in each.says
    ]
    assert line.path == f"/projects/{project.number}/log/{tie.pk}/confirm/"
    assert to_confirm_at_home(lead) == [line.path]
    page = open_page(lead, line.path)
    assert "Needed by 1 December 2026, promised for no day yet" in page
    theirs = client_for("lead", on=there)
    assert to_confirm_at_home(theirs) == [], "they have given their word"
    open_page(lead, line.path, post={"day": "8/12/2026"}, follow=True)
    sides.refresh_from_db()
    tie.refresh_from_db()
    assert (tie.due_on, sides.ours_on, sides.theirs_on) == (date(2026, 12, 8), TODAY, None)
    assert to_confirm_at_home(lead) == []
    page = open_page(lead, line.path)
    assert f"Confirmed by {lead.user} on" in page
    assert to_confirm_at_home(theirs) == [f"/log/between/{sides.pk}/"]
    open_page(lead, line.path, 422, post={"day": "soon"})
    assert "the other side has yet to" in open_page(lead, line.path, post={}, follow=True)
