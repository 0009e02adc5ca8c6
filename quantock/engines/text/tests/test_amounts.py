"""Numbers and sums of money as people write them."""

from decimal import Decimal

import pytest

from quantock.engines.text import read_number, read_pounds, read_span


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("3", 3),
        ("1,234.5", "1234.5"),
        ("12 500", 12500),
        ("−4", -4),
        ("", None),
        ("1 2", None),
        ("many", None),
        ("1e9", None),
        ("1_000", None),
        ("NaN", None),
        ("٣", None),
    ],
)
def test_a_number(text, number):
    assert read_number(text) == (None if number is None else Decimal(number))


@pytest.mark.parametrize(
    ("text", "pounds"),
    [
        ("£12,500", 12500),
        ("13k", 13000),
        ("£1.2 million", 1200000),
        ("(300)", -300),
        ("99999999bn", None),
        ("lots", None),
        ("12 beds", None),
        ("£", None),
    ],
)
def test_an_amount(text, pounds):
    assert read_pounds(text) == pounds


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("3", (3, 3)),
        ("1 to 5", (1, 5)),
        ("1–5", (1, 5)),
        ("to 5", (None, 5)),
        ("2 to", (2, None)),
        ("to", None),
        ("some to 5", None),
        ("tomorrow", None),
    ],
)
def test_from_which_to_which(text, span):
    assert read_span(text, read_number) == span
