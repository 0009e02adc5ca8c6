"""Look-alikes of registers nobody here had opened: made up, in the layouts that others publish."""

import pytest

from .build import NAMES, built, fields_of, lines, understood_of, workbook


def column(found, heading):
    [at] = [at for at, each in enumerate(found.mapping.columns) if each.heading == heading]
    return found.report()["columns"][at]


def years_programme(write_heads):
    def write(book, sheet):
        write_heads(sheet)
        for n, name in enumerate(NAMES):
            spend = [100 + 10 * n, 50 + n, 0 if n % 2 else 20, 0]
            sheet.write_row(4 + n, 0, [name, ["Place", "People", "Resources"][n % 3], *spend, sum(spend)])
            sheet.write_row(4 + n, 7, [sum(spend), 0, 0])
        sheet.write_row(4 + len(NAMES), 0, ["TOTAL CAPITAL PROGRAMME", None, *[99_999] * 8])

    return built(write)


def test_a_programme_of_years_under_groups_has_its_whole_cost_in_their_total():
    """The row of two groups was read as the headings, since years are not words of headings."""

    def heads(sheet):
        sheet.write(0, 0, "APPENDIX C: CAPITAL PROGRAMME 2025/26 TO 2028/29")
        sheet.merge_range(2, 2, 2, 6, "Expenditure £000")
        sheet.merge_range(2, 7, 2, 9, "Funding £000")
        sheet.write_row(3, 0, ["Scheme", "Directorate", "2025/26", "2026/27", "2027/28", "2028/29", "Total"])
        sheet.write_row(3, 7, ["Grants", "Borrowing", "Capital receipts"])

    found = understood_of(years_programme(heads), "capital.xlsx")
    assert len(found.records) == len(NAMES)
    assert fields_of(found) == {"name": "Scheme", "whole_life_cost": "Expenditure £000: Total"}
    whole = found.report()["fields"]["whole_life_cost"]
    assert (whole["unit"], whole["unit_reason"]) == ("GBP thousand", "heading")
    assert whole["sum"] == sum(150 + 11 * n + (0 if n % 2 else 20) for n in range(len(NAMES)))
    assert "come to" in column(found, "Expenditure £000: Total")["reason"]


def test_a_total_that_is_not_what_its_years_come_to_is_not_taken_for_it():
    rows = [[name, 100 + n, 50 + n, 7 * n] for n, name in enumerate(NAMES)]
    found = understood_of(lines(["Scheme", "2025/26", "2026/27", "Total length, m"], *rows))
    assert fields_of(found) == {"name": "Scheme"}


def test_what_the_years_of_savings_come_to_is_no_cost():
    rows = [[name, "Pay", 100 + n, 50 + n, 150 + 2 * n] for n, name in enumerate(NAMES)]
    heads = ["CIP scheme", "CIP category", "2025/26 £k", "2026/27 £k", "Recurrent total £k"]
    assert "whole_life_cost" not in fields_of(understood_of(lines(heads, *rows)))


@pytest.mark.parametrize(
    ("heading", "field", "values"),
    [
        ("Baseline FY 23-24 (£m)", "in_year_budget", range(10, 27)),
        ("Forecast FY 2023/24 (£m)", "in_year_forecast", range(10, 27)),
        ("Investment theme", "category", ["Culture", "Transport"] * 8 + ["Culture"]),
        ("Cyllideb (£)", "whole_life_cost", range(50_000, 50_017)),
        ("Audit type", "category", ["National", "Local"] * 8 + ["Local"]),
        ("Cost estimate (£k)", "whole_life_cost", range(50, 67)),
        ("Investment priority", "category", ["People", "Place"] * 8 + ["Place"]),
    ],
)
def test_words_of_registers_not_seen(heading, field, values):
    found = understood_of(lines(["Project name", heading], *zip(NAMES, values, strict=True)))
    assert fields_of(found)[field] == heading


def test_short_texts_below_a_gap_are_notes_where_every_record_says_more():
    heads = ["Scheme name", "Ward", "Cost"]
    rows = [[name, "Ash", 1000 * n] for n, name in enumerate(NAMES)]
    notes = [[], ["Prepared by the capital team, November 2025"], ["Figures exclude VAT"]]
    found = understood_of(workbook({"Schemes": [heads, *rows, *notes]}), "schemes.xlsx")
    assert len(found.records) == len(NAMES)
    assert [entry.why for entry in found.table.skipped] == ["a note", "a note"]


