"""A project's history: in words, by section, with the earlier values of a field."""

from datetime import date

import pytest

from quantock.audit.models import Event
from quantock.projects import queries, services
from quantock.projects.queries import history
from quantock.projects.tests.factories import ProjectFactory
from tests.pages import open_page

pytestmark = pytest.mark.django_db
APRIL, MAY, JUNE = date(2026, 4, 1), date(2026, 5, 1), date(2026, 6, 1)


def test_field_was_is_by_whom_and_why(client_for):
    project = ProjectFactory(title="Falls")
    lead = client_for("lead", on=project)
    services.change_record(project, {"title": "Fewer falls"}, by=lead.user, on=MAY, reason="It says more")
    page = open_page(lead, f"/projects/{project.number}/history/")
    [_, what, who] = page.rows()[0]
    for words in ("Changed title", "Because: It says more", "was Falls", "is Fewer falls"):
        assert words in what
    assert who == str(lead.user)


def test_one_section_at_a_time_and_a_strange_one_shows_everything(client_for):
    project = ProjectFactory(title="Falls")
    services.add_milestones(project, [{"name": "Alarms", "forecast": JUNE}], by=None, on=MAY)
    services.change_charter(project, {"aim": "Half"}, by=None, on=MAY)
    lead, address = client_for("lead", on=project), f"/projects/{project.number}/history/"
    assert [row[1] for row in open_page(lead, f"{address}?section=milestones").rows()] == [
        "Added the milestone “Alarms”"
    ]
    assert len(open_page(lead, f"{address}?section=nonsense&before=x").rows()) == 3
    assert "Nothing of this kind" in open_page(lead, f"{address}?section=money")


def test_every_verb_belongs_to_a_section():
    project = ProjectFactory()
    services.turn(project, "pause", by=None, on=MAY, reason="Winter")
    services.rate(project, rater="office", confidence="red", by=None, on=MAY)
    services.involve(project, role="team", name="Ann", by=None, on=MAY)
    services.add_link(project, label="Plan", url="https://teams.example/", by=None)
    beginnings = [begins for _, verbs in history.SECTIONS.values() for begins in verbs]
    for verb in Event.objects.values_list("verb", flat=True):
        assert any(verb.startswith(begins) for begins in beginnings), verb


def test_the_earlier_values_of_a_field(client_for):
    project = ProjectFactory(title="Falls", on=APRIL)
    services.change_record(project, {"planned_end": JUNE}, by=None, on=MAY)
    services.change_record(project, {"planned_end": date(2026, 7, 1)}, by=None, on=JUNE)
    lead, address = client_for("lead", on=project), f"/projects/{project.number}/history/"
    page = open_page(lead, f"{address}?field=planned_end")
    assert [row[:2] for row in page.rows()[:2]] == [
        ["1 June 2026 until now", "1 July 2026"],
        ["1 May 2026", "1 June 2026"],
    ]
    assert queries.earlier_values(project, "lead_organisation")[1][0].value == project.lead_organisation.name
    assert "Nothing was ever said here" in open_page(lead, f"{address}?field=scope_in")
    assert "what it was" not in open_page(lead, f"{address}?field=password")


def test_money_is_not_told_to_those_who_may_not_see_it(client_for):
    project = ProjectFactory()
    what = {"nature": "revenue", "span": "in-year", "basis": "budget"}
    services.change_money(project, what, {"pence": 100, "text": ""}, by=None, on=MAY)
    address = f"/projects/{project.number}/history/"
    viewer = client_for("viewer", on=project.lead_organisation)
    for page in (open_page(viewer, address), open_page(viewer, f"{address}?section=money")):
        assert "£1" not in page
    assert "£1" in open_page(client_for("auditor"), f"{address}?section=money")


def test_a_long_history_goes_on_and_costs_the_same(client_for, cost):
    project = ProjectFactory(title="Falls")
    lead, address = client_for("lead", on=project), f"/projects/{project.number}/history/"
    few = cost(lambda: lead.get(address))
    for number in range(history.PAGE + 5):
        services.change_record(project, {"title": f"Falls {number}"}, by=None, on=MAY)
    assert cost(lambda: lead.get(address)) == few
    page = open_page(lead, address)
    assert len(page.rows()) == history.PAGE
    older = open_page(lead, address + page.links()["Earlier changes"])
    assert "Registered “Falls”" in older
    assert "Earlier changes" not in older
