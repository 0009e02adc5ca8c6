"""A report as a Word document that people go on editing.

Real styles and headings, tables whose heading row repeats, pictures with text alternatives, page numbers. No
macro, no field that fetches anything, and no link but to the web.
"""

import io
import zipfile
from collections.abc import Callable
from itertools import zip_longest
from operator import attrgetter
from pathlib import Path
from typing import Any

from quantock.engines.documents import wordstyles as styles
from quantock.engines.documents.clean import clean_text, utc_midnight
from quantock.engines.documents.pdf import to_png
from quantock.engines.documents.report import (
    Alignment,
    Block,
    Bullets,
    Figure,
    Figures,
    Heading,
    Note,
    PageBreak,
    Paragraph,
    Picture,
    Report,
    Run,
    Table,
    Words,
    runs,
    safe_link,
)

_MOST_PROPERTY = 255
"""Characters in a document property; the text itself is always whole."""


def to_docx(report: Report, fonts: Path) -> bytes:
    """The report as a Word document on A4. `fonts` draws the text in pictures (`fonts.find_fonts`).

    Pictures go in as PNG. The same report gives the same bytes. Raises PdfError for a damaged picture.
    """
    import docx

    document = docx.Document()
    styles.set_up(document, report)
    properties = document.core_properties
    properties.title = clean_text(report.title)[:_MOST_PROPERTY]
    properties.subject = clean_text(report.subtitle)[:_MOST_PROPERTY]
    properties.language = report.language
    properties.author = ""
    properties.comments = ""
    if report.as_at:
        properties.created = properties.modified = utc_midnight(report.as_at).replace(tzinfo=None)
    _Writer(document, fonts).report(report)
    saved = io.BytesIO()
    document.save(saved)
    return _without_times(saved.getvalue())


def _without_times(package: bytes) -> bytes:
    """The same archive, every entry dated 1 January 1980, so that the same report gives the same bytes."""
    again = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(package)) as archive,
        zipfile.ZipFile(again, "w", zipfile.ZIP_DEFLATED) as fixed,
    ):
        for entry in archive.infolist():
            fixed.writestr(zipfile.ZipInfo(entry.filename), archive.read(entry), zipfile.ZIP_DEFLATED)
    return again.getvalue()


class _Writer:
    """Adds blocks to an open document. `Any`, because python-docx has no types."""

    def __init__(self, document: Any, fonts: Path) -> None:
        self._document = document
        self._fonts = fonts

    def report(self, report: Report) -> None:
        self._line(report.title, "Title")
        if report.subtitle:
            self._line(report.subtitle, "Subtitle")
        if date_line := report.date_line():
            self._line(date_line, styles.DATE_LINE)
        if report.marked:
            self._line(report.marked, styles.MARKED)
        for block, following in zip_longest(report.blocks, report.blocks[1:]):
            self.block(block)
            if isinstance(block, Table) and isinstance(following, Paragraph):
                styles.keep_with_next(self._document.tables[-1].rows[-1], self._document.paragraphs[-1])

    def block(self, block: Block) -> None:
        match block:
            case Heading(text=text, level=level):
                self._line(text, f"Heading {level}")
            case Paragraph(words=words):
                self._words(self._document.add_paragraph(), words)
            case Note(words=words):
                self._words(self._document.add_paragraph(style=styles.NOTE), words)
            case Bullets(items=items):
                for item in items:
                    self._words(self._document.add_paragraph(style="List Bullet"), item)
            case Table():
                self.table(block)
            case Figures():
                self.figures(block)
            case Picture():
                self.picture(block)
            case PageBreak():
                self._document.add_page_break()

    def table(self, table: Table) -> None:
        if table.caption:
            self._line(table.caption, "Caption")
        made = self._new_table(len(table.rows) + 1, table.shares(), styles.TABLE)
        styles.mark_heading_row(made.rows[0])
        headings = [(Run(heading, bold=True),) for heading in table.headings]
        for row, cells in zip(made.rows, [headings, *table.rows], strict=True):
            styles.keep_together(row)
            for column, (cell, words) in enumerate(zip(row.cells, cells, strict=True)):
                self._cell(cell.paragraphs[0], words, table.alignment(column))
        self._after_table()

    def figures(self, figures: Figures) -> None:
        """The labels are a real heading row, so that the numbers can be read and edited as a table."""
        label, movement, note = map(attrgetter, ("label", "movement", "note"))

        def value(figure: Figure) -> Words:
            return (Run(figure.value, link=figure.link),)

        parts: list[tuple[str, Callable[[Figure], Words]]] = [
            (styles.FIGURE_LABEL, label),
            (styles.FIGURE_VALUE, value),
            (styles.FIGURE_MOVEMENT, movement),
            (styles.FIGURE_NOTE, note),
        ]
        shown = [(style, read) for style, read in parts if read is label or any(map(read, figures.items))]
        made = self._new_table(len(shown), [1 / len(figures.items)] * len(figures.items), styles.FIGURE_TABLE)
        styles.mark_heading_row(made.rows[0])
        for row, (style, read) in zip(made.rows, shown, strict=True):
            for cell, item in zip(row.cells, figures.items, strict=True):
                cell.paragraphs[0].style = style
                cell.paragraphs[0].paragraph_format.keep_with_next = style is not shown[-1][0]
                self._words(cell.paragraphs[0], read(item))
        self._after_table()

    def picture(self, picture: Picture) -> None:
        png = to_png(picture.svg, self._fonts, width=round(2_000 * picture.share))
        width = round(styles.text_width(self._document) * picture.share)
        paragraph = self._document.add_paragraph()
        inline = paragraph.add_run().add_picture(io.BytesIO(png), width=width)
        described = inline._inline.docPr
        described.set("descr", clean_text(picture.alt))
        described.set("name", f"Picture {described.id}")
        if picture.caption:
            paragraph.paragraph_format.keep_with_next = True
            self._line(picture.caption, "Caption")
            self._document.paragraphs[-1].paragraph_format.keep_with_next = False

    def _line(self, text: str, style: str) -> None:
        self._words(self._document.add_paragraph(style=style), text)

    def _new_table(self, rows: int, shares: list[float], style: str) -> Any:
        made = self._document.add_table(rows=rows, cols=len(shares), style=style)
        styles.set_widths(made, [round(styles.text_width(self._document) * share) for share in shares])
        return made

    def _after_table(self) -> None:
        """Word joins two tables with nothing between them, and wants a paragraph after the last."""
        self._document.add_paragraph(style=styles.AFTER_TABLE)

    def _cell(self, paragraph: Any, words: Words, alignment: Alignment) -> None:
        paragraph.style = styles.TABLE_TEXT
        paragraph.alignment = styles.alignment(alignment)
        self._words(paragraph, words)

    def _words(self, paragraph: Any, words: Words) -> None:
        for run in runs(words):
            made = paragraph.add_run()
            styles.write(made, clean_text(f"\n{run.text}" if run.under else run.text))
            made.bold = True if run.bold or run.tone else None
            if run.under:
                styles.quieten(made)
            if run.tone:
                styles.shade(made, run.tone)
            if address := safe_link(run.link):
                styles.turn_into_link(paragraph, made, address)
