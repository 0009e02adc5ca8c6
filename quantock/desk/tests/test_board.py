"""The board's report: what is asked, what changed and why; the same as page, PDF and Word; for whose eyes."""

import io
import re
from datetime import date

import docx
import pytest
import time_machine
from django.test import override_settings

from quantock.audit import facts
from quantock.engines.documents.tests.reading import pdf_text
from quantock.measures.services.sets import begin_set, put_into_set
from quantock.measures.tests.factories import FALLS, MeasureFactory
from quantock.people.tests.factories import OrganisationFactory
from quantock.portfolios.tests.factories import PortfolioFactory
from quantock.projects import services
from quantock.projects.models import MembershipFact, Project
from quantock.projects.tests.factories import ProjectFactory
from tests.pages import open_page

ASKED = "/board-report/?since=1/10/2026"


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(date(2026, 11, 2), tick=False):
        yield


def update(project, on, *, publish=True, by=None, **said):
    """One update as at a day; on the full track amber unless it says otherwise."""
    draft = services.open_update(project, by=by, on=on)
    usual = {"confidence": "amber"} if project.track == "full" else {"course": "on course"}
    draft = services.save_update(draft, {**usual, **said}, by=by)
    return services.publish_update(draft, by=by) if publish else draft


def full(title, **said):
    return ProjectFactory(title=title, track="full", **said)


def first_cells(page):
    return [row[0] for row in page.rows()]


def test_it_works(client_for):
    project = full("Falls", forecast_end=date(2027, 3, 31))
    update(project, date(2026, 9, 1))
    said = {"confidence": "red", "why": "The alarms are late.", "decisions": "Buy or lease?"}
    update(project, date(2026, 10, 20), **said, decide_by=date(2026, 10, 30))
    services.change_record(project, {"forecast_end": date(2027, 4, 30)}, by=None, on=date(2026, 10, 21))
    page = open_page(client_for("auditor"), ASKED)
    assert "1 decision waits for you." in page
    assert "confidence got worse in 1 project and better in 0, 1 will end later and 0 ended" in page
    asked, changed = page.rows()[:2]
    assert asked[0] == f"Buy or lease? Falls ({project.ref})"
    assert asked[2:] == ["20 Oct 2026 13 days", "30 Oct 2026 3 days late"]
    news = "Sponsor’s confidence: Amber to Red Ends 30 days later: 30 April 2027"
    assert changed == [f"Falls ({project.ref})", news, "The alarms are late."]


def test_a_system_without_a_project_says_so_of_today_and_of_a_past_day(client_for):
    client = client_for("auditor")
    assert "No project is live today." in open_page(client, ASKED)
    assert "No project was live on 15 October 2026." in open_page(client, f"{ASKED}&until=15/10/2026")


def test_who_has_waited_longest_comes_first_and_waits_since_the_first_update_in_the_same_words(client_for):
    one, other = full("One"), full("Other")
    for month in (7, 8, 10):
        update(one, date(2026, month, 1), decisions="Anew" if month == 7 else "Buy or lease?")
    update(other, date(2026, 6, 1), decisions="Two nurses?")
    update(other, date(2026, 9, 1), decisions="")
    update(other, date(2026, 9, 15), decisions="Two nurses?", support="A room")
    page = open_page(client_for("auditor"), "/board-report/?since=1/11/2026")
    assert [row[2] for row in page.rows()[:3]] == [
        "1 Aug 2026 93 days",
        "15 Sep 2026 48 days",
        "15 Sep 2026 48 days",
    ]
    assert "Decisions wanted (2)" in page
    assert "Support wanted (1)" in page


