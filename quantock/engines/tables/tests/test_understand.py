"""Every row and every cell is accounted for."""

import io
import json
from datetime import date
from decimal import Decimal

import pytest

from quantock.engines.tables import ColumnMapping, Mapping, Refused, propose, understand
from quantock.engines.tables.command import main

from .build import lines, table_of, understood_of

HEADS = [
    "Project ID",
    "Project name",
    "Organisation",
    "Start date",
    "End date",
    "Total cost (£k)",
    "RAG",
    "Remark",
]
ROWS = [
    ["P1", "Falls", "SFT", "01/04/2025", "31/03/2026", "1,200", "green", "fine"],
    ["P2", "E-rostering", "TBC", "01/04/2025", "TBC", "Exempt under Section 43", "Amber", None],
    ["P3", "Roof", "SFT", "01/04/2026", "31/03/2025", "(5.5)", "Not rated", "long"],
    ["P4", "Lift", None, None, None, None, None, None],
]


def understood(*rows):
    return understood_of(lines(HEADS, *rows))


def test_a_record_holds_what_its_row_says():
    record = understood(*ROWS).records[0]
    assert (record.name, record.external_id, record.organisation) == ("Falls", "P1", "SFT")
    assert str(record.place) == "row 2"
    assert record.fields["start_date"].value == date(2025, 4, 1)
    assert record.fields["whole_life_cost"].value == Decimal(1200)
    assert record.fields["whole_life_cost"].text == "1,200"
    assert [(rating.column, rating.answer.value, rating.answer.text) for rating in record.ratings] == [
        ("RAG", "Green", "green")
    ]
    assert record.local["Remark"].answer.text == "fine"


def test_what_is_no_value_is_kept_counted_and_left_out_of_sums():
    found = understood(*ROWS)
    assert found.records[1].fields["whole_life_cost"].text == "Exempt under Section 43"
    assert found.records[1].organisation is None
    fields = found.report()["fields"]
    assert fields["whole_life_cost"] == {
        "column": "Total cost (£k)",
        "values": 2,
        "not_values": 1,
        "blank": 1,
        "sum": 1194.5,
        "unit": "GBP thousand",
        "unit_reason": "heading",
    }
    assert fields["end_date"] == {
        "column": "End date",
        "values": 2,
        "not_values": 1,
        "blank": 1,
        "min": "2025-03-31",
        "max": "2026-03-31",
    }
    assert fields["organisation"]["not_values"] == 1
    [rating] = found.report()["ratings"]
    assert rating["counts"] == {"Green": 1, "Amber": 1}
    assert rating["not_ratings"] == {"Not rated": 1}
    assert rating["blank"] == 1


def test_an_end_before_the_start_is_taken_with_a_warning():
    found = understood(*ROWS)
    assert len(found.records) == 4
    assert "before the start" in found.records[2].warnings[0]
    assert any("1 row has (4) an end before the start" in warning for warning in found.warnings)


def test_one_id_with_two_names_refuses_both_rows():
    found = understood(*ROWS, [" p1 ", "Something else", "SFT"])
    assert [(row.place.row, row.external_id) for row in found.refused] == [(2, "P1"), (6, "p1")]
    assert all("“Falls”" in row.reason and "“Something else”" in row.reason for row in found.refused)
    assert found.report()["refused"][0]["row"] == 2
    assert len(found.records) == 3


def test_one_id_twice_with_one_name_is_taken_once():
    found = understood(*ROWS, ROWS[0], ["P2", "E-Rostering", "SFT"])
    assert len(found.records) == 4
    assert [row.reason.rpartition(", which ")[2] for row in found.refused] == [
        "says the same.",
        "gives other values for it; that row was taken.",
    ]


def test_rows_without_name_or_id_are_refused():
    found = understood(*ROWS, [None, None, "SFT", "01/04/2025"], ["P9", None, "SFT", "01/04/2025"])
    assert [row.reason for row in found.refused] == [
        "The row has neither a name nor an id.",
        "The row has an id but no name.",
    ]


