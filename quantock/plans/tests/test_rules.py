"""What follows from the rows of a plan."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quantock.plans.rules import Given, block_of, indented, judge, swapped, tidied, wrong_order

ON = date(2027, 1, 10)
LEVELS = st.lists(st.integers(1, 6), min_size=1, max_size=30).map(lambda levels: tidied(levels, deepest=10))


def row(level=1, start=None, finish=None, percent=0, **more):
    return Given(level, start, finish, percent, **more)


def test_a_phase_spans_its_tasks_and_is_as_far_as_they_are_by_days():
    phase, *_ = judge(
        [
            row(),
            row(2, date(2027, 1, 4), date(2027, 1, 13), 100),
            row(2, date(2027, 1, 4), date(2027, 2, 2), 0),
        ],
        on=ON,
    )
    assert (phase.is_phase, phase.start, phase.finish) == (True, date(2027, 1, 4), date(2027, 2, 2))
    assert phase.percent == 25


def test_a_phase_with_its_own_days_keeps_them():
    phase, _ = judge([row(1, date(2027, 1, 1), date(2027, 1, 31)), row(2, None, date(2027, 5, 1))], on=ON)
    assert (phase.start, phase.finish) == (date(2027, 1, 1), date(2027, 1, 31))


def test_a_phase_spans_and_counts_phases_within_it_that_speak_for_themselves():
    phase, *_ = judge(
        [
            row(),
            row(2, date(2027, 1, 4), date(2027, 1, 13), 100),
            row(2, date(2027, 1, 14), date(2027, 2, 2), 50),
            row(3, None, None, 0),
        ],
        on=ON,
    )
    assert (phase.start, phase.finish, phase.percent) == (date(2027, 1, 4), date(2027, 2, 2), 66)


def test_a_phase_is_done_only_when_all_of_it_is():
    tasks = [row(2, date(2027, 1, 1), date(2027, 12, 31), 100), row(2, None, None, 0)]
    assert judge([row(), *tasks], on=ON)[0].percent == 99
    assert judge([row(), tasks[0]], on=ON)[0].is_done


@pytest.mark.parametrize(
    ("start", "finish", "percent", "word", "is_late"),
    [
        (None, date(2027, 1, 9), 50, "1 day late", True),
        (None, date(2027, 1, 10), 50, "Under way", False),
        (date(2027, 1, 9), date(2027, 2, 1), 0, "Not begun", True),
        (date(2027, 1, 10), date(2027, 2, 1), 0, "To come", False),
        (None, None, 0, "To come", False),
        (date(2026, 1, 1), date(2026, 2, 1), 100, "Done", False),
    ],
)
def test_how_a_task_stands(start, finish, percent, word, is_late):
    [stands] = judge([row(1, start, finish, percent)], on=ON)
    assert (stands.word, stands.is_late) == (word, is_late)


def test_dates_that_end_before_they_begin_are_said():
    assert wrong_order(date(2027, 1, 10), date(2027, 1, 4)) == "Ends on 4 January 2027, before it begins"
    assert wrong_order(date(2027, 1, 4), date(2027, 1, 4)) == wrong_order(None, ON) == ""


def test_moving_takes_all_within_along():
    levels = [1, 2, 2, 1, 2]
    assert list(block_of(levels, 0)) == [0, 1, 2]
    assert swapped(levels, 0, down=True) == [3, 4, 0, 1, 2]
    assert swapped(levels, 3, down=False) == [3, 4, 0, 1, 2]
    assert swapped(levels, 0, down=False) is None
    assert swapped(levels, 2, down=True) is None
    assert swapped(levels, 2, down=False) == [0, 2, 1, 3, 4]


def test_a_task_goes_at_most_one_step_inside_the_one_above_it():
    assert indented([1, 1, 2], 1, 1, deepest=10) == [1, 2, 3]
    assert indented([1, 2], 1, 1, deepest=10) is None
    assert indented([1, 1], 0, 1, deepest=10) is None
    assert indented([1], 0, -1, deepest=10) is None
    assert indented([1, 2, 3], 1, -1, deepest=10) == [1, 1, 2]
    assert indented([1, 2, 2, 3], 2, 1, deepest=3) is None


@given(LEVELS, st.data(), st.booleans())
def test_down_and_up_again_is_where_it_was(levels, data, down):
    place = data.draw(st.integers(0, len(levels) - 1))
    order = swapped(levels, place, down=down)
    if order is None:
        return
    assert sorted(order) == list(range(len(levels)))
    moved = [levels[at] for at in order]
    assert tidied(moved, deepest=10) == moved
    back = swapped(moved, order.index(place), down=not down)
    assert [order[at] for at in back] == list(range(len(levels)))


@given(st.lists(st.integers(-3, 20), max_size=30))
def test_tidied_levels_rise_by_one_at_most(levels):
    tidy = tidied(levels, deepest=10)
    assert all(1 <= level <= 10 for level in tidy)
    assert all(level <= before + 1 for before, level in zip([0, *tidy], tidy, strict=False))
