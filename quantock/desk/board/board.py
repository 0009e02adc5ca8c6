"""What a board's report is about, and the addresses of the lists behind its numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from quantock.access import Viewer
from quantock.desk.queries.selection import Selection
from quantock.desk.scope import Scope
from quantock.engines.documents.report import Block
from quantock.engines.text import excerpt
from quantock.portfolios.models import Portfolio

MOST_TITLE, MOST_TEXT, MOST_WHY = 80, 200, 150
"""Characters of a title, of what is asked and of a reason: what two pages hold."""


@dataclass(frozen=True, slots=True)
class Part:
    """One section: its heading, its sentence for the answer at the top, and what it shows (nothing: no heading)."""

    heading: str
    says: str
    blocks: Sequence[Block] = ()


@dataclass(frozen=True, slots=True)
class Board:
    """A portfolio, or with none all that the viewer may see: as at a day, and since the last board."""

    viewer: Viewer
    today: date
    since: date
    until: date
    portfolio: Portfolio | None = None

    @property
    def selection(self) -> Selection:
        on = None if self.until == self.today else self.until
        return Selection(self.viewer, self.today, on, {"portfolio": self._portfolio})

    @property
    def scope(self) -> Scope:
        return Scope(self.viewer, self.since, self.until, self.portfolio)

    @property
    def _portfolio(self) -> int | None:
        return self.portfolio.pk if self.portfolio else None

    def projects(self, **filters: Any) -> str:
        """The list of projects behind a number, as it stood on the day."""
        on = {} if self.until == self.today else {"as_at": _day(self.until)}
        return self.to("desk:projects", portfolio=self._portfolio, **filters, **on)

    def listed(self, route: str, **filters: Any) -> str:
        """A list of today, of the same portfolio."""
        return self.to(route, portfolio=self._portfolio, **filters)

    def list_of(self, route: str, **filters: Any) -> str:
        """Another list, as it stood on the day and compared with the last board."""
        on = {} if self.until == self.today else {"as_at": _day(self.until)}
        return self.to(route, portfolio=self._portfolio, since=_day(self.since), **filters, **on)

    def compared(self, show: str) -> str:
        """The comparison behind a number."""
        days = {"since": _day(self.since), "until": _day(self.until)}
        return self.to("desk:compare", portfolio=self._portfolio, **days, show=show) + "#found"

    def opened(self, route: str, **more: Any) -> str:
        """Another page of the same portfolio and days."""
        days = {"since": _day(self.since), "until": _day(self.until)}
        return self.to(route, portfolio=self._portfolio, **days, **more)

    def to(self, route: str, **query: Any) -> str:
        """Any page, by what is said alone."""
        given = {name: value for name, value in query.items() if value not in (None, "")}
        return reverse(route) + (f"?{urlencode(given)}" if given else "")


def _day(day: date) -> str:
    return f"{day.day}/{day.month}/{day.year}"


def named(number: int, title: str) -> str:
    """A project as the report calls it: never more than a line or two."""
    return f"{excerpt(title, MOST_TITLE)} (P-{number:04d})"


def address_of(number: int) -> str:
    return reverse("projects:overview", kwargs={"number": number})
