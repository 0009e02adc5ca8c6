"""A project as it is now, who takes part, and the names other systems know it by."""

import uuid
from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce, Greatest

from quantock.access import Permission, Viewer, Where
from quantock.people.models import Organisation
from quantock.portfolios.models import Portfolio
from quantock.projects.models.record import LIVE_STATES, ProjectRecord, Visibility

PORTFOLIOS, ORGANISATIONS = 8_000_000, 9_000_000
COUNTED = (
    "state",
    "visibility",
    "lead_organisation",
    "track",
    "confidence",
    "step",
    "course",
    "reporting_days",
    "last_update_on",
    "last_register_on",
    "registered_on",
    "step_since",
    "parent",
    "top",
    "archived_at",
    "id",
)
RATED = (
    "track",
    "confidence",
    "title",
    "number",
    "state",
    "visibility",
    "lead_organisation",
    "archived_at",
    "id",
)


def ref_of(number: int) -> str:
    """P-0042: what people call it; what stands for a place has that word instead."""
    if number >= PORTFOLIOS:
        return "Organisation" if number >= ORGANISATIONS else "Portfolio"
    return f"P-{number:04d}"


def heard_on(prefix: str = "") -> Any:
    """The last day on which anything was heard of a project: an update, a register in which it stood, or that it was registered."""
    began = F(f"{prefix}registered_on")
    others = (Coalesce(F(f"{prefix}{name}"), began) for name in ("last_update_on", "last_register_on"))
    return Greatest(began, *others)


def seen_by(viewer: Viewer, prefix: str = "") -> Q:
    """DESIGN section 5 as one condition; `prefix` leads from another table, as in "project__"."""
    if viewer.sees_all_projects():
        return Q()
    if not viewer.is_signed_in:
        return Q(pk__in=())

    def to(**conditions: object) -> Q:
        return Q(**{f"{prefix}{name}": value for name, value in conditions.items()})

    seen = seen_whole(viewer, prefix)
    if ours := viewer.belongs_to():
        partly = Partner.objects.filter(organisation__in=ours).values("project")
        seen |= to(visibility=Visibility.ORGANISATION) & to(pk__in=partly)
    if mine := tuple(viewer.projects):
        seen |= to(pk__in=mine) | to(parent__in=mine) | to(top__in=mine)
    if _may_be_shown_things(viewer):
        seen |= to(pk__in=_shown_to(viewer))
    return seen


def seen_whole(viewer: Viewer, prefix: str = "") -> Q:
    """What `seen_by` finds by visibility and lead organisation, of somebody who has signed in: the places seen whole."""

    def to(**conditions: object) -> Q:
        return Q(**{f"{prefix}{name}": value for name, value in conditions.items()})

    seen = to(visibility__in=(Visibility.SYSTEM, Visibility.PUBLIC))
    if ours := viewer.belongs_to():
        seen |= to(visibility=Visibility.ORGANISATION) & to(lead_organisation__in=ours)
    if everything_of := viewer.sees_all_of():
        seen |= to(lead_organisation__in=everything_of)
    return seen


def seen_one_by_one(viewer: Viewer) -> models.QuerySet[Any, Any] | None:
    """The keys of what `seen_by` finds otherwise than by its visibility and lead organisation (and of some that it
    finds by both); nothing where there can be none."""
    if not sees_one_by_one(viewer):
        return None
    rows = Project.objects.order_by()
    parts: list[models.QuerySet[Any, Any]] = []
    if ours := viewer.belongs_to():
        taking_part = Partner.objects.filter(
            organisation__in=ours, project__visibility=Visibility.ORGANISATION
        )
        parts.append(taking_part.order_by().values("project"))
    if mine := tuple(viewer.projects):
        parts += [rows.filter(**{f"{to}__in": mine}).values("pk") for to in ("pk", "parent", "top")]
    if _may_be_shown_things(viewer):
        parts.append(_shown_to(viewer).order_by())
    if len(parts) < 2:
        return parts[0] if parts else None
    return parts[0].union(*parts[1:])


def sees_one_by_one(viewer: Viewer) -> bool:
    """Whether there can be any of `seen_one_by_one`; without a query, nor one put together."""
    if viewer.sees_all_projects() or not viewer.is_signed_in:
        return False
    return bool(viewer.belongs_to() or viewer.projects or _may_be_shown_things(viewer))


