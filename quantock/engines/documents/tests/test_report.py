"""The document model: what it refuses, and the links it lets through."""

from datetime import date

import pytest

from quantock.engines.documents.report import (
    Figures,
    Heading,
    Picture,
    Report,
    Run,
    Table,
    runs,
    safe_link,
)


def test_a_date_line():
    assert Report("T", [], as_at=date(2026, 1, 4)).date_line() == "As at 4 January 2026"
    assert Report("T", []).date_line() == ""


@pytest.mark.parametrize("levels", [(2,), (1, 3), (0,), (1, 2, 3, 4)])
def test_headings_never_skip_a_level(levels):
    with pytest.raises(ValueError, match="follows level"):
        Report("T", [Heading("A", level) for level in levels])


@pytest.mark.parametrize("levels", [(), (1, 2, 3, 1), (1, 1), (1, 2, 3, 2)])
def test_headings_in_order(levels):
    assert len(Report("T", [Heading("A", level) for level in levels]).blocks) == len(levels)


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: Report(" ", []), "needs a title"),
        (lambda: Table([], []), "at least one column"),
        (lambda: Table(["A"], [["1", "2"]]), "row 1 has 2 cells for 1 columns"),
        (lambda: Table(["A"], [], widths=[1, 2]), "2 widths for 1 columns"),
        (lambda: Table(["A"], [], alignments=["left", "right"]), "2 alignments for 1 columns"),
        (lambda: Figures([]), "at least one"),
        (lambda: Picture("<svg/>", " "), "text alternative"),
        (lambda: Picture("<svg/>", "A", share=0), "more than none"),
        (lambda: Picture("<svg/>", "A", share=1.1), "at most all"),
    ],
)
def test_what_is_refused(make, says):
    with pytest.raises(ValueError, match=says):
        make()


def test_shares_make_one():
    assert Table(["A", "B"], []).shares() == [0.5, 0.5]
    assert Table(["A", "B"], [], widths=[3, 1]).shares() == [0.75, 0.25]


def test_plain_text_is_one_run():
    assert runs("a") == (Run("a"),)
    assert runs((Run("a"), Run("b"))) == (Run("a"), Run("b"))


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("https://example.org/a?b=c", True),
        ("http://example.org", True),
        (" https://example.org ", True),
        ("https://example.org/%20", True),
        ("https://example.org/" + "x" * 2_000, False),
        ("java\nscript:alert(1)", False),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("file:///etc/passwd", False),
        ("mailto:a@example.org", False),
        ("//example.org", False),
        ("https:///nowhere", False),
        ("https://[broken", False),
        ("", False),
    ],
)
def test_only_web_links_leave_in_a_document(address, kept):
    assert safe_link(address) == (address.strip() if kept else "")


def test_an_address_is_made_plain_letters():
    assert safe_link("https://example.org/tîm a\ud83d") == "https://example.org/t%C3%AEm%20a"
