"""Registers of many kinds, made up here: each column is understood, with a reason a person can check."""

from datetime import date

import pytest

from quantock.engines.tables import Mapping, Refused, open_source, propose, read_table, understand
from quantock.engines.tables.columns import heading_forms
from quantock.engines.tables.hints import HINTS

from .build import NAMES, fields_of, lines, table_of, understood_of, us_register


def proposal(data, name="register.csv", sheet=None):
    return propose(table_of(data, name, sheet))


def column(mapping, heading):
    [found] = [each for each in mapping.columns if each.heading == heading]
    return found


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Project Title", "name"),
        ("Scheme name", "name"),
        ("ProjectName", "name"),
        ("CIP Scheme", "name"),
        ("Initiative", "name"),
        ("PID", "external_id"),
        ("Unique Project Identifier", "external_id"),
        ("GMPP ID Number", "external_id"),
        ("Project Ref.", "external_id"),
        ("Lead organisation", "organisation"),
        ("Sponsoring Department", "organisation"),
        ("Local Authority", "organisation"),
        ("Annual Report Category", "category"),
        ("Project type", "category"),
        ("Description / Aims", "description"),
        ("Aims and objectives", "description"),
        ("Wards affected", "place"),
        ("Town", "place"),
        ("Project - Start Date\n(Latest approved start date)", "start_date"),
        ("Start on site", "start_date"),
        ("Date started", "start_date"),
        ("Go-live date", "end_date"),
        ("Practical completion", "end_date"),
        ("Est. completion date", "end_date"),
        ("Financial Year Baseline (£m) (including Non-Government Costs)", "in_year_budget"),
        ("2015/16 Budget (£million)", "in_year_budget"),
        ("Revised budget 2024/25", "in_year_budget"),
        ("Financial Year Forecast (£m) (including Non-Government Costs)", "in_year_forecast"),
        ("2024/25 Forecast Outturn £000", "in_year_forecast"),
        ("TOTAL Baseline Whole Life Costs (£m) (including Non-Government Costs)", "whole_life_cost"),
        ("Total budgeted whole life costs (£million)", "whole_life_cost"),
        ("WLC", "whole_life_cost"),
        ("Total scheme cost", "whole_life_cost"),
        ("TOTAL Baseline Benefits (£m)", "benefits"),
        ("Full year effect £k", "benefits"),
    ],
)
def test_what_registers_call_a_field(heading, field):
    weights = {name: hint.weight(heading_forms(heading)) for name, hint in HINTS.items()}
    assert max(weights, key=weights.get) == field
    assert weights[field] >= 0.6


@pytest.mark.parametrize(
    "heading",
    [
        "Project Manager",
        "Project sponsor",
        "SRO",
        "Last updated",
        "Spend to date",
        "Variance",
        "Departmental narrative on schedule, including any deviation from planned schedule",
        "Departmental Narrative on Budgeted Whole Life Costs",
        "Start date comment",
        "Risk description",
        "Next milestone date",
        "% complete",
        "Benefits owner",
    ],
)
def test_what_only_sounds_like_a_field(heading):
    assert not any(hint.weight(heading_forms(heading)) >= 0.35 for hint in HINTS.values())


def test_millions_written_beside_every_figure():
    mapping = proposal(
        lines(["Project name", "Total cost"], *([name, f"£{n + 1}.5m"] for n, name in enumerate(NAMES)))
    )
    assert (column(mapping, "Total cost").unit, column(mapping, "Total cost").unit_reason) == (
        "GBP million",
        "values",
    )


@pytest.mark.parametrize(
    ("figures", "unit", "reason"),
    [
        ([f"£{n * 10_000:,}" for n in range(1, 18)], "GBP", "values"),
        ([f"£{n * 25}.50" for n in range(1, 18)], "GBP million", "values"),
        ([f"£{n * 200}" for n in range(1, 18)], "GBP thousand", "assumed"),
        ([f"£{n}" for n in range(1, 18)], "GBP million", "values"),
        (["TBC"] * 17, "GBP", "assumed"),
    ],
)
def test_the_size_of_figures_tells_their_unit(figures, unit, reason):
    mapping = proposal(lines(["Project name", "Whole life cost"], *zip(NAMES, figures, strict=True)))
    assert (column(mapping, "Whole life cost").unit, column(mapping, "Whole life cost").unit_reason) == (
        unit,
        reason,
    )


def test_the_narrative_beside_a_figure_tells_its_unit():
    rows = [
        [
            name,
            f"£{n * 37 + 1000}",
            f"The cost rose from £{n + 3}m to £{n * 37 + 1000}k because of inflation.",
        ]
        for n, name in enumerate(NAMES)
    ]
    mapping = proposal(lines(["Project name", "Whole life cost", "Commentary"], *rows))
    cost = column(mapping, "Whole life cost")
    assert (cost.unit, cost.unit_reason) == ("GBP thousand", "values")
    assert "the text beside them" in cost.reason