def test_a_scheme_of_which_only_the_name_is_known_stays_below_a_gap_too():
    heads = ["Scheme name", "Ward", "Cost"]
    rows = [[name, *(["Ash", 1000] if n != 3 else [])] for n, name in enumerate(NAMES)]
    found = understood_of(workbook({"Schemes": [heads, *rows, [], ["New footbridge"]]}), "schemes.xlsx")
    assert len(found.records) == len(NAMES) + 1


@pytest.mark.parametrize("label", ["Project Name (and reference)", "Project name:", "PROJECT NAME *"])
def test_a_table_on_its_side_whose_names_are_labelled_with_more_than_name(label):
    rows = [
        [label, *NAMES[:6]],
        ["Department", "MOD", "DfT", "MOD", "HO", "HO", "DWP"],
        ["MPA RAG rating", "Green", "Red", "Amber", "Amber/Red", "Green", "Amber"],
        ["Start Date", *(f"0{n}/04/2012" for n in range(1, 7))],
        ["End Date", *(f"0{n}/04/2019" for n in range(1, 7))],
        ["Whole Life Cost £m", *range(100, 106)],
    ]
    found = understood_of(lines(*rows))
    assert found.table.layout == "columns"
    assert [record.name for record in found.records] == NAMES[:6]


def test_a_pound_sign_on_every_figure_of_thousands_means_pounds():
    heads = ["Scheme no", "Scheme description", "Estimate"]
    rows = [[f"BL{n:03d}", name, f"£{10_000 + n}"] for n, name in enumerate(NAMES)]
    whole = understood_of(lines(heads, *rows)).report()["fields"]["whole_life_cost"]
    assert (whole["unit"], whole["unit_reason"]) == ("GBP", "assumed")


def test_texts_full_of_commas_between_vertical_bars_are_texts():
    rows = [f"{name}|Aim one, two, three, and four, five|Green" for name in NAMES]
    found = understood_of("\n".join(["Project|Aim|RAG", *rows]))
    assert found.table.delimiter == "|"
    assert len(found.records) == len(NAMES)


def test_a_record_of_words_that_headings_are_made_of_begins_no_other_table():
    """After a blank row, "Town Deal" and "Falls on Ash ward" read like headings: the rest of the file was lost unsaid."""
    rows = [[f"TD-{n:02d}", "Town Deal", "Combe", f"{name} on Ash ward"] for n, name in enumerate(NAMES)]
    rows.insert(5, ["", "", "", ""])
    found = understood_of(lines(["project_id", "fund", "place", "project_name"], *rows))
    assert len(found.records) == len(NAMES)


def test_another_list_of_the_sheet_is_not_left_out_unsaid():
    projects = [["Project", "RAG", "End date"], *([name, "Green", "31/03/2027"] for name in NAMES)]
    risks = [["Risk name", "Likelihood", "Owner"], *([f"Risk {n}", n, "Ann"] for n in range(4))]
    found = understood_of(workbook({"PMO": [*projects, [], *risks]}), "pmo.xlsx")
    assert len(found.records) == len(NAMES)
    [said] = [each for each in found.warnings if "not read" in each]
    assert "rows 21 to 24 under “Risk name”, “Likelihood”, “Owner”" in said


def test_risks_beside_the_projects_are_a_list_of_their_own():
    right = [["Risk", "Score", "Owner"], *([f"Risk {n}", 12, "Ann"] for n in range(6))]
    right += [[None] * 3] * (len(NAMES) - 6)
    left = [["Project", "RAG"], *([name, "Green"] for name in NAMES)]
    rows = [[*one, None, *other] for one, other in zip(left, right, strict=True)]
    found = understood_of(workbook({"PMO": rows}), "pmo.xlsx")
    assert found.table.headings == ("Project", "RAG")
    assert any("not read" in each for each in found.warnings)
    every = [
        ["Project", "RAG", None, "Risk", "Owner"],
        *([name, "Red", None, "Late", "Bo"] for name in NAMES),
    ]
    assert "Risk" in understood_of(workbook({"PMO": every}), "pmo.xlsx").table.headings


def test_averages_and_counts_of_ratings_below_a_list_are_no_projects():
    rows = [[name, "Green", 1000 + n] for n, name in enumerate(NAMES)]
    below = [[], ["Count", None, 17], ["Average", None, 1008], ["Green", 17], ["Amber", 0]]
    found = understood_of(workbook({"A": [["Project", "RAG", "Budget £"], *rows, *below]}), "a.xlsx")
    assert len(found.records) == len(NAMES)
    assert [entry.why for entry in found.table.skipped] == ["a total"] * 4


