"""Registers brought in as dated facts: the real ones with the figures they must give, and nothing lost."""

import json
from dataclasses import asdict
from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command

from quantock.access import MACHINE, Role
from quantock.accounts.models import Grant
from quantock.accounts.tests.factories import UserFactory, grant
from quantock.audit import facts
from quantock.audit.models import Event
from quantock.desk.compare import glance
from quantock.desk.scope import Scope
from quantock.exchange.register import planning
from quantock.exchange.tests.registers import bring_in, expected, real, written, year
from quantock.people.models import Alias, Organisation
from quantock.people.tests.factories import OrganisationFactory
from quantock.portfolios.models import Portfolio
from quantock.projects.models import (
    ExternalId,
    LocalFact,
    LocalField,
    MembershipFact,
    MoneyFact,
    Project,
    ProjectFact,
    RatingFact,
)
from quantock.projects.models.facts import FAMILIES
from quantock.projects.tests.factories import ProjectFactory

pytestmark = pytest.mark.django_db
SPRING = date(2026, 3, 31)


def in_portfolio(on):
    inside = MembershipFact.objects.as_at(on).filter(present=True).values("project")
    return ProjectFact.objects.as_at(on).filter(project__in=inside)


def as_it_stood(on):
    """Everything that registers said, as at a day, by the project's title then."""
    titles = dict(in_portfolio(on).values_list("project", "title"))
    ratings = (
        RatingFact.objects.as_at(on).filter(project__in=titles).values_list("project", "confidence", "text")
    )
    money = (
        MoneyFact.objects.as_at(on)
        .filter(project__in=titles)
        .values_list("project", "span", "basis", "pence", "text")
    )
    ends = in_portfolio(on).values_list("project", "forecast_end", "forecast_end_text", "confidence")
    return {
        (kind, titles[row[0]], *row[1:])
        for kind, rows in (("rating", ratings), ("money", money), ("end", ends))
        for row in rows
    }


# The real registers


@pytest.mark.real_data
def test_three_years_of_major_projects_with_their_history():
    first, second = year(2019), year(2020)
    assert first["created"] == first["projects"] == 133
    assert second["updated"] + second["unchanged"] == 104
    assert (second["created"], second["absent"]) == (21, 29)
    assert second["fields"]["whole_life_cost"]["sum"] == 447920.35
    assert in_portfolio(date(2019, 6, 1)).count() == 133
    assert in_portfolio(date(2020, 6, 1)).count() == 125
    assert in_portfolio(date(2020, 6, 1)).filter(confidence="amber/red").count() == 32
    assert [said for family in FAMILIES for said in facts.check(family)] == []


@pytest.mark.real_data
@pytest.mark.parametrize(
    "order",
    [
        (2021, 2019, 2020),
        pytest.param((2019, 2020, 2021), marks=pytest.mark.walk),
        pytest.param((2019, 2021, 2020), marks=pytest.mark.walk),
        pytest.param((2020, 2019, 2021), marks=pytest.mark.walk),
        pytest.param((2020, 2021, 2019), marks=pytest.mark.walk),
        pytest.param((2021, 2020, 2019), marks=pytest.mark.walk),
    ],
)
def test_year_on_year_movements_are_the_published_ones_in_whatever_order_files_come(order):
    for number in order:
        year(number)
    for wanted in expected("gmpp.json")["year_on_year"]:
        out = StringIO()
        before, after = f"{wanted['from']}-03-31", f"{wanted['to']}-03-31"
        call_command("compare", "--portfolio=GMPP", f"--from={before}", f"--to={after}", stdout=out)
        found = json.loads(out.getvalue())
        names = ("in_both", "left", "joined")
        assert [found[name] for name in names] == [wanted[name] for name in names]
        rating = [wanted["rating_improved"], wanted["rating_worsened"], wanted["rating_same"]]
        assert list(found["rating"].values()) == rating
        ends = [wanted[f"end_date_{name}"] for name in ("later", "earlier", "same")]
        assert list(found["end_date"].values()) == [*ends, wanted["largest_slip_days"]]
        assert found["renamed"] == wanted["name_text_changed"]
        scope = Scope(MACHINE, date.fromisoformat(before), date.fromisoformat(after), Portfolio.objects.get())
        assert asdict(glance(scope, "changed", lambda count: slice(0, 25)).counts) == found
    assert Project.objects.filter(archived_at=None).count() == 253
    assert [said for family in FAMILIES for said in facts.check(family)] == []


