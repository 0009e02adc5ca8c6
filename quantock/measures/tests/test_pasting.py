"""Pastes: looked at first, kept only whole, nothing half-saved."""

import re
from decimal import Decimal
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from quantock.measures.models import DataPoint
from quantock.measures.tests.factories import MeasureFactory
from tests.pages import open_page


@pytest.fixture
def pasting(db, client_for):
    measure = MeasureFactory(values=("6.1", "6.9"))
    client = client_for("lead", on=measure.project)
    url = reverse("measures:paste", kwargs={"number": measure.project.number, "measure_id": measure.pk})
    return client, url


def test_a_paste_is_looked_at_and_then_kept(pasting):
    client, url = pasting
    open_page(client, url)
    text = "Apr-24\t6.1\nMay-24\t7\nJun-24\t5"
    seen = client.post(url, {"text": text}).content.decode()
    assert "1 new, 1 takes the place of another, 1 stands already. Nothing is saved yet." in seen
    assert DataPoint.objects.standing().count() == 2
    assert client.post(url, {"text": text, "keep": "1"}).status_code == 302
    assert [point.value for point in DataPoint.objects.standing()] == [Decimal("6.1"), 7, 5]


def test_nothing_is_half_saved(pasting):
    client, url = pasting
    response = client.post(url, {"text": "Jun-24\t5\nJul-24\tsix", "keep": "1"})
    assert response.status_code == 422
    assert "1 row cannot be kept as it is" in response.content.decode()
    assert DataPoint.objects.standing().count() == 2
    assert client.post(url, {"text": ""}).status_code == 422
    numbers = client.post(url, {"text": "Jun-24\t943 476 5919"})
    assert numbers.status_code == 422
    assert "NHS number" in numbers.content.decode()


def test_too_much_at_once_is_refused_and_no_letters_are_counted_aloud(pasting):
    client, url = pasting
    assert "You can enter up to" not in open_page(client, url).text
    assert "too much to be pasted" in open_page(client, url, 422, post={"text": "1\n" * 1_000_001}).text


def test_a_paste_may_hold_groups(pasting):
    client, url = pasting
    text = "Month\tAsh\tElm\nApr-24\t6\t7\nMay-24\t5\t4"
    page = client.post(url, {"text": text}).content.decode()
    assert "4 values: 4 new" in page
    assert "Elm" in page
    assert client.post(url, {"text": text, "keep": "1"}).status_code == 302
    assert set(DataPoint.objects.standing().values_list("stratum", flat=True)) == {"", "Ash", "Elm"}


def test_the_first_values_say_how_often_they_come_and_that_they_are_percentages(client_for):
    measure = MeasureFactory()
    client = client_for("lead", on=measure.project)
    url = reverse("measures:paste", kwargs={"number": measure.project.number, "measure_id": measure.pk})
    text = "\n".join(f"{day:02}/09/2025\t{day}%" for day in (1, 8, 15, 22))
    page = client.post(url, {"text": text}).content.decode()
    assert "It becomes a measure with a value every week, since most dates are a week apart." in page
    assert client.post(url, {"text": text, "keep": "1"}).status_code == 302
    measure.refresh_from_db()
    assert (measure.frequency, measure.unit) == ("week", "percentage")
    assert DataPoint.objects.standing().count() == 4


def file_of(text, name="falls.csv"):
    return SimpleUploadedFile(name, text.encode())


def kept_by(client, page):
    """Press the button of a preview: its hidden fields go back as they are."""
    form = re.search(
        r'<form method="post" class="surface no-print" action="([^"]+)">(.*?)</form>', page, re.DOTALL
    )
    fields = dict(re.findall(r'type="hidden" name="([\w-]+)" value="([^"]*)"', form[2], re.DOTALL))
    return client.post(form[1], {name: unescape(value) for name, value in fields.items()})


@pytest.fixture
def uploading(db, client_for):
    measure = MeasureFactory(name="Waits", values=("6.1", "6.9"), unit="percentage")
    client = client_for("lead", on=measure.project)
    at = {"number": measure.project.number, "measure_id": measure.pk}
    return client, reverse("measures:upload", kwargs=at)


def test_a_file_is_looked_at_and_then_kept_as_it_was_read(uploading):
    client, url = uploading
    open_page(client, url)
    text = "Month,Ward,Value,Numerator,Denominator\nApr-24,Ash,0.9%,9,1000\nMay-24,Ash,<5,,\nApr-24,Total,6.1%,,\n"
    page = client.post(url, {"file": file_of(text)}).content.decode()
    assert "3 values: 2 new, 1 stands already. Nothing is saved yet." in page
    assert DataPoint.objects.standing().count() == 2
    assert kept_by(client, page).status_code == 302
    ash = DataPoint.objects.standing().filter(stratum="Ash")
    assert [(point.value, point.numerator, point.answer) for point in ash] == [
        (Decimal("0.9"), 9, ""),
        (None, None, "<5"),
    ]


def test_of_a_file_of_several_measures_its_own_is_taken(uploading):
    client, url = uploading
    rows = "Measure,Date,Value\nWaits,1/6/2024,50\nFalls,1/6/2024,3\n"
    page = client.post(url, {"file": file_of(rows)}).content.decode()
    assert "Left out of the file: 1 other measure." in page
    assert "1 value: 1 new" in page
    other = client.post(url, {"file": file_of(rows.replace("Waits", "Ulcers"))})
    assert other.status_code == 422
    assert "values of 2 measures in it" in other.content.decode()


