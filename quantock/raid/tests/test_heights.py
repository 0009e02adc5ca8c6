"""Risks scored on different matrices stand in one order: the whole system's level first, then how far up it."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.utils import timezone

from quantock.access.viewer import viewer_for
from quantock.projects.news import news_of
from quantock.projects.tests.factories import ProjectFactory
from quantock.raid import everywhere, queries, services
from quantock.raid.kinds import Kind
from quantock.raid.models import Entry, EntryFact, Matrix
from quantock.raid.tests.factories import EntryFactory
from tests.pages import open_page

pytestmark = pytest.mark.django_db
# Title, matrix, likelihood and impact; in the order in which they are to stand.
ORDER = (
    ("All of four", "4x4", 4, 4),
    ("Twenty of five", "nhs-5x5", 4, 5),
    ("Extreme on four by four", "4x4", 3, 4),
    ("High on the NHS matrix", "nhs-5x5", 3, 4),
    ("Low on six by four", "6x4", 1, 3),
)
TITLES = [title for title, *_ in ORDER]


@pytest.fixture
def project():
    project = ProjectFactory(track="full", visibility="system")
    EntryFactory(project=project, kind="risk", title="Never scored", on=timezone.localdate())
    for title, code, likelihood, impact in reversed(ORDER):
        one = EntryFactory(project=project, kind="risk", title=title, on=timezone.localdate())
        matrix = Matrix.objects.get(code=code, organisation=None)
        at = {"likelihood": likelihood, "impact": impact}
        services.score(one, by=None, on=timezone.localdate(), matrix=matrix, **at)
    return project


def said(cells):
    """Which of them a row tells of."""
    return next(title for title in (*TITLES, "Never scored") if any(title in cell for cell in cells))


@pytest.mark.parametrize("address", ["/log/risks/", "/projects/{}/log/risks/", "/log/risks/?order=movement"])
def test_lists_put_the_level_before_the_figure(address, project, client_for):
    page = open_page(client_for("auditor"), address.format(project.number))
    assert [said(row) for row in page.rows() if "R-00" in " ".join(row)] == [*TITLES, "Never scored"]


def test_as_at_a_past_day_too_however_many_there_are(project, client_for):
    viewer, today = viewer_for(client_for("auditor").user), timezone.localdate()
    asked = everywhere.Asked.of(Kind.RISK, {"as_at": today}, on=today, since=today, past=True)
    rows = everywhere.listed(viewer, asked)
    assert [each.row.entry.title for each in rows] == [*TITLES, "Never scored"]
    top = everywhere.listed(viewer, asked, most=3, count=everywhere.MANY)
    assert [each.row.entry.title for each in top] == TITLES[:3]
    then = queries.entries_as_at(project, viewer, [Kind.RISK], on=today)
    assert [each.entry.title for each in then] == [*TITLES, "Never scored"]


def test_what_a_board_hears_of_and_an_update_begins_with(project, client_for):
    page = open_page(client_for("auditor"), "/board-report/?since=1/10/2026")
    assert [said(row) for row in page.rows() if "R-00" in row[0]] == TITLES
    worst = queries.worth_telling(project, viewer_for(client_for("auditor").user), on=timezone.localdate())
    assert [each.entry.title for each in worst] == [*TITLES, "Never scored"]
    told = news_of(project, None, on=timezone.localdate())["why"]
    assert [
        line.split("Risk: ")[1].split(",")[0] for line in told.splitlines() if "Risk: " in line
    ] == TITLES[:3]


def test_what_was_scored_before_gets_its_height(project):
    heights = dict(Entry.objects.exclude(score=None).values_list("pk", "height"))
    facts = dict(EntryFact.objects.values_list("pk", "height"))
    asserts = dict(EntryFact.objects.values_list("pk", "asserts"))
    migration = import_module("quantock.raid.migrations.0030_every_score_has_its_height")
    migration.forget(apps, None)
    assert not any("height" in names for names in EntryFact.objects.values_list("asserts", flat=True))
    EntryFact.objects.update(height=None)
    Entry.objects.exclude(score=None).update(height=1)
    migration.fill(apps, None)
    assert dict(Entry.objects.exclude(score=None).values_list("pk", "height")) == heights
    assert dict(EntryFact.objects.values_list("pk", "height")) == facts
    assert dict(EntryFact.objects.values_list("pk", "asserts")) == asserts


def test_no_score_stands_without_its_height(project):
    with pytest.raises(IntegrityError), transaction.atomic():
        Entry.objects.exclude(score=None).update(height=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        Entry.objects.filter(score=None).update(height=3)
