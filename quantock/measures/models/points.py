"""Data points: one value for one period. A correction is a new row; the old one says who and why."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from quantock.audit.models import Batch
from quantock.audit.reading import Readily
from quantock.measures.models.measure import Measure


class DataPointQuerySet(models.QuerySet["DataPoint"]):
    def standing(self) -> "DataPointQuerySet":
        """Those that count now."""
        return self.filter(superseded_at=None)

    def known_at(self, moment: object) -> "DataPointQuerySet":
        """Those that counted at a moment: the chart as it stood."""
        return self.filter(Q(superseded_at=None) | Q(superseded_at__gt=moment), recorded_at__lte=moment)


class DataPoint(Readily):
    """A value of a measure for the period that begins on `starts`. Without a value it keeps the answer given.

    `part` tells apart what falls on one day: the shift (1 early, 2 late, 3 night), or the minute of an event and one.
    """

    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="points")
    stratum = models.CharField("group", max_length=120, blank=True)
    starts = models.DateField("period")
    part = models.PositiveSmallIntegerField("part of the day", default=0)
    value = models.DecimalField(max_digits=20, decimal_places=6, null=True, blank=True)
    numerator = models.DecimalField(max_digits=20, decimal_places=6, null=True, blank=True)
    denominator = models.DecimalField(max_digits=20, decimal_places=6, null=True, blank=True)
    answer = models.CharField("as answered", max_length=120, blank=True)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, null=True, related_name="+")
    superseded_at = models.DateTimeField(null=True, blank=True)
    superseded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    reason = models.TextField(blank=True)

    objects = DataPointQuerySet.as_manager()

    class Meta:
        ordering = ("starts", "part")
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "stratum", "starts", "part"],
                condition=Q(superseded_at=None),
                name="point_once",
            ),
            models.CheckConstraint(
                condition=Q(denominator=None) | Q(denominator__gte=0), name="point_denominator_not_negative"
            ),
        ]
        indexes = [models.Index(fields=["measure", "stratum", "starts"], name="point_by_period")]

    def __str__(self) -> str:
        return f"{self.starts}: {self.value if self.value is not None else self.answer}"
