"""Who is meant by @Name in a text. Pure."""

import re
from collections.abc import Iterable
from typing import TypeVar

T = TypeVar("T")


def mentioned_in(text: str, people: Iterable[tuple[str, T]]) -> list[T]:
    """Those of the people whose name follows an @, ignoring case; of two names that both fit, the longer.

    An @ inside a word (an e-mail address) means nobody. Two people of one name are both meant.
    """
    named: dict[str, list[T]] = {}
    for name, person in people:
        if name.strip():
            named.setdefault(" ".join(name.split()).casefold(), []).append(person)
    if not named:
        return []
    longest_first = sorted(named, key=len, reverse=True)
    pattern = "|".join(re.escape(name).replace(r"\ ", r"\s+") for name in longest_first)
    found: list[T] = []
    for match in re.finditer(rf"(?<!\w)@({pattern})(?!\w)", text, flags=re.IGNORECASE):
        found += named.get(" ".join(match[1].split()).casefold(), [])
    return list(dict.fromkeys(found))
