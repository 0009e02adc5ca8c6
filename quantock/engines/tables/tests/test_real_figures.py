"""Every published figure of the real registers, as the engine understands them by itself."""

from collections import Counter
from datetime import date

import pytest

from quantock.engines.tables import SCALES, Known, match, movement

from .real import expected, understood

pytestmark = pytest.mark.real_data
YEARS = (2016, 2019, 2020, 2021)
MONEY = ("in_year_budget", "in_year_forecast", "whole_life_cost")


def gmpp(year):
    [wanted] = [each for each in expected("gmpp")["files"] if each["file"] == f"gmpp_{year}.csv"]
    return wanted, understood(f"registers/gmpp_{year}.csv").report()


@pytest.mark.parametrize("year", YEARS)
def test_the_source_of_a_year_of_major_projects(year):
    wanted, report = gmpp(year)
    source = report["source"]
    assert source["encoding"] == wanted["encoding"]
    assert source["delimiter"] == wanted["delimiter"]
    assert source["layout"] == wanted["layout"]
    assert (source["rows"], source["columns"]) == (wanted["physical_rows"], wanted["physical_columns"])
    assert report["rows_read"] == report["projects"] == wanted["projects"]
    assert report["refused"] == []
    assert report["columns_not_kept"] == []


@pytest.mark.parametrize("year", YEARS)
def test_the_ratings_of_a_year_of_major_projects(year):
    wanted, report = gmpp(year)
    [rating] = report["ratings"]
    steps = {step: count for step, count in wanted["rating"].items() if not step.startswith("not rated")}
    assert rating["counts"] == steps
    assert sum(rating["not_ratings"].values()) + rating["blank"] == wanted["projects"] - sum(steps.values())
    assert rating["rater"] == ("independent" if year == 2016 else None)


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize("field", ["start_date", "end_date"])
def test_the_dates_of_a_year_of_major_projects(year, field):
    wanted, report = gmpp(year)
    found = report["fields"][field]
    assert found["values"] == wanted[field]["dates"]
    assert found["not_values"] == wanted[field]["not_dates"]
    assert found["blank"] == wanted[field]["blank"]
    assert (found["min"], found["max"]) == (wanted[field]["min"], wanted[field]["max"])
    [column] = [column for column in report["columns"] if column["field"] == field]
    assert column["date_formats"] == {wanted[field]["format"]: wanted[field]["dates"]}


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize("field", MONEY)
def test_the_money_of_a_year_of_major_projects(year, field):
    wanted, report = gmpp(year)
    found, figures = report["fields"][field], wanted[f"{field}_gbp_m"]
    assert (found["values"], found["not_values"], found["blank"]) == (
        figures["numeric"],
        figures["text"],
        figures["blank"],
    )
    assert found["sum"] == figures["sum"]
    assert found["unit"] == "GBP million"
    assert found["unit_reason"] == ("heading" if year == 2016 else "values")


@pytest.mark.parametrize("year", YEARS)
def test_the_departments_and_categories_of_a_year_of_major_projects(year):
    wanted, _ = gmpp(year)
    records = understood(f"registers/gmpp_{year}.csv").records
    assert Counter(record.organisation for record in records) == wanted["departments_as_written"]
    if "category" in wanted:
        assert Counter(record.fields["category"].value for record in records) == wanted["category"]
    if "distinct_ids" in wanted:
        assert len({record.external_id for record in records}) == wanted["distinct_ids"]
    assert sum(bool(record.warnings) for record in records) == wanted["end_before_start"]


@pytest.mark.parametrize("year", YEARS)
def test_no_cell_of_a_year_of_major_projects_is_lost_or_cut(year):
    wanted, _ = gmpp(year)
    table = understood(f"registers/gmpp_{year}.csv").table
    cells = [cell for row in table.rows for cell in row.cells if cell]
    heads = sum("\n" in heading for heading in table.headings)
    assert max(map(len, cells)) == pytest.approx(wanted["longest_cell_chars"], abs=40)  # outer spaces go
    assert 0 <= wanted["cells_with_line_breaks"] - sum("\n" in cell for cell in cells) - heads <= 25
    assert sum("\ufffd" in cell for cell in cells) == wanted["replacement_or_odd_chars"]


def test_the_one_odd_byte_of_2020_is_shown_with_its_place():
    [warning] = [w for w in understood("registers/gmpp_2020.csv").warnings if "0x9D" in w]
    assert "line 3746" in warning