def test_records_of_heading_words_that_all_differ_begin_no_other_table():
    heads = ["Project title", "Site", "Project lead", "Project status"]
    rows = [[f"{name} plan", f"Site {n}", f"Lead {n}", f"Stage {n}"] for n, name in enumerate(NAMES)]
    data = workbook({"Log": [heads, *rows[:7], [], *rows[7:12], [], *rows[12:]]})
    assert len(understood_of(data, "log.xlsx").records) == len(NAMES)


def test_headings_below_a_title_and_lines_about_the_file_are_the_tables():
    about = [["Organisation:", "Combe Council"], ["Date:", "01/11/2025"], []]
    heads = ["Scheme reference code", "What the scheme is called", "Who delivers the service", "Remarks"]
    rows = [[f"W{n}", name, f"Team {n}", f"Fine {n}"] for n, name in enumerate(NAMES)]
    found = understood_of(workbook({"A": [["Our schemes"], [], *about, heads, *rows]}), "a.xlsx")
    assert found.table.headings == tuple(heads)
    assert len(found.records) == len(NAMES)


def test_a_name_alone_above_the_headings_again_is_a_sections():
    heads = ["Project", "RAG", "End date", "WLC £m"]
    rows = []
    for n, department in enumerate(("Ministry of Defence", "Home Office", "Department for Transport")):
        rows += [[department], heads, *([f"{name} {n}", "Green", "01/02/2027", 9.5] for name in NAMES[:5])]
        rows += [["Total", None, None, 47.5], []]
    found = understood_of(workbook({"A": rows}), "a.xlsx")
    assert len(found.records) == 15


def test_days_and_years_and_words_under_an_end_are_ends():
    values = ["31/03/2026", "2026", "Ongoing", "31/03/2026 (forecast)", "2027"] * 3 + ["TBC", "2028"]
    found = understood_of(lines(["Project name", "End date"], *zip(NAMES, values, strict=True)))
    assert found.report()["fields"]["end_date"] | {"min": 0, "max": 0} == {
        "column": "End date",
        "values": 3,
        "not_values": 14,
        "blank": 0,
        "min": 0,
        "max": 0,
    }


@pytest.mark.parametrize(
    "heads", [["Title", "RAG", "Start"], ["No.", "Title", "RAG", "Start", "Lead", "Note"]]
)
def test_a_key_below_a_short_or_narrow_list_is_no_project(heads):
    values = {"RAG": "Green", "Start": "01/04/2026", "Lead": "Ann", "Note": "Fine"}
    rows = [
        [values.get(h, name if h == "Title" else f"P{n}") for h in heads] for n, name in enumerate(NAMES[:4])
    ]
    key = [[], ["Note: provisional"], [], ["RAG key"], ["Green", "On track"], ["Amber", "Some concerns"]]
    found = understood_of(workbook({"A": [heads, *rows, *key]}), "a.xlsx")
    assert [record.name for record in found.records] == NAMES[:4]


def test_sections_of_two_schemes_each_are_sections_in_a_text_file_too():
    heads = ["Name of scheme", "Lead", "RAG", "Notes"]
    rows = [[name, f"Lead {n}", "Green", f"Note {n}"] for n, name in enumerate(NAMES[:8])]
    for place, section in ((6, "Corporate"), (4, "Community"), (2, "Surgery"), (0, "Medicine")):
        rows.insert(place, [section, "", "", ""])
    assert [record.name for record in understood_of(lines(heads, *rows)).records] == NAMES[:8]


def test_a_list_whose_names_start_like_headings_does_not_lie_on_its_side():
    heads = ["Title", "Date started", "Total scheme cost £000", "Comments"]
    names = [
        "Cost review",
        "Bridge start-up",
        "Budget project",
        "Stroke target model",
        "End of life plan",
        "Risk scheme",
    ]
    rows = [[name, f"0{n + 1}/04/2025", 100 + n, "Fine"] for n, name in enumerate(names)]
    found = understood_of(lines(heads, *rows))
    assert found.table.layout == "rows"
    assert [record.name for record in found.records] == names


def test_a_dash_where_others_have_days_heads_no_table():
    heads = ["Initiative", "Go live date", "Update"]
    rows = [[f"{name} plan", f"0{n % 9 + 1}/04/2026", f"Board said {n}"] for n, name in enumerate(NAMES)]
    rows[10] = ["Sepsis delivery", "-"]
    rows.insert(8, [])
    assert len(understood_of(workbook({"A": [heads, *rows]}), "a.xlsx").records) == len(NAMES)


