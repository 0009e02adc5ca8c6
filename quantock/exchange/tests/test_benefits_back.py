"""Benefits out to a workbook and back: classes, units, years and months as their own form has them; undone as a whole."""

from datetime import date

import pytest
from django.utils import timezone

from quantock.accounts.tests.factories import UserFactory
from quantock.benefits.models import Benefit
from quantock.benefits.rules import year_of
from quantock.benefits.tests.factories import BenefitFactory
from quantock.exchange.tests.workbooks import brought, keep, put, taken, why
from quantock.people.tests.factories import PersonFactory
from quantock.projects.models import Notice
from quantock.projects.tests.factories import ProjectFactory
from tests.pages import open_page

pytestmark = pytest.mark.django_db
BENEFITS = "/imports/workbook/benefits/"


@pytest.fixture
def falls(trust):
    return ProjectFactory(title="Falls on Ash ward", lead_organisation=trust)


@pytest.fixture
def hours(falls):
    return BenefitFactory(
        project=falls, title="Fewer agency hours", full_year=100000, starts=date(2026, 4, 1)
    )


def year_words():
    year = year_of(timezone.localdate())
    return f"Value in {year}/{(year + 1) % 100:02d}", f"April {year}"


def test_it_works_out_and_back_and_is_undone_as_a_whole(office, falls, hours):
    owner = PersonFactory(name="Nia Hughes", email="nia@combe.example", user=UserFactory())
    in_year, april = year_words()
    book = taken(office, f"{BENEFITS}{falls.number}/")
    put(
        book,
        "B-001",
        {
            "Benefit": "Fewer hours of agency nurses",
            "Owner": "nia@combe.example",
            "Full-year value": 1250.5,
            in_year: 300,
            "Recurrent or not": "Recurrent: every year",
            f"{april}, forecast": 100,
            f"{april}, reported": -20,
        },
    )
    put(book, "", {"Benefit": "Calmer nights", "Class": "Quality", "Why there is no figure": "Told in words"})
    url = brought(office, book, "benefits.xlsx")
    assert "7 changes, 1 new benefit" in open_page(office, url)
    page = keep(office, url)
    hours.refresh_from_db()
    assert (hours.title, hours.owner, hours.full_year) == ("Fewer hours of agency nurses", owner, 125050)
    assert (hours.in_year, hours.year) == (30000, year_of(timezone.localdate()))
    assert (hours.recurrence, hours.forecast, hours.reported) == ("recurrent", 10000, -2000)
    added = Benefit.objects.get(title="Calmer nights")
    assert [f"{added.ref} of {falls.ref}", "New benefit", "Nothing", "Calmer nights"] in page.rows()
    assert (added.kind, added.unit, added.no_figure, added.number) == ("quality", "", "Told in words", 2)
    assert Notice.objects.get(user=owner.user).says.endswith(f"B-001 of {falls.ref} {falls.title}")
    undo = page.links()["Undo all of it"]
    assert "Calmer nights" in open_page(office, undo)
    assert office.post(undo).status_code == 302
    hours.refresh_from_db()
    added.refresh_from_db()
    assert (hours.title, hours.owner, hours.full_year) == ("Fewer agency hours", None, 100000)
    assert (hours.in_year, hours.forecast, hours.reported) == (None, None, None)
    assert added.removed_at
    assert "undone" in open_page(office, undo)


def test_months_outside_its_time_are_asked_about_and_kept(office, falls, hours):
    hours.starts = date(year_of(timezone.localdate()), 5, 1)
    hours.save(update_fields=["starts"])
    _, april = year_words()
    book = taken(office, f"{BENEFITS}{falls.number}/")
    put(book, "B-001", {f"{april}, reported": 20})
    new = {
        "Benefit": "Fewer beds",
        "Class": "Cash-releasing",
        "Begins": date(2040, 4, 1),
        f"{april}, reported": 5,
    }
    put(book, "", new)
    url = brought(office, book)
    page = open_page(office, url)
    asked = f"{april} is reported before it begins on"
    assert f"B-001 of {falls.ref}: {asked} 1 May" in page
    assert f"Fewer beds: {asked} 1 April 2040: is the day or the figure wrong?" in page
    keep(office, url)
    hours.refresh_from_db()
    assert hours.reported == 2000
    # What is not about its time is not asked again.
    book = taken(office, f"{BENEFITS}{falls.number}/")
    put(book, "B-001", {"Benefit": "Fewer hours"})
    assert "is reported before" not in open_page(office, brought(office, book))


def test_what_cannot_be_kept_says_why(office, falls, hours):
    BenefitFactory(project=falls, title="Shorter stays", kind="quality", unit="", full_year=None)
    in_year, april = year_words()
    book = taken(office, BENEFITS)
    said = {
        "Benefit": None,
        "Class": "Lovely",
        "Full-year value": "to be agreed",
        in_year: -4,
        "Counted in": "bed days",
        "Ends": date(2026, 3, 31),
        "Reported, all months": 7,
        f"{april}, forecast": 1.005,
    }
    put(book, "B-001", said)
    put(book, "B-002", {"Full-year value": 12, f"{april}, forecast": 3})
    put(book, "", {"Benefit": "Of no class", "Project": falls.ref})
    found = open_page(office, brought(office, book)).context["found"]
    first = {each.heading: each.refused for each in found.refused if each.ref.startswith("B-001")}
    assert first.keys() == said.keys()
    assert first["Full-year value"] == "“to be agreed” is not a number"
    assert "0 or more" in first[in_year]
    assert "counted in pounds" in first["Counted in"]
    assert "ends before it begins" in first["Ends"]
    assert "two digits" in first[f"{april}, forecast"]
    second = {each.heading: each.refused for each in found.refused if each.ref.startswith("B-002")}
    assert "what the figure counts" in second["Full-year value"]
    assert "counted in first" in second[f"{april}, forecast"]
    assert "its class" in why(found)["New benefit"]
    assert found.is_empty


def test_money_that_one_may_not_see_neither_leaves_nor_is_changed(client_for, office, falls, hours):
    falls.visibility = "system"
    falls.save()
    book = taken(office, BENEFITS)
    put(book, "B-001", {"Full-year value": 5})
    outsider = client_for("lead", on=ProjectFactory(title="Elsewhere"))
    page = open_page(outsider, brought(outsider, book))
    assert why(page.context["found"]) == {"Full-year value": "You may not change this"}
    assert "1,000" not in page
    assert "1000" not in str([list(row) for row in taken(outsider, BENEFITS).worksheets[0].values][1])


def test_lists_of_benefits_lead_to_their_workbook(office, falls, hours):
    page = open_page(office, "/benefits/")
    assert page.links()["Workbook to edit"].startswith(BENEFITS)
    page = open_page(office, f"/projects/{falls.number}/benefits/")
    assert page.links()["Workbook to edit"] == f"{BENEFITS}{falls.number}/"
