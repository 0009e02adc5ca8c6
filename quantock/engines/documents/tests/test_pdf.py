"""The PDF: tagged, marked PDF/UA-1, safe whatever the text, always the same."""

import re
import zlib
from dataclasses import replace
from datetime import date

import pytest

from quantock.engines.documents.fonts import find_fonts
from quantock.engines.documents.pdf import PdfError, to_pdf, to_png
from quantock.engines.documents.report import Bullets, Heading, Note, Paragraph, Picture, Report, Run, Table

from .boards import BARS, board_report
from .reading import HOSTILE


@pytest.fixture(scope="module")
def fonts():
    return find_fonts()


def unpacked(pdf):
    """The PDF with its compressed streams opened up."""
    opened = [pdf]
    for stream in re.finditer(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL):
        try:
            opened.append(zlib.decompressobj().decompress(stream[1]))
        except zlib.error:
            continue
    return b"\n".join(opened)


def said(pdf):
    """The text shown, through each font's own table from glyphs back to characters."""
    opened = unpacked(pdf)
    letters: set[str] = set()
    for table in opened.split(b"begincmap")[1:]:
        for _, code in re.findall(rb"<([0-9A-Fa-f]{4})> <([0-9A-Fa-f]+)>", table):
            letters.update(bytes.fromhex(code.decode()).decode("utf-16-be", "replace"))
    return letters


def test_it_works(fonts):
    pdf = to_pdf(board_report(), fonts)
    opened = unpacked(pdf)

    assert pdf.startswith(b"%PDF-1.7")
    assert re.search(rb"<pdfuaid:part>\s*1\s*</pdfuaid:part>", opened)
    for needed in (b"/StructTreeRoot", b"/MarkInfo", b"/Lang(en-GB)", b"/DisplayDocTitle true"):
        assert needed in opened
    for tag in (
        b"/H1",
        b"/H2",
        b"/Table",
        b"/THead",
        b"/TH",
        b"/TD",
        b"/Caption",
        b"/Figure",
        b"/Link",
        b"/L",
    ):
        assert re.search(rb"/S ?" + tag + rb"\b", opened), tag
    assert b"https://quantock.example/P-0042" in opened
    assert b"/Type/Pages/Count 2" in opened
    assert b"LiberationSans" in opened


def test_the_same_report_gives_the_same_bytes(fonts):
    assert to_pdf(board_report(), fonts) == to_pdf(board_report(), fonts)


def test_the_smallest_report(fonts):
    assert b"/StructTreeRoot" in unpacked(to_pdf(Report("Nothing to say", []), fonts))


def test_other_languages_are_said(fonts):
    welsh = Report("Adroddiad i’r bwrdd", [Paragraph("Tîm gwella ŵ ŷ")], language="cy")
    assert b"/Lang(cy)" in unpacked(to_pdf(welsh, fonts))


@pytest.mark.parametrize(
    "text", [*HOSTILE, "x" * 40_000, '#read("report.typ")', "*bold* _x_ $1$ `r` @a <b> \\u{1}"]
)
def test_any_text_anywhere_is_only_text(fonts, text):
    report = Report(
        "Title " + text,
        [
            Heading("Heading " + text),
            Paragraph((Run(text, bold=True, link="https://example.org/" + text), Run(text, tone="amber"))),
            Bullets([text]),
            Table([text, "B"], [[text, text]], caption=text),
            Note(text),
            Picture(BARS, "Words " + text, caption=text),
        ],
        subtitle=text,
        marked=text,
        as_at=date(2026, 1, 1),
    )
    assert b"/StructTreeRoot" in unpacked(to_pdf(report, fonts))


def test_markup_is_shown_not_run(fonts):
    letters = said(to_pdf(Report("T", [Paragraph("#(1+1) §")]), fonts))
    assert {"#", "(", "+", "§"} <= letters
    assert "2" not in letters


def test_characters_without_a_shape_are_said_in_words(fonts):
    letters = said(to_pdf(Report("0", [Paragraph("👍")]), fonts))
    assert set("[thumbs up sign]".replace(" ", "")) <= letters


@pytest.mark.parametrize(
    ("text", "letters"),
    [("ﬃ", "fi"), ("e\u0301", "é"), ("中", "?"), ("①", "1"), ("a\u2009b\u202fc\ufe0f", "abc")],
)
def test_near_likenesses_are_used(fonts, text, letters):
    assert set(letters) <= said(to_pdf(Report("0", [Paragraph(text)]), fonts))


@pytest.mark.parametrize("length", [60, 61])
def test_a_text_too_long_for_its_place_is_cut_and_says_so(fonts, length):
    letters = said(to_pdf(Report("0", [], marked="x" * length), fonts))
    assert ("…" in letters) == (length > 60)


def test_links_of_other_schemes_are_left_out(fonts):
    report = Report("T", [Paragraph((Run("press", link="javascript:alert(1)"),))])
    assert b"javascript" not in unpacked(to_pdf(report, fonts))


def test_no_day_leaves_no_date_in_the_properties(fonts):
    assert b"/CreationDate" not in unpacked(to_pdf(Report("T", []), fonts))


def test_a_folder_without_our_font_is_an_error(tmp_path):
    with pytest.raises(PdfError, match="unknown font family"):
        to_pdf(Report("T", []), tmp_path)


@pytest.mark.parametrize(
    "svg", ["", "<svg", "not a drawing", "<svg xmlns='http://www.w3.org/2000/svg'><rect"]
)
def test_a_damaged_drawing_is_an_error(fonts, svg):
    with pytest.raises(PdfError):
        to_png(svg, fonts)
    with pytest.raises(PdfError):
        to_pdf(replace(board_report(), blocks=[Picture(svg, "words")]), fonts)


def test_entities_in_a_drawing_are_an_error(fonts):
    bomb = (
        '<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa">'
        + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefghi", "bcdefghij", strict=True))
        + ']><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><text>&j;</text></svg>'
    )
    with pytest.raises(PdfError):
        to_png(bomb, fonts)


def test_a_drawing_reads_no_file(fonts, tmp_path):
    secret = tmp_path / "secret.svg"
    secret.write_text(BARS)
    drawing = (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
        ' viewBox="0 0 10 10"><image width="10" height="10" xlink:href="{}"/></svg>'
    )
    with pytest.raises(PdfError):
        to_png(drawing.format(secret), fonts)


def test_the_words_in_a_drawing_are_drawn(fonts):
    drawing = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 20" width="100" height="20">'
        '<text y="15" font-family="Arial, Helvetica, sans-serif">{}</text></svg>'
    )
    assert len(to_png(drawing.format("Green 31"), fonts)) > 2 * len(to_png(drawing.format(""), fonts))


def test_a_drawing_as_png(fonts):
    png = to_png(BARS, fonts, width=800)
    assert png.startswith(b"\x89PNG")
    assert int.from_bytes(png[16:20], "big") == 800
    assert int.from_bytes(png[20:24], "big") == 160
    assert png == to_png(BARS, fonts, width=800)
