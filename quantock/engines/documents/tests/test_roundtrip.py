"""Out to Excel, edited, and back. Each test edits the workbook with openpyxl, which saves it anew."""

import io
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest

from quantock.engines.documents.columns import Column
from quantock.engines.documents.readback import read_roundtrip
from quantock.engines.documents.roundtrip import EditColumn, EditRow, RoundTrip, write_roundtrip
from quantock.engines.documents.xlsx import Sheet, stream_workbook
from quantock.engines.tables.refusal import Refused

from .reading import CLEANED, HOSTILE, open_workbook

COLUMNS = (
    EditColumn("reference", "Reference", editable=False),
    EditColumn("title", "Title", width=40),
    EditColumn("state", "State", choices=("Idea", "Active", "Paused")),
    EditColumn("budget", "In-year budget", "money"),
    EditColumn("score", "Score", "number"),
    EditColumn("start", "Start", "date"),
    EditColumn("seen", "Last contact", "datetime"),
)
FALLS = {
    "reference": "P-0042",
    "title": "Falls on Ash ward ŵ",
    "state": "Active",
    "budget": 8_400_050,
    "score": Decimal("4.5"),
    "start": date(2026, 1, 14),
    "seen": datetime(2026, 7, 1, 9, 30, 15, tzinfo=UTC),
}
CARE = {
    "reference": "P-0107",
    "title": "Shared care record",
    "state": None,
    "budget": "Exempt",
    "score": None,
}
A, B, C, TITLE, STATE, BUDGET, SCORE, START, SEEN = 1, 2, 3, 5, 6, 7, 8, 9, 10


def trip(*rows, columns=COLUMNS):
    return RoundTrip(
        "projects", "Projects", datetime(2026, 11, 1, 9, tzinfo=UTC), "Priya Shah", columns, rows
    )


def two():
    return trip(EditRow("uuid-1", "v7", FALLS), EditRow("uuid-2", "v1", CARE))


@pytest.fixture
def book():
    return open_workbook(write_roundtrip(two()))


def back(book):
    saved = io.BytesIO()
    book.save(saved)
    return read_roundtrip(saved.getvalue(), "projects.xlsx")


def test_untouched_nothing_is_changed():
    read = read_roundtrip(write_roundtrip(two()), "projects.xlsx")

    assert (read.kind, read.title, read.by, read.exported_rows) == ("projects", "Projects", "Priya Shah", 2)
    assert read.exported_at == datetime(2026, 11, 1, 9, tzinfo=UTC)
    assert read.read_only == {"reference"}
    assert (read.missing, read.extra, read.added, read.repeated, read.warnings) == ((), (), (), {}, ())
    first, second = read.rows
    assert (first.number, first.key, first.version) == (2, "uuid-1", "v7")
    assert first.values == FALLS | {"seen": datetime(2026, 7, 1, 10, 30, 15)}
    assert type(first.values["start"]) is date
    assert second.values == CARE | {"start": None, "seen": None}
    assert [row.changed for row in read.rows] == [frozenset()] * 2
    assert first.unreadable == frozenset()
    assert second.unreadable == {"budget"}


def test_saved_by_another_program_nothing_is_changed(book):
    read = back(book)
    assert [row.changed for row in read.rows] == [frozenset(), frozenset()]
    assert read.rows[0].values["title"] == "Falls on Ash ward ŵ"


def test_what_a_person_sees(book):
    sheet = book["Projects"]
    assert book.sheetnames == ["Projects", "How to use this", "Quantock lists", "Quantock"]
    assert [each.sheet_state for each in book] == ["visible", "visible", "hidden", "hidden"]
    assert sheet.column_dimensions["A"].hidden
    assert sheet.column_dimensions["C"].hidden or sheet.column_dimensions["A"].max == 3
    assert sheet.freeze_panes == "E2"
    assert sheet.auto_filter.ref == "A1:J3"
    assert not sheet.protection.sheet, "a protected sheet can be neither sorted nor filtered"
    assert sheet["D2"].protection.locked
    assert not sheet["E2"].protection.locked
    assert sheet["D2"].fill.fgColor.rgb == "FFE8EDEE"
    rules = {str(rule.sqref): (rule.type, rule.formula1) for rule in sheet.data_validations.dataValidation}
    assert rules == {
        "D2:D1048576": ("custom", "FALSE"),
        "F2:F1048576": ("list", "'Quantock lists'!$A$2:$A$4"),
    }
    assert [row[0].value for row in book["Quantock lists"].iter_rows()] == [
        "state",
        "Idea",
        "Active",
        "Paused",
    ]
    assert "Priya Shah" in book["How to use this"]["A1"].value


