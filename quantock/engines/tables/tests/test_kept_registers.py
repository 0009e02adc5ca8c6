"""Trackers and lists as wards, councils and programme offices keep them: each was got wrong once."""

import pytest

from .build import NAMES, built, fields_of, lines, understood_of, workbook


def column(found, heading):
    [one] = [each for each in found.mapping.columns if each.heading == heading]
    return one


def left_out(found):
    return {skipped.why for skipped in found.table.skipped}


def sections(found):
    return [record.local["Section"].answer.text for record in found.records]


def of_sections(*, blank=False, totals=False, label=""):
    """A list of schemes under the names of their sections, names in the first column."""
    body = []
    for number, section in enumerate(("Surgery", "Highways and Transport", "Housing")):
        body.append([label + section])
        body += [
            [name, "Jo Hale", "RAG"[n % 3], 100 + n]
            for n, name in enumerate(NAMES[number * 5 : number * 5 + 5])
        ]
        body += [["Total " + section, "", "", 510]] if totals else []
        body += [[]] if blank else []
    return lines(["Scheme", "Lead", "RAG", "Budget £000"], *body)


@pytest.mark.parametrize("how", [{"blank": True}, {"totals": True}, {"label": "Directorate: "}, {}])
def test_names_of_sections_are_no_schemes(how):
    found = understood_of(of_sections(**how))
    assert len(found.records) == 15
    assert len(set(sections(found))) == 3
    assert sections(found)[0].endswith("Surgery")
    assert "a section heading" in left_out(found)


def test_schemes_of_which_only_the_name_is_known_stay_schemes():
    body = [[name, *(["Jo Hale", "G"] if n % 4 else [])] for n, name in enumerate(NAMES, 1)]
    assert len(understood_of(lines(["Scheme", "Lead", "RAG"], *body)).records) == len(NAMES)
    body[8] = ["Car park, second phase"]
    assert len(understood_of(lines(["Scheme", "Lead", "RAG"], *body)).records) == len(NAMES)


def test_a_bold_row_names_a_section():
    def write(book, sheet):
        bold = book.add_format({"bold": True})
        sheet.write_row(0, 0, ["Project", "Lead", "RAG"], bold)
        sheet.write_row(1, 0, [NAMES[0], "Jo Hale", "R"])
        sheet.write(2, 0, "Estates", bold)
        for n, name in enumerate(NAMES[1:9], 3):
            sheet.write_row(n, 0, [name, "Jo Hale", "A"])

    found = understood_of(built(write), "list.xlsx")
    assert sections(found) == ["", *["Estates"] * 8]


def test_a_key_below_the_list_is_not_of_it():
    heads = ["ID", "Project", "RAG", "Sponsor", "Start"]
    body = [[f"P{n}", name, "RAG"[n % 3], "Jo Hale", "01/04/2025"] for n, name in enumerate(NAMES)]
    found = understood_of(lines(heads, *body, [], ["Key"], ["R", "Red"], ["A", "Amber"], ["G", "Green"]))
    assert len(found.records) == len(NAMES)
    assert left_out(found) == {"a key to the list"}


def test_totals_without_a_label_are_totals():
    body = [[name, "Jo Hale", f"£{50_000 + n}"] for n, name in enumerate(NAMES)]
    total = sum(50_000 + n for n in range(len(NAMES)))
    first = sum(50_000 + n for n in range(5))
    rows = [*body[:5], ["", "", first], *body[5:], ["", "", f"£{total - first:,}"], ["", "", total]]
    found = understood_of(lines(["Project", "Lead", "Budget"], *rows))
    assert len(found.records) == len(NAMES)
    assert found.refused == ()
    assert found.report()["fields"]["whole_life_cost"]["sum"] == total
    nameless = understood_of(lines(["Project", "Lead", "Budget"], *body, ["", "", "£17"]))
    assert [row.reason for row in nameless.refused] == ["The row has neither a name nor an id."]


def test_dollars_in_a_heading_are_said():
    body = [[name, f"{n + 1}.5"] for n, name in enumerate(NAMES)]
    found = understood_of(lines(["Project", "Lifecycle Cost ($M)"], *body))
    assert found.unit("whole_life_cost") == "GBP million"
    assert any("carry $" in warning for warning in found.warnings)


def test_names_that_hold_words_of_headings_do_not_turn_a_list_on_its_side():
    found = understood_of(
        lines(["Project name", "Lead"], *([f"{name}, phase 1", "Jo Hale"] for name in NAMES))
    )
    assert len(found.records) == len(NAMES)


def test_the_csv_of_an_old_mac_keeps_its_quotation_marks():
    text = lines(["Project name", "Cost"], *([f"“{name}” – café’s phase", "£1,000"] for name in NAMES))
    found = understood_of(text.encode("mac_roman"))
    assert found.table.encoding == "mac_roman"
    assert found.records[0].name == f"“{NAMES[0]}” – café’s phase"
    found = understood_of(text.encode("cp1252"))
    assert found.table.encoding == "cp1252"
    assert found.records[0].name == f"“{NAMES[0]}” – café’s phase"


