"""Forecast and reported by month."""

from datetime import date

from defusedxml import ElementTree

from quantock.engines.charts.months import Month, forecast_and_reported, months_sentence
from quantock.engines.charts.svg import text_width
from quantock.engines.dates import add_months

FIRST = date(2026, 4, 1)


def say(figure):
    return f"£{figure:,}"


def months(*figures):
    return [Month(add_months(FIRST, place), *each) for place, each in enumerate(figures)]


def test_the_sentence_compares_only_months_that_have_both():
    assert months_sentence(months((10, 8), (10, 9), (10, None)), say) == (
        "Reported for 2 of 3 months: £17 of £20 forecast for them."
    )
    assert months_sentence(months((10, 8), (None, 9)), say) == "Reported for 2 of 2 months: £17."
    assert months_sentence(months((10, None)), say) == "Nothing is reported yet."


def test_each_month_has_its_bars_and_is_told_in_words():
    drawn = forecast_and_reported(months((10, 8), (0, 0), (None, None)), prefix="m", say=say)
    assert (drawn.count("c-forecast"), drawn.count("c-reported")) == (2, 2)
    assert "April 2026: forecast £10, reported £8" in drawn
    assert "June 2026: no forecast, nothing reported" in drawn


def test_what_was_lost_hangs_under_the_line():
    drawn = forecast_and_reported(months((10, -5), (10, 10)), prefix="m", say=say)
    assert ">£-5<" in drawn
    assert 'height="-' not in drawn


def test_two_years_fit_a_phone_with_fewer_names():
    drawn = forecast_and_reported(months(*[(5, 5)] * 24), prefix="m", say=say, width=320)
    assert 'width="320"' in drawn
    assert drawn.count(">Apr<") == 2
    assert ">May<" not in drawn
    assert drawn.count(">2027<") == 1


def test_nothing_is_drawn_of_nothing():
    assert "Nothing is reported yet" in forecast_and_reported([], prefix="m", say=say)


def test_on_a_phone_what_the_bars_mean_stays_inside_the_picture():
    drawn = ElementTree.fromstring(
        forecast_and_reported(months((7_170_000, 8)), prefix="m", say=say, width=300)
    )
    key = next(each for each in drawn.iter() if each.text == "Reported, not validated")
    assert float(key.get("x")) + text_width("Reported, not validated", 13) <= 300
