"""What differs of projects between two dates, as field, was and is."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from django.db.models import Q, QuerySet

from quantock.audit.facts import Fact
from quantock.desk.scope import Scope
from quantock.engines.dates import say_date
from quantock.engines.text import money_exact, plural
from quantock.projects.allowed import money_seen_by
from quantock.projects.models import (
    CharterFact,
    Confidence,
    MilestoneFact,
    MoneyFact,
    Outcome,
    Rater,
    RatingFact,
    State,
    ThemeFact,
    Track,
)

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """One field: its words on screen, what it was and what it is. `field` names it to a filter."""

    field: str
    label: str
    was: str
    now: str
    note: str = ""


def _day(name: str, text: str = "") -> Callable[[Row], str]:
    def say(row: Row) -> str:
        return say_date(row[name]) if row[name] else str(row[text] if text else "")

    return say


def _choice(name: str, choices: Any) -> Callable[[Row], str]:
    return lambda row: str(choices(row[name]).label) if row[name] else ""


def _text(name: str) -> Callable[[Row], str]:
    return lambda row: str(row[name] or "")


def _confidence(row: Row) -> str:
    """The step as shown, and the register's own word where that is another."""
    shown = _choice("confidence", Confidence)(row)
    given = str(row["confidence_text"])
    if not shown or given.casefold() == shown.casefold():
        return given or shown
    return f"{shown} (given as {given})" if given else shown


RECORD: tuple[tuple[str, str, Callable[[Row], str]], ...] = (
    ("title", "Title", _text("title")),
    ("confidence", "Delivery confidence", _confidence),
    ("state", "State", _choice("state", State)),
    ("reason", "Reason for the state", _text("state_reason")),
    ("outcome", "Outcome", _choice("outcome", Outcome)),
    ("outcome_sentence", "Outcome, in a sentence", _text("outcome_sentence")),
    ("step", "Step", _text("step__name")),
    ("life_cycle", "Life-cycle model", _text("life_cycle__name")),
    ("track", "Track", _choice("track", Track)),
    ("organisation", "Lead organisation", _text("lead_organisation__called")),
    ("unit", "Unit", _text("unit__name")),
    ("category", "Category", _text("category")),
    ("place", "Place", _text("place_text")),
    ("start", "Planned start", _day("planned_start", "planned_start_text")),
    ("actual_start", "Actual start", _day("actual_start")),
    ("planned_end", "Planned end", _day("planned_end")),
    ("end", "Expected end", _day("forecast_end", "forecast_end_text")),
    ("actual_end", "Actual end", _day("actual_end")),
)
# The columns that the words of a field are made of: where all are the same, so are the words.
MADE_OF: Mapping[str, tuple[str, ...]] = {
    "title": ("title",),
    "confidence": ("confidence", "confidence_text"),
    "state": ("state",),
    "reason": ("state_reason",),
    "outcome": ("outcome",),
    "outcome_sentence": ("outcome_sentence",),
    "step": ("step__name",),
    "life_cycle": ("life_cycle__name",),
    "track": ("track",),
    "organisation": ("lead_organisation__called",),
    "unit": ("unit__name",),
    "category": ("category",),
    "place": ("place_text",),
    "start": ("planned_start", "planned_start_text"),
    "actual_start": ("actual_start",),
    "planned_end": ("planned_end",),
    "end": ("forecast_end", "forecast_end_text"),
    "actual_end": ("actual_end",),
}
CHARTER = {
    "description": "Description",
    "problem": "Problem",
    "aim": "Aim",
    "aim_measure": "Aim: measure",
    "aim_baseline": "Aim: baseline",
    "aim_target": "Aim: target",
    "aim_by": "Aim: by",
    "scope_in": "In scope",
    "scope_out": "Out of scope",
    "rationale": "Rationale",
    "benefits_text": "Benefits, as answered",
}
MILESTONE = {"baseline": "baseline", "forecast": "expected", "actual": "reached"}
# What the number behind "better" or "later" is about: only these fields are shown then.
FIELDS_OF = {
    "better": {"confidence"},
    "worse": {"confidence"},
    "later": {"end", "actual_end", "planned_end"},
    "earlier": {"end", "actual_end", "planned_end"},
    "renamed": {"title"},
    "ended": {"state", "reason", "outcome", "outcome_sentence", "actual_end"},
    "milestones": {"milestone"},
}


def record_changes(was: Row, now: Row, slip: int | None) -> list[Change]:
    """The columns of the record that say something else; the end with how far it has moved."""
    found = []
    other = {column for column, value in was.items() if now[column] != value}
    for name, label, say in RECORD:
        if other.isdisjoint(MADE_OF[name]):
            continue
        old, new = say(was), say(now)
        if old != new:
            note = _moved(slip) if slip and name in FIELDS_OF["later"] else ""
            if name == "confidence":
                note = _raters(str(was["confidence_rater"]), str(now["confidence_rater"]))
            found.append(Change(name, label, old, new, note))
    return found


@lru_cache(maxsize=16)
def _raters(was: str, now: str) -> str:
    """Whose judgement stood first on either day."""
    before, after = (Rater(rater).label.lower() if rater else "" for rater in (was, now))
    if before and after and before != after:
        return f"{before} before, {after} after"
    return after or before


@lru_cache(maxsize=2048)
def _moved(days: int) -> str:
    return f"{plural(abs(days), 'day')} {'later' if days > 0 else 'earlier'}"


