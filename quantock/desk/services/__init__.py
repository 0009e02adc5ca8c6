"""What changes by the pages of several nouns, and the people of the demonstration."""

from quantock.desk.services.demonstration import Somebody, demonstration_people, demonstration_user
from quantock.desk.services.home import first_steps_are_done, share_idea
from quantock.desk.services.reminding import REST, Reminded, remind

__all__ = [
    "REST",
    "Reminded",
    "Somebody",
    "demonstration_people",
    "demonstration_user",
    "first_steps_are_done",
    "remind",
    "share_idea",
]