def test_only_what_is_published_and_in_force_of_live_projects_is_asked(client_for):
    drafted, answered, ended = full("Drafted"), full("Answered"), full("Ended")
    update(drafted, date(2026, 10, 1), publish=False, decisions="Not yet said")
    update(answered, date(2026, 9, 1), decisions="Said before")
    update(answered, date(2026, 10, 1), decisions="")
    update(ended, date(2026, 9, 1), decisions="Too late")
    end = {"reason": "Done", "outcome": "met", "sentence": "It has held."}
    services.end(ended, state="completed", **end, by=None, on=date(2026, 10, 10))
    page = open_page(client_for("auditor"), ASKED)
    assert "No decision and no support is asked for." in page
    assert [row[1:] for row in page.rows() if "Ended" in row[0]] == [["Completed: aim met", "It has held."]]
    past = open_page(client_for("auditor"), "/board-report/?since=1/8/2026&until=15/9/2026")
    assert [cell.split(" Answered")[0].split(" Ended")[0] for cell in first_cells(past)[:2]] == [
        "Said before",
        "Too late",
    ]


def changes(board):
    """One of everything that a board hears of; returns how many of each number."""
    for title, was, now in (
        ("Worse", "green", "red"),
        ("Better", "red", "green"),
        ("Same", "amber", "amber"),
    ):
        project = full(title, confidence=was)
        member(project, board)
        services.change_record(project, {"confidence": now}, by=None, on=date(2026, 10, 9))
    later, ended, left = full("Later", forecast_end=date(2027, 1, 1)), full("Ended"), full("Left")
    for project in (later, ended, left):
        member(project, board)
    services.change_record(later, {"forecast_end": date(2027, 2, 1)}, by=None, on=date(2026, 10, 9))
    end = {"reason": "No money", "outcome": "not met", "sentence": ""}
    services.end(ended, state="stopped", **end, by=None, on=date(2026, 10, 10))
    member(left, board, present=False, on=date(2026, 10, 10))
    dated = {"name": "Alarms", "forecast": date(2026, 12, 1)}
    [milestone] = services.add_milestones(later, [dated], by=None, on=date(2026, 6, 2))
    moved = {"forecast": date(2026, 12, 8), "provisional": False}
    services.forecast_milestone(milestone, **moved, by=None, on=date(2026, 10, 9))
    member(full("Joined"), board, on=date(2026, 10, 10))
    return {
        "Confidence worse": 1,
        "Confidence better": 1,
        "End later": 1,
        "Milestones moved": 1,
        "Ended": 1,
        "Joined": 1,
        "Left": 1,
    }


def member(project, board, *, present=True, on=date(2026, 4, 1)):
    said = {"present": present, "asserts": ["present"], "so_from": on}
    facts.state([MembershipFact(project=project, portfolio=board, **said)])


def test_each_number_opens_a_list_of_so_many(client_for):
    board = PortfolioFactory(name="Board", organisation=None)
    expected = changes(board)
    auditor = client_for("auditor")
    page = open_page(auditor, f"{ASKED}&portfolio={board.pk}")
    numbers = figures(page)
    assert {label: int(numbers[label][0]) for label in expected} == expected
    for label, count in expected.items():
        opened = open_page(auditor, numbers[label][1].replace("&amp;", "&"))
        assert len({row[0] for row in opened.rows() if len(row) != 3}) == count, label
    worst = page.rows()[0][1]
    assert worst == "Confidence: Green to Red"


def figures(page):
    """Each number of the page by its label: the value and where it leads."""
    found = {}
    for box in (box for numbers in page.main.every("dl") for box in numbers.every("div")):
        link = box.first("a")
        value = link.text.split(" (")[0].strip() if link else box.first("dd").text.split()[0]
        found[box.first("dt").text] = (value, link.get("href") if link else "")
    return found


