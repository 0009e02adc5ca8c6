"""Milestones, and what was forecast for them when."""

import uuid

from django.db import models

from quantock.audit.facts import Fact
from quantock.audit.reading import Readily
from quantock.people.models import Person
from quantock.projects.models.project import Project


class MilestoneKind(models.TextChoices):
    """What reaching it means (field/ppm.md 3.8)."""

    KEY = "key", "Key"
    GATE = "gate", "Gate"
    BENEFIT = "benefit", "Benefit"
    DEPENDENCY_IN = "dependency in", "Needed from others"
    DEPENDENCY_OUT = "dependency out", "Promised to others"
    EXTERNAL = "external", "External"
    ROUTINE = "routine", "Routine"


class Milestone(Readily):
    """A point a project reaches. Its dates are facts; `rebaselined` counts the baselines after the first."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="milestones")
    name = models.CharField(max_length=300)
    kind = models.CharField(max_length=14, choices=MilestoneKind, default=MilestoneKind.KEY)
    owner = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    owner_text = models.CharField(max_length=200, blank=True)
    evidence = models.TextField(blank=True)
    rebaselined = models.PositiveSmallIntegerField(default=0)
    removed_at = models.DateTimeField(null=True, blank=True)
    # What is so now, kept by the same service that states the fact.
    baseline = models.DateField(null=True, blank=True)
    forecast = models.DateField(null=True, blank=True)
    provisional = models.BooleanField(default=False)
    actual = models.DateField(null=True, blank=True)
    reviewed_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["project", "forecast"], name="milestone_by_project"),
            models.Index(fields=["forecast"], name="milestone_by_forecast"),
            models.Index(
                fields=["project", "forecast", "provisional", "removed_at", "actual", "id"],
                condition=models.Q(removed_at=None, actual=None),
                name="milestone_open",
            ),
            # The soonest first, so that no others are sorted.
            models.Index(
                fields=["forecast", "id", "project", "provisional", "removed_at", "actual"],
                condition=models.Q(removed_at=None, actual=None),
                name="milestone_open_by_forecast",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class MilestoneFact(Fact):
    """What was said of a milestone's dates from a day on. A new baseline is a re-baselining, with a reason."""

    key = ("milestone",)
    says = ("baseline", "forecast", "provisional", "actual", "reviewed_on")
    milestone = models.ForeignKey(Milestone, on_delete=models.CASCADE, related_name="facts")
    baseline = models.DateField(null=True, blank=True)
    forecast = models.DateField(null=True, blank=True)
    provisional = models.BooleanField(default=False)
    actual = models.DateField(null=True, blank=True)
    reviewed_on = models.DateField(null=True, blank=True)
    reason = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["milestone", "so_from"], name="milestone_fact_by_date"),
            # What began between two days, of which a comparison tells.
            models.Index(
                fields=["so_from", "so_until", "milestone"],
                condition=models.Q(withdrawn_at=None),
                name="milestone_fact_begun",
            ),
            # What was to come on a past day, the soonest first; and what was said otherwise since.
            models.Index(
                fields=["forecast", "id", "so_from", "so_until", "milestone"],
                condition=models.Q(actual=None, withdrawn_at=None),
                name="milestone_fact_to_come",
            ),
            models.Index(
                fields=["so_until", "so_from", "milestone", "forecast", "withdrawn_at"],
                condition=models.Q(so_until__isnull=False, withdrawn_at=None),
                name="milestone_fact_until",
            ),
        ]
