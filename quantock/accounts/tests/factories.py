"""People who sign in, for tests."""

from typing import Any

import factory
from django.db.models import Model

from quantock.access.roles import ROLES_ON, Role
from quantock.accounts.models import Grant, Place, User


class UserFactory(factory.django.DjangoModelFactory[User]):
    """Somebody with a sign-in and no role."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    name = factory.Faker("name", locale="en_GB")
    email = factory.Sequence(lambda number: f"person.{number}@trust.example")


PLACES = {
    "organisation": Place.ORGANISATION,
    "portfolio": Place.PORTFOLIO,
    "project": Place.PROJECT,
}


def grant(user: User, role: Role | str, *, on: Model | None = None) -> Grant:
    """Give a role on a record, or on the whole system; refused where that place cannot carry the role."""
    place = PLACES[on._meta.model_name or ""] if on is not None else Place.SYSTEM
    if Role(role) not in ROLES_ON[place]:
        raise ValueError(f"{role} cannot be held on a {place}: say on=... with a record that can carry it")
    fields: dict[str, Any] = {"user": user, "role": Role(role), "place": place}
    return Grant.objects.create(**fields, place_id=on.pk if on is not None else 0)
