"""The measures of projects that have an aim with figures: months of values that tell what became of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation

from django.utils import timezone

from quantock.audit import facts
from quantock.desk.demonstration.figures import ANSWERED_IN, REBASED, SETTLED, Figures, figures
from quantock.desk.demonstration.keeping import Diary, Kept
from quantock.desk.demonstration.reading import number
from quantock.engines.dates import add_months
from quantock.measures import queries, services
from quantock.measures.library import known
from quantock.measures.models import (
    Annotation,
    DataPoint,
    Definition,
    Measure,
    Rebase,
    SharedMeasure,
    TargetFact,
)
from quantock.projects.models import CharterFact, State

USED_BY = 2
PER_CENT = ", per cent"
SHARED = "Falls on Ash ward"
DEFINED, CLOSER = 400, 200
"""How many days ago its definition was written, and said more closely."""
COUNTED = {
    "numerator": "Falls of inpatients reported in the month, by the day of the fall: also those that somebody slowed down, and those "
    "nobody saw",
    "source": "The incident system, read on the tenth of the next month",
    "quality": "Falls reported late are added when the next month is read",
}
ANSWERS = {
    "different": "Yes: month after month at another level than before",
    "known": "The tests of change became the way it is done",
    "desirable": "Yes: it is what the team set out to do",
    "lasting": "Yes: it is now part of the ordinary week",
}
TEXTBOOK = {**ANSWERS, "known": "Bed alarms, and a huddle at nine in the evening"}


@dataclass(frozen=True, slots=True)
class Aimed:
    """A project's aim in figures."""

    kept: Kept
    what: str
    baseline: Decimal
    target: Decimal

    @property
    def title(self) -> str:
        return self.kept.project.title

    @property
    def is_percentage(self) -> bool:
        return self.what.casefold().startswith(("percent", "share")) or self.what.endswith(PER_CENT)

    def figures(self, today: date) -> Figures:
        """What became of it, as its updates tell too."""
        story = self.kept.story
        return figures(
            self.title,
            (self.baseline, self.target),
            story.work.story,
            story.work.ending[0] if story.work.ending else "",
            began=story.began,
            ended=story.ended,
            today=today,
            is_share=self.is_percentage,
        )

    @property
    def decimals(self) -> int:
        """As many as the aim was written with; one more than none where the figures are small."""
        exponent = min(self.baseline.as_tuple().exponent, self.target.as_tuple().exponent)
        written = max(0, -int(exponent)) if isinstance(exponent, int) else 0
        return max(written, 1 if max(self.baseline, self.target) < 20 else 0)


def keep_measures(kept: Sequence[Kept], diary: Diary, today: date) -> None:
    """A measure for each such project that has begun, with its values, target and what happened."""
    aims = list(_aims(kept))
    measures = Measure.objects.bulk_create(_measure(aim) for aim in aims)
    points: list[DataPoint] = []
    notes: list[Annotation] = []
    targets: list[TargetFact] = []
    rebases: list[Rebase] = []
    for aim, measure in zip(aims, measures, strict=True):
        told = aim.figures(today)
        course, months, changed = told.course, told.months, told.changed
        if not months:
            continue
        points += _points(aim, measure, told)
        begun = timezone.make_aware(datetime.combine(months[0], time(9)))
        targets.append(
            TargetFact(
                measure=measure, so_from=months[0], asserts=["value"], value=aim.target, recorded_at=begun
            )
        )
        if told.has_changed:
            text = TEXTBOOK["known"] if course == "textbook" else "First test of change"
            noted = timezone.make_aware(datetime.combine(months[changed], time(9)))
            notes.append(Annotation(measure=measure, on=months[changed], kind="change", text=text, at=noted))
        if course in ("textbook", *REBASED) and told.has_changed:
            answers = TEXTBOOK if course == "textbook" else ANSWERS
            settled = months[min(changed + SETTLED, len(months) - 1)]
            made = timezone.make_aware(datetime.combine(settled, time(14)))
            rebases.append(Rebase(measure=measure, starts=months[changed], at=made, **answers))
        when = timezone.make_aware(datetime.combine(aim.kept.project.registered_on, time(10)))
        diary.tell(when, "measure added", measure, by=None, says=f"Began to measure “{measure.name}”")
    DataPoint.objects.bulk_create(points, batch_size=500)
    Annotation.objects.bulk_create(notes)
    Rebase.objects.bulk_create(rebases)
    facts.state(targets)
    services.keep_results(measures)
    _define([each for each in measures if each.project.title == SHARED], diary, today)
    _keep_before_after([each.measure for each in rebases if each.known == TEXTBOOK["known"]], diary)
    _share([aim.kept for aim in aims], measures, diary, today)


