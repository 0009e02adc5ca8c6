"""Where the table is on the sheet, what its columns are called, which rows are records."""

from datetime import date

import pytest

from quantock.engines.tables import Refused, open_source, read_table

from .build import built, lines, table_of, workbook

PROJECTS = [["P1", "Falls on Ash ward", 120], ["P2", "E-rostering", 80], ["P3", "Roof repairs", 450]]
HEADS = ["Project ID", "Project name", "Total cost"]


def names(table):
    return [row.cells[table.headings.index("Project name")] for row in table.rows]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_every_delimiter_in_every_encoding(delimiter, encoding):
    text = lines(HEADS, ["P1", "Café – “new” £", 1], ["P2", "Roof", 2], delimiter=delimiter)
    table = table_of(text.encode(encoding))
    assert table.delimiter == delimiter
    assert names(table) == ["Café – “new” £", "Roof"]


def test_excels_own_note_of_the_delimiter_is_not_a_row():
    table = table_of("sep=;\n" + lines(HEADS, *PROJECTS, delimiter=";"))
    assert (table.delimiter, table.headings[0], table.rows[0].place.row) == (";", "Project ID", 3)


def test_a_delimiter_or_encoding_may_be_given():
    text = "Project name;Note\nA,B;1,2\nC,D;3,4\n"
    assert table_of(text, delimiter=";").rows[0].cells == ("A,B", "1,2")
    assert (
        table_of("Project name,Note\nCaf\xe9,1\n".encode("cp1252"), encoding="cp1252").rows[0].cells[0]
        == "Café"
    )
    with pytest.raises(Refused, match="not the name of an encoding"):
        table_of(text, encoding="klingon")
    with pytest.raises(Refused, match="damaged at byte"):
        table_of("Caf\xe9,1\n".encode("cp1252"), encoding="utf-8")
    with pytest.raises(Refused, match="one character"):
        table_of(text, delimiter=";;")


def test_undecodable_bytes_stay_visible_and_are_reported():
    table = table_of(b"Project name,Note\nQuantum\x9d prison \x93x\x94,1\n")
    assert names(table) == ["Quantum� prison “x”"]
    assert any("line 2, character 8: byte 0x9D" in warning for warning in table.warnings)


def test_utf_8_with_a_foreign_byte_is_still_utf_8():
    table = table_of("Project name,Note\nĉafé ŵ ŷ – “one” – “two”,1\n".encode() + b"caf\xe9,2\n")
    assert table.encoding == "utf-8"
    assert names(table) == ["ĉafé ŵ ŷ – “one” – “two”", "café"]
    assert any("1 byte is" in warning for warning in table.warnings)


def test_line_breaks_in_cells_are_kept_and_rows_are_counted_as_a_spreadsheet_does():
    table = table_of('Project name,Note\r\n"Falls\r\non Ash","a\nb"\r\nRoof,x\r\n')
    assert names(table) == ["Falls\non Ash", "Roof"]
    assert [(row.place.row, row.place.line) for row in table.rows] == [(2, None), (3, 5)]


def test_an_open_quotation_mark_is_said():
    table = table_of('Project name,Note\n"Falls,1\nRoof,2\nBoiler,3\n')
    assert any("not closed" in warning and "line 2" in warning for warning in table.warnings)


def test_cells_are_made_safe():
    table = table_of('Project name,Note\nA\u00a0b\u202e\u200b,  x\x0b \nCafe\u0301,="007"\n')
    assert names(table) == ["A b", "Café"]
    assert table.rows[1].cells[1].strip('="') == "007"


@pytest.mark.parametrize(
    "text", ["< Select >", "<Select>", "Please select an option", "Select...", "[Select one]"]
)
def test_a_request_to_choose_is_blank(text):
    table = table_of(lines(HEADS, ["P1", "Falls", text], ["P2", "Roof", 3]))
    assert table.rows[0].cells[2] is None


