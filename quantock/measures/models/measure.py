"""A measure, its operational definition by the day it was so, and its targets."""

import uuid
from typing import Self

from django.db import models
from django.db.models import Q

from quantock.access import Role, Viewer, Where
from quantock.access.roles import ROLE_NAMES
from quantock.audit.facts import Fact
from quantock.audit.reading import Readily
from quantock.engines.spc import MAKING_DATA_COUNT
from quantock.people.models import Organisation, Person
from quantock.portfolios.models import Theme
from quantock.projects.models import Project
from quantock.projects.models.project import seen_by


class MeasureKind(models.TextChoices):
    """The family of measures (field/qi.md 2.4)."""

    OUTCOME = "outcome", "Outcome"
    PROCESS = "process", "Process"
    BALANCING = "balancing", "Balancing"


class Direction(models.TextChoices):
    """Which way is better. The codes are those of `engines.spc.Direction`."""

    UP = "up", "Higher is better"
    DOWN = "down", "Lower is better"
    NEUTRAL = "neutral", "Neither: just watch it"


class Unit(models.TextChoices):
    """What a value is: how it is said, and what it cannot pass."""

    NUMBER = "number", "A number"
    COUNT = "count", "A count"
    PERCENTAGE = "percentage", "A percentage"
    RATE = "rate", "A rate"
    TIME = "time", "A time or length"


class Frequency(models.TextChoices):
    """How often there is a value. The codes are those of `engines.points`."""

    SHIFT = "shift", "Every shift"
    DAY = "day", "Every day"
    WEEK = "week", "Every week"
    MONTH = "month", "Every month"
    QUARTER = "quarter", "Every quarter"
    YEAR = "year", "Every year"
    EVENT = "event", "Each time it happens (dated events)"


class MeasureQuerySet(models.QuerySet["Measure"]):
    def visible_to(self, viewer: Viewer) -> Self:
        """Never more visible than its project, a draft only to the team; taken away, it is nowhere."""
        return self.of_projects_seen(viewer).filter(removed_at=None)

    def of_projects_seen(self, viewer: Viewer) -> Self:
        """Also those taken away: for what was kept of them while they stood."""
        rows = self.filter(seen_by(viewer, "project__"), project__archived_at=None)
        return rows if viewer.sees_all_projects() else rows.filter(Q(draft=False) | team_sees(viewer))

    def counted(self) -> Self:
        """Those that count outside their project: a team's draft does not."""
        return self.filter(draft=False)

    def offered(self) -> Self:
        """Those that other projects may begin to use."""
        in_one = Q(library_organisation__isnull=False) | Q(library_theme__isnull=False)
        return self.counted().filter(in_one, removed_at=None)


def team_sees(viewer: Viewer) -> Q:
    """The measures of projects whose team one is part of, or all of which one's office sees: who see drafts."""
    mine, offices = tuple(viewer.projects), viewer.sees_all_of()
    within = Q(project__in=mine) | Q(project__parent__in=mine) | Q(project__top__in=mine)
    return within | Q(project__lead_organisation__in=offices)


def sees_drafts(viewer: Viewer, project: Project) -> bool:
    """As `team_sees`, of one project that is at hand. Pure."""
    within = {project.pk, project.parent_id, project.top_id}
    return (
        viewer.sees_all_projects()
        or not within.isdisjoint(viewer.projects)
        or project.lead_organisation_id in viewer.sees_all_of()
    )


