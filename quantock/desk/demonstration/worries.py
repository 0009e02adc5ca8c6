"""What may happen to a project of the demonstration, from a table: its subject's own risks among those of anybody. Pure."""

from collections.abc import Mapping, Sequence
from functools import cache
from itertools import zip_longest

from quantock.desk.demonstration.reading import number, rows, shuffled
from quantock.desk.demonstration.words import BANKS, subjects

Scores = tuple[int, int]
"""Likelihood, impact."""
Worry = tuple[str, Scores, Scores, Scores, str]
"""What may happen; its scores as raised, now and as aimed at; what is done about it."""

MOST = 5
SERIOUS = 12
SHIFTS = (0, -1, 0, 1, 0)


@cache
def _by_subject() -> Mapping[str, Sequence[Worry]]:
    """Every subject's own; "any" is what every team may fear."""
    found: dict[str, list[Worry]] = {}
    for whose, words, was, now, aim, done in rows("risks", 6):
        for subject in whose.split(","):
            found.setdefault(subject.strip(), []).append(
                (words, _scores(was), _scores(now), _scores(aim), done)
            )
    return found


def _scores(cell: str) -> Scores:
    likelihood, impact = cell.split()
    return int(likelihood), int(impact)


def worries(title: str, subject: str) -> list[Worry]:
    """All that a project may fear, in an order of its own; teams judge the same risk differently by a step."""
    table = _by_subject()
    own = [*table.get(subject, ()), *(table["merger"] if subject.startswith("m-") else ())]
    mixed = zip_longest(shuffled(own, title, "own"), shuffled(table["any"], title, "any"))
    return [_as_judged(worry, title) for pair in mixed for worry in pair if worry]


def _as_judged(worry: Worry, title: str) -> Worry:
    words, was, (likelihood, impact), aim, done = worry
    step = SHIFTS[number(title, words, "judged") % len(SHIFTS)]
    if likelihood * impact >= SERIOUS:
        step = min(step, 0)  # what is serious is nowhere judged worse than it is
    likelihood = min(MOST, max(aim[0], likelihood + step))
    return words, was, (likelihood, impact), aim, done


def strangers() -> set[str]:
    """Subjects that the table names and no words-… table knows: there should be none."""
    return set(_by_subject()) - set(subjects()) - {"merger", *BANKS}
