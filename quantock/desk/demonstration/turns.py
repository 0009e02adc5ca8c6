"""What became of some entries of the demonstration's logs: a risk that happened, a change request that moved baselines."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from quantock.audit import facts
from quantock.desk.demonstration.keeping import Diary, Kept
from quantock.desk.demonstration.reading import number
from quantock.engines.dates import add_working_days
from quantock.projects.models import Milestone, MilestoneFact, Track
from quantock.raid.kinds import Kind
from quantock.raid.models import Entry, Move, Relation
from quantock.raid.rules import as_happened, say_score

# What their teams called what happened; of others it is what is proposed.
CALLED = {
    "Winter may take the room": "Winter took the room",
    "What works here may not work": "What works here does not work",
    "Damp may come back": "Damp came back",
    "The lead may move": "The lead has moved",
    "The figures may come": "The figures come",
    "Partners may read": "Partners read",
    "People may leave before": "People left before",
    "The supplier may deliver late": "The supplier delivered late",
    "The first day may fall": "The first day falls",
    "A change in guidance may alter": "A change in guidance alters",
    "The two trusts may each think": "The two trusts each thought",
}
NAMED = "New day surgery unit"
"""Where the tour finds both."""


def called(title: str) -> str:
    """What a team of the demonstration called a risk that happened."""
    for begins, happened in CALLED.items():
        if title.startswith(begins):
            return happened + title.removeprefix(begins)
    return as_happened(title)


def happens(log: Any, each: Kept, risks: Sequence[Entry]) -> None:
    """The last of a project's risks happened, and is an issue since."""
    project = each.project
    if project.track != Track.FULL or len(risks) < 2:
        return
    if project.title != NAMED and number(project.title, "happened") % 9:
        return
    risk = risks[-1]
    day = min(log.today - timedelta(days=2), (risk.reviewed_on or risk.raised_on) + timedelta(days=2))
    if day <= risk.raised_on:
        return
    log.say(risk, day, {"state": "happened"})
    details = {"severity": "4", "urgency": "3"}
    due = add_working_days(log.today, 10)
    log.became.append(
        (risk, log.add(each, Kind.ISSUE, day, title=called(risk.title), due_on=due, details=details))
    )


def told(said: Sequence[tuple[Entry, date, dict[str, Any]]]) -> Iterator[tuple[Entry, datetime, str]]:
    """What the history says of entries since they were raised, as a press says it: each scoring of a risk, each look at it
    again, and how an entry came to stand."""
    scores: dict[int, int] = {}
    for entry, on, columns in said:
        if entry.kind == Kind.RISK and ("score" in columns or "reviewed_on" in columns):
            first = entry.pk not in scores
            score = scores[entry.pk] = columns.get("score", scores.get(entry.pk, 0))
            how = f"{score} now"
            if first and entry.matrix and "score" in columns:
                how = say_score(entry.matrix.scale, columns["likelihood"], columns["impact"])
            yield entry, _at(on), f"Scored the risk {entry}: {how}"
        elif "state" in columns and "owner" not in columns:
            words = entry.register.standing(columns["state"]).words
            yield entry, _at(on), f"{words}: the {entry.register.one} {entry}"


def became(pairs: Sequence[tuple[Entry, Entry]]) -> list[Relation]:
    return [Relation(source=risk, target=issue, relation="became") for risk, issue in pairs]


def decide(log: Any, each: Kept, change: Entry, moves: Sequence[Move]) -> None:
    """Some change requests wait, some were refused, some approved a week later."""
    day = change.raised_on + timedelta(days=3)
    which = 1 if each.project.title == NAMED else number(each.project.title, "refused") % 3
    if which == 2 or day >= log.today:
        return
    log.say(change, day, {"state": ("rejected", "approved")[which]})
    if which:
        for move in moves:
            move.moved_on = day


def move_baselines(moves: Sequence[Move], diary: Diary) -> None:
    """As an approval does it: the baseline of each, with the reason and the request's name."""
    moved = [each for each in moves if each.moved_on]
    for each in moved:
        each.milestone.baseline = each.baseline
        each.milestone.rebaselined += 1
        each.milestone.reviewed_on = max(each.milestone.reviewed_on or date.min, each.moved_on or date.min)
    Milestone.objects.bulk_update(
        [each.milestone for each in moved], ["baseline", "rebaselined", "reviewed_on"]
    )
    facts.state(list(_said(moved)))
    for each in moved:
        says = f"Moved the baseline of the milestone “{each.milestone.name}”"
        reason, by = _reason(each), each.change.raised_by
        diary.tell(_at(each.moved_on), "milestone said", each.milestone, by=by, says=says, reason=reason)


def _said(moved: Sequence[Move]) -> Iterator[MilestoneFact]:
    for each in moved:
        day = each.moved_on or date.min
        said = {"baseline": each.baseline, "reviewed_on": day}
        by, about = each.change.raised_by, {"milestone": each.milestone, "reason": _reason(each)}
        yield facts.fact(MilestoneFact, said, on=day, by=by, recorded_at=_at(day), **about)


def _reason(move: Move) -> str:
    return f"{move.change.ref} {move.change.title}: {move.change.details['reason']}"


def _at(day: date | None) -> datetime:
    return timezone.make_aware(datetime.combine(day or date.min, time(11)))