@pytest.mark.real_data
def test_a_register_of_a_day_between_changes_nothing_of_the_days_around_it():
    days = [date(number, 6, 1) for number in (2019, 2020, 2021)]
    for number in (2020, 2021):
        year(number)
    alone = [as_it_stood(day) for day in days[1:]]
    now = dict(Project.objects.values_list("pk", "title"))
    year(2019)
    assert {pk: title for pk, title in Project.objects.values_list("pk", "title") if pk in now} == now
    assert [as_it_stood(day) for day in days[1:]] == alone
    assert in_portfolio(days[0]).count() == 133


def test_a_register_that_comes_late_finds_the_project_of_its_time_under_the_organisation_of_its_time(
    tmp_path,
):
    head = "Project ID,Project name,Department\n"
    for at, text in (
        (date(2020, 3, 31), "A1,Embassy,FCO\nB1,Proton beams,DHSC\n"),
        (date(2021, 3, 31), "A1,Embassy,FCDO\nB2,Proton beams,DHSC\n"),
    ):
        bring_in(written(tmp_path, head + text), as_at=at, portfolio="Ours", complete=True)
    beams, again = Project.objects.filter(title="Proton beams").order_by("pk")
    late = written(tmp_path, "Project name,Department\nEmbassy,FCO\nProton beams,DHSC\n")
    account = bring_in(late, as_at=date(2019, 3, 31), portfolio="Ours", complete=True)
    assert (account["created"], account["doubtful"]) == (0, [])
    assert set(in_ours(date(2019, 6, 1))) == {Project.objects.get(title="Embassy"), beams}
    assert again not in in_ours(date(2020, 6, 1))
    assert set(in_ours(date(2021, 6, 1))) == {Project.objects.get(title="Embassy"), again}


def in_ours(on):
    inside = MembershipFact.objects.as_at(on).filter(portfolio__name="Ours", present=True)
    return Project.objects.filter(pk__in=inside.values("project"))


def test_what_a_register_confirms_stays_so_when_one_of_a_day_between_comes_late(tmp_path):
    head = "Project name,Organisation,RAG,Whole life cost (£m)\n"
    for day, rest in ((1, "Amber,5"), (3, "Amber,5"), (2, "Red,7")):
        text = f"{head}Falls,Combe Trust,{rest}\nRotas,Combe Trust,Green,1\n"
        bring_in(written(tmp_path, text), as_at=date(2026, day, 1), portfolio="Ours")
    falls = Project.objects.get(title="Falls")
    assert falls.confidence == "amber"
    for on, confidence, pence in ((1, "amber", 5), (2, "red", 7), (3, "amber", 5)):
        rating = RatingFact.objects.as_at(date(2026, on, 9)).get(project=falls)
        money = MoneyFact.objects.as_at(date(2026, on, 9)).get(project=falls)
        assert (rating.confidence, money.pence) == (confidence, pence * 100_000_000)


def test_a_project_had_no_other_track_before_it_was_first_known(tmp_path):
    """A register of an earlier day says nothing of tracks: no change of track is made of that."""
    head = "Project name,Organisation,RAG\n"
    for when in (2026, 2025):
        text = f"{head}Falls,Combe Trust,Amber\nRotas,Combe Trust,Green\n"
        bring_in(written(tmp_path, text), as_at=date(when, 3, 31), portfolio="Ours")
    for on in (date(2025, 4, 1), date(2026, 4, 1)):
        tracks = ProjectFact.objects.as_at(on).filter(project__title="Falls").values_list("track", flat=True)
        assert list(tracks) == ["full"]


@pytest.mark.walk  # one of many alike
@pytest.mark.real_data
def test_the_capital_register_with_its_three_ways_to_write_a_date():
    account = bring_in(real("registers", "melbourne_water_capital.csv"), portfolio="Capital", as_at=SPRING)
    assert (account["created"], account["refused"], account["columns_not_kept"]) == (445, [], [])
    assert account["fields"]["whole_life_cost"]["sum"] == 5113659152.5
    assert MoneyFact.objects.filter(pence__isnull=False).count() == 445
    assert LocalFact.objects.filter(field__label="BNI", on__isnull=False).count() == 443
    assert LocalFact.objects.filter(field__label="PBC").count() == 213
    assert LocalFact.objects.filter(field__label="Owner Group", text="Unknown").count() == 3


