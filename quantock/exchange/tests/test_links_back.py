"""Links and documents of a log out to a workbook, edited there, and brought back."""

from typing import Any

import pytest

from quantock.access import Role
from quantock.exchange.tests.workbooks import brought, columns_in, keep, put, taken, why
from quantock.projects.tests.factories import ProjectFactory
from quantock.raid import services
from quantock.raid.linking import Circles, Unread, read
from quantock.raid.models import Document, Entry, Relation
from quantock.raid.tests.factories import EntryFactory
from tests.pages import open_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def falls(trust):
    return ProjectFactory(title="Falls on Ash ward", lead_organisation=trust)


@pytest.fixture
def elsewhere():
    return ProjectFactory(title="Alarms at Combe", visibility="system")


@pytest.fixture
def late(falls):
    return EntryFactory(project=falls, kind="risk", title="The alarms may arrive late", at=(3, 4))


def cell(book: Any, heading: str, row: int = 2) -> Any:
    return book.worksheets[0].cell(row, columns_in(book)[heading]).value


def links(entry: Entry) -> set[tuple[str, str, str]]:
    rows = Relation.objects.filter(source=entry) | Relation.objects.filter(target=entry)
    return {(row.source.ref, row.relation, row.target.ref) for row in rows}


def test_they_come_back_only_what_was_changed_is_changed_and_undo_puts_all_back(
    office, falls, elsewhere, late
):
    action = EntryFactory(project=falls, kind="action", title="Order early")
    there = EntryFactory(project=elsewhere, kind="issue", title="No alarms")
    hidden = EntryFactory(project=falls, kind="issue", title="Kept to one", restricted=True)
    tied = services.relate(action, late, "answers", by=None)
    Relation.objects.filter(pk=tied.pk).update(less_likely=2)
    services.relate(late, hidden, "causes", by=None)
    stays = services.add_document(late, label="Minutes", url="https://combe.example/minutes", by=None)
    services.add_document(late, label="Old plan", url="https://combe.example/old", by=None)
    book = taken(office, f"/imports/workbook/risks/{falls.number}/")
    assert cell(book, "Links") == "What is done about it A-001"
    assert cell(book, "Documents") == (
        "Minutes: https://combe.example/minutes; Old plan: https://combe.example/old"
    )
    said = {
        "Links": f"goes with I-001 of {elsewhere.ref}\nHolds up A-1;",
        "Documents": "Minutes: https://combe.example/minutes; https://combe.example/new;",
    }
    put(book, "R-001", said)
    put(
        book,
        "",
        {"Risk": "Nobody may know how", "Links": "Comes of R-001", "Documents": "Plan https://a.example/b"},
    )
    url = brought(office, book)
    assert "2 changes, 1 new risk" in open_page(office, url)
    page = keep(office, url)
    assert links(late) == {
        ("R-001", "relates", "I-001"),
        ("R-001", "blocks", "A-001"),
        ("R-001", "causes", "I-001"),
        ("R-001", "causes", "R-002"),
    }
    papers = Document.objects.filter(entry=late).order_by("pk")
    assert [(each.label, each.url) for each in papers] == [
        ("Minutes", "https://combe.example/minutes"),
        ("combe.example", "https://combe.example/new"),
    ]
    assert papers[0] == stays
    assert Document.objects.get(entry__title="Nobody may know how").label == "Plan"
    assert office.post(page.links()["Undo all of it"]).status_code == 302
    assert links(late) == {("A-001", "answers", "R-001"), ("R-001", "causes", "I-001")}
    assert Relation.objects.get(relation="answers").less_likely == 2
    assert {each.label for each in Document.objects.all()} == {"Minutes", "Old plan"}
    assert links(there) == set()


