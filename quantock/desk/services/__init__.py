"""What changes by the pages of several nouns, and the people of the demonstration."""

from quantock.desk.services.demonstration import Somebody, demonstration_people, demonstration_user

__all__ = ["Somebody", "demonstration_people", "demonstration_user"]
from quantock.desk.services.demonstration import (
    DOMAIN,
    PEOPLE,
    Somebody,
    demonstration_people,
    demonstration_user,
)
from quantock.desk.services.saving import open_with, open_with_everything, remove_view, save_view

__all__ = [
    "DOMAIN",
    "PEOPLE",
    "Somebody",
    "demonstration_people",
    "demonstration_user",
    "open_with",
    "open_with_everything",
    "remove_view",
    "save_view",
]