@pytest.mark.walk  # one of many alike
@pytest.mark.real_data
def test_the_two_rounds_of_the_towns_fund():
    wanted = expected("towns_fund_register.json")
    third = bring_in(
        real("registers", "towns_fund_register_round_3.csv"), portfolio="Towns", as_at=date(2023, 3, 31)
    )
    assert (third["rows_read"], third["created"]) == (968, 966)
    assert [row["external_id"] for row in third["refused"]] == ["TD-NTH-12", "TD-NTH-12"]
    fourth = bring_in(
        real("registers", "towns_fund_register_round_4.csv"),
        portfolio="Towns",
        as_at=date(2023, 9, 30),
        complete=True,
    )
    # The doubled id was refused in round 3, so it is new in round 4, and not a renamed one.
    assert fourth["created"] + len(fourth["doubtful"]) >= len(wanted["added"])
    held = set(ExternalId.objects.values_list("value", flat=True))
    assert set(wanted["added"]) <= held
    assert fourth["absent"] == len(wanted["removed"])
    assert fourth["renamed"] == len(wanted["renamed"]) - 1
    assert fourth["created"] == len(wanted["added"]) + 1


@pytest.mark.walk  # one of many alike
@pytest.mark.real_data
@pytest.mark.parametrize("number", [0, 1])
def test_the_projects_of_the_towns_fund_returns(number):
    wanted = expected("returns.json")[number]
    account = bring_in(real("returns", wanted["file"]), as_at=SPRING)
    assert account["source"]["sheet"] == "3 - Programme Progress"
    assert account["created"] == len(wanted["projects"])
    for each in wanted["projects"]:
        project = Project.objects.get(title=each["name"])
        assert project.planned_start.isoformat() == each["start"]
        assert project.forecast_end.isoformat() == each["finish"]
        assert project.confidence_text == str(each["delivery_rag"])
        local = dict(project.local_values.values_list("field__label", "text"))
        assert local["Project Delivery Status"] == each["status"]
        assert next(text for label, text in local.items() if label.startswith("Spend")) == str(
            each["spend_rag"]
        )


@pytest.mark.walk  # one of many alike
@pytest.mark.real_data
@pytest.mark.parametrize("number", [0, 1])
def test_the_hidden_registers_of_the_returns(number):
    wanted = expected("returns.json")[number]
    hidden = wanted["hidden_register"]
    account = bring_in(real("returns", wanted["file"]), as_at=SPRING, sheet="Project Identifiers")
    doubled = hidden["town_deal_projects"] - hidden["town_deal_distinct_ids"]
    assert len(account["refused"]) == 2 * doubled
    assert account["created"] == account["rows_read"] - 2 * doubled
    # The sheet also holds a few ids with a letter at the end, which the published register left out.
    plain = ExternalId.objects.filter(value__regex=r"-[0-9]+$").count()
    assert plain + 2 * doubled == hidden["town_deal_projects"] + hidden["high_street_projects"]


@pytest.mark.walk  # one of many alike
@pytest.mark.real_data
def test_the_pathfinders_with_names_that_hold_odd_spaces():
    wanted = expected("returns.json")[2]
    account = bring_in(real("returns", wanted["file"]), as_at=SPRING, portfolio="Pathfinders")
    assert account["source"]["sheet"] == "Project Details"
    assert account["created"] == wanted["project_details"]["rows"]
    assert Project.objects.values("lead_organisation").distinct().count() == 10
    again = bring_in(
        real("returns", wanted["file"]), as_at=date(2026, 6, 30), portfolio="Pathfinders", complete=True
    )
    assert (again["created"], again["unchanged"], again["absent"]) == (0, 152, 0)


# Nothing lost, nothing silent


