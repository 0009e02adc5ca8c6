"""An entry, and the log of a place, as they stood on a day."""

from datetime import date

import pytest
import time_machine

from quantock.portfolios.tests.factories import PortfolioFactory
from quantock.projects.tests.factories import ProjectFactory
from quantock.raid import logs_of_places, services
from quantock.raid.matrices import matrix_for
from quantock.raid.tests.factories import EntryFactory
from tests.pages import open_page

JUNE, SEPTEMBER = date(2026, 6, 1), date(2026, 9, 1)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel("2026-11-27 09:00+00:00", tick=False):
        yield


def risk(project):
    """Scored by domain in June, otherwise in September."""
    row = {"kind": "risk", "title": "The alarms may arrive late", "owner_text": "Nia Hughes"}
    [one] = services.add_entries(project, [row], by=None, on=JUNE)
    scale = matrix_for(project, on=JUNE).scale
    first, second = (each.name for each in scale.domains[:2])
    services.score_by_domain(one, likelihood=4, domains={first: 5, second: 2}, by=None, on=JUNE)
    one.refresh_from_db()
    services.score_by_domain(one, likelihood=2, domains={second: 3}, by=None, on=SEPTEMBER)
    services.change_entry(one, {"title": "The alarms arrived", "owner_text": "Tom"}, by=None, on=SEPTEMBER)
    return one, first, second


def test_domain_scores_are_told_as_at_a_day(client_for):
    project = ProjectFactory(visibility="system")
    one, first, second = risk(project)
    client, here = client_for("auditor"), f"/projects/{project.number}/log/{one.pk}/"
    page = open_page(client, f"{here}?as_at=1/7/2026")
    assert "As it stood on 1 July 2026: open. Nia Hughes owned it. Scored 20, extreme." in page
    assert "The alarms may arrive late" in page
    assert [each.name for each in page.context["domains"]] == [first, second]
    assert first in page
    now = open_page(client, here)
    assert [each.name for each in now.context["domains"]] == [second]
    assert page.links()["R-001 as it is today"] == here
    listed = open_page(client, f"/projects/{project.number}/log/risks/?as_at=1/7/2026")
    assert listed.links()["The alarms may arrive late R-001"] == f"{here}?as_at=01/07/2026"


def test_a_day_before_it_was_there_or_to_come_gets_a_clear_answer(client_for):
    project = ProjectFactory(visibility="system")
    one, *_ = risk(project)
    client, here = client_for("auditor"), f"/projects/{project.number}/log/{one.pk}/"
    page = open_page(client, f"{here}?as_at=1/5/2026", 422)
    assert "not in the log yet: it was raised on 1 June 2026" in " ".join(page.errors())
    for day, says in (("1/1/2030", "not known yet"), ("soon", "")):
        assert says in " ".join(open_page(client, f"{here}?as_at={day}", 422).errors())
    page = open_page(client, f"/projects/{project.number}/log/risks/?as_at=1/1/2030")
    assert "not known yet" in page
    assert "As it stood on 1 January" not in page


def test_the_log_of_a_portfolio_is_told_as_at_a_day(client_for):
    portfolio = PortfolioFactory()
    place = logs_of_places.begin_log(portfolio, by=None, on=JUNE)
    one, *_ = risk(place)
    services.close(one, "closed", by=None, on=date(2026, 10, 1))
    client = client_for("pmo")
    listed = open_page(client, f"/projects/{place.number}/log/risks/?as_at=1/9/2026")
    assert "As it stood on 1 September 2026: 1 risk open" in listed
    page = open_page(client, f"/projects/{place.number}/log/{one.pk}/?as_at=1/9/2026")
    assert "As it stood on 1 September 2026: open. Tom owned it." in page


def test_what_is_kept_to_named_people_is_kept_on_past_days_too(client_for):
    project = ProjectFactory(visibility="system")
    one = EntryFactory(project=project, restricted=True)
    open_page(
        client_for("lead", on=ProjectFactory()),
        f"/projects/{project.number}/log/{one.pk}/?as_at=1/7/2026",
        404,
    )
