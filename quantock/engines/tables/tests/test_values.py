"""Each kind of value, as people write it."""

import string
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quantock.engines.tables.sheetcells import from_serial
from quantock.engines.tables.values import (
    as_text,
    date_answer,
    find_order,
    money,
    number,
    parse_amount,
    pence,
    percentage,
    read_date,
    serial_date,
    text_answer,
    uses_decimal_comma,
)


@pytest.mark.parametrize(
    ("text", "pounds"),
    [
        ("£1,186.00", "1186.00"),
        ("1186", "1186"),
        ("2066075.5899999999", "2066075.5899999999"),
        ("£0", "0"),
        (".5", "0.5"),
        ("-£5.20", "-5.20"),
        ("£-5.20", "-5.20"),
        ("−5", "-5"),
        ("–5", "-5"),
        ("(5.20)", "-5.20"),
        ("£(5.20)", "-5.20"),
        ("(£5.20)", "-5.20"),
        ("£40.27-", "-40.27"),
        ("+3", "3"),
        ("£1.2m", "1200000"),
        ("£1.2 million", "1200000"),
        ("1.2M", "1200000"),
        ("(1.2m)", "-1200000"),
        ("£(350)k", "-350000"),
        ("350k", "350000"),
        ("£350 thousand", "350000"),
        ("£2bn", "2000000000"),
        ("1 234 567.8", "1234567.8"),
        ("GBP 12", "12"),
        ("12 GBP", "12"),
        ("1.5E+3", "1500"),
    ],
)
def test_money_is_read_exactly(text, pounds):
    answer = money(text)
    assert answer.kind == "value"
    assert answer.value == Decimal(pounds)
    assert answer.text == text


@pytest.mark.parametrize(
    "text",
    [
        "Exempt under Section 43 of the Freedom of Information Act 2000",
        "TBC",
        "Unknown",
        "-",
        "n/a",
        "£",
        "£1m - £2m",
        "1-2",
        "12,34",
        "1,23,456",
        "(5",
        "5)",
        "--5",
        "(-5)",
        "£1.2m approx",
        "10%",
        "01/02/2024",
        "1.2.3",
        "NaN",
        "inf",
        "1e999999",
        "0x1F",
        "١٢٣x",
        "9" * 60,
    ],
)
def test_what_is_not_money_is_kept_as_the_answer_given(text):
    answer = money(text)
    assert (answer.kind, answer.value, answer.text) == ("not_value", None, text)


def test_nothing_is_blank():
    assert money(None).kind == number(None).kind == percentage(None).kind == text_answer(None).kind == "blank"
    assert date_answer(None)[0].kind == "blank"


def test_a_suffix_is_turned_into_the_columns_unit():
    assert money("£1.2m", unit="GBP million").value == Decimal("1.2")
    assert money("£350k", unit="GBP million").value == Decimal("0.35")
    assert money("1.2", unit="GBP million").value == Decimal("1.2")
    assert pence(Decimal("1.2"), "GBP million") == 120_000_000
    assert pence(Decimal("0.005"), "GBP") == 1


def test_a_decimal_comma_is_a_habit_of_the_whole_column():
    assert uses_decimal_comma(["1.234,50", "2,5", "7"])
    assert not uses_decimal_comma(["1,234.50", "2,5"])
    assert not uses_decimal_comma(["1,234", "5,678"])
    assert parse_amount("1.234,50 €", decimal_comma=True).number == Decimal("1234.50")


def test_percentages_and_numbers():
    assert percentage("85%").value == 85
    assert percentage("-12.5 %").value == Decimal("-12.5")
    assert percentage("(5%)").value == -5
    assert percentage(Decimal("0.85")).value == Decimal("0.85")
    assert percentage("over 10%").kind == "not_value"
    assert number("1,234").value == 1234
    assert number("£1").kind == "not_value"
    assert number(Decimal(3)).value == 3


@pytest.mark.parametrize(
    ("text", "day", "shape"),
    [
        ("24/10/2016", date(2016, 10, 24), "%d/%m/%Y"),
        ("5/02/2016 5:00:00 PM", date(2016, 2, 5), "%d/%m/%Y %I:%M:%S %p"),
        ("2016-05-25 17:00:00", date(2016, 5, 25), "%Y-%m-%d %H:%M:%S"),
        ("2026-04-01T00:00:00Z", date(2026, 4, 1), "%Y-%m-%dT%H:%M:%S%z"),
        ("2026-04-01T00:00:00.123+01:00", date(2026, 4, 1), "%Y-%m-%dT%H:%M:%S.%f%z"),
        ("2014-07-08", date(2014, 7, 8), "%Y-%m-%d"),
        ("2014/07/08", date(2014, 7, 8), "%Y/%m/%d"),
        ("30.06.08", date(2008, 6, 30), "%d.%m.%y"),
        ("31.12.41", date(2041, 12, 31), "%d.%m.%y"),
        ("31.12.79", date(2079, 12, 31), "%d.%m.%y"),
        ("17.03.97", date(1997, 3, 17), "%d.%m.%y"),
        ("1-4-2026", date(2026, 4, 1), "%d-%m-%Y"),
        ("1 April 2026", date(2026, 4, 1), "%d %B %Y"),
        ("1st Apr 26", date(2026, 4, 1), "%d %b %y"),
        ("1st of May 2026", date(2026, 5, 1), "%d %b %Y"),
        ("26-Apr-26", date(2026, 4, 26), "%d-%b-%y"),
        ("26Apr2026", date(2026, 4, 26), "%d %b %Y"),
        ("April 1, 2026", date(2026, 4, 1), "%B %d, %Y"),
        ("Apr-26", date(2026, 4, 1), "%b-%y"),
        ("Sept 2025", date(2025, 9, 1), "%b %Y"),
        ("December 2025", date(2025, 12, 1), "%B %Y"),
        ("Mar '27", date(2027, 3, 1), "%b %y"),
        ("2026-04", date(2026, 4, 1), "%Y-%m"),
        ("20260401", date(2026, 4, 1), "%Y%m%d"),
        ("Mon 05/02/16", date(2016, 2, 5), "%a %d/%m/%y"),
        ("29/02/2024", date(2024, 2, 29), "%d/%m/%Y"),
    ],
)
def test_dates_are_read_in_the_formats_registers_use(text, day, shape):
    answer, seen = date_answer(text)
    assert (answer.value, answer.text, seen) == (day, text, shape)