def test_page_pdf_and_word_say_the_same(client_for):
    board = PortfolioFactory(name="Whole-system board", organisation=None)
    changes(board)
    project = full("Falls on Ash ward")
    member(project, board)
    update(project, date(2026, 9, 1), decisions="Buy or lease the alarms?", support="A room for six")
    auditor = client_for("auditor")
    asked = f"{ASKED}&portfolio={board.pk}"
    page = open_page(auditor, asked)
    pdf = auditor.get(asked.replace("/?", "/pdf/?"))
    word = auditor.get(asked.replace("/?", "/word/?"))
    assert pdf["Content-Disposition"] == 'attachment; filename="board-report-2026-11-02.pdf"'
    assert word["Content-Disposition"] == 'attachment; filename="board-report-2026-11-02.docx"'
    told = letters(pdf_text(pdf.content))
    document = docx.Document(io.BytesIO(word.content))
    written = letters(
        " ".join(
            [paragraph.text for paragraph in document.paragraphs]
            + [cell.text for table in document.tables for row in table.rows for cell in row.cells]
        )
    )
    for shape in (told, written):
        for cell in (cell for row in shown(page) for cell in row):
            assert letters(cell) in shape, cell
        assert letters("Whole-system board, compared with 1 October 2026") in shape
        assert letters(page.context["report"].blocks[0].words[0].text) in shape
    tables = [[cell.text.split("\n")[0] for cell in row.cells] for t in document.tables for row in t.rows]
    for label, (value, _) in figures(page).items():
        heads = next(row for row in tables if label in row)
        assert tables[tables.index(heads) + 1][heads.index(label)] == value, label
    for each in (
        each for block in page.context["report"].blocks if block.kind == "figures" for each in block.items
    ):
        assert figures(page)[each.label][0] == each.value
        assert letters(f"{each.label}{each.value}{each.movement}{each.note}") in told


def shown(page):
    """The rows of the tables that are not folded away behind a picture: a document has the picture's sentence."""
    tables = (table for table in page.main.every("table") if not table.within("details"))
    bodies = [body for table in tables for body in table.every("tbody")]
    return [[cell.text for cell in row.every("td")] for body in bodies for row in body.every("tr")]


def letters(text):
    return re.sub(r"[\W_]+", "", text)


def test_it_holds_on_two_pages_whatever_people_write(client_for):
    for number in range(12):
        project = full(f"{number} {'A very long name of a project ' * 9}", confidence="green")
        long = "A long wish with many words in it. " * 40
        wishes = {"decisions": long, "support": long, "why": long}
        update(project, date(2026, 10, 1 + number), confidence="red", **wishes)
    auditor = client_for("auditor")
    pdf = auditor.get("/board-report/pdf/?since=1/9/2026").content
    assert pdf.count(b"/Type/Page/") <= 2
    page = open_page(auditor, "/board-report/?since=1/9/2026")
    opened = open_page(auditor, page.links()["See all 12 decisions"])
    assert len(opened.rows()) == 12
    assert "A long wish with many words in it. " * 30 in opened
    wished = open_page(auditor, page.links()["See all 12 requests for support"])
    assert len(wished.rows()) == 12
    assert "See what changed in all 12 projects" in page


def test_word_is_cut_to_as_many_pages_as_the_pdf(client_for, monkeypatch):
    for number in range(6):
        update(
            full(f"Ward {number}"), date(2026, 10, 1 + number), decisions="Buy or lease?", support="A room"
        )
    auditor = client_for("auditor")

    def rows():
        word = docx.Document(io.BytesIO(auditor.get("/board-report/word/?since=1/9/2026").content))
        return sum(len(table.rows) for table in word.tables)

    whole = rows()
    monkeypatch.setattr("quantock.desk.views.board.PAGES", 1)
    assert rows() < whole


def test_what_one_may_not_see_is_in_no_shape_of_it(client_for):
    ours = OrganisationFactory()
    for organisation in (ours, OrganisationFactory()):
        project = full(f"Of {organisation.name}", lead_organisation=organisation)
        update(project, date(2026, 10, 1), decisions=f"Wish of {organisation.name}")
    member_of = client_for("member", on=ours)
    page = open_page(member_of, ASKED)
    assert "1 decision waits" in page
    word = docx.Document(io.BytesIO(member_of.get("/board-report/word/").content))
    wishes = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    assert len([text for text in wishes if text.startswith("Wish of")]) == 1
    assert len(open_page(member_of, "/board-report/asked/").rows()) == 1


