"""The two sides of a dependency: the other project, and whether the people of both have confirmed it as it stands."""

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from quantock.access import Permission, Viewer
from quantock.projects.models import Project
from quantock.raid.models.entries import Entry, in_seen_log, not_kept_from, not_put_away


def of_the_other_side(viewer: Viewer, prefix: str = "") -> Q:
    """The condition on dependencies whose other project's log this viewer keeps; none that is kept to named people."""
    edits = Permission.LOG_EDIT
    condition = Q(**{f"{prefix}other__in": viewer.projects_where(edits)})
    return condition | Q(**{f"{prefix}other__lead_organisation__in": viewer.organisations_where(edits)})


def agreed(ours_on: date | None, theirs_on: date | None) -> bool:
    """Whether both sides have said that it is so."""
    return ours_on is not None and theirs_on is not None


class SidesQuerySet(models.QuerySet["Sides"]):
    def visible_to(self, viewer: Viewer) -> Self:
        """Who sees the entry, and who keeps the log of the other project."""
        own = in_seen_log(viewer, "dependency__") & not_kept_from(viewer, "dependency__")
        theirs = of_the_other_side(viewer) & Q(dependency__restricted=False)
        return self.filter(own | theirs, not_put_away("dependency__"))


class Sides(models.Model):
    """Who confirmed what stands now: a change on one side takes the other's word away until it is given again."""

    dependency = models.OneToOneField(Entry, on_delete=models.CASCADE, related_name="sides")
    other = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="+")
    ours_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    ours_on = models.DateField(null=True)
    theirs_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    theirs_on = models.DateField(null=True)

    objects = SidesQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "sides"
        indexes = [models.Index(fields=["other"], name="sides_by_other")]

    def __str__(self) -> str:
        return f"{self.dependency} with {self.other}"

    @property
    def is_agreed(self) -> bool:
        return agreed(self.ours_on, self.theirs_on)
