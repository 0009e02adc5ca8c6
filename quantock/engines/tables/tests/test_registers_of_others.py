"""Registers as councils, trusts, charities and trackers of tasks write them: each was got wrong once."""

import pytest

from .build import NAMES, fields_of, lines, understood_of

HEADS = ["Project", "RAG", "Start date", "End date", "Budget 2017/18", "Forecast 2017/18", "Whole life cost"]


def test_a_list_of_grants_is_one_of_projects_by_whoever_receives_them():
    heads = ["Identifier", "Title", "Currency", "Amount Awarded", "Planned Dates:Start Date"]
    heads += ["Recipient Org:Identifier", "Recipient Org:Name", "Grant Programme:Title", "Funding Org:Name"]
    found = understood_of(
        lines(
            heads,
            *(
                [
                    f"360G-{n}",
                    name,
                    "GBP",
                    str(5000 + n),
                    "2021-04-01",
                    f"GB-CHC-{n}",
                    f"{name} Trust",
                    ["Place", "Youth"][n % 2],
                    "The Combe Foundation",
                ]
                for n, name in enumerate(NAMES)
            ),
        )
    )
    fields = fields_of(found)
    assert (fields["name"], fields["external_id"]) == ("Title", "Identifier")
    assert (fields["organisation"], fields["category"]) == ("Recipient Org:Name", "Grant Programme:Title")
    assert (fields["start_date"], fields["whole_life_cost"]) == ("Planned Dates:Start Date", "Amount Awarded")
    assert (found.unit("whole_life_cost"), found.report()["fields"]["whole_life_cost"]["unit_reason"]) == (
        "GBP",
        "values",
    )


def test_grants_of_a_few_thousand_are_pounds():
    found = understood_of(
        lines(["Project", "Grant awarded"], *([name, str(2000 + n)] for n, name in enumerate(NAMES)))
    )
    assert found.unit("whole_life_cost") == "GBP"
    assert any("GBP is assumed" in warning for warning in found.warnings)


@pytest.mark.parametrize("headings", [("Start", "End"), ("Start year", "Completion year")])
def test_a_year_is_no_day_and_is_kept_as_the_answer_given(headings):
    found = understood_of(lines(["Scheme", *headings], *([name, "2016", "2019"] for name in NAMES)))
    fields = found.report()["fields"]
    assert [fields[key]["column"] for key in ("start_date", "end_date")] == list(headings)
    assert [fields[key]["not_values"] for key in ("start_date", "end_date")] == [len(NAMES)] * 2
    assert found.records[0].fields["start_date"].text == "2016"


def test_of_two_budgets_the_revised_is_the_one_of_now():
    heads = ["Scheme", "Original budget 2023/24", "Approved budget 2023/24", "Revised budget 2023/24"]
    body = [[name, "£110,000", "£120,000", "£130,000"] for name in NAMES]
    assert fields_of(understood_of(lines(heads, *body)))["in_year_budget"] == "Revised budget 2023/24"
    for row in body[1:]:
        row[3] = ""
    assert fields_of(understood_of(lines(heads, *body)))["in_year_budget"] == "Approved budget 2023/24"


def test_columns_that_users_added_to_a_tracker_of_tasks():
    heads = ["Issue key", "Summary", "Custom field (Start date)", "Custom field (RAG)"]
    body = [[f"PMO-{n}", name, "01/Apr/25 12:00 AM", ["Red", "Green"][n % 2]] for n, name in enumerate(NAMES)]
    found = understood_of(lines(heads, *body))
    assert fields_of(found)["start_date"] == "Custom field (Start date)"
    assert len(found.report()["ratings"]) == 1


def test_a_short_description_names_the_project_where_nothing_else_does():
    body = [[f"C.{n:05}.1", name, "North"] for n, name in enumerate(NAMES)]
    fields = fields_of(understood_of(lines(["WBS Element", "Description", "Region"], *body)))
    assert (fields["name"], fields["external_id"]) == ("Description", "WBS Element")
    told = [[code, f"{name}: {'what it does, and why, at length ' * 3}", place] for code, name, place in body]
    assert "name" not in fields_of(understood_of(lines(["WBS Element", "Description", "Region"], *told)))


def test_a_table_on_its_side_keeps_its_title_and_leaves_its_notes():
    columns = [
        [name, ["Red", "Amber"][n % 2], "01/04/2015", "31/03/2020", "10.5", "11", f"{100 + n}"]
        for n, name in enumerate(NAMES)
    ]
    rows = [[head, *(column[at] for column in columns)] for at, head in enumerate(HEADS)]
    notes = [["Exempt under the Act."], [], ["Published by the office"], ["1. Costs include VAT"]]
    found = understood_of(lines(["All figures in £ million"], [], *rows, *notes))
    assert [column.heading for column in found.mapping.columns] == HEADS
    assert [skipped.place.row for skipped in found.table.skipped] == [10, 12, 13]
    assert found.report()["fields"]["whole_life_cost"]["unit_reason"] == "heading"
    assert found.unit("whole_life_cost") == "GBP million"
    kept = understood_of(lines(*rows, ["Lessons learned"]))
    assert kept.mapping.columns[-1].heading == "Lessons learned"


