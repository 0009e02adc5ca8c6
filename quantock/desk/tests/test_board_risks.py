"""Top risks in the board's report: where they stood at the last board, where they stand now."""

import io
from datetime import date

import docx
import pytest
import time_machine

from quantock.audit import facts
from quantock.engines.documents.tests.reading import pdf_text
from quantock.people.tests.factories import OrganisationFactory
from quantock.portfolios.tests.factories import PortfolioFactory
from quantock.projects.models import MembershipFact
from quantock.projects.tests.factories import ProjectFactory
from quantock.raid import services
from quantock.raid.logs_of_places import begin_log
from quantock.raid.tests.factories import EntryFactory
from tests.pages import open_page

pytestmark = pytest.mark.django_db
ASKED = "/board-report/?since=1/10/2026"


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel("2026-11-02T10:00:00Z", tick=False):
        yield


def risk(title, at, on=date(2026, 9, 1), **said):
    return EntryFactory(kind="risk", title=title, at=at, on=on, **said)


def told(page):
    """The rows of the table of top risks."""
    return [row for row in page.rows() if len(row) == 4 and ", R-" in row[0]]


def test_the_worst_stand_first_with_where_they_were(client_for):
    fell, rose, fresh = risk("Late", (5, 5)), risk("Wet", (3, 3)), risk("New", (4, 4), date(2026, 10, 9))
    services.score(fell, likelihood=2, impact=3, by=None, on=date(2026, 10, 20))
    services.score(rose, likelihood=5, impact=4, by=None, on=date(2026, 10, 20))
    EntryFactory(kind="risk", title="Never scored", on=date(2026, 9, 1))
    gone = risk("Gone", (5, 5))
    services.close(gone, "closed", by=None, on=date(2026, 10, 2))
    page = open_page(client_for("auditor"), ASKED)
    assert "4 risks are open, 2 extreme." in page
    assert [row[0].split(" ")[0] for row in told(page)] == ["Wet", "New", "Late"]
    assert [row[1:] for row in told(page)] == [
        ["Nobody", "9 high", "20 extreme ▲ 11"],
        ["Nobody", "Not scored", "16 extreme new"],
        ["Nobody", "25 extreme", "6 moderate ▼ 19"],
    ]
    assert fresh.project.ref in told(page)[1][0]
    opened = open_page(client_for("auditor"), page.links()["See all 4 risks"])
    assert len(opened.rows()) == 4


def test_as_at_a_past_day_they_are_those_of_that_day(client_for):
    one = risk("Late", (2, 2), date(2026, 8, 1))
    services.score(one, likelihood=4, impact=4, by=None, on=date(2026, 9, 10))
    services.score(one, likelihood=5, impact=5, by=None, on=date(2026, 10, 10))
    services.close(one, "closed", by=None, on=date(2026, 10, 20))
    page = open_page(client_for("auditor"), "/board-report/?since=1/9/2026&until=1/10/2026")
    assert [row[2:] for row in told(page)] == [["4 moderate", "16 extreme ▲ 12"]]
    assert told(open_page(client_for("auditor"), ASKED)) == []


def test_of_a_portfolio_they_are_its_projects_and_its_own(client_for):
    board = PortfolioFactory(name="Quality board", organisation=OrganisationFactory())
    inside = risk("Inside", (4, 4))
    said = {"present": True, "asserts": ["present"], "so_from": date(2026, 4, 1)}
    facts.state([MembershipFact(project=inside.project, portfolio=board, **said)])
    risk("Outside", (5, 5))
    risk("Of the board", (3, 3), project=begin_log(board, by=None, on=date(2026, 8, 1)))
    for day in ("", "&until=1/11/2026"):
        page = open_page(client_for("auditor"), f"{ASKED}&portfolio={board.pk}{day}")
        assert "2 risks are open, 1 extreme." in page
        assert [row[0] for row in told(page)] == [
            f"Inside {inside.project.title} ({inside.project.ref}), R-001",
            "Of the board Quality board, R-001",
        ]
    opened = open_page(client_for("auditor"), f"/log/risks/?portfolio={board.pk}")
    assert len(opened.rows()) == 2


def test_every_shape_says_them_and_only_to_those_who_may_see_them(client_for, cost):
    risk("A post may go", (5, 5), project=ProjectFactory(visibility="team"), owner_text="Ayesha Begum")
    kept = risk("Kept to a few", (5, 5), project__visibility="system")
    services.keep_to(kept, [], restricted=True, by=None)
    auditor, member = client_for("auditor"), client_for("member", on=OrganisationFactory())
    word = docx.Document(io.BytesIO(auditor.get("/board-report/word/").content))
    cells = " ".join(cell.text for table in word.tables for row in table.rows for cell in row.cells)
    for shape in (cells, pdf_text(auditor.get("/board-report/pdf/").content)):
        assert "A post may go" in shape
        assert "Ayesha Begum" in shape
        assert "25 extreme" in shape
    page = open_page(member, ASKED)
    assert "Top risks" not in page
    few = cost(lambda: auditor.get(ASKED))
    for number in range(9):
        risk(f"More {number}", (4, 4))
    assert cost(lambda: auditor.get(ASKED)) == few <= 12
    assert len(told(open_page(auditor, ASKED))) == 5
