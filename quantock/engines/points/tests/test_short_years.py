"""Financial years of two short numbers, 19/20: read as 2019/20 where they can be nothing else, or where years are meant."""

from datetime import date

import pytest

from quantock.engines.points import Ask, read_paste
from quantock.engines.points.cells import read_period

ON = date(2026, 11, 27)
YEARS = [date(2019, 4, 1), date(2020, 4, 1), date(2021, 4, 1)]


def read(text, **more):
    return read_paste(text, Ask(on=ON, **more))


@pytest.mark.parametrize(
    "text",
    [
        "Year\tFalls\n19/20\t5\n20/21\t7\n21/22\t9",
        "FY\tFalls\n19-20\t5\n20-21\t7\n21-22\t9",
        "19/20\t5\n20/21\t7\n21/22\t9",
        "Measure\t19/20\t20/21\t21/22\nFalls\t3\t4\t5",
    ],
)
def test_short_years_are_financial_years(text):
    found = read(text)
    assert (found.frequency, found.problems) == ("year", [])
    assert [given.starts for given in found.given] == YEARS


def test_where_years_are_said_a_year_that_could_be_a_month_is_a_year():
    for text in ("Year\tFalls\n10/11\t5\n11/12\t7\n12/13\t9", "10/11\t5\n11/12\t7\n12/13\t9\n13/14\t4"):
        assert [given.starts.year for given in read(text).given][:3] == [2010, 2011, 2012]
    assert [given.starts.year for given in read("Year\tFalls\n98/99\t5\n99/00\t7").given] == [1998, 1999]
    assert [given.starts.month for given in read("Month\tFalls\n10/24\t5\n11/24\t7").given] == [10, 11]


def test_their_months_and_quarters_stand_beside_them():
    found = read("Year\tMonth\tFalls\n19/20\tFeb\t5\n19/20\tMar\t7\n20/21\tApr\t9")
    assert [given.starts for given in found.given] == [date(2020, month, 1) for month in (2, 3, 4)]
    found = read("Year\tQuarter\tFalls\n19/20\tQ1\t5\n19/20\tQ2\t7\n19/20\tQ3\t9")
    assert [given.starts for given in found.given] == [date(2019, month, 1) for month in (4, 7, 10)]


@pytest.mark.parametrize(
    ("text", "frequency", "says"),
    [
        ("19/21", "year", "no financial year: write it as 2026/27"),
        ("10/12", "year", "no financial year: write it as 2026/27"),
        ("19/20", "month", "is a year, and the measure wants a month"),
        ("11/12", "month", "a day and its month, or a financial year. Write it as April 2026, 4/12/2026 or 2026/27"),
        ("19/10", "", "a day and its month, or a financial year"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_said_of_years(text, frequency, says):
    period, why = read_period(text, frequency, "day")
    assert period is None
    assert says in why
