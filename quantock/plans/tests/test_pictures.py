"""Which rows of a plan are worth drawing where not all of them fit."""

from datetime import date

from quantock.plans.pictures import SHEETS, worth_drawing
from quantock.plans.queries import Line
from quantock.plans.rules import Judged


class Stone:
    baseline = None


def line(number, level=1, percent=0, *, phase=False, milestone=False):
    judged = Judged(phase, date(2026, 1, 1), date(2026, 2, 1), percent, "", is_late=False)
    return Line(number, f"Row {number}", level, judged, "", "", milestone=Stone() if milestone else None)


def test_of_too_many_phases_what_is_not_done_comes_first_and_milestones_before_phases():
    phases = [line(each, percent=100 if each < 6 else 0, phase=True) for each in range(1, 11)]
    tasks = [line(100 + each, level=2) for each in range(20)]
    stones = [line(11, level=2, milestone=True), line(12, percent=100, milestone=True)]
    drawn = worth_drawing([*phases, *tasks, *stones], 5)
    assert [each.number for each in drawn] == [6, 7, 8, 9, 11]


def test_all_that_fits_is_drawn_as_deep_as_it_fits():
    rows = [line(1, phase=True), line(2, level=2), line(3, level=2)]
    assert worth_drawing(rows, 3) == rows
    assert [each.number for each in worth_drawing(rows, 2)] == [1]


def test_few_rows_are_drawn_larger_so_that_they_fill_the_sheet():
    sheet = SHEETS["a4"]
    assert [sheet.width_for(rows) for rows in (1, 12, 18, 20, 90)] == [760, 760, 936, 1040, 1040]