def test_money_of_each_kind_opens_its_amounts_and_is_shown_only_to_those_who_may_see_it(client_for):
    ours = OrganisationFactory()
    programme = full("Programme", lead_organisation=ours, visibility="system")
    inside = full("Inside", lead_organisation=ours, visibility="system")
    Project.objects.filter(pk=inside.pk).update(parent=programme, top=programme)
    alone = full("Alone", lead_organisation=ours, visibility="system")
    for project, pence, text in ((programme, 900_00, ""), (inside, 300_00, ""), (alone, None, "Exempt")):
        what = {"nature": "revenue", "span": "in-year", "basis": "budget"}
        services.change_money(project, what, {"pence": pence, "text": text}, by=None, on=date(2026, 5, 1))
    member_of = client_for("member", on=ours)
    page = open_page(member_of, ASKED)
    kind = "In-year budget, revenue"
    given = "2 projects; 1 gives another answer; 1 inside a programme's figure"
    assert [kind, f"£900 ({kind})", given] in page.rows()
    opened = open_page(member_of, page.links()[f"£900 ({kind})"])
    assert [row[1] for row in opened.rows()] == ["£900", "£300 inside its programme's figure", "Exempt"]
    stranger = client_for("member", on=OrganisationFactory())
    for shape in ("", "money/"):
        assert "£" not in open_page(stranger, f"/board-report/{shape}?kind=revenue_in-year_budget")
    assert "£" not in pdf_text(stranger.get("/board-report/pdf/").content)
    word = docx.Document(io.BytesIO(stranger.get("/board-report/word/").content))
    assert not any("£" in cell.text for table in word.tables for row in table.rows for cell in row.cells)
    assert open_page(member_of, "/board-report/money/?kind=nonsense").rows() == []
    assert open_page(member_of, "/board-report/money/?since=never", 422).errors()


def test_the_picture_counts_steps_and_milestones_now_and_as_at_a_day(client_for):
    project = full("Falls", confidence="red")
    rows = [
        {"name": "Alarms", "forecast": date(2026, 12, 1)},
        {"name": "Late", "forecast": date(2026, 10, 1)},
    ]
    services.add_milestones(project, rows, by=None, on=date(2026, 6, 2))
    ProjectFactory(title="Quiet nights", state="idea")
    auditor = client_for("auditor")
    for query in ("since=1/8/2026", "since=1/8/2026&until=20/10/2026"):
        page = open_page(auditor, f"/board-report/?{query}")
        assert "1 project is live, 1 of them red. 1 milestone is late." in page
        numbers = {label: value for label, (value, _) in figures(page).items()}
        assert [numbers[each] for each in ("Live projects", "Red", "Due in 90 days", "Late")] == ["1"] * 4
        assert ["Falls: Alarms", "1 December 2026"] in [row[:2] for row in page.rows()]
        assert ["People", "1"] in page.rows()


def test_nothing_asked_and_nothing_changed_is_said_in_a_sentence(client_for):
    page = open_page(client_for("auditor"), ASKED)
    assert "No decision and no support is asked for. Nothing changed since 1 October 2026." in page
    assert page.rows() == []
    assert "Nothing is asked for." in open_page(client_for("auditor"), "/board-report/asked/?show=support")


@pytest.mark.parametrize(
    "query", ["since=never", "since=1/8/2026&until=1/5/2026", "until=1/1/2030", "portfolio=999"]
)
def test_what_is_no_question_is_said(client_for, query):
    auditor = client_for("auditor")
    for shape in ("", "pdf/", "word/", "asked/"):
        assert open_page(auditor, f"/board-report/{shape}?{query}", 422).errors()


def test_without_fonts_the_page_says_what_to_do(client_for, tmp_path):
    with override_settings(FONTS_DIR=str(tmp_path)):
        page = open_page(client_for("auditor"), "/board-report/word/", follow=True)
    assert "The document could not be made; the page itself can be printed." in page
    assert "fonts-liberation" in page


def test_it_costs_the_same_for_3_and_for_30(client_for, cost):
    def more(count):
        for number in range(count):
            project = full(f"Falls {number}", confidence="green")
            update(project, date(2026, 10, 1), confidence="red", why="Late", decisions="Buy?", support="Help")

    auditor = client_for("auditor")
    more(3)
    few = cost(lambda: auditor.get(ASKED))
    opened = cost(lambda: auditor.get("/board-report/asked/"))
    more(27)
    assert cost(lambda: auditor.get(ASKED)) == few
    assert cost(lambda: auditor.get("/board-report/asked/")) == opened


