"""Files of every layout people keep: long, wide, lying down, with groups, shifts and dated events."""

import io
import os
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from quantock.engines.points import Ask, read_file, read_paste

TODAY = date(2026, 11, 25)
D = Decimal
DATA = Path(os.environ.get("QUANTOCK_REAL_DATA", "../shared")) / "data" / "measures"


def read(text, **asked):
    return read_paste(text.replace("|", "\t"), Ask(on=TODAY, **asked))


def kept(found):
    assert found.problems == []
    return [(given.stratum, given.starts.isoformat(), given.value) for given in found.given]


def test_a_column_for_each_group():
    found = read("Month|Ash|Beech|Total\nApr-26|1|2|3\nMay-26|4|5|9", frequency="month")
    assert kept(found) == [
        ("Ash", "2026-04-01", 1), ("Beech", "2026-04-01", 2), ("", "2026-04-01", 3),
        ("Ash", "2026-05-01", 4), ("Beech", "2026-05-01", 5), ("", "2026-05-01", 9),
    ]  # fmt: skip
    assert any("all groups together" in says for says in found.says)


def test_a_row_for_each_group_with_titles_above():
    found = read("Falls by ward\n\nWard|Apr-26|May-26\nAsh|1|2\nBeech|3|4")
    assert kept(found)[2:] == [("Beech", "2026-04-01", 3), ("Beech", "2026-05-01", 4)]
    assert found.frequency == "month"
    assert any("Falls by ward" in says for says in found.says)


def test_a_row_for_each_value_with_columns_for_groups():
    found = read(
        "Site|Ward|Date|Falls\nYeovil|Ash|01/04/2026|1\nYeovil|Ash|01/05/2026|2\nTaunton|Elm|01/04/2026|3"
    )
    assert found.strata == ["Yeovil, Ash", "Taunton, Elm"]
    assert found.layout == "rows"


def test_numerator_and_denominator_of_each_group_side_by_side():
    text = "Month|Ash numerator|Ash denominator|Elm num|Elm den\nApr-26|1|10|2|20"
    [ash, elm] = read(text, frequency="month", unit="percentage").given
    assert (ash.stratum, ash.numerator, ash.denominator) == ("Ash", 1, 10)
    assert (elm.stratum, elm.numerator, elm.denominator) == ("Elm", 2, 20)


def test_numerator_and_denominator_lying_down():
    [april, may] = read("|Apr-26|May-26\nNumerator|5|6\nDenominator|10|12", unit="percentage").given
    assert (april.numerator, april.denominator, may.denominator) == (5, 10, 12)


def test_two_columns_beside_the_date_are_a_pair_where_a_share_is_wanted():
    [given] = read("Month|Falls|Bed days\nApr-26|3|812", frequency="month", unit="rate").given
    assert (given.value, given.numerator, given.denominator) == (None, 3, 812)


def test_several_measures_beside_groups_are_told_apart():
    found = read(
        "month|site|falls|ulcers\n2026-04-01|A|1|2\n2026-05-01|A|3|4\n2026-04-01|B|5|6\n2026-05-01|B|7|8"
    )
    assert {name: len(rows) for name, rows in found.series.items()} == {"falls": 4, "ulcers": 4}
    assert found.strata == ["A", "B"]


@pytest.mark.parametrize(
    ("first", "second", "frequency"),
    [
        ("23/11/2026", "24/11/2026", "day"),
        ("w/c 16/11/2026", "w/c 23/11/2026", "week"),
        ("Week ending 15/11/2026", "Week ending 22/11/2026", "week"),
        ("2026-W45", "2026-W46", "week"),
        ("Apr-24", "May-24", "month"),
        ("2026-03", "2026-04", "month"),
        ("Q1 2025/26", "Q2 2025/26", "quarter"),
        ("2025/26 Q1", "2025/26 Q2", "quarter"),
        ("Apr to Jun 2025", "Jul to Sep 2025", "quarter"),
        ("2023/24", "2024/25", "year"),
        ("FY23/24", "FY24/25", "year"),
        ("2024", "2025", "year"),
        ("2010-11", "2011-12", "year"),
    ],
)
def test_how_often_is_found_out(first, second, frequency):
    found = read(f"Period|Value\n{first}|1\n{second}|2")
    assert (found.problems, found.frequency) == ([], frequency)
    assert len({given.starts for given in found.given}) == 2


