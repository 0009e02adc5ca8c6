"""The arithmetic of benefits."""

from datetime import date

import pytest

from quantock.benefits import rules
from quantock.benefits.rules import MonthSaid

APRIL, MAY, JUNE = (date(2026, month, 1) for month in (4, 5, 6))


@pytest.mark.parametrize(
    ("kind", "typed", "unit"),
    [
        ("cash", "", "£"),
        ("cash", "pounds", "£"),
        ("quality", "", ""),
        ("quality", " falls ", "falls"),
        ("societal", "Money", "£"),
        ("disbenefit", "hours", "hours"),
    ],
)
def test_a_class_may_leave_no_choice_of_unit(kind, typed, unit):
    assert rules.unit_of(kind, typed) == unit


def test_money_classes_are_counted_in_nothing_else():
    with pytest.raises(ValueError, match="counted in pounds"):
        rules.unit_of("avoidance", "hours")


@pytest.mark.parametrize(
    ("figure", "unit", "exact", "said"),
    [
        (120_000_000, "£", False, "£1.2m"),
        (120_000_000, "£", True, "£1,200,000"),
        (1250, "hours", False, "12.5 hours"),
        (-100_025, "falls", True, "−1,000.25 falls"),
        (0, "falls", False, "0 falls"),
        (None, "£", False, ""),
    ],
)
def test_a_figure_is_said_in_its_unit(figure, unit, exact, said):
    assert rules.say_figure(figure, unit, exact=exact) == said


def test_nothing_said_is_no_figure_and_not_nought():
    assert rules.sums_of([]) == rules.Sums()
    sums = rules.sums_of([MonthSaid(APRIL, 100, 80), MonthSaid(MAY, 100, 0), MonthSaid(JUNE, 100)])
    assert sums == rules.Sums(300, 80, 200, MAY)
    assert rules.sums_of([MonthSaid(APRIL, None, 5)]) == rules.Sums(None, 5, None, APRIL)


def test_what_is_over_and_forecast_waits_for_its_report():
    said = [MonthSaid(APRIL, 1, 1), MonthSaid(MAY, 1), MonthSaid(JUNE, 1)]
    on = date(2026, 6, 20)
    assert rules.awaited(said, starts=None, ends=None, on=on) == [MAY]
    assert rules.awaited(said, starts=date(2026, 5, 20), ends=None, on=on) == [MAY]
    assert rules.awaited(said, starts=JUNE, ends=None, on=on) == []
    assert rules.awaited(said, starts=None, ends=date(2026, 4, 30), on=on) == []


def test_what_is_reported_outside_the_time_of_a_benefit_is_told_and_nought_is_not():
    said = [MonthSaid(APRIL, 1, 1), MonthSaid(MAY, 1, 0), MonthSaid(JUNE, 1, 5)]
    assert rules.outside(said, starts=date(2026, 4, 20), ends=JUNE) == {}
    found = rules.outside(said, starts=date(2026, 6, 1), ends=None)
    assert found == {APRIL: "before it begins on 1 June 2026"}
    assert rules.say_outside(found).startswith("April 2026 is reported before it begins on 1 June 2026")
    late = rules.outside(said, starts=None, ends=date(2026, 3, 31))
    assert list(late) == [APRIL, JUNE]
    assert "April 2026 and 1 other month are reported after it ends" in rules.say_outside(late)


def test_a_year_has_twelve_months_from_april():
    months = rules.months_of(2026)
    assert (months[0], months[-1], len(months)) == (APRIL, date(2027, 3, 1), 12)
    assert rules.year_of(date(2027, 3, 31)) == 2026
    assert rules.financial_year_words(2026) == "2026/27"


def test_a_milestone_reached_too_late_is_said():
    assert rules.comes_before(MAY, JUNE) == "expected 1 June 2026, after the benefit should begin"
    assert rules.comes_before(MAY, MAY) == ""
    assert rules.comes_before(None, MAY) == ""
