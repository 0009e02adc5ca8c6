"""What was decided of what an update asked for."""

from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q

from quantock.projects.models import StatusUpdate
from quantock.raid.kinds import MISTAKE
from quantock.raid.models.entries import Entry


class Decided(models.Model):
    """The decision of the log that answers what a status update asked for."""

    update = models.OneToOneField(StatusUpdate, on_delete=models.CASCADE, related_name="+")
    decision = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="+")

    class Meta:
        verbose_name_plural = "decided"

    def __str__(self) -> str:
        return f"{self.decision} for {self.update}"


def is_decided(update: str = "pk", *, until: Any = None) -> Exists:
    """Whether what an update asked for is decided, by that day where one is said; not where the decision was opened again or
    entered by mistake."""
    stands = Q(decision__closed_on__lte=until) if until else Q(decision__closed_on__isnull=False)
    rows = Decided.objects.filter(stands, update=OuterRef(update)).exclude(decision__state=MISTAKE.code)
    return Exists(rows)
