"""What the pages of measures read, each in a fixed number of queries."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import (
    Count,
    Exists,
    F,
    FilteredRelation,
    OuterRef,
    Q,
    QuerySet,
    SmallIntegerField,
    Subquery,
    TextField,
    Value,
)
from django.db.models.functions import Cast, Coalesce

from quantock.access import Viewer
from quantock.audit.models import Batch, Event
from quantock.measures import hiding
from quantock.measures.charting import Judged, judge
from quantock.measures.models import (
    Annotation,
    BeforeAfter,
    DataPoint,
    Definition,
    Measure,
    PushToken,
    Rebase,
    SharedMeasure,
    TargetFact,
    sees_drafts,
)
from quantock.measures.services.results import judged_of, thresholds
from quantock.projects.models import Project


@dataclass(frozen=True, slots=True)
class Whole:
    """One measure with all that its page shows. `charts` by group ("" is all together); `judged` is that of `group`, and
    empty where there are several groups and none was chosen; `points` are those of `group`."""

    judged: Judged
    group: str
    charts: Mapping[str, Judged]
    points: tuple[DataPoint, ...]
    annotations: tuple[Annotation, ...]
    rebases: tuple[Rebase, ...]
    targets: tuple[TargetFact, ...]
    definition: Definition | None
    gone: tuple[DataPoint, ...] = ()
    """Values of `group` that no longer count, where they were read."""
    version: int = 0
    """Which version of its definition that is; none without one, or where it was not asked."""


def versions_of(condition: Q) -> Coalesce:
    """How many times the definition of a measure was stated, of the rows that meet a condition."""
    rows = Definition.objects.standing().filter(condition, measure=OuterRef("pk")).order_by()
    counted = rows.values("measure").annotate(many=Count("pk")).values("many")
    return Coalesce(Subquery(counted), 0)


def one_of(project: Project, key: int) -> Measure | None:
    """A measure of a project that was reached through the door, with the definition in force. One query."""
    in_force = Q(definitions__withdrawn_at=None, definitions__so_until=None)
    rows = Measure.objects.annotate(
        in_force=FilteredRelation("definitions", condition=in_force),
        below=F("project__lead_organisation__small_numbers__below"),
        is_used=Exists(SharedMeasure.objects.filter(measure=OuterRef("pk"), removed_at=None)),
        versions=versions_of(Q()),
    )
    found = rows.filter(project=project, pk=key, removed_at=None).select_related(
        "collector", "in_force", "library_organisation", "library_theme"
    )  # type: ignore[misc]  # annotated
    one = found.first()
    if one is not None:
        one.project = project
    return one


def given_once(measure: Measure, key: int) -> DataPoint | None:
    """A value of a measure, also one in whose place another stands. One query."""
    return DataPoint.objects.filter(measure=measure, pk=key).first()


def measures_of(project: Project, viewer: Viewer) -> list[Judged]:
    """The charts of a project's measures, in their order; drafts for their team. Four queries."""
    measures = Measure.objects.filter(project=project, removed_at=None).select_related("project", "collector")
    return judged_of(measures if sees_drafts(viewer, project) else measures.counted())


def whole(measure: Measure, group: str = "") -> Whole:
    """Everything of one measure. Three queries, of one that `one_of` gave; else one more, and one where small numbers are
    not shown."""
    points = list(DataPoint.objects.filter(measure=measure).order_by("starts", "part", "pk"))
    was_read = hasattr(measure, "below")  # as `one_of` reads it, with the definition in force
    standing = Definition.objects.now().filter(measure=measure)
    definition = getattr(measure, "in_force", None) if was_read else standing.first()
    annotations, rebases = _happened(measure)
    targets = TargetFact.objects.standing().filter(measure=measure)
    return put_together(
        measure,
        group,
        points=[point for point in points if point.superseded_at is None],
        rebases=rebases,
        targets=targets.order_by("so_from", "recorded_at", "pk"),
        annotations=annotations,
        definition=definition,
        gone=[point for point in points if point.superseded_at is not None],
        version=getattr(measure, "versions", 0),
    )


def _happened(measure: Measure) -> tuple[list[Annotation], list[Rebase]]:
    """Its notes and recalculations, in the order of time. One query; of a recalculation what pages show and charts need."""
    nothing = Cast(Value(None), SmallIntegerField())
    notes = Annotation.objects.filter(measure=measure, removed_at=None).order_by()
    rebases = Rebase.objects.filter(measure=measure, withdrawn_at=None).order_by()
    columns = notes.values_list(
        "pk", "on", Cast("kind", TextField()), Cast("text", TextField()), "about", nothing
    )
    more = rebases.values_list("pk", "starts", Value("", TextField()), "known", "about", "baseline")
    annotations, made = [], []
    for pk, day, kind, text, about, baseline in sorted(
        columns.union(more, all=True), key=lambda row: (row[1], row[0])
    ):
        if kind:
            annotations.append(Annotation(pk=pk, measure=measure, on=day, kind=kind, text=text, about=about))
        else:
            made.append(
                Rebase(pk=pk, measure=measure, starts=day, known=text, about=about, baseline=baseline)
            )
    return annotations, made