def test_ids_that_were_taken_for_numbers_lose_their_point():
    found = understood_of(
        lines(["Project no", "Project"], *([f"{1000 + n}.0", name] for n, name in enumerate(NAMES)))
    )
    assert found.records[3].external_id == "1003"
    found = understood_of(
        lines(["Project no", "Project"], *([f"{n}.{n % 2}", name] for n, name in enumerate(NAMES)))
    )
    assert found.records[2].external_id == "2.0"


@pytest.mark.parametrize(("style", "shown"), [("00000", "00020"), ('"QI-"000', "QI-020"), ("0", "20")])
def test_ids_stand_as_the_workbook_shows_them(style, shown):
    def write(book, sheet):
        coded = book.add_format({"num_format": style})
        sheet.write_row(0, 0, ["Project no", "Project", "Lead"])
        for n, name in enumerate(NAMES, 1):
            sheet.write(n, 0, 16 + n, coded)
            sheet.write_row(n, 1, [name, "Jo Hale"])

    found = understood_of(built(write), "list.xlsx")
    assert found.records[3].external_id == shown


def test_beside_thousands_and_millions_bare_figures_are_pounds():
    costs = ["£1,200", "£350k", "£1.2m", "£2,500.00", "TBC", "£5k"]
    found = understood_of(lines(["Project", "Total cost"], *zip(NAMES, costs, strict=False)))
    assert found.unit("whole_life_cost") == "GBP"
    assert found.report()["fields"]["whole_life_cost"]["sum"] == 1_558_700


@pytest.mark.parametrize(
    "heads", [("Budget", "Forecast"), ("baseline", "forecast"), ("budget_1718", "forecast_1718")]
)
def test_a_budget_and_a_forecast_far_below_the_whole_cost_are_of_one_year(heads):
    body = [[name, f"{9.3 + n}", f"{9.1 + n}", f"{95 + 12 * n}"] for n, name in enumerate(NAMES)]
    found = understood_of(lines(["Project", *heads, "Whole life cost (£m)"], *body))
    fields = fields_of(found)
    assert (fields["in_year_budget"], fields["in_year_forecast"]) == heads


def test_a_budget_and_a_forecast_of_the_whole_are_not_of_one_year():
    body = [[name, f"{9.3 + n}", f"{9.1 + n}", f"{9.5 + n}"] for n, name in enumerate(NAMES)]
    found = understood_of(lines(["Project", "Budget", "Forecast", "Total cost (£m)"], *body))
    assert "in_year_budget" not in fields_of(found)


@pytest.mark.parametrize(
    ("heading", "values", "counts"),
    [
        ("RAG", ["🔴", "🟠", "🟢"], {"Green": 5, "Amber": 6, "Red": 6}),
        ("RAG", ["🔴 Red", "🟡", "🟢 Green"], {"Green": 5, "Amber": 6, "Red": 6}),
        ("RAG", ["On track", "Slightly behind", "Off track"], {"On track": 6, "At risk": 6, "Off track": 5}),
        ("Status", ["On track", "At risk", "Not started"], {"On track": 6, "At risk": 6}),
    ],
)
def test_ratings_as_teams_write_them(heading, values, counts):
    body = [[name, values[n % 3]] for n, name in enumerate(NAMES)]
    [rating] = understood_of(lines(["Project", heading], *body)).report()["ratings"]
    assert rating["counts"] == counts


def test_statuses_of_work_are_no_ratings():
    body = [
        [name, ["Complete", "In progress", "Not started", "On track"][n % 4]] for n, name in enumerate(NAMES)
    ]
    assert understood_of(lines(["Project", "Status"], *body)).report()["ratings"] == []


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Ward/Dept", "place"),
        ("QI project", "name"),
        ("Applicant name", "organisation"),
        ("Planned savings 25/26 (£k)", "benefits"),
        ("Funding requested", "whole_life_cost"),
        ("End of project", "end_date"),
        ("Construction Finish", "end_date"),
        ("UKCRF value", "whole_life_cost"),
        ("Project Budget Amount", "whole_life_cost"),
    ],
)
def test_words_of_other_trackers(heading, field):
    values = {"place": "Ash", "organisation": "Combe Council", "benefits": "12", "end_date": "31/03/2027"}
    values["whole_life_cost"] = "£1,200,000"
    heads = [heading] if field == "name" else ["Project", heading]
    body = [[name] if field == "name" else [name, values[field]] for name in NAMES]
    found = understood_of(
        workbook({"Tracker": [[*heads, "Lead"], *([*row, "Jo Hale"] for row in body)]}), "t.xlsx"
    )
    assert fields_of(found)[field] == heading
