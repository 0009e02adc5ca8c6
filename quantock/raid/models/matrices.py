"""Risk matrices as versioned data of the whole system and of organisations."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from quantock.access import Permission, Viewer, Where
from quantock.audit.reading import Readily
from quantock.engines import risk
from quantock.people.models import Organisation

DEFAULT_MATRIX = "nhs-5x5"
OWN = "own"
ALWAYS = date(2000, 1, 1)


class MatrixQuerySet(models.QuerySet["Matrix"]):
    def visible_to(self, viewer: Viewer) -> Self:
        """What is published, to all who sign in: a risk that is seen elsewhere needs its scale. A draft, to who makes it."""
        if not viewer.is_signed_in:
            return self.none()
        if viewer.may_on_system(Permission.MATRIX_EDIT):
            return self.all()
        mine = viewer.organisations_where(Permission.MATRIX_EDIT)
        return self.filter(Q(is_draft=False) | Q(organisation__in=mine))

    def published(self, on: date) -> Self:
        return self.filter(is_draft=False, from_on__lte=on)


class Matrix(Readily):
    """One version of a risk matrix with its bands. A draft may change; once published it never does, and a score keeps
    the version it was made with.

    `code` names the matrix across its versions: those that ship, and `OWN` for the one that an organisation keeps.
    """

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    code = models.SlugField(max_length=40)
    version = models.PositiveSmallIntegerField(default=1)
    name = models.CharField(max_length=100)
    data = models.JSONField()
    made_at = models.DateTimeField(default=timezone.now)
    is_draft = models.BooleanField(default=False)
    from_on = models.DateField("in force from", null=True, blank=True)

    objects = MatrixQuerySet.as_manager()

    class Meta:
        verbose_name = "risk matrix"
        constraints = [
            models.UniqueConstraint(fields=["organisation", "code", "version"], name="matrix_version_once"),
            models.UniqueConstraint(
                fields=["code", "version"],
                condition=Q(organisation=None),
                name="matrix_version_once_in_system",
            ),
            models.UniqueConstraint(
                fields=["organisation"],
                condition=Q(is_draft=True),
                name="matrix_one_draft_of_an_organisation",
            ),
            models.UniqueConstraint(
                fields=["is_draft"],
                condition=Q(is_draft=True, organisation=None),
                name="matrix_one_draft_of_the_system",
            ),
            models.CheckConstraint(
                condition=Q(is_draft=True, from_on=None) | Q(is_draft=False, from_on__isnull=False),
                name="matrix_published_from_a_day",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def scale(self) -> risk.Matrix:
        return risk.matrix_from(self.name, self.data)

    def score_of(self, likelihood: int, impact: int) -> int:
        """As `scale.score`, without reading all the rest."""
        table = self.data.get("table")
        return int(table[likelihood - 1][impact - 1]) if table else likelihood * impact

    def where(self) -> Where:
        return Where(organisation=self.organisation_id)
