"""What registers of other years, councils and trusts do differently: each was got wrong once."""

import pytest

from quantock.engines.tables import Refused, open_source
from quantock.engines.tables.table import MOST_ROWS

from .build import NAMES, fields_of, lines, table_of, understood_of, workbook

HEADS = ["Project ID", "Project Name", "Department", "Start Date", "End Date", "RAG", "Whole Life Cost (£m)"]


def rows(count=17):
    return [
        [f"P{n:03}", name, "DfT", "01/04/2020", "31/03/2025", ["Red", "Amber", "Green"][n % 3], f"{n + 1}.5"]
        for n, name in enumerate(NAMES[:count])
    ]


def column(found, heading):
    [one] = [each for each in found.mapping.columns if each.heading == heading]
    return one


def left_out(found):
    return {skipped.why for skipped in found.table.skipped}


def test_a_heading_that_ends_in_per_cent_is_no_percentage():
    found = understood_of(
        lines(["Project", "Completion %"], *([name, f"{n * 5}%"] for n, name in enumerate(NAMES)))
    )
    assert len(found.records) == len(NAMES)
    assert column(found, "Completion %").kind == "percent"


@pytest.mark.parametrize(
    "under", [list("ABCDEFG"), [f"({n})" for n in range(1, 8)], [str(n) for n in range(1, 8)]]
)
def test_numbers_of_the_columns_are_no_record(under):
    found = understood_of(lines(HEADS, under, *rows()))
    assert len(found.records) == len(NAMES)
    assert "the columns numbered" in left_out(found)


def test_units_under_the_headings_belong_to_them():
    heads = [heading.removesuffix(" (£m)") for heading in HEADS]
    found = understood_of(lines(heads, ["", "", "", "dd/mm/yyyy", "dd/mm/yyyy", "", "£m"], *rows()))
    assert len(found.records) == len(NAMES)
    cost = column(found, "Whole Life Cost (£m)")
    assert (cost.field, cost.unit, cost.unit_reason) == ("whole_life_cost", "GBP million", "heading")
    assert fields_of(found)["start_date"] == "Start Date (dd/mm/yyyy)"
    assert found.table.heading_rows == (1, 2)


def test_notes_below_a_column_of_codes_are_no_records():
    notes = [[], ["Notes:"], ["1. Costs exclude VAT."], ["2. Ratings as at 31 March"], ["Crown copyright"]]
    found = understood_of(
        lines(["Major projects register"], ["All figures in £ million"], HEADS, *rows(), *notes)
    )
    assert len(found.records) == len(NAMES)
    assert found.refused == ()
    assert left_out(found) == {"a note"}
    assert found.table.name == "Major projects register"


def test_sections_with_the_headings_again_are_sections():
    body = []
    for section in ("Transport", "Housing"):
        body += [
            [section],
            HEADS,
            *([section[0] + row[0], f"{row[1]}, {section}", *row[2:]] for row in rows(5)),
        ]
    found = understood_of(lines(HEADS, *body))
    assert len(found.records) == 10
    assert found.refused == ()
    assert {record.local["Section"].answer.text for record in found.records} == {"Transport", "Housing"}


def test_the_sheet_of_live_projects_is_read_and_its_likes_are_named():
    data = workbook(
        {"Closed projects": [HEADS, *rows()], "Live projects": [HEADS, *rows(9)], "Lists": [["RAG"], ["Red"]]}
    )
    found = understood_of(data, "register.xlsx")
    assert (found.table.sheet, len(found.records)) == ("Live projects", 9)
    assert any(
        "Only the sheet “Live projects” was read" in each and "“Closed projects” (17 rows)" in each
        for each in found.warnings
    )
    chosen = understood_of(data, "register.xlsx", "Closed projects")
    assert not any("Only the sheet" in each for each in chosen.warnings)


def test_of_quarters_ratings_the_one_of_now_is_the_rating():
    quarters = ["Q1 RAG", "Q2 RAG", "Q3 RAG"]
    body = [[name, "RAG"[n % 3], "GAR"[n % 3], "" if n else "G"] for n, name in enumerate(NAMES)]
    found = understood_of(lines(["Project", *quarters], *body))
    assert [rating["column"] for rating in found.report()["ratings"]] == ["Q2 RAG"]
    assert column(found, "Q1 RAG").kind == "choice"
    found = understood_of(lines(["Project", "RAG", *quarters], *([row[0], "A", *row[1:]] for row in body)))
    assert [rating["column"] for rating in found.report()["ratings"]] == ["RAG"]
    found = understood_of(lines(["Project", "RAG 2024", "RAG 2023"], *([row[0], "A", "R"] for row in body)))
    assert [rating["column"] for rating in found.report()["ratings"]] == ["RAG 2024"]


