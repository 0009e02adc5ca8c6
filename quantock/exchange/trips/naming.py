"""Whom the names in a workbook mean, and who of them has left; asked for many rows at once."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from quantock.accounts.models import User
from quantock.engines.text import clean
from quantock.people.models import Person
from quantock.people.services.joining import person_of
from quantock.projects.models import Project
from quantock.projects.owners import leavers_called, owners_called

ME = ("me", "myself")


@dataclass(slots=True)
class Names:
    """What names mean in each project, for whoever brings the workbook back."""

    user: User | None
    owners: Mapping[tuple[int, str], Person] = field(default_factory=dict)
    left: Mapping[tuple[int, str], Person] = field(default_factory=dict)

    def look_up(self, wanted: set[tuple[int, str]]) -> None:
        """Four queries."""
        self.owners = owners_called(wanted) if wanted else {}
        self.left = leavers_called(wanted) if wanted else {}

    def owner(self, project: Project, words: str) -> tuple[Person | None, str]:
        """Whoever is meant, else the words."""
        if words.casefold() in ME and self.user is not None:
            return person_of(self.user), ""
        person = self.owners.get((project.pk, words))
        return person, "" if person else words

    def refused(self, project: Project, words: str) -> str:
        """Why somebody cannot own anything; nothing where they can."""
        gone = self.left.get((project.pk, words))
        return f"{gone} has left. Name somebody who owns it now" if gone else ""


def words_of(value: object) -> str:
    """A cell as one line."""
    return clean(str(value or ""), one_line=True)
