"""Text made safe for XML."""

from datetime import UTC, date, datetime
from decimal import Decimal
from xml.etree import ElementTree
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quantock.engines.documents.clean import clean_text, local_time, plain_text


@given(st.text(st.characters(exclude_categories=[])))
def test_whatever_is_cleaned_fits_into_xml(text):
    cleaned = clean_text(text)
    element = ElementTree.fromstring(f"<a>{escape(cleaned)}</a>")  # noqa: S314
    assert (element.text or "") == cleaned
    assert clean_text(cleaned) == cleaned


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("as it is", "as it is"),
        (None, ""),
        (True, "Yes"),
        (Decimal("12.50"), "12.50"),
        (date(2026, 1, 4), "4 January 2026"),
        (datetime(2026, 7, 1, 23, 5, tzinfo=UTC), "2 July 2026 00:05"),
        (12, "12"),
    ],
)
def test_values_as_a_person_would_write_them(value, shown):
    assert plain_text(value) == shown


def test_a_moment_without_a_zone_is_in_london_already():
    assert local_time(datetime(2026, 7, 1, 9)) == datetime(2026, 7, 1, 9)
    assert local_time(datetime(2026, 1, 1, 9, tzinfo=UTC)) == datetime(2026, 1, 1, 9)
