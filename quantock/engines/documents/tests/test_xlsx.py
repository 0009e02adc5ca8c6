"""The streamed workbook, opened again in full with openpyxl."""

import io
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quantock.engines.documents import xlsx
from quantock.engines.documents.clean import clean_text
from quantock.engines.documents.columns import Column
from quantock.engines.documents.xlsx import Sheet, legal_name, stream_workbook
from quantock.engines.documents.xlsxcells import MOST_CHARACTERS, column_letters, fit_cells

from .reading import CLEANED, HOSTILE, open_workbook, written

TEXT = (Column("Title"),)


def test_it_works():
    columns = (
        Column("Title", width=40),
        Column("Score", "number"),
        Column("Budget", "money"),
        Column("Start", "date"),
        Column("Changed", "datetime"),
    )
    changed = datetime(2026, 7, 1, 9, 30, tzinfo=UTC)
    sheet = written(columns, [("Falls on Ash ward", 4.5, 123_456_789, date(2026, 1, 14), changed)])[
        "Projects"
    ]

    assert [cell.value for cell in sheet[1]] == ["Title", "Score", "Budget", "Start", "Changed"]
    assert [cell.value for cell in sheet[2]] == [
        "Falls on Ash ward",
        4.5,
        1_234_567.89,
        datetime(2026, 1, 14),
        datetime(2026, 7, 1, 10, 30),  # on a clock in London
    ]
    assert [cell.number_format for cell in sheet[2]][2:] == [
        '"£"#,##0.00;\\-"£"#,##0.00',
        "d\\ mmmm\\ yyyy",
        "d\\ mmmm\\ yyyy\\ hh:mm",
    ]
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:E2"
    assert all(cell.font.bold for cell in sheet[1])
    assert sheet.column_dimensions["A"].width == 40
    assert (sheet.print_title_rows, sheet.print_title_cols) == ("$1:$1", "$A:$B")


def test_text_is_never_a_formula_and_never_breaks_the_file():
    sheet = written(TEXT, [(text,) for text in HOSTILE])["Projects"]
    cells = [row[0] for row in sheet.iter_rows(min_row=2, max_row=1 + len(HOSTILE))]

    assert [cell.value if cell.value is None else unescaped(cell.value) for cell in cells] == list(CLEANED)
    assert {cell.data_type for cell in cells if cell.value} == {"s"}
    assert [cell.quotePrefix for cell in cells[:5]] == [1, 1, 1, 1, 0]


def unescaped(text):
    """Excel reads _x005F_ as an underscore; openpyxl leaves that to us."""
    return text.replace("_x005F_", "_")


def test_a_heading_is_never_a_formula():
    sheet = written((Column("=1+1"),), [])["Projects"]
    assert sheet["A1"].data_type == "s"
    assert sheet["A1"].value == "=1+1"


@pytest.mark.parametrize("kind", ["number", "money", "date", "datetime"])
@pytest.mark.parametrize(
    "value", ["Exempt under Section 43", "=1+1", float("nan"), float("inf"), 10**16, True]
)
def test_what_is_not_of_the_columns_kind_stays_as_text(kind, value):
    cell = written((Column("A", kind),), [(value,)])["Projects"]["A2"]
    assert cell.data_type in {"s", "inlineStr"}
    assert cell.value == ("Yes" if value is True else str(value))


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        ("number", Decimal("12.50"), 12.5),
        ("number", -3, -3),
        ("number", 0, 0),
        ("money", -1, -0.01),
        ("money", 0, 0),
        ("money", 10_000_000_001, 100_000_000.01),
        ("date", date(1900, 3, 1), datetime(1900, 3, 1)),
        ("date", date(1899, 5, 1), "1 May 1899"),
        ("date", datetime(2026, 7, 1, 23, 30, tzinfo=UTC), datetime(2026, 7, 2)),
        ("datetime", date(2026, 7, 1), datetime(2026, 7, 1)),
        ("datetime", datetime(1899, 5, 1, 9, 5), "1 May 1899 09:05"),
        ("text", date(2026, 7, 1), "1 July 2026"),
        ("text", 42, "42"),
        ("text", Decimal("1E+3"), "1000"),
        ("text", False, "No"),
        ("text", None, None),
        ("number", Decimal("Infinity"), "Infinity"),
        ("money", 1.5, "1.5"),
        ("number", [], "[]"),
    ],
)
def test_values(kind, value, expected):
    assert written((Column("A", kind),), [(value,)])["Projects"]["A2"].value == expected


def test_a_text_too_long_for_a_cell_goes_on_on_a_last_sheet_and_is_reported():
    text = "Wythnos 😀 ŵ " * 4_000
    warnings: list[str] = []
    rows = [("short",), (text,)]
    book = open_workbook(b"".join(stream_workbook([Sheet("Status", TEXT, rows)], warnings=warnings)))

    first = book["Status"]["A3"].value
    assert len(first.encode("utf-16-le")) // 2 <= MOST_CHARACTERS
    assert first.endswith(" … [continued on the sheet “Long texts”]")
    rest = list(book["Long texts"].iter_rows(min_row=2, values_only=True))
    assert [row[:3] for row in rest] == [("Status", "A3", 2)]
    assert first.removesuffix(" … [continued on the sheet “Long texts”]") + rest[0][3] == text
    assert warnings == ["“Status”, cell A3: too long for a cell, continued on the sheet “Long texts”."]


