"""Life-cycle models: ordered steps as versioned data. A running project keeps the version it began with."""

from django.db import models

from quantock.people.models import Organisation


class LifeCycleModel(models.Model):
    """One version of one model; `code` names the model across its versions."""

    code = models.SlugField(max_length=40)
    version = models.PositiveSmallIntegerField(default=1)
    name = models.CharField(max_length=100)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, blank=True)
    retired_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code", "version"], name="lifecycle_version_once")]

    def __str__(self) -> str:
        return self.name


class Step(models.Model):
    """One step of a model. `tracks` are those that ask for it; `criteria` what must hold before moving on."""

    model = models.ForeignKey(LifeCycleModel, on_delete=models.PROTECT, related_name="steps")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=60)
    purpose = models.TextField()
    tools = models.JSONField(default=list)
    criteria = models.JSONField(default=list)
    tracks = models.JSONField(default=list)

    class Meta:
        ordering = ("model", "number")
        constraints = [models.UniqueConstraint(fields=["model", "number"], name="step_number_once")]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"
