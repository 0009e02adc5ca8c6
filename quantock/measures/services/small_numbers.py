"""From which number an organisation shows counts of people who could be recognised."""

from django.db import transaction

from quantock.accounts.models import User
from quantock.audit import log
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