def test_it_takes_twelve_queries_with_all_that_it_can_hold(client_for, cost):
    board = PortfolioFactory(name="Quality board", organisation=OrganisationFactory())
    office = client_for("pmo", on=board.organisation)
    project = full(
        "Falls", confidence="green", lead_organisation=board.organisation, forecast_end=date(2027, 3, 31)
    )
    member(project, board)
    services.add_milestones(
        project, [{"name": "Alarms", "forecast": date(2026, 12, 1)}], by=None, on=date(2026, 6, 2)
    )
    falls = MeasureFactory(name="Falls a month", values=FALLS, project=project)
    for name, measures in (("Quality", [falls]), ("Access", [])):
        made = begin_set(name, owner=board, by=None)
        put_into_set(made, measures, domain="", by=None)
    update(project, date(2026, 10, 2), confidence="red", why="Late", decisions="Buy?", support="Help")
    days = f"portfolio={board.pk}&since=1/10/2026"
    at = f"/board-report/note/?{days}"
    seen = open_page(office, at).context["form"].initial["seen"]
    office.post(at, {"text": "A hard month.", "seen": seen})
    page = open_page(office, f"/board-report/?{days}")
    for words in (
        "A hard month.",
        "Buy?",
        "What changed last",
        "Late",
        "The seven steps",
        "The next twelve months",
        "What this board looks at: Access (0 measures, with charts); Quality (1 measure, with charts).",
    ):
        assert words in page
    assert cost(lambda: office.get(f"/board-report/?{days}")) <= 12


def test_a_cover_note_is_kept_with_the_report_of_its_portfolio_and_day(client_for):
    board = PortfolioFactory(name="Quality board", organisation=OrganisationFactory())
    office = client_for("pmo", on=board.organisation, name="Tom Ellis")
    days = f"portfolio={board.pk}&since=1/10/2026&until=1/11/2026"
    at = f"/board-report/note/?{days}"
    opened = open_page(office, f"/board-report/?{days}").links()["Cover note"]
    assert opened.startswith(f"/board-report/note/?portfolio={board.pk}")
    seen = open_page(office, at).context["form"].initial["seen"]
    page = open_page(office, at, post={"text": "A hard month.\nThank you.", "seen": seen}, follow=True)
    for words in ("Cover note", "A hard month.", "Thank you.", "Tom Ellis, 2 November 2026"):
        assert words in page
    word = office.get(f"/board-report/word/?{days}").content
    assert "A hard month." in [each.text for each in docx.Document(io.BytesIO(word)).paragraphs]
    assert "A hard month." not in open_page(office, f"/board-report/?portfolio={board.pk}&since=1/10/2026")
    page = open_page(office, at, 409, post={"text": "An easy month.", "seen": seen})
    assert "Someone else changed this while you were typing" in page.errors()[0]
    member = client_for("member", on=board.organisation)
    assert "A hard month." in open_page(member, f"/board-report/?{days}")
    assert "Cover note" not in open_page(member, f"/board-report/?{days}").links()
    open_page(member, at, 403)
    open_page(client_for("member", on=OrganisationFactory()), at, 422)
    open_page(office, at, 422, post={"text": "943 476 5919", "seen": ""})


def test_without_a_portfolio_a_cover_note_is_its_authors_own(client_for):
    one, other = client_for("auditor"), client_for("auditor")
    seen = open_page(one, "/board-report/note/").context["form"].initial["seen"]
    open_page(one, "/board-report/note/", post={"text": "Mine alone", "seen": seen}, follow=True)
    assert "Mine alone" in open_page(one, "/board-report/")
    assert "Mine alone" not in open_page(other, "/board-report/")
    seen = open_page(one, "/board-report/note/").context["form"].initial["seen"]
    open_page(one, "/board-report/note/", post={"text": "", "seen": seen}, follow=True)
    assert "Mine alone" not in open_page(one, "/board-report/")