def test_shifts_in_their_own_column_or_after_the_day():
    column = read("Date|Shift|Patients\n24/11/2026|Early|5\n24/11/2026|Late|6\n24/11/2026|Night|7")
    assert (column.frequency, [given.part for given in column.given]) == ("shift", [1, 2, 3])
    after = read("Date|Patients\n24/11/2026 early|5\n24/11/2026 night|7", frequency="shift")
    assert [(given.starts.day, given.part) for given in after.given] == [(24, 1), (24, 3)]
    wrong = read("Date|Shift|Patients\n24/11/2026|Early|5\n24/11/2026|Twilight|6", frequency="shift")
    assert "not a shift" in wrong.problems[0].problem


def test_dated_events_one_a_row():
    found = read("Date of fall|Ward\n01/03/2026 14:30|Ash\n05/03/2026|Ash\n05/03/2026|Ash\n09/04/2026|Elm")
    assert (found.frequency, found.layout) == ("event", "events")
    assert [(given.stratum, given.starts.day, given.part) for given in found.given] == [
        ("Ash", 1, 871), ("Ash", 5, 0), ("Ash", 5, 1441), ("Elm", 9, 0),
    ]  # fmt: skip
    assert read("01/03/2026\n05/03/2026").frequency == "event"


def test_a_template_with_months_to_come_is_taken_as_far_as_it_is_filled():
    assert kept(read("Month|Falls\nOct-26|3\nNov-26|4\nDec-26|\nJan-27|", frequency="month"))[-1][1:] == (
        "2026-11-01",
        4,
    )


def test_rows_of_totals_are_left_out():
    assert len(kept(read("Month|Falls\nApr-26|3\nMay-26|4\nTotal|7", frequency="month"))) == 2


def test_gaps_are_said_and_not_filled():
    found = read("Month|Falls\nApr-26|3\nJun-26|4", frequency="month")
    assert len(found.given) == 2
    assert any("May 2026. A gap is shown" in says for says in found.says)


def test_twelve_weeks_for_a_monthly_measure_are_told_so():
    weeks = "\n".join(f"{day:02}/09/2026|{day}" for day in (7, 14, 21, 28))
    assert (
        "a week apart, but this is measured every month"
        in read(f"Week|Falls\n{weeks}", frequency="month").problems[0].problem
    )
    assert read(f"Week|Falls\n{weeks}").frequency == "week"


def test_suppressed_values_are_kept_as_answered():
    assert [given.answer for given in read("Apr-26|<5\nMay-26|7", frequency="month").given] == ["<5", ""]


def test_an_nhs_number_is_pointed_out_and_not_shown():
    [wrong] = read(
        "Date|Note|Falls\n01/04/2026|943 476 5919|1\n01/05/2026|none|2", frequency="month"
    ).problems
    assert wrong.line == 2
    assert "NHS number" in wrong.problem
    assert "5919" not in wrong.text


def test_a_person_may_say_what_a_column_is():
    text = "month|type|attendances|breaches\n2026-04-01|1|100|5\n2026-05-01|1|200|8"
    found = read(
        text, unit="percentage", columns={"numerator": "breaches", "denominator": "C", "group": "type"}
    )
    assert [(given.stratum, given.numerator, given.denominator) for given in found.given] == [
        ("1", 5, 100),
        ("1", 8, 200),
    ]


def workbook(rows, **sheets):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for name, more in sheets.items():
        sheet = book.create_sheet(name)
        for row in more:
            sheet.append(row)
    kept_ = io.BytesIO()
    book.save(kept_)
    return kept_.getvalue()


def test_a_workbook_with_dates_and_percentages():
    data = workbook(
        [["Notes on these figures"]],
        Data=[["Month", "Seen in time"], [datetime(2026, 4, 1), 0.901], [datetime(2026, 5, 1), 0.95]],
    )
    found = read_file(data, "waits.xlsx", Ask(on=TODAY, frequency="month", unit="percentage"))
    assert kept(found) == [("", "2026-04-01", D("90.1")), ("", "2026-05-01", 95)]
    assert any("“Data” was read" in says for says in found.says)


