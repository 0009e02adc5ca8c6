"""Scores that are written as what they are made of, "4 x 3 = 12", "L4 x I3", "Likely x Major": taken apart into likelihood and impact."""

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from quantock.engines.logs.walk import Raw, text_of
from quantock.engines.tables.table import Cell

from .ratings import IMPACT, LIKELIHOOD

_TIMES = r"[x\N{MULTIPLICATION SIGN}*]"
_L, _I = r"(?:likelihood|probability|l|p)", r"(?:impact|consequence|severity|i|c|s)"
_FIGURES = rf"(?:(?P<left>{_L}|{_I})\W?\s*)?(?P<one>\d{{1,2}})\s*{_TIMES}\s*(?:(?P<right>{_L}|{_I})\W?\s*)?(?P<two>\d{{1,2}})"
_LETTERS = (
    rf"(?P<left>{_L}|{_I})\W?\s*(?P<one>\d{{1,2}})\W{{0,3}}(?P<right>{_L}|{_I})\W?\s*(?P<two>\d{{1,2}})"
)
_WORDS = rf"(?P<one>[a-z][a-z ]{{0,24}}?)\s+{_TIMES}\s+(?P<two>[a-z][a-z ]{{0,24}}?)"
_SCORE = r"(?:\s*(?:=|[(\[:-])\s*(?P<score>\d{1,3})\s*[)\]]?)?"
_BEFORE = rf"(?P<score>\d{{1,3}})\s*(?:=\s*|[(\[]\s*)(?:{_FIGURES})\s*[)\]]?"
_PRODUCTS = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (_FIGURES + _SCORE, _LETTERS + _SCORE, _WORDS + _SCORE, _BEFORE)
]
_AND = rf"(?: score| rating)?(?:\s*{_TIMES}\s*|\s*/\s*|\s+(?:and|by|times)\s+)"
_IMPACT_FIRST = re.compile(rf"(?<![a-z]){_I}{_AND}{_L}(?![a-z])", re.IGNORECASE)
_LIKELIHOOD_FIRST = re.compile(rf"(?<![a-z]){_L}{_AND}{_I}(?![a-z])", re.IGNORECASE)


def taken_apart(found: Sequence[Raw], texts: Collection[str]) -> list[Raw]:
    """The rows, with likelihood and impact where only their product is written. Which comes first, the letters beside the
    figures say, else the sheet's short texts, as a heading "Impact x Likelihood" does. Where nothing says it, both ways being
    usual, what is written stays whole."""
    first = {
        impact
        for impact, said in ((True, _IMPACT_FIRST), (False, _LIKELIHOOD_FIRST))
        if any(map(said.search, texts))
    }
    return [_apart(raw, first.copy().pop() if len(first) == 1 else None) for raw in found]


def _apart(raw: Raw, impact_first: bool | None) -> Raw:
    more: dict[str, Cell] = {}
    for when in ("pre", "post", "target"):
        likely, bad, score = (f"{when}_{each}" for each in (LIKELIHOOD, IMPACT, "score"))
        text = text_of(raw.cells.get(score))
        if not text or {likely, bad} & raw.cells.keys():
            continue
        product = next((match for each in _PRODUCTS if (match := each.fullmatch(text))), None)
        if product is None:
            continue
        said = product.groupdict()
        order = _is_impact_first(said, impact_first)
        if order is None and said["one"] != said["two"]:
            continue
        one, two = (bad, likely) if order else (likely, bad)
        more |= {one: said["one"].strip(), two: said["two"].strip(), score: said.get("score")}
    return replace(raw, cells={**raw.cells, **more}) if more else raw


def _is_impact_first(said: dict[str, str | None], otherwise: bool | None) -> bool | None:
    """Whether the first of the two is the impact; None where nothing says it."""
    letters = [(said.get(side) or "").casefold() for side in ("left", "right")]
    if not any(letters):
        return otherwise
    left, right = (re.fullmatch(_I, each) is not None for each in letters)
    return left or (bool(letters[1]) and not letters[0] and not right)