def test_a_misleading_heading_is_seen_through_by_its_neighbour():
    rows = [[name, 100 + n, 101 + n, 1500 + 9 * n] for n, name in enumerate(NAMES)]
    mapping = proposal(
        lines(["Project name", "Total baseline", "Financial year forecast", "Whole life cost"], *rows)
    )
    assert column(mapping, "Total baseline").field == "in_year_budget"
    assert "about the same size" in column(mapping, "Total baseline").reason
    assert column(mapping, "Whole life cost").field == "whole_life_cost"


def test_a_whole_cost_is_known_by_being_several_times_the_years():
    rows = [[name, 100 + n, 1500 + 9 * n] for n, name in enumerate(NAMES)]
    mapping = proposal(
        lines(["Project name", "2024/25 Forecast (£k)", "Approved total (£k) baseline"], *rows)
    )
    assert column(mapping, "Approved total (£k) baseline").field == "whole_life_cost"


def test_a_total_that_is_only_the_years_is_not_the_whole_cost():
    rows = [[name, 100 + n, 101 + n, 1500 + n] for n, name in enumerate(NAMES)]
    mapping = proposal(
        lines(["Project name", "Total baseline", "Financial year forecast", "Approved value"], *rows)
    )
    assert column(mapping, "Total baseline").field == "in_year_budget"
    assert column(mapping, "Approved value").field == "whole_life_cost"


def test_day_numbers_row_counts_and_brackets():
    rows = [[n + 1, name, "SFT", 45_000 + n, 46_000 + n, f"({100 + n}.00)"] for n, name in enumerate(NAMES)]
    found = understood_of(
        lines(["No", "Initiative", "Trust", "Start Date", "End Date", "Savings (£)"], *rows)
    )
    assert "external_id" not in fields_of(found)
    assert found.records[0].fields["start_date"].value == date(2023, 3, 15)
    assert found.records[0].fields["benefits"].value == -100
    assert column(found.mapping, "Start Date").date_formats == {"Excel serial number": 17}


def test_decimal_commas_belong_to_the_column():
    found = understood_of(
        lines(
            ["Project name", "Total cost"],
            ["Roof", "1.234,50"],
            ["Lift", "2,5"],
            ["Wall", "7"],
            delimiter=";",
        )
    )
    assert found.report()["fields"]["whole_life_cost"]["sum"] == 1244


def test_a_scale_of_numbers_needs_a_telling_heading():
    rows = [[name, n % 5 + 1, n % 5 + 1, f"{n % 5 + 1} - Word"] for n, name in enumerate(NAMES)]
    mapping = proposal(lines(["Project name", "Delivery (RAG)", "Priority", "Confidence rating"], *rows))
    assert column(mapping, "Delivery (RAG)").scale == "one_best"
    assert "please check" in column(mapping, "Delivery (RAG)").reason
    assert column(mapping, "Priority").field is None
    assert column(mapping, "Confidence rating").steps["2 - Word"] == "2"


def test_colours_and_letters_that_rate_nothing_stay_local():
    rows = [[name, "Green", "ABC"[n % 3], "High"] for n, name in enumerate(NAMES)]
    mapping = proposal(lines(["Project name", "Theme", "Band", "Priority"], *rows))
    assert {column(mapping, heading).field for heading in ("Band", "Priority")} == {None}
    assert column(mapping, "Theme").field == "category"


def test_without_a_heading_for_the_name_the_first_distinct_text_is_it():
    rows = [[f"P{n:03d}", name, "x", 10 * n] for n, name in enumerate(NAMES)]
    mapping = proposal(lines(["Code word", "Whatever", "Flag", "Size"], *rows))
    assert column(mapping, "Whatever").field == "name"
    assert column(mapping, "Whatever").confidence == 0.5
    assert column(mapping, "Code word").field == "external_id"


def test_a_short_scheme_description_is_the_name_where_there_is_no_other():
    mapping = proposal(
        lines(["Scheme description", "Total cost"], *([name, n] for n, name in enumerate(NAMES)))
    )
    assert column(mapping, "Scheme description").field == "name"


def test_kinds_of_local_fields():
    rows = [
        [
            name,
            f"{n}%",
            f"£{n * 1000}",
            n,
            f"0{n % 9 + 1}/04/2025",
            "AB"[n % 2],
            f"text {n} of its own",
            None,
            45_000 + n,
        ]
        for n, name in enumerate(NAMES)
    ]
    heads = [
        "Project name",
        "Progress",
        "Invoiced",
        "Beds",
        "Board paper",
        "Band",
        "Remarks",
        "Empty",
        "Inspection date",
    ]
    mapping = proposal(lines(heads, *rows))
    assert [each.kind for each in mapping.columns[1:]] == [
        "percent",
        "money",
        "number",
        "date",
        "choice",
        "text",
        "text",
        "date",
    ]
    assert {each.field for each in mapping.columns[1:]} == {None}