def test_what_cannot_be_kept_says_why_by_its_row(office, falls, elsewhere, late):
    for title in ("Order early", "Ring up"):
        EntryFactory(project=falls, kind="action", title=title)
    secret = EntryFactory(project=ProjectFactory(visibility="team"), kind="issue", title="Not to be seen")
    for title in ("Another", "A third", "A fourth"):
        EntryFactory(project=falls, kind="risk", title=title, at=(2, 2))
    book = taken(office, f"/imports/workbook/risks/{falls.number}/")
    put(book, "R-001", {"Links": "soon", "Documents": "The minutes"})
    put(
        book,
        "R-002",
        {"Links": f"Goes with I-001 of {secret.project.ref}", "Documents": "x: javascript:alert(1)"},
    )
    put(book, "R-003", {"Links": "Goes with R-003", "Documents": "943 476 5919: https://combe.example/a"})
    put(book, "R-004", {"Links": "Holds up R-001; Waits for R-001"})
    found = open_page(office, brought(office, book)).context["found"]
    told = {(each.ref.split()[0], each.heading): each.refused for each in found.refused}
    assert "“soon” is no link" in told["R-001", "Links"]
    assert "“The minutes” has no address" in told["R-001", "Documents"]
    assert "no such entry that you may see" in told["R-002", "Links"]
    assert "no address that can be opened" in told["R-002", "Documents"]
    assert "with itself" in told["R-003", "Links"]
    assert "NHS number" in told["R-003", "Documents"]
    assert "make a circle" in told["R-004", "Links"]
    assert found.is_empty


def test_a_circle_through_rows_of_one_file_is_refused_and_one_that_is_opened_there_is_not(
    office, falls, late
):
    other = EntryFactory(project=falls, kind="risk", title="The nurses may leave", at=(2, 2))
    book = taken(office, f"/imports/workbook/risks/{falls.number}/")
    put(book, "R-001", {"Links": "Leads to R-002"})
    put(book, "R-002", {"Links": "Leads to R-001"})
    url = brought(office, book)
    assert list(why(open_page(office, url).context["found"])) == ["Links"]
    keep(office, url)
    assert links(late) == {("R-001", "causes", "R-002")}
    book = taken(office, f"/imports/workbook/risks/{falls.number}/")
    put(book, "R-001", {"Links": "Comes of R-002"})
    keep(office, brought(office, book))
    assert links(other) == {("R-002", "causes", "R-001")}
    assert Circles().closes("causes", late.pk, other.pk)


def test_a_newer_link_is_a_conflict_and_others_may_not(office, client_for, falls, late):
    action = EntryFactory(project=falls, kind="action", title="Order early")
    book = taken(office, f"/imports/workbook/risks/{falls.number}/")
    put(book, "R-001", {"Links": "Goes with A-001", "Documents": "Plan: https://combe.example/plan"})
    services.relate(action, late, "answers", by=None)
    url = brought(office, book)
    [conflict] = open_page(office, url).context["found"].conflicts
    assert (conflict.now, conflict.mine) == ("What is done about it A-001", "Goes with A-001")
    keep(office, url)
    assert links(late) == {("A-001", "answers", "R-001")}
    assert Document.objects.get().label == "Plan"
    book = taken(office, f"/imports/workbook/risks/{falls.number}/")
    put(book, "R-001", {"Links": None})
    reader = client_for(Role.LEAD, on=ProjectFactory(title="Elsewhere"))
    falls.visibility = "system"
    falls.save()
    assert "may not" in why(open_page(reader, brought(reader, book)).context["found"])["Links"]


def test_undo_names_what_was_done_to_the_links_since(office, falls, late):
    EntryFactory(project=falls, kind="action", title="Order early")
    book = taken(office, f"/imports/workbook/risks/{falls.number}/")
    put(book, "R-001", {"Links": "Goes with A-001"})
    page = keep(office, brought(office, book))
    services.unrelate(Relation.objects.get(), by=None)
    undo = page.links()["Undo all of it"]
    assert office.post(undo).status_code == 409
    assert "Took away a link of R-001" in open_page(office, undo)


def test_it_costs_the_same_however_many_links_are_looked_at(office, falls, cost):
    costs = []
    for size in (2, 12):
        EntryFactory.create_batch(size - Entry.objects.count(), project=falls)
        book = taken(office, "/imports/workbook/actions/")
        for number in range(2, size + 1):
            put(book, f"A-{number:03d}", {"Links": "Waits for A-001", "Documents": "https://combe.example"})
        url = brought(office, book)
        costs.append(cost(lambda url=url: office.get(url)))
    assert costs[0] == costs[1]


def test_words_are_read_as_people_write_them(falls):
    for text, relation, forth in (
        ("A-7", "relates", True),
        ("holds up a007", "blocks", True),
        ("What is done about it AS-007 of P-0003.", "answers", False),
        ("Is done about R 7", "answers", True),
        ("Came from R-007", "became", False),
    ):
        said = read(text, falls)
        assert (said.relation, said.forth, said.address[2]) == (relation, forth, 7), text
    for text in ("", "soon", "Goes with", "Goes with X-1", "A-1 and A-2", "P-0001"):
        with pytest.raises(Unread):
            read(text, falls)
