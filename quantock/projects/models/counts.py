"""What dashboards count, kept as rows (ADR 0010). Only `quantock.projects.counting` writes them."""

from typing import ClassVar

from django.db import models

from quantock.projects.models.project import Project
from quantock.projects.models.record import Visibility


class Seen(models.TextChoices):
    """Who sees a project whole: everybody, the people of its lead organisation, or those who see all of that."""

    EVERYBODY = "everybody", "Everybody signed in"
    ORGANISATION = "organisation", "The people of its lead organisation"
    TEAM = "team", "Who sees all of its lead organisation"


SEEN: dict[str, Seen] = {
    Visibility.PUBLIC: Seen.EVERYBODY,
    Visibility.SYSTEM: Seen.EVERYBODY,
    Visibility.ORGANISATION: Seen.ORGANISATION,
    Visibility.TEAM: Seen.TEAM,
}


def place_of(organisation: int | None, seen: str) -> str:
    """Where something is counted: an organisation (none: all of them together), and who sees it there whole."""
    return f"{organisation or 'all'}/{seen}"


EVERYWHERE = place_of(None, Seen.EVERYBODY)
"""The place of what everybody sees, wherever; here it is said what was counted in full. PostgreSQL reads all counts for
one of which no place is said."""


class Counted(models.Model):
    """One project as it is counted now: where, and its share of every count, as [what, key, day, count, pence]; and what
    each day of its past added to or took from it, as [key, day, count, pence] (`projects.dated`)."""

    project = models.OneToOneField(Project, on_delete=models.CASCADE, primary_key=True, related_name="+")
    organisation = models.PositiveBigIntegerField()
    seen = models.CharField(max_length=12, choices=Seen)
    shares = models.JSONField(default=list)
    past = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"The counts of project {self.pk}"


class Count(models.Model):
    """So many, to be added to the other rows of the same: each change of a project adds rows of its own, so that two
    people who save at once never wait for each other. `place` is a cell of `place_of`.

    What was so on past days is kept twice: by the day, where `what` is the day's month ("2026-08"), so that one month is
    read of many; and the whole month's on its first, as PAST.
    """

    class What(models.TextChoices):
        COMPLETE = "complete", "Every project is counted"
        STANDING = "standing", "Live projects, by track|confidence|step"
        ASKING = "asking", "Live projects that want help"
        QUIET = "quiet", "Live projects, by the day from which they are quiet"
        STEP_MONTH = "step month", "Live projects, by step|month in which they came to it"
        STEP_DAY = "step day", "The same, with the day"
        EARLIER = (
            "earlier",
            "Projects live at the start of months, by track|confidence: what the month changed",
        )
        MOVED = "moved", "Projects rated otherwise at the start of months, by was|is: what the month changed"
        THEME = "theme", "Live projects, by theme|confidence"
        MONEY = "money", "Amounts of live projects in no programme, by nature|basis"
        GAVE = "gave", "Of those, the ones with a number"
        TEXT = "text", "Of those, the ones with words instead"
        INSIDE = "inside", "Live projects in a programme"
        SHOWN = "shown", "Outcome measures of live projects, by aim|what they show; and projects without data"
        OPEN = (
            "open",
            "Milestones of live projects not reached, by the day they are expected; provisional ones apart",
        )
        PAST = "past", "What a month changed of what was so of projects while they were live"
        SLIPPED = "slipped", "Those expected earlier at the start of months: what the month changed"
        BENEFITS = "benefits", "Benefits, by state|class|what is said of them"
        PORTFOLIO = "portfolio", "Projects that are not archived, by the portfolio they are in now"
        RECORD = "record", "Projects that are not archived"
        GAINS = "gains", "Benefits in pounds, by state|class|figure"
        LOG = "log", "What is open in logs and kept to nobody, by its kind and the day it is due"
        SCORED = "scored", "Of that, risks by position|matrix|likelihood|impact|level"

    what = models.CharField(max_length=10, choices=What)
    place = models.CharField(max_length=34)
    key = models.CharField(max_length=100, blank=True)
    day = models.DateField(null=True)
    count = models.IntegerField()
    pence = models.BigIntegerField(default=0)

    SAME: ClassVar[tuple[str, ...]] = ("place", "what", "key", "day")

    class Meta:
        indexes = [
            models.Index(fields=["place", "what", "key", "day", "count", "pence"], name="count_by_place")
        ]

    def __str__(self) -> str:
        return f"{self.get_what_display()}: {self.count}"
