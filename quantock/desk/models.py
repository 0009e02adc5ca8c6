"""Views of the projects list and the dashboard that somebody has saved."""

from django.conf import settings
from django.db import models

from quantock.access import Viewer
from quantock.people.models import Organisation


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    def visible_to(self, viewer: Viewer) -> "SavedViewQuerySet":
        """One's own, and those shared with one's organisations."""
        mine = models.Q(by=viewer.user) if viewer.user else models.Q(pk__in=())
        return self.filter(mine | models.Q(shared_with__in=viewer.belongs_to()))


class SavedView(models.Model):
    """A page and its query string, by a name."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_views")
    name = models.CharField(max_length=100)
    page = models.CharField(max_length=40)
    query = models.TextField(blank=True)
    shared_with = models.ForeignKey(Organisation, on_delete=models.CASCADE, null=True, blank=True)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        ordering = ("name",)
        constraints = [models.UniqueConstraint(fields=["by", "page", "name"], name="saved_view_once")]

    def __str__(self) -> str:
        return self.name


class UsualView(models.Model):
    """The view that a page opens with for somebody who asks for nothing else: their own, or one shared with them."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="usual_views")
    page = models.CharField(max_length=40)
    view = models.ForeignKey(SavedView, on_delete=models.CASCADE, related_name="usual_of")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "page"], name="usual_view_once")]

    def __str__(self) -> str:
        return f"{self.view} on {self.page}"


class WeeklyMail(models.Model):
    """That somebody was written to in a week (its Monday), or had nothing to be told: never twice. Without `done_at`
    it was begun and not finished."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    week = models.DateField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "week"], name="weekly_mail_once")]

    def __str__(self) -> str:
        return f"{self.user}, week of {self.week}"