def test_nothing_of_a_row_is_lost(tmp_path):
    text = (
        "Project ID,Project name,Organisation,Start date,End date,Whole life cost (£m),Ward colour,Spent to date (£k)\n"
        "A1,Falls on Ash ward,Combe Trust,1/4/2025,31/3/2026,1.5,Blue,12.5\n"
        "A2,Rotas,Combe Trust,1/5/2025,TBC,Exempt under Section 43,Green and gold,-\n"
    )
    account = bring_in(written(tmp_path, text), as_at=date(2026, 1, 1))
    assert account["created"] == 2
    assert MoneyFact.objects.get(project__title="Falls on Ash ward").pence == 150_000_000
    exempt = MoneyFact.objects.get(project__title="Rotas")
    assert (exempt.pence, exempt.text) == (None, "Exempt under Section 43")
    assert Project.objects.get(title="Rotas").forecast_end_text == "TBC"
    assert LocalFact.objects.filter(text="Green and gold").exists()
    spent = LocalField.objects.get(label="Spent to date (£k)")
    assert spent.kind == "money"
    assert LocalFact.objects.get(field=spent, project__title="Falls on Ash ward").pence == 1_250_000
    assert account["cells"] == {"created": 16}


def test_two_raters_stand_side_by_side_and_the_sponsors_is_the_headline(tmp_path):
    text = (
        "Project name,IPA RAG rating,SRO RAG rating,Schedule RAG\n"
        "Falls,Amber,Red,Green\nRotas,Green,Green,Amber\nBeds,Red,Amber,Red\n"
    )
    bring_in(written(tmp_path, text), as_at=SPRING)
    falls = Project.objects.get(title="Falls")
    assert (falls.confidence, falls.confidence_rater, falls.track) == ("red", "sponsor", "full")
    ratings = RatingFact.objects.filter(project=falls).values_list("rater", "confidence")
    assert set(ratings) == {("independent", "amber"), ("sponsor", "red")}
    assert LocalFact.objects.get(project=falls, field__label="Schedule RAG").text == "Green"


def test_a_text_longer_than_its_field_is_kept_in_full(tmp_path):
    long = "Falls on Ash ward and " * 20
    text = f"Project name,Organisation\n{long.strip()},Combe Trust\n"
    text += "".join(f"Rotas of ward {number},Combe Trust\n" for number in range(9))
    bring_in(written(tmp_path, text), as_at=SPRING)
    project = Project.objects.get(title__startswith="Falls")
    assert len(project.title) == 300
    assert LocalFact.objects.get(project=project).text == long.strip()


def test_headings_that_begin_alike_are_two_fields(tmp_path):
    long = "How the work went, in the words of the team, for the board " * 5
    text = f"Project name,{long}one,{long}two\nFalls,good,bad\nRotas,well,ill\n"
    bring_in(written(tmp_path, text), as_at=SPRING)
    assert set(LocalFact.objects.filter(project__title="Falls").values_list("text", flat=True)) == {
        "good",
        "bad",
    }


def test_an_answer_that_is_gone_is_emptied_and_said(tmp_path):
    head = "Project name,Organisation,End date,Whole life cost (£m)\n"
    bring_in(
        written(tmp_path, f"{head}Falls,Combe,31/3/2027,5\nRotas,Combe,1/1/2028,4\n"), as_at=date(2026, 1, 1)
    )
    text = f"{head}Falls,Combe,,\nRotas,Combe,1/1/2028,4\n"
    account = bring_in(written(tmp_path, text), as_at=date(2026, 2, 1))
    assert (account["updated"], account["unchanged"]) == (1, 1)
    assert account["cells"]["emptied"] == 2
    falls = Project.objects.get(title="Falls")
    assert falls.forecast_end is None
    assert MoneyFact.objects.as_at(date(2026, 1, 9)).get(project=falls).pence == 500_000_000
    assert MoneyFact.objects.as_at(date(2026, 2, 9)).get(project=falls).pence is None


def test_what_changed_is_in_the_history_in_words(tmp_path):
    head = "Project name,Organisation,End date\n"
    bring_in(
        written(tmp_path, f"{head}Falls,Combe,31/3/2027\nRotas,Combe,1/1/2028\n"), as_at=date(2026, 1, 1)
    )
    bring_in(
        written(tmp_path, f"{head}Falls,Combe,30/6/2027\nRotas,Combe,1/1/2028\n"), as_at=date(2026, 2, 1)
    )
    [event] = Event.objects.filter(verb="imported", batch_id=Event.objects.latest("pk").batch_id)
    assert event.says == "Brought in from register.csv, as at 1 February 2026"
    assert event.changes == [
        {"field": "end_date", "label": "End date", "was": "31 March 2027", "is": "30/6/2027"}
    ]


