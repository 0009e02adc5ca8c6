"""What changed between two dates: the counts, the table, its file, and who sees what of it."""

from datetime import date
from io import BytesIO

import openpyxl
import pytest
import time_machine

from quantock.access import MACHINE
from quantock.audit import facts
from quantock.desk.compare import KINDS, compare, glance
from quantock.desk.scope import Scope
from quantock.people.tests.factories import OrganisationFactory
from quantock.portfolios.tests.factories import PortfolioFactory
from quantock.projects import services
from quantock.projects.models import MembershipFact, MoneyFact, ProjectFact, RatingFact
from quantock.projects.tests.factories import ProjectFactory
from tests.pages import open_page

BEFORE, AFTER = date(2026, 5, 1), date(2026, 8, 1)
ASKED = "/compare/?since=1/5/2026&until=1/8/2026"


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(date(2026, 11, 2), tick=False):
        yield


def member(project, portfolio, *, present=True, on=date(2026, 4, 1)):
    said = {"present": present, "asserts": ["present"], "so_from": on}
    facts.state([MembershipFact(project=project, portfolio=portfolio, **said)])


def counted(portfolio=None, viewer=MACHINE):
    return compare(Scope(viewer, BEFORE, AFTER, portfolio)).counts


def test_the_page_says_what_changed_as_field_was_and_is(client_for):
    project = ProjectFactory(title="Falls", confidence="red", forecast_end=date(2027, 3, 31))
    said = {"title": "Fewer falls", "confidence": "amber", "forecast_end": date(2027, 4, 30)}
    services.change_record(project, said, by=None, on=date(2026, 6, 1))
    page = open_page(client_for("auditor"), ASKED)
    assert [len(row) for row in page.rows()] == [4, 3, 3], "its name once, over its rows"
    assert "1 project is there both on 1 May 2026 and on 1 August 2026; 0 joined and 0 left" in page
    assert "better in 1 and worse in 0; 1 project ends later, at most by 30 days" in page
    assert [row[-3:] for row in page.rows()] == [
        ["Title", "Falls", "Fewer falls"],
        ["Delivery confidence", "Red", "Amber"],
        ["Expected end", "31 March 2027", "30 April 2027 30 days later"],
    ]


@pytest.mark.parametrize(
    ("show", "fields"),
    [
        ("better", []),
        ("worse", [["Delivery confidence", "Amber", "Red"]]),
        ("earlier", [["Expected end", "31 March 2027", "30 March 2027 1 day earlier"]]),
        ("renamed", [["Title", "Falls", "Fewer falls"]]),
    ],
)
def test_each_number_opens_only_what_it_counts(client_for, show, fields):
    project = ProjectFactory(title="Falls", confidence="amber", forecast_end=date(2027, 3, 31))
    said = {"title": "Fewer falls", "confidence": "red", "forecast_end": date(2027, 3, 30)}
    services.change_record(project, said, by=None, on=date(2026, 6, 1))
    page = open_page(client_for("auditor"), f"{ASKED}&show={show}")
    assert [row[1:] for row in page.rows()] == fields


def test_who_joined_and_who_left_a_portfolio(client_for):
    board = PortfolioFactory(name="Board", organisation=None)
    stays, leaves, joins = (ProjectFactory(title=title) for title in ("Stays", "Leaves", "Joins"))
    for project in (stays, leaves):
        member(project, board)
    member(leaves, board, present=False, on=date(2026, 6, 1))
    member(joins, board, on=date(2026, 7, 1))
    ProjectFactory(title="Elsewhere")
    found = counted(board)
    assert (found.in_both, found.left, found.joined) == (1, 1, 1)
    auditor = client_for("auditor")
    asked = f"{ASKED}&portfolio={board.pk}"
    assert "Board: 1 project is there both" in open_page(auditor, asked)
    assert [row[0] for row in open_page(auditor, f"{asked}&show=joined").rows()] == [f"Joins {joins.ref}"]
    assert [row[0] for row in open_page(auditor, f"{asked}&show=left").rows()] == [f"Leaves {leaves.ref}"]


@pytest.mark.django_db
def test_a_project_registered_between_the_dates_has_joined():
    ProjectFactory(on=date(2026, 4, 1))
    ProjectFactory(on=date(2026, 6, 1))
    found = counted()
    assert (found.in_both, found.left, found.joined) == (1, 0, 1)


