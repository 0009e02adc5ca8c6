"""A report made to fit: what can be spared goes first, and nothing goes unsaid."""

import pytest

from quantock.engines.documents.fitting import SHAPES, fitted, pages_of, shortened
from quantock.engines.documents.fonts import find_fonts
from quantock.engines.documents.pdf import to_pdf
from quantock.engines.documents.report import Heading, Paragraph, Picture, Report, Table

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="100" height="60"><rect width="100" height="60"/></svg>'


def report(*, rows=40, fewest=3, long=1):
    """Two pictures, a table that may be cut and one that may not."""
    words = "A long line of words that a board reads. " * long
    return Report(
        title="Board report",
        blocks=[
            Heading("One"),
            Picture(SVG, "First to go", 0.5, spare=1),
            Table(["What"], [[f"{place} {words}"] for place in range(rows)], fewest=fewest),
            Paragraph("See all of them"),
            Picture(SVG, "Second to go", 0.5, spare=2),
            Picture(SVG, "Never goes", 0.5),
            Table(["Kind"], [["Revenue"], ["Capital"]]),
        ],
    )


def shape(one):
    """The pictures that are left, and the rows of each table."""
    return (
        [block.alt for block in one.blocks if isinstance(block, Picture)],
        [len(block.rows) for block in one.blocks if isinstance(block, Table)],
    )


@pytest.mark.parametrize(
    ("spared", "less", "pictures", "rows"),
    [
        (0, None, ["First to go", "Second to go", "Never goes"], [40, 2]),
        (1, None, ["Second to go", "Never goes"], [40, 2]),
        (1, 0, ["Second to go", "Never goes"], [3, 2]),
        (2, 1, ["Never goes"], [2, 2]),
        (2, 9, ["Never goes"], [1, 2]),
    ],
)
def test_what_each_shape_holds(spared, less, pictures, rows):
    assert shape(shortened(report(), spared, less)) == (pictures, rows)


def test_what_is_left_out_is_said_where_the_report_does_not_say_it_itself():
    whole = Report(
        title="Benefits",
        blocks=[Table(["Class"], [["Cash"], ["Quality"], ["Other"]], fewest=2, of="classes")],
    )
    table, note = shortened(whole, 1, 1).blocks
    assert len(table.rows) == 1
    assert note.words == "and 2 more classes on the page of this report"
    assert len(shortened(whole, 1, None).blocks) == 1


def test_what_fits_stays_whole():
    short = report(rows=4)
    assert fitted(short, find_fonts(None), pages=2) == short


def test_a_long_one_is_cut_until_it_fits():
    fonts = find_fonts(None)
    assert pages_of(to_pdf(report(), fonts)) > 1
    short = fitted(report(), fonts, pages=1)
    assert pages_of(to_pdf(short, fonts)) == 1
    assert shape(short) == (["Second to go", "Never goes"], [3, 2])


def test_the_shortest_is_given_where_none_fits():
    fonts = find_fonts(None)
    long = report(rows=3, fewest=3, long=600)
    assert fitted(long, fonts, pages=1) == shortened(long, *SHAPES[-1])
