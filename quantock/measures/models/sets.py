"""Measure sets: measures that a board looks at together, named, in its order, by domain."""

from typing import Self

from django.db import models
from django.db.models import Q

from quantock.access import Viewer, Where
from quantock.measures.models.measure import Measure
from quantock.people.models import Organisation
from quantock.portfolios.models import Portfolio


class MeasureSetQuerySet(models.QuerySet["MeasureSet"]):
    def visible_to(self, viewer: Viewer) -> Self:
        """Of portfolios that one sees, and of one's organisations. Its measures are seen each by its own project."""
        rows = self.filter(removed_at=None)
        if viewer.sees_all_projects():
            return rows
        return rows.filter(
            Q(organisation__in=viewer.belongs_to()) | Q(portfolio__in=Portfolio.objects.visible_to(viewer))
        )


class MeasureSet(models.Model):
    """It belongs to an organisation or to a portfolio, whose programme office keeps it."""

    name = models.CharField(max_length=200)
    purpose = models.TextField("what it is for", blank=True)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="measure_sets"
    )
    portfolio = models.ForeignKey(
        Portfolio, on_delete=models.PROTECT, null=True, blank=True, related_name="measure_sets"
    )
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = MeasureSetQuerySet.as_manager()

    class Meta:
        ordering = ("name", "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(organisation=None, portfolio__isnull=False)
                | Q(organisation__isnull=False, portfolio=None),
                name="measure_set_has_one_owner",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def owner(self) -> Organisation | Portfolio:
        owner = self.organisation or self.portfolio
        assert owner is not None  # noqa: S101 - the constraint says so
        return owner

    def where(self) -> Where:
        return self.portfolio.where() if self.portfolio else Where(organisation=self.organisation_id)


class InSet(models.Model):
    """A measure in a set: its place, and the domain it stands under."""

    set = models.ForeignKey(MeasureSet, on_delete=models.CASCADE, related_name="entries")
    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="in_sets")
    domain = models.CharField(max_length=80, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("position", "pk")
        constraints = [models.UniqueConstraint(fields=["set", "measure"], name="measure_once_in_a_set")]

    def __str__(self) -> str:
        return f"{self.set_id}: {self.measure_id}"