@pytest.mark.django_db
def test_ratings_and_dates_that_are_the_same_are_counted_only_where_both_days_have_them():
    ProjectFactory(confidence="red", forecast_end=date(2027, 1, 1))
    ProjectFactory(confidence="", planned_end=date(2027, 1, 1))
    first_rated = ProjectFactory()
    services.change_record(first_rated, {"confidence": "red"}, by=None, on=date(2026, 6, 1))
    found = counted()
    assert found.rating == {"better": 0, "worse": 0, "same": 1}
    assert found.end_date == {"later": 0, "earlier": 0, "same": 2, "largest_slip_days": 0}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("scales", "moved"),
    [(("five_best", "five_best"), "worse"), (("five_best", "one_best"), "same"), (("", ""), "same")],
)
def test_a_rating_moves_on_its_own_scale_where_both_dates_share_it(scales, moved):
    project = ProjectFactory(confidence="amber", confidence_text="4", confidence_rater="office")
    change = {"confidence_text": "3"}
    services.change_record(project, change, by=None, on=date(2026, 6, 1))
    for scale, text, on in zip(scales, "43", (date(2026, 4, 1), date(2026, 6, 1)), strict=True):
        said = {"confidence": "amber", "text": text, "scale": scale}
        facts.state([RatingFact(project=project, rater="office", so_from=on, asserts=[*said], **said)])
    assert counted().rating[moved] == 1


def test_charter_milestones_and_themes_are_compared_too(client_for):
    project = ProjectFactory(charter={"aim": "3 falls a month"})
    services.change_charter(project, {"aim": "2 falls a month"}, by=None, on=date(2026, 6, 1))
    dated = {"name": "Alarms", "forecast": date(2026, 9, 1), "baseline": date(2026, 9, 1)}
    [milestone] = services.add_milestones(project, [dated], by=None, on=date(2026, 4, 2))
    services.forecast_milestone(
        milestone, forecast=date(2026, 9, 8), provisional=False, by=None, on=date(2026, 7, 1)
    )
    rows = [row[-3:] for row in open_page(client_for("auditor"), ASKED).rows()]
    assert rows == [
        ["Aim", "3 falls a month", "2 falls a month"],
        ["Milestone “Alarms”: expected", "1 September 2026", "8 September 2026 7 days later"],
    ]
    assert open_page(client_for("auditor"), f"{ASKED}&show=ended").rows() == []


def test_money_is_compared_only_where_it_may_be_seen(client_for):
    ours = OrganisationFactory()
    project = ProjectFactory(lead_organisation=ours, visibility="system")
    for pence, on in ((100_00, date(2026, 4, 1)), (250_00, date(2026, 6, 1))):
        amount = {"nature": "revenue", "span": "in-year", "basis": "budget", "pence": pence}
        facts.state([MoneyFact(project=project, so_from=on, asserts=["pence"], **amount)])
    rows = open_page(client_for("member", on=ours), ASKED).rows()
    assert [row[1:] for row in rows] == [["Money: in-year revenue budget", "£100", "£250"]]
    assert open_page(client_for("member", on=OrganisationFactory()), ASKED).rows() == []


def test_what_one_may_not_see_is_not_counted(client_for):
    ours = OrganisationFactory()
    for organisation in (ours, OrganisationFactory()):
        project = ProjectFactory(lead_organisation=organisation)
        services.change_record(project, {"title": "Anew"}, by=None, on=date(2026, 6, 1))
    page = open_page(client_for("member", on=ours), ASKED)
    assert "1 project is there both" in page
    assert len(page.rows()) == 1


@pytest.mark.parametrize(
    "query",
    ["since=never", "since=1/8/2026&until=1/5/2026", "until=1/1/2030", "portfolio=999", "project=x"],
)
def test_what_is_no_question_is_said(client_for, query):
    auditor = client_for("auditor")
    page = open_page(auditor, f"/compare/?{query}", 422)
    assert page.errors()
    assert auditor.get(f"/compare/export/?{query}").status_code == 422


def test_without_dates_it_compares_with_the_first_of_the_month_before(client_for):
    page = open_page(client_for("auditor"), f"/compare/?show=nonsense&page=99&project={'9' * 21}")
    assert "0 projects are there both on 1 October 2026 and on 2 November 2026" in page
    assert "No project." in page


def test_one_project_alone(client_for):
    one, other = ProjectFactory(title="One"), ProjectFactory(title="Other")
    for project in (one, other):
        services.change_record(project, {"category": "ICT"}, by=None, on=date(2026, 6, 1))
    page = open_page(client_for("auditor"), f"{ASKED}&project={one.number}")
    assert [row[0] for row in page.rows()] == [f"One {one.ref}"]


def test_twenty_five_projects_a_page(client_for):
    for number in range(26):
        project = ProjectFactory(title=f"Falls {number:02d}")
        services.change_record(project, {"category": "ICT"}, by=None, on=date(2026, 6, 1))
    auditor = client_for("auditor")
    assert len(open_page(auditor, ASKED).rows()) == 25
    assert [row[0][:8] for row in open_page(auditor, f"{ASKED}&page=2").rows()] == ["Falls 25"]


