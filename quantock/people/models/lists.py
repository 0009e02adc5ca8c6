"""The code lists that an installation may change: staff groups, kinds of project, aims and quality domains."""

from django.db import models


class CodeList(models.TextChoices):
    """A list of codes with their words."""

    STAFF_GROUP = "staff group", "Staff groups"
    PROJECT_TYPE = "project type", "Types of project"
    PROJECT_CATEGORY = "project category", "Categories of project"
    QUADRUPLE_AIM = "quadruple aim", "Quadruple Aim"
    QUALITY_DOMAIN = "quality domain", "Quality domains"


class ListEntry(models.Model):
    """One entry of a code list. Its code never changes and is never given again; retired, it is offered no more."""

    code_list = models.CharField(max_length=20, choices=CodeList)
    code = models.SlugField(max_length=60)
    label = models.CharField(max_length=100)
    position = models.PositiveSmallIntegerField(default=0)
    is_retired = models.BooleanField(default=False)

    class Meta:
        ordering = ("code_list", "position", "pk")
        constraints = [models.UniqueConstraint(fields=["code_list", "code"], name="list_entry_once")]

    def __str__(self) -> str:
        return self.label
