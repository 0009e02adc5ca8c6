"""A workbook to be edited in Excel and brought back: writing it. `readback` reads it.

Every row carries its key, the version it was taken at, and a fingerprint of each value, in three hidden
columns at the left, so that it does not matter how the rows are sorted or filtered, which columns go or come,
or which program saves the file: what a person changed can be told from what has changed here since. Columns
that cannot be changed are grey and refuse typing; the sheet is not protected, because Excel neither sorts nor
filters a protected one.
"""

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from typing import Any

from quantock.engines.documents.clean import clean_text, local_time, plain_text
from quantock.engines.documents.columns import MOST_ACROSS, SMALLEST, WIDTHS, Kind
from quantock.engines.documents.roundtripvalues import FORMAT, HIDDEN_HEADINGS, fingerprints, written_cell
from quantock.engines.documents.xlsx import legal_name
from quantock.engines.documents.xlsxcells import FORMULA_STARTS, column_letters, fit_cells

LISTS_SHEET = "Quantock lists"
ABOUT_SHEET = "Quantock"
HELP_SHEET = "How to use this"
CUT_MARK = " … [too long to be edited here]"
_LAST_ROW = 1_048_575
_LINE, _MOST_LINES, _NARROW = 15, 8, 1.2
"""How high a line is, in points; how many of them a row shows; how many letters stand where one figure does."""


@dataclass(frozen=True, slots=True)
class EditColumn:
    """One column. `field` is the name the program knows it by; `choices` become a drop-down list."""

    field: str
    heading: str
    kind: Kind = "text"
    editable: bool = True
    choices: Sequence[str] = ()
    width: float | None = None


@dataclass(frozen=True, slots=True)
class EditRow:
    """One record: its key, its version (any text that changes whenever it does), its values by field."""

    key: str
    version: str
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class RoundTrip:
    """What goes out: a `kind` the program knows again ("projects"), a title for people, when and by whom."""

    kind: str
    title: str
    exported_at: datetime
    by: str
    columns: Sequence[EditColumn]
    rows: Iterable[EditRow]

    def __post_init__(self) -> None:
        headings = [*HIDDEN_HEADINGS, *(column.heading for column in self.columns)]
        for name, given in (("headings", headings), ("fields", [column.field for column in self.columns])):
            known = [" ".join(word.casefold().split()) for word in given]
            if len(set(known)) < len(known) or not all(known):
                raise ValueError(f"the {name} of a round trip must differ, ignoring case, and not be blank")


def write_roundtrip(trip: RoundTrip) -> bytes:
    """The workbook. The same round trip gives the same bytes."""
    import xlsxwriter

    made = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(made, options) as book:
        book.set_properties(
            {
                "title": clean_text(trip.title)[:255],
                "author": clean_text(trip.by)[:255],
                "created": local_time(trip.exported_at),
            }
        )
        writer = _Writer(book, trip)
        writer.rows()
        writer.help()
        writer.lists()
        writer.about()
    return made.getvalue()


