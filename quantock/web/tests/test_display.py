"""How dates, money and counts are written."""

import datetime

import pytest
from django.test import RequestFactory

from quantock.web import display
from quantock.web.display import Paged

DAY = datetime.date(2026, 1, 14)


def test_dates_are_written_out():
    assert display.say_date(DAY) == "14 January 2026"
    assert display.say_short_date(DAY) == "14 Jan 2026"
    assert display.say_date(None) == display.say_short_date(None) == display.say_time(None) == ""


def test_a_reference_stays_on_one_line_and_other_text_is_escaped():
    assert display.unbroken("<b> (R-001 of P-0042), 4-6") == (
        '&lt;b&gt; (<span class="unbroken">R-001</span> of <span class="unbroken">P-0042</span>), 4-6'
    )


def test_a_moment_is_told_as_in_london():
    late = datetime.datetime(2026, 6, 30, 23, 5, tzinfo=datetime.UTC)
    assert display.say_date(late) == "1 July 2026"
    assert display.say_time(late) == "1 July 2026 at 0:05"


def test_nothing_is_said_of_nothing():
    for says in (display.ago, display.money, display.money_exact):
        assert says(None) == ""


def test_a_moment_is_so_long_ago_as_its_day_in_london():
    late = datetime.datetime(2026, 6, 30, 23, 5, tzinfo=datetime.UTC)
    assert display.ago(late, on=datetime.date(2026, 7, 3)) == "2 days ago"
    assert display.ago(DAY, on=DAY) == "today"


def test_money_is_short_in_words_and_exact_in_tables():
    assert display.money(120_000_000) == "£1.2m"
    assert display.money_exact(120_000_050) == "£1,200,000.50"


def test_lists_and_movements():
    assert display.say_list([1, 2, 3], "or") == "1, 2 or 3"
    assert display.movement(9, 6, "1 October") == "▲ 3 since 1 October"
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
