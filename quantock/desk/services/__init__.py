"""What changes by the pages of several nouns, and the people of the demonstration."""

from quantock.desk.services.demonstration import Somebody, demonstration_people, demonstration_user

__all__ = ["Somebody", "demonstration_people", "demonstration_user"]
