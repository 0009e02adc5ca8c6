"""One organisation as a published list gives it."""

import re
from dataclasses import dataclass
from datetime import date

from quantock.engines.tables.values.dates import read_date
from quantock.engines.text import clean, find_nhs_numbers, squash
from quantock.people.models import OrganisationType, Standing

LONGEST_CODE = 30
# What lists write where there is no day.
NO_DAY = frozenset({"", "-", "n/a", "na", "none", "null", "31/12/9999", "9999-12-31", "99991231"})

Code = tuple[str, str]  # the system that gave it, and the code


@dataclass(frozen=True, slots=True)
class Belongs:
    """A parent by its code, with the days between which the file says so."""

    code: str
    so_from: date | None = None
    so_until: date | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """One organisation as a list gives it."""

    code: Code
    name: str
    kind: OrganisationType
    opens_on: date | None = None
    closes_on: date | None = None
    standing: Standing | None = Standing.ORDINARY
    """None where the list has no word for it."""
    other_codes: tuple[Code, ...] = ()
    other_names: tuple[str, ...] = ()
    parents: tuple[Belongs, ...] = ()
    successors: tuple[str, ...] = ()

    @property
    def key(self) -> Code:
        """What tells it from the others: its code, or where it has none its name."""
        return self.code if self.code[1] else ("", squash(self.name))

    def must_make_sense(self) -> None:
        """Raises ValueError, in words, where it says nothing that could be kept."""
        if not self.name:
            raise ValueError("it has no name")
        codes = [code for _, code in (self.code, *self.other_codes)]
        if any(find_nhs_numbers(text) for text in (self.name, *self.other_names, *codes)):
            raise ValueError("it seems to hold an NHS number: take it out")
        if any(len(code) > LONGEST_CODE for code in codes):
            raise ValueError(f"its code is longer than {LONGEST_CODE} characters")
        if self.opens_on and self.closes_on and self.closes_on < self.opens_on:
            raise ValueError("it closes before it opens")


def day(text: str) -> date | None:
    """20210930, 2021-09-30, or as Excel saves it again, 30/09/2021; None for nothing. Raises ValueError, in words, for
    anything else."""
    typed = text.strip()
    if typed.casefold() in NO_DAY:
        return None
    found = read_date(typed)
    if found is None or not re.search(r"\d.*\d{4}|\d{4}.*\d", typed):
        raise ValueError(f"“{typed[:30]}” is no date")
    return found.day


def called(text: str) -> str:
    """A name as it is kept."""
    return clean(text, one_line=True)[:200]
