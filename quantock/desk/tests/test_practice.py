"""Consistency of practice: judged by what was so on each day."""

from datetime import date

import pytest
import time_machine

from quantock.access import Role
from quantock.desk.practice import Kept, Spell, Watched, days_until, shares_on
from quantock.desk.queries import practice
from quantock.people.tests.factories import OrganisationFactory
from quantock.projects import services
from quantock.projects.models import Outcome, State
from quantock.projects.tests.factories import ProjectFactory
from quantock.raid import services as logging
from quantock.raid.models import Entry
from tests.pages import open_page

TODAY = date(2026, 11, 2)


def one(**known):
    """A live project of which nothing is known but what is given."""
    known.setdefault("states", [Spell(date(2026, 1, 1), None, ("active", ""))])
    return Kept(1, date(2026, 1, 1), 30, **known)


def kept(code, on, **known):
    share = shares_on([one(**known)], on)[code]
    return (share.kept, share.asked)


def test_the_days_are_ends_of_months_and_the_day_itself():
    days = days_until(TODAY, 3)
    assert days == [date(2026, 8, 31), date(2026, 9, 30), date(2026, 10, 31), TODAY]


@pytest.mark.parametrize(
    ("said", "aim", "baseline"),
    [
        (("Fewer falls", "", ""), 0, 0),
        (("Fewer falls", "a third less", "six"), 0, 0),
        (("Fewer falls", "30% fewer", "6.4 per 1,000"), 1, 1),
        (("Cut falls by 30%", "", ""), 1, 0),
        (("", "30%", "6"), 0, 1),
    ],
)
def test_an_aim_has_a_number_in_its_target_or_itself(said, aim, baseline):
    known = {"aims": [Spell(date(2026, 2, 1), None, said)]}
    assert kept("aim", TODAY, **known) == (aim, 1)
    assert kept("baseline", TODAY, **known) == (baseline, 1)


def test_a_sponsor_counts_for_as_long_as_the_part_is_held():
    known = {"sponsors": [Spell(date(2026, 3, 1), date(2026, 6, 1))]}
    days = (date(2026, 2, 28), date(2026, 3, 1), date(2026, 5, 31), date(2026, 6, 1))
    assert [kept("sponsor", day, **known)[0] for day in days] == [0, 1, 1, 0]


def test_risks_are_asked_of_projects_with_a_risk_that_has_a_day_to_look_at_it_again():
    risk = Watched(date(2026, 3, 1), date(2026, 6, 1), date(2026, 4, 1))
    without = Watched(date(2026, 3, 1), None, None)
    assert kept("risks", date(2026, 2, 1), risks=[risk]) == (0, 0)
    assert kept("risks", date(2026, 4, 1), risks=[risk, without]) == (1, 1)
    assert kept("risks", date(2026, 4, 2), risks=[risk]) == (0, 1)
    assert kept("risks", date(2026, 6, 1), risks=[risk, without]) == (0, 0)


def test_updates_are_late_after_one_and_a_half_intervals():
    assert kept("updates", date(2026, 2, 15), heard=[]) == (1, 1)
    assert kept("updates", date(2026, 2, 16), heard=[]) == (0, 1)
    assert kept("updates", date(2026, 4, 1), heard=[date(2026, 2, 20)]) == (1, 1)


def test_an_outcome_is_asked_of_what_ended_in_the_year_before():
    ended = [
        Spell(date(2025, 1, 1), date(2025, 6, 1), ("active", "")),
        Spell(date(2025, 6, 1), date(2025, 9, 1), ("stopped", "")),
        Spell(date(2025, 9, 1), None, ("stopped", "met")),
    ]
    assert kept("outcome", date(2025, 5, 31), states=ended) == (0, 0)
    assert kept("outcome", date(2025, 7, 1), states=ended) == (0, 1)
    assert kept("outcome", date(2026, 5, 1), states=ended) == (1, 1)
    assert kept("outcome", date(2026, 6, 2), states=ended) == (0, 0)
    assert kept("updates", date(2026, 5, 1), states=ended) == (0, 0)