class _Writer:
    """Writes the four sheets. `Any`, because XlsxWriter has no types."""

    def __init__(self, book: Any, trip: RoundTrip) -> None:
        self._book = book
        self._trip = trip
        self._formats: dict[tuple[object, ...], Any] = {}
        reserved = (LISTS_SHEET, ABOUT_SHEET, HELP_SHEET)
        self._sheet_name = legal_name(trip.title, reserved)
        self._sheet = book.add_worksheet(self._sheet_name)
        self._help = book.add_worksheet(HELP_SHEET)
        self._lists = book.add_worksheet(LISTS_SHEET)
        self._about = book.add_worksheet(ABOUT_SHEET)
        self._count = 0
        self._widths = [
            column.width if column.width is not None else WIDTHS[column.kind] for column in trip.columns
        ]

    def rows(self) -> None:
        """The records themselves, under headings, with the three hidden columns first."""
        sheet, columns = self._sheet, self._trip.columns
        first = len(HIDDEN_HEADINGS)
        sheet.set_column(0, first - 1, 12, None, {"hidden": True})
        for place, column in enumerate(columns, start=first):
            sheet.set_column(
                place, place, self._widths[place - first], self._format(column.kind, column.editable)
            )
        # Bold letters are wider.
        self._high(0, [f"{column.heading}  " for column in columns])
        for place, heading in enumerate(HIDDEN_HEADINGS):
            sheet.write_string(0, place, heading, self._heading(False))
        for place, column in enumerate(columns, start=first):
            sheet.write_string(0, place, clean_text(column.heading), self._heading(column.editable))
        for number, row in enumerate(self._trip.rows, start=1):
            self._row(number, row)
            self._count = number
        for place, column in enumerate(columns, start=first):
            self._guard(place, column)
        sheet.freeze_panes(1, first + 1 if columns else first)
        sheet.autofilter(0, 0, max(self._count, 1), first + len(columns) - 1)
        sheet.set_landscape()
        sheet.set_paper(9)
        self._paper()

    def _paper(self) -> None:
        """All columns side by side where they can be read so; else as many sheets across as it takes, each with what
        tells the rows apart."""
        sheet, first = self._sheet, len(HIDDEN_HEADINGS)
        sheet.repeat_rows(0)
        if sum(self._widths) <= MOST_ACROSS:
            sheet.fit_to_pages(1, 0)
            return
        sheet.set_print_scale(SMALLEST)
        sheet.repeat_columns(first, first + 1)
        sheet.print_across()
        sheet.set_footer("&L&F&RPage &P of &N")

    def help(self) -> None:
        """What a person who opens the file wants to know."""
        lines = (
            f"{self._trip.title}: taken on {plain_text(self._trip.exported_at)} by {self._trip.by}",
            "",
            "Change what you like in the white columns, save, and bring the file back to where you got it.",
            "Grey columns cannot be changed here; what is typed there is pointed out and not used.",
            "You may sort, filter, hide and delete columns, and add columns of your own.",
            "A column that is not in the file changes nothing. An emptied cell empties the field.",
            "To add a record, fill in a new row below the others. Deleting a row deletes nothing.",
            "To copy a row, copy only what you can see: hidden columns at the left say which record it is.",
            "Before anything is changed you are shown what would be, and what others have changed meanwhile.",
        )
        self._help.set_column(0, 0, 110)
        for number, line in enumerate(lines):
            self._help.write_string(number, 0, clean_text(line), self._heading(True) if number == 0 else None)

    def lists(self) -> None:
        """The choices of each drop-down list, under the name of its field."""
        listed = [column for column in self._trip.columns if column.choices]
        deepest = max((len(column.choices) for column in listed), default=0)
        for number in range(deepest + 1):
            for place, column in enumerate(listed):
                names = [column.field, *column.choices]
                if number < len(names):
                    self._lists.write_string(number, place, clean_text(names[number]))
        self._lists.hide()

    def about(self) -> None:
        """What the file is, for the program that reads it."""
        trip = self._trip
        facts = (
            ("format", FORMAT),
            ("kind", trip.kind),
            ("title", trip.title),
            ("exported at", trip.exported_at.isoformat()),
            ("by", trip.by),
            ("rows", str(self._count)),
        )
        for number, (name, fact) in enumerate(facts):
            self._about.write_string(number, 0, name)
            self._about.write_string(number, 1, clean_text(fact))
        for number, column in enumerate(trip.columns, start=len(facts)):
            words = (
                "column",
                column.field,
                column.heading,
                column.kind,
                "editable" if column.editable else "read-only",
            )
            for place, word in enumerate(words):
                self._about.write_string(number, place, clean_text(word))
        self._about.hide()

    def _row(self, number: int, row: EditRow) -> None:
        columns = self._trip.columns
        cells = {column.field: self._fitting(row.values.get(column.field), column) for column in columns}
        hidden = (row.key, row.version, fingerprints(columns, cells))
        self._high(number, [cells[column.field] for column in columns])
        for place, text in enumerate(hidden):
            self._sheet.write_string(number, place, clean_text(text))
        for place, column in enumerate(columns, start=len(hidden)):
            self._cell(number, place, column, cells[column.field])

    def _high(self, number: int, cells: Sequence[object]) -> None:
        """As high as its longest text: LibreOffice leaves a row of several lines one line high, and they overlap."""
        lines = max(
            (
                sum(max(1, ceil(len(line) / (width * _NARROW))) for line in cell.split("\n"))
                for cell, width in zip(cells, self._widths, strict=True)
                if isinstance(cell, str)
            ),
            default=1,
        )
        if lines > 1:
            self._sheet.set_row(number, _LINE * min(lines, _MOST_LINES))

    def _fitting(self, value: object, column: EditColumn) -> object:
        cell = written_cell(column.kind, value)
        return fit_cells(cell, CUT_MARK)[0] if isinstance(cell, str) else cell

    def _cell(self, number: int, place: int, column: EditColumn, cell: object) -> None:
        sheet = self._sheet
        if cell is None:
            sheet.write_blank(number, place, None, self._format(column.kind, column.editable))
        elif isinstance(cell, str):
            guarded = cell.startswith(FORMULA_STARTS)
            sheet.write_string(number, place, cell, self._format("text", column.editable, guarded))
        elif isinstance(cell, datetime):
            sheet.write_datetime(number, place, cell, self._format(column.kind, column.editable))
        else:
            sheet.write_number(number, place, cell, self._format(column.kind, column.editable))

    def _guard(self, place: int, column: EditColumn) -> None:
        """Down to the last row, so that rows added below are helped too."""
        if not column.editable:
            rule = {
                "validate": "custom",
                "value": "=FALSE",
                "error_title": "This cannot be changed here",
                "error_message": "Change it on the record itself. Grey columns are only for reading.",
            }
        elif column.choices:
            listed = [other.field for other in self._trip.columns if other.choices]
            letter = column_letters(listed.index(column.field))
            rule = {
                "validate": "list",
                "source": f"='{LISTS_SHEET}'!${letter}$2:${letter}${len(column.choices) + 1}",
                "error_title": "Not one of the choices",
                "error_message": "Choose one from the list, or leave the cell empty.",
            }
        else:
            return
        self._sheet.data_validation(1, place, _LAST_ROW, place, rule)

    def _heading(self, editable: bool) -> Any:
        return self._made(
            ("heading", editable),
            {"bold": True, "text_wrap": True, "valign": "vcenter", "bottom": 1, "bottom_color": "#768692"}
            | {"bg_color": "#CCDFF1" if editable else "#D8DDE0"},
        )

    def _format(self, kind: Kind, editable: bool, guarded: bool = False) -> Any:
        look: dict[str, object] = {"valign": "top", "locked": not editable}
        if not editable:
            look |= {"bg_color": "#E8EDEE", "font_color": "#4C6272", "border": 1, "border_color": "#D8DDE0"}
        if kind in _NUMBER_FORMATS:
            look |= {"num_format": _NUMBER_FORMATS[kind]}
        if kind in ("date", "datetime"):
            look |= {"align": "left"}  # else a day touches the words of the next column
        if kind == "text":
            look |= {"text_wrap": True}
        if guarded:
            look |= {"quote_prefix": True}
        return self._made((kind, editable, guarded), look)

    def _made(self, name: tuple[object, ...], look: dict[str, Any]) -> Any:
        if name not in self._formats:
            self._formats[name] = self._book.add_format({"font_name": "Arial", "font_size": 11} | look)
        return self._formats[name]


_NUMBER_FORMATS: dict[Kind, str] = {
    "money": '"£"#,##0.00;-"£"#,##0.00',
    "date": "d mmmm yyyy",
    "datetime": "d mmmm yyyy hh:mm",
}
