"""Two people editing one record: different fields merge, the same field is shown to the second (DESIGN 3)."""

from collections.abc import Mapping
from typing import Any


class Stale(Exception):
    """Somebody else changed the same fields since the form was opened; `theirs` says what they are now."""

    def __init__(self, theirs: dict[str, Any]) -> None:
        super().__init__(f"changed meanwhile: {', '.join(theirs)}")
        self.theirs = theirs


class Refused(Exception):
    """It cannot be done; says why, in words. `field` is what it is about, where that is one field of a form."""

    def __init__(self, says: str, field: str = "") -> None:
        super().__init__(says)
        self.field = field


def differing(
    now: Mapping[str, Any], said: Mapping[str, Any], seen: Mapping[str, Any] | None
) -> dict[str, Any]:
    """What the person really changed, of what they said; raises Stale where another changed the same.

    `seen` holds the values the form showed; a field said as it was seen was not changed by this person, so
    what it is now stays. Without `seen` everything said counts.
    """
    changed = {
        name: value
        for name, value in said.items()
        if now[name] != value and (seen is None or seen.get(name) != value)
    }
    theirs = {name: now[name] for name in changed if seen is not None and now[name] != seen.get(name)}
    if theirs:
        raise Stale(theirs)
    return changed