def test_rows_are_as_high_as_their_text_and_wide_lists_print_on_several_sheets():
    columns = [EditColumn(f"c{n}", f"Column {n}") for n in range(10)]
    rows = [EditRow(f"key-{n}", "v1", {"c0": "word " * n}) for n in (1, 15, 900)]
    trip = RoundTrip("projects", "Projects", datetime(2026, 11, 1, tzinfo=UTC), "Priya", columns, rows)
    sheet = openpyxl.load_workbook(io.BytesIO(write_roundtrip(trip)))["Projects"]
    assert [sheet.row_dimensions[n].height for n in (2, 3, 4)] == [None, 45, 120]
    assert (sheet.page_setup.scale, sheet.print_title_cols) == (60, "$D:$E")


def test_edits_come_back_typed(book):
    sheet = book["Projects"]
    sheet.cell(2, TITLE).value = "Falls on Oak ward"
    sheet.cell(2, STATE).value = " PAUSED "
    sheet.cell(2, BUDGET).value = 84000.505
    sheet.cell(2, SCORE).value = None
    sheet.cell(3, BUDGET).value = "£1,234.50"
    sheet.cell(3, SCORE).value = 7
    sheet.cell(3, START).value = "3 April 2026"
    sheet.cell(3, SEEN).value = "03/04/2026 14:05"
    first, second = back(book).rows

    assert first.changed == {"title", "state", "budget", "score"}
    assert first.values["title"] == "Falls on Oak ward"
    assert first.values["state"] == "Paused"
    assert first.values["budget"] == 8_400_051
    assert first.values["score"] is None
    assert second.changed == {"budget", "score", "start", "seen"}
    assert second.values["budget"] == 123_450
    assert second.values["score"] == 7
    assert second.values["start"] == date(2026, 4, 3)
    assert second.values["seen"] == datetime(2026, 4, 3, 14, 5)
    assert not first.unreadable | second.unreadable


@pytest.mark.parametrize(
    ("place", "field", "typed", "kept"),
    [
        (STATE, "state", "Finished", "Finished"),
        (BUDGET, "budget", "TBC", "TBC"),
        (BUDGET, "budget", "£", "£"),
        (SCORE, "score", "about 5", "about 5"),
        (SCORE, "score", "1,23", "1,23"),
        (START, "start", "31/02/2026", "31/02/2026"),
        (START, "start", datetime(2026, 1, 14, 9, 30), "14 January 2026 09:30"),
        (START, "start", 2026, "2026"),
        (START, "start", "May 2026", "May 2026"),
        (START, "start", "12/31/2026", "12/31/2026"),
        (SEEN, "seen", "soon", "soon"),
    ],
)
def test_what_is_not_of_the_kind_is_kept_as_typed_and_named(book, place, field, typed, kept):
    cell = book["Projects"].cell(2, place)
    cell.value = typed
    if isinstance(typed, int):
        cell.number_format = "General"
    first = back(book).rows[0]
    assert first.values[field] == kept
    assert field in first.unreadable
    assert field in first.changed


@pytest.mark.parametrize(
    "typed",
    [
        "3/4/26",
        "3 Ebrill 2026",
        "3rd April 2026",
        "Fri 3 April 2026",
        "3 April, 2026",
        " 2026-04-03 00:00:00",
        "03/04/2026 0:00",
        46_115,
    ],
)
def test_days_as_people_type_them_and_as_programs_leave_them(book, typed):
    cell = book["Projects"].cell(2, START)
    cell.value, cell.number_format = typed, "General"
    first = back(book).rows[0]
    assert (first.values["start"], "start" in first.unreadable) == (date(2026, 4, 3), False)


@pytest.mark.parametrize(
    ("typed", "pence"),
    [("-12", -1200), ("−£12.5", -1250), ("1,234,567.89", 123_456_789), ("£ 5", 500), (".5", 50), (0, 0)],
)
def test_money_as_people_type_it(book, typed, pence):
    book["Projects"].cell(2, BUDGET).value = typed
    first = back(book).rows[0]
    assert (first.values["budget"], "budget" in first.unreadable) == (pence, False)


