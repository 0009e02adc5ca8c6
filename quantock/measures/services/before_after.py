"""A before and after kept under an address that lasts, and taken back."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils import timezone

from quantock.accounts.models import User
from quantock.audit import log
from quantock.engines.charts.control import packed
from quantock.engines.spc.before_after import Side, say_before_after, say_signal
from quantock.measures.charting import Judged, compared_at
from quantock.measures.models import Annotation, BeforeAfter, Measure, Rebase
from quantock.measures.services.results import thresholds
from quantock.projects.services import Refused


@transaction.atomic
def keep_before_after(
    judged: Judged, *, split: date, what: str, by: User | None, annotations: Sequence[Annotation] = ()
) -> BeforeAfter:
    """Keep what a measure's chart says of the time before and after a day, as it is now. `judged` holds what may be
    shown of it. Raises Refused where one of the two has no value."""
    made = frozen(judged, split=split, what=what, by=by, annotations=annotations)
    made.save()
    log.record("before and after kept", judged.measure, by=by, says=say_kept(made), reason=what)
    return made


def say_kept(made: BeforeAfter) -> str:
    """As the history tells it."""
    shows = made.get_shows_display()
    return f"Kept the before and after of “{made.measure.name}” from {made.split:%-d %B %Y}: {shows[:1].lower()}{shows[1:]}"


def frozen(
    judged: Judged, *, split: date, what: str, by: User | None, annotations: Sequence[Annotation] = ()
) -> BeforeAfter:
    """What would be kept, not kept yet. Two queries at most."""
    measure, found = judged.measure, compared_at(judged, split)
    if found is None or found.before.centre is None or found.after.centre is None:
        raise Refused("There must be values both before and after that day. Choose another day.")
    return BeforeAfter(
        measure=measure,
        rebase=Rebase.objects.filter(measure=measure, starts=split, withdrawn_at=None).first(),
        group=judged.stratum,
        split=split,
        what=what,
        shows=found.shows.value,
        averages=say_before_after(found, judged.wording),
        signal=say_signal(found, judged.wording),
        before=found.before.centre,
        after=found.after.centre,
        sides=[_side(each, judged) for each in (found.before, found.after)],
        chart=packed(judged.drawing(annotations)),
        kind=judged.chart.kind,
        rules=judged.chart.rules.code,
        version=measure.version,
        below=thresholds([measure]).get(measure.pk),
        by=by,
    )


def _side(side: Side, judged: Judged) -> list[object]:
    words = judged.wording
    limits = ""
    if side.limits and side.limits.lower is not None and side.limits.upper is not None:
        low, high = words.within(side.limits.lower), words.within(side.limits.upper)
        limits = f"{words.number(low)} to {words.number(high)}"
    average = "" if side.centre is None else words.average(side.centre)
    return [words.when(side.start), words.when(side.stop - 1), side.count, average, limits]


@transaction.atomic
def withdraw_before_after(made: BeforeAfter, *, by: User | None, reason: str) -> None:
    """It no longer counts; its address goes on to say so, for whoever cited it."""
    if made.withdrawn_at is not None:
        return
    made.withdrawn_at, made.withdrawn_because = timezone.now(), reason
    made.save(update_fields=["withdrawn_at", "withdrawn_because"])
    measure: Measure = made.measure
    says = f"Took back the before and after of “{measure.name}” from {made.split:%-d %B %Y}"
    log.record("before and after taken back", measure, by=by, says=says, reason=reason)