@pytest.mark.parametrize(
    "row",
    [
        ["e.g. 001", "Falls on Ash ward"],
        ["1", "Example project – delete this row"],
        ["1", "Falls on Ash ward (example)"],
    ],
)
def test_rows_that_show_how_are_no_projects(row):
    body = [[f"{n:03}", name, "Jo Hale"] for n, name in enumerate(NAMES, 1)]
    found = understood_of(lines(["ID", "Project", "Lead"], [*row, "A N Other"], *body))
    assert len(found.records) == len(NAMES)
    kept = understood_of(lines(["ID", "Project", "Lead"], ["0", "Example Street homes", "Jo"], *body))
    assert len(kept.records) == len(NAMES) + 1


def test_ids_that_are_not_written_like_the_others_are_said():
    body = [[f"TD-HAS-{n:02}", f"{name} {n}"] for n in range(1, 3) for name in NAMES]
    body = [[f"TD-HAS-{n:02}", row[1]] for n, row in enumerate(body)]
    found = understood_of(lines(["ID", "Project"], *body, ["TD-HAS-02s", "Coworking"]))
    assert len(found.records) == len(body) + 1
    assert [w for w in found.warnings if "TD-HAS-02s" in w] == [
        f"“ID”: 1 id is not written like the other {len(body)} (TD-HAS-02s). "
        "Its row is taken; look whether each is a project of its own."
    ]
    more = [[f"TD-X{n}-s", f"Other {n}"] for n in range(9)]
    assert not any("not written like" in w for w in understood_of(lines(["ID", "P"], *body, *more)).warnings)


def test_ids_of_which_some_stand_twice_are_ids_and_their_rows_are_refused():
    ids = ["B1", "B1", "b1 ", "B2", "B2", "B3", "B3", "B9"]
    names = ["One", "Two", "One", "Same", "Same", "Three", "Three", "Nine"]
    found = understood_of(
        lines(["Project ID", "Project", "Lead"], *([*row, "Jo"] for row in zip(ids, names, strict=False)))
    )
    assert fields_of(found)["external_id"] == "Project ID"
    assert ([each.external_id for each in found.records], len(found.refused)) == (["B2", "B3", "B9"], 5)


@pytest.mark.parametrize(
    ("above", "unit"),
    [
        ("Schemes above £250,000", "GBP thousand"),
        ("Projects over £1 million", "GBP thousand"),
        ("All figures in £ million", "GBP million"),
        ("Budgets in £1,000s", "GBP thousand"),
    ],
)
def test_an_amount_in_a_title_is_not_the_unit(above, unit):
    body = [[name, str(2000 + n), "Jo"] for n, name in enumerate(NAMES)]
    assert (
        understood_of(lines([above], [], ["Scheme", "Budget", "Lead"], *body)).unit("whole_life_cost") == unit
    )


def test_totals_of_a_list_that_holds_only_names_and_figures():
    rows = []
    for section in ("Housing", "Highways"):
        rows += [[section], *([f"{section} {name}", "100", "300"] for name in NAMES[:8])]
        rows += [[f"Total {section}", "9", "9"]]
    rows += [["Total Capital Programme", "1,600", "4,800"]]
    found = understood_of(lines(["Scheme", "Budget 2024/25 £000", "Total £000"], *rows))
    assert len(found.records) == 16
    assert [each.text.split(" |")[0] for each in found.table.skipped if each.why == "a total"] == [
        "Total Housing",
        "Total Highways",
        "Total Capital Programme",
    ]
    total = [["Total Place redesign", "100", "250"]]
    assert len(understood_of(lines(["Scheme", "Budget 2024/25", "Total"], *rows[1:9], *total)).records) == 9


def test_a_coloured_sign_rates_whatever_words_follow_it():
    signs = ["🟢 On track", "🟠 Some delay", "🔴 Stalled"]
    body = [[name, signs[n % 3]] for n, name in enumerate(NAMES)]
    [rating] = understood_of(lines(["QI project", "Status"], *body)).report()["ratings"]
    assert (set(rating["counts"]), rating["not_ratings"]) == ({"Red", "Amber", "Green"}, {})


def test_colours_that_are_only_red_and_blue_rate_nothing():
    body = [[name, ["red", "blue"][n % 2]] for n, name in enumerate(NAMES)]
    assert understood_of(lines(["Project", "Colour"], *body)).report()["ratings"] == []
    assert len(understood_of(lines(["Project", "RAG"], *body)).report()["ratings"]) == 1


def test_the_id_of_every_project_outranks_one_of_some():
    body = [[f"ICB-{n}", f"L{n}" if n % 2 else "", name, "A"] for n, name in enumerate(NAMES)]
    found = understood_of(lines(["ICB Project ID", "Local Reference", "Project Name", "R/A/G"], *body))
    assert fields_of(found)["external_id"] == "ICB Project ID"
    assert len(found.report()["ratings"]) == 1


@pytest.mark.parametrize(
    ("heading", "value"),
    [
        ("Dates: In use", "end_date"),
        ("Recipient", "organisation"),
        ("Charity", "organisation"),
        ("Sponsor organisation", "organisation"),
        ("Qtr end", "end_date"),
        ("Total UKSPF (£)", "whole_life_cost"),
        ("Audit No.", "external_id"),
        ("Where", "place"),
        ("Investment required (£)", "whole_life_cost"),
    ],
)
def test_words_of_other_lists(heading, value):
    values = {
        "end_date": "31/03/2027",
        "organisation": "Combe Trust",
        "place": "Taunton",
        "whole_life_cost": "£250,000",
    }
    found = understood_of(
        lines(
            ["Project", heading],
            *([name, f"A-{n}" if value == "external_id" else values[value]] for n, name in enumerate(NAMES)),
        )
    )
    assert fields_of(found)[value] == heading
