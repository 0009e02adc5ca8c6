"""Organisations: their codes, names, units, parents and their past."""

import uuid
from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When
from django.db.models.functions import Concat

from quantock.access import Viewer, Where
from quantock.audit.reading import Readily

# "Coast Network and Vale Network (was Mill Lane Surgery)"
AND, WAS = " and ", " (was "


class CodeSystem(models.TextChoices):
    """Who gave an organisation its code."""

    ODS = "ods", "NHS organisation code (ODS)"
    GSS = "gss", "ONS area code (GSS)"
    COUNCIL = "council", "Council code"
    CHARITY = "charity", "Charity number"
    COMPANY = "company", "Company number"
    LOCAL = "local", "Local code"
    NONE = "", "No code"


class OrganisationType(models.TextChoices):
    """What kind of organisation."""

    TRUST = "trust", "NHS trust"
    ICB = "icb", "Integrated care board"
    COUNCIL = "council", "Council"
    PRACTICE = "practice", "GP practice"
    PCN = "pcn", "Primary care network"
    CHARITY = "charity", "Voluntary or community organisation"
    HOSPICE = "hospice", "Hospice"
    UNIVERSITY = "university", "University"
    SUPPLIER = "supplier", "Supplier"
    SERVICE = "service", "Other NHS service"
    OTHER = "other", "Other"


class Standing(models.TextChoices):
    """What a register says of an organisation beside its dates."""

    ORDINARY = "", "Open"
    PROPOSED = "proposed", "Proposed"
    DORMANT = "dormant", "Dormant"


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def open_on(self, on: date) -> Self:
        """Not yet closed, and already open where the day is known."""
        return self.filter(Q(opens_on=None) | Q(opens_on__lte=on), Q(closes_on=None) | Q(closes_on__gt=on))

    def leading(self, projects: models.QuerySet[Any]) -> Self:
        """Those that lead some of these, and whoever took over from one that does. Each organisation's are looked at until one
        is found: no list is made of all."""
        own = projects.filter(lead_organisation=OuterRef("pk"))
        theirs = projects.filter(lead_organisation=OuterRef("predecessor"))
        left = Succession.objects.filter(Exists(theirs), successor=OuterRef("pk"))
        return self.filter(Exists(own) | Exists(left))

    def visible_to(self, viewer: Viewer) -> Self:
        """Organisations are no secret to anyone signed in."""
        return self.all() if viewer.is_signed_in else self.none()


class Organisation(Readily):
    """A body that leads or takes part in work. Closing one keeps its history.

    `code` is the one shown: for the NHS (boards too) the ODS code, which other ODS files refer to; for a
    council that of the register of local authorities, since not every council has an ONS code. Every other
    code by which it is known (a board's or council's ONS code) is an `OtherCode`, and finds it as well.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField(max_length=30, blank=True)
    code_system = models.CharField(max_length=10, choices=CodeSystem, blank=True, default=CodeSystem.NONE)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=12, choices=OrganisationType, default=OrganisationType.OTHER)
    opens_on = models.DateField(null=True, blank=True)
    closes_on = models.DateField(null=True, blank=True)
    standing = models.CharField(max_length=8, choices=Standing, blank=True, default=Standing.ORDINARY)
    # How its new projects begin: codes of `projects`, a floor above; nothing leaves it to the whole system.
    default_visibility = models.CharField("who sees its new projects", max_length=12, blank=True)
    import_visibility = models.CharField("who sees what a register brings in", max_length=12, blank=True)
    default_track = models.CharField("track of its new projects", max_length=8, blank=True)
    default_life_cycle = models.CharField("life-cycle model of its new projects", max_length=40, blank=True)
    in_system = models.BooleanField(default=False)
    # Under whose names the work of a closed one is shown: kept by `people.called`.
    taken_over_by = models.TextField(blank=True, editable=False)
    called = models.GeneratedField(
        expression=Case(
            When(taken_over_by="", then=F("name")),
            default=Concat("taken_over_by", Value(WAS), "name", Value(")"), output_field=models.TextField()),
            output_field=models.TextField(),
        ),
        output_field=models.TextField(),
        db_persist=True,
    )
    """What lists, reports and files say where its work is shown: its name, of a closed one behind those of its successors."""

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ("name",)
        constraints = [
            models.UniqueConstraint(
                fields=["code_system", "code"], condition=~Q(code=""), name="organisation_code_once"
            ),
            models.CheckConstraint(
                condition=Q(code="", code_system="") | (~Q(code="") & ~Q(code_system="")),
                name="organisation_code_has_system",
            ),
            models.CheckConstraint(
                condition=Q(opens_on=None) | Q(closes_on=None) | Q(closes_on__gte=models.F("opens_on")),
                name="organisation_closes_after_opening",
            ),
        ]
        indexes = [
            models.Index(fields=["name"], name="organisation_by_name"),
            models.Index(fields=["called"], name="organisation_by_called"),
        ]

    def __str__(self) -> str:
        return self.name

    def is_open(self, on: date) -> bool:
        return self.closes_on is None or self.closes_on > on

    def where(self) -> Where:
        return Where(organisation=self.pk)


class OtherCode(models.Model):
    """A code that finds an organisation besides its own; no code means two organisations."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="other_codes")
    code_system = models.CharField(max_length=10, choices=CodeSystem)
    code = models.CharField(max_length=30)

    class Meta:
        ordering = ("code",)
        constraints = [models.UniqueConstraint(fields=["code_system", "code"], name="other_code_once")]

    def __str__(self) -> str:
        return f"{self.get_code_system_display()} {self.code}"


class Alias(models.Model):
    """Another name of an organisation: one that people use, or a former one, with the day it was given up."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="aliases")
    name = models.CharField(max_length=200)
    until = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("name",)
        constraints = [models.UniqueConstraint(fields=["organisation", "name"], name="alias_once")]

    def __str__(self) -> str:
        return self.name


class Succession(models.Model):
    """One organisation taking over from another; a closed one may have several successors."""

    predecessor = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="succeeded_by")
    successor = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="took_over_from")
    on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["predecessor", "successor"], name="succession_once"),
            models.CheckConstraint(
                condition=~Q(predecessor=models.F("successor")), name="succession_of_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.successor} took over from {self.predecessor}"


class Parentage(models.Model):
    """An organisation belonging to another (a trust to a board) for a time."""

    child = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="parents")
    parent = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="children")
    so_from = models.DateField(null=True, blank=True)
    so_until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["child", "parent", "so_from"], name="parentage_once"),
            models.CheckConstraint(condition=~Q(child=models.F("parent")), name="parentage_of_another"),
        ]

    def __str__(self) -> str:
        return f"{self.child} in {self.parent}"


class Unit(models.Model):
    """A ward, team, service or directorate of an organisation."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="units")
    name = models.CharField(max_length=200)

    class Meta:
        ordering = ("name",)
        constraints = [models.UniqueConstraint(fields=["organisation", "name"], name="unit_once")]

    def __str__(self) -> str:
        return self.name