@dataclass(slots=True)
class Differences:
    """The other families of facts: what began or ended between the dates, by project. A query each.

    Of projects that were there on both days (`among`, their keys as a JSON list): all of one that joined is new.
    """

    among: str

    projects: dict[int, dict[str, Any]] = field(default_factory=dict)
    changes: dict[int, list[Change]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def read(cls, scope: Scope, projects: Sequence[int], families: Sequence[str] = ()) -> "Differences":
        """All that one may see of these of the scope's projects, or some families of it (`FAMILIES`)."""
        found = cls(f"[{','.join(map(str, projects))}]")
        for name in families or FAMILIES:
            FAMILIES[name](found, scope)
        return found

    def _charters(self, scope: Scope) -> None:
        for row, old, new in self._pairs(scope, CharterFact):
            self._add(row.project, (_charter(name, old, new) for name in CHARTER))

    def _money(self, scope: Scope) -> None:
        """Only where that may be seen."""
        for row, old, new in self._pairs(scope, MoneyFact):
            self._add(row.project, [Change("money", amount_label(row), amount(old), amount(new))])

    def _milestones(self, scope: Scope) -> None:
        of_milestone, named = "milestone__project", ("milestone__name",)
        for row, old, new in self._pairs(scope, MilestoneFact, of_milestone, named):
            milestone = row.milestone
            self._add(milestone.project, (_milestone(milestone.name, name, old, new) for name in MILESTONE))

    def _themes(self, scope: Scope) -> None:
        for row, old, new in self._pairs(scope, ThemeFact, also=("theme__name",)):
            self._add(row.project, [Change("theme", f"Theme: {row.theme}", _weight(old), _weight(new))])

    def _ratings(self, scope: Scope) -> None:
        for row, old, new in self._pairs(scope, RatingFact):
            label = f"Confidence, by the {Rater(row.rater).label.lower()}"
            self._add(row.project, [Change("rating", label, rated(old), rated(new))])

    def _pairs(
        self, scope: Scope, family: type[Fact], to_project: str = "project", also: Sequence[str] = ()
    ) -> list[tuple[Any, Any, Any]]:
        """Each key whose row is another on the two days: either row (for its names), the old, the new. One query.

        `also` is what else is read: no more than that, since a year of a large system is tens of thousands of rows.
        """
        pairs: dict[tuple[Any, ...], list[Any]] = {}
        for row in scope.found(_facts, family, to_project, also, keys=[self.among]):
            pair = pairs.setdefault(row.key_values(), [None, None])
            pair[row.so_from > scope.before] = row
        return [(new or old, old, new) for old, new in pairs.values()]

    def of(self, project: int) -> list[Change]:
        return self.changes.get(project, [])

    def _add(self, project: Any, changes: Iterable[Change]) -> None:
        differing = [change for change in changes if change.was != change.now]
        if differing:
            self.changes[project.pk] += differing
            self.projects[project.pk] = {
                "project__number": project.number,
                "title": project.title,
                "lead_organisation__called": project.lead_organisation.called,
            }


FAMILIES: Mapping[str, Callable[[Differences, Scope], None]] = {
    "charters": Differences._charters,
    "money": Differences._money,
    "milestones": Differences._milestones,
    "themes": Differences._themes,
    "ratings": Differences._ratings,
}


def _facts(
    scope: Scope, family: type[Fact], to_project: str, also: Sequence[str], among: str
) -> QuerySet[Any]:
    begun = Q(so_from__gt=scope.before, so_from__lte=scope.after) & (
        Q(so_until=None) | Q(so_until__gt=scope.after)
    )
    ended = Q(so_from__lte=scope.before, so_until__gt=scope.before, so_until__lte=scope.after)
    seen = money_seen_by(scope.viewer, f"{to_project}__") if family is MoneyFact else Q()
    # What ended was followed by something that began, which an index finds by its day without reading all that was ever said.
    about = family.key[0]
    known = family._default_manager.filter(begun, **{f"{to_project}__also_among": among}, withdrawn_at=None)
    rows = family._default_manager.filter(
        ended | begun, seen, **{f"{about}__in": known.order_by().values(about)}, withdrawn_at=None
    ).select_related(f"{to_project}__lead_organisation", *(name.rpartition("__")[0] for name in also))
    named = (f"{to_project}__{name}" for name in ("number", "title", "lead_organisation__called"))
    return rows.only(*family.key, *family.says, "so_from", *named, *also).order_by("pk")


def _charter(name: str, old: CharterFact | None, new: CharterFact | None) -> Change:
    return Change(name, CHARTER[name], say_value(old, name), say_value(new, name))


def _milestone(called: str, name: str, old: MilestoneFact | None, new: MilestoneFact | None) -> Change:
    was, now = (getattr(row, name) if row else None for row in (old, new))
    note = _moved((now - was).days) if was and now and was != now else ""
    return Change(
        "milestone",
        f"Milestone “{called}”: {MILESTONE[name]}",
        say_value(old, name),
        say_value(new, name),
        note,
    )


def say_value(row: Any, name: str) -> str:
    value = getattr(row, name) if row else None
    return say_date(value) if isinstance(value, date) else str(value or "")


def amount_label(row: MoneyFact) -> str:
    words = [row.get_span_display(), row.get_nature_display(), row.get_basis_display()]
    said = [word for word in words if word != "Not stated"]
    return "Money: " + (" ".join(said).lower() if said else "not said what it is")


def amount(row: MoneyFact | None) -> str:
    if row is None:
        return ""
    return money_exact(row.pence) if row.pence is not None else row.text


def _weight(row: ThemeFact | None) -> str:
    return f"{row.contribution} of 3" if row and row.contribution else ""


def rated(row: RatingFact | None) -> str:
    if row is None:
        return ""
    shown = row.get_confidence_display()
    if not shown or row.text.casefold() == shown.casefold():
        return row.text or shown
    return f"{shown} (given as {row.text})" if row.text else shown
