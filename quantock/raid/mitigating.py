"""What is done about a risk: actions, and by how much each should bring it down; and its impact on each domain."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from quantock.access import Viewer
from quantock.accounts.models import User
from quantock.audit import log
from quantock.raid import rules, services
from quantock.raid.kinds import Kind
from quantock.raid.models import Entry, Relation
from quantock.raid.queries import Linked, Row

ABOUT = "answers"


@dataclass(frozen=True, slots=True)
class Treated:
    """A risk with what is done about it: where it stands, where it should stand then, and where it is to come."""

    risk: Entry
    done_about: Sequence[Linked]
    then: tuple[int, int] | None
    on: date

    @property
    def rows(self) -> list[tuple[Linked, Row]]:
        """Those that wait first, by the day they are due."""
        return sorted(
            ((each, Row(each.other, self.on)) for each in self.done_about),
            key=lambda pair: (pair[0].other.closed_on is not None, pair[0].other.due_on or date.max),
        )

    @property
    def then_score(self) -> int | None:
        if self.then is None or self.risk.matrix is None:
            return None
        return self.risk.matrix.score_of(*self.then)

    @property
    def then_level(self) -> str:
        """The level of the score that is expected, as the whole system names it."""
        score = self.then_score
        return self.risk.matrix.scale.band(score).level.value if score and self.risk.matrix else ""

    @property
    def falls_short(self) -> bool:
        """All that is to be done leaves it above its aim."""
        aim, now = self.risk.target_score, self.then_score or self.risk.score
        return aim is not None and now is not None and now > aim


def treated(risk: Entry, linked: Sequence[Linked], *, on: date) -> Treated:
    """Out of the links that are known already: no query. Only what is still to be done can bring it down further."""
    about = [
        each
        for each in linked
        if each.relation.relation == ABOUT
        and each.relation.target_id == risk.pk
        and each.other.kind == Kind.ACTION
    ]
    ahead = [
        (each.relation.less_likely, each.relation.less_bad)
        for each in about
        if each.other.is_open and each.effect
    ]
    now = risk.position()
    return Treated(risk, about, rules.expected(now, ahead) if now and ahead else None, on)


def expected_scores(risks: Sequence[Entry], viewer: Viewer) -> dict[int, int]:
    """The score that each is expected to have when what this viewer sees of what is done about it has had its effect.

    One query; nothing of risks about which nothing more is to be done.
    """
    seen = Entry.objects.visible_to(viewer).filter(kind=Kind.ACTION, closed_on=None)
    rows = Relation.objects.filter(relation=ABOUT, target__in=[each.pk for each in risks], source__in=seen)
    ahead: dict[int, list[tuple[int, int]]] = {}
    for key, less_likely, less_bad in rows.values_list("target", "less_likely", "less_bad"):
        if less_likely or less_bad:
            ahead.setdefault(key, []).append((less_likely, less_bad))
    found = {}
    for risk in risks:
        now = risk.position()
        if risk.pk in ahead and now and risk.matrix is not None:
            found[risk.pk] = risk.matrix.score_of(*rules.expected(now, ahead[risk.pk]))
    return found


@dataclass(frozen=True, slots=True)
class Scored:
    """The impact of a risk on one domain: its step in words, and the score there."""

    name: str
    impact: int
    says: str
    score: int
    level: str


def domains_of(risk: Entry) -> list[Scored]:
    """As its matrix has them, the worst first. No query."""
    if risk.matrix is None or not risk.likelihood:
        return []
    scale = risk.matrix.scale
    steps = {domain.name: domain.steps for domain in scale.domains}
    found = []
    for name, impact in risk.domains.items():
        words = steps.get(name) or scale.impacts
        score = scale.score(risk.likelihood, impact)
        found.append(Scored(name, impact, words[impact - 1], score, scale.band(score).level.value))
    return sorted(found, key=lambda each: -each.impact)


@transaction.atomic
def mitigate(
    risk: Entry, said: Mapping[str, Any], *, less_likely: int, less_bad: int, by: User | None, on: date
) -> Entry:
    """A new action about a risk, seen by whoever sees the risk, with the effect that is expected of it."""
    row = {"kind": Kind.ACTION, "restricted": risk.restricted, **said}
    [made] = services.add_entries(risk.project, [row], by=by, on=on)
    if risk.restricted:
        services.keep_as(risk, made)
    relation = services.relate(made, risk, ABOUT, by=by)
    expect(relation, less_likely=less_likely, less_bad=less_bad, by=by)
    return made


@transaction.atomic
def expect(relation: Relation, *, less_likely: int, less_bad: int, by: User | None) -> None:
    """Say by how many steps an action should bring down the risk that it is about."""
    if (relation.less_likely, relation.less_bad) == (less_likely, less_bad):
        return
    was = rules.effect_in_words(relation.less_likely, relation.less_bad)
    relation.less_likely, relation.less_bad = less_likely, less_bad
    relation.save(update_fields=["less_likely", "less_bad"])
    now = rules.effect_in_words(less_likely, less_bad)
    # One who may not see the other is not told its name: each history has its own words.
    for entry, says in (
        (relation.target, "Said what something that is done about it should bring down"),
        (relation.source, "Said what it should bring down"),
    ):
        changes = [log.change("effect", "Expected to bring down", was, now)]
        log.record("log linked", entry, by=by, says=says, changes=changes)