@given(st.text(st.sampled_from("a😀ŵ"), min_size=1), st.integers(0, 2))
def test_pieces_fit_and_join_up_again(text, times):
    whole = text * (1 + times * 40_000 // len(text))
    pieces = fit_cells(whole)
    assert all(len(piece.encode("utf-16-le")) // 2 <= MOST_CHARACTERS for piece in pieces)
    mark = " … [continued on the sheet “Long texts”]"
    assert "".join(piece.removesuffix(mark) for piece in pieces) == whole


@given(st.lists(st.text(), min_size=1, max_size=5))
def test_any_text_makes_a_readable_file(texts):
    sheet = written(TEXT, [(text,) for text in texts])["Projects"]
    values = [unescaped(row[0] or "") for row in sheet.iter_rows(2, 1 + len(texts), values_only=True)]
    assert values == [unescaped(clean_text(text)) for text in texts]


def test_more_rows_than_a_sheet_holds_go_on_on_the_next(monkeypatch):
    monkeypatch.setattr(xlsx, "MOST_ROWS", 4)
    warnings: list[str] = []
    rows = ((f"row {number}",) for number in range(7))
    book = open_workbook(b"".join(stream_workbook([Sheet("Points", TEXT, rows)], warnings=warnings)))

    assert book.sheetnames == ["Points", "Points (2)", "Points (3)"]
    assert [sheet.max_row for sheet in book] == [4, 4, 2]
    assert book["Points (3)"]["A2"].value == "row 6"
    assert warnings == [
        "“Points” is full: its rows go on on the next sheet.",
        "“Points (2)” is full: its rows go on on the next sheet.",
    ]


def test_rows_that_just_fit_do_not_open_another_sheet(monkeypatch):
    monkeypatch.setattr(xlsx, "MOST_ROWS", 4)
    book = written(TEXT, [("a",), ("b",), ("c",)])
    assert book.sheetnames == ["Projects"]


@pytest.mark.parametrize(
    ("name", "taken", "expected"),
    [
        ("Risks: open/closed [all]*?", [], "Risks  open closed  all"),
        ("'quoted'", [], "quoted"),
        ("", [], "Sheet"),
        ("history", [], "History of changes"),
        ("projects", ["Projects"], "projects (2)"),
        ("x" * 40, ["x" * 31], "x" * 27 + " (2)"),
        ("😀" * 20, [], "😀" * 15),
    ],
)
def test_sheet_names_are_legal_and_distinct(name, taken, expected):
    assert legal_name(name, taken) == expected


def test_the_archive_is_streamed_and_always_the_same():
    def pieces():
        return list(stream_workbook([Sheet("Projects", TEXT, ((f"row {n}",) for n in range(5_000)))]))

    first = pieces()
    assert len(first) > 3, "the rows leave in pieces"
    assert b"".join(first) == b"".join(pieces())
    with zipfile.ZipFile(io.BytesIO(b"".join(first))) as archive:
        assert archive.testzip() is None
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        for entry in archive.infolist():
            ElementTree.fromstring(archive.read(entry))  # noqa: S314


def test_rows_are_read_only_as_bytes_are_taken():
    read = []

    def rows():
        for number in range(10_000):
            read.append(number)
            yield (str(number),)

    stream = stream_workbook([Sheet("Projects", TEXT, rows())])
    next(stream)
    assert 0 < len(read) < 5_000
    del stream


def test_no_sheet_is_refused():
    with pytest.raises(ValueError, match="at least one sheet"):
        list(stream_workbook([]))


@pytest.mark.parametrize("row", [(), ("a", "b")])
def test_a_row_of_another_length_is_refused(row):
    with pytest.raises(ValueError, match="row 3 has"):
        list(stream_workbook([Sheet("Projects", TEXT, [("fine",), row])]))


def test_no_rows_and_no_columns_still_open():
    book = open_workbook(b"".join(stream_workbook([Sheet("Empty", TEXT, []), Sheet("Nothing", (), [])])))
    assert book["Empty"]["A1"].value == "Title"
    assert book["Nothing"]["A1"].value is None


def test_column_letters():
    assert [column_letters(place) for place in (0, 25, 26, 701, 702, 16_383)] == [
        "A",
        "Z",
        "AA",
        "ZZ",
        "AAA",
        "XFD",
    ]


@pytest.mark.parametrize(("columns", "fits"), [(8, True), (20, False)])
def test_columns_stand_side_by_side_on_paper_only_where_they_can_be_read(columns, fits):
    made = stream_workbook(
        [Sheet("Wide", [Column(f"Column {n}") for n in range(columns)], [["a"] * columns])]
    )
    sheet = open_workbook(b"".join(made))["Wide"]
    assert sheet.sheet_properties.pageSetUpPr.fitToPage is fits
    assert sheet.page_setup.scale == 60
