"""How dates, money and counts are written."""

import datetime

import pytest
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from quantock.web import display
from quantock.web.display import Paged

DAY = datetime.date(2026, 1, 14)


def test_dates_are_written_out():
    assert display.say_date(DAY) == "14 January 2026"
    assert display.say_short_date(DAY) == "14 Jan 2026"
    assert display.say_date(None) == display.say_short_date(None) == display.say_time(None) == ""


def test_a_moment_is_told_as_in_london():
    late = datetime.datetime(2026, 6, 30, 23, 5, tzinfo=datetime.UTC)
    assert display.say_date(late) == "1 July 2026"
    assert display.say_time(late) == "1 July 2026 at 0:05"


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (0, "today"),
        (1, "yesterday"),
        (-1, "tomorrow"),
        (5, "5 days ago"),
        (13, "13 days ago"),
        (14, "2 weeks ago"),
        (70, "2 months ago"),
        (729, "24 months ago"),
        (730, "2 years ago"),
        (-5, "in 5 days"),
        (-21, "in 3 weeks"),
    ],
)
def test_how_long_ago(days, said):
    assert display.ago(DAY, on=DAY + datetime.timedelta(days)) == said


@pytest.mark.parametrize(
    ("pence", "said"),
    [
        (None, ""),
        (0, "£0"),
        (123456, "£1,235"),
        (999_999, "£10,000"),
        (1_000_000, "£10k"),
        (1_250_000, "£12.5k"),
        (99_999_900, "£1m"),
        (120_000_000, "£1.2m"),
        (99_999_999_999, "£1bn"),
        (150_000_000_000, "£1.5bn"),
        (-120_000_000, "\N{MINUS SIGN}£1.2m"),
    ],
)
def test_money_in_words(pence, said):
    assert display.money(pence) == said


@given(st.integers(-(10**14), 10**14))
def test_money_in_words_is_never_a_thousand_of_its_size(pence):
    assert not any(f"1,000{letter}" in display.money(pence) for letter in ("k", "m"))


def test_exact_money_keeps_every_penny():
    assert display.money_exact(123456789) == "£1,234,567.89"
    assert display.money_exact(-5) == "\N{MINUS SIGN}£0.05"
    assert display.money_exact(None) == ""


def test_counts_lists_and_movements():
    assert display.plural(1, "project") == "1 project"
    assert display.plural(1200, "project") == "1,200 projects"
    assert display.plural(2, "is", "are") == "2 are"
    assert display.say_list([]) == ""
    assert display.say_list(["a"]) == "a"
    assert display.say_list(["a", "b", "c"], "or") == "a, b or c"
    assert display.movement(9, 6, "1 October") == "▲ 3 since 1 October"
    assert display.movement(6, 9, DAY) == "▼ 3 since 14 January 2026"
    assert display.movement(6, 6, DAY) == "no change since 14 January 2026"


def test_initials():
    assert display.initials("Priya Nair") == "PN"
    assert display.initials("priya.nair@trust.example") == "PN"
    assert display.initials("Ó") == "Ó"
    assert display.initials("Ana Maria de Souza") == "AS"
    assert display.initials("") == ""


def test_a_link_keeps_the_rest_of_the_address():
    request = RequestFactory().get("/", {"q": "a&b", "state": ["live", "idea"], "page": "3"})
    assert display.query_with(request, page="") == "?q=a%26b&state=live&state=idea"
    assert display.query_with(request, page=4, q="", state=["ended"]) == "?state=ended&page=4"
    assert display.query_without(request, "state", "live") == "?q=a%26b&state=idea"
    assert display.query_without(request, "state") == "?q=a%26b"
    assert display.query_with(RequestFactory().get("/")) == "?"


@pytest.mark.parametrize(
    ("number", "pages", "shown"),
    [
        (1, 1, [1]),
        (1, 3, [1, 2, 3]),
        (5, 11, [1, "…", 4, 5, 6, "…", 11]),
        (3, 4, [1, 2, 3, 4]),
        (1, 100, [1, 2, "…", 100]),
    ],
)
def test_pages_are_few_enough_to_read(number, pages, shown):
    assert list(Paged(number, pages).numbers()) == shown
