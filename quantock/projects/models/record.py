"""The columns that a project holds now and held at any past date: the same, in both tables."""

from datetime import date

from django.db import models

from quantock.audit.reading import Readily
from quantock.people.models import Organisation, Unit
from quantock.projects.models.lifecycle import LifeCycleModel, Step


class State(models.TextChoices):
    """Where a project's life stands."""

    IDEA = "idea", "Idea"
    ACTIVE = "active", "Active"
    PAUSED = "paused", "Paused"
    STOPPED = "stopped", "Stopped"
    COMPLETED = "completed", "Completed"


# "Live" is this one rule, everywhere.
LIVE_STATES = (State.ACTIVE, State.PAUSED)
ENDED_STATES = (State.STOPPED, State.COMPLETED)


class Outcome(models.TextChoices):
    """What came of it, said on ending."""

    MET = "met", "Aim met"
    PARTLY = "partly", "Aim partly met"
    NOT_MET = "not met", "Aim not met"
    UNKNOWN = "unknown", "Not known"


class Track(models.TextChoices):
    """How much is asked of a project."""

    QUICK = "quick", "Quick"
    STANDARD = "standard", "Standard"
    FULL = "full", "Full"


class Visibility(models.TextChoices):
    """Who sees a project (DESIGN section 5)."""

    TEAM = "team", "The team"
    ORGANISATION = "organisation", "The organisations taking part"
    SYSTEM = "system", "Everyone signed in"
    PUBLIC = "public", "Everyone"


class Confidence(models.TextChoices):
    """Delivery confidence: three steps today, five in older registers; kept as it was given."""

    GREEN = "green", "Green"
    AMBER_GREEN = "amber/green", "Amber/Green"
    AMBER = "amber", "Amber"
    AMBER_RED = "amber/red", "Amber/Red"
    RED = "red", "Red"


class Rater(models.TextChoices):
    """Who judged; the first of these who did gives the headline."""

    SPONSOR = "sponsor", "Sponsor"
    OFFICE = "office", "Programme office"
    INDEPENDENT = "independent", "Independent review"


class ProjectRecord(Readily):
    """What is so of a project, now (`Project`) or from one date until another (`ProjectFact`)."""

    title = models.CharField(max_length=300)
    category = models.CharField(max_length=200, blank=True)
    place_text = models.CharField("place", max_length=300, blank=True)
    lead_organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    organisation_text = models.CharField("organisation as written", max_length=200, blank=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    track = models.CharField(max_length=8, choices=Track, default=Track.STANDARD)
    life_cycle = models.ForeignKey(
        LifeCycleModel, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    step = models.ForeignKey(Step, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=9, choices=State, default=State.ACTIVE)
    state_reason = models.TextField("reason", blank=True)
    outcome = models.CharField(max_length=7, choices=Outcome, blank=True)
    outcome_sentence = models.TextField(blank=True)
    lesson = models.TextField(blank=True)
    planned_start = models.DateField(null=True, blank=True)
    planned_start_text = models.TextField("start, as answered", blank=True)
    actual_start = models.DateField(null=True, blank=True)
    planned_end = models.DateField(null=True, blank=True)
    forecast_end = models.DateField(null=True, blank=True)
    forecast_end_text = models.TextField("end, as answered", blank=True)
    actual_end = models.DateField(null=True, blank=True)
    confidence = models.CharField(max_length=11, choices=Confidence, blank=True)
    confidence_text = models.CharField("confidence, as answered", max_length=500, blank=True)
    confidence_rater = models.CharField(max_length=11, choices=Rater, blank=True)

    class Meta:
        abstract = True

    @property
    def starts_on(self) -> date | None:
        """When it began, else when it is to begin."""
        return self.actual_start or self.planned_start

    @property
    def ends_on(self) -> date | None:
        """When it ended, else when it is expected to, else when it was to end."""
        return self.actual_end or self.forecast_end or self.planned_end

    @property
    def is_live(self) -> bool:
        return self.state in LIVE_STATES


RECORD_FIELDS: tuple[str, ...] = tuple(field.name for field in ProjectRecord._meta.local_fields)
