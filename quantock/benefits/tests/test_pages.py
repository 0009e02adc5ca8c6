"""The pages of a project's benefits."""

from datetime import date

import pytest
import time_machine

from quantock.accounts.tests.factories import UserFactory, grant
from quantock.benefits import services
from quantock.benefits.models import Benefit, BenefitFact, MonthFact
from quantock.benefits.tests.factories import BenefitFactory
from quantock.measures import queries as measures
from quantock.measures import services as measuring
from quantock.measures.tests.factories import FALLS, MeasureFactory
from quantock.people.services.joining import person_of
from quantock.projects import services as projects
from quantock.projects.tests.factories import ProjectFactory
from tests.pages import open_page

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 2)
NHS_NUMBER = "943 476 5919"
CASH = {"title": "Fewer agency hours", "kind": "cash", "who": ""}


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(f"{TODAY}T10:00:00Z", tick=False):
        yield


@pytest.fixture
def project():
    return ProjectFactory(track="full", visibility="system")


def at(project, rest=""):
    return f"/projects/{project.number}/benefits/{rest}"


def test_it_works_and_teaches_where_there_is_none(client_for, project):
    client = client_for("team", on=project)
    page = open_page(client, at(project))
    assert "No benefit is written down yet" in page
    assert "owned by the ward manager" in page
    BenefitFactory(project=project, full_year=120_000_000, months=((5_000_000, 4_000_000), (5_000_000, None)))
    BenefitFactory(project=project, full_year=30_000_000, in_year=10_000_000, year=2026)
    BenefitFactory(project=project, kind="quality", unit="falls", full_year=4000, title="Fewer falls")
    BenefitFactory(project=project, kind="disbenefit", unit="", title="Longer handovers")
    page = open_page(client, at(project))
    assert (
        "4 benefits, not validated: cash-releasing £1.5m forecast full-year, £40,000 reported so far; "
        "quality 40 falls forecast full-year." in page
    )
    rows = page.rows()
    assert rows[0][:5] == ["Cash-releasing", "2", "£1,500,000", "£100,000", "£40,000"]
    assert any(row[0].startswith("Longer handovers") and "In words" in row[3] for row in rows)
    assert any("80% of forecast" in row[-1] for row in rows)


def test_where_each_is_a_class_of_its_own_the_list_says_all(client_for, project):
    BenefitFactory(project=project, full_year=100_00, in_year=40_00, year=2026)
    page = open_page(client_for("auditor"), at(project))
    assert "one is never added to another" not in page
    [row] = page.rows()
    assert row[3] == "£100 £40 in 2026/27"


def test_a_benefit_is_added_with_a_title_a_class_and_an_owner(client_for, project):
    client = client_for("team", on=project)
    page = open_page(client, at(project, "add/"), post={**CASH, "who": "me"}, follow=True)
    assert "B-001 is kept" in page
    one = Benefit.objects.get()
    assert (one.ref, one.unit, one.owner.user, one.added_by) == ("B-001", "£", client.user, client.user)
    assert "Nobody" not in open_page(client, at(project))


def test_all_of_it_can_be_said(client_for, project):
    [gate] = projects.add_milestones(
        project, [{"name": "Rota live", "forecast": date(2027, 6, 1)}], by=None, on=TODAY
    )
    measure = MeasureFactory(project=project, name="Agency hours", values=FALLS)
    kept = measuring.keep_before_after(
        measures.whole(measure).judged, split=date(2025, 12, 1), what="New rota", by=None
    )
    client = client_for("team", on=project)
    said = {
        **CASH,
        "who": "Sister Jones",
        "full_year": "£1.2m",
        "in_year": "250k",
        "recurrence": "recurrent",
        "starts": "1/4/2027",
        "ends": "31/3/2029",
        "measure": measure.pk,
        "before_after": kept.pk,
        "baseline": "900 hours a month",
        "target": "300",
        "milestones": [gate.pk],
        "how": "Hours by rate",
    }
    open_page(client, at(project, "add/"), post=said, follow=True)
    one = Benefit.objects.get()
    assert (one.full_year, one.full_year_text, one.in_year, one.year) == (
        120_000_000,
        "£1.2m",
        25_000_000,
        2026,
    )
    assert (one.owned_by, one.measure, one.before_after) == ("Sister Jones", measure, kept)
    page = open_page(client, at(project, f"{one.pk}/"))
    for words in (
        "£1.2m forecast full-year; nothing reported so far. Sister Jones owns it.",
        "Agency hours",
        "New rota",
        "Changed for the better",
        "Rota live",
        "expected 1 June 2027, after the benefit should begin: it may come later",
        "In 2026/27",
        "900 hours a month",
    ):
        assert words in page, words
    history = open_page(client, f"/projects/{project.number}/history/?section=benefits")
    assert "£1,200,000" in history


