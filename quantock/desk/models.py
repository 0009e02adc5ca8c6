"""Views of the projects list and the dashboard that somebody has saved."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from quantock.access import Viewer
from quantock.people.models import Organisation
from quantock.portfolios.models import Portfolio


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


class BoardNoteQuerySet(models.QuerySet["BoardNote"]):
    def visible_to(self, viewer: Viewer) -> "BoardNoteQuerySet":
        """Those of portfolios one may see; one without a portfolio is its author's own."""
        mine = models.Q(portfolio=None, by=viewer.user) if viewer.user else models.Q(pk__in=())
        return self.filter(mine | models.Q(portfolio__in=Portfolio.objects.visible_to(viewer).values("pk")))


class BoardNote(models.Model):
    """What its author says before a board's report of one day. Only added to: the last one stands, the others are kept."""

    portfolio = models.ForeignKey(
        Portfolio, on_delete=models.CASCADE, null=True, blank=True, related_name="notes"
    )
    as_at = models.DateField()
    text = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    objects = BoardNoteQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["portfolio", "as_at", "-id"], name="board_note_by_report")]

    def __str__(self) -> str:
        return f"Cover note of {self.as_at}"


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
