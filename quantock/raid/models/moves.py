"""What a change request moves: the baselines of milestones that it names."""

from django.db import models
from django.db.models import Q

from quantock.projects.models import Milestone
from quantock.raid.models.entries import Entry


class Move(models.Model):
    """One milestone of a change request: the baseline that it had, and the one that it gets on approval."""

    change = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="moves")
    milestone = models.ForeignKey(Milestone, on_delete=models.CASCADE, related_name="moves")
    was = models.DateField(null=True)
    baseline = models.DateField()
    moved_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["change", "milestone"], name="move_once"),
            models.CheckConstraint(condition=Q(was=None) | ~Q(was=models.F("baseline")), name="move_moves"),
        ]

    def __str__(self) -> str:
        return f"{self.milestone}: {self.baseline}"