class Measure(Readily):
    """What a project watches. A name and a direction are enough to begin; the definition can follow."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="measures")
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=9, choices=MeasureKind, default=MeasureKind.OUTCOME)
    direction = models.CharField("which way is better", max_length=7, choices=Direction)
    unit = models.CharField("what a value is", max_length=10, choices=Unit, default=Unit.NUMBER)
    unit_words = models.CharField("unit in words", max_length=80, blank=True)
    per = models.PositiveIntegerField("a rate per", default=1000)
    frequency = models.CharField("how often", max_length=7, choices=Frequency, default=Frequency.MONTH)
    due_days = models.PositiveSmallIntegerField("days until it is due", default=14)
    collector = models.ForeignKey(
        Person,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="who collects it",
    )
    # Instead of a person: whoever holds this part in the project. Neither: whoever leads it.
    collector_role = models.CharField("collected by whoever is", max_length=30, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    # The rule set it is judged by, by its code: a chart printed last March reads the same.
    rules = models.CharField("rules", max_length=60, default=MAKING_DATA_COUNT.code)
    # The chart a person chose, by its short name; the engine says which one suits and why.
    chart = models.CharField("chart", max_length=5, default="xmr")
    small_numbers = models.BooleanField("counts people who could be recognised", default=False)
    draft = models.BooleanField("a draft of the team", default=False)
    # In whose library it is offered to other projects, if any (ADR 14).
    library_organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    library_theme = models.ForeignKey(
        Theme, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    removed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = MeasureQuerySet.as_manager()

    class Meta:
        ordering = ("project", "position", "pk")
        indexes = [
            models.Index(fields=["project", "removed_at", "draft", "position"], name="measure_of_project")
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(library_organisation=None) | Q(library_theme=None), name="measure_in_one_library"
            )
        ]

    def __str__(self) -> str:
        return self.name

    def where(self) -> Where:
        return self.project.where()

    @property
    def library(self) -> Organisation | Theme | None:
        """In whose library it is offered."""
        return self.library_organisation or self.library_theme

    @property
    def collected_by(self) -> str:
        """Who collects it, in words."""
        if self.collector:
            return str(self.collector)
        return f"The {ROLE_NAMES[Role(self.collector_role or Role.LEAD)].lower()}"


class JudgedBy(Fact):
    """How a measure's values were judged from a day on, kept from the first change of it on: a measure without any was
    always judged as it is now (ADR 0011)."""

    key = ("measure",)
    says = ("direction", "unit", "unit_words", "per", "frequency", "rules", "chart")
    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="judged_by")
    direction = models.CharField(max_length=7, choices=Direction)
    unit = models.CharField(max_length=10, choices=Unit, default=Unit.NUMBER)
    unit_words = models.CharField(max_length=80, blank=True)
    per = models.PositiveIntegerField(default=1000)
    frequency = models.CharField(max_length=7, choices=Frequency, default=Frequency.MONTH)
    rules = models.CharField(max_length=60, default=MAKING_DATA_COUNT.code)
    chart = models.CharField(max_length=5, default="xmr")

    class Meta:
        indexes = [models.Index(fields=["measure", "so_from"], name="judged_by_by_date")]


class SmallNumbers(models.Model):
    """Under which number an organisation shows no count of people who could be recognised."""

    organisation = models.OneToOneField(
        Organisation, on_delete=models.CASCADE, primary_key=True, related_name="small_numbers"
    )
    below = models.PositiveSmallIntegerField("numbers are shown from")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(below__range=(2, 100)), name="small_numbers_within")
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: from {self.below}"

    def where(self) -> Where:
        return Where(organisation=self.organisation_id)


class Definition(Fact):
    """The operational definition as it was from a day on (field/qi.md 2.4)."""

    key = ("measure",)
    says = (
        "why",
        "numerator",
        "denominator",
        "population",
        "excludes",
        "source",
        "method",
        "quality",
    )
    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="definitions")
    why = models.TextField("why it matters", blank=True)
    numerator = models.TextField("what is counted", blank=True)
    denominator = models.TextField("out of what", blank=True)
    population = models.TextField("who or what it covers", blank=True)
    excludes = models.TextField("what is left out", blank=True)
    source = models.TextField("where the figures come from", blank=True)
    method = models.TextField("how they are collected", blank=True)
    quality = models.TextField("known limits of the data", blank=True)

    class Meta:
        indexes = [models.Index(fields=["measure", "so_from"], name="definition_by_date")]


class TargetFact(Fact):
    """The target from a day on; no value means that there is none any more."""

    key = ("measure",)
    says = ("value",)
    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="targets")
    value = models.DecimalField(max_digits=20, decimal_places=6, null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["measure", "so_from"], name="target_by_date")]
