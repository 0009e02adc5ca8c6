"""Registers of three years, brought in in any order, give the same projects."""

from datetime import date
from itertools import permutations

import pytest

from quantock.accounts.tests.factories import UserFactory
from quantock.desk.keeping.records import check_records
from quantock.exchange.models import RegisterImport
from quantock.exchange.services.undoing import undo
from quantock.exchange.tests.registers import bring_in, written
from quantock.projects import services
from quantock.projects.models import LocalFact, Project, ProjectFact
from tests.pages import open_page

pytestmark = pytest.mark.django_db
# Renamed as it got its id; moved to another department; one name that two projects had, one after the other.
YEARS = {
    2019: "Project name,Department,RAG,Ward\nMaking Tax Digital for Business,HMRC,Red,Ash\nEmbassy,FCO,Amber,Elm\n"
    "Proton beams,DHSC,Green,Oak\nOnly once,DHSC,Red,Fir\n",
    2020: "Project ID,Project name,Department,RAG,Ward\nA1,Making Tax Digital for Business,HMRC,Amber,Ash\n"
    "A2,Embassy,FCO,Amber,Elm\nA3,Proton beams,DHSC,Amber,Oak\n",
    2021: "Project ID,Project name,Department,RAG,Ward\nA1,Making Tax Digital,HMRC,Green,Ash\nA2,Embassy,FCDO,Amber,Elm\n"
    "B3,Proton beams,DHSC,Red,Oak\n",
}
WHOLE = {"portfolio": "Ours", "complete": True}


def brought(tmp_path, *years):
    return [bring_in(written(tmp_path, YEARS[each]), as_at=date(each, 3, 31), **WHOLE) for each in years]


def lives():
    """What is known of each project, in whatever order it became known."""
    said = []
    for project in Project.objects.filter(archived_at=None):
        rows = ProjectFact.objects.standing().filter(project=project).order_by("so_from", "recorded_at", "pk")
        was = {
            row.so_from: (row.title, str(row.lead_organisation), row.confidence, row.track) for row in rows
        }
        present = dict(
            project.memberships.standing()
            .order_by("so_from", "recorded_at", "pk")
            .values_list("so_from", "present")
        )
        wards = LocalFact.objects.standing().filter(project=project).order_by("so_from", "recorded_at")
        said.append(
            (
                sorted(was.items()),
                [on for on in sorted(present) if present[on]],
                next((on for on in sorted(present) if not present[on]), None),
                sorted({row.so_from: row.text for row in wards}.items()),
                sorted(project.external_ids.values_list("key", flat=True)),
                sorted(project.register_days.values_list("on", flat=True)),
            )
        )
    return sorted(said)


@pytest.fixture
def in_order(tmp_path, django_db_blocker):
    from django.db import transaction

    with transaction.atomic():
        brought(tmp_path, *sorted(YEARS))
        told = lives()
        transaction.set_rollback(True)
    return told


@pytest.mark.parametrize("order", list(permutations(YEARS)))
def test_the_same_projects_in_whatever_order_files_come(tmp_path, order, in_order):
    brought(tmp_path, *order)
    assert lives() == in_order
    assert len(in_order) == 5
    assert check_records().wrong == []


def test_what_moves_is_told_and_an_undo_moves_it_back(tmp_path, client_for):
    brought(tmp_path, 2021, 2019)
    before = lives()
    [account] = brought(tmp_path, 2020)
    assert [(each["name"], each["one"]) for each in account["moved"]] == [
        ("Making Tax Digital", True),
        ("Embassy", True),
        ("Proton beams", False),
    ]
    one = RegisterImport.objects.get(as_at=date(2020, 3, 31))
    page = open_page(client_for("admin"), f"/imports/{one.pk}/")
    assert "3 projects of earlier registers, found again" in page
    assert "P-0004 and P-0001 are one" in page
    assert "What earlier registers said of P-0003 is of P-0007" in page
    assert open_page(client_for("admin"), "/projects/4/", follow=True).heading == "Making Tax Digital"
    assert "P-0004 was the same" in open_page(client_for("admin"), "/projects/1/history/")
    undo(one, by=UserFactory())
    assert lives() == before
    assert check_records().wrong == []
    assert open_page(client_for("admin"), "/projects/4/").heading == "Making Tax Digital for Business"


def test_a_project_that_somebody_worked_on_is_left_to_a_person(tmp_path):
    brought(tmp_path, 2021, 2019)
    tax = Project.objects.get(title="Making Tax Digital for Business")
    services.comment(tax, text="Ours", mentioned=(), by=UserFactory())
    [account] = brought(tmp_path, 2020)
    assert [each["name"] for each in account["moved"]] == ["Embassy", "Proton beams"]
    assert Project.objects.get(pk=tax.pk).archived_at is None


def test_two_that_stood_in_one_register_are_two(tmp_path):
    head = "Project ID,Project name,Department\n"
    bring_in(
        written(tmp_path, head + "A1,Beams,DHSC\n,Proton beams,DHSC\n"), as_at=date(2021, 3, 31), **WHOLE
    )
    account = bring_in(written(tmp_path, head + "A1,Proton beams,DHSC\n"), as_at=date(2020, 3, 31), **WHOLE)
    assert (account["moved"], account["updated"]) == ([], 1)
    assert Project.objects.filter(archived_at=None).count() == 2