def test_the_misleading_heading_of_2021_is_seen_through():
    mapping = understood("registers/gmpp_2021.csv").mapping
    column = mapping.column_for("in_year_budget")
    assert column.heading == "total_baseline"
    assert "beside “yearly_forecast”" in column.reason


def test_the_capital_programme_of_melbourne():
    wanted = expected("melbourne_water_capital")
    found = understood("registers/melbourne_water_capital.csv")
    report = found.report()
    assert report["source"]["encoding"] == "utf-8-sig"
    assert report["projects"] == wanted["rows"] == len({record.external_id for record in found.records})
    assert [column["heading"] for column in report["columns"]] == wanted["columns"]
    assert report["fields"]["whole_life_cost"]["column"] == "FFC"
    assert report["fields"]["whole_life_cost"]["sum"] == wanted["FFC"]["sum"]
    assert report["fields"]["whole_life_cost"]["values"] == wanted["FFC"]["numeric"]
    assert any("id is used as the title" in warning for warning in report["warnings"])
    assert found.records[0].name == found.records[0].external_id == "Q05388"


@pytest.mark.parametrize("heading", ["Tender Closed", "BNI", "BCA", "PBC", "Stage1", "Stage2", "Stage3"])
def test_the_dates_of_melbourne(heading):
    wanted = expected("melbourne_water_capital")[heading]
    report = understood("registers/melbourne_water_capital.csv").report()
    [column] = [column for column in report["columns"] if column["heading"] == heading]
    assert column["kind"] == "date"
    assert column["date_formats"] == {f: n for f, n in wanted["formats"].items() if f != "blank"}
    assert column["blank"] == wanted["formats"].get("blank", 0)
    assert column["not_values"] == 0
    assert (column["min"], column["max"]) == (wanted["min"][:10], wanted["max"][:10])


@pytest.mark.parametrize("heading", ["Delivery Program", "Owner Group", "EPT", "Approval body", "Owner Team"])
def test_the_choices_of_melbourne_are_counted_by_value(heading):
    report = understood("registers/melbourne_water_capital.csv").report()
    [column] = [column for column in report["columns"] if column["heading"] == heading]
    assert column["counts"] == expected("melbourne_water_capital")[heading]


@pytest.mark.parametrize("heading", ["Owner Group", "EPT", "Approval body", "Owner Team"])
def test_the_kinds_of_melbourne(heading):
    wanted = expected("melbourne_water_capital")[heading]
    records = understood("registers/melbourne_water_capital.csv").records
    assert Counter(record.local[heading].answer.text for record in records) == wanted


def test_two_rounds_of_the_towns_fund():
    wanted = expected("towns_fund_register")
    three, four = (understood(f"registers/towns_fund_register_round_{n}.csv") for n in (3, 4))
    assert [len(three.table.rows), len(four.table.rows)] == wanted["rows"]
    assert [len(three.records), len(four.records)] == [966, 969]
    assert {row.external_id for row in three.refused} == {"TD-NTH-12"}
    assert [row.place.row for row in three.refused] == [702, 703]
    before = {record.external_id: record.name for record in three.records}
    after = {record.external_id: record.name for record in four.records}
    both = set(before) | {"TD-NTH-12"}
    assert sorted(set(after) - both) == wanted["added"]
    assert sorted(both - set(after)) == wanted["removed"]
    renamed = sorted(key for key in set(before) & set(after) if before[key] != after[key])
    assert renamed == [
        key for key, was, now in wanted["renamed"] if key != "TD-NTH-12" and was.strip() != now.strip()
    ]


def return_of(name):
    [wanted] = [each for each in expected("returns") if each["file"] == name]
    return wanted


@pytest.mark.parametrize("name", ["towns_fund_round_3.xlsx", "towns_fund_round_4.xlsx"])
def test_the_projects_of_a_return(name):
    found = understood(f"returns/{name}")
    assert found.table.sheet == "3 - Programme Progress"
    assert [project_of(record) for record in found.records] == [
        {key: wanted[key] for key in ("name", "start", "finish", "delivery_rag", "spend_rag", "risk_rag")}
        for wanted in return_of(name)["projects"]
    ]
    locals_ = [record.local["Project Delivery Status"].answer.text for record in found.records]
    assert locals_ == [wanted["status"] for wanted in return_of(name)["projects"]]
    assert found.records[0].place.row == 20


def project_of(record):
    ratings = {rating.aspect or "delivery": int(rating.answer.value) for rating in record.ratings}
    return {
        "name": record.name,
        "start": record.fields["start_date"].value.isoformat(),
        "finish": record.fields["end_date"].value.isoformat(),
        "delivery_rag": ratings["delivery"],
        "spend_rag": ratings["cost"],
        "risk_rag": ratings["risk"],
    }