@pytest.mark.parametrize(
    ("data", "name", "says"),
    [
        (b"%PDF-1.7 and so on", "falls.pdf", "The file is a PDF document"),
        (b"", "falls.csv", "The file is empty"),
        (b"Month,Value\nApr-24,six\n", "falls.csv", "is not a number"),
        (b"Month,Value\nApr-24,943 476 5919\n", "falls.csv", "NHS number"),
        (b"Month,Value\n" + b"1/4/2024,1\n" * 50_000, "falls.csv", "at most 20,000 are taken"),
    ],
)
def test_a_file_that_cannot_be_kept_changes_nothing(uploading, data, name, says):
    client, url = uploading
    response = client.post(url, {"file": SimpleUploadedFile(name, data), "keep": "1"})
    assert response.status_code == 422
    assert says in response.content.decode()
    assert "5919" not in response.content.decode()
    assert DataPoint.objects.count() == 2
    assert client.post(url, {}).status_code == 422


def test_shifts_and_dated_events_are_kept_apart(client_for):
    measure = MeasureFactory(frequency="event", unit="count")
    client = client_for("lead", on=measure.project)
    url = reverse("measures:upload", kwargs={"number": measure.project.number, "measure_id": measure.pk})
    rows = "Date of fall\n01/03/2026 14:30\n05/03/2026\n05/03/2026\n"
    page = client.post(url, {"file": file_of(rows)}).content.decode()
    assert "3 values: 3 new" in page
    assert kept_by(client, page).status_code == 302
    assert list(DataPoint.objects.standing().values_list("part", flat=True)) == [871, 0, 1441]
    again = client.post(url, {"file": file_of(rows)}).content.decode()
    assert "3 stand already" in again


COLUMNS = "Week\tMonth\tSeen\tWaiting\n1\tApr-26\t10\t1\n2\tMay-26\t12\t3"
CHOSEN = {"column-A": "left out", "column-B": "period", "column-C": "denominator", "column-D": "numerator"}


@pytest.fixture
def measured(db, client_for):
    measure = MeasureFactory(name="Waits", unit="percentage")
    return client_for("lead", on=measure.project), {
        name: reverse(f"measures:{name}", kwargs={"number": measure.project.number, "measure_id": measure.pk})
        for name in ("paste", "upload")
    }


def counted():
    rows = DataPoint.objects.standing().values_list("numerator", "denominator", "value")
    return [(above, below, round(value, 1)) for above, below, value in rows]


def test_what_each_column_is_can_be_said_before_a_paste_is_kept(measured):
    client, urls = measured
    seen = client.post(urls["paste"], {"text": COLUMNS}).content.decode()
    assert "What each column is" in seen
    assert "Column D, Waiting" in seen
    again = client.post(urls["paste"], {"text": COLUMNS, **CHOSEN})
    assert again.status_code == 200
    kept = kept_by(
        client, again.content.decode().replace('no-print">', 'no-print" action="' + urls["paste"] + '">')
    )
    assert kept.status_code == 302
    assert counted() == [(1, 10, Decimal("10.0")), (3, 12, Decimal("25.0"))]


def test_what_each_column_of_a_file_is_can_be_said_without_sending_it_again(measured):
    client, urls = measured
    page = client.post(urls["upload"], {"file": file_of(COLUMNS.replace("\t", ","))}).content.decode()
    form = re.search(
        r'<form method="post" class="form read-columns"[^>]*action="([^"]+)"[^>]*>(.*?)</form>',
        page,
        re.DOTALL,
    )
    text = unescape(re.search(r'name="text" value="([^"]*)"', form[2])[1])
    assert client.post(form[1], {"text": text, **CHOSEN, "keep": "1"}).status_code == 302
    assert counted()[1] == (3, 12, Decimal("25.0"))


@pytest.mark.parametrize(
    ("said", "says"),
    [
        ({"column-C": "period"}, "Only one column can be “Date or period”"),
        ({"column-B": "left out"}, "Say which column is “Date or period”"),
        ({"column-C": "left out", "column-D": "left out"}, "Say which column is “Value”"),
        ({"column-D": "denominator"}, "Only one column can be “Out of how many”"),
    ],
)
def test_columns_that_cannot_be_are_pointed_out_and_nothing_is_kept(measured, said, says):
    client, urls = measured
    response = client.post(urls["paste"], {"text": COLUMNS, **CHOSEN, **said, "keep": "1"})
    assert response.status_code == 422
    assert says in response.content.decode()
    assert not DataPoint.objects.exists()


def test_a_column_that_is_no_column_and_a_role_that_is_none_change_nothing(measured):
    client, urls = measured
    text = "Apr-26\t1\nMay-26\t2"
    odd = {"column-A": "nonsense", "column-Z": "value"}
    response = client.post(urls["paste"], {"text": text, **odd})
    assert response.status_code in (200, 422)
    assert not DataPoint.objects.exists()


def test_where_no_column_holds_dates_it_can_be_said_which_does(measured):
    client, urls = measured
    text = "Code\tWhat\tWhen\tHow many\nx1\ta\tearly April\t5\nx2\tb\tlate May\t6"
    response = client.post(urls["paste"], {"text": text})
    assert response.status_code == 422
    assert "Column C, When" in response.content.decode()


def test_a_target_beside_the_values_is_said_not_to_be_kept_and_good_rows_beside_bad_ones_only_can_be(
    client_for,
):
    measure = MeasureFactory()
    client = client_for("lead", on=measure.project)
    url = reverse("measures:paste", kwargs={"number": measure.project.number, "measure_id": measure.pk})
    page = client.post(url, {"text": "Month\tActual\tTarget\nApr-25\t3\t5\nMay-25\tsix\t5"})
    assert page.status_code == 422
    text = page.content.decode()
    assert "The targets in it are not kept: set the target on the measure" in text
    assert "can be kept" in text
    assert "stands already" not in text
