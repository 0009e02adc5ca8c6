"""The board's report tells first what is asked of it by name, from the logs."""

import io
from datetime import date, timedelta

import docx
import pytest
import time_machine

from quantock.accounts.tests.factories import UserFactory
from quantock.portfolios.tests.factories import PortfolioFactory
from quantock.projects import services as projects
from quantock.projects.tests.factories import ProjectFactory
from quantock.raid import escalating
from quantock.raid.tests.factories import EntryFactory
from tests.pages import open_page

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 2)


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(TODAY, tick=False):
        yield


def asked(to, why, *, late=0, title="", **project):
    """A risk about which somebody is asked; `late` days ago an answer was wanted."""
    entry = EntryFactory(
        kind="risk", title=title or f"Risk: {why}", at=(4, 4), project=ProjectFactory(**project)
    )
    by_when, on = TODAY - timedelta(days=late), TODAY - timedelta(days=9)
    shown = escalating.prepared_for(entry, to, why=why, by_when=by_when, linked=(), by=None, on=on)
    return escalating.ask(shown)


def written(word):
    document = docx.Document(io.BytesIO(word.content))
    return " ".join(cell.text for table in document.tables for row in table.rows for cell in row.cells)


def test_who_asks_and_by_when_stands_first_on_the_page_in_word_and_pdf(client_for):
    board = PortfolioFactory(name="Board of the trust")
    pays = asked(board, "Who pays?", late=2, visibility="team")
    asked(PortfolioFactory(organisation=board.organisation), "Which site?", visibility="team")
    asked(board.organisation, "May we?", late=5, visibility="team")
    details = {"decider": "board of the Trust", "options": "Buy; lease"}
    project = ProjectFactory(visibility="system", state="active")
    EntryFactory(kind="decision", title="Buy or lease?", details=details, project=project)
    EntryFactory(kind="decision", title="Blue or green?", project=project)
    client = client_for("pmo", on=board.organisation)
    address = f"/board-report/?portfolio={board.pk}"
    page = open_page(client, address)
    assert "3 questions asked by name wait for you" in page
    rows = page.rows()[:3]
    assert [row[0].split("?")[0] for row in rows] == ["Risk: May we", "Risk: Who pays", "Buy or lease"]
    assert "5 days late" in rows[0][3]
    assert "Which site?" not in page
    assert "Blue or green?" not in page
    word = written(client.get(f"/board-report/word/?portfolio={board.pk}"))
    assert "Who pays?" in word
    assert "May we?" in word
    assert client.get(f"/board-report/pdf/?portfolio={board.pk}").status_code == 200
    escalating.answer(pays, text="We do", by=UserFactory(), on=TODAY)
    back = open_page(client, address)
    assert "2 questions asked by name wait for you" in back
    assert "Answered since the last board (1)" in back
    assert any(row[0].startswith("Risk: Who pays?") and row[1].startswith("We do") for row in back.rows())
    assert "We do" in written(client.get(f"/board-report/word/?portfolio={board.pk}"))
    assert "Who pays?" in open_page(client, f"{address}&until=1/11/2026")


def test_word_has_every_answer_that_the_page_has_the_latest_first(client_for):
    board = PortfolioFactory(organisation=None)
    for number in range(4):
        one = asked(board, f"Who pays for site {number}?", visibility="team")
        escalating.answer(one, text=f"We do, site {number}", by=UserFactory(), on=TODAY)
    client = client_for("sponsor", on=board)
    answers = [f"We do, site {number}" for number in (3, 2, 1, 0)]
    shown = [row[1] for row in open_page(client, f"/board-report/?portfolio={board.pk}").rows() if row]
    assert [each[:13] for each in shown if each.startswith("We do")] == answers
    word = written(client.get(f"/board-report/word/?portfolio={board.pk}"))
    assert all(each in word for each in answers)


def test_without_a_portfolio_it_is_what_the_viewer_sees(client_for):
    board = PortfolioFactory(organisation=None)
    asked(board, "Who pays?", visibility="team")
    asked(UserFactory(), "Between us?", visibility="team")
    assert "1 question asked by name waits for you" in open_page(client_for("auditor"), "/board-report/")
    assert "Who pays?" in open_page(client_for("sponsor", on=board), f"/board-report/?portfolio={board.pk}")
    nobody = open_page(client_for("member", on=PortfolioFactory().organisation), "/board-report/")
    assert "Who pays?" not in nobody


def test_it_holds_on_two_pages_whatever_people_write(client_for):
    board = PortfolioFactory(organisation=None)
    long = "A long wish with many words in it. " * 25
    for _ in range(9):
        asked(board, long, title="A very long name of a risk " * 15)
    for number in range(9):
        project = ProjectFactory(title=f"{number} {'A very long name ' * 9}", track="full")
        draft = projects.open_update(project, by=None, on=date(2026, 10, 1 + number))
        said = {"confidence": "red", "decisions": long, "support": long, "why": long}
        projects.publish_update(projects.save_update(draft, said, by=None), by=None)
    auditor = client_for("auditor")
    assert auditor.get("/board-report/pdf/?since=1/9/2026").content.count(b"/Type/Page/") <= 2
    page = open_page(auditor, "/board-report/?since=1/9/2026")
    assert len(open_page(auditor, page.links()["See all 9 questions asked by name"]).rows()) == 9


def test_it_costs_the_same_however_much_is_asked(client_for, cost):
    board = PortfolioFactory(organisation=None)
    client = client_for("auditor")
    address = f"/board-report/?portfolio={board.pk}"
    asked(board, "Who pays?")
    few = cost(lambda: client.get(address))
    for _ in range(9):
        asked(board, "Who pays?")
    assert cost(lambda: client.get(address)) == few