@pytest.mark.parametrize("decimal", ["{:.2f}", "({:.2f})", "{:.1f}m"])
def test_a_budget_is_known_beside_its_forecast_however_figures_are_written(decimal):
    body = [
        [name, decimal.format(9.3 + n), decimal.format(9.1 + n), decimal.format(90.5 + n)]
        for n, name in enumerate(NAMES)
    ]
    found = understood_of(lines(["Project", "total_baseline", "yearly_forecast", "wlc"], *body))
    assert fields_of(found)["in_year_budget"] == "total_baseline"


def test_decimal_commas_are_figures_to_neighbours_too():
    body = [[name, f"{9 + n},35", f"{9 + n},25"] for n, name in enumerate(NAMES)]
    found = understood_of(lines(["Project", "total_baseline", "yearly_forecast"], *body, delimiter=";"))
    assert fields_of(found)["in_year_budget"] == "total_baseline"


def test_the_unit_of_one_heading_is_the_tables():
    heads = ["Scheme", "Total approved budget £000", "2024/25 Budget", "2025/26 Budget", "Budgeted posts"]
    found = understood_of(
        lines(heads, *([name, 1000 + n, 300 + n, 200 + n, 2.5] for n, name in enumerate(NAMES)))
    )
    units = {
        each.heading: (each.unit, each.unit_reason) for each in found.mapping.columns if each.kind == "money"
    }
    assert units == dict.fromkeys(heads[1:4], ("GBP thousand", "heading"))


def test_a_narrative_tells_the_unit_also_in_another():
    body = [
        [
            name,
            2013020 + 11110 * n,
            f"The cost of this is now £{2013.02 + 11.11 * n:.2f}m in all, as was agreed.",
        ]
        for n, name in enumerate(NAMES)
    ]
    found = understood_of(lines(["Project", "Whole life cost", "Narrative"], *body))
    cost = column(found, "Whole life cost")
    assert (cost.unit, cost.unit_reason) == ("GBP thousand", "values")


def test_what_was_budgeted_outranks_what_was_spent():
    found = understood_of(
        lines(
            ["Project", "Budget £k", "Total spend £k"],
            *([name, 100 + n, 40 + n] for n, name in enumerate(NAMES)),
        )
    )
    assert fields_of(found)["whole_life_cost"] == "Budget £k"


@pytest.mark.parametrize(
    ("data", "name", "says"),
    [
        (b'[{"name": "Falls"}, {"name": "Rotas"}]', "register.csv", "JSON"),
        (b"\r\n%PDF-1.7\n%", "register.csv", "PDF"),
        (b"\xef\xbb\xbf<!DOCTYPE html><html><body>Not found</body></html>", "register.csv", "web page"),
    ],
)
def test_other_kinds_are_named_whatever_they_are_called(data, name, says):
    with pytest.raises(Refused, match=says):
        open_source(data, name)


def test_a_file_of_single_lines_is_no_register():
    log = "\n".join(f"2024-01-01 00:00:{n:02} INFO started job number {n}" for n in range(50))
    with pytest.raises(Refused, match="name or id"):
        understood_of(log, "server.csv")
    with pytest.raises(Refused, match="quotation mark is not closed"):
        understood_of('Project name,Notes\n"A,b\n' + "c,d\n" * 50)


def test_as_many_rows_as_are_taken_are_taken_besides_titles_and_headings():
    body = "".join(f"{n},Project {n}\n" for n in range(MOST_ROWS))
    assert len(table_of("Register of all\n\nProject ID,Project name\n" + body).rows) == MOST_ROWS
    with pytest.raises(Refused, match="more than 100,000 rows"):
        table_of("Project ID,Project name\n" + body + "x,One more\n")


def test_a_colour_that_never_warns_is_no_rating():
    body = [[name, ("Blue", "Green")[n % 2], ("Blue", "Green")[n % 2]] for n, name in enumerate(NAMES)]
    found = understood_of(lines(["Project", "Ward colour", "RAG"], *body))
    assert [rating["column"] for rating in found.report()["ratings"]] == ["RAG"]


def test_much_confidence_is_good_and_a_low_colour_code_too():
    body = [[name, n % 5 + 1, n % 5 + 1] for n, name in enumerate(NAMES)]
    found = understood_of(lines(["Project", "Delivery confidence (1-5)", "Risk RAG (1-5)"], *body))
    assert [rating["scale"] for rating in found.report()["ratings"]] == ["five_best", "one_best"]


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Suburb", "place"),
        ("Town / City", "place"),
        ("Managing Agency", "organisation"),
        ("Timeline - End", "end_date"),
    ],
)
def test_words_of_other_registers(heading, field):
    values = {"end_date": "31/03/2027", "place": "Taunton", "organisation": "Combe Council"}
    found = understood_of(lines(["Project", heading], *([name, values[field]] for name in NAMES)))
    assert fields_of(found)[field] == heading