def test_a_title_merged_over_most_columns_is_no_caption_over_them():
    """A column had been added since it was merged: the title stood before fifteen headings, and the whole cost was not known."""

    def write(book, sheet):
        heads = [
            "Project Name",
            "Department",
            "IPA RAG",
            "Start Date",
            "End Date",
            "TOTAL Baseline Whole Life Costs £m",
        ]
        sheet.merge_range(0, 0, 0, 5, "Major Projects Portfolio - data as at 30 September 2016 - OFFICIAL")
        sheet.write_row(1, 0, [*heads, "Narrative"])
        for n, name in enumerate(NAMES):
            rating = ["Amber", "Green", "Red"][n % 3]
            sheet.write_row(2 + n, 0, [name, "DfT", rating, "01/04/2015", "31/03/2020", 10 + n, "On time"])

    found = understood_of(built(write), "portfolio.xlsx")
    assert fields_of(found)["whole_life_cost"] == "TOTAL Baseline Whole Life Costs £m"
    assert [column.heading for column in found.mapping.columns][-1] == "Narrative"
    assert fields_of(found)["name"] == "Project Name"


def test_a_caption_over_a_few_columns_still_says_whose_they_are():
    def write(book, sheet):
        sheet.merge_range(0, 3, 0, 5, "Whole scheme")
        sheet.write_row(1, 0, ["Ref", "Scheme", "Ward", "Budget £000", "Forecast £000", "Variance £000"])
        for n, name in enumerate(NAMES):
            sheet.write_row(2 + n, 0, [f"C{n:03d}", name, "Ash", 1000 + n, 1100 + n, 100])

    found = understood_of(built(write), "capital.xlsx")
    assert "Whole scheme: Budget £000" in [each.heading for each in found.mapping.columns]


def test_an_amount_awarded_is_the_grant_beside_whether_one_was():
    heads = ["Bid name", "Lead Local Authority", "Grant awarded", "LUF Awarded Amount (£)"]
    rows = [[name, "Combe Council", "Yes", f"{5_000_000 + n:,}"] for n, name in enumerate(NAMES)]
    found = understood_of(lines(heads, *rows))
    assert fields_of(found)["whole_life_cost"] == "LUF Awarded Amount (£)"
    assert found.report()["fields"]["whole_life_cost"]["unit"] == "GBP"


def test_rows_over_which_a_projects_name_and_number_are_merged_are_one_project():
    """Eighteen projects of six names were read, one for each milestone, and none had its number."""

    def write(book, sheet):
        sheet.write_row(0, 0, ["Ref", "Project", "Milestone", "Milestone date", "RAG"])
        for n, name in enumerate(NAMES[:6]):
            top = 1 + 3 * n
            for column, text in ((0, f"M{n}"), (1, name), (4, ["Red", "Green"][n % 2])):
                sheet.merge_range(top, column, top + 2, column, text)
            for k in range(3):
                sheet.write_row(top + k, 2, [f"Milestone {k}", f"0{k + 1}/06/2027"])

    found = understood_of(built(write), "tracker.xlsx")
    assert [(each.name, each.external_id) for each in found.records] == [
        (name, f"M{n}") for n, name in enumerate(NAMES[:6])
    ]
    assert found.report()["ratings"][0]["counts"] == {"Red": 3, "Green": 3}
    assert found.table.rows[0].cells[2:4] == (
        "Milestone 0\nMilestone 1\nMilestone 2",
        "01/06/2027\n02/06/2027\n03/06/2027",
    )
    assert len(found.table.skipped) == 12


def test_a_programme_merged_over_its_projects_is_none_of_them():
    def write(book, sheet):
        sheet.write_row(0, 0, ["Fund", "Programme", "Project name", "RAG"])
        for n, name in enumerate(NAMES[:12]):
            sheet.write_row(1 + n, 2, [name, "Green"])
        for top in (1, 7):
            sheet.merge_range(top, 0, top + 5, 0, f"Fund {top}")
            sheet.merge_range(top, 1, top + 5, 1, f"Programme {top}")

    found = understood_of(built(write), "register.xlsx")
    assert [each.name for each in found.records] == NAMES[:12]


def test_the_title_of_a_page_above_the_headings_again_is_no_project():
    heads = ["Ref", "Scheme", "Completion date", "RAG status"]
    rows = [[f"C{n}", name, "31 March 2027", "Green"] for n, name in enumerate(NAMES)]
    pages = [*rows[:8], ["Capital programme – page", "2"], heads, *rows[8:]]
    found = understood_of(lines(["Capital programme"], heads, *pages))
    assert [each.name for each in found.records] == NAMES
    whys = {entry.why for entry in found.table.skipped}
    assert whys == {"a title above the heading row again", "the heading row again"}
