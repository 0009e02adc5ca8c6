"""What a person (or a command) asks for when a register is brought in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from quantock.access import MACHINE, Viewer
from quantock.accounts.models import User
from quantock.engines.tables import Place
from quantock.people.models import Organisation
from quantock.portfolios.models import Portfolio

NEW = "new"


class Row(Protocol):
    """A record of a register, or a row that was refused."""

    @property
    def place(self) -> Place: ...
    @property
    def name(self) -> str | None: ...


def row_key(row: Row) -> str:
    """What a decision about a row is kept under: its place, and its name where tables stand side by side."""
    return f"{row.place}: {row.name or ''}"[:300]


@dataclass(frozen=True, slots=True)
class Decisions:
    """What a person said of what could not be settled without one.

    `rows`: the key of a doubtful row to "new" or the number of the project it is. `right`: keys of rows that
    are right where several share an id. `organisations`: a text of the file to the key of the organisation it
    means. `shown`: for a rating column, its steps to the delivery confidence each is shown as.
    """

    rows: Mapping[str, str | int] = field(default_factory=dict)
    right: frozenset[str] = frozenset()
    organisations: Mapping[str, int] = field(default_factory=dict)
    shown: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @classmethod
    def from_dict(cls, kept: Mapping[str, Any]) -> "Decisions":
        """As an import keeps them."""
        return cls(
            kept.get("rows", {}),
            frozenset(kept.get("right", ())),
            kept.get("organisations", {}),
            kept.get("shown", {}),
        )


@dataclass(frozen=True, slots=True)
class Order:
    """What to do with what was understood. The portfolio is one that is here, or the name of one."""

    as_at: date
    by: User | None = None
    viewer: Viewer = MACHINE
    portfolio: Portfolio | str = ""
    organisation: Organisation | None = None
    complete: bool = False
    decisions: Decisions = field(default_factory=Decisions)
