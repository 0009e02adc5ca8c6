"""Who is told that a portfolio has another name: each app above registers what it keeps under the name of one."""

from collections.abc import Callable
from datetime import date

from quantock.accounts.models import User
from quantock.portfolios.models import Portfolio

Renames = Callable[[Portfolio, User | None, date], None]
RENAMED: list[Renames] = []


def renamed(follows: Renames) -> Renames:
    """Register a function that follows the new name of a portfolio."""
    RENAMED.append(follows)
    return follows


def follow(portfolio: Portfolio, *, by: User | None, on: date) -> None:
    """Tell all of them."""
    for follows in RENAMED:
        follows(portfolio, by, on)
