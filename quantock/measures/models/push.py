"""Tokens by which a system sends values of one measure. Only their hash is kept."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from quantock.measures.models.measure import Measure


class PushToken(models.Model):
    """Made and revoked on the measure's page, shown once. `ends` are its last letters, to tell it from others."""

    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="tokens")
    hashed = models.CharField(max_length=64, unique=True)
    ends = models.CharField(max_length=4)
    what = models.CharField("what sends the values", max_length=100)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    revoked_at = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)
    hour_began = models.DateTimeField(null=True, blank=True)
    in_hour = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("-made_at",)

    def __str__(self) -> str:
        return f"{self.what} (…{self.ends})"
