"""Who is involved in a project, who follows it, and what they say to each other."""

from typing import Self
from urllib.parse import urlsplit

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from quantock.access import Viewer
from quantock.audit.reading import Readily
from quantock.people.models import Person
from quantock.projects.models.project import Project


class Involvement(Readily):
    """Somebody's part in a project, for a time. A name from a register stays text until that person joins.

    `role` is one of `access.roles.ON_A_PROJECT`; the right itself is a grant, given by the same service.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="involvements")
    role = models.CharField(max_length=20)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField(max_length=200, blank=True)
    staff_group = models.CharField(max_length=60, blank=True)
    since = models.DateField(default=timezone.localdate)
    until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(person=None, name=""), name="involvement_of_somebody"),
            models.UniqueConstraint(
                fields=["project", "role", "person"],
                condition=Q(until=None, person__isnull=False),
                name="involvement_once",
            ),
        ]
        indexes = [models.Index(fields=["project", "role"], name="involvement_by_project")]

    def __str__(self) -> str:
        return f"{self.person or self.name}: {self.role}"


class Comment(Readily):
    """Something said about a project. Taken back, it leaves its place and time."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="comments")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    text = models.TextField()
    mentions = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")
    taken_back_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["project", "-at"], name="comment_by_project")]

    def __str__(self) -> str:
        return self.text[:80]


class Follow(models.Model):
    """A user who wants to know what changes in a project."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="follows")
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="followers")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "project"], name="follow_once")]

    def __str__(self) -> str:
        return f"{self.user} follows {self.project}"


class NoticeQuerySet(models.QuerySet["Notice"]):
    def visible_to(self, viewer: Viewer) -> Self:
        """One's own; not those about a project that one may no longer see."""
        if viewer.user is None:
            return self.none()
        about = Q(project=None) | Q(project__in=Project.objects.visible_to(viewer).values("pk"))
        return self.filter(about, user=viewer.user)


class Notice(Readily):
    """Something one user is told: a mention, a reminder, a request. `url` opens the one short form."""

    class Kind(models.TextChoices):
        MENTION = "mention", "Mentioned you"
        HELP = "help", "Asks for your help"
        REMINDER = "reminder", "Reminder"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices")
    project = models.ForeignKey(Project, on_delete=models.CASCADE, null=True, related_name="+")
    kind = models.CharField(max_length=20, choices=Kind)
    says = models.TextField()
    url = models.CharField(max_length=300)
    made_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["user", "seen_at", "-made_at"], name="notice_by_user")]

    def __str__(self) -> str:
        return self.says


class Link(models.Model):
    """A document where it lives (Teams, SharePoint)."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="links")
    label = models.CharField(max_length=200)
    url = models.URLField(max_length=1000)

    def __str__(self) -> str:
        return self.label

    @property
    def where(self) -> str:
        """The site it is on, so that nobody follows a link without knowing where to."""
        return urlsplit(self.url).netloc
