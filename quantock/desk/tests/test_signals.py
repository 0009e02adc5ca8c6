"""Early warnings: each threshold of field/ppm.md 5.2, and the page that lists them."""

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
import time_machine

from quantock.access import Role
from quantock.desk.signals import Known, Logged, Promised, computed, warnings_of
from quantock.people.tests.factories import OrganisationFactory
from quantock.projects import services
from quantock.projects.tests.factories import ProjectFactory
from quantock.raid import services as logging
from quantock.raid.models import Entry
from tests.pages import open_page

ON = date(2026, 11, 2)


def ago(days):
    return ON - timedelta(days=days)


CALM = Known(
    on=ON,
    declared="green",
    reporting_days=30,
    heard_on=ago(20),
    registered_on=ago(300),
    starts_on=ago(250),
    aim="Fewer falls 30%",
    baseline="6.4",
    has_sponsor=True,
    has_lead=True,
    log=[Logged("risk", "Alarms come late", ago(10), None, score=6, inherent=9, level="moderate")],
)


def raised(**changed):
    return {each.warning.code: each.why for each in warnings_of(replace(CALM, **changed))}


def milestone(name="Go live", **dates):
    return Promised(name, True, **{"baseline": None, "forecast": None, "actual": None, **dates})


def logged(kind, *, days=0, **said):
    return Logged(kind, "The alarms come late", ago(days), **{"due_on": None, **said})


def test_a_calm_project_has_none():
    assert raised() == {}
    assert computed([]) == "green"


@pytest.mark.parametrize(
    ("code", "is_fine", "is_not"),
    [
        ("stale", {"heard_on": ago(45)}, {"heard_on": ago(46)}),
        ("aim", {"baseline": "6", "registered_on": ago(90)}, {"baseline": "", "registered_on": ago(90)}),
        ("aim", {"aim": "Fewer", "registered_on": ago(89)}, {"aim": "Fewer", "registered_on": ago(90)}),
        ("vacant", {"has_lead": True}, {"has_lead": False}),
        ("silence", {}, {"log": [logged("action")]}),
        (
            "changes",
            {"log": [*CALM.log, logged("change", days=30)]},
            {"log": [*CALM.log, logged("change", days=31)]},
        ),
        (
            "undecided",
            {"log": [*CALM.log, logged("decision", due_on=ON)]},
            {"log": [*CALM.log, logged("decision", due_on=ago(1))]},
        ),
        (
            "inertia",
            {"log": [logged("risk", days=60, score=12, inherent=12, level="high")]},
            {"log": [logged("risk", days=61, score=12, inherent=12, level="high")]},
        ),
        (
            "inertia",
            {"log": [logged("risk", days=61, score=9, inherent=12, level="high")]},
            {"log": [logged("risk", days=61, score=16, inherent=12, level="extreme")]},
        ),
        (
            "dependency",
            {"log": [*CALM.log, logged("dependency", due_on=ON, promised=ON, state="agreed")]},
            {
                "log": [
                    *CALM.log,
                    logged("dependency", due_on=ON, promised=ON + timedelta(days=1), state="agreed"),
                ]
            },
        ),
        (
            "dependency",
            {"log": [*CALM.log, logged("dependency", due_on=ON + timedelta(days=31), state="proposed")]},
            {"log": [*CALM.log, logged("dependency", due_on=ON + timedelta(days=30), state="proposed")]},
        ),
        (
            "slipping",
            {"milestones": [milestone(forecast=ON + timedelta(days=18), forecast_before=ON)]},
            {"milestones": [milestone(forecast=ON + timedelta(days=19), forecast_before=ON)]},
        ),
        (
            "rebaselined",
            {"milestones": [milestone(rebaselined=(ago(400), ago(10)))]},
            {"milestones": [milestone(rebaselined=(ago(300), ago(10)))]},
        ),
        (
            "missed",
            {"milestones": [milestone(baseline=ago(9), actual=ago(9 + late)) for late in (0, 0, -1)]},
            {"milestones": [milestone(baseline=ago(9), actual=ago(9 + late)) for late in (0, -1, -1)]},
        ),
        (
            "crowded",
            {"milestones": [milestone(forecast=ON + timedelta(days=each)) for each in (1, 2, 3, 240, 250)]},
            {"milestones": [milestone(forecast=ON + timedelta(days=each)) for each in (1, 2, 230, 240, 250)]},
        ),
        (
            "copied",
            {"said": ["Alarms fitted on two wards", "Alarms ordered and paid for"]},
            {"said": ["Alarms  fitted on two wards", "Alarms fitted on two wards"]},
        ),
    ],
)
def test_each_warning_at_its_threshold(code, is_fine, is_not):
    assert code not in raised(**is_fine)
    assert raised(**is_not)[code]


def test_green_outside_and_red_inside_needs_two_reasons():
    overdue = [milestone(forecast=ago(1))]
    extreme = [logged("risk", days=31, score=20, inherent=25, level="extreme")]
    assert "watermelon" not in raised(milestones=overdue)
    found = raised(milestones=overdue, log=extreme)["watermelon"]
    assert (
        found == "declared green, but 1 key milestone overdue and 1 extreme risk open for more than 30 days"
    )
    assert "watermelon" not in raised(milestones=overdue, log=extreme, declared="amber")


