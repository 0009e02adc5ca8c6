"""How a report looks in Word: page, styles, and the few marks python-docx has no words for."""

import re
from collections.abc import Sequence
from typing import Any

from quantock.engines.documents.clean import clean_text
from quantock.engines.documents.report import Alignment, Report, Tone

FONT = "Arial"
INK, QUIET, ACCENT, RULE, HAIRLINE, SURFACE = "212B32", "4C6272", "005EB8", "768692", "D8DDE0", "F0F4F5"

DATE_LINE = "Date Line"
MARKED = "Marking"
NOTE = "Note"
TABLE = "Report Table"
TABLE_TEXT = "Table Text"
AFTER_TABLE = "After Table"
FIGURE_TABLE = "Figures"
FIGURE_LABEL = "Figure Label"
FIGURE_VALUE = "Figure Value"
FIGURE_MOVEMENT = "Figure Movement"
FIGURE_NOTE = "Figure Note"

_HYPHEN = re.compile(r"(?<=[A-Z0-9])-(?=\d)")

_TONES: dict[Tone, tuple[str, str]] = {
    "green": ("CCE5D8", "00401E"),
    "amber": ("FFEB99", INK),
    "red": ("F7D4D1", "6B140E"),
    "blue": ("CCDFF1", "002F5C"),
    "grey": ("E8EDEE", INK),
}

_PARAGRAPHS = (
    # style, size in points, bold, colour, space before and after in points: the sizes of the PDF, so that both hold as much
    ("Normal", 9.5, False, INK, 0, 4),
    ("Title", 19, True, INK, 0, 2),
    ("Subtitle", 11, False, QUIET, 0, 2),
    ("Heading 1", 12.5, True, ACCENT, 11, 3),
    ("Heading 2", 10.5, True, INK, 7, 2),
    ("Heading 3", 9.5, True, INK, 6, 2),
    ("List Bullet", 9.5, False, INK, 0, 3),
    ("Caption", 8.5, True, INK, 2, 2),
    (DATE_LINE, 9.5, False, QUIET, 0, 4),
    (MARKED, 9.5, True, INK, 0, 5),
    (NOTE, 8.5, False, INK, 4, 4),
    (TABLE_TEXT, 8.5, False, INK, 1.5, 1.5),
    (AFTER_TABLE, 2, False, INK, 0, 2),
    (FIGURE_LABEL, 8.5, False, QUIET, 1, 0),
    (FIGURE_VALUE, 19, True, INK, 0, 0),
    (FIGURE_MOVEMENT, 8.5, True, INK, 0, 0),
    (FIGURE_NOTE, 8, False, QUIET, 0, 1),
    ("Footer", 8, False, QUIET, 0, 0),
)


def set_up(document: Any, report: Report) -> None:
    """A4 with sensible margins, our styles, the language, and a footer with the page number."""
    from docx.shared import Mm

    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(18)
    section.top_margin, section.bottom_margin = Mm(16), Mm(18)
    section.footer_distance = Mm(8)
    for name, size, bold, colour, before, after in _PARAGRAPHS:
        _paragraph_style(document, name, size, bold, colour, before, after)
    _add(document.styles[MARKED].element.get_or_add_pPr(), "w:shd", val="clear", color="auto", fill="FFEB99")
    note = document.styles[NOTE].element.get_or_add_pPr()
    borders = _add(note, "w:pBdr")
    _add(borders, "w:left", val="single", sz="18", space="8", color=RULE)
    _add(note, "w:shd", val="clear", color="auto", fill=SURFACE)
    _table_style(document, TABLE, inner=HAIRLINE, left=None)
    _table_style(document, FIGURE_TABLE, inner=None, left=ACCENT)
    _set_language(document, report.language)
    _footer(section, " · ".join(part for part in (report.title, report.date_line(), report.marked) if part))


def text_width(document: Any) -> int:
    """The width between the margins, in English metric units."""
    section = document.sections[0]
    return int(section.page_width - section.left_margin - section.right_margin)


def alignment(name: Alignment) -> Any:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    return {"left": None, "right": WD_ALIGN_PARAGRAPH.RIGHT, "centre": WD_ALIGN_PARAGRAPH.CENTER}[name]


def mark_heading_row(row: Any) -> None:
    """The row is the table's headings, and comes again on every page."""
    _add(row._tr.get_or_add_trPr(), "w:tblHeader")


def keep_together(row: Any) -> None:
    """The row is not broken over two pages."""
    _add(row._tr.get_or_add_trPr(), "w:cantSplit", first=True)


def keep_with_next(row: Any, after: Any) -> None:
    """The last row of a table and what stands after it stay with the paragraph that follows."""
    for paragraph in (*(each for cell in row.cells for each in cell.paragraphs), after):
        paragraph.paragraph_format.keep_with_next = True


def write(run: Any, text: str) -> None:
    """The text; references and spans do not break at their hyphen: P-0042, R-003, 4-6."""
    for number, line in enumerate(text.split("\n")):
        if number:
            run.add_break()
        first, *others = _HYPHEN.split(line)
        run.add_text(first)
        for part in others:
            _add(run._r, "w:noBreakHyphen")
            run.add_text(part)