def _may_be_shown_things(viewer: Viewer) -> bool:
    """Whether there can be a portfolio that shows this viewer more than they see anyway; without a query."""
    return bool(viewer.portfolios_where(Permission.PORTFOLIO_VIEW) or viewer.sees_all_of())


def _shown_to(viewer: Viewer) -> models.QuerySet[Any, Any]:
    """The keys of the projects that their lead organisation agreed to show to a portfolio, to its holders and its office."""
    from quantock.projects.models.facts import MembershipFact

    shown = MembershipFact.objects.now().filter(present=True, shown_to_holders=True)
    return shown.filter(portfolio__in=Portfolio.objects.shown_things_to(viewer).order_by()).values("project")


def place_seen_by(viewer: Viewer) -> Q:
    """Those that stand for a portfolio or an organisation: seen by its people and whoever holds a role on it.

    By their numbers, which find them: a database would look through all projects for whose they are.
    """
    places = Q(number__gte=PORTFOLIOS)
    if viewer.sees_all_projects():
        return places
    if not viewer.is_signed_in:
        return Q(pk__in=())
    ours = viewer.belongs_to()
    held = viewer.portfolios_where(Permission.PORTFOLIO_VIEW)
    whose = Q(of_organisation__in=ours) | Q(of_portfolio__organisation__in=ours) | Q(of_portfolio__in=held)
    return places & whose


class ProjectQuerySet(models.QuerySet["Project"]):
    def visible_to(self, viewer: Viewer) -> Self:
        return self.filter(seen_by(viewer), archived_at=None)

    def live(self) -> Self:
        return self.filter(state__in=LIVE_STATES)


class PutAway(models.QuerySet["Project"]):
    """Archived projects: seen again only by those who would see them if they were not."""

    def visible_to(self, viewer: Viewer) -> Self:
        mine = self.filter(seen_by(viewer), archived_at__isnull=False, merged_into=None)
        return mine.filter(of_portfolio=None, of_organisation=None)


class Places(models.QuerySet["Project"]):
    """What stands for a portfolio or an organisation, to carry its log; in no list of projects."""

    def visible_to(self, viewer: Viewer) -> Self:
        return self.filter(place_seen_by(viewer))


