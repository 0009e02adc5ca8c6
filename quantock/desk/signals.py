"""Early warnings of one project, each with its reason in words (field/ppm.md 5.2), and the status they add up to.

Pure: what is known on a day in, warnings out. Only warnings whose data the record holds are here; their numbers are
those of the table. The thresholds are that table's proposals.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from difflib import SequenceMatcher
from typing import NamedTuple

from quantock.engines.dates import add_months, say_date
from quantock.engines.text import plural
from quantock.projects import rules
from quantock.projects.models import Confidence

RED_FROM = 3
"""Green without a warning, amber with one or two, red from three on."""
MOST_COMPARED = 2_000


class Promised(NamedTuple):
    """A milestone: its dates, the forecast it had three periods ago, and on which days its baseline was set anew."""

    name: str
    is_key: bool
    baseline: date | None
    forecast: date | None
    actual: date | None
    forecast_before: date | None = None
    rebaselined: tuple[date, ...] = ()


class Logged(NamedTuple):
    """An open entry of the log."""

    kind: str
    title: str
    raised_on: date
    due_on: date | None
    state: str = ""
    score: int | None = None
    inherent: int | None = None
    level: str = ""
    promised: date | None = None
    height: int | None = None


@dataclass(slots=True)
class Known:
    """What is known of a project on a day. `said` are the texts of its last published updates, the newest first."""

    on: date
    declared: str
    reporting_days: int
    heard_on: date
    registered_on: date
    starts_on: date | None = None
    aim: str = ""
    baseline: str = ""
    has_sponsor: bool = False
    has_lead: bool = False
    milestones: list[Promised] = field(default_factory=list)
    log: list[Logged] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def open(self, kind: str) -> list[Logged]:
        return [each for each in self.log if each.kind == kind]

    @property
    def remaining(self) -> list[Promised]:
        return [each for each in self.milestones if each.actual is None and each.forecast]


def _stale(one: Known) -> str:
    if not rules.is_quiet(one.heard_on, one.reporting_days, on=one.on):
        return ""
    return (
        f"no update for {(one.on - one.heard_on).days} days, where one was planned every {one.reporting_days}"
    )


def _watermelon(one: Known) -> str:
    """Declared green although at least two of these say otherwise."""
    if one.declared != Confidence.GREEN:
        return ""
    overdue = [each for each in one.remaining if each.is_key and (each.forecast or one.on) < one.on]
    extreme = [
        each for each in one.open("risk") if each.level == "extreme" and (one.on - each.raised_on).days > 30
    ]
    reached, due = _hits(one)
    late = [each for each in one.open("dependency") if _comes_late(each)]
    reasons = [
        *([plural(len(overdue), "key milestone") + " overdue"] if overdue else []),
        *([plural(len(extreme), "extreme risk") + " open for more than 30 days"] if extreme else []),
        *(
            [f"{reached} of {due} milestones reached by their baseline"]
            if due and reached / due < 0.8
            else []
        ),
        *([plural(len(late), "dependency", "dependencies") + " promised too late"] if late else []),
    ]
    return f"declared green, but {' and '.join(reasons)}" if len(reasons) >= 2 else ""


def _slipping(one: Known) -> str:
    """Forecasts moved later by more than a fifth of a period in each of the last three."""
    moved = [
        (each.forecast - each.forecast_before).days
        for each in one.remaining
        if each.forecast and each.forecast_before
    ]
    if not moved:
        return ""
    a_period = sum(moved) / len(moved) / 3
    if a_period <= 0.2 * one.reporting_days:
        return ""
    return f"by {a_period:.0f} days in each of the last three periods of {one.reporting_days} days"


def _hockey_stick(one: Known) -> str:
    """More than two fifths of what remains falls into the last fifth of the plan."""
    days = sorted(each.forecast for each in one.remaining if each.forecast)
    if len(days) < 5 or one.starts_on is None or days[-1] <= one.starts_on:
        return ""
    late = days[-1] - (days[-1] - one.starts_on) / 5
    crowded = sum(day >= late for day in days)
    if crowded / len(days) <= 0.4:
        return ""
    return f"{crowded} of {len(days)} milestones that remain fall into the last fifth of the plan"


def _hits(one: Known) -> tuple[int, int]:
    """Of the milestones whose baseline fell into the last six months: reached by it, and all."""
    since = add_months(one.on, -6)
    due = [each for each in one.milestones if each.baseline and since <= each.baseline < one.on]
    return sum(bool(each.actual and each.baseline and each.actual <= each.baseline) for each in due), len(due)


def _missed(one: Known) -> str:
    reached, due = _hits(one)
    if due < 3 or reached / due >= 0.6:
        return ""
    return f"{reached} of {due} milestones of the last six months were reached by their baseline"


def _rebaselined(one: Known) -> str:
    since = add_months(one.on, -12)
    many = [each.name for each in one.milestones if sum(day > since for day in each.rebaselined) >= 2]
    return f"“{many[0]}” was given a new baseline twice within a year" if many else ""


def _churn(one: Known) -> str:
    old = [each for each in one.open("change") if (one.on - each.raised_on).days > 30]
    return f"{plural(len(old), 'change request')} open for more than 30 days" if old else ""


def _no_aim(one: Known) -> str:
    if (one.on - one.registered_on).days < 90:
        return ""
    lacking = [
        *([] if any(letter.isdigit() for letter in one.aim) else ["no aim with a number"]),
        *([] if one.baseline else ["no baseline"]),
    ]
    return f"{' and '.join(lacking)}, 90 days after it was registered" if lacking else ""


def _inertia(one: Known) -> str:
    """A high or extreme risk that stands where it stood before anything was done."""
    stuck = [
        each
        for each in one.open("risk")
        if each.level in ("high", "extreme")
        and each.score is not None
        and each.score >= (each.inherent or each.score)
        and (one.on - each.raised_on).days > 60
    ]
    if not stuck:
        return ""
    worst = max(stuck, key=lambda each: each.height or 0)
    return f"the risk “{worst.title}” still scores {worst.score} after more than 60 days"


def _silence(one: Known) -> str:
    return "" if one.open("risk") or one.open("issue") else "no risk and no issue is open"


def _comes_late(each: Logged) -> bool:
    return bool(each.promised and each.due_on and each.promised > each.due_on)


def _dependency(one: Known) -> str:
    for each in one.open("dependency"):
        if _comes_late(each):
            days = ((each.promised or one.on) - (each.due_on or one.on)).days
            return f"“{each.title}” is promised {plural(days, 'day')} later than it is needed"
        if each.state == "proposed" and each.due_on and each.due_on - one.on <= timedelta(days=30):
            return f"“{each.title}” is needed by {say_date(each.due_on)} and not agreed"
    return ""


def _vacant(one: Known) -> str:
    lacking = [*([] if one.has_sponsor else ["sponsor"]), *([] if one.has_lead else ["lead"])]
    return f"nobody is named as {' or '.join(lacking)}" if lacking else ""


def _undecided(one: Known) -> str:
    late = [each for each in one.open("decision") if each.due_on and each.due_on < one.on]
    if not late:
        return ""
    oldest = min(late, key=lambda each: each.due_on or one.on)
    return (
        f"“{oldest.title}” has waited {plural((one.on - (oldest.due_on or one.on)).days, 'day')} past its day"
    )


def _copied(one: Known) -> str:
    """The words of the last update are those of the one before."""
    if len(one.said) < 2 or not one.said[0].strip():
        return ""
    first, second = (" ".join(text.split())[:MOST_COMPARED] for text in one.said[:2])
    alike = SequenceMatcher(None, first, second, autojunk=False)
    if alike.real_quick_ratio() <= 0.95 or alike.quick_ratio() <= 0.95 or alike.ratio() <= 0.95:
        return ""
    return "the last update says what the one before said"


@dataclass(frozen=True, slots=True)
class EarlyWarning:
    """One early warning: `number` is that of field/ppm.md 5.2."""

    code: str
    number: int
    name: str
    why: Callable[[Known], str]


WARNINGS: Sequence[EarlyWarning] = (
    EarlyWarning("watermelon", 2, "Green outside, red inside", _watermelon),
    EarlyWarning("stale", 1, "Gone quiet", _stale),
    EarlyWarning("slipping", 3, "Milestones keep slipping", _slipping),
    EarlyWarning("crowded", 4, "Too much at the end", _hockey_stick),
    EarlyWarning("missed", 5, "Milestones missed", _missed),
    EarlyWarning("rebaselined", 6, "Baselines moved again and again", _rebaselined),
    EarlyWarning("changes", 7, "Changes wait", _churn),
    EarlyWarning("aim", 8, "No aim to judge by", _no_aim),
    EarlyWarning("inertia", 10, "A risk that does not move", _inertia),
    EarlyWarning("silence", 11, "No risk, no issue", _silence),
    EarlyWarning("dependency", 12, "A dependency with a gap", _dependency),
    EarlyWarning("vacant", 13, "Nobody in charge", _vacant),
    EarlyWarning("undecided", 18, "A decision is overdue", _undecided),
    EarlyWarning("copied", 19, "Nothing new is said", _copied),
)
NAMES = {each.code: each.name for each in WARNINGS}


@dataclass(frozen=True, slots=True)
class Raised:
    """A warning with its reason."""

    warning: EarlyWarning
    why: str


def warnings_of(one: Known) -> list[Raised]:
    return [Raised(each, why) for each in WARNINGS if (why := each.why(one))]


def computed(raised: Sequence[Raised]) -> Confidence:
    """What the warnings add up to, on the scale of the declared confidence."""
    if not raised:
        return Confidence.GREEN
    return Confidence.AMBER if len(raised) < RED_FROM else Confidence.RED