def set_widths(table: Any, widths: Sequence[int]) -> None:
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
        for cell in column.cells:
            cell.width = width


def shade(run: Any, tone: Tone) -> None:
    """Draw the run as a tag."""
    from docx.shared import RGBColor

    paper, pen = _TONES[tone]
    run.font.color.rgb = RGBColor.from_string(pen)
    _add(run._r.get_or_add_rPr(), "w:shd", val="clear", color="auto", fill=paper)


def quieten(run: Any) -> None:
    """Draw the run as a second, quieter line."""
    from docx.shared import Pt, RGBColor

    run.font.size = Pt(8)
    run.font.color.rgb = RGBColor.from_string(QUIET)


def turn_into_link(paragraph: Any, run: Any, address: str) -> None:
    """Make the run, the last of its paragraph, a link to a web address."""
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.oxml.ns import qn
    from docx.shared import RGBColor

    run.font.underline = True
    run.font.color.rgb = RGBColor.from_string(ACCENT)
    link = _add(paragraph._p, "w:hyperlink")
    link.set(qn("r:id"), paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    link.append(run._r)


def _paragraph_style(
    document: Any, name: str, size: float, bold: bool, colour: str, before: float, after: float
) -> None:
    from docx.enum.style import WD_STYLE_TYPE
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    existing = name in {style.name for style in document.styles}
    style = document.styles[name] if existing else document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    if not existing:
        style.base_style = document.styles["Normal"]
        style.quick_style = True
    style.font.size, style.font.bold, style.font.italic = Pt(size), bold, False
    style.font.color.rgb = RGBColor.from_string(colour)
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
    style.paragraph_format.line_spacing = 1.0
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for attribute in [*fonts.attrib]:
        del fonts.attrib[attribute]  # the template's headings are tied to the theme's fonts
    for script in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{script}"), FONT)
    for old in list(style.element.iter(qn("w:spacing"), qn("w:kern"))):
        if old.getparent().tag == qn("w:rPr"):
            old.getparent().remove(old)
    for old in list(style.element.get_or_add_pPr().iter(qn("w:pBdr"))):
        old.getparent().remove(old)
    if name == "Caption":
        style.paragraph_format.keep_with_next = True


def _table_style(document: Any, name: str, *, inner: str | None, left: str | None) -> None:
    """Hairlines between rows and a firmer line below the headings, or an upright line left of each figure."""
    from docx.enum.style import WD_STYLE_TYPE

    style = document.styles.add_style(name, WD_STYLE_TYPE.TABLE)
    style.base_style = document.styles["Normal Table"]
    table = _add(style.element, "w:tblPr")
    borders = _add(table, "w:tblBorders")
    if left:
        _add(borders, "w:left", val="single", sz="16", space="0", color=left)
        _add(borders, "w:insideV", val="single", sz="16", space="0", color=left)
    if inner:
        _add(borders, "w:bottom", val="single", sz="4", space="0", color=inner)
        _add(borders, "w:insideH", val="single", sz="4", space="0", color=inner)
    margins = _add(table, "w:tblCellMar")
    for side in ("left", "right"):
        _add(margins, f"w:{side}", w="100" if left else "70", type="dxa")
    if inner:
        first = _add(style.element, "w:tblStylePr", type="firstRow")
        cell_borders = _add(_add(first, "w:tcPr"), "w:tcBorders")
        _add(cell_borders, "w:bottom", val="single", sz="8", space="0", color=RULE)


def _set_language(document: Any, language: str) -> None:
    from docx.oxml.ns import qn

    for place in (document.styles.element, document.settings.element):
        for mark in place.iter(qn("w:lang"), qn("w:themeFontLang")):
            mark.set(qn("w:val"), language)


def _footer(section: Any, text: str) -> None:
    """What the document is on the left, "Page 1 of 2" on the right."""
    from docx.enum.text import WD_TAB_ALIGNMENT

    paragraph = section.footer.paragraphs[0]
    stops = paragraph.style.paragraph_format.tab_stops
    stops.clear_all()
    stops.add_tab_stop(
        section.page_width - section.left_margin - section.right_margin, WD_TAB_ALIGNMENT.RIGHT
    )
    paragraph.add_run(f"{clean_text(text).replace(chr(10), ' ')}\tPage ")
    _add_field(paragraph, "PAGE")
    paragraph.add_run(" of ")
    _add_field(paragraph, "NUMPAGES")


def _add_field(paragraph: Any, code: str) -> None:
    field = _add(paragraph._p, "w:fldSimple", instr=code)
    shown = paragraph.add_run("1")
    field.append(shown._r)


def _add(parent: Any, tag: str, *, first: bool = False, **attributes: str) -> Any:
    """A new element under `parent`, its attributes in Word's own namespace."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), value)
    if first:
        parent.insert(0, element)
    else:
        parent.append(element)
    return element
