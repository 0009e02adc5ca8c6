"""Pastes: read as people copy them, each wrong row pointed out."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quantock.engines.dates import add_months
from quantock.engines.points import Ask, read_paste

TODAY = date(2026, 11, 25)


def read(text, frequency="month", unit="number", first=None):
    return read_paste(text, Ask(on=TODAY, frequency=frequency, unit=unit, first=first))


def values(pasted):
    assert pasted.problems == []
    return [(given.starts.isoformat(), given.value) for given in pasted.given]


@pytest.mark.parametrize(
    "text",
    [
        "01/04/2026\t6.1\n01/05/2026\t5.8",
        "Month\tFalls\nApr-26\t6.1\nMay-26\t5.8",
        "April 2026;6.1\r\nMay 2026;5.8\r\n",
        "2026-04-01,6.1\n2026-05-01,5.8",
        "1 April 2026  6.1\n1 May 2026  5.8",
        "30/4/26 6.1\n31/5/26 5.8",
        "46113\t6.1\n46143\t5.8",
        '01/04/2026,"6.1"\n01/05/2026,5.8',
        "\n01/04/2026\t 6.1 \t\n\n01/05/2026\t5.8\t",
    ],
)
def test_dates_and_values_as_people_copy_them(text):
    assert values(read(text)) == [("2026-04-01", Decimal("6.1")), ("2026-05-01", Decimal("5.8"))]


def test_one_column_goes_on_from_the_first_period():
    assert values(read("6.1\n5.8\n-", first=date(2026, 4, 1))) == [
        ("2026-04-01", Decimal("6.1")), ("2026-05-01", Decimal("5.8")), ("2026-06-01", None),
    ]  # fmt: skip
    assert "with which period" in read("6.1").problems[0].problem


def test_periods_may_run_across():
    pasted = read("\tApr-26\tMay-26\tJun-26\tJul-26\nFalls\t1\t2\t3\t4")
    assert [value for _, value in values(pasted)] == [1, 2, 3, 4]
    assert any("run across" in says for says in pasted.says)


def test_numerators_and_denominators():
    pasted = read("Apr-26\t1,681\t1,867\nMay-26\t9\t12", unit="percentage")
    assert [(each.numerator, each.denominator) for each in pasted.given] == [(1681, 1867), (9, 12)]


def test_shares_are_told_from_percentages():
    shares = read("Apr-26\t0.9\nMay-26\t1", unit="percentage")
    assert [value for _, value in values(shares)] == [90, 100]
    assert any("shares" in says for says in shares.says)
    assert [value for _, value in values(read("Apr-26\t0.9%\nMay-26\t1%", unit="percentage"))] == [
        Decimal("0.9"),
        1,
    ]


@pytest.mark.parametrize(
    ("text", "starts", "frequency"),
    [
        ("w/c 23/11/2026\t3", "2026-11-23", "week"),
        ("Q1 2026/27\t3", "2026-04-01", "quarter"),
        ("Q4 2025/26\t3", "2026-01-01", "quarter"),
        ("2025/26\t3", "2025-04-01", "year"),
        ("2025\t3", "2025-01-01", "year"),
        ("24/11/2026\t3", "2026-11-24", "day"),
    ],
)
def test_other_periods(text, starts, frequency):
    assert values(read(f"Period\tValue\n{text}", frequency)) == [(starts, 3)]


def test_figures_of_three_digits_after_a_comma_are_cells_and_quoted_ones_are_numbers():
    assert [value for _, value in values(read("01/04/2026,812\n01/05/2026,900"))] == [812, 900]
    assert [value for _, value in values(read('Apr 2026,"1,234"\nMay 2026,"2,345"'))] == [1234, 2345]


def test_rows_are_counted_as_the_person_sees_them():
    assert read("Apr-26\t1\r\nMay-26\tsix").problems[0].line == 2


@pytest.mark.parametrize(
    ("text", "unit", "says"),
    [
        ("Apr-26\t90.1%\nMay-26\t0.901", "percentage", "is it a share"),
        ("Apr-26\t5\t10\nMay-26\t5\t", "percentage", "denominator is missing"),
        ("Apr-26\t1\t2\t3", "number", "several series"),
        ("Q1 2026\t3", "number", "two years"),
        ("2026 Q1\t3", "number", "two years"),
        ("Q1 2026/29\t3", "number", "no financial year"),
        ("Apr-26\tabout six", "number", "is not a number"),
        ("soon\t6\nApr-26\t7", "number", "is not a date"),
        ("Apr-26\t6\nApr-26\t7", "number", "is there twice"),
        ("13/04/2026\t6\n04/13/2026\t7", "number", "two styles"),
        ("Apr-26\t101", "percentage", "between 0 and 100"),
        ("Apr-26\t12\t10", "percentage", "wrong way round"),
        ("Apr-26\t-1", "count", "cannot be negative"),
        ("Dec-26\t1", "number", "has not begun yet"),
        ("Apr-26\t1e40", "number", "cannot be kept"),
        ("Mar-26\t9\t8\nApr-26\t12\tten", "rate", "is not a number"),
        ("2026\t3\n2027\t3", "number", "is a year"),
        ("Apr-26\t3,5\nMay-26\t4,25", "number", "has a comma where thousands have none"),
        ("Apr-26\t0,125\nMay-26\t0,250", "number", "has a comma where thousands have none"),
        ("Apr-26\t3/10\nMay-26\t4/10", "number", "is not a number"),
        ("Year\tApr\tJan\n2024\t3\t4", "number", "do not begin with January"),
        ("04/12\t3\n05/12\t4", "number", "could be a month and its year"),
        ("13/2024\t3", "number", "is not a date"),
        ("Apr\t3\nMay\t4", "number", "has no year"),
        ("Wk 1\t3\nWk 2\t4", "number", "has no year"),
        (
            "Year\tMonth\tFalls\n2024/25\t7\t3\n2024/25\t8\t4",
            "number",
            "could be July 2024, by the calendar, or October 2024",
        ),
        (
            "Year\tMonth\tFalls\n2024/25\t4\t3",
            "number",
            "counted from April. Write the months by their names, or as M4",
        ),
        ("Year\tFinancial month\tFalls\n2024\t4\t3", "number", "could be of 2023/24 or of 2024/25"),
        ("Day\tMonth\tYear\tFalls\n31\t2\t2024\t3", "number", "“2024-02-31” is not a date"),
        ("Time\tFalls\nApr-24\t1:35", "number", "is a time. Write it as one number"),
        ("Month\tFalls\tFalls\nApr-24\t1\t2", "number", "Two columns are called “Falls”"),
        ("Apr-26\t0.91\nMay-26\t92\nJun-26\t95", "percentage", "is it a share? Write 91%, or 0.91%"),
        ("Month\tValue\tNum\tDen\nApr-26\t81%\t30\t50", "percentage", "30 of 50 is 60%"),
        ("2026-04-01 08:00\t3\n2026-04-01 09:00\t4", "number", "fall on 1 April 2026, at different times"),
        (
            "For 943 476 5919 only\nMonth\tFalls\nApr-26\t3",
            "number",
            "stands above or below the values seems to hold",
        ),
        ("Year\tWeek\tFalls\n2024/25\t4\t3\n2024/25\t5\t4", "number", "from January or from April"),
        ("Financial year\tMonth\tFalls\n2024\tApr\t3\n2024\tMay\t4", "number", "could be 2023/24 or 2024/25"),
        ("Year\tMonth\tFalls\n2024/26\tApr\t3\n\tMay\t4", "number", "“2024/26” is not a year"),
        ("2024\nMonth\tFalls\nDec\t3\nJan\t4", "number", "do not begin with January"),
        ("Falls, 2023 and 2024\nMonth\tFalls\nJan\t3\nFeb\t4", "number", "It is open which"),
        (
            "Month\tNum\tDen\nApr 2024\t50\t40\nMay 2024\t3\t40\nJun 2024\t4\t40",
            "number",
            "50 of 40: more were counted",
        ),
    ],
)
def test_what_is_wrong_is_said_of_its_row(text, unit, says):
    found = read(f"x\ty\n{text}", unit=unit).problems
    assert found
    assert says.split("cannot be kept")[0] in found[0].problem


@pytest.mark.parametrize(
    "text",
    [
        "04/2024\t1\n05/2024\t2",
        "4-2024\t1\n5-2024\t2",
        "04/24\t1\n05/24\t2",
        "2024/04\t1\n2024/05\t2",
        "202404\t1\n202405\t2",
        "202404,1\n202405,2",
        "\t202404\t202405\nFalls\t1\t2",
        "Year\tMonth\tFalls\n2024\tApr\t1\n2024\tMay\t2",
        "Year\tMonth\tFalls\n2024\t4\t1\n\t5\t2",
        "FY\tMonth\tFalls\n2024/25\tApril\t1\n2024/25\tMay\t2",
        "2024\tApr\t1\n2024\tMay\t2",
        "Falls on Ash ward, 2024/25\nMonth\tFalls\nApr\t1\nMay\t2",
        "Falls in 2024, printed 3 January 2025\nMonth\tApr\tMay\nFalls\t1\t2",
        "Month\tFalls\n2024\t\nApr\t1\nMay\t2",
        "2024\nMonth\tFalls\nApr\t1\nMay\t2",
    ],
)
def test_months_however_their_year_is_written(text):
    assert values(read(text, frequency="")) == [("2024-04-01", 1), ("2024-05-01", 2)]


def test_months_of_two_years_and_numbers_of_the_calendar_in_a_financial_one():
    both = read("April 2024 to March 2025\nMonth\tFalls\nApr\t1\nDec\t2\nMar\t3")
    assert [day for day, _ in values(both)] == ["2024-04-01", "2024-12-01", "2025-03-01"]
    turning = read("Year\tMonth\tFalls\n2024/25\t12\t1\n2024/25\t1\t2")
    assert [day for day, _ in values(turning)] == ["2024-12-01", "2025-01-01"]
    newest_first = read("Year\tMonth\tFalls\n2024\tMay\t1\n2024\tFeb\t2\n2023\tNov\t3")
    assert [day for day, _ in values(newest_first)] == ["2024-05-01", "2024-02-01", "2023-11-01"]


@pytest.mark.parametrize(
    "text",
    [
        "Year\tMonth\tFalls\n2024/25\tM1\t1\n2024/25\tM2\t2",
        "Year\tPeriod\tFalls\n2024/25\tP1\t1\n2024/25\tP02\t2",
        "Year\tPeriod\tFalls\n2024/25\t1\t1\n2024/25\t2\t2",
        "Financial year\tFinancial month\tFalls\n2024/25\t1\t1\n2024/25\t2\t2",
        "Year\tMonth\tFalls\n2024/25\t1\t1\n2024/25\t2\t2",
        "Falls, 2024/25\nMonth\tFalls\nMonth 1\t1\nMonth 2\t2",
        "Period\tFalls\nM1 2024/25\t1\nM2 24/25\t2",
        "Period\tFalls\n2024/25 P01\t1\n2024-25 M02\t2",
        "2024/25\tM1\tM2\nFalls\t1\t2",
    ],
)
def test_months_counted_from_april_are_said_to_be(text):
    found = read(text, frequency="")
    assert values(found) == [("2024-04-01", 1), ("2024-05-01", 2)]
    assert any(
        says.startswith("Months were counted from April") and says.endswith("April 2024.")
        for says in found.says
    )


def test_numbers_that_begin_with_april_s_are_those_of_the_calendar_and_said_to_be():
    found = read("Year\tMonth\tFalls\n2024/25\t4\t1\n2024/25\t5\t2", frequency="")
    assert values(found) == [("2024-04-01", 1), ("2024-05-01", 2)]
    assert any("begin with 4 as the year does" in says for says in found.says)
    calendar = read("Period\tFalls\n2024M04\t1\n2024-M05\t2", frequency="")
    assert values(calendar) == [("2024-04-01", 1), ("2024-05-01", 2)]


def test_a_day_a_month_and_a_year_in_three_columns_are_one_date():
    found = read("Day\tMonth\tYear\tFalls\n1\t4\t2024\t1\n2\tApril\t2024\t2", frequency="")
    assert values(found) == [("2024-04-01", 1), ("2024-04-02", 2)]
    assert (found.frequency, found.columns[0].role) == ("day", "day")
    assert any("columns of their own" in says for says in found.says)


def test_numbered_weeks_follow_the_first_that_was_named():
    text = "Week\tFalls\n1\t3\n2\t4\n4\t5"
    found = read(text, "week", first=date(2026, 8, 31))
    assert [day for day, _ in values(found)] == ["2026-08-31", "2026-09-07", "2026-09-21"]
    follows = Ask(on=TODAY, frequency="week", first=date(2026, 8, 31), told=False)
    assert len(read_paste(text, follows).problems) == 3, "which week is the first was only supposed"
    assert read_paste("Wk 36\t3", follows).given[0].starts == date(2026, 8, 31)
    of_year = read("Year\tWk\tFalls\n2024\tWk 1\t3\n2024\tWk 2\t4", "")
    assert [day for day, _ in values(of_year)] == ["2024-01-01", "2024-01-08"]


def test_months_follow_the_first_where_it_is_that_month():
    assert [day for day, _ in values(read("Nov\t3\nJan\t4", first=date(2024, 11, 5)))] == [
        "2024-11-01",
        "2025-01-01",
    ]
    assert "has no year" in read("Oct\t3\nNov\t4", first=date(2024, 11, 5)).problems[0].problem


def test_negatives_as_accountants_and_word_processors_write_them():
    assert [value for _, value in values(read("Apr-26\t(4)\nMay-26\t–3\nJun-26\t–"))] == [-4, -3, None]
    assert read("Apr-26\t(about 4)").problems


def test_mostly_more_than_there_were_in_all_is_a_ratio():
    found = read("Month\tNum\tDen\nApr 2024\t90\t40\nMay 2024\t80\t40\nJun 2024\t4\t40")
    assert found.problems == []
    assert any("read as a ratio" in says for says in found.says)


def test_headings_alone_hold_no_value():
    assert "headings and no values" in read("Month\tFalls").problems[0].problem


def test_fifty_thousand_rows_are_refused_at_once():
    [row] = read("1\n" * 50_000).problems
    assert "at most 20,000" in row.problem


@given(st.lists(st.decimals(-10_000, 10_000, places=2), min_size=1, max_size=24))
def test_what_is_written_is_read(numbers):
    lines = [
        f"{add_months(date(2024, 1, 1), place):%d/%m/%Y}\t{number}" for place, number in enumerate(numbers)
    ]
    assert [each.value for each in read("\n".join(lines)).given] == numbers
