"""Risks that somebody wrote into one cell: a line, a bullet or a number each, with scores and owners in brackets or after words."""

import re
from collections.abc import Iterable

from quantock.engines.tables.table import Cell

_DASH = "\N{EN DASH}"
_BULLET = re.compile(
    rf"\s*(?:[-\N{{BULLET}}\N{{MIDDLE DOT}}{_DASH}*o\N{{BLACK SMALL SQUARE}}](?=\s)|\(?\d{{1,2}}[.):](?=\s)|\(?[a-z]\)(?=\s)"
    rf"|R\d{{1,2}}\s*[:.){_DASH}-])\s*"
)
_INLINE = re.compile(r"\s+(?=(?:\(?\d{1,2}[.)]|R\d{1,2}[:.)])\s)|\s*;\s+(?=[A-Z])")
_GOES_ON = re.compile(
    r"\s*\(?(?:mitigat|owner|lead|likelihood|impact|consequence|score|rag\b|rating|action|control|[LIC]\s*[:=]?\s*\d)",
    re.IGNORECASE,
)
_NONE = {
    *(
        "none",
        "nil",
        "n/a",
        "na",
        "no risks",
        "none identified",
        "none at present",
        "nothing to report",
        "-",
        "tbc",
    ),
}
_WORD = r"(?:very |almost |highly )?[a-z]+"
_SAID = rf"\s*[:=]?\s*(?P<said>\d{{1,2}}\b|(?<=[:=]) ?{_WORD}|(?<=[:=] ){_WORD})"
_LIKELIHOOD = re.compile(rf"\b(?:likelihood|probability|[LP]){_SAID}", re.IGNORECASE)
_IMPACT = re.compile(rf"\b(?:impact|consequence|severity|[IC]){_SAID}", re.IGNORECASE)
_TIMES = re.compile(
    r"\b(?P<of>[LPIC])?\s*[:=]?\s*(\d)\s*[x\N{MULTIPLICATION SIGN}*]\s*[LPIC]?\s*[:=]?\s*(\d)\b(?:\s*=\s*(\d{1,2}))?",
    re.IGNORECASE,
)
_BAND = r"(?:very )?(?:high|medium|low)|extreme|red|amber|yellow|green"
_SCORE = re.compile(
    rf"\b(?:score[ds]?|rating|rag|risk rating)\s*(?:of|is)?\s*[:=]?\s*(\d{{1,2}}|{_BAND})\b|[(\[]\s*(\d{{1,2}}|{_BAND}|[HMLRAG])\s*[)\]]",
    re.IGNORECASE,
)
_OWNER = re.compile(
    rf"\b(?:risk )?(?:owner|lead|owned by)\s*[:={_DASH}-]?\s+(?P<said>[^;,()\[\]\n|.]{{2,60}})", re.IGNORECASE
)
_MITIGATION = re.compile(
    rf"\b(?:mitigations?|mitigated by|mitigating actions?|actions?|controls?)\s*(?:[:={_DASH}-]|is|are)\s+(?P<said>.+)\Z",
    re.IGNORECASE | re.DOTALL,
)


def items_of(text: str) -> list[str]:
    """The risks of a cell, each with what is said of it."""
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) == 1:
        lines = _INLINE.split(lines[0])
    marked = sum(bool(_BULLET.match(line)) for line in lines)
    blocks = [block for block in re.split(r"\n\s*\n", text) if block.strip()]
    if marked < 2 and len(blocks) > 1:
        return _kept(" ".join(block.split()) for block in blocks)
    items: list[str] = []
    for line in lines:
        goes_on = _GOES_ON.match(line) or (marked > 1 and not _BULLET.match(line))
        if items and goes_on:
            items[-1] += f"; {line.strip()}"
        else:
            items.append(line)
    return _kept(items)


def _kept(items: Iterable[str]) -> list[str]:
    bare = ((item[found.end() :] if (found := _BULLET.match(item)) else item).strip(" ;") for item in items)
    return [item for item in bare if item and item.casefold().strip(" .") not in _NONE]


def parts_of(item: str) -> dict[str, Cell]:
    """What one risk says, by the headings of a register: the risk, likelihood, impact, score, owner, mitigation."""
    rest = item
    found: dict[str, Cell] = dict.fromkeys(("Risk", "Likelihood", "Impact", "Score", "Owner", "Mitigation"))

    def take(pattern: re.Pattern[str], heading: str) -> None:
        nonlocal rest
        if match := pattern.search(rest):
            said = match["said"] if "said" in pattern.groupindex else next(filter(None, match.groups()))
            found[heading] = " ".join(said.split())
            rest = f"{rest[: match.start()]} {rest[match.end() :]}"

    take(_MITIGATION, "Mitigation")
    take(_OWNER, "Owner")
    if times := _TIMES.search(rest):
        backwards = (times["of"] or "").upper() in ("I", "C")
        found["Likelihood"], found["Impact"] = (times[3], times[2]) if backwards else (times[2], times[3])
        found["Score"] = times[4]
        rest = f"{rest[: times.start()]} {rest[times.end() :]}"
    elif (likely := _LIKELIHOOD.search(rest)) and (bad := _IMPACT.search(rest)):
        found["Likelihood"], found["Impact"] = likely["said"].strip(), bad["said"].strip()
        for match in sorted((likely, bad), key=lambda each: -each.start()):
            rest = f"{rest[: match.start()]} {rest[match.end() :]}"
    if found["Score"] is None:
        take(_SCORE, "Score")
    # What is left of brackets and joins that held a score.
    rest = re.sub(r"[(\[][\s,;x=/|]*(?:score|rag|rating)?[\s,;:x=/|]*[)\]]", " ", rest, flags=re.IGNORECASE)
    rest = re.sub(r"\s+([,.;:])", r"\1", " ".join(rest.split()))
    found["Risk"] = re.sub(r"[\s;,:|(\[\N{EN DASH}-]+$|^[\s;,:|\N{EN DASH}-]+", "", rest) or item
    return found
