"""What the record of one project says of it, for its overview: all that early warnings are judged by, in one query."""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import CharField, DateField, F, IntegerField, QuerySet, TextField, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce, Concat

from quantock.access import Role, Viewer, prepared
from quantock.desk.queries.signals import KEY, Judged, begun, forecast_on, rebaselined
from quantock.desk.signals import Known, Logged, Promised, warnings_of
from quantock.projects import queries
from quantock.projects.models import Involvement, Milestone, MilestoneFact, Project, Stage, StatusUpdate
from quantock.raid.models import Entry

FACTS, MILESTONES, LOG, SAID, PEOPLE = range(5)
BETWEEN = "|"
NO_DAY = Cast(Value(None), DateField())
NO_NUMBER = Cast(Value(None), IntegerField())


def judged_one(project: Project, viewer: Viewer, on: date) -> Judged:
    """A project read for its overview, with what is declared, what is computed, and why. One query."""
    rows = prepared(_evidence, viewer, on - timedelta(days=365), keys=[project.pk])
    parts: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for which, *row in rows:
        parts[which].append(tuple(row))
    known = begun(project, on)
    charter = queries.charter_with(project)
    known.aim, known.baseline = f"{charter.aim} {charter.aim_target}", charter.aim_baseline
    named = {word for _, word, *_ in parts[PEOPLE]}
    known.has_sponsor, known.has_lead = Role.SPONSOR in named, Role.LEAD in named
    known.milestones = _milestones(known, parts[MILESTONES], parts[FACTS])
    known.log = [_logged(*row) for row in sorted(parts[LOG], key=_by_day)]
    known.said = [more for _, _, _, more, *_ in sorted(parts[SAID], key=lambda row: (row[4], row[0]))[::-1]]
    return Judged(project, project.confidence, warnings_of(known))


def _by_day(row: tuple[Any, ...]) -> tuple[Any, ...]:
    return (row[5] is None, row[5] or date.min, row[0])


def _milestones(
    known: Known, rows: Iterable[tuple[Any, ...]], facts: Iterable[tuple[Any, ...]]
) -> list[Promised]:
    said: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for key, _, _, _, so_from, baseline, forecast, number, *_ in sorted(
        facts, key=lambda row: (row[4], row[7])
    ):
        said[key].append({"so_from": so_from, "baseline": baseline, "forecast": forecast, "pk": number})
    before = known.on - timedelta(days=3 * known.reporting_days)
    found = [
        Promised(
            name,
            kind in KEY,
            baseline,
            forecast,
            actual,
            forecast_on(said[key], before),
            rebaselined(said[key]),
        )
        for key, kind, name, _, baseline, forecast, actual, *_ in rows
    ]
    return sorted(found, key=lambda each: (each.forecast is None, each.forecast or date.min))


def _logged(
    key: int,
    kind: str,
    title: str,
    more: str,
    raised: date,
    due: date | None,
    _: None,
    score: int | None,
    likelihood: int | None,
    impact: int | None,
) -> Logged:
    state, level, height, promised, table = more.split(BETWEEN, 4)
    inherent = None
    if likelihood and impact:
        scores: Sequence[Sequence[int]] = json.loads(table or "[]")
        inherent = scores[likelihood - 1][impact - 1] if scores else likelihood * impact
    day = date.fromisoformat(promised) if promised else None
    return Logged(
        kind, title, raised, due, state, score, inherent, level, day, int(height) if height else None
    )


def _evidence(viewer: Viewer, since: date, keys: Sequence[int]) -> QuerySet[Any, Any]:
    """Rows of five tables in the same columns."""
    facts = MilestoneFact.objects.standing().filter(
        milestone__project__in=keys, milestone__removed_at=None, so_from__lte=since + timedelta(days=365)
    )
    milestones = Milestone.objects.filter(project__in=keys, removed_at=None)
    log = Entry.objects.visible_to(viewer).open().filter(project__in=keys)
    inside = ("height", KeyTextTransform("promised", "details"), KeyTextTransform("table", "matrix__data"))
    standing = _joined(
        "state", "level", *(Coalesce(Cast(each, TextField()), Value("")) for each in inside), by=BETWEEN
    )
    published = (Stage.PUBLISHED, Stage.SUPERSEDED)
    said = StatusUpdate.objects.filter(project__in=keys, stage__in=published, as_at__gt=since)
    people = Involvement.objects.filter(project__in=keys, until=None, role__in=(Role.SPONSOR, Role.LEAD))
    words = _joined("done", "next", by="\n")
    parts = [
        _row(
            facts,
            FACTS,
            row="milestone_id",
            day="so_from",
            day_2="baseline",
            day_3="forecast",
            number_1="pk",
        ),
        _row(
            milestones, MILESTONES, word="kind", text="name", day="baseline", day_2="forecast", day_3="actual"
        ),
        _row(
            log,
            LOG,
            word="kind",
            text="title",
            more=standing,
            day="raised_on",
            day_2="due_on",
            number_1="score",
            number_2="inherent_likelihood",
            number_3="inherent_impact",
        ),
        _row(said, SAID, more=words, day="as_at"),
        _row(people, PEOPLE, word="role"),
    ]
    found: QuerySet[Any, Any] = parts[0].union(*parts[1:], all=True)
    return found


def _joined(*texts: Any, by: str) -> Concat:
    """Texts in one column, all of one type, as PostgreSQL wants them."""
    between = Value(by, TextField())
    parts = [Cast(each, TextField()) for each in texts]
    return Concat(
        parts[0], *(each for part in parts[1:] for each in (between, part)), output_field=TextField()
    )


def _row(rows: QuerySet[Any], which: int, **said: Any) -> QuerySet[Any, Any]:
    """The columns that all parts have; those that a part does not give are empty."""
    columns: dict[str, Any] = {
        "which": Value(which, IntegerField()),
        "row": F("pk"),
        "word": Value("", CharField()),
        "text": Value("", CharField()),
        "more": Value("", TextField()),
        **dict.fromkeys(("day", "day_2", "day_3"), NO_DAY),
        **dict.fromkeys(("number_1", "number_2", "number_3"), NO_NUMBER),
    }
    given = {name: F(each) if isinstance(each, str) else each for name, each in said.items()}
    kept = {f"evidence_{name}": each for name, each in (columns | given).items()}
    found: QuerySet[Any, Any] = rows.order_by().annotate(**kept).values_list(*kept)
    return found
