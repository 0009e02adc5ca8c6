"""What became of a measure: the same figures in the months of its chart and in the words of the updates. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from quantock.desk.demonstration.reading import number, pick
from quantock.engines.dates import add_months

MOST_MONTHS = 36
BEFORE, LONG_BEFORE = 14, 22
SETTLED = 9
"""Months after a change until limits were begun again with it."""
REBASED = ("rebased", "reached", "passing")
ANSWERED_IN = 12
"""Days after a month by which its value is in."""
OWN = {"Falls on Ash ward": "textbook", "Shared quality improvement capability": "climbing"}
# What becomes of the measure of a project of each story, each as often as it stands here.
COURSES: Mapping[str, Sequence[str]] = {
    "going": ("better", "rebased", "lately", "near", "passing", "few"),
    "amber": ("near", "better", "failing", "same"),
    "red": ("same", "worse", "failing"),
    "slipping": ("worse", "same", "failing"),
    "mending": ("better", "better", "same"),
    "help": ("worse", "same", "few"),
    "starting": ("same", "few"),
    "quiet": ("stale",),
    "paused": ("stale", "same"),
    "stopped": ("same", "failing", "worse"),
    "done": ("better", "rebased"),
}
# What a project that has ended says of its aim decides.
ENDINGS = {"met": ("reached", "passing"), "partly": ("better",), "not met": ("failing",)}
KEPT_ON = 14
"""Months for which what was reached is still measured after the project has ended."""
LEAST_SHARE = Decimal("0.45")
"""Of a target that something is to fall to, no measure falls to less."""
LATER_THAN = {
    "better": 0.55,
    "textbook": 0.55,
    "worse": 0.7,
    "rebased": 0.4,
    "passing": 0.4,
    "lately": 0.96,
    "reached": 0.5,
    "climbing": 0,
}
"""The part of its months after which it changes; never before the project has begun."""
AFTER = {
    "better": "0.8",
    "textbook": "1.02",
    "rebased": "1.15",
    "reached": "1.08",
    "passing": "1.5",
    "lately": "0.9",
    "worse": "-0.5",
}
"""How much of the way to the aim it then has gone."""
FROM_THE_START = {"failing": Decimal("0.1"), "near": Decimal("0.95")}
"""How much of it a measure had always gone."""
A_MONTH = Decimal("0.06")


@dataclass(frozen=True, slots=True)
class Figures:
    """The months of one measure, and what each came to."""

    title: str
    baseline: Decimal
    target: Decimal
    course: str
    months: Sequence[date]
    changed: int
    most: Decimal | None = None

    @property
    def has_changed(self) -> bool:
        return self.changed < len(self.months)

    def value(self, place: int) -> Decimal:
        """It swings about a level; the level moves where the course says so. Not rounded."""
        gap, since = self.target - self.baseline, place - self.changed + 1
        level = self.baseline + (gap * Decimal(AFTER.get(self.course, 0)) if since > 0 else 0)
        level = max(level, self.target * LEAST_SHARE) if gap < 0 else level
        swing = max(abs(gap) / 3, abs(self.baseline) / 20)
        if self.course in FROM_THE_START:
            level = self.baseline + gap * FROM_THE_START[self.course]
        if self.course == "climbing":
            level = self.baseline + gap * min(A_MONTH * max(since, 0), Decimal(1))
            swing = max(abs(gap) / 25, abs(self.baseline) / 10)
        swing = min(swing, level * Decimal("0.6"))  # no figure is below nothing
        value = max(level + Decimal(noise(self.title, place)) * swing, Decimal(0))
        return value if self.most is None else min(value, self.most)

    def known(self, day: date) -> Decimal:
        """The last that a team has on a day; the baseline before there is any."""
        there = [place for place, month in enumerate(self.months) if _is_in(month, day)]
        return self.value(there[-1]) if there else self.baseline


def figures(
    title: str,
    aim: tuple[Decimal, Decimal],
    story: str,
    outcome: str,
    *,
    began: date,
    ended: date | None,
    today: date,
    is_share: bool = False,
) -> Figures:
    """Those of a project of that story which has begun, until it ended or today; what was reached is kept in sight."""
    courses = ENDINGS.get(outcome) or COURSES.get(story, ("same",))
    course = OWN.get(title) or pick(courses, title, "course")
    until = min(ended or today, today)
    months = _months(course, began, until)
    least = sum(month <= began for month in months) + 1
    changed = max(round(len(months) * LATER_THAN.get(course, 2)), least)
    if course in ENDINGS["met"]:
        months += _months(course, until, min(add_months(until, KEPT_ON), today), before=0)
    if course == "rebased" and len(months) - changed <= SETTLED:
        course = "better"
    return Figures(title, *aim, course, months, changed, Decimal(100) if is_share else None)


def _months(course: str, began: date, until: date, before: int = BEFORE) -> list[date]:
    """The first of each month from some time before the project to the last one that is over."""
    last = until.replace(day=1)
    if course == "stale":
        last = add_months(last, -5)
    before = LONG_BEFORE if course == "textbook" else before
    first = max(add_months(began, -before).replace(day=1), add_months(last, -MOST_MONTHS))
    if course == "few":
        first = max(first, add_months(last, -6))
    found = []
    while first < last:
        found.append(first)
        first = add_months(first, 1)
    return found


def _is_in(month: date, day: date) -> bool:
    return (day - add_months(month, 1)).days >= ANSWERED_IN


def noise(*about: object) -> float:
    """Between -1 and 1, most often near 0: the mean of three throws that follow from words alone."""
    return sum(number(*about, throw) % 2001 - 1000 for throw in range(3)) / 3000