@pytest.mark.django_db
class TestPage:
    @pytest.fixture(autouse=True)
    def today(self):
        with time_machine.travel("2026-11-02 12:00", tick=False):
            yield

    @pytest.fixture
    def trust(self):
        """One that keeps to everything, one that keeps to little, one that ended without a word."""
        trust = OrganisationFactory(name="Combe Vale")
        good, poor, over = (
            ProjectFactory(title=title, lead_organisation=trust, on=date(2026, 1, 5))
            for title in ("Fewer falls", "Rotas", "New beds")
        )
        day = date(2026, 2, 1)
        said = {"aim": "Fewer falls", "aim_target": "30% fewer", "aim_baseline": "6.4", "aim_by": None}
        services.change_charter(good, said, by=None, on=day)
        services.involve(good, role=Role.SPONSOR, name="Ann Lee", by=None, on=day)
        for project, late in ((good, date(2026, 12, 1)), (poor, date(2026, 10, 1))):
            rows = [{"kind": "risk", "title": "Alarms come late", "due_on": late}]
            logging.add_entries(project, rows, by=None, on=day)
        update = services.open_update(good, by=None, on=date(2026, 10, 20))
        services.publish_update(services.save_update(update, {"course": "on course"}, by=None), by=None)
        services.end(
            over,
            state=State.STOPPED,
            reason="No beds",
            outcome=Outcome.UNKNOWN,
            sentence="Nobody knows",
            by=None,
            on=date(2026, 9, 1),
        )
        return trust

    def test_it_says_who_keeps_to_what_and_lists_who_does_not(self, client_for, trust):
        client = client_for("pmo", on=trust)
        page = open_page(client, "/practice/?lacking=sponsor")
        found = page.context["found"].now
        assert {code: (share.kept, share.asked) for code, share in found.items()} == {
            "sponsor": (1, 2),
            "aim": (1, 2),
            "baseline": (1, 2),
            "risks": (1, 2),
            "updates": (1, 2),
            "outcome": (0, 1),
        }
        assert "1 project without a sponsor" in page.text
        assert "Rotas" in page.text
        assert "Fewer falls" not in page.text

    def test_what_is_not_seen_is_not_counted(self, client_for, trust):
        page = open_page(client_for("pmo", on=OrganisationFactory()), "/practice/?lacking=sponsor")
        assert "No project here is live" in page.text
        assert "Rotas" not in page.text

    def test_one_that_is_registered_meanwhile_does_no_harm(self, client_for, trust, monkeypatch):
        def read(*given, **options):
            ProjectFactory(title="Just registered", lead_organisation=trust)
            return whole(*given, **options)

        whole = practice._read
        monkeypatch.setattr(practice, "_read", read)
        page = open_page(client_for("pmo", on=trust), "/practice/")
        assert page.context["found"].now["sponsor"].asked == 2

    def test_nonsense_in_the_address_asks_for_nothing(self, client_for, trust):
        page = open_page(client_for("pmo", on=trust), "/practice/?lacking=everything&organisation=x")
        assert page.context["chosen"] is None

    def test_a_risk_kept_to_named_people_does_not_count(self, client_for, trust):
        Entry.objects.filter(project__title="Rotas").update(restricted=True)
        page = open_page(client_for("viewer", on=trust), "/practice/")
        assert page.context["found"].now["risks"].asked == 1

    def test_every_month_goes_out(self, client_for, trust):
        answer = client_for("pmo", on=trust).get("/practice/export/?file=csv")
        lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
        assert len(lines) == 1 + 25 * 6
        assert lines[-1].split(",")[1:] == ["Closed with an outcome", "0", "1", "0.0"]

    def test_many_projects_are_judged_on_the_day_alone(self, client_for, trust, monkeypatch):
        monkeypatch.setattr("quantock.desk.queries.practice.MOST_FOR_MONTHS", 2)
        page = open_page(client_for("pmo", on=trust), "/practice/")
        assert "Months are shown for up to 1,000 projects" in page.text
        assert page.context["found"].now["sponsor"].asked == 2

    def test_it_costs_the_same_for_3_and_for_30(self, client_for, trust, cost):
        client = client_for("pmo", on=trust)
        few = cost(lambda: client.get("/practice/?lacking=sponsor"))
        ProjectFactory.create_batch(30, lead_organisation=trust)
        assert cost(lambda: client.get("/practice/?lacking=sponsor")) == few <= 12
