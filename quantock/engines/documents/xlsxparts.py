"""The fixed parts of a streamed workbook: styles, list of sheets, types, and a sheet's head and foot."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from quantock.engines.documents.columns import MOST_ACROSS, SMALLEST, Column

_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"


class Style:
    """Places in the list of cell formats below."""

    GENERAL = 0
    HEADING = 1
    DATE = 2
    DATETIME = 3
    MONEY = 4
    LINES = 5
    """Text of several lines."""
    GUARDED = 6
    """Text that begins like a formula: has Excel's own leading apostrophe, so it stays text when edited."""


_LEFT = '<alignment horizontal="left" vertical="top"/>'
"""Of days: else they touch the words of the next column."""
_RIGHT = '<alignment horizontal="right" vertical="top"/>'
_FORMATS = (
    '<xf numFmtId="0" applyAlignment="1"><alignment vertical="top"/></xf>',
    '<xf numFmtId="0" fontId="1" fillId="2" borderId="1" applyFont="1" applyFill="1" applyBorder="1"'
    ' applyAlignment="1"><alignment vertical="center" wrapText="1"/></xf>',
    f'<xf numFmtId="164" applyNumberFormat="1" applyAlignment="1">{_LEFT}</xf>',
    f'<xf numFmtId="165" applyNumberFormat="1" applyAlignment="1">{_LEFT}</xf>',
    f'<xf numFmtId="166" applyNumberFormat="1" applyAlignment="1">{_RIGHT}</xf>',
    '<xf numFmtId="0" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf>',
    '<xf numFmtId="0" quotePrefix="1" applyAlignment="1"><alignment vertical="top"/></xf>',
)

STYLES = (
    f'{_DECLARATION}<styleSheet xmlns="{_MAIN}">'
    '<numFmts count="3"><numFmt numFmtId="164" formatCode="d\\ mmmm\\ yyyy"/>'
    '<numFmt numFmtId="165" formatCode="d\\ mmmm\\ yyyy\\ hh:mm"/>'
    '<numFmt numFmtId="166" formatCode="&quot;£&quot;#,##0.00;\\-&quot;£&quot;#,##0.00"/></numFmts>'
    '<fonts count="2"><font><sz val="11"/><name val="Arial"/><family val="2"/></font>'
    '<font><b/><sz val="11"/><name val="Arial"/><family val="2"/></font></fonts>'
    '<fills count="3"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill>'
    '<fill><patternFill patternType="solid"><fgColor rgb="FFE8EDEE"/><bgColor indexed="64"/></patternFill>'
    "</fill></fills>"
    '<borders count="2"><border><left/><right/><top/><bottom/><diagonal/></border>'
    '<border><left/><right/><top/><bottom style="thin"><color rgb="FF768692"/></bottom><diagonal/></border>'
    "</borders>"
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    f'<cellXfs count="{len(_FORMATS)}">{"".join(_FORMATS)}</cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


@dataclass(frozen=True, slots=True)
class WrittenSheet:
    """A sheet that is already in the archive: its name and the area it filled, as "A1:L120" or nothing."""

    name: str
    area: str


def sheet_head(columns: Sequence[Column], *, first: bool) -> str:
    """Everything before the rows: heading row frozen, column widths; printed one page wide where that can be read."""
    fits = "1" if sum(column.characters_wide for column in columns) <= MOST_ACROSS else "0"
    widths = "".join(
        f'<col min="{number}" max="{number}" width="{column.characters_wide:g}" customWidth="1"/>'
        for number, column in enumerate(columns, start=1)
    )
    return (
        f'{_DECLARATION}<worksheet xmlns="{_MAIN}"><sheetPr><pageSetUpPr fitToPage="{fits}"/></sheetPr>'
        f'<sheetViews><sheetView workbookViewId="0"{" tabSelected=" + quoteattr("1") if first else ""}>'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
        '<selection pane="bottomLeft" activeCell="A2" sqref="A2"/></sheetView></sheetViews>'
        f'<sheetFormatPr defaultRowHeight="15"/>{f"<cols>{widths}</cols>" if widths else ""}<sheetData>'
    )


def sheet_foot(area: str) -> str:
    """Everything after the rows: the filter over the area that was filled."""
    return (
        f"</sheetData>{f'<autoFilter ref={quoteattr(area)}/>' if area else ''}"
        f'<pageSetup paperSize="9" scale="{SMALLEST}" fitToHeight="0" pageOrder="overThenDown" orientation="landscape"/></worksheet>'
    )


def parts(sheets: Sequence[WrittenSheet]) -> Iterator[tuple[str, str]]:
    """Path and XML of every part that is not a sheet."""
    numbers = range(1, len(sheets) + 1)
    relations = "".join(
        f'<Relationship Id="sheet{number}" Type="{_RELATIONS}/worksheet"'
        f' Target="worksheets/sheet{number}.xml"/>'
        for number in numbers
    )
    overrides = "".join(
        f'<Override PartName="/xl/worksheets/sheet{number}.xml" ContentType="{_TYPES}.worksheet+xml"/>'
        for number in numbers
    )
    yield "xl/workbook.xml", _workbook(sheets)
    yield "xl/styles.xml", STYLES
    yield (
        "xl/_rels/workbook.xml.rels",
        f'{_DECLARATION}<Relationships xmlns="{_PACKAGE}/relationships">{relations}'
        f'<Relationship Id="styles" Type="{_RELATIONS}/styles" Target="styles.xml"/></Relationships>',
    )
    yield (
        "_rels/.rels",
        f'{_DECLARATION}<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="workbook" Type="{_RELATIONS}/officeDocument" Target="xl/workbook.xml"/>'
        "</Relationships>",
    )
    yield (
        "[Content_Types].xml",
        f'{_DECLARATION}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPES}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_TYPES}.styles+xml"/>{overrides}</Types>',
    )


def _workbook(sheets: Sequence[WrittenSheet]) -> str:
    entries = "".join(
        f'<sheet name={quoteattr(sheet.name)} sheetId="{number}" r:id="sheet{number}"/>'
        for number, sheet in enumerate(sheets, start=1)
    )
    names = "".join(_defined_names(place, sheet) for place, sheet in enumerate(sheets) if sheet.area)
    return (
        f'{_DECLARATION}<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}">'
        "<bookViews><workbookView/></bookViews>"
        f"<sheets>{entries}</sheets>{f'<definedNames>{names}</definedNames>' if names else ''}</workbook>"
    )


def _defined_names(place: int, sheet: WrittenSheet) -> str:
    """What Excel keeps for a filtered sheet whose headings and first two columns are printed on every page."""
    quoted = escape("'" + sheet.name.replace("'", "''") + "'")
    corners = ":".join(_absolute(corner) for corner in sheet.area.split(":"))
    return (
        f'<definedName name="_xlnm._FilterDatabase" localSheetId="{place}" hidden="1">'
        f"{quoted}!{corners}</definedName>"
        f'<definedName name="_xlnm.Print_Titles" localSheetId="{place}">{quoted}!$A:$B,{quoted}!$1:$1</definedName>'
    )


def _absolute(cell: str) -> str:
    letters = cell.rstrip("0123456789")
    return f"${letters}${cell[len(letters) :]}"