@pytest.mark.parametrize("typed", [True, datetime(2026, 1, 14)])
def test_other_kinds_of_cell_in_a_column_of_text(book, typed):
    book["Projects"].cell(2, TITLE).value = typed
    expected = "TRUE" if typed is True else "14 January 2026"
    assert back(book).rows[0].values["title"] == expected


def test_numbers_typed_into_text_are_text(book):
    book["Projects"].cell(2, TITLE).value = 100
    assert back(book).rows[0].values["title"] == "100"


def test_sorting_and_filtering_change_nothing(book):
    sheet = book["Projects"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(2, 3)]
    for number, row in enumerate(reversed(rows), start=2):
        for place, value in enumerate(row, start=1):
            sheet.cell(number, place).value = value
            sheet.cell(number, place).number_format = "General"
        sheet.cell(number, START).number_format = "dd/mm/yyyy"
        sheet.cell(number, SEEN).number_format = "dd/mm/yyyy hh:mm"
    sheet.row_dimensions[2].hidden = True
    read = back(book)
    assert [(row.key, row.number, row.changed) for row in read.rows] == [
        ("uuid-2", 2, frozenset()),
        ("uuid-1", 3, frozenset()),
    ]


def test_columns_go_and_come(book):
    sheet = book["Projects"]
    sheet.delete_cols(STATE)
    sheet.insert_cols(TITLE)
    sheet.cell(1, TITLE).value = "My notes"
    sheet.cell(2, TITLE).value = "ask Tom"
    sheet.cell(1, 6).value = "  TITLE "
    read = back(book)

    assert read.missing == ("State",)
    assert read.extra == ("My notes",)
    assert "state" not in read.rows[0].values
    assert read.rows[0].values["title"] == "Falls on Ash ward ŵ"
    assert [row.changed for row in read.rows] == [frozenset(), frozenset()]


def test_a_column_that_is_there_twice_is_not_read(book):
    sheet = book["Projects"]
    sheet.cell(1, 11).value = "Title"
    sheet.cell(2, 11).value = "Which one?"
    read = back(book)
    assert read.missing == ("Title",)
    assert read.extra == ("Title", "Title")


def test_rows_added_deleted_and_copied(book):
    sheet = book["Projects"]
    for place in range(1, 11):
        sheet.cell(5, place).value = sheet.cell(2, place).value
    sheet.cell(5, TITLE).value = "A copy with another title"
    sheet.cell(7, TITLE).value = "New project"
    sheet.cell(7, STATE).value = "idea"
    sheet.cell(8, 12).value = "a note in no column of ours"
    sheet.delete_rows(3)
    read = back(book)

    assert read.rows == ()
    assert [(row.number, row.values["title"]) for row in read.repeated["uuid-1"]] == [
        (2, "Falls on Ash ward ŵ"),
        (4, "A copy with another title"),
    ]
    (added,) = read.added
    assert (added.number, added.key, added.version) == (6, "", "")
    assert added.changed == {"title", "state"}
    assert (added.values["title"], added.values["state"]) == ("New project", "Idea")
    assert read.exported_rows == 2


def test_without_its_fingerprints_a_row_counts_as_changed_all_over(book):
    book["Projects"].cell(2, C).value = None
    assert back(book).rows[0].changed == {column.field for column in COLUMNS}


def test_a_read_only_value_that_was_changed_is_named(book):
    book["Projects"].cell(2, 4).value = "P-9999"
    read = back(book)
    assert read.rows[0].changed & read.read_only == {"reference"}


def test_text_is_never_a_formula_and_comes_back_as_it_left():
    rows = [EditRow(f"k{number}", "1", {"title": text}) for number, text in enumerate(HOSTILE)]
    data = write_roundtrip(trip(*rows))
    sheet = open_workbook(data)["Projects"]
    cells = [sheet.cell(number, TITLE) for number in range(2, 2 + len(HOSTILE))]
    assert {cell.data_type for cell in cells if cell.value is not None} <= {"s", "inlineStr"}
    assert [bool(cell.quotePrefix) for cell in cells[:4]] == [True] * 4

    read = read_roundtrip(data)
    expected = [text and text.strip() for text in CLEANED]
    assert [
        row.values["title"] for row in read.rows if "not a character" not in str(row.values["title"])
    ] == [text for text in expected if "not a character" not in str(text)]
    assert all(row.changed == frozenset() for row in read.rows)