def test_titles_and_footnotes_are_not_records():
    rows = [
        ["Capital programme 2025/26"],
        ["All figures £000", None, "Version 3"],
        [],
        HEADS,
        *PROJECTS,
        [],
        ["* Figures exclude VAT and inflation."],
        ["Source: finance system, month 7"],
    ]
    for table in (table_of(lines(*rows)), table_of(workbook({"Sheet1": rows}), "a.xlsx")):
        assert table.headings == tuple(HEADS)
        assert names(table) == [name for _, name, _ in PROJECTS]
        assert {skipped.why for skipped in table.skipped} == {"a note"}
        assert table.rows[0].place.row == 5
        assert "All figures £000" in table.titles


def test_totals_are_not_records():
    table = table_of(lines(HEADS, *PROJECTS, ["Total", None, 650], ["Grand total:", None, 650]))
    assert names(table) == [name for _, name, _ in PROJECTS]
    assert any("a total" in warning for warning in table.warnings)


def test_a_subtotal_of_a_section_is_not_a_record():
    rows = [["Scheme", "Ward", "Lead", "Cost"], ["Roof", "North", "A", 1], ["Wall", "South", "B", 2]]
    table = table_of(
        lines(*rows, ["Total Highways", None, None, 3], ["Schools sub-total", None, None, "£3.00"])
    )
    assert [row.cells[0] for row in table.rows] == ["Roof", "Wall"]


def test_a_project_whose_name_begins_with_total_is_a_record():
    table = table_of(lines(["Project name", "Cost"], ["Total Place programme", 1], ["Total hip pathway", 2]))
    assert len(table.rows) == 2


def test_a_heading_row_again_and_example_rows_are_left_out():
    rows = [
        HEADS,
        ["Example", "How to fill this in", 5],
        PROJECTS[0],
        HEADS,
        PROJECTS[1],
        [],
        HEADS,
        PROJECTS[2],
    ]
    table = table_of(lines(*rows))
    assert names(table) == [name for _, name, _ in PROJECTS]
    assert [skipped.why for skipped in table.skipped].count("an example") == 1


def test_a_project_named_example_is_a_record():
    table = table_of(lines(HEADS, ["P1", "Example Street refurbishment", 5], *PROJECTS[1:]))
    assert len(table.rows) == 3


def test_instructions_under_the_headings_are_left_out():
    table = table_of(
        lines(
            ["Project name", "Start date", "Total cost"],
            ["Enter the full name", "Use the format dd/mm/yyyy", "Please give whole pounds"],
            ["Roof", "01/04/2025", 1],
        )
    )
    assert [skipped.why for skipped in table.skipped] == ["instructions"]


def test_numbered_but_empty_rows_are_left_out():
    rows = [["No.", "Project name", "Total cost"], [1, "Falls", 1], [2, "Roof", 2], [3], [4], [5]]
    table = table_of(workbook({"A": rows}), "a.xlsx")
    assert names(table) == ["Falls", "Roof"]
    assert len(table.skipped) == 3


def test_an_end_marker_closes_the_table():
    rows = [HEADS, *PROJECTS, ["END", "END", "END"], ["Scale", "Red", "Bad"], ["Scale", "Green", "Good"]]
    assert names(table_of(lines(*rows))) == [name for _, name, _ in PROJECTS]


def test_blank_rows_do_not_end_a_table():
    assert len(table_of(lines(HEADS, PROJECTS[0], [], [], PROJECTS[1], [], PROJECTS[2])).rows) == 3


def test_two_tables_on_one_sheet_and_the_likelier_is_read():
    rows = [["Risk name", "Likelihood", "Impact"], ["Flood", 1, 2], ["Fire", 2, 3], [], HEADS, *PROJECTS]
    table = table_of(workbook({"All": rows}), "a.xlsx")
    assert names(table) == [name for _, name, _ in PROJECTS]


def test_tables_between_markers():
    rows = [
        ["XX-USER_CONTACT-START"],
        ["Contact name"],
        ["A Person", None, "XX-USER_CONTACT-END"],
        ["XX-USER_PROJECTS-START"],
        HEADS,
        *PROJECTS,
        [None, None, "XX-USER_PROJECTS-END"],
        ["Something else"],
    ]
    table = table_of(workbook({"All": rows}), "a.xlsx")
    assert table.name == "XX-USER PROJECTS"
    assert names(table) == [name for _, name, _ in PROJECTS]