@pytest.mark.parametrize("number", [3, 4])
def test_the_hidden_list_of_identifiers_is_two_tables_read_as_one(number):
    wanted = return_of(f"towns_fund_round_{number}.xlsx")["hidden_register"]
    found = understood(f"returns/towns_fund_round_{number}.xlsx", "Project Identifiers")
    rows = [dict(zip(found.table.headings, row.cells, strict=True)) for row in found.table.rows]
    deals = [row for row in rows if row["Table"] == "Town Deals"]
    streets = [row for row in rows if row["Table"] == "Future High Streets Fund"]
    numbered = [row for row in deals if row["Unique Project Identifier"][-1].isdigit()]
    assert len(numbered) == wanted["town_deal_projects"]
    assert len({row["Unique Project Identifier"] for row in numbered}) == wanted["town_deal_distinct_ids"]
    assert len({row["Town"] for row in deals}) == wanted["town_deal_towns"]
    assert len(streets) == wanted["high_street_projects"]
    assert len({row["Town"] for row in streets}) == wanted["high_street_places"]


def test_the_projects_of_ten_councils():
    wanted = return_of("pathfinders_round_1.xlsx")["project_details"]
    found = understood("returns/pathfinders_round_1.xlsx")
    assert found.table.sheet == "Project Details"
    assert len(found.records) == wanted["rows"] == len({record.external_id for record in found.records})
    assert len({record.organisation for record in found.records}) == wanted["authorities"]
    assert not any("\xa0" in record.name for record in found.records)


def test_a_table_between_markers():
    found = understood("returns/pathfinders_round_1.xlsx", "Progress")
    assert found.table.name == "PF-USER PROJECT-PROGRESS"
    assert [
        [record.name, *(rating.answer.value for rating in record.ratings)] for record in found.records
    ] == [[name, spend, delivery] for name, spend, delivery, _ in whole_names(found)]


def whole_names(found):
    rows = return_of("pathfinders_round_1.xlsx")["progress_rows"]
    return [
        [record.name, *row[1:]]
        for record, row in zip(found.records, rows, strict=True)
        if record.name.startswith(row[0])
    ]


STEPS = SCALES["five_step"]


def year(number):
    return understood(f"registers/gmpp_{number}.csv").records


def compare(before, after):
    """The movements between two years, matched as an import would match them."""
    known = [
        Known(
            n,
            (record.name,),
            (record.external_id,) if record.external_id else (),
            (record.organisation,) if record.organisation else (),
        )
        for n, record in enumerate(before)
    ]
    found = match(after, known, complete=True)
    pairs = [(before[m.key], after[m.position]) for m in found.of_kind("matched")]
    slips = [
        (new - old).days
        for was, now in pairs
        if isinstance(old := was.fields["end_date"].value, date)
        and isinstance(new := now.fields["end_date"].value, date)
    ]
    moves = Counter(
        movement(was.ratings[0].answer.value, now.ratings[0].answer.value, STEPS) for was, now in pairs
    )
    return {
        "in_both": len(pairs),
        "left": len(before) - len(pairs),
        "joined": len(after) - len(pairs),
        "rating_improved": moves["better"],
        "rating_worsened": moves["worse"],
        "rating_same": moves["same"],
        "end_date_comparable": len(slips),
        "end_date_later": sum(slip > 0 for slip in slips),
        "end_date_earlier": sum(slip < 0 for slip in slips),
        "end_date_same": sum(slip == 0 for slip in slips),
        "largest_slip_days": max(slips),
        "total_slip_days": sum(slips),
    }, found


@pytest.mark.parametrize("number", [0, 1])
def test_movements_from_year_to_year(number):
    wanted = expected("gmpp")["year_on_year"][number]
    got, found = compare(year(wanted["from"]), year(wanted["to"]))
    assert got == {key: wanted[key] for key in got}
    renamed = sum(m.renamed is not None for m in found.of_kind("matched"))
    assert renamed == wanted["name_text_changed"]
    assert len(found.absent) <= wanted["left"]


def test_a_project_whose_number_changed_is_doubtful_never_merged():
    _, found = compare(year(2020), year(2021))
    doubtful = {
        year(2021)[m.position].name for m in found.of_kind("doubtful") if m.how == "same name, another id"
    }
    assert "PHE Science Hub" in doubtful
