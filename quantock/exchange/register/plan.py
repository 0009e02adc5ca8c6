"""What bringing a register in would do: worked out completely, and nothing of it kept yet."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from quantock.audit.facts import Fact
from quantock.engines.tables import RefusedRow, id_key
from quantock.exchange.register.account import Account, RowAccount
from quantock.exchange.register.order import Order, row_key
from quantock.people.models import Organisation
from quantock.portfolios.models import Portfolio
from quantock.projects.models import (
    CharterFact,
    LocalFact,
    LocalField,
    MembershipFact,
    MoneyFact,
    Project,
    ProjectFact,
    RatingFact,
)

FAMILIES: tuple[type[Fact], ...] = (
    ProjectFact,
    CharterFact,
    RatingFact,
    MoneyFact,
    MembershipFact,
    LocalFact,
)
Tell = Callable[[int, int], None]
"""Told how many rows of how many are done."""
Write = Callable[[RowAccount], None]


@dataclass(frozen=True, slots=True)
class Statement:
    """One fact to be kept: its family, what it is about, and what it says."""

    family: type[Fact]
    project: Project
    about: tuple[Any, ...]
    says: Mapping[str, Any]
    on: date | None = None
    """From which day on, if not the register's own."""


@dataclass(frozen=True, slots=True)
class Move:
    """What registers said of one project that is of another: all of it (`whole`: the two are one), or before a day."""

    start: Project
    to: Project
    registers: frozenset[int]
    until: date | None = None
    whole: bool = False

    @property
    def said_of_start(self) -> str:
        """For its history."""
        if self.whole:
            return f"it is {self.to.ref}, whose id a row has with the name of this one"
        return f"what registers before said here is of {self.to.ref}, which has this name with another id"

    @property
    def said_of_other(self) -> str:
        if self.whole:
            return f"{self.start.ref} was the same: a row has its name and the id of this one"
        return f"what registers before said of {self.start.ref} is of this one, of the same name and nearer to them"


@dataclass(slots=True)
class Plan:
    """Everything there is to keep. New records are here without having been saved."""

    title: str
    order: Order
    stamp: tuple[Any, ...]
    portfolio: Portfolio | None = None
    organisations: list[Organisation] = field(default_factory=list)
    looked_after: list[Organisation] = field(default_factory=list)
    fields: list[LocalField] = field(default_factory=list)
    projects: list[Project] = field(default_factory=list)
    ids: list[tuple[Project, str]] = field(default_factory=list)
    ids_kept: list[int] = field(default_factory=list)  # given to projects that were here before
    statements: dict[type[Fact], list[Statement]] = field(default_factory=lambda: defaultdict(list))
    stood: list[tuple[Project, str]] = field(
        default_factory=list
    )  # those in the file with their ids, changed or not
    moves: list[Move] = field(default_factory=list)
    moved: list[dict[str, Any]] = field(default_factory=list)  # what undoing needs of them
    local: Callable[[], Iterable[list[Statement]]] = list
    """What is said of local fields, some at a time."""
    changes: list[tuple[Project, list[dict[str, Any]]]] = field(default_factory=list)
    account: Account = field(default_factory=Account)


def told_of(refused: Sequence[RefusedRow]) -> list[dict[str, Any]]:
    """Rows that cannot be taken; those that share an id wait for a person to say which is right."""
    ids = Counter(id_key(row.external_id) for row in refused if row.external_id)
    return [
        row.to_dict() | {"key": row_key(row), "shares_id": ids[id_key(row.external_id)] > 1}
        for row in refused
    ]
