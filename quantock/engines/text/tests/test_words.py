"""Plain English, worked by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quantock.engines.text import (
    diff_words,
    excerpt,
    money,
    money_exact,
    movement,
    number,
    plural,
    say_list,
)
from quantock.engines.text import words as words_module


def test_lists():
    assert say_list([]) == ""
    assert say_list(["a"]) == "a"
    assert say_list(["a", "b"]) == "a and b"
    assert say_list(iter("abc")) == "a, b and c"
    assert say_list("abc", joined_by="or") == "a, b or c"


@pytest.mark.parametrize(
    ("count", "one", "wanted"),
    [
        (0, "project", "0 projects"),
        (1, "project", "1 project"),
        (9, "project", "9 projects"),
        (1234, "project", "1,234 projects"),
        (2, "PDSA cycle", "2 PDSA cycles"),
        (2, "entry", "2 entries"),
        (2, "day", "2 days"),
        (2, "person", "2 people"),
        (3, "late person", "3 late people"),
        (2, "process", "2 processes"),
        (2, "batch", "2 batches"),
        (2, "box", "2 boxes"),
    ],
)
def test_plurals(count, one, wanted):
    assert plural(count, one) == wanted


def test_a_plural_that_cannot_be_guessed_is_given():
    assert plural(2, "criterion", "criteria") == "2 criteria"
    assert plural(1, "criterion", "criteria") == "1 criterion"


def test_numbers_and_movements():
    assert number(-1234) == "−1,234"
    assert movement(3) == "▲ 3"
    assert movement(-1200) == "▼ 1,200"
    assert movement(0) == "no change"


@pytest.mark.parametrize(
    ("pence", "said", "exact"),
    [
        (0, "£0", "£0"),
        (5, "£0.05", "£0.05"),
        (1250, "£12.50", "£12.50"),
        (1200, "£12", "£12"),
        (9999, "£99.99", "£99.99"),
        (12349, "£123", "£123.49"),
        (12350, "£124", "£123.50"),
        (95_000_000, "£950,000", "£950,000"),
        (99_999_949, "£999,999", "£999,999.49"),
        (99_999_950, "£1.0m", "£999,999.50"),
        (123_456_700, "£1.2m", "£1,234,567"),
        (125_000_000, "£1.3m", "£1,250,000"),
        (4_400_000_000, "£44.0m", "£44,000,000"),
        (99_994_999_999, "£999.9m", "£999,949,999.99"),
        (99_995_000_000, "£1.00bn", "£999,950,000"),
        (201_302_000_000, "£2.01bn", "£2,013,020,000"),
        (-120_000_000, "−£1.2m", "−£1,200,000"),
        (-50, "−£0.50", "−£0.50"),
    ],
)
def test_money(pence, said, exact):
    assert money(pence) == said
    assert money_exact(pence) == exact


@given(st.integers(-(10**16), 10**16))
def test_exact_money_can_be_read_back(pence):
    said = money_exact(pence).replace("−", "-").replace("£", "").replace(",", "")
    pounds, _, rest = said.partition(".")
    assert int(pounds + (rest or "00")) == pence


@given(st.text(), st.integers(10, 80), st.text(max_size=9))
def test_an_excerpt_is_one_line_and_short_enough(text, limit, around):
    shown = excerpt(text, limit, around=around)
    assert len(shown) <= limit
    assert "\n" not in shown


def test_excerpts_cut_between_words_and_show_what_was_searched_for():
    assert excerpt("Short\nenough") == "Short enough"
    assert excerpt("the quick brown fox jumps", 14) == "the quick…"
    assert excerpt("one two three, four five six", 15) == "one two three…"
    assert excerpt("x" * 30, 10) == "x" * 9 + "…"
    shown = excerpt("word " * 50 + "Falls " + "word " * 50, 40, around="falls")
    assert shown.startswith("…word")
    assert "Falls" in shown
    assert shown.endswith("…")
    assert excerpt("word " * 50, 12, around="absent") == "word word…"


@given(st.text(), st.text())
def test_a_comparison_holds_both_texts(old, new):
    pieces = diff_words(old, new)
    assert "".join(text for kind, text in pieces if kind != "added") == old
    assert "".join(text for kind, text in pieces if kind != "removed") == new


@given(st.text())
def test_a_text_compared_with_itself_has_no_changes(text):
    assert diff_words(text, text) == ([("same", text)] if text else [])


def test_only_the_changed_words_are_marked():
    assert diff_words("from 6 to 3 falls", "from 6 to 4 falls") == [
        ("same", "from 6 to "),
        ("removed", "3 "),
        ("added", "4 "),
        ("same", "falls"),
    ]
    assert diff_words("", "new") == [("added", "new")]
    assert diff_words("a b c d e", "x b c d y") == [
        ("removed", "a "),
        ("added", "x "),
        ("same", "b c d "),
        ("removed", "e"),
        ("added", "y"),
    ]


def test_texts_too_long_to_compare_are_shown_as_replaced(monkeypatch):
    monkeypatch.setattr(words_module, "_MOST_COMPARED", 2)
    assert diff_words("one two three same", "four two five same") == [
        ("removed", "one two three "),
        ("added", "four two five "),
        ("same", "same"),
    ]