def test_a_true_identifier_outranks_a_count_of_the_rows():
    rows = [[n + 1, f"HS-WRC-{n:02d}", name] for n, name in enumerate(NAMES)]
    mapping = proposal(lines(["Project Number", "Unique Project Identifier", "Project name"], *rows))
    assert column(mapping, "Unique Project Identifier").field == "external_id"
    assert column(mapping, "Project Number").field is None


def test_what_was_chosen_before_is_remembered():
    first = table_of(us_register())
    chosen = propose(first).to_dict()
    for entry in chosen["columns"]:
        if entry["heading"] == "Sponsor":
            entry |= {"field": "organisation", "kind": "text"}
        if entry["heading"] == "Overall Status":
            entry["steps"] = {"Yellow": "Red"}
            entry["rater"] = "programme_office"
    again = propose(
        table_of(us_register().replace("Sponsor", "SPONSOR ")), remembered=Mapping.from_dict(chosen)
    )
    assert column(again, "SPONSOR").field == "organisation"
    assert column(again, "SPONSOR").reason == "as chosen for the last file"
    status = column(again, "Overall Status")
    assert (status.steps["Yellow"], status.steps["Green"], status.rater) == (
        "Red",
        "Green",
        "programme_office",
    )


def test_a_remembered_choice_yields_when_the_values_have_changed():
    before = propose(
        table_of(lines(["Project name", "Start date"], ["Roof", "01/04/2025"], ["Lift", "02/04/2025"]))
    )
    table = table_of(
        lines(["Project name", "Start date"], ["Roof", "a long story"], ["Lift", "another long story indeed"])
    )
    assert column(propose(table, remembered=before), "Start date").reason != "as chosen for the last file"


@pytest.mark.parametrize(("said", "unit"), [("given", "GBP"), ("values", "GBP thousand")])
def test_a_unit_is_remembered_only_where_a_person_gave_it(said, unit):
    before = propose(
        table_of(lines(["Project name", "Cost"], *([name, 2_500_000] for name in NAMES)))
    ).to_dict()
    before["columns"][1]["unit_reason"] = said
    story = [
        [name, 2013 + n, f"The whole cost is now £{2013 + n}k and no more, as agreed with all."]
        for n, name in enumerate(NAMES)
    ]
    table = table_of(lines(["Project name", "Cost", "Narrative"], *story))
    assert column(propose(table, remembered=Mapping.from_dict(before)), "Cost").unit == unit


def test_examples_are_of_values_where_there_are_any():
    body = [[name, "£3m" if n > 14 else "Exempt"] for n, name in enumerate(NAMES)]
    mapping = proposal(lines(["Project name", "Whole life cost"], *body))
    assert column(mapping, "Whole life cost").examples == ("£3m",)


def test_a_remembered_field_is_not_given_twice():
    before = propose(table_of(lines(["Scheme", "Code"], *([name, f"X{n}"] for n, name in enumerate(NAMES)))))
    table = table_of(lines(["Project name", "Scheme"], *([name.upper(), name] for name in NAMES)))
    again = propose(table, remembered=before)
    assert [(each.heading, each.field) for each in again.columns] == [
        ("Project name", None),
        ("Scheme", "name"),
    ]


def test_a_proposal_can_be_edited_and_comes_back():
    table = read_table(open_source(us_register().encode(), "a.csv"))
    mapping = propose(table)
    assert Mapping.from_dict(mapping.to_dict()).to_dict() == mapping.to_dict()
    assert (
        understand(table, Mapping.from_dict(mapping.to_dict())).records == understand(table, mapping).records
    )


def test_every_reason_is_a_sentence_a_person_can_check():
    for each in proposal(us_register()).columns:
        assert each.reason
        assert 0 < each.confidence <= 1
        assert each.values + each.not_values + each.blanks == len(NAMES)


def test_a_table_that_names_no_project_is_refused():
    table = table_of(lines(["Risk", "Score"], ["Flood flood flood", 1], ["Flood flood flood", 2]))
    with pytest.raises(Refused, match="name or id"):
        understand(table, propose(table))


def test_the_size_of_a_column_of_no_field_of_ours_tells_no_unit():
    costs = ["£12,000", "£3,500", "£900"]
    found = proposal(lines(["Project", "Clinic hire bill"], *zip(NAMES[:3], costs, strict=True)))
    one = column(found, "Clinic hire bill")
    assert (one.field, one.kind, one.unit, one.unit_reason) == (None, "money", "GBP", "assumed")
    assert "“Clinic hire bill”: the file does not say its unit; GBP is assumed." in found.warnings
