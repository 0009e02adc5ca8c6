"""Registers of other years, cities and utilities: each was got wrong once."""

import pytest

from .build import NAMES, fields_of, lines, understood_of, workbook

HEADS = ["Project Name", "Department", "RAG rating", "Start Date", "End Date", "2013/14 Budget (£m)"]
HEADS += ["Whole Life Costs (£m)"]


def on_their_side(names=NAMES, corner="Project Name"):
    """The rows of a table with a column a project."""
    columns = [
        [name, "DfT", ["Red", "Amber"][n % 2], "01/04/2012", "31/03/2020", f"{n + 1}.5", f"{90 + n}.25"]
        for n, name in enumerate(names)
    ]
    heads = [corner, *HEADS[1:]]
    return [[head, *(column[at] for column in columns)] for at, head in enumerate(heads)]


@pytest.mark.parametrize(("corner", "named"), [("", "Row 1"), ("Programme / Project", "Programme / Project")])
def test_a_table_on_its_side_whose_names_have_no_label_or_another(corner, named):
    found = understood_of(lines(*on_their_side(corner=corner)))
    assert [record.name for record in found.records] == NAMES
    assert fields_of(found)["name"] == named
    assert fields_of(found)["whole_life_cost"] == HEADS[-1]


def test_tables_on_their_side_one_below_another_are_one_register():
    found = understood_of(lines(*on_their_side(NAMES[:9]), [], *on_their_side(NAMES[9:])))
    assert [record.name for record in found.records] == NAMES
    assert [column.heading for column in found.mapping.columns] == HEADS
    [rating] = found.report()["ratings"]
    assert sum(rating["counts"].values()) == len(NAMES)


def test_a_label_that_comes_twice_is_of_one_table():
    found = understood_of(lines(*on_their_side(), ["Project name", *("Phase 1" for _ in NAMES)]))
    assert [record.name for record in found.records] == NAMES


def test_headings_in_capitals_that_end_in_start_or_end_are_no_markers():
    heads = ["SUBPROJECT ID", "SUBPROJECT NAME", "ESTIMATED START", "PLANNED_END"]
    body = [[f"{5000 + n}.01", name, "1/4/2019", "30/9/2022"] for n, name in enumerate(NAMES)]
    found = understood_of(lines(heads, *body))
    assert len(found.records) == len(NAMES)
    assert fields_of(found)["start_date"] == "ESTIMATED START"
    assert fields_of(found)["end_date"] == "PLANNED_END"


def test_rows_that_a_form_numbers_in_words_are_empty():
    heads = ["No.", "Project Name", "Start Date", "Delivery (RAG)"]
    body = [[f"Project {n}", name, "Dec-22", n % 5 + 1] for n, name in enumerate(NAMES[:7], 1)]
    body += [[f"Project {n}", "< Select >", None, "< Select >"] for n in range(8, 16)]
    found = understood_of(workbook({"3 - Project Progress": [heads, *body, ["END"]]}), "return.xlsx")
    assert len(found.records) == 7
    assert found.refused == ()
    assert "external_id" not in fields_of(found)


def test_months_written_as_numbers_are_dates():
    found = understood_of(
        lines(["Project", "Start", "End"], *([name, "04/2015", "3-2025"] for name in NAMES))
    )
    fields = found.report()["fields"]
    assert (fields["start_date"]["min"], fields["end_date"]["max"]) == ("2015-04-01", "2025-03-01")
    formats = {c.heading: dict(c.date_formats) for c in found.mapping.columns if c.kind == "date"}
    assert formats == {"Start": {"%m/%Y": len(NAMES)}, "End": {"%m-%Y": len(NAMES)}}


def test_a_change_of_budget_is_no_budget():
    heads = ["Project Name", "Budget Forecast", "Latest Budget Changes", "Total Budget Changes"]
    body = [[name, f"{9_000_000 + n}.25", "1200", "-345"] for n, name in enumerate(NAMES)]
    assert fields_of(understood_of(lines(heads, *body)))["whole_life_cost"] == "Budget Forecast"


