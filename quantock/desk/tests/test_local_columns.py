"""Fields of an organisation's own in the list of projects: found and taken out by their kind."""

from datetime import date
from decimal import Decimal

import pytest

from quantock.desk.tests.test_projects_list import downloaded, titles
from quantock.projects import services
from quantock.projects.models import LocalField
from quantock.projects.tests.factories import ProjectFactory
from tests.pages import open_page

pytestmark = pytest.mark.django_db

VALUES = {
    "number": (Decimal("1234.5"), Decimal(13)),
    "money": (12_500_00, 300_00),
    "date": (date(2026, 3, 27), date(2026, 4, 1)),
    "choice": ("Acute", "Non-acute"),
    "text": ("The roster one", "Falls"),
}


@pytest.fixture
def fields():
    """One of each kind, answered by two projects."""
    made = {kind: LocalField.objects.create(label=f"A {kind}", key=f"a {kind}", kind=kind) for kind in VALUES}
    made["choice"].choices = ["Acute", "Non-acute"]
    made["choice"].save()
    for place, title in enumerate(("Rotas", "Falls")):
        said = {str(field.pk): VALUES[kind][place] for kind, field in made.items()}
        services.change_local(ProjectFactory(title=title), said, by=None, on=date(2026, 5, 1))
    return made


@pytest.mark.parametrize(
    ("kind", "asked"),
    [
        ("number", "1,234.5"),
        ("number", "100 to 2000"),
        ("money", "12.5k"),
        ("money", "10k to"),
        ("date", "27/3/2026"),
        ("date", "to 31/3/2026"),
        ("date", "March 2026"),
        ("choice", "Acute"),
        ("text", "roster"),
    ],
)
def test_one_is_found_by_its_kind(client_for, fields, kind, asked):
    page = open_page(client_for("auditor"), f"/projects/?local-{fields[kind].pk}={asked}")
    assert titles(page) == ["Rotas"]


def test_a_number_is_not_found_within_another(client_for, fields):
    page = open_page(client_for("auditor"), f"/projects/?local-{fields['number'].pk}=3")
    assert titles(page) == []


def test_its_choices_are_offered(client_for, fields):
    page = open_page(client_for("auditor"), f"/projects/?local-{fields['choice'].pk}=Cellar")
    assert [option.text for select in page.main.every("select") for option in select.every("option")].count(
        "Non-acute"
    ) == 1
    assert "A choice: choose from the list" in page.text


def test_a_file_holds_numbers_and_days(client_for, fields):
    asked = "&".join(f"column=local-{fields[kind].pk}" for kind in ("number", "money", "date"))
    client = client_for("auditor")
    answer = client.get(f"/projects/?{asked}&q=Rotas")
    assert "1,234.5" in answer.content.decode()
    assert "£12,500" in answer.content.decode()
    file = downloaded(client, f"/projects/export/?{asked}&q=Rotas&file=csv").decode()
    assert "2026-03-27" in file
    assert "1234.5" in file
    assert "12500.00" in file


def test_a_field_called_as_one_of_our_columns_is_told_apart_from_it(client_for, fields):
    LocalField.objects.filter(pk=fields["text"].pk).update(label="Title", key="title")
    LocalField.objects.filter(pk=fields["choice"].pk).update(label="title", key="a choice")
    asked = f"column=local-{fields['text'].pk}&column=local-{fields['choice'].pk}"
    client = client_for("auditor")
    file = downloaded(client, f"/projects/export/?{asked}&q=Rotas&file=csv").decode("utf-8-sig")
    headings = file.splitlines()[0].split(",")
    assert headings[:2] == ["Title", "Lead organisation"]
    assert [each.casefold() for each in headings[2:]] == ["title (2)", "title (3)"]
    assert "The roster one" in open_page(client, f"/projects/?{asked}").text