def test_they_add_up_to_a_status():
    some = warnings_of(replace(CALM, has_lead=False, heard_on=ago(90), baseline=""))
    assert [computed(some[:count]) for count in range(4)] == ["green", "amber", "amber", "red"]


@pytest.mark.django_db
class TestPage:
    @pytest.fixture(autouse=True)
    def today(self):
        with time_machine.travel("2026-11-02 12:00", tick=False):
            yield

    @pytest.fixture
    def trust(self):
        trust = OrganisationFactory()
        project = ProjectFactory(title="Fewer falls", track="full", lead_organisation=trust)
        rows = [{"name": "Go live", "forecast": date(2026, 10, 1)}]
        [one] = services.add_milestones(project, rows, by=None, on=date(2026, 4, 1))
        for month in (6, 9):
            day = date(2026, month, 1)
            services.rebaseline(one, baseline=date(2026, month + 1, 1), reason="Late", by=None, on=day)
        services.involve(project, role=Role.LEAD, name="Ann Lee", by=None, on=ON)
        [risk] = logging.add_entries(project, [{"kind": "risk", "title": "No alarms"}], by=None, on=ago(61))
        logging.score(risk, likelihood=5, impact=5, by=None, on=ago(61))
        services.rate(project, rater="sponsor", confidence="green", by=None, on=ago(100))
        ProjectFactory(title="Rotas", track="quick", lead_organisation=trust)
        return trust

    def test_it_says_why_and_who_is_declared_better(self, client_for, trust):
        page = open_page(client_for("pmo", on=trust), "/warnings/")
        [row] = page.context["rows"]
        assert row.is_worse
        assert {each.warning.code for each in row.raised} == {
            "watermelon",
            "stale",
            "rebaselined",
            "aim",
            "inertia",
            "vacant",
        }
        assert (
            "1 of 1 project has three warnings or more; 1 is declared better than the record says."
            in page.text
        )
        assert "Rotas" not in page.text

    def test_one_sort_of_warning_and_nonsense(self, client_for, trust):
        client = client_for("pmo", on=trust)
        assert len(open_page(client, "/warnings/?warning=vacant").context["rows"]) == 1
        assert open_page(client, "/warnings/?warning=silence").context["rows"] == []
        assert open_page(client, "/warnings/?warning=x&page=99").context["code"] == ""

    def test_a_risk_kept_to_named_people_is_not_told(self, client_for, trust):
        Entry.objects.update(restricted=True)
        page = open_page(client_for("pmo", on=trust), "/warnings/")
        assert "No alarms" not in page.text

    def test_the_file_has_a_row_a_warning(self, client_for, trust):
        answer = client_for("pmo", on=trust).get("/warnings/export/?file=csv&warning=vacant")
        lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
        assert len(lines) == 1 + 6

    def test_it_costs_the_same_for_3_and_for_30(self, client_for, trust, cost):
        client = client_for("pmo", on=trust)
        few = cost(lambda: client.get("/warnings/"))
        ProjectFactory.create_batch(30, lead_organisation=trust, track="full")
        assert cost(lambda: client.get("/warnings/")) == few <= 12

    def test_a_projects_own_page_says_the_same_with_every_reason(self, client_for, trust, cost):
        office = client_for("pmo", on=trust)
        [row] = open_page(office, "/warnings/").context["rows"]
        project = row.project
        other = {"kind": "dependency", "title": "Alarms come", "due_on": ago(5)}
        logging.add_entries(project, [other | {"details": {"promised": ON.isoformat()}}], by=None, on=ago(9))
        for day in (ago(60), ago(30)):
            one = services.open_update(project, by=None, on=day)
            services.save_update(one, {"confidence": "green", "done": "We meet", "next": "We go on"}, by=None)
            services.publish_update(one, by=None)
        [row] = open_page(office, "/warnings/").context["rows"]
        at = f"/projects/{project.number}/"
        page = open_page(office, at)
        [found] = [each.found for each in page.context["panels"] if each.after]
        assert (found.raised, found.computed, found.declared) == (row.raised, row.computed, "green")
        assert {"copied", "dependency", "watermelon", "rebaselined"} <= {
            each.warning.code for each in found.raised
        }
        assert "declared" in page
        assert re.search(
            r"Red</span>, declared <span[^>]*>.{0,200}Green</span>: worse", page.markup, re.DOTALL
        )
        assert all(each.why in page for each in found.raised)
        assert cost(lambda: office.get(at)) <= 12
        assert "What the record says" not in open_page(client_for("lead", on=project), at)

    def test_a_project_without_a_warning_says_so_and_one_that_ended_nothing(self, client_for, trust):
        project = ProjectFactory(track="full", lead_organisation=trust, on=ON)
        for role in (Role.LEAD, Role.SPONSOR):
            services.involve(project, role=role, name="Ann Lee", by=None, on=ON)
        logging.add_entries(project, [{"kind": "issue", "title": "No room"}], by=None, on=ON)
        office = client_for("pmo", on=trust)
        page = open_page(office, f"/projects/{project.number}/")
        assert "worse than declared" not in page
        assert "No early warning follows from it" in page
        project.state = "stopped"
        project.save(update_fields=["state"])
        assert "What the record says" not in open_page(office, f"/projects/{project.number}/")