def test_the_file_holds_what_the_page_shows_and_no_formula(client_for):
    project = ProjectFactory(title="=1+1")
    services.change_record(project, {"title": "Falls"}, by=None, on=date(2026, 6, 1))
    ProjectFactory(title="New", on=date(2026, 6, 1))
    auditor = client_for("auditor")
    asked = ASKED.replace("/compare/", "/compare/export/")
    text = b"".join(auditor.get(asked).streaming_content).decode("utf-8-sig").splitlines()
    assert len(text) == 3
    assert ",Changed,Title,'=1+1,Falls," in text[1]
    assert ",Joined," in text[2]
    book = openpyxl.load_workbook(
        BytesIO(b"".join(auditor.get(f"{asked}&show=joined&file=xlsx").streaming_content))
    )
    rows = list(book.worksheets[0].values)
    assert [row[1] for row in rows] == ["Title", "New"]


def test_it_costs_the_same_for_3_and_for_30(client_for, cost):
    board = PortfolioFactory(organisation=None)

    def more(count):
        for number in range(count):
            project = ProjectFactory(title=f"Falls {number}", charter={"aim": "3"})
            member(project, board)
            services.change_record(project, {"title": f"Anew {number}"}, by=None, on=date(2026, 6, 1))
            services.change_charter(project, {"aim": "2"}, by=None, on=date(2026, 6, 1))

    auditor, asked = client_for("auditor"), f"{ASKED}&portfolio={board.pk}"
    more(3)
    few = cost(lambda: auditor.get(asked))
    more(27)
    assert cost(lambda: auditor.get(asked)) == few <= 12


@pytest.mark.django_db
def test_a_withdrawn_fact_takes_no_part():
    project = ProjectFactory(title="Falls")
    services.change_record(project, {"title": "Anew"}, by=None, on=date(2026, 6, 1))
    ProjectFact.objects.filter(title="Anew").update(withdrawn_at="2026-06-02T00:00Z")
    ProjectFact.objects.filter(title="Falls").update(so_until=None)
    assert counted().renamed == 0


def test_all_of_a_project_that_joined_is_new_and_nothing_of_it_changed(client_for):
    ProjectFactory(title="There before", on=date(2026, 4, 1), charter={"aim": "Old aim"})
    ProjectFactory(title="Joined since", on=date(2026, 6, 1), charter={"aim": "New aim"})
    page = open_page(client_for("auditor"), "/compare/?since=1/5/2026&until=1/8/2026")
    assert "1 joined and 0 left" in page
    assert "New aim" not in page.markup


@pytest.mark.django_db
def test_a_page_counts_and_shows_what_the_file_does_though_it_reads_few_records_whole():
    """Also where columns differ and what they say does not, or where only a space does."""
    may, moved = date(2026, 5, 1), date(2026, 6, 1)
    for was, now in (
        ({"confidence": "amber"}, {"confidence_text": "Amber"}),
        ({"confidence_text": "Amber"}, {"confidence": "amber", "confidence_text": ""}),
        ({"confidence_text": "Amber"}, {"confidence": "amber", "confidence_text": "4"}),
        ({"confidence": "amber"}, {"confidence": "red"}),
        ({}, {"confidence": "red"}),
        ({"planned_start": may}, {"planned_start_text": "in May"}),
        ({"planned_start_text": "1 May 2026"}, {"planned_start": may, "planned_start_text": ""}),
        ({"forecast_end_text": "Spring"}, {"forecast_end": may, "forecast_end_text": ""}),
        ({"planned_end": moved}, {"planned_end": may, "lesson": "Ask first"}),
        ({"title": "Beds"}, {"title": "Beds "}),
        ({"category": "ICT"}, {"lesson": "Ask sooner", "organisation_text": "Ash"}),
        ({"state": "active"}, {"state": "stopped", "state_reason": "No money"}),
    ):
        project = ProjectFactory(**was)
        ProjectFact.objects.filter(project=project).update(so_until=moved)
        [record] = ProjectFact.objects.filter(project=project)
        record.pk, record.so_from, record.so_until = None, moved, None
        for name, value in now.items():
            setattr(record, name, value)
        record.save()
    ProjectFactory(on=moved)
    scope = Scope(MACHINE, BEFORE, AFTER)
    whole = compare(scope)
    assert len(whole.changed) == 7
    for kind in KINDS:
        found = glance(scope, kind, lambda count: slice(0, 3))
        expected = whole.showing(kind)
        assert (found.counts, found.changed, found.count) == (whole.counts, 7, len(expected)), kind
        assert [(each.title, each.shown(kind)) for each in found.shown] == [
            (each.title, each.shown(kind)) for each in expected[:3]
        ]
