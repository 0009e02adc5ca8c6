"""Portfolios (what a board looks at) and strategic themes (what work is for)."""

import uuid
from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q

from quantock.access import Permission, Viewer, Where
from quantock.audit.reading import Readily
from quantock.people.models import Organisation


class PortfolioQuerySet(models.QuerySet["Portfolio"]):
    def visible_to(self, viewer: Viewer) -> Self:
        """Those of one's organisations and of the whole system, and those one holds a role on."""
        if viewer.sees_all_projects():
            return self.all()
        if not viewer.is_signed_in:
            return self.none()
        return self.filter(
            Q(organisation=None)
            | Q(organisation__in=viewer.belongs_to())
            | Q(pk__in=viewer.portfolios_where(Permission.PORTFOLIO_VIEW))
        )

    def where(self, viewer: Viewer, permission: Permission) -> Self:
        """Those on which this viewer may, by a role on one, on its organisation or on the whole system: the same answer
        as `can(viewer, permission, portfolio)` for many at once."""
        if viewer.may_on_system(permission):
            return self.all()
        ours = viewer.organisations_where(permission)
        return self.filter(Q(pk__in=viewer.portfolios_where(permission)) | Q(organisation__in=ours))

    def shown_things_to(self, viewer: Viewer) -> Self:
        """Those of which this viewer sees what they were shown: a role on one that sees portfolios, or an office of its
        organisation, which keeps it (docs/adr/0015-what-a-portfolio-was-shown.md)."""
        held = viewer.portfolios_where(Permission.PORTFOLIO_VIEW)
        return self.filter(Q(pk__in=held) | Q(organisation__in=viewer.sees_all_of()))


class Portfolio(Readily):
    """A set of work that a board looks at; a project may be in several. No organisation: whole system."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=200)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="portfolios"
    )
    purpose = models.TextField(blank=True)
    archived_on = models.DateField(null=True, blank=True)

    objects = PortfolioQuerySet.as_manager()

    class Meta:
        ordering = ("name",)
        constraints = [
            models.UniqueConstraint(fields=["organisation", "name"], name="portfolio_name_once"),
            models.UniqueConstraint(
                fields=["name"], condition=Q(organisation=None), name="portfolio_name_once_in_system"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def where(self) -> Where:
        return Where(organisation=self.organisation_id, portfolio=self.pk)


class ThemeQuerySet(models.QuerySet["Theme"]):
    def in_force(self, on: date) -> Self:
        return self.filter(Q(so_from=None) | Q(so_from__lte=on), Q(so_until=None) | Q(so_until__gt=on))

    def visible_to(self, viewer: Viewer) -> Self:
        return self.all() if viewer.is_signed_in else self.none()


class Theme(Readily):
    """A strategic theme, of the whole system or of one organisation, for a time."""

    name = models.CharField(max_length=200)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="themes"
    )
    so_from = models.DateField(null=True, blank=True)
    so_until = models.DateField(null=True, blank=True)

    objects = ThemeQuerySet.as_manager()

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    def where(self) -> Where:
        return Where(organisation=self.organisation_id)
