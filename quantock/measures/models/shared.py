"""A measure of one project that another project uses too (ADR 14)."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from quantock.access import Where
from quantock.measures.models.measure import Measure
from quantock.projects.models import Project


class SharedMeasureQuerySet(models.QuerySet["SharedMeasure"]):
    def standing(self) -> Self:
        """Used now, of measures that are still watched and no team's draft."""
        return self.filter(removed_at=None, measure__removed_at=None, measure__draft=False)


class SharedMeasure(models.Model):
    """The project uses the measure; it is collected, defined and corrected in the measure's own project."""

    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="uses")
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="shared_measures")
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    added_at = models.DateTimeField(default=timezone.now)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = SharedMeasureQuerySet.as_manager()

    class Meta:
        ordering = ("project", "added_at", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "project"], condition=Q(removed_at=None), name="measure_shared_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.measure}, used by {self.project.ref}"

    def where(self) -> Where:
        return self.project.where()