def test_a_placeholder_is_no_id():
    found = understood(*ROWS, ["TBC", "New one", "SFT"], ["TBC", "Newer one", "SFT"])
    assert not found.refused
    assert [record.external_id for record in found.records[-2:]] == [None, None]


def test_two_rows_of_one_name_without_ids_are_pointed_out():
    found = understood_of(lines(["Project name", "Total cost"], ["Roof", 1], ["ROOF!", 2], ["Lift", 3]))
    assert len(found.records) == 3
    assert any("the same name, “Roof”" in warning for warning in found.warnings)


def test_without_a_name_the_id_is_the_title():
    found = understood_of(lines(["Project ID", "Total cost"], ["P1", 1], ["P2", 2]))
    assert [record.name for record in found.records] == ["P1", "P2"]
    assert any("id is used as the title" in warning for warning in found.warnings)


def test_the_account_is_plain_json_with_the_promised_names():
    report = json.loads(json.dumps(understood(*ROWS).report()))
    assert {
        "source",
        "rows_read",
        "projects",
        "columns",
        "ratings",
        "fields",
        "mapping",
        "warnings",
        "refused",
    } <= set(report)
    assert {"encoding", "delimiter", "layout", "sheet", "sheets", "rows", "columns"} <= set(report["source"])
    assert {"heading", "field", "kind", "values", "not_values", "blank", "date_formats"} <= set(
        report["columns"][0]
    )
    assert [column["heading"] for column in report["columns"]] == HEADS
    assert report["columns_not_kept"] == []
    assert report["columns"][3]["date_formats"] == {"%d/%m/%Y": 3}


def edited(change):
    table = table_of(lines(HEADS, *ROWS))
    given = propose(table).to_dict()
    for entry in given["columns"]:
        entry.update(change.get(entry["heading"], {}))
    return table, given


def test_a_person_may_decide_otherwise():
    table, given = edited(
        {
            "Total cost (£k)": {"unit": "GBP million", "unit_reason": "given"},
            "Remark": {"keep": False},
            "RAG": {"steps": {"Not rated": "Red"}, "rater": "sponsor"},
            "Organisation": {"field": "place", "kind": "text"},
        }
    )
    found = understand(table, Mapping.from_dict(given))
    report = found.report()
    assert found.unit("whole_life_cost") == "GBP million"
    assert found.unit("benefits") is None
    assert report["columns_not_kept"] == ["Remark"]
    assert "Remark" not in found.records[0].local
    assert report["ratings"][0]["counts"] == {"Green": 1, "Amber": 1, "Red": 1}
    assert report["ratings"][0]["rater"] == "sponsor"
    assert found.records[0].fields["place"].value == "SFT"
    assert found.records[0].organisation is None


