"""Persons, the organisations they work in, and how they come to join."""

import uuid
from datetime import timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from quantock.access import Permission, Viewer
from quantock.audit.reading import Readily
from quantock.people.models.organisations import Organisation, Unit

INVITATION_DAYS = 14


class ListedDomain(models.Model):
    """Whoever has an e-mail address here joins this organisation by themselves."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="domains")
    domain = models.CharField(max_length=200, unique=True)

    def __str__(self) -> str:
        return self.domain


class MailChoice(models.TextChoices):
    """How often somebody is written to about what is due and what changed."""

    WEEKLY = "weekly", "Once a week, when there is something to say"
    NEVER = "never", "Never"


class PersonQuerySet(models.QuerySet["Person"]):
    def visible_to(self, viewer: Viewer) -> Self:
        """All, to administrators, offices and auditors of the whole system; else who works, or worked, where one is that."""
        if viewer.may_on_system(Permission.ADMINISTRATION_VIEW):
            return self.all()
        here = viewer.organisations_where(Permission.ADMINISTRATION_VIEW)
        return self.filter(pk__in=Membership.objects.filter(organisation__in=here).values("person"))


class Person(Readily):
    """Somebody who works on projects. Their sign-in, if any, is `user`."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="person"
    )
    name = models.CharField(max_length=200)
    email = models.EmailField(blank=True)
    staff_group = models.CharField(max_length=60, blank=True)
    mail = models.CharField(max_length=6, choices=MailChoice, default=MailChoice.WEEKLY)
    left_at = models.DateTimeField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    objects = PersonQuerySet.as_manager()

    class Meta:
        ordering = ("name",)
        indexes = [models.Index(fields=["email"], name="person_by_email")]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A person belonging to an organisation, and to a unit of it, for a time."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="memberships")
    unit = models.ForeignKey(Unit, on_delete=models.SET_NULL, null=True, blank=True)
    since = models.DateField(default=timezone.localdate)
    until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "organisation"], condition=Q(until=None), name="membership_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} at {self.organisation}"


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def standing(self) -> Self:
        """Not used and not older than 14 days."""
        return self.filter(used_at=None, made_at__gt=timezone.now() - timedelta(days=INVITATION_DAYS))


class Invitation(models.Model):
    """An invitation to join; the link works once, after a button press, for 14 days. Its token is kept hashed."""

    email = models.EmailField()
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    token = models.CharField(max_length=64, unique=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True)
    made_at = models.DateTimeField(default=timezone.now)
    used_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.email} to {self.organisation}"
