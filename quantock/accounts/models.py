"""The user and the grants, as tables only: who may sign in, and which roles are held on which places."""

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils import timezone


class Users(BaseUserManager["User"]):
    """Made by e-mail address; the address is kept in lower case, so it is one person however typed."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser):
    """A sign-in. The person behind it, with organisation and unit, is `people.Person`."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200, blank=True)
    is_active = models.BooleanField(default=True)
    is_staff = False
    is_superuser = False
    date_joined = models.DateTimeField(default=timezone.now)
    first_steps_done = models.BooleanField(default=False)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = Users()

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        """The name shown; the e-mail address when none was given."""
        return str(self)


class Place(models.TextChoices):
    """What a role can be held on."""

    SYSTEM = "system", "Whole system"
    ORGANISATION = "organisation", "Organisation"
    PORTFOLIO = "portfolio", "Portfolio"
    PROJECT = "project", "Project"


class Grant(models.Model):
    """One role, held by one user, on one place. `place_id` is 0 for the whole system."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(max_length=20)
    place = models.CharField(max_length=12, choices=Place)
    place_id = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "role", "place", "place_id"], name="grant_once"),
            models.CheckConstraint(
                condition=models.Q(place="system", place_id=0)
                | (~models.Q(place="system") & models.Q(place_id__gt=0)),
                name="grant_place_has_id",
            ),
        ]
        indexes = [models.Index(fields=["place", "place_id", "role"], name="grant_by_place")]

    def __str__(self) -> str:
        return f"{self.role} on {self.place} {self.place_id or ''}".strip()


EVERYBODY = ""


class SecondStepFor(models.Model):
    """Whoever holds this role, wherever, or everybody, signs in with a second step."""

    role = models.CharField(max_length=20, blank=True, unique=True)

    def __str__(self) -> str:
        return self.role or "everybody"