@pytest.mark.parametrize(
    ("heading", "value", "field"),
    [
        ("Asset Class", "Roads", "category"),
        ("Asset type", "Sewer", "category"),
        ("Lead applicant", "Combe Council", "organisation"),
        ("Capex (£m)", "12.5", "whole_life_cost"),
        ("Project Total", "1250000", "whole_life_cost"),
        ("Capital value (£m, 2014/15 prices)", "12.5", "whole_life_cost"),
        ("Town Deal funding (£m)", "12.5", "whole_life_cost"),
        ("Total Approved Estimate £'000", "1250", "whole_life_cost"),
        ("Estimate 2023/24 £'000", "1250", "in_year_budget"),
        ("Lead Risk Management Authority", "Combe Council", "organisation"),
        ("Allocation 2019-20 $000", "1250", "in_year_budget"),
        ("NHS Board", "NHS Lanarkshire", "organisation"),
        ("Health board name", "NHS Tayside", "organisation"),
        ("Sefydliad", "BIP Hywel Dda", "organisation"),
        ("Dyddiad dechrau", "01/04/2023", "start_date"),
        ("Dyddiad gorffen", "31/03/2026", "end_date"),
        ("Dyddiad cwblhau disgwyliedig", "1 Mai 2026", "end_date"),
        ("Cyllideb (£m)", "12.5", "whole_life_cost"),
        ("Cyllideb 2024/25", "12500", "in_year_budget"),
        ("Rhagolwg 2024/25", "12500", "in_year_forecast"),
        ("Cyfanswm y gost", "12500", "whole_life_cost"),
        ("Sefydliad arweiniol", "BIP Hywel Dda", "organisation"),
        ("Math o brosiect", "Adeiladau", "category"),
        ("Lleoliad", "Llanelli", "place"),
        ("Arbedion", "12500", "benefits"),
        ("Est. Capital Cost", "12500", "whole_life_cost"),
        ("Indicative cost (£m)", "12.5", "whole_life_cost"),
        ("Estimated cost of scheme", "12500", "whole_life_cost"),
    ],
)
def test_words_of_registers_elsewhere(heading, value, field):
    found = understood_of(lines(["Project", heading], *([name, value] for name in NAMES)))
    assert fields_of(found)[field] == heading


def test_a_number_of_works_is_an_id():
    body = [[f"40{n:06}", name] for n, name in enumerate(NAMES)]
    assert fields_of(understood_of(lines(["Work Order", "Work Description"], *body)))["external_id"] == (
        "Work Order"
    )


def test_names_that_look_like_codes_are_names_where_the_heading_says_so():
    for heads in (["Project name", "Lead"], ["ID", "Project name", "Lead"]):
        body = [[*([f"P-{n}"] if "ID" in heads else []), f"Ward {n}", "Jo Hale"] for n in range(1, 9)]
        found = understood_of(lines(heads, *body))
        assert fields_of(found)["name"] == "Project name"
        assert ("external_id" in fields_of(found)) is ("ID" in heads)


def test_of_a_planned_and_a_forecast_end_the_forecast_is_the_one_of_now():
    body = [[name, "31/03/2025", "30/09/2026"] for name in NAMES]
    found = understood_of(lines(["Project", "Planned end", "Forecast end"], *body))
    assert fields_of(found)["end_date"] == "Forecast end"
    for row in body[2:]:
        row[2] = ""
    found = understood_of(lines(["Project", "Planned end", "Forecast end"], *body))
    assert fields_of(found)["end_date"] == "Planned end"


def test_a_register_in_welsh():
    heads = ["Enw’r prosiect", "Statws", "Dyddiad dechrau", "Cyllideb"]
    months = [
        "Ionawr",
        "Chwef",
        "Mawrth",
        "Ebrill",
        "Mai",
        "Meh",
        "Gorffennaf",
        "Awst",
        "Medi",
        "Hyd",
        "Tach",
        "Rhag",
    ]
    body = [
        [f"Prosiect {n}", ["Gwyrdd", "Oren", "Coch"][n % 3], f"{n + 1} {month} 2024", "12500"]
        for n, month in enumerate(months)
    ]
    found = understood_of(lines(heads, *body))
    report = found.report()
    assert fields_of(found) == {"name": heads[0], "start_date": heads[2], "whole_life_cost": heads[3]}
    dates = report["fields"]["start_date"]
    assert (dates["values"], dates["min"], dates["max"]) == (12, "2024-01-01", "2024-12-12")
    [rating] = report["ratings"]
    assert (rating["column"], rating["counts"]) == ("Statws", {"Green": 4, "Amber": 4, "Red": 4})
