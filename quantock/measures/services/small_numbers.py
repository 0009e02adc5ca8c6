"""Counts of people who could be recognised: from which number an organisation shows them, and what the log told before."""

import re

from django.db import transaction

from quantock.accounts.models import User
from quantock.audit import log
from quantock.audit.models import Event
from quantock.measures.hiding import UNTOLD
from quantock.measures.models import Measure, SmallNumbers
from quantock.measures.services.results import keep_results
from quantock.people.models import Organisation


def threshold_of(organisation: Organisation) -> int | None:
    """What it has settled, if anything. One query."""
    return SmallNumbers.objects.filter(organisation=organisation).values_list("below", flat=True).first()


@transaction.atomic
def set_threshold(organisation: Organisation, below: int, *, by: User | None) -> None:
    """Every measure of its projects that is so marked is worked out again by it."""
    was = threshold_of(organisation)
    if was == below:
        return
    SmallNumbers.objects.update_or_create(organisation=organisation, defaults={"below": below})
    changes = [log.change("below", "Counts are shown from", was, below)]
    says = f"Small numbers of {organisation.name} are shown from {below}"
    log.record("small numbers settled", organisation, by=by, says=says, changes=changes)
    keep_results(Measure.objects.filter(project__lead_organisation=organisation, small_numbers=True))


TELLING = ("points recorded", "point removed")
"""Events that may tell values."""
TOLD = re.compile(r"^(.* for .*): -?\d[\d.]*((?:, [^“”]*)?)$", re.DOTALL)
"""A sentence with a value at its end, then perhaps how it came."""


def withhold(measure: Measure) -> None:
    """What the log told of its values before it was marked is told no more. The values stay where they are kept, with who
    changed them. Two queries."""
    told = list(Event.objects.filter(kind="measure", record_id=measure.pk, verb__in=TELLING))
    for event in told:
        event.says = TOLD.sub(rf"\1: {UNTOLD}\2", event.says)
        event.changes = [{**change, "was": UNTOLD, "is": UNTOLD} for change in event.changes]
    Event.objects.bulk_update(told, ["says", "changes"], batch_size=500)