@pytest.mark.parametrize(
    ("data", "name", "says"),
    [
        (b"%PDF-1.7 and so on", "falls.pdf", "PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "falls.xls", ""),
        (b"", "falls.csv", "empty"),
        (b"PK\x03\x04" + b"\0" * 50, "falls.xlsx", ""),
        (b"x," * 3_000_000 * 2, "falls.csv", "at most 10 MB"),
        (b"Month,Falls\n" + b"1/4/2026,1\n" * 50_000, "falls.csv", "at most 20,000"),
    ],
)
def test_a_file_that_cannot_be_read_says_so(data, name, says):
    [wrong] = read_file(data, name, Ask(on=TODAY)).problems
    assert says in wrong.problem
    assert "list of projects" not in wrong.problem


@pytest.mark.real_data
@pytest.mark.parametrize(
    ("name", "series", "rows", "frequency"),
    [
        ("adverse_events", 2, 34, "month"), ("ae_four_hour", 11, 396, "month"), ("cdi", 1, 36, "month"),
        ("weekly_deaths", 1, 535, "week"), ("ae_attendances_raw", 3, 20_100, "month"),
    ],
)  # fmt: skip
def test_every_real_file(name, series, rows, frequency):
    path = DATA / f"{name}.csv"
    if not path.is_file():
        pytest.skip(f"{path} is not here: set QUANTOCK_REAL_DATA to the folder of the real files")
    found = read_file(path.read_bytes(), path.name, Ask(on=TODAY))
    assert found.problems == []
    assert (len(found.series), len(found.given), found.frequency) == (series, rows, frequency)
    if name == "ae_attendances_raw":
        totals = {title: sum(row.given.value for row in some) for title, some in found.series.items()}
        assert totals == {"attendances": 39_690_418, "breaches": 4_735_575, "admissions": 7_525_774}


def test_a_person_says_what_each_column_is():
    text = "Week|Month|Seen|Waiting\n1|Apr-26|10|1\n2|May-26|12|3"
    guessed = read(text, unit="percentage")
    chosen = {"A": "left out", "B": "period", "C": "denominator", "D": "numerator"}
    assert [column.role for column in guessed.columns] != list(chosen.values())
    found = read(text, unit="percentage", chosen=chosen)
    assert [(given.numerator, given.denominator) for given in found.given] == [(1, 10), (3, 12)]
    assert {column.why for column in found.columns} == {"you said so"}
    assert found.columns[3].examples == ("1", "3")


def test_two_columns_of_percentages_may_be_two_groups():
    text = "Month|Ash|Elm\nApr-26|90|95\nMay-26|91|96"
    assert read(text, unit="percentage").given[0].numerator == 90
    found = read(text, unit="percentage", chosen={"A": "period", "B": "value", "C": "value"})
    assert found.strata == ["Ash", "Elm"]
    assert found.given[1].value == 95


def test_words_that_repeat_may_be_left_out_and_figures_may_be_groups():
    found = read(
        "When|Bay|Note\n1/4/2026|1|5\n1/4/2026|2|6", frequency="month",
        chosen={"A": "period", "B": "group", "C": "value"},
    )  # fmt: skip
    assert kept(found) == [("1", "2026-04-01", 5), ("2", "2026-04-01", 6)]


def test_a_file_goes_on_as_a_paste_of_the_same_rows():
    data = b'Falls by ward\n\nWard,Apr-26,May-26\n"Ash, East ""A""",1,2\nBeech,3,4\n'
    found = read_file(data, "falls.csv", Ask(on=TODAY))
    again = read_paste(found.as_paste, Ask(on=TODAY))
    assert kept(again) == kept(found)
    assert [row.line for row in again.rows] == [row.line for row in found.rows]
    assert "Ash, East" in again.strata[0]


@pytest.mark.parametrize(
    "text",
    [
        "Year|Apr|Jan|Total\n2023/24|1|2|3\n2024/25|3|4|7",
        "|2023/24|2024/25\nApril|1|3\nJan.|2|4\nTotal|3|7",
        "Financial year|Month|Value\n2023/24|April|1\n2023/24|January|2\n2024/25|April|3\n2024/25|January|4",
    ],
)
def test_years_one_way_and_months_the_other_are_one_series_of_months(text):
    found = read(text)
    assert (found.problems, found.frequency) == ([], "month")
    assert sorted((str(each.starts), int(each.value), each.stratum) for each in found.given) == [
        ("2023-04-01", 1, ""),
        ("2024-01-01", 2, ""),
        ("2024-04-01", 3, ""),
        ("2025-01-01", 4, ""),
    ]
    assert any("read together" in says for says in found.says)


def test_quarters_of_years_that_stand_apart_are_read_with_them():
    found = read("Year|Q1|Q4\n2023/24|1|2\n2024/25|3|4")
    assert [str(each.starts) for each in found.given] == [
        "2023-04-01",
        "2024-01-01",
        "2024-04-01",
        "2025-01-01",
    ]


@pytest.mark.parametrize("first", ["2024", "24"])
def test_a_quarter_of_a_financial_year_may_be_short(first):
    assert str(read(f"Period|Value\nQ1 {first}/25|1\nQ2 {first}/25|2").given[0].starts) == "2024-04-01"


def test_a_plain_year_is_that_year():
    found = read("Year|Value\n2019|3\n2020|4")
    assert [str(each.starts) for each in found.given] == ["2019-01-01", "2020-01-01"]
    assert [str(each.starts) for each in read("2019,3\n2020,4").given] == ["2019-01-01", "2020-01-01"]


def test_a_list_of_events_says_what_it_was_taken_for():
    found = read("Date|What\n3/4/2026|Fall in bay 3\n9/4/2026|Fall")
    assert found.layout == "events"
    assert any("one event" in says for says in found.says)


PUBLISHED = """Title:|Cancelled operations
Period:|Q1 2019/20 to Q4 2019/20
Published:|13th February 2020

Year|Quarter|Org code|Org name|Cancelled|Not treated
2019/20|Q1|RBA|Taunton|201|12
2019/20|Q2|RBA|Taunton|210|15
Source: NHS England
"""


def test_a_published_table_with_what_it_is_above_and_its_source_below():
    found = read(PUBLISHED)
    assert (found.problems, found.frequency, list(found.series)) == (
        [],
        "quarter",
        ["Cancelled", "Not treated"],
    )
    assert [str(given.starts) for given in found.given[::2]] == ["2019-04-01", "2019-07-01"]
    assert any("Left out below the values: Source" in says for says in found.says)


@pytest.mark.parametrize(
    ("first", "second", "frequency", "starts"),
    [
        ("RTT-April-2024", "RTT-May-2024", "month", "2024-04-01"),
        ("MSitAE-APRIL-2024", "MSitAE-MAY-2024", "month", "2024-04-01"),
        ("2024-25 Quarter 1", "2024-25 Quarter 2", "quarter", "2024-04-01"),
        ("Quarter 1 2024-25", "Quarter 2 2024-25", "quarter", "2024-04-01"),
        ("Q1 (Apr-Jun) 2024/25", "Q2 (Jul-Sep) 2024/25", "quarter", "2024-04-01"),
        ("Apr-24 (p)", "May-24 provisional", "month", "2024-04-01"),
    ],
)
def test_periods_as_published_tables_call_them(first, second, frequency, starts):
    found = read(f"Period|Value\n{first}|1\n{second}|2")
    assert (found.problems, found.frequency, str(found.given[0].starts)) == ([], frequency, starts)


def test_two_rows_of_headings_are_groups_over_measures():
    found = read("|Ash||Elm|\nMonth|Falls|Bed days|Falls|Bed days\nApr-24|1|100|2|200\nMay-24|3|110|4|210")
    assert found.problems == []
    assert {name: [str(row.given.value) for row in rows] for name, rows in found.series.items()} == {
        "Falls": ["1.000000", "2.000000", "3.000000", "4.000000"],
        "Bed days": ["100.000000", "200.000000", "110.000000", "210.000000"],
    }
    assert found.strata == ["Ash", "Elm"]


def test_what_is_worked_out_from_the_values_is_not_read_again():
    found = read("Month|Value|Mean|LPL|UPL|YTD\nApr-24|90|91|85|97|90\nMay-24|92|91|85|97|182")
    assert kept(found) == [("", "2024-04-01", 90), ("", "2024-05-01", 92)]
    assert any("Not read: Mean, LPL, UPL, YTD" in says for says in found.says)


def test_a_plan_beside_what_was_done_is_its_target():
    [april] = read("Month|Plan|Actual\nApr-24|95|90").rows
    assert (april.given.value, april.target) == (90, 95)


def test_a_year_in_merged_cells_with_totals_between():
    found = read("Year|Month|Falls\n2024/25|April|3\n|May|4\n|Total|7\n2025/26|April|6")
    assert kept(found) == [("", "2024-04-01", 3), ("", "2024-05-01", 4), ("", "2025-04-01", 6)]


def test_a_number_of_a_week_beside_its_date_is_left_out():
    found = read("Week number|Week ended|Deaths\n1|03-Jan-20|5\n2|10-Jan-20|6")
    assert [str(given.starts) for given in found.given] == ["2019-12-30", "2020-01-06"]


def test_a_number_of_incidents_is_no_value_of_theirs():
    found = read(
        "Incident number|Date of incident|Ward\n1|01/04/2024|Ash\n2|09/04/2024|Ash\n3|01/05/2024|Elm"
    )
    assert (found.layout, found.frequency, len(found.given)) == ("events", "event", 3)


def test_a_table_of_public_health_is_its_values_with_their_count_and_denominator():
    text = (
        "Indicator Name|Area Name|Time period|Value|Lower CI 95.0 limit|Count|Denominator|Time period Sortable\n"
        + "\n".join(
            f"Falls|Somerset|20{year}/{year + 1}|{year}.5|1.2|{year}|1000|20{year}0000"
            for year in range(12, 16)
        )
    )
    found = read(text)
    assert (found.problems, list(found.series)) == ([], ["Falls"])
    first = found.given[0]
    assert (str(first.starts), first.value, first.numerator) == ("2012-04-01", D("12.5"), 12)
    assert "Lower CI 95.0 limit, Time period Sortable" in found.says[-1]


def test_a_second_date_is_no_group_and_a_heading_that_says_period_is_believed():
    found = read("PERIOD_START|PERIOD_END|Value\n01/01/2024|31/01/2024|3\n01/02/2024|29/02/2024|4")
    assert found.strata == [""]
    rolling = read("Area Name|Time period|Value\nSomerset|2010 - 12|3\nSomerset|2011 - 13|4")
    assert "“2010 - 12”" in rolling.problems[0].problem


@pytest.mark.parametrize(
    ("first", "second", "frequency"),
    [
        ("01/04/2024 - 07/04/2024", "08/04/2024 - 14/04/2024", "week"),
        ("1 April 2024 to 30 April 2024", "1 May 2024 to 31 May 2024", "month"),
    ],
)
def test_a_period_given_by_both_its_ends(first, second, frequency):
    found = read(f"Period|Value\n{first}|1\n{second}|2")
    assert (found.problems, found.frequency, str(found.given[0].starts)) == ([], frequency, "2024-04-01")
    assert read(f"Period|Value\n{first}|1\n01/05/2024 - 09/06/2024|2").problems[0].line == 3


def test_a_heading_may_say_that_values_are_percentages():
    found = read("Month|% seen in 4 hours\nApr-24|0.91\nMay-24|0.92")
    assert (found.unit, found.given[0].value) == ("percentage", 91)
    assert read("Month|% change\nApr-24|-3\nMay-24|4").unit == ""


def test_a_row_of_targets_lying_down_and_a_column_of_units_are_no_series():
    found = read("Measure|Unit|Apr-24|May-24\nFalls|Number|3|4\nTarget|Number|5|5")
    assert kept(found) == [("", "2024-04-01", 3), ("", "2024-05-01", 4)]
    assert any("Not read: Target" in says for says in found.says)