def test_a_text_too_long_for_a_cell_cannot_be_changed_here():
    data = write_roundtrip(trip(EditRow("k", "1", {"title": "😀" * 40_000})))
    assert str(open_workbook(data)["Projects"].cell(2, TITLE).value).endswith("[too long to be edited here]")
    (row,) = read_roundtrip(data).rows
    assert row.changed == frozenset()
    assert row.unreadable == {"title"}


def test_a_formula_someone_typed_is_used_by_its_result_only(book):
    book["Projects"].cell(2, BUDGET).value = "=1+1"
    with pytest.raises(Refused, match="no result stored"):
        back(book)


def test_keys_that_look_like_numbers_stay_as_they_were():
    (row,) = read_roundtrip(write_roundtrip(trip(EditRow("0042", "1e5", FALLS)))).rows
    assert (row.key, row.version) == ("0042", "1e5")


def test_no_rows_can_be_added_to():
    book = open_workbook(write_roundtrip(trip()))
    book["Projects"].cell(2, TITLE).value = "The first"
    read = back(book)
    assert [row.values["title"] for row in read.added] == ["The first"]


def test_the_title_of_the_sheet_may_be_anything(book):
    book["Projects"].title = "Mine"
    assert len(back(book).rows) == 2


def test_the_same_round_trip_gives_the_same_bytes():
    assert write_roundtrip(two()) == write_roundtrip(two())


def test_many_rows():
    rows = [EditRow(f"k{number}", "1", FALLS | {"title": f"Project {number}"}) for number in range(500)]
    read = read_roundtrip(write_roundtrip(trip(*rows)))
    assert len(read.rows) == 500
    assert not any(row.changed for row in read.rows)


@pytest.mark.parametrize(
    "columns",
    [
        [EditColumn("a", "Title"), EditColumn("b", " title ")],
        [EditColumn("a", "A"), EditColumn("a", "B")],
        [EditColumn("a", " ")],
        [EditColumn("a", "Quantock key")],
    ],
)
def test_headings_and_fields_must_differ(columns):
    with pytest.raises(ValueError, match="must differ"):
        trip(columns=columns)


def without_sheet(book):
    del book["Quantock"]


def without_columns(book):
    book["Projects"].delete_cols(1, 3)


def twice(book):
    book.copy_worksheet(book["Projects"])


def other_version(book):
    book["Quantock"]["B1"] = "round trip 2"


def bad_time(book):
    book["Quantock"]["B4"] = "yesterday"


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (without_sheet, "does not say what it is"),
        (bad_time, "does not say what it is"),
        (without_columns, "hidden columns"),
        (twice, "in the file 2 times, on the sheets Projects, Projects Copy"),
        (other_version, "another version"),
    ],
)
def test_a_file_that_lost_what_tells_its_rows_apart_is_refused(book, spoil, says):
    spoil(book)
    with pytest.raises(Refused, match=says) as refused:
        back(book)
    again = "Take the list out again"
    assert refused.value.what_to_do.startswith(again)
    assert ("come in as a register instead" in refused.value.what_to_do) == (says == "hidden columns")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"a,b\n1,2\n",
        b"PK\x03\x04 not a zip",
        b"".join(stream_workbook([Sheet("Projects", (Column("Title"),), [("a",)])])),
    ],
)
def test_files_that_are_not_ours_are_refused(data):
    with pytest.raises(Refused):
        read_roundtrip(data, "file.xlsx" if data.startswith(b"PK") else "file.csv")


def test_it_needs_no_list_sheet_when_there_are_no_choices(book):
    del book["Quantock lists"]
    read = back(book)
    assert read.rows[0].values["state"] == "Active"
    assert read.rows[0].changed == frozenset()


def test_openpyxl_read_only_opens_it_too():
    book = openpyxl.load_workbook(io.BytesIO(write_roundtrip(two())), read_only=True)
    assert [row[4].value for row in book["Projects"].iter_rows(2, 3)] == [
        "Falls on Ash ward ŵ",
        "Shared care record",
    ]
    book.close()
