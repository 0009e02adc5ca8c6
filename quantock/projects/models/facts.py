"""The families of dated facts about a project. How they are kept: `quantock.audit.facts`."""

from typing import ClassVar

from django.db import models

from quantock.audit.facts import Fact
from quantock.portfolios.models import Portfolio, Theme
from quantock.projects.models.milestones import MilestoneFact
from quantock.projects.models.project import LocalField, Project
from quantock.projects.models.record import RECORD_FIELDS, Confidence, ProjectRecord, Rater

STANDING = models.Q(withdrawn_at=None)
NOW = models.Q(so_until=None, withdrawn_at=None)


def begun(name: str) -> models.Index:
    """What began between two days, of which a comparison tells."""
    return models.Index(fields=["so_from", "so_until", "project"], condition=STANDING, name=name)


class ProjectFact(Fact, ProjectRecord):
    """What was so of a project from a date on: the same columns as `Project` itself."""

    key = ("project",)
    says = RECORD_FIELDS
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="facts")

    class Meta:
        indexes = [
            # With what is counted of a project as at a day, so that counting reads no whole rows.
            models.Index(
                fields=[
                    "project",
                    "so_from",
                    "so_until",
                    "withdrawn_at",
                    "state",
                    "track",
                    "confidence",
                    "step",
                ],
                name="fact_by_project_counted",
            ),
            models.Index(fields=["so_from", "so_until"], name="fact_by_date"),
            # What is no longer so, by the day it ended.
            models.Index(
                fields=["so_until", "so_from", "project", "confidence", "withdrawn_at"],
                condition=models.Q(so_until__isnull=False, withdrawn_at=None),
                name="fact_until",
            ),
            # What is counted as at a day, so that counting reads no whole rows.
            models.Index(
                fields=[
                    "so_from",
                    "so_until",
                    "project",
                    "state",
                    "track",
                    "confidence",
                    "step",
                    "withdrawn_at",
                ],
                condition=STANDING,
                name="fact_counted",
            ),
        ]


class CharterFact(Fact):
    """Problem, aim and scope: the long texts, kept apart so that lists stay quick."""

    key = ("project",)
    says = (
        "description",
        "problem",
        "aim",
        "aim_measure",
        "aim_baseline",
        "aim_target",
        "aim_by",
        "scope_in",
        "scope_out",
        "rationale",
        "benefits_text",
    )
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="charters")
    description = models.TextField(blank=True)
    problem = models.TextField(blank=True)
    aim = models.TextField(blank=True)
    aim_measure = models.CharField(max_length=200, blank=True)
    aim_baseline = models.CharField(max_length=100, blank=True)
    aim_target = models.CharField(max_length=100, blank=True)
    aim_by = models.DateField(null=True, blank=True)
    scope_in = models.TextField(blank=True)
    scope_out = models.TextField(blank=True)
    rationale = models.TextField(blank=True)
    benefits_text = models.TextField("benefits, as answered", blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["project", "so_from"], name="charter_by_project"),
            begun("charter_begun"),
        ]


class RatingFact(Fact):
    """One rater's delivery confidence. `scale` names the spelling it was given in."""

    key = ("project", "rater")
    says = ("confidence", "text", "scale")
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="ratings")
    rater = models.CharField(max_length=11, choices=Rater)
    confidence = models.CharField(max_length=11, choices=Confidence, blank=True)
    text = models.TextField("as answered", blank=True)
    scale = models.CharField(max_length=20, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["project", "so_from"], name="rating_by_project"),
            begun("rating_begun"),
        ]


class MoneyFact(Fact):
    """One amount, saying what it is. Pence, or a text where no number was given."""

    class Nature(models.TextChoices):
        REVENUE = "revenue", "Revenue"
        CAPITAL = "capital", "Capital"
        UNSTATED = "", "Not stated"

    class Span(models.TextChoices):
        IN_YEAR = "in-year", "In-year"
        FULL_YEAR = "full-year", "Full-year"
        WHOLE_LIFE = "whole-life", "Whole-life"
        UNSTATED = "", "Not stated"

    class Basis(models.TextChoices):
        BUDGET = "budget", "Budget"
        FORECAST = "forecast", "Forecast"
        ACTUAL = "actual", "Actual"
        UNSTATED = "", "Not stated"

    key = ("project", "nature", "span", "basis")
    says = ("pence", "text")
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="money")
    nature = models.CharField(max_length=8, choices=Nature, blank=True)
    span = models.CharField(max_length=10, choices=Span, blank=True)
    basis = models.CharField(max_length=8, choices=Basis, blank=True)
    pence = models.BigIntegerField(null=True, blank=True)
    text = models.TextField("as answered", blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["project", "so_from"], name="money_by_project"),
            begun("money_begun"),
            models.Index(
                fields=["project", "span", "basis", "nature", "pence", "so_until", "withdrawn_at"],
                condition=NOW,
                name="money_now",
            ),
        ]

    def what(self) -> str:
        """What the amount is: Whole-life budget, capital."""
        said = ((self.span, self.get_span_display()), (self.basis, self.get_basis_display()))
        words = " ".join(words for code, words in said if code).capitalize() or "Amount"
        return f"{words}, {self.get_nature_display().lower()}" if self.nature else words


class MembershipFact(Fact):
    """A project being (or, on leaving, no longer being) in a portfolio."""

    key = ("project", "portfolio")
    says: ClassVar[tuple[str, ...]] = ("present", "shown_to_holders")
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="memberships")
    portfolio = models.ForeignKey(Portfolio, on_delete=models.PROTECT, related_name="memberships")
    present = models.BooleanField(default=True)
    shown_to_holders = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["portfolio", "so_from"], name="membership_by_portfolio"),
            models.Index(fields=["project", "so_from"], name="membership_by_project"),
            models.Index(
                fields=["portfolio", "present", "project", "shown_to_holders", "so_until", "withdrawn_at"],
                condition=NOW,
                name="membership_now",
            ),
            # So few that looking them up weighs nothing against any plan: who may see what asks for them in every query.
            models.Index(
                fields=["portfolio", "project"],
                condition=NOW & models.Q(present=True, shown_to_holders=True),
                name="membership_shown",
            ),
        ]


class ThemeFact(Fact):
    """How much a project contributes to a strategic theme: 1 to 3, or 0 for no longer."""

    key = ("project", "theme")
    says = ("contribution",)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="themes")
    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, related_name="contributions")
    contribution = models.PositiveSmallIntegerField(default=1)

    class Meta:
        indexes = [
            models.Index(fields=["project", "so_from"], name="theme_by_project"),
            begun("theme_begun"),
            models.Index(
                fields=["project", "theme", "contribution", "so_until", "withdrawn_at"],
                condition=NOW,
                name="theme_now",
            ),
        ]


class LocalFact(Fact):
    """A local field's value: the text as given, and the number, pence or date it means."""

    key = ("project", "field")
    says = ("text", "number", "pence", "on")
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="local_values")
    field = models.ForeignKey(LocalField, on_delete=models.PROTECT, related_name="values")
    text = models.TextField(blank=True)
    number = models.DecimalField(max_digits=30, decimal_places=10, null=True, blank=True)
    pence = models.BigIntegerField(null=True, blank=True)
    on = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["project", "so_from"], name="local_by_project")]


FAMILIES: tuple[type[Fact], ...] = (
    ProjectFact,
    CharterFact,
    RatingFact,
    MoneyFact,
    MembershipFact,
    ThemeFact,
    LocalFact,
    MilestoneFact,
)
