"""The measures of projects that have an aim with figures: months of values that tell what became of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation

from django.utils import timezone

from quantock.audit import facts
from quantock.desk.demonstration.keeping import Diary, Kept
from quantock.desk.demonstration.reading import number, pick
from quantock.engines.dates import add_months
from quantock.measures import queries, services
from quantock.measures.models import Annotation, DataPoint, Measure, Rebase, SharedMeasure, TargetFact
from quantock.projects.models import CharterFact, State

MOST_MONTHS = 36
SETTLED = 9  # months after a change until limits were begun again with it
BEFORE, LONG_BEFORE = 14, 22
# What became of a measure, each as often as it stands here. The first projects have their own.
COURSES = (
    "better",
    "better",
    "same",
    "rebased",
    "same",
    "worse",
    "stale",
    "few",
    "better",
    "failing",
    "rebased",
)
USED_BY = 2
OWN = {"Falls on Ash ward": "textbook"}
LATER_THAN = {"better": 0.55, "textbook": 0.55, "worse": 0.7, "rebased": 0.4}
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
        return "%" in self.what or self.what.casefold().startswith(("percent", "share"))

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
        course = OWN.get(aim.title) or pick(COURSES, aim.title, "course")
        months = _months(aim, course, today)
        if not months:
            continue
        changed = round(len(months) * LATER_THAN.get(course, 2))
        points += _points(aim, measure, course, months, changed)
        begun = timezone.make_aware(datetime.combine(months[0], time(9)))
        targets.append(
            TargetFact(
                measure=measure, so_from=months[0], asserts=["value"], value=aim.target, recorded_at=begun
            )
        )
        if changed < len(months):
            text = TEXTBOOK["known"] if course == "textbook" else "First test of change"
            noted = timezone.make_aware(datetime.combine(months[changed], time(9)))
            notes.append(Annotation(measure=measure, on=months[changed], kind="change", text=text, at=noted))
        if course in ("textbook", "rebased") and changed < len(months):
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
    _keep_before_after([each.measure for each in rebases if each.known == TEXTBOOK["known"]], diary)
    _share([aim.kept for aim in aims], measures, diary, today)


def _share(kept: Sequence[Kept], measures: Sequence[Measure], diary: Diary, today: date) -> None:
    """The falls of one ward are offered in the library of its trust, and two other projects of the trust use them."""
    when = timezone.make_aware(datetime.combine(today - timedelta(days=40), time(11)))
    for one in [each for each in measures if each.project.title in OWN]:
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
        name=aim.what[:200],
        direction="up" if aim.target > aim.baseline else "down",
        unit="percentage" if aim.is_percentage else "number",
        due_days=14,
    )


def _months(aim: Aimed, course: str, today: date) -> list[date]:
    """The first of each month from some time before the project to the last one that is over, or to its end."""
    story = aim.kept.story
    last = min(story.ended or today, today).replace(day=1)
    if course == "stale":
        last = add_months(last, -5)
    before = LONG_BEFORE if course == "textbook" else BEFORE
    first = max(add_months(story.began, -before).replace(day=1), add_months(last, -MOST_MONTHS))
    if course == "few":
        first = max(first, add_months(last, -6))
    found = []
    while first < last:
        found.append(first)
        first = add_months(first, 1)
    return found


def _points(
    aim: Aimed, measure: Measure, course: str, months: Sequence[date], changed: int
) -> Iterator[DataPoint]:
    """Values that swing about a level; the level moves where the course of the measure says so."""
    gap = aim.target - aim.baseline
    swing = max(abs(gap) / 3, abs(aim.baseline) / 20)
    after = {
        "better": Decimal("0.8"),
        "textbook": Decimal("1.02"),
        "rebased": Decimal("1.15"),
        "worse": Decimal("-0.5"),
    }.get(course, Decimal(0))
    for place, month in enumerate(months):
        level = aim.baseline + (gap * after if place >= changed else 0)
        if course == "failing":
            level = aim.baseline + gap / 10
        shift = Decimal(_noise(aim.title, place)) * swing
        value = round(max(level + shift, Decimal(0)), aim.decimals)
        if aim.is_percentage:
            value = min(value, Decimal(100))
        recorded = timezone.make_aware(
            datetime.combine(
                add_months(month, 1) + timedelta(days=number(aim.title, place, "day") % 12), time(9)
            )
        )
        missing = place and number(aim.title, place, "missing") % 40 == 0
        yield DataPoint(
            measure=measure,
            starts=month,
            value=None if missing else value,
            answer="No data: the ward moved" if missing else "",
            recorded_at=min(recorded, timezone.now()),
        )


def _noise(*about: object) -> float:
    """Between -1 and 1, most often near 0: the mean of three throws that follow from words alone."""
    return sum(number(*about, throw) % 2001 - 1000 for throw in range(3)) / 3000
