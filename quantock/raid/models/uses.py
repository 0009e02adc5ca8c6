"""Who used a lesson, and for which project."""

from django.conf import settings
from django.db import models

from quantock.projects.models import Project
from quantock.raid.models.entries import Entry


class Use(models.Model):
    """One press of "We used this", for one project."""

    lesson = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="uses")
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["lesson", "project"], name="use_once")]
        indexes = [models.Index(fields=["project"], name="use_by_project")]

    def __str__(self) -> str:
        return f"{self.project} used {self.lesson}"
