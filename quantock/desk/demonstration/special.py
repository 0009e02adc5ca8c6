"""Measures that show what the charts can do, each of a real sort: groups side by side, the days between rare events, a
share of very many, a signal both ways; and a trust board's set of measures."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from quantock.audit import facts
from quantock.desk.demonstration.keeping import Diary, Kept
from quantock.desk.demonstration.reading import number
from quantock.engines.dates import add_months
from quantock.measures import services
from quantock.measures.models import (
    Annotation,
    DataPoint,
    Definition,
    InSet,
    Measure,
    MeasureSet,
    TargetFact,
)
from quantock.people.models import Organisation

TRUST = "Combe Vale Hospitals NHS Foundation Trust"
MONTHS = 26
WARDS = {"Ash ward": (71, 19), "Beech ward": (82, 3), "Cedar ward": (64, 0), "Maple ward": (77, -6)}
"""How much of the moments for clean hands was kept on each ward, in percent, and how far it moved since."""


@dataclass(frozen=True, slots=True)
class Special:
    """A measure and what it holds. `points` are (group, day, part, value, numerator, denominator)."""

    title: str
    said: Mapping[str, Any]
    points: Sequence[tuple[str, date, int, Decimal | None, int | None, int | None]]
    target: Decimal | None = None
    note: tuple[date, str] | None = None
    definition: Mapping[str, str] = field(default_factory=dict)


def keep_special(kept: Sequence[Kept], diary: Diary, today: date) -> None:
    """Those whose project is there."""
    projects = {each.project.title: each for each in kept}
    last = add_months(today.replace(day=1), -1)
    months = [add_months(last, place - MONTHS + 1) for place in range(MONTHS)]
    made: list[Measure] = []
    for special in (_hands(months), _harm(today), _four_hours(months), _both_ways(months)):
        if special.title not in projects:
            continue
        owner = projects[special.title]
        measure = Measure.objects.create(
            project=owner.project, position=owner.project.measures.count(), **special.said
        )
        _fill(measure, special)
        when = timezone.make_aware(datetime.combine(owner.project.registered_on, time(11)))
        diary.tell(when, "measure added", measure, by=None, says=f"Began to measure “{measure.name}”")
        made.append(measure)
    services.keep_results(made)
    _keep_set(diary)


def _fill(measure: Measure, special: Special) -> None:
    DataPoint.objects.bulk_create(
        [
            DataPoint(
                measure=measure,
                stratum=group,
                starts=day,
                part=part,
                value=value,
                numerator=above,
                denominator=below,
                recorded_at=_recorded(measure, day),
            )
            for group, day, part, value, above, below in special.points
        ],
        batch_size=500,
    )
    first = min(day for _, day, *_ in special.points)
    about: dict[str, Any] = {
        "on": first,
        "by": None,
        "measure": measure,
        "recorded_at": _recorded(measure, first),
    }
    if special.target is not None:
        facts.state([facts.fact(TargetFact, {"value": special.target}, **about)])
    if special.note:
        day, text = special.note
        Annotation.objects.create(
            measure=measure, on=day, kind="change", text=text, at=_recorded(measure, day)
        )
    if special.definition:
        facts.state([facts.fact(Definition, special.definition, **about)])


def _recorded(measure: Measure, day: date) -> datetime:
    """A few days after the period; never in the future."""
    when = (day if measure.frequency == "event" else add_months(day, 1)) + timedelta(days=5)
    return min(timezone.make_aware(datetime.combine(when, time(9))), timezone.now())


def _noise(*about: object) -> float:
    return sum(number(*about, throw) % 2001 - 1000 for throw in range(3)) / 3000


def _hands(months: Sequence[date]) -> Special:
    """Four wards on one scale: one much better, one as good as ever, one as it was, one sliding."""

    def points() -> Iterator[tuple[str, date, int, Decimal | None, int | None, int | None]]:
        for ward, (level, moved) in WARDS.items():
            for place, month in enumerate(months):
                share = level + (moved if place >= 14 else 0) + _noise("hands", ward, place) * 6
                watched = 40 + number("watched", ward, place) % 30
                above = round(watched * min(share, 100) / 100)
                yield ward, month, 0, round(Decimal(above * 100) / watched, 6), above, watched

    return Special(
        title="Pressure ulcers on Beech ward",
        said={
            "name": "Moments for clean hands that were kept",
            "kind": "process",
            "direction": "up",
            "unit": "percentage",
        },
        points=list(points()),
        target=Decimal(90),
        definition={
            "numerator": "Moments at which hands were cleaned",
            "denominator": "Moments watched, 40 to 70 a month on each ward",
            "method": "A trained watcher from another ward, twice a week",
        },
    )


def _harm(today: date) -> Special:
    """Rare, and rarer since the alarms came: the days between say so long before a count a month could."""
    changed = add_months(today, -13)
    days: list[date] = []
    day = add_months(today, -48)
    while day < today - timedelta(days=20):
        days.append(day)
        usual = 105 if day >= changed else 34
        day += timedelta(days=max(6, round(usual * (1 + _noise("harm", len(days)) * 0.9))))
    return Special(
        title="Falls on Ash ward",
        said={
            "name": "Falls with serious harm",
            "kind": "outcome",
            "direction": "down",
            "unit": "count",
            "frequency": "event",
            "chart": "t",
        },
        points=[("", each, 0, Decimal(1), None, None) for each in days],
        note=(changed, "Bed alarms, and a huddle at nine in the evening"),
    )


def _four_hours(months: Sequence[date]) -> Special:
    """Nine thousand people a month: by a P chart nearly every month would be a signal."""

    def points() -> Iterator[tuple[str, date, int, Decimal | None, int | None, int | None]]:
        for place, month in enumerate(months):
            seen = 9000 + number("attended", place) % 1400
            winter = -3.0 if month.month in (12, 1, 2) else 0.6
            within = round(seen * (73.5 + winter + _noise("four", place) * 4.5) / 100)
            yield "", month, 0, round(Decimal(within * 100) / seen, 6), within, seen

    return Special(
        title="Ambulance handover within thirty minutes",
        said={
            "name": "People seen, treated and on their way within four hours",
            "kind": "balancing",
            "direction": "up",
            "unit": "percentage",
            "chart": "pp",
        },
        points=list(points()),
        target=Decimal(78),
    )


def _both_ways(months: Sequence[date]) -> Special:
    """All below the average, and rising month after month: better and worse at once."""
    values = [
        31.0,
        33.5,
        30.0,
        34.0,
        32.5,
        30.5,
        33.0,
        31.5,
        34.5,
        32.0,
        33.5,
        31.0,
        32.0,
        30.0,
        33.0,
        31.5,
        32.5,
        33.0,
    ]
    values += [17.0, 18.0, 19.5, 20.0, 21.5, 22.0, 23.5, 24.0]
    return Special(
        title="Blood tests that nobody needs twice",
        said={
            "name": "Tests asked for again within a week",
            "kind": "outcome",
            "direction": "down",
            "unit": "number",
            "unit_words": "for each hundred tests",
        },
        points=[
            ("", month, 0, Decimal(str(value)), None, None)
            for month, value in zip(months, values, strict=True)
        ],
        target=Decimal(25),
        note=(months[18], "The screen asks before it orders the same test again"),
    )


DOMAINS: Mapping[str, Sequence[str]] = {
    "Safety": (
        "Falls per 1,000 occupied bed days",
        "Falls with serious harm",
        "Days between new pressure ulcers",
        "Moments for clean hands that were kept",
    ),
    "Access": (
        "People seen, treated and on their way within four hours",
        "Minutes from arrival to handover",
        "Weeks of waiting for an ultrasound",
        "Days from referral to test",
        "Days until a routine scan is reported",
    ),
    "Flow": ("People ready to go who are still here at midnight", "Day cases put off in a month"),
    "Use of resources": (
        "Tests asked for again within a week",
        "Follow-up appointments for each first one",
        "Systems that a ward nurse signs in to on a shift",
    ),
}


def _keep_set(diary: Diary) -> None:
    """What the trust's board looks at every second month."""
    trust = Organisation.objects.filter(name=TRUST).first()
    if trust is None:
        return
    ours = Measure.objects.filter(project__lead_organisation=trust).order_by("pk")
    by_name = {measure.name: measure for measure in ours}
    board = MeasureSet.objects.create(
        name="Board performance report",
        organisation=trust,
        purpose="What the board looks at every second month, with what each chart shows.",
    )
    there = [
        (domain, by_name[name]) for domain, names in DOMAINS.items() for name in names if name in by_name
    ]
    InSet.objects.bulk_create(
        InSet(set=board, measure=measure, domain=domain, position=place)
        for place, (domain, measure) in enumerate(there)
    )
    says = f"Began the measure set “{board.name}” of {trust}"
    diary.tell(timezone.now(), "measure set begun", board, by=None, says=says)