def put_together(
    measure: Measure,
    group: str,
    *,
    points: Iterable[DataPoint],
    rebases: Iterable[Rebase],
    targets: Iterable[TargetFact],
    annotations: Iterable[Annotation],
    definition: Definition | None,
    gone: Iterable[DataPoint] = (),
    version: int = 0,
) -> Whole:
    """The charts of what was read, in the order of time; small numbers left out."""
    by_group: dict[str, list[DataPoint]] = {}
    for point in points:
        by_group.setdefault(point.stratum, []).append(point)
    for below in thresholds([measure]).values():
        by_group = hiding.shown(by_group, measure.unit, below)
    rebases, targets = tuple(rebases), tuple(targets)
    charts = {name: judge(measure, some, rebases, targets) for name, some in sorted(by_group.items())}
    chosen = group if group in charts else "" if len(charts) != 1 else next(iter(charts))
    return Whole(
        judged=charts.get(chosen) or judge(measure, [], rebases, targets),
        group=chosen,
        charts=charts,
        points=tuple(by_group.get(chosen, ())),
        annotations=tuple(annotations),
        rebases=rebases,
        targets=targets,
        definition=definition,
        gone=tuple(point for point in gone if point.stratum == chosen),
        version=version,
    )


def target_now(found: Whole) -> Decimal | None:
    """The target in force, out of what was read already."""
    return found.targets[-1].value if found.targets else None


def last_start(measure: Measure, group: str = "") -> DataPoint | None:
    """The value of the latest period. One query."""
    return DataPoint.objects.standing().filter(measure=measure, stratum=group).order_by("-starts").first()


def batch_of(measure: Measure, key: int) -> Batch | None:
    """A paste, a file or a value that this measure was given, not taken back yet. One query."""
    return Batch.objects.filter(
        pk=key, withdrawn_at=None, pk__in=DataPoint.objects.filter(measure=measure).values("batch")
    ).first()


def last_value(measure: Measure) -> DataPoint | None:
    """The value of the latest period, of whatever group. One query."""
    return DataPoint.objects.standing().filter(measure=measure).order_by("-starts").first()


def last_values(measures: Sequence[Measure]) -> dict[int, DataPoint]:
    """The value of the latest period of each measure that has any. One query."""
    last = (
        DataPoint.objects.standing()
        .filter(measure=OuterRef("pk"))
        .order_by("-starts", "-pk")
        .values("pk")[:1]
    )
    keys = (
        Measure.objects.filter(pk__in=[each.pk for each in measures])
        .annotate(last=Subquery(last))
        .values("last")
    )
    return {point.measure_id: point for point in DataPoint.objects.filter(pk__in=keys)}


def plain_measures_of(project: Project) -> list[Measure]:
    """A project's measures, without their charts. One query."""
    return list(Measure.objects.filter(project=project, removed_at=None).select_related("project"))


def is_named(project: Project, name: str, *, but: Measure | None = None) -> bool:
    """Whether another measure of a project has a name already. One query."""
    rows = Measure.objects.filter(project=project, removed_at=None, name__iexact=name)
    return (rows.exclude(pk=but.pk) if but else rows).exists()


def tokens_of(measure: Measure) -> Sequence[PushToken]:
    """Tokens, also revoked ones, the newest first. One query."""
    return list(measure.tokens.select_related("made_by")[:50])


def history_of(measure: Measure) -> Sequence[Event]:
    """What was done to a measure, the newest first. One query."""
    events = Event.objects.filter(kind="measure", record_id=measure.pk)
    return list(events.select_related("actor", "batch").order_by("-id")[:200])


def corrections_of(measure: Measure) -> Sequence[DataPoint]:
    """Values that no longer count, the latest corrected first; none where small numbers are not shown, as two that
    differ by little would tell. One query."""
    if measure.small_numbers:
        return []
    gone = DataPoint.objects.filter(measure=measure, superseded_at__isnull=False)
    return list(gone.select_related("superseded_by").order_by("-superseded_at", "starts")[:200])


def kept_of(measure: Measure) -> Sequence[BeforeAfter]:
    """What was kept of before and after, the newest first; not what was taken back. One query."""
    kept = BeforeAfter.objects.filter(measure=measure, withdrawn_at=None).select_related("by")
    return list(kept.defer("chart")[:50])


def kept_among() -> QuerySet[BeforeAfter]:
    """Joined with what its page shows."""
    return BeforeAfter.objects.select_related("measure__project__lead_organisation", "by", "rebase")


def is_hidden(kept: BeforeAfter) -> bool:
    """Whether it shows what would not be shown now: its measure counts people who could be recognised, at a stricter
    number than when it was kept. One query where the measure is so marked."""
    below = thresholds([kept.measure]).get(kept.measure_id)
    return below is not None and (kept.below is None or kept.below < below)