def test_a_file_that_says_nothing_of_organisations_leaves_them_alone(tmp_path):
    bring_in(
        written(tmp_path, "ID,Project name,Organisation\nA1,Falls,Combe\nA2,Rotas,Combe\n"),
        portfolio="P",
        as_at=SPRING,
    )
    text = "ID,Project name\nA1,Falls again\nA2,Rotas\n"
    account = bring_in(written(tmp_path, text), portfolio="P", as_at=date(2026, 4, 30))
    assert (account["renamed"], account["updated"]) == (1, 1)
    assert Project.objects.get(title="Falls again").lead_organisation.name == "Combe"


# Which project a row is


def test_a_project_of_the_organisation_is_found_in_another_portfolio_by_name_not_by_number(tmp_path):
    trust = OrganisationFactory(name="Combe Trust")
    falls, beds = (ProjectFactory(title=title, lead_organisation=trust) for title in ("Falls", "Beds"))
    ExternalId.objects.create(project=beds, value="1", key="1")
    text = "ID,Project name,Organisation\n1,Falls,Combe Trust\n2,Rotas,Combe Trust\n"
    account = bring_in(written(tmp_path, text), portfolio="Theatres", as_at=date.today())
    assert (account["created"], account["updated"]) == (1, 1)
    portfolio = Portfolio.objects.get()
    inside = MembershipFact.objects.filter(portfolio=portfolio).values_list("project__title", flat=True)
    assert set(inside) == {"Falls", "Rotas"}
    assert list(falls.external_ids.values_list("value", flat=True)) == ["1"]


def test_a_project_is_found_under_any_name_that_its_organisation_goes_by(tmp_path):
    trust = OrganisationFactory(name="Combe Vale Hospitals NHS Foundation Trust")
    Alias.objects.create(organisation=trust, name="Combe Vale")
    ProjectFactory(title="Falls on Ash ward", lead_organisation=trust)
    ProjectFactory(title="Falls on Ash ward", lead_organisation=OrganisationFactory(name="Elsewhere Trust"))
    text = "Project name,Organisation\nFalls on Ash ward,Combe Vale\nRobot porters,Combe Vale\n"
    account = bring_in(written(tmp_path, text), portfolio="Theatres", as_at=date.today())
    assert (account["created"], account["doubtful"]) == (1, [])
    inside = MembershipFact.objects.filter(portfolio__name="Theatres")
    assert inside.filter(project__title="Falls on Ash ward", project__lead_organisation=trust).exists()


def test_the_programme_office_looks_after_organisations_it_brings_in(tmp_path):
    trust = OrganisationFactory(name="Combe Trust", code="RC0", code_system="ods")
    office = UserFactory()
    grant(office, Role.PMO, on=trust)
    text = "Project name,Organisation\nFalls,Combe Trust\nRotas,Friends of Combe\n"
    account = bring_in(written(tmp_path, text), organisation="RC0", as_at=SPRING)
    assert account["organisations_added"] == ["Friends of Combe"]
    friends = Organisation.objects.get(name="Friends of Combe")
    assert friends.kind == "other"
    assert Grant.objects.filter(user=office, role=Role.PMO, place_id=friends.pk).exists()
    assert Project.objects.get(title="Rotas").partners.get().organisation == trust
    assert not Project.objects.get(title="Falls").partners.exists()


def test_local_fields_are_kept_some_rows_at_a_time(tmp_path, monkeypatch):
    """A wide register has a million of them: never more at once than are asked for, and all of them are kept."""
    most: list[int] = []
    kept = facts.state
    monkeypatch.setattr(planning, "MOST_CELLS", 6)
    monkeypatch.setattr(
        facts,
        "state",
        lambda rows: (rows and rows[0].__class__ is LocalFact and most.append(len(rows))) or kept(rows),
    )
    head = "Project name,Colour,Ward,Size\n"
    rows = [f"Project {number},Blue,Ash {number},{number}" for number in range(5)]
    bring_in(written(tmp_path, head + "\n".join(rows)), as_at=date(2026, 1, 31))
    assert (most, LocalFact.objects.count()) == ([6, 4], 10)
    rows[4] = "Project 4,Red,Ash 4,4"
    again = bring_in(written(tmp_path, head + "\n".join(rows)), as_at=date(2026, 1, 31))
    assert (again["unchanged"], again["updated"], LocalFact.objects.count()) == (4, 1, 11)
    assert facts.check(LocalFact) == []