def test_tables_side_by_side_with_the_same_headings_are_one_register():
    rows = [["North", None, None, None, "South"], [*HEADS, None, *HEADS]]
    rows += [
        [*left, None, *right]
        for left, right in zip(PROJECTS, [["S1", "Boiler", 1], ["S2", "Lift", 2]], strict=False)
    ]
    rows += [PROJECTS[2]]
    table = table_of(workbook({"All": rows}), "a.xlsx")
    assert names(table) == ["Falls on Ash ward", "E-rostering", "Roof repairs", "Boiler", "Lift"]
    assert [row.cells[-1] for row in table.rows] == ["North"] * 3 + ["South"] * 2
    assert table.headings[-1] == "Table"


def test_a_legend_beside_the_table_is_not_part_of_it():
    rows = [[*HEADS, None, "Guidance"]]
    rows += [
        [*row, None, text, number]
        for row, text, number in zip(PROJECTS, ["Bad", "Fair", "Good"], [1, 2, 3], strict=True)
    ]
    rows += [[None, None, None, None, "Best", 4]]
    table = table_of(workbook({"All": rows}), "a.xlsx")
    assert (table.headings, len(table.rows)) == (tuple(HEADS), 3)


def test_an_empty_column_within_a_table_does_not_split_it():
    rows = [["Project name", "Total cost", None, "Start date", "End date"]]
    rows += [[name, cost, None, date(2025, 4, 1), date(2026, 3, 31)] for _, name, cost in PROJECTS]
    assert table_of(workbook({"All": rows}), "a.xlsx").headings == (
        "Project name",
        "Total cost",
        "Start date",
        "End date",
    )


def test_duplicate_headings_are_made_distinct_and_missing_ones_named():
    table = table_of(
        lines(["Project name", "Cost", "cost", "", "Cost"], ["Roof", 1, 2, 3, 4], ["Lift", 5, 6, 7, 8])
    )
    assert table.headings == ("Project name", "Cost", "cost (2)", "Column D", "Cost (3)")


def grouped(book, sheet):
    sheet.merge_range(0, 0, 1, 0, "Project name")
    sheet.merge_range(0, 1, 0, 2, "Dates")
    sheet.merge_range(0, 3, 0, 4, "2025/26")
    sheet.write_row(1, 1, ["Start", "End", "Budget", "Forecast"])
    for number, (_, name, cost) in enumerate(PROJECTS):
        sheet.write_row(2 + number, 0, [name, "01/04/2025", "31/03/2026", cost, cost + 1])


def test_two_heading_rows_are_joined():
    table = table_of(built(grouped), "a.xlsx")
    assert table.headings == (
        "Project name",
        "Dates: Start",
        "Dates: End",
        "2025/26: Budget",
        "2025/26: Forecast",
    )
    assert len(table.rows) == 3
    assert table.heading_rows == (1, 2)


def test_two_heading_rows_of_a_text_file_are_joined():
    rows = [
        ["", "", "2024/25", "", "2025/26", ""],
        ["Project ID", "Project name", "Budget", "Forecast", "Budget", "Forecast"],
    ]
    table = table_of(lines(*rows, ["P1", "Roof", 1, 2, 3, 4], ["P2", "Lift", 1, 2, 3, 4]))
    assert table.headings[2:] == (
        "2024/25: Budget",
        "2024/25: Forecast",
        "2025/26: Budget",
        "2025/26: Forecast",
    )


def sectioned(book, sheet):
    sheet.merge_range(0, 0, 0, 3, "Capital programme")
    sheet.write_row(1, 0, ["Scheme", "Ward", "Total cost", "Status"])
    row = 2
    for section in ("Highways", "Schools"):
        sheet.merge_range(row, 0, row, 3, section)
        sheet.write_row(row + 1, 0, [f"{section} roof", "North", 10, "Open"])
        sheet.merge_range(row + 2, 1, row + 3, 1, "South")
        sheet.write_row(row + 2, 0, [f"{section} wall"])
        sheet.write_row(row + 2, 2, [20, "Open"])
        sheet.write_row(row + 3, 0, [f"{section} door"])
        sheet.write_row(row + 3, 2, [30, "Open"])
        sheet.write_row(row + 4, 0, [f"Total {section}", None, 60])
        row += 5


