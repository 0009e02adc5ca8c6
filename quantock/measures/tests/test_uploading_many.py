"""A file of several measures: each finds its own, or is asked about; all are kept or none."""

import re
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from quantock.measures.models import DataPoint, Measure
from quantock.measures.tests.factories import MeasureFactory
from quantock.projects.tests.factories import ProjectFactory
from tests.pages import open_page

FILE = """Measure,Date,Site,Value,Direction
Falls,1/4/2026,Ash,3,decrease
Falls,1/5/2026,Ash,4,decrease
Waits,1/4/2026,,91%,increase
Waits,1/5/2026,,92%,increase
"""


@pytest.fixture
def project(db):
    return ProjectFactory()


@pytest.fixture
def client(client_for, project):
    return client_for("lead", on=project)


@pytest.fixture
def url(project):
    return reverse("measures:upload-many", kwargs={"number": project.number})


def upload(client, url, text=FILE):
    return client.post(url, {"file": SimpleUploadedFile("measures.csv", text.encode())})


def fields(page):
    found = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page, re.DOTALL))
    return {name: unescape(value) for name, value in found.items() if name != "csrfmiddlewaretoken"}


def test_each_finds_its_own_by_name_and_others_become_new(client, project, url):
    falls = MeasureFactory(project=project, name="falls", direction="down")
    open_page(client, url)
    page = upload(client, url)
    assert page.status_code == 200
    assert [line.field.value() for line in page.context_data["lines"]] == [str(falls.pk), "new-up"]
    said = page.content.decode()
    assert "2 measures with 4 values" in said
    assert not DataPoint.objects.exists()
    carried = fields(said) | {"to-0": str(falls.pk), "to-1": "new-up"}
    kept = client.post(url, carried)
    assert kept.status_code == 302
    waits = Measure.objects.get(name="Waits")
    assert (waits.direction, waits.unit, waits.frequency) == ("up", "percentage", "month")
    assert [point.value for point in waits.points.order_by("starts")] == [91, 92]
    assert set(falls.points.values_list("stratum", flat=True)) == {"Ash"}
    again = upload(client, url).content.decode()
    assert "<p>2 stand already.</p>" in again


def test_a_column_for_each_measure(client, project, url):
    falls = MeasureFactory(project=project, name="Falls")
    page = upload(client, url, "Month,Falls,Ulcers\nApr 2026,3,1\nMay 2026,4,2\n")
    lines = page.context_data["lines"]
    assert [(line.share.name, line.field.value()) for line in lines] == [
        ("Falls", str(falls.pk)),
        ("Ulcers", ""),
    ]
    carried = fields(page.content.decode())
    assert client.post(url, carried | {"to-0": str(falls.pk), "to-1": ""}).status_code == 422
    looked = client.post(url, carried | {"to-0": str(falls.pk), "to-1": "leave"})
    assert looked.status_code == 200  # another choice than was shown is shown first
    assert not DataPoint.objects.exists()
    kept = client.post(url, fields(looked.content.decode()) | {"to-0": str(falls.pk), "to-1": "leave"})
    assert kept.status_code == 302
    assert DataPoint.objects.count() == 2
    assert Measure.objects.count() == 1


def test_one_that_cannot_be_kept_keeps_all_out(client, project, url):
    falls = MeasureFactory(project=project, name="Falls", values=("1",), unit="percentage")
    page = upload(client, url, "Measure,Date,Value\nFalls,1/4/2026,130\nUlcers,1/4/2026,1\n")
    carried = fields(page.content.decode()) | {"to-0": str(falls.pk), "to-1": "new-down"}
    response = client.post(url, carried)
    assert response.status_code == 422
    assert "Row 2: A percentage lies between 0 and 100." in response.content.decode()
    assert DataPoint.objects.count() == 1
    twice = client.post(url, carried | {"to-1": str(falls.pk)})
    assert "One measure was chosen for two of them" in twice.content.decode()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Measure,Date,Value\nFalls,1/4/2026,six\n", "Row 2: “six” is not a number"),
        ("", "The file is empty"),
        (
            "Measure,Date,Value\n" + "".join(f"M{n},1/4/2026,1\n" for n in range(41)),
            "File: it holds 41 measures",
        ),
    ],
)
def test_what_cannot_be_read_is_pointed_out(client, url, text, says):
    response = upload(client, url, text)
    assert response.status_code == 422
    assert says in response.content.decode()
    assert client.post(url, {"text": "x", "read_as": "never"}).status_code == 422


def test_another_projects_measure_cannot_be_chosen(client, url):
    other = MeasureFactory(name="Falls")
    page = upload(client, url, "Measure,Date,Value\nFalls,1/4/2026,3\nUlcers,1/4/2026,1\n")
    carried = fields(page.content.decode()) | {"to-0": str(other.pk), "to-1": "new-down"}
    assert client.post(url, carried).status_code == 422
    assert not DataPoint.objects.exists()


def test_it_costs_the_same_however_many_values(client, url, cost):
    few = cost(lambda: upload(client, url, FILE))
    many = "".join(f"Falls,{day}/5/2025,Ash,3,decrease\n" for day in range(1, 29))
    assert cost(lambda: upload(client, url, FILE + many)) == few


def test_what_each_column_is_can_be_said_before_it_is_shared_out(client, url):
    text = "Falls\tOn\tCode\n3\t1/4/2026\t17\n5\t1/5/2026\t18"
    page = client.post(url, {"text": text, "column-A": "value", "column-B": "period", "column-C": "left out"})
    assert page.status_code == 200
    assert "What each column is" in page.content.decode()
    assert "1 measure with 2 values in the file" in page.content.decode()
    wrong = client.post(
        url, {"text": text, "column-A": "left out", "column-B": "period", "column-C": "left out"}
    )
    assert wrong.status_code == 422
    assert "Say which column is “Value”" in wrong.content.decode()
    assert client.post(url, {"text": "", "column-A": "value"}).status_code == 422


def test_the_button_says_whether_it_looks_or_keeps(client, url):
    first = upload(client, url, "Month,Bells,Ulcers\nApr 2026,3,1\nMay 2026,4,2\n").content.decode()
    assert "Headings, in row" in first
    assert "Look at what becomes of them</button>" in first
    assert "say whose values they are" in first
    second = client.post(url, fields(first) | {"to-0": "new-up", "to-1": "new-down"}).content.decode()
    assert "Keep these values</button>" in second
    assert "this is what becomes of them" in second
    assert "Headings, in row" not in second  # those of the table that the page carries
    assert not DataPoint.objects.exists()
