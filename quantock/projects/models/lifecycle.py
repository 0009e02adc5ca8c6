"""Life-cycle models: ordered steps as versioned data. A running project keeps the version it began with."""

from typing import Self

from django.db import models
from django.db.models import Q

from quantock.access import Viewer, Where
from quantock.audit.reading import Readily
from quantock.people.models import Organisation


class LifeCycleModelQuerySet(models.QuerySet["LifeCycleModel"]):
    def visible_to(self, viewer: Viewer) -> Self:
        """Those of the whole system and of one's organisations."""
        if viewer.sees_all_projects():
            return self.all()
        if not viewer.is_signed_in:
            return self.none()
        return self.filter(Q(organisation=None) | Q(organisation__in=viewer.belongs_to()))


class LifeCycleModel(models.Model):
    """One version of one model; `code` names the model across its versions.

    A draft is being prepared: no project follows it, so its steps may still change. Once published they never do.
    """

    code = models.SlugField(max_length=40)
    version = models.PositiveSmallIntegerField(default=1)
    name = models.CharField(max_length=100)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="life_cycles"
    )
    is_draft = models.BooleanField(default=False)
    retired_on = models.DateField(null=True, blank=True)

    objects = LifeCycleModelQuerySet.as_manager()

    class Meta:
        verbose_name = "life-cycle model"
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="lifecycle_version_once"),
            models.UniqueConstraint(
                fields=["code"], condition=Q(is_draft=True), name="lifecycle_one_draft_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def where(self) -> Where:
        return Where(organisation=self.organisation_id)


class Step(Readily):
    """One step of a model. `tracks` are those that ask for it; `criteria`, each {"says"}, what must hold before
    moving on."""

    model = models.ForeignKey(LifeCycleModel, on_delete=models.PROTECT, related_name="steps")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=60)
    purpose = models.TextField()
    tools = models.JSONField(default=list)
    criteria = models.JSONField("before you move on", default=list)
    tracks = models.JSONField(default=list)

    class Meta:
        ordering = ("model", "number")
        constraints = [models.UniqueConstraint(fields=["model", "number"], name="step_number_once")]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"

    @property
    def before_moving_on(self) -> list[str]:
        """What must hold before a project moves on, each in words."""
        return [str(each["says"]) for each in self.criteria]
