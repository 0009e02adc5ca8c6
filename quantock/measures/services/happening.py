"""Limits recalculated and taken back; things that happened, numbered on the chart."""

from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.utils import timezone

from quantock.accounts.models import User
from quantock.audit import log
from quantock.measures.models import Annotation, Measure, Rebase
from quantock.measures.rules import WHEELER
from quantock.measures.services.results import keep_results
from quantock.projects.services import Refused


@transaction.atomic
def rebase(
    measure: Measure,
    *,
    starts: date,
    answers: Mapping[str, str],
    by: User | None,
    baseline: int | None = None,
    about: str = "",
) -> Rebase:
    """Work limits out anew from a day on; `about` as for `annotate`. Raises Refused without all four answers, or where one
    stands there."""
    if missing := [question for name, question in WHEELER if not answers.get(name, "").strip()]:
        raise Refused(
            f"Limits are recalculated only when all four questions are answered. Still open: {missing[0]}"
        )
    if Rebase.objects.filter(measure=measure, starts=starts, withdrawn_at=None).exists():
        raise Refused("Limits begin again on that day already. Take that back first, or choose another day.")
    made = Rebase.objects.create(
        measure=measure,
        starts=starts,
        baseline=baseline,
        about=about,
        by=by,
        **{name: answers[name] for name, _ in WHEELER},
    )
    says = f"Recalculated the limits of “{measure.name}” from {starts:%-d %B %Y}"
    changes = [log.change(name, question, "", answers[name]) for name, question in WHEELER]
    log.record("limits recalculated", measure, by=by, says=says, changes=changes, reason=answers["known"])
    keep_results([measure])
    return made


@transaction.atomic
def withdraw_rebase(made: Rebase, *, by: User | None, reason: str) -> None:
    """Take a recalculation back: the limits are again those of the phase before. The record of it stays."""
    made.withdrawn_at = timezone.now()
    made.save(update_fields=["withdrawn_at"])
    says = f"Took back the recalculation of “{made.measure.name}” from {made.starts:%-d %B %Y}"
    log.record("recalculation taken back", made.measure, by=by, says=says, reason=reason)
    keep_results([made.measure])


@transaction.atomic
def annotate(
    measure: Measure, *, on: date, kind: str, text: str, by: User | None, about: str = ""
) -> Annotation:
    """Something that happened. `about` is the record it tells of, as measures.marks names it."""
    made = Annotation.objects.create(measure=measure, on=on, kind=kind, text=text, about=about, by=by)
    log.record("annotation added", measure, by=by, says=f"Noted on “{measure.name}”: {text}")
    return made


@transaction.atomic
def remove_annotation(annotation: Annotation, *, by: User | None) -> None:
    """Take a note off the chart."""
    annotation.removed_at = timezone.now()
    annotation.save(update_fields=["removed_at"])
    says = f"Took the note “{annotation.text}” off “{annotation.measure.name}”"
    log.record("annotation removed", annotation.measure, by=by, says=says)
