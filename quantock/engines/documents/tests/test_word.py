"""The Word document, reopened with python-docx."""

import io
import re
import zipfile
from datetime import datetime

import docx
import pytest
from docx.oxml.ns import qn

from quantock.engines.documents.fonts import find_fonts
from quantock.engines.documents.pdf import PdfError
from quantock.engines.documents.report import (
    Bullets,
    Figure,
    Figures,
    Heading,
    Note,
    Paragraph,
    Picture,
    Report,
    Run,
    Table,
)
from quantock.engines.documents.word import to_docx

from .boards import BARS, board_report
from .reading import CLEANED, HOSTILE


@pytest.fixture(scope="module")
def fonts():
    return find_fonts()


@pytest.fixture(scope="module")
def board(fonts):
    return docx.Document(io.BytesIO(to_docx(board_report(), fonts)))


def test_it_works(board):
    lines = [
        (paragraph.style.name, paragraph.text) for paragraph in board.paragraphs if paragraph.text.strip()
    ]
    assert lines == [
        ("Title", "Board report ŵ"),
        ("Subtitle", "Whole portfolio"),
        ("Date Line", "As at 31 October 2026"),
        ("Marking", "Demonstration data"),
        ("Normal", "9 projects are red. Three more than\nlast month."),
        ("Heading 1", "We are asked to decide"),
        ("Caption", "Two decisions"),
        ("Heading 2", "Detail"),
        ("List Bullet", "First thing"),
        ("List Bullet", "Second thing"),
        ("Caption", "Confidence"),
        ("Heading 1", "Money"),
        ("Note", "In-year revenue only."),
    ]
    assert [run.bold for run in board.paragraphs[4].runs] == [True, None]


def test_the_page_and_the_properties(board):
    section = board.sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    assert round(section.left_margin.mm) == round(section.right_margin.mm) == 18
    properties = board.core_properties
    assert properties.title == "Board report ŵ"
    assert properties.language == "en-GB"
    assert properties.created.replace(tzinfo=None) == datetime(2026, 10, 31)
    assert properties.author == ""
    languages = [mark.get(qn("w:val")) for mark in board.styles.element.iter(qn("w:lang"))]
    assert languages == ["en-GB"]


def test_page_numbers_in_the_footer(board):
    footer = board.sections[0].footer.paragraphs[0]
    assert footer.text == "Board report ŵ · As at 31 October 2026 · Demonstration data\tPage  of "
    assert [field.get(qn("w:instr")) for field in footer._p.iter(qn("w:fldSimple"))] == ["PAGE", "NUMPAGES"]


def test_tables_are_tables(board):
    figures, decisions, kinds = board.tables
    assert [[cell.text for cell in row.cells] for row in figures.rows] == [
        ["Active", "Red"],
        ["121", "9"],
        ["▲ 6 since 1 October", ""],
        ["12 not rated", ""],
    ]
    assert [[cell.text for cell in row.cells] for row in decisions.rows] == [
        ["Project", "Confidence", "Budget"],
        ["P-0042 Falls", "Amber", "£84,000"],
        ["P-0107 Care record", "Red", "£1,200,000"],
    ]
    for table in (figures, decisions, kinds):
        repeated = [row._tr.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None for row in table.rows]
        assert repeated == [True] + [False] * (len(table.rows) - 1)
    assert [str(cell.paragraphs[0].alignment) for cell in decisions.rows[1].cells] == [
        "None",
        "None",
        "RIGHT (2)",
    ]
    widths = [cell.width for cell in decisions.rows[0].cells]
    assert widths[0] == pytest.approx(3 * widths[1], rel=0.01)
    shading = decisions.rows[2].cells[1].paragraphs[0].runs[0]._r.find(f"{qn('w:rPr')}/{qn('w:shd')}")
    assert shading.get(qn("w:fill")) == "F7D4D1"


def test_pictures_have_words(board):
    pictures = list(board.inline_shapes)
    assert [picture._inline.docPr.get("descr") for picture in pictures] == [
        "Bar chart: 31 green",
        "The same bars",
    ]
    assert pictures[0].width == pytest.approx(pictures[1].width / 2, rel=0.01)
    assert pictures[0].width / pictures[0].height == pytest.approx(5, rel=0.02)


def outside(data):
    """Every address a document points at outside itself."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        relations = b"".join(archive.read(name) for name in archive.namelist() if name.endswith(".rels"))
    return re.findall(rb'Target="([^"]*)"[^>]*TargetMode="External"', relations)


def test_only_web_links_point_outside(fonts):
    runs = tuple(
        Run("x", link=link)
        for link in ("https://example.org/a", "javascript:alert(1)", "file:///etc/passwd", "\\\\host\\x")
    )
    assert outside(to_docx(Report("T", [Paragraph(runs)]), fonts)) == [b"https://example.org/a"]


@pytest.mark.parametrize(
    ("text", "clean"), [*zip(HOSTILE, CLEANED, strict=True), ("x" * 40_000, "x" * 40_000)]
)
def test_any_text_anywhere(fonts, text, clean):
    data = to_docx(
        Report(
            "T" + text,
            [
                Heading("H" + text),
                Paragraph((Run(text, link="https://example.org/" + text), Run(text, tone="amber"))),
                Bullets([text]),
                Table([text], [[text]], caption=text),
                Figures([Figure(text, text, text, text)]),
                Note(text),
                Picture(BARS, "W" + text, caption=text),
            ],
            subtitle=text,
            marked=text,
        ),
        fonts,
    )
    document = docx.Document(io.BytesIO(data))
    clean = clean or ""
    assert document.paragraphs[0].text == "T" + clean
    assert document.tables[0].rows[1].cells[0].text == clean
    assert document.inline_shapes[0]._inline.docPr.get("descr").split() == ("W" + clean).split()
    assert all(address.startswith(b"https://example.org/") for address in outside(data))


def test_the_same_report_gives_the_same_bytes(fonts):
    data = to_docx(board_report(), fonts)
    assert data == to_docx(board_report(), fonts)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_nothing_that_runs(fonts):
    with zipfile.ZipFile(io.BytesIO(to_docx(board_report(), fonts))) as archive:
        assert not [name for name in archive.namelist() if re.search(r"vba|embeddings|activeX", name)]
        body = archive.read("word/document.xml")
    assert b"instr" not in body


def test_a_damaged_picture_is_an_error(fonts):
    with pytest.raises(PdfError):
        to_docx(Report("T", [Picture("<svg", "words")]), fonts)


def test_references_do_not_break_at_their_hyphen(fonts):
    report = Report("R", blocks=[Paragraph("P-0042 and co-design, R-003\nof P-0001")])
    document = docx.Document(io.BytesIO(to_docx(report, fonts)))
    said = document.paragraphs[-1]
    assert said.text == "P-0042 and co-design, R-003\nof P-0001"
    assert len(list(said._p.iter(qn("w:noBreakHyphen")))) == 3


def test_the_last_row_of_a_table_stays_with_the_sentence_below_it(fonts):
    rows = [["Falls"], ["Rotas"]]
    blocks = [Table(["Which"], rows), Paragraph("See all 9"), Table(["Which"], rows), Heading("Next")]
    document = docx.Document(io.BytesIO(to_docx(Report("R", blocks=blocks), fonts)))
    stays = [
        [row.cells[0].paragraphs[0].paragraph_format.keep_with_next for row in t.rows]
        for t in document.tables
    ]
    assert stays == [[None, None, True], [None, None, None]]
