"""Who is meant by @Name in a text. Pure."""

import re
from collections.abc import Iterable
from typing import TypeVar

T = TypeVar("T")


_NAMED = re.compile(r"(?<!\w)@([^\W\d_a-z][\w'’-]*(?:[ \u00a0]+[^\W\d_a-z][\w'’-]*){0,3})")


def mentioned_in(text: str, people: Iterable[tuple[str, T]]) -> list[T]:
    """Those of the people whose name follows an @, ignoring case; of two names that both fit, the longer.

    An @ inside a word (an e-mail address) means nobody. Two people of one name are both meant.
    """
    named: dict[str, list[T]] = {}
    for name, person in people:
        if name.strip():
            named.setdefault(" ".join(name.split()).casefold(), []).append(person)
    pattern = _pattern(named)
    found: list[T] = []
    for match in pattern.finditer(text) if pattern else ():
        found += named.get(" ".join(match[1].split()).casefold(), [])
    return list(dict.fromkeys(found))


def meant_nobody(text: str, names: Iterable[str]) -> list[str]:
    """The names after an @ that are none of these: whoever wrote them thinks that somebody was told."""
    pattern = _pattern(" ".join(name.split()).casefold() for name in names if name.strip())
    rest = pattern.sub(" ", text) if pattern else text
    return list(dict.fromkeys(match[1] for match in _NAMED.finditer(rest)))


def _pattern(names: Iterable[str]) -> re.Pattern[str] | None:
    longest_first = sorted(names, key=len, reverse=True)
    if not longest_first:
        return None
    either = "|".join(re.escape(name).replace(r"\ ", r"\s+") for name in longest_first)
    return re.compile(rf"(?<!\w)@({either})(?!\w)", flags=re.IGNORECASE)