def test_section_headings_become_a_column_and_merged_cells_fill_down():
    table = table_of(built(sectioned), "a.xlsx")
    assert table.headings[-1] == "Section"
    first = [row for row in table.rows if row.cells[-1] == "Highways"]
    assert [row.cells[0] for row in first][:3] == ["Highways roof", "Highways wall", "Highways door"]
    assert [row.cells[1] for row in first][:3] == ["North", "South", "South"]


def test_a_table_on_its_side_has_a_record_a_column():
    rows = [
        ["Project name", "Falls", "Roof", "Lift"],
        ["Lead organisation", "SFT", "Council", "SFT"],
        ["Start date", "01/04/2025", "02/04/2025", "TBC"],
        ["RAG rating", "Green", "Red", "Amber"],
        ["Total cost (£k)", 1, 2, 3],
    ]
    for table in (
        table_of(lines(*rows)),
        table_of(workbook({"A": [["Our portfolio"], [], *rows]}), "a.xlsx"),
    ):
        assert table.layout == "columns"
        assert names(table) == ["Falls", "Roof", "Lift"]
        assert [row.place.column for row in table.rows] == ["B", "C", "D"]
        assert "column B" in str(table.rows[0].place)


def test_a_file_without_headings_has_its_columns_called_by_letter():
    table = table_of(lines(*([f"P{n}", f"Project number {n} here", n * 1000] for n in range(6))))
    assert table.headings == ("Column A", "Column B", "Column C")
    assert len(table.rows) == 6
    assert any("No row of headings" in warning for warning in table.warnings)


def test_hidden_rows_and_missing_results_are_said():
    def write(book, sheet):
        sheet.write_row(0, 0, HEADS)
        for number, row in enumerate(PROJECTS):
            sheet.write_row(number + 1, 0, row)
        sheet.set_row(2, None, None, {"hidden": True})

    table = table_of(built(write), "a.xlsx")
    assert len(table.rows) == 3
    assert any("1 hidden row of the sheet was read" in warning for warning in table.warnings)


def test_dates_of_both_of_excels_calendars_are_the_same_day():
    rows = [["Project name", "Start date"], ["Roof", date(2026, 11, 22)], ["Lift", date(2025, 1, 2)]]
    for epoch_1904 in (False, True):
        table = table_of(workbook({"A": rows}, epoch_1904=epoch_1904), "a.xlsx")
        assert [row.cells[1].date() for row in table.rows] == [date(2026, 11, 22), date(2025, 1, 2)]


def test_number_formats_say_what_a_number_is():
    def write(book, sheet):
        sheet.write_row(0, 0, ["Project name", "Done", "Cost", "When", "Day sixty"])
        for row in (1, 2):
            sheet.write(row, 0, f"Roof {row}")
            sheet.write(row, 1, 0.855, book.add_format({"num_format": "0.0%"}))
            sheet.write(row, 2, 0.1 + 0.2, book.add_format({"num_format": "[$£-809]#,##0.00"}))
            sheet.write(row, 3, 0.75, book.add_format({"num_format": "hh:mm"}))
            sheet.write(row, 4, 60, book.add_format({"num_format": "dd/mm/yyyy"}))

    table = table_of(built(write), "a.xlsx")
    assert [str(cell) for cell in table.rows[0].cells] == ["Roof 1", "85.5%", "0.3", "18:00", "60"]
    assert table.money_columns == {2}


def test_a_heading_row_without_rows_is_refused():
    with pytest.raises(Refused, match="no rows"):
        table_of(lines(HEADS))


def test_the_hidden_list_is_read_when_it_is_asked_for():
    data = workbook({"Cover": [["Read me"]], "~Register": [HEADS, *PROJECTS]})
    assert read_table(open_source(data, "a.xlsx")).sheet == "Register"