def test_a_mapping_for_another_table_is_fitted_and_the_differences_said():
    table, given = edited({})
    given["columns"] = [entry for entry in given["columns"] if entry["heading"] != "Remark"]
    given["columns"][0]["heading"] = "PROJECT id"
    given["columns"].append({"heading": "Gone", "field": None, "kind": "text"})
    found = understand(table, Mapping.from_dict(given))
    assert found.records[0].external_id == "P1"
    assert found.records[0].local["Remark"].answer.text == "fine"
    assert any("does not mention “Remark”" in warning for warning in found.warnings)
    assert any("“Gone”, which the table does not have" in warning for warning in found.warnings)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ([], "a list “columns”"),
        ({"columns": {}}, "a list “columns”"),
        ({"columns": ["x"]}, "needs a “heading”"),
        ({"columns": [{"heading": 3}]}, "needs a “heading”"),
        ({"columns": [{"heading": "A", "colour": 1}]}, "“colour” is not part"),
        ({"columns": [{"heading": "A", "field": "cost"}]}, "is not a field"),
        ({"columns": [{"heading": "A", "field": ["name"]}]}, "is not a field"),
        ({"columns": [{"heading": "A", "kind": "colour"}]}, "is not a kind"),
        ({"columns": [{"heading": "A", "unit": "EUR"}]}, "is not a unit"),
        ({"columns": [{"heading": "A", "date_order": "year"}]}, "is not a date order"),
        ({"columns": [{"heading": "A", "field": "rating", "scale": "stars"}]}, "is not a scale"),
        ({"columns": [{"heading": "A", "field": "rating", "rater": "me"}]}, "is not a rater"),
        ({"columns": [{"heading": "A", "keep": "no"}]}, "is not a keep"),
        ({"columns": [{"heading": "A", "confidence": "high"}]}, "number from 0 to 1"),
        ({"columns": [{"heading": "A", "reason": 5}]}, "“reason” is a text"),
        ({"columns": [{"heading": "A", "field": "rating", "steps": ["x"]}]}, "which step"),
        ({"columns": [{"heading": "A", "field": "rating", "steps": {"x": "Mauve"}}]}, "not a step"),
        (
            {"columns": [{"heading": "A", "field": "name"}, {"heading": "B", "field": "name"}]},
            "Both “A” and “B”",
        ),
        ({"columns": [{"heading": "A", "field": "start_date", "kind": "text"}]}, "must be “date”"),
        ({"columns": [{"heading": "A", "field": "benefits", "kind": "date"}]}, "must be “money”"),
        ({"columns": [{"heading": "A", "field": "rating", "kind": "text"}]}, "go together"),
        ({"columns": [], "sheet": 5}, "“sheet” of a mapping"),
        ({"columns": [], "table": "first"}, "“table” of a mapping"),
    ],
)
def test_a_mapping_that_cannot_be_is_refused_in_words(given, said):
    with pytest.raises(Refused) as refused:
        Mapping.from_dict(given)
    assert said in refused.value.error


def test_a_short_mapping_written_by_hand_is_enough():
    mapping = Mapping.from_dict(
        {
            "columns": [
                {"heading": "Project name", "field": "name"},
                {"heading": "End date", "field": "end_date"},
                {"heading": "RAG", "field": "rating"},
            ]
        }
    )
    assert [column.kind for column in mapping.columns] == ["text", "date", "rating"]
    assert understand(table_of(lines(HEADS, *ROWS)), mapping).records[0].fields["end_date"].value == date(
        2026, 3, 31
    )


def test_a_mapping_of_money_without_a_unit_counts_pounds():
    mapping = Mapping(
        (ColumnMapping("Project name", "A", "name", "text"), ColumnMapping("Cost", "B", "benefits", "money"))
    )
    found = understand(table_of(lines(["Project name", "Cost"], ["Roof", "£2m"], ["Lift", 3])), mapping)
    assert found.report()["fields"]["benefits"]["sum"] == 2_000_003


def run(*arguments):
    out = io.StringIO()
    code = main([str(each) for each in arguments], out=out)
    return code, out.getvalue()


def test_the_command_says_in_words_or_json_what_was_understood(tmp_path):
    path = tmp_path / "register.csv"
    path.write_text(lines(HEADS, *ROWS))
    code, text = run(path)
    assert code == 0
    assert "4 projects of 4 rows" in text
    assert text.endswith("Columns not kept: 0\n")
    code, text = run(path, "--json")
    account = json.loads(text)
    assert (code, account["projects"]) == (0, 4)
    mapping = tmp_path / "mapping.json"
    mapping.write_text(json.dumps(account["mapping"]))
    assert json.loads(run(path, "--json", "--mapping", mapping)[1]) == account
    assert "table 1: 4 rows" in run(path, "--list")[1]


def test_the_command_refuses_in_json(tmp_path):
    path = tmp_path / "register.pdf"
    path.write_bytes(b"%PDF-1.7")
    code, text = run(path)
    assert code == 1
    assert set(json.loads(text)) == {"error", "what_to_do"}
    assert "cannot be read" in json.loads(run(tmp_path / "none.csv")[1])["error"]