class Project(ProjectRecord):
    """One project or programme. A programme is a project with projects, at most three deep."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.PositiveIntegerField(unique=True)
    # Without an index of its own: four values select nothing, and tempt SQLite away from the order of a list.
    visibility = models.CharField(max_length=12, choices=Visibility, default=Visibility.ORGANISATION)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="projects")
    top = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    registered_on = models.DateField()
    updated_at = models.DateTimeField(auto_now=True)
    version = models.PositiveIntegerField(default=1)
    archived_at = models.DateTimeField(null=True, blank=True)
    reporting_days = models.PositiveSmallIntegerField("days between updates", default=30)
    # Kept by the services that change them, for lists: the last published update, and what it said.
    last_update_on = models.DateField(null=True, blank=True)
    # The last register in which it stood.
    last_register_on = models.DateField(null=True, blank=True)
    # The day it came to its present step; none while it stands where it began.
    step_since = models.DateField(null=True, blank=True)
    course = models.CharField(max_length=11, blank=True)
    forward_look = models.CharField(max_length=9, blank=True)
    led_by = models.CharField(
        max_length=20,
        blank=True,
        choices=[
            ("service", "The service itself"),
            ("improvement", "The improvement team"),
            ("external", "An external body"),
        ],
    )
    # Codes of the lists that an installation keeps (`people.code_lists`).
    kind = models.CharField("type", max_length=60, blank=True)
    quadruple_aim = models.JSONField(default=list, blank=True)
    quality_domains = models.JSONField(default=list, blank=True)
    tags = models.JSONField(default=list, blank=True)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="absorbed")
    # A portfolio or an organisation keeps a log as a project does: its entries hang on a row that stands for it, which is
    # put away, so that it is in no list, count or file of projects, and is numbered from `PORTFOLIOS` or `ORGANISATIONS` on.
    of_portfolio = models.OneToOneField(Portfolio, on_delete=models.PROTECT, null=True, related_name="+")
    of_organisation = models.OneToOneField(
        Organisation, on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = ProjectQuerySet.as_manager()
    put_away = PutAway.as_manager()
    places = Places.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(parent=None, top=None) | Q(parent__isnull=False, top__isnull=False),
                name="project_parent_has_top",
            ),
            models.CheckConstraint(
                condition=Q(of_portfolio=None, of_organisation=None, number__lt=PORTFOLIOS)
                | Q(
                    of_portfolio__isnull=False,
                    of_organisation=None,
                    archived_at__isnull=False,
                    number__gte=PORTFOLIOS,
                )
                | Q(
                    of_portfolio=None,
                    of_organisation__isnull=False,
                    archived_at__isnull=False,
                    number__gte=ORGANISATIONS,
                ),
                name="project_or_place",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "title"], name="project_by_state"),
            models.Index(fields=["title", "id"], name="project_by_title"),
            # Few are in a programme: in the index of all, SQLite sees no number but none and reads every project instead.
            models.Index(fields=["parent"], condition=Q(parent__isnull=False), name="project_by_parent"),
            models.Index(fields=["top"], condition=Q(top__isnull=False), name="project_by_top"),
            # Who is rated what, in the order in which it is told, and who may see it.
            models.Index(
                fields=RATED,
                condition=Q(archived_at=None),
                name="project_by_rating",
            ),
            # All that is counted of projects now and who may see them, so that counting reads no whole rows.
            models.Index(fields=COUNTED, condition=Q(archived_at=None), name="project_counted"),
        ]

    def __str__(self) -> str:
        return f"{self.ref} {self.title}"

    @property
    def ref(self) -> str:
        return ref_of(self.number)

    @property
    def is_place(self) -> bool:
        """Whether it stands for a portfolio or an organisation."""
        return self.number >= PORTFOLIOS

    @property
    def heard_on(self) -> date:
        """The last day on which anything was heard of it (as `heard_on`)."""
        days = (self.registered_on, self.last_update_on, self.last_register_on)
        return max(day for day in days if day)

    def where(self) -> Where:
        if self.of_portfolio is not None:
            return self.of_portfolio.where()
        above = tuple(place for place in (self.parent_id, self.top_id) if place)
        return Where(organisation=self.lead_organisation_id, projects=(self.pk, *above))


class Partner(models.Model):
    """An organisation taking part in a project that another leads."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="partners")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "organisation"], name="partner_once")]

    def __str__(self) -> str:
        return str(self.organisation)


class ExternalId(models.Model):
    """A project's number in somebody else's register; matched ignoring case and outer spaces."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="external_ids")
    value = models.CharField(max_length=200)
    key = models.CharField(max_length=200, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "key"], name="external_id_once")]

    def __str__(self) -> str:
        return self.value


class LocalFieldQuerySet(models.QuerySet["LocalField"]):
    def visible_to(self, viewer: Viewer) -> Self:
        """Those of the whole system and of one's organisations."""
        if viewer.sees_all_projects():
            return self.all()
        if not viewer.is_signed_in:
            return self.none()
        return self.filter(Q(organisation=None) | Q(organisation__in=viewer.belongs_to()))


class LocalField(models.Model):
    """A field that an organisation (or, with none, an installation) defines for itself."""

    class Kind(models.TextChoices):
        TEXT = "text", "Text"
        NUMBER = "number", "Number"
        MONEY = "money", "Money"
        DATE = "date", "Date"
        CHOICE = "choice", "Choice"

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="local_fields"
    )
    label = models.CharField(max_length=200)
    key = models.CharField(max_length=200)
    kind = models.CharField(max_length=6, choices=Kind, default=Kind.TEXT)
    choices = models.JSONField(default=list, blank=True)
    # No longer offered; what was said in it stays.
    is_retired = models.BooleanField("retired", default=False)

    objects = LocalFieldQuerySet.as_manager()

    class Meta:
        verbose_name = "local field"
        constraints = [
            models.UniqueConstraint(fields=["organisation", "key"], name="local_field_once"),
            models.UniqueConstraint(
                fields=["key"], condition=Q(organisation=None), name="local_field_once_in_system"
            ),
        ]

    def __str__(self) -> str:
        return self.label

    def where(self) -> Where:
        return Where(organisation=self.organisation_id)