@pytest.mark.parametrize(
    ("said", "error"),
    [
        ({"title": ""}, "What will be better?"),
        ({"kind": ""}, "Which class of benefit is it?"),
        ({"full_year": "a lot"}, "Enter a number, such as 1250, 12.5, 250k or 1.2m"),
        ({"full_year": "1.234"}, "at most two digits"),
        ({"full_year": "-5"}, "Enter 0 or more"),
        ({"in_year": "(5)"}, "Enter 0 or more"),
        ({"unit": "hours"}, "counted in pounds"),
        ({"kind": "quality", "full_year": "40"}, "Say what the figure counts"),
        ({"starts": "1/4/2027", "ends": "31/3/2027"}, "It ends before it begins"),
        ({"starts": "31/2/2027"}, "days 1 to 28"),
        ({"full_year": "5", "no_figure": "TBC"}, "Leave this empty where there is a figure"),
        ({"title": f"For patient {NHS_NUMBER}"}, "NHS number"),
        ({"measure": "999999"}, "Choose from the list"),
        ({"title": "x" * 301}, "at most 300 characters"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_saved(client_for, project, said, error):
    MeasureFactory(project=project)
    page = open_page(client_for("team", on=project), at(project, "add/"), post={**CASH, **said}, status=422)
    assert any(error in each for each in page.errors()), page.errors()
    assert not Benefit.objects.exists()


def test_a_milestone_of_another_project_and_an_owner_who_left_are_refused(client_for, project):
    [other] = projects.add_milestones(
        ProjectFactory(), [{"name": "Theirs", "forecast": date(2027, 1, 1)}], by=None, on=TODAY
    )
    projects.add_milestones(project, [{"name": "Ours"}], by=None, on=TODAY)
    client = client_for("team", on=project)
    page = open_page(client, at(project, "add/"), post={**CASH, "milestones": [other.pk]}, status=422)
    assert any("Choose from the list" in each for each in page.errors()), page.errors()
    gone = person_of(UserFactory(name="Ash Gone", email="gone@trust.example"))
    gone.left_at = "2026-10-01T00:00:00Z"
    gone.save()
    page = open_page(client, at(project, "add/"), post={**CASH, "who": "gone@trust.example"}, status=422)
    assert "Ash Gone has left. Name somebody who owns it now." in page
    assert not Benefit.objects.exists()


def test_two_who_change_the_same_see_both(client_for, project):
    one = BenefitFactory(project=project, full_year=100_00)
    client = client_for("team", on=project)
    opened = open_page(client, at(project, f"{one.pk}/change/"))
    seen = opened.context["form"].initial["seen"]
    services.change_benefit(one, {"full_year": 200_00}, by=None, on=TODAY)
    said = {**CASH, "full_year": "300", "seen": seen}
    page = open_page(client, at(project, f"{one.pk}/change/"), post=said, status=409)
    assert "Someone else was quicker" in page
    assert "Yours 300 Someone else 200 Before either of you 100" in page
    said["seen"] = page.context["form"].data["seen"]
    open_page(client, at(project, f"{one.pk}/change/"), post=said, follow=True)
    assert Benefit.objects.get().full_year == 300_00


def test_months_are_typed_in_one_grid_and_the_first_word_stays(client_for, project):
    one = BenefitFactory(project=project)
    client = client_for("team", on=project)
    grid = open_page(client, at(project, f"{one.pk}/months/"))
    assert "2026/27" in grid
    assert len(grid.rows()) == 12
    said = {
        "seen": grid.context["form"].initial["seen"],
        "forecast-2026-04-01": "10,000",
        "reported-2026-04-01": "9.5k",
        "note-2026-04-01": "Two posts filled",
        "forecast-2027-03-01": "12000",
        "reported-2026-05-01": "-500",
    }
    page = open_page(client, at(project, f"{one.pk}/months/"), post=said, follow=True)
    assert "£9,000 reported so far" in page
    assert "Two posts filled" in page
    one.refresh_from_db()
    assert (one.forecast, one.reported, one.compared, one.reported_to) == (
        22_000_00,
        9_000_00,
        None,
        date(2026, 5, 1),
    )
    again = open_page(client, at(project, f"{one.pk}/months/?year=2026"))
    said = {**said, "seen": again.context["form"].initial["seen"], "reported-2026-04-01": ""}
    open_page(client, at(project, f"{one.pk}/months/"), post=said, follow=True)
    rows = MonthFact.objects.filter(month=date(2026, 4, 1)).order_by("pk")
    assert [(row.reported, row.reported_text) for row in rows] == [(9_500_00, "9.5k"), (None, "")]
    one.refresh_from_db()
    assert one.reported == -500_00


def test_a_month_before_the_benefit_begins_is_kept_and_asked_about(client_for, project):
    one = BenefitFactory(project=project, starts=date(2026, 9, 1))
    client = client_for("benefits lead", on=project)
    at = f"/projects/{project.number}/benefits/{one.pk}/"
    page = open_page(client, f"{at}months/?year=2026")
    said = {"reported-2026-08-01": "50", "seen": page.context["form"].initial["seen"]}
    page = open_page(client, f"{at}months/?year=2026", post=said, follow=True)
    assert "August 2026 is reported before it begins on 1 September 2026: is the day or the figure" in page
    assert "Reported before it begins on 1 September 2026" in page
    assert MonthFact.objects.now().get().reported == 50_00


def test_the_same_month_said_by_two_is_shown_to_the_second(client_for, project):
    one = BenefitFactory(project=project)
    client = client_for("team", on=project)
    seen = open_page(client, at(project, f"{one.pk}/months/")).context["form"].initial["seen"]
    services.say_months(one, {date(2026, 4, 1): {"reported": 700_00}}, by=None, on=TODAY)
    said = {"seen": seen, "reported-2026-04-01": "800"}
    page = open_page(client, at(project, f"{one.pk}/months/"), post=said, status=409)
    assert "Reported: someone else changed this while you were typing: it is now 700" in page
    one.refresh_from_db()
    assert one.reported == 700_00


@pytest.mark.parametrize(
    ("name", "typed", "error"),
    [
        ("forecast-2026-04-01", "lots", "Forecast: enter a number"),
        ("forecast-2026-04-01", "-4", "enter 0 or more"),
        ("reported-2026-05-01", "1.005", "two digits"),
        ("note-2026-05-01", f"See {NHS_NUMBER}", "NHS number"),
    ],
)
def test_a_month_that_is_wrong_is_said_at_its_row(client_for, project, name, typed, error):
    one = BenefitFactory(project=project)
    client = client_for("team", on=project)
    seen = open_page(client, at(project, f"{one.pk}/months/")).context["form"].initial["seen"]
    page = open_page(client, at(project, f"{one.pk}/months/"), post={name: typed, "seen": seen}, status=422)
    assert error in page
    assert not MonthFact.objects.exists()


def test_what_has_no_unit_or_is_still_to_come_cannot_be_reported(client_for, project):
    words = BenefitFactory(project=project, kind="experience", unit="", title="Calmer nights")
    client = client_for("team", on=project)
    response = client.get(at(project, f"{words.pk}/months/"))
    assert response["Location"].endswith(f"{words.pk}/change/")
    one = BenefitFactory(project=project, starts=date(2028, 5, 1))
    grid = open_page(client, at(project, f"{one.pk}/months/"))
    assert "2028/29" in grid
    assert "Not yet" in grid.rows()[0][2]
    ended = BenefitFactory(project=project, starts=date(2020, 5, 1), ends=date(2021, 5, 1))
    assert "2021/22" in open_page(client, at(project, f"{ended.pk}/months/?year=nonsense"))


def test_its_unit_stays_while_months_are_kept_in_it(client_for, project):
    one = BenefitFactory(project=project, kind="quality", unit="falls", months=((300, 200),))
    client = client_for("team", on=project)
    seen = open_page(client, at(project, f"{one.pk}/change/")).context["form"].initial["seen"]
    said = {"title": one.title, "kind": "quality", "who": "", "unit": "hours", "seen": seen}
    page = open_page(client, at(project, f"{one.pk}/change/"), post=said, status=422)
    assert "Its months are kept in falls" in page


def test_entered_by_mistake_it_leaves_every_page_and_its_history_stays(client_for, project):
    one = BenefitFactory(project=project)
    client = client_for("team", on=project)
    assert open_page(client, at(project, f"{one.pk}/remove/"), post={"reason": ""}, status=422).errors()
    page = open_page(client, at(project, f"{one.pk}/remove/"), post={"reason": "Twice"}, follow=True)
    assert "B-001 is removed" in page
    assert client.get(at(project, f"{one.pk}/")).status_code == 404
    assert "Removed the benefit B-001" in open_page(client, f"/projects/{project.number}/history/")
    services.remove(one, by=None, reason="Again")
    assert BenefitFactory(project=project).ref == "B-002"


def test_figures_in_pounds_are_for_those_who_may_see_money(client_for, project):
    cash = BenefitFactory(
        project=project, full_year=765_432_100, baseline="£9m spent", months=((765_432_100, 765_432_100),)
    )
    BenefitFactory(project=project, kind="quality", unit="falls", full_year=4000)
    services.change_benefit(cash, {"full_year": 765_432_200}, by=None, on=TODAY)
    stranger = client_for("viewer")
    listed = open_page(stranger, at(project))
    assert "Not shown" in listed
    assert "40 falls" in listed
    one = open_page(stranger, at(project, f"{cash.pk}/"))
    history = open_page(stranger, f"/projects/{project.number}/history/")
    for page in (listed, one, history):
        assert "7,654" not in page
        assert "£9m" not in page
        assert "£7.7m" not in page
    body = b"".join(stranger.get(at(project, "export/csv/")).streaming_content).decode()
    assert "7654321" not in body
    assert "£9m" not in body
    assert "7,654,322" in open_page(client_for("member", on=project.lead_organisation), at(project))


def test_an_owner_says_months_without_another_right_but_not_of_money_they_may_not_see(client_for, project):
    user = UserFactory()
    grant(user, "service owner", on=project)
    owner = person_of(user)
    falls = BenefitFactory(project=project, kind="quality", unit="falls", owner=owner)
    cash = BenefitFactory(project=project, owner=owner)
    client = client_for("viewer")
    client.force_login(user)
    assert client.get(at(project, f"{falls.pk}/months/")).status_code == 200
    assert client.get(at(project, f"{falls.pk}/change/")).status_code == 200
    assert client.get(at(project, f"{cash.pk}/months/")).status_code == 403
    assert client.get(at(project, f"{falls.pk}/remove/")).status_code == 403
    assert client_for("benefits lead", on=project).get(at(project, f"{cash.pk}/months/")).status_code == 200


def test_a_draft_measure_is_named_only_to_those_who_see_it(client_for, project):
    secret = MeasureFactory(project=project, name="Nightjar rate", values=FALLS, draft=True)
    kept = measuring.keep_before_after(
        measures.whole(secret).judged, split=date(2025, 12, 1), what="Basilisk", by=None
    )
    one = BenefitFactory(project=project, kind="quality", unit="falls", measure=secret, before_after=kept)
    page = open_page(client_for("viewer"), at(project, f"{one.pk}/"))
    assert "A measure that you may not see" in page
    assert "A before and after that you may not see" in page
    assert "Nightjar" not in page
    owner = UserFactory()
    services.change_benefit(one, {"owner": person_of(owner)}, by=None, on=TODAY)
    client = client_for("viewer")
    client.force_login(owner)
    grant(owner, "viewer")
    form = open_page(client, at(project, f"{one.pk}/change/")).context["form"]
    assert "measure" not in form.fields
    said = {"title": "Fewer falls", "kind": "quality", "unit": "falls", "who": one.owned_by}
    said["who"] = owner.email
    open_page(
        client, at(project, f"{one.pk}/change/"), post={**said, "seen": form.initial["seen"]}, follow=True
    )
    one.refresh_from_db()
    assert (one.title, one.measure, one.before_after) == ("Fewer falls", secret, kept)
    assert "Nightjar rate" in open_page(client_for("team", on=project), at(project, f"{one.pk}/"))


def test_the_past_of_a_benefit_stays(project):
    one = BenefitFactory(project=project, full_year=100_00)
    services.change_benefit(one, {"full_year": 50_00}, by=None, on=TODAY, reason="Fewer posts")
    then = BenefitFact.objects.as_at(date(2026, 6, 1)).get(benefit=one)
    assert then.full_year == 100_00
    assert BenefitFact.objects.now().get(benefit=one).full_year == 50_00


def test_the_overview_tells_of_them_in_a_sentence(client_for, project):
    quick = ProjectFactory(track="quick", visibility="system")
    client = client_for("auditor")
    assert "Benefits so far" not in open_page(client, f"/projects/{quick.number}/")
    page = open_page(client, f"/projects/{project.number}/")
    assert "No benefit is written down yet" in page
    assert not {"Write one down", "Begin a log"} & set(page.links()), (
        "who changes nothing is asked for nothing"
    )
    page = open_page(client_for("lead", on=project), f"/projects/{project.number}/")
    assert {"Write one down", "Begin a log"} <= set(page.links())
    BenefitFactory(project=project, full_year=120_000_000)
    page = open_page(client, f"/projects/{project.number}/")
    assert "1 benefit, not validated: cash-releasing £1.2m forecast full-year." in page


def test_a_programme_says_its_own_apart(client_for, project):
    part = ProjectFactory(visibility="system", title="Part of it")
    projects.place_in_programme(part, project, by=None)
    BenefitFactory(project=part, full_year=100_00)
    page = open_page(client_for("viewer"), at(project))
    assert f"programme={project.ref}" in str(page.links())
    BenefitFactory(project=project, full_year=900_00)
    page = open_page(client_for("auditor"), at(project))
    assert "£900" in page
    assert "£1,000" not in page


def test_the_pages_cost_the_same_however_many(client_for, cost, project):
    client = client_for("team", on=project)
    owner = person_of(UserFactory())
    made = BenefitFactory(project=project, owner=owner, months=((1, 1),))
    for page in (
        at(project),
        at(project, "add/"),
        at(project, f"{made.pk}/"),
        at(project, f"{made.pk}/months/"),
    ):
        few = cost(lambda page=page: client.get(page))
        BenefitFactory.create_batch(6, project=project, owner=owner)
        rows = [{"name": f"Gate {number}", "forecast": TODAY} for number in range(4)]
        gates = projects.add_milestones(project, rows, by=None, on=TODAY)
        services.change_benefit(made, {}, enablers=gates, by=None, on=TODAY)
        assert cost(lambda page=page: client.get(page)) == few <= 14, page
