"""Who is told that an organisation has another name: each app registers what it keeps under the name of one."""

from collections.abc import Callable
from datetime import date

from quantock.accounts.models import User
from quantock.people.models import Organisation

Renames = Callable[[Organisation, User | None, date], None]
RENAMED: list[Renames] = []


def renamed(follows: Renames) -> Renames:
    """Register a function that follows the new name of an organisation."""
    RENAMED.append(follows)
    return follows