@pytest.mark.parametrize(
    "text",
    [
        "TBC",
        "31 March 2026 (provisional)",
        "31/03/2026 TBC",
        "by 31/03/2026",
        "Q3 2025/26",
        "2026",
        "2025/26",
        "Week 12",
        "31/13/2020",
        "29/02/2021",
        "1/2/3",
        "00/01/2024",
        "01/01/0001",
        "01/01/9999",
        "Autumn 2026",
        "17:00",
        "May",
        "99999999",
        "1" * 50,
    ],
)
def test_what_is_not_a_date_is_kept_as_the_answer_given(text):
    answer, seen = date_answer(text)
    assert (answer.kind, answer.value, answer.text, seen) == ("not_value", None, text, "")


def test_month_first_is_read_when_the_column_proves_it():
    assert find_order(["03/04/2024", "12/25/2024"]) == ("month", 0, 1)
    assert find_order(["03/04/2024", "25/12/2024"]) == ("day", 1, 0)
    assert find_order(["25/12/2024", "26/12/2024", "12/27/2024"]) == ("day", 2, 1)
    assert find_order(["03/04/2024", "TBC", "x" * 60]) == (None, 0, 0)
    assert read_date("12/25/2024", "month").day == date(2024, 12, 25)
    assert read_date("12/25/2024") is None


@pytest.mark.parametrize(
    ("serial", "epoch", "moment"),
    [
        (1, 1900, datetime(1900, 1, 1)),
        (59, 1900, datetime(1900, 2, 28)),
        (61, 1900, datetime(1900, 3, 1)),
        (44927, 1900, datetime(2023, 1, 1)),
        (44927.5, 1900, datetime(2023, 1, 1, 12)),
        (44927 - 1462, 1904, datetime(2023, 1, 1)),
        (60, 1900, None),
        (60.5, 1900, None),
        (0, 1900, None),
        (0.5, 1900, None),
        (-1, 1900, None),
        (-1, 1904, None),
        (3_000_000, 1900, None),
        (3_000_000, 1904, None),
    ],
)
def test_excel_day_numbers(serial, epoch, moment):
    assert from_serial(serial, epoch) == moment


def test_a_bare_number_is_a_date_only_where_dates_are_expected():
    assert date_answer("44927", serials=True)[0].value == date(2023, 1, 1)
    assert date_answer(Decimal("44927.5"), serials=True)[0].value == date(2023, 1, 1)
    assert date_answer(Decimal(43465), serials=True, epoch=1904)[0].value == date(2023, 1, 1)
    assert date_answer("44927")[0].kind == "not_value"
    assert serial_date(Decimal(12)) is None
    assert serial_date(datetime(2024, 1, 1)) is None


def test_cells_are_shown_as_a_person_reads_them():
    assert as_text(datetime(2024, 1, 2)) == "2024-01-02"
    assert as_text(datetime(2024, 1, 2, 17)) == "2024-01-02 17:00:00"
    assert as_text(Decimal("1.50")) == "1.50"
    assert as_text(Decimal("1E+3")) == "1000"
    assert as_text(None) == ""


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=2))
def test_money_written_in_any_usual_way_is_the_same(amount):
    size = abs(amount)
    ways = [f"£{size:,}", f"{size}", f"GBP {size:,}"]
    minus = [f"-£{size:,}", f"(£{size:,})", f"{size}-", f"({size})"]
    for text in ways if amount >= 0 else minus:
        assert money(text).value == amount


@given(st.dates(min_value=date(1980, 1, 1), max_value=date(2079, 12, 31)))
def test_a_date_written_day_first_comes_back(day):
    for shape in ("%d/%m/%Y", "%d.%m.%y", "%Y-%m-%d", "%d %B %Y", "%d-%b-%y"):
        answer, seen = date_answer(day.strftime(shape))
        assert answer.value == day
        assert (
            datetime.strptime(answer.text, seen.replace("%b", "%b")).date() == day
            or "%y" in seen
            or "%b" in seen
        )


@given(st.text(alphabet=string.printable + "£€−–’ \u00a0", max_size=60))
def test_any_text_gives_an_answer_and_keeps_its_words(text):
    for answer in (money(text), number(text), percentage(text), date_answer(text)[0]):
        assert answer.kind in {"value", "not_value"}
        assert answer.text == text
