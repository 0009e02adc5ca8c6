"""Saying things in plain British English: lists, plurals, money, excerpts and what changed in a text."""

import re
from collections.abc import Iterable
from difflib import SequenceMatcher
from typing import Literal

Kind = Literal["same", "added", "removed"]

_IRREGULAR = {
    "person": "people",
    "child": "children",
    "this": "these",
    "has": "have",
    "is": "are",
    "was": "were",
}
_TOKEN = re.compile(r"\S+\s*|\s+")
_MOST_COMPARED = 4_000


def say_list(items: Iterable[str], *, joined_by: str = "and") -> str:
    """ "a, b and c"; nothing for nothing."""
    words = list(items)
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {joined_by} {words[-1]}"


def number(count: int) -> str:
    """A whole number with thousands separated and a true minus sign."""
    return f"{count:,}".replace("-", "−")


def plural(count: int, one: str, many: str | None = None) -> str:
    """ "1 project", "1,234 projects", "0 entries"; `many` where the plural cannot be guessed."""
    return f"{number(count)} {one if count == 1 else many or _many(one)}"


def movement(difference: int) -> str:
    """ "▲ 3", "▼ 2" or "no change": an arrow and a number, so that it reads without colour."""
    if difference == 0:
        return "no change"
    return f"{'▲' if difference > 0 else '▼'} {abs(difference):,}"


def money(pence: int) -> str:
    """Pounds as said in a sentence: £1.2m, £2.01bn, £950,000, £12.50. Halves round away from nothing."""
    size = abs(pence)
    if size >= 99_995_000_000:  # £999.95m, which would otherwise be said as £1,000.0m
        said = _decimals(size, 100_000_000_000, 2) + "bn"
    elif size >= 99_999_950:
        said = _decimals(size, 100_000_000, 1) + "m"
    elif size >= 10_000 or size % 100 == 0:
        said = _decimals(size, 100, 0)
    else:
        said = _decimals(size, 100, 2)
    return f"{'−' if pence < 0 else ''}£{said}"


def money_exact(pence: int) -> str:
    """Pounds as printed in a table: £1,234,567, with the pence only where there are any."""
    pounds, rest = divmod(abs(pence), 100)
    return f"{'−' if pence < 0 else ''}£{pounds:,}" + (f".{rest:02}" if rest else "")


def excerpt(text: str, limit: int = 200, *, around: str = "") -> str:
    """At most `limit` characters on one line, cut between words; where `around` occurs, the part that shows it."""
    line = " ".join(text.split())
    if len(line) <= limit:
        return line
    place = line.casefold().find(around.casefold()) if around else 0
    start = 0 if place < limit - len(around) - 2 else max(0, place - limit // 3)
    if start:
        start = line.find(" ", start, place) + 1 or start
    room = limit - 1 - (1 if start else 0)
    cut = line[start:]
    if len(cut) > room:
        gap = cut.rfind(" ", 1, room + 1)
        cut = cut[: gap if gap > 0 else room].rstrip(" ,;:–-") + "…"
    return ("…" if start else "") + cut


def diff_words(old: str, new: str) -> list[tuple[Kind, str]]:
    """What became of a text, word by word, in reading order.

    The same and removed pieces joined are `old`; the same and added pieces joined are `new`. Where two long texts share
    neither beginning nor end the whole is shown as replaced, since comparing every word with every other would take
    too long.
    """
    was, now = _TOKEN.findall(old), _TOKEN.findall(new)
    before = _shared(was, now)
    after = _shared(was[before:][::-1], now[before:][::-1])
    pieces: list[tuple[Kind, str]] = [("same", "".join(was[:before]))]
    middle_was, middle_now = was[before : len(was) - after], now[before : len(now) - after]
    pieces += _compared(middle_was, middle_now)
    pieces.append(("same", "".join(was[len(was) - after :])))
    return [(kind, text) for kind, text in pieces if text]


def _compared(was: list[str], now: list[str]) -> list[tuple[Kind, str]]:
    if not was or not now or max(len(was), len(now)) > _MOST_COMPARED:
        return [("removed", "".join(was)), ("added", "".join(now))]
    pieces: list[tuple[Kind, str]] = []
    for tag, a, b, c, d in SequenceMatcher(None, was, now).get_opcodes():
        if tag == "equal":
            pieces.append(("same", "".join(was[a:b])))
        else:
            pieces += [("removed", "".join(was[a:b])), ("added", "".join(now[c:d]))]
    return pieces


def _shared(these: list[str], those: list[str]) -> int:
    """How many words two lists share from their beginning."""
    count = 0
    for this, that in zip(these, those, strict=False):
        if this != that:
            break
        count += 1
    return count


def _decimals(value: int, unit: int, places: int) -> str:
    """value / unit to so many places, halves up, in whole numbers so that no penny is lost to floating point."""
    scaled = (2 * value * 10**places + unit) // (2 * unit)
    if not places:
        return f"{scaled:,}"
    whole, rest = divmod(scaled, 10**places)
    return f"{whole:,}.{rest:0{places}}"


def _many(one: str) -> str:
    """The usual English plural of the last word."""
    first, space, last = one.rpartition(" ")
    if last in _IRREGULAR:
        return first + space + _IRREGULAR[last]
    if re.search(r"[^aeiou]y$", last):
        return one[:-1] + "ies"
    return one + ("es" if re.search(r"(s|x|ch|sh)$", last) else "s")
