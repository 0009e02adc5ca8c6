"""The arithmetic of the registers."""

from datetime import date

import pytest

from quantock.engines.risk import SHIPPED
from quantock.raid import rules
from quantock.raid.kinds import REGISTERS, Kind

ON = date(2026, 11, 25)


def test_a_day_that_has_passed_is_overdue_until_it_is_closed():
    assert str(rules.due(date(2026, 11, 22), is_open=True, on=ON)) == "3 days overdue"
    assert str(rules.due(date(2026, 11, 24), is_open=True, on=ON)) == "1 day overdue"
    assert str(rules.due(ON, is_open=True, on=ON)) == "due today"
    assert rules.due(date(2026, 11, 22), is_open=False, on=ON) is None
    assert rules.due(None, is_open=True, on=ON) is None


def test_an_extreme_risk_is_looked_at_again_in_a_fortnight():
    assert rules.review_by(SHIPPED["nhs-5x5"], 20, on=ON) == date(2026, 12, 9)
    assert rules.review_by(SHIPPED["nhs-5x5"], 6, on=ON) == date(2027, 1, 24)


@pytest.mark.parametrize(
    ("severity", "urgency", "says"),
    [
        ("5", "3", "P1 critical"),
        ("4", "3", "P1 critical"),
        ("3", "3", "P2 high"),
        ("2", "2", "P3 medium"),
        ("1", "1", "P4 low"),
    ],
)
def test_priority_is_severity_times_urgency(severity, urgency, says):
    assert rules.priority({"severity": severity, "urgency": urgency}) == says


def test_no_priority_while_a_part_is_missing():
    assert rules.priority({"severity": "5"}) == ""


def test_a_gap_counts_working_days_without_bank_holidays():
    assert rules.gap(date(2026, 12, 24), date(2026, 12, 29)) == 1
    assert rules.gap(date(2026, 12, 29), date(2026, 12, 24)) == -1
    assert rules.gap(None, ON) is None


def test_circles_are_seen_through_others():
    assert rules.circles({1: {2}, 2: {3}}, source=3, target=1)
    assert not rules.circles({1: {2}, 2: {3}}, source=1, target=3)


def test_every_kind_has_its_register_and_its_own_letters():
    assert set(REGISTERS) == set(Kind)
    assert len({each.letters for each in REGISTERS.values()}) == len(Kind)
    assert len({each.slug for each in REGISTERS.values()}) == len(Kind)


@pytest.mark.parametrize("kind", Kind)
def test_a_register_can_say_how_each_of_its_entries_stands(kind):
    register = REGISTERS[kind]
    assert not register.standings[0].ends
    assert register.standing("withdrawn").ends
    assert not register.ends_as or register.standing(register.ends_as).ends
    assert all(len(each.code) <= 12 for each in register.standings)


@pytest.mark.parametrize(
    ("title", "happened"),
    [
        ("Winter may take the room", "It happened: Winter may take the room"),
        (
            "Residents and staff could be told too late",
            "It happened: Residents and staff could be told too late",
        ),
        ("No money in May", "It happened: No money in May"),
        ("It happened: No money in May", "It happened: No money in May"),
        ("w" * 500, "w" * 500),
    ],
)
def test_a_risk_as_what_happened(title, happened):
    assert rules.as_happened(title) == happened
