"""What follows from the rows of a plan: which are phases, what their dates span, what is late. Pure, nothing reckoned anew."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from quantock.engines.dates import say_date
from quantock.engines.text import plural

DONE = 100


@dataclass(frozen=True, slots=True)
class Given:
    """What a row says itself: its level (1 is the outermost), its days, how much of it is done in per cent."""

    level: int
    start: date | None
    finish: date | None
    percent: int
    is_milestone: bool = False


@dataclass(frozen=True, slots=True)
class Judged:
    """A row among the others. A phase that says no days of its own spans those of all that stands within it."""

    is_phase: bool
    start: date | None
    finish: date | None
    percent: int
    word: str
    is_late: bool

    @property
    def is_done(self) -> bool:
        return self.percent >= DONE


def judge(rows: Sequence[Given], *, on: date) -> list[Judged]:
    """Each row in the light of those below it. Costs each row once for each level above it."""
    judged, levels = [], [row.level for row in rows]
    for place, row in enumerate(rows):
        start, finish, percent = row.start, row.finish, row.percent
        below = rows[place + 1 : block_of(levels, place).stop]
        if below:
            start = start or min((each.start for each in below if each.start), default=None)
            finish = finish or max((each.finish for each in below if each.finish), default=None)
            percent = percent or _share(_counted(below))
        word, is_late = _stands(start, finish, percent, on)
        judged.append(Judged(bool(below), start, finish, percent, word, is_late))
    return judged


def _counted(below: Sequence[Given]) -> list[Given]:
    """What says how far a phase is: the tasks within it, and a phase among them by its own word where it has one.
    Milestones only where there is nothing else."""
    found, place, levels = [], 0, [row.level for row in below]
    while place < len(below):
        row, block = below[place], block_of(levels, place)
        if len(block) == 1 or row.percent:
            found.append(row)
            place = block.stop
        else:
            place += 1
    return [row for row in found if not row.is_milestone] or found


def _share(tasks: Sequence[Given]) -> int:
    """How much of them is done, each counting by its days; all done is 100 and nothing short of it is."""
    weights = [_days(each) for each in tasks]
    done = sum(weight * each.percent for weight, each in zip(weights, tasks, strict=True)) / sum(weights)
    return DONE if all(each.percent >= DONE for each in tasks) else min(int(done), DONE - 1)


def _days(row: Given) -> int:
    return max(1, (row.finish - row.start).days + 1) if row.start and row.finish else 1


def _stands(start: date | None, finish: date | None, percent: int, on: date) -> tuple[str, bool]:
    """How a row stands in words, and whether it is late."""
    if percent >= DONE:
        return "Done", False
    if finish and finish < on:
        return f"{plural((on - finish).days, 'day')} late", True
    if percent:
        return "Under way", False
    if start and start < on:
        return "Not begun", True
    return "To come", False


def wrong_order(start: date | None, finish: date | None) -> str:
    """Dates of a file are kept as they stand; what is wrong with them is said."""
    if start and finish and finish < start:
        return f"Ends on {say_date(finish)}, before it begins"
    return ""


def block_of(levels: Sequence[int], place: int) -> range:
    """The places of a row and of all that stands within it."""
    end = place + 1
    while end < len(levels) and levels[end] > levels[place]:
        end += 1
    return range(place, end)


def swapped(levels: Sequence[int], place: int, *, down: bool) -> list[int] | None:
    """The order of places after a row has changed with its neighbour of the same level, each with all within it;
    None where it has no such neighbour."""
    block = block_of(levels, place)
    if down:
        if block.stop >= len(levels) or levels[block.stop] != levels[place]:
            return None
        other = block_of(levels, block.stop)
        return [*range(block.start), *other, *block, *range(other.stop, len(levels))]
    before = place - 1
    while before >= 0 and levels[before] > levels[place]:
        before -= 1
    if before < 0 or levels[before] < levels[place]:
        return None
    return [*range(before), *block, *range(before, place), *range(block.stop, len(levels))]


def indented(levels: Sequence[int], place: int, by: int, *, deepest: int) -> list[int] | None:
    """The levels after a row and all within it went in (1) or out (-1); None where that cannot be: a row stands at most
    one deeper than the one before it."""
    block = block_of(levels, place)
    new = [level + by if at in block else level for at, level in enumerate(levels)]
    above = levels[place - 1] if place else 0
    if not 1 <= new[place] <= above + 1 or max(new[at] for at in block) > deepest:
        return None
    return new


def tidied(levels: Sequence[int], *, deepest: int) -> list[int]:
    """Levels in which none stands more than one deeper than the one before it, as near to those given as can be."""
    tidy: list[int] = []
    for level in levels:
        above = tidy[-1] if tidy else 0
        tidy.append(max(1, min(level, above + 1, deepest)))
    return tidy
