"""Benefits of projects: what is promised, who owns it in the service, what is forecast and reported month by month."""

import uuid
from datetime import date
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from quantock.access import Viewer, Where
from quantock.audit.facts import Fact
from quantock.audit.reading import Readily
from quantock.benefits.classes import MONEY_CLASSES, POUNDS, BenefitClass, Recurrence
from quantock.benefits.rules import say_figure
from quantock.measures.models import BeforeAfter, Measure
from quantock.people.models import Person
from quantock.projects.allowed import money_seen_by
from quantock.projects.models import Milestone, Project
from quantock.projects.models.project import seen_by

# A condition that every row meets and that, unlike an empty one, stays beside an "or".
ANY = Q(pk__isnull=False)


class BenefitRecord(Readily):
    """What is so of a benefit, now (`Benefit`) or from one date until another (`BenefitFact`).

    Figures are hundredths of the unit (pence, where it is "£"); beside each stands what was typed.
    """

    title = models.CharField("what will be better", max_length=300)
    kind = models.CharField("class", max_length=10, choices=BenefitClass)
    # The word of the sheet that it came with, where that is another than ours.
    class_text = models.CharField("class in the sheet", max_length=60, blank=True)
    unit = models.CharField("counted in", max_length=40, blank=True)
    owner = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    owner_text = models.CharField("owner", max_length=200, blank=True)
    recurrence = models.CharField("recurrent or not", max_length=9, choices=Recurrence, blank=True)
    full_year = models.BigIntegerField("full-year value", null=True, blank=True)
    full_year_text = models.CharField(max_length=60, blank=True)
    # The financial year that it begins in says which year is meant.
    in_year = models.BigIntegerField("in-year value", null=True, blank=True)
    in_year_text = models.CharField(max_length=60, blank=True)
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    no_figure = models.CharField("why there is no figure", max_length=300, blank=True)
    baseline = models.CharField("where it stood before", max_length=200, blank=True)
    target = models.CharField("where it is to come", max_length=200, blank=True)
    how = models.TextField("how it is worked out", blank=True)
    notes = models.TextField(blank=True)
    starts = models.DateField("begins", null=True, blank=True)
    ends = models.DateField(null=True, blank=True)
    measure = models.ForeignKey(Measure, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    before_after = models.ForeignKey(
        BeforeAfter, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        abstract = True

    @property
    def owned_by(self) -> str:
        """Whose it is, in words; nothing where nobody was named."""
        return str(self.owner) if self.owner_id else self.owner_text

    @property
    def in_pounds(self) -> bool:
        return self.unit == POUNDS

    def say(self, figure: int | None) -> str:
        """A figure in a sentence."""
        return say_figure(figure, self.unit)

    def shortly(self, figure: int | None) -> str:
        """A figure in a column that names the unit at its head."""
        return say_figure(figure, POUNDS if self.in_pounds else "", exact=True)

    def exactly(self, figure: int | None) -> str:
        """A figure in a table."""
        return say_figure(figure, self.unit, exact=True)


RECORD_FIELDS: tuple[str, ...] = tuple(field.name for field in BenefitRecord._meta.local_fields)
# What tells of money where a benefit is counted in pounds: the texts beside the figures may name them.
FIGURES = frozenset(
    {
        "full_year",
        "full_year_text",
        "in_year",
        "in_year_text",
        "year",
        "no_figure",
        "baseline",
        "target",
        "how",
        "notes",
    }
)


def figures_seen_by(viewer: Viewer, prefix: str = "") -> Q:
    """The benefits whose figures this viewer may see: money is a right of its own, other figures are seen with the project.
    `prefix` leads from what was so of them."""
    return ~Q(unit=POUNDS) | ANY & money_seen_by(viewer, f"{prefix}project__")


def programmes(viewer: Viewer) -> "models.QuerySet[Project, Any]":
    """The keys of the programmes, as far as this viewer sees their projects: what these say stands apart.

    Asked as a set of its own, since asking anew for each benefit reads all projects each time.
    """
    return Project.objects.visible_to(viewer).filter(parent__isnull=False).order_by().values("parent")


SUMMED = ("full_year", "in_year", "year", "forecast", "reported", "compared")


class BenefitQuerySet(models.QuerySet["Benefit"]):
    def visible_to(self, viewer: Viewer) -> Self:
        """Never more visible than its project; entered by mistake, it is on no page but the history."""
        return self.filter(seen_by(viewer, "project__"), project__archived_at=None, removed_at=None)


class Benefit(BenefitRecord):
    """One benefit of a project. The sums of its months are kept by the service that keeps the months."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="benefits")
    number = models.PositiveIntegerField()
    added_on = models.DateField()
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    removed_at = models.DateTimeField(null=True, blank=True)
    source_key = models.CharField(max_length=200, blank=True)
    forecast = models.BigIntegerField("forecast, all months", null=True, blank=True)
    reported = models.BigIntegerField("reported, all months", null=True, blank=True)
    compared = models.BigIntegerField("forecast for the months reported", null=True, blank=True)
    reported_to = models.DateField("last month reported", null=True, blank=True)

    objects = BenefitQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="benefit_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="benefit_numbers_from_one"),
            models.CheckConstraint(
                condition=~Q(kind__in=[each.value for each in MONEY_CLASSES]) | Q(unit=POUNDS),
                name="benefit_money_in_pounds",
            ),
            models.CheckConstraint(
                condition=~Q(unit="") | Q(full_year=None, in_year=None, forecast=None, reported=None),
                name="benefit_figures_have_a_unit",
            ),
            models.CheckConstraint(
                condition=Q(full_year=None) | Q(full_year__gte=0), name="benefit_full_year_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(in_year=None) | Q(in_year__gte=0, year__isnull=False),
                name="benefit_in_year_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(starts=None) | Q(ends=None) | Q(ends__gte=F("starts")),
                name="benefit_ends_after_it_begins",
            ),
        ]
        indexes = [
            models.Index(fields=["project", "number"], name="benefit_by_project"),
            # All that is counted and added of benefits, and what orders them by class, so that no whole rows are read.
            models.Index(
                fields=["kind", "unit", "project", *SUMMED, "removed_at", "id"],
                condition=Q(removed_at=None),
                name="benefit_counted",
            ),
            models.Index(fields=["owner"], name="benefit_by_owner"),
            models.Index(
                fields=["project", "removed_at", "id", "kind", "unit"], name="benefit_kept_of_project"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ref} {self.title}"

    @property
    def ref(self) -> str:
        """B-001: what people of the project call it."""
        return f"B-{self.number:03d}"

    def where(self) -> Where:
        return self.project.where()


class BenefitFact(Fact, BenefitRecord):
    """What was so of a benefit from a date on: the same columns as `Benefit` itself."""

    key = ("benefit",)
    says = RECORD_FIELDS
    benefit = models.ForeignKey(Benefit, on_delete=models.CASCADE, related_name="facts")
    reason = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["benefit", "so_from"], name="benefit_fact_by_date"),
            # What is counted and added as at a day, so that no whole rows are read.
            models.Index(
                fields=[
                    "benefit",
                    "so_from",
                    "so_until",
                    "kind",
                    "unit",
                    "full_year",
                    "in_year",
                    "year",
                    "withdrawn_at",
                ],
                condition=Q(withdrawn_at=None),
                name="benefit_fact_counted",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.benefit_id} from {self.so_from}"


class MonthFact(Fact):
    """What was said of one month of a benefit, from a date on: said again, the earlier word stays readable."""

    key = ("benefit", "month")
    says = ("forecast", "forecast_text", "reported", "reported_text", "note")
    benefit = models.ForeignKey(Benefit, on_delete=models.CASCADE, related_name="months")
    month = models.DateField()
    forecast = models.BigIntegerField(null=True, blank=True)
    forecast_text = models.CharField(max_length=60, blank=True)
    reported = models.BigIntegerField(null=True, blank=True)
    reported_text = models.CharField(max_length=60, blank=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(month__day=1), name="benefit_month_is_its_first"),
            models.CheckConstraint(
                condition=Q(forecast=None) | Q(forecast__gte=0), name="benefit_forecast_not_negative"
            ),
        ]
        indexes = [
            models.Index(fields=["benefit", "month", "so_from"], name="benefit_month_by_date"),
            models.Index(
                fields=["benefit", "so_from", "so_until", "reported", "forecast", "month", "withdrawn_at"],
                condition=Q(withdrawn_at=None),
                name="benefit_month_added_up",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.benefit_id}, {self.month}"


class Enabler(models.Model):
    """A milestone that has to be reached before a benefit can come."""

    benefit = models.ForeignKey(Benefit, on_delete=models.CASCADE, related_name="enablers")
    milestone = models.ForeignKey(Milestone, on_delete=models.CASCADE, related_name="benefits")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["benefit", "milestone"], name="enabler_once")]

    def __str__(self) -> str:
        return f"{self.milestone} enables {self.benefit}"

    @property
    def expected(self) -> date | None:
        return self.milestone.actual or self.milestone.forecast