def _define(measures: Sequence[Measure], diary: Diary, today: date) -> None:
    """What exactly is counted: from the library at first, and said more closely since the ward asked what a fall is."""
    usual = known("falls")
    for measure in measures:
        for back, said in ((DEFINED, usual.definition if usual else {}), (CLOSER, COUNTED)):
            day = today - timedelta(days=back)
            when = timezone.make_aware(datetime.combine(day, time(15)))
            facts.state([facts.fact(Definition, said, on=day, by=None, measure=measure, recorded_at=when)])
            says = f"Changed the definition of the measure “{measure.name}”"
            diary.tell(when, "measure defined", measure, by=None, says=says)


def _share(kept: Sequence[Kept], measures: Sequence[Measure], diary: Diary, today: date) -> None:
    """The falls of one ward are offered in the library of its trust, and two other projects of the trust use them."""
    when = timezone.make_aware(datetime.combine(today - timedelta(days=40), time(11)))
    for one in [each for each in measures if each.project.title == SHARED]:
        trust = one.project.lead_organisation
        one.library_organisation = trust
        one.save(update_fields=["library_organisation"])
        says = f"Offered the measure “{one.name}” in the library of {trust}"
        diary.tell(when, "measure offered", one, by=None, says=says)
        others = [each.project for each in kept if each.project.lead_organisation_id == trust.pk]
        for other in [each for each in others if each != one.project and each.is_live][:USED_BY]:
            made = SharedMeasure.objects.create(measure=one, project=other, added_at=when)
            says = "Began to use a measure of another project"
            diary.tell(when, "measure used", made, by=None, says=says)


def _keep_before_after(measures: Sequence[Measure], diary: Diary) -> None:
    """What a recalculation of the textbook's measure parts, at an address that a board's paper may cite."""
    for measure in measures:
        found = queries.whole(measure)
        [rebase] = found.rebases
        made = services.frozen(
            found.judged, split=rebase.starts, what=rebase.known, by=None, annotations=found.annotations
        )
        made.save()
        diary.tell(made.at, "before and after kept", measure, by=None, says=services.say_kept(made))


def _aims(kept: Sequence[Kept]) -> Iterator[Aimed]:
    projects = {each.project.pk: each for each in kept if each.project.state != State.IDEA}
    for charter in CharterFact.objects.now().filter(project__in=projects).order_by("project"):
        try:
            baseline, target = Decimal(charter.aim_baseline), Decimal(charter.aim_target)
        except InvalidOperation:
            continue
        if charter.aim_measure and baseline != target:
            what = charter.aim_measure[:1].upper() + charter.aim_measure[1:]
            yield Aimed(projects[charter.project_id], what, baseline, target)


def _measure(aim: Aimed) -> Measure:
    return Measure(
        project=aim.kept.project,
        name=aim.what.removesuffix(PER_CENT)[:200],
        direction="up" if aim.target > aim.baseline else "down",
        unit="percentage" if aim.is_percentage else "number" if aim.decimals else "count",
        due_days=14,
    )


def _points(aim: Aimed, measure: Measure, told: Figures) -> Iterator[DataPoint]:
    """A value for each month, but for those that a ward could not give."""
    for place, month in enumerate(told.months):
        recorded = timezone.make_aware(
            datetime.combine(
                add_months(month, 1) + timedelta(days=number(aim.title, place, "day") % ANSWERED_IN), time(9)
            )
        )
        missing = place and number(aim.title, place, "missing") % 40 == 0
        yield DataPoint(
            measure=measure,
            starts=month,
            value=None if missing else round(told.value(place), aim.decimals),
            answer="No data: the ward moved" if missing else "",
            recorded_at=min(recorded, timezone.now()),
        )
