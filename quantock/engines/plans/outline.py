"""How deep the rows of a table lie, from a level, an outline number, or how far a name is indented."""

import re
from collections.abc import Sequence

_DOTTED = re.compile(r"\d{1,6}(?:\.\d{1,6})*\.?")
_NAMED = re.compile(r"(\d{1,3}(?:\.\d{1,3})*\.?)[ \t:)–-]+\S")
DEEPEST = 20
MOST_OF = 0.8


def level_of_outline(text: str) -> int | None:
    """2 for "1.3"; 0 for "0", which is the whole plan; None for what is no outline number."""
    if not _DOTTED.fullmatch(text):
        return None
    return 0 if text == "0" else text.strip(".").count(".") + 1


def levels_of_names(names: Sequence[str]) -> list[int]:
    """Of names that begin with their outline number, "1.2 Order the kit"; none unless most do, and one lies in another."""
    begun = [_NAMED.match(name) for name in names]
    found = [level_of_outline(each[1]) if each else None for each in begun]
    there = [level for level in found if level is not None]
    if len(there) < MOST_OF * len(names) or max(there, default=0) < 2:
        return []
    levels, last = [], 1
    for level in found:
        last = max(1, level) if level is not None else last
        levels.append(last)
    return levels


def levels_of_indents(indents: Sequence[int]) -> list[int]:
    """From 1: a row lies in the last one above it that is indented less."""
    open_ones: list[int] = []
    levels = []
    for indent in indents:
        while open_ones and open_ones[-1] >= indent:
            open_ones.pop()
        open_ones.append(indent)
        levels.append(min(len(open_ones), DEEPEST))
    return levels


def without_gaps(levels: Sequence[int]) -> list[int]:
    """The levels with the first at 1 and each at most one deeper than the row above it."""
    found: list[int] = []
    for level in levels:
        found.append(max(1, min(level, DEEPEST, found[-1] + 1 if found else 1)))
    return found


def outlines_of(levels: Sequence[int]) -> list[str]:
    """1, 1.1, 1.2, 2 for the levels 1, 2, 2, 1."""
    counts: list[int] = []
    outlines = []
    for level in levels:
        counts = [*counts[:level], *[0] * (level - len(counts))]
        counts[level - 1] += 1
        outlines.append(".".join(map(str, counts)))
    return outlines
