"""What the columns of a risk register are called, as a table: the first pattern that a heading matches says its field."""

import re
from collections.abc import Mapping, Sequence

from quantock.engines.logs.headings import KEPT
from quantock.engines.tables.table import Cell

PRE = r"\b(?:pre|inherent|gross|initial|original|unmitigated|raw|before|uncontrolled|untreated)\b"
POST = r"\b(?:post|residual|net|current|mitigated|after|controlled|revised|remaining)\b"
TARGET = r"\b(?:target|desired|tolerable|appetite)\b"
_LIKELIHOOD = r"\b(?:likelihood|probability|chance)\b|^[lp]$"
_IMPACT = r"\b(?:impact|consequence|severity)\b|^[ics]$"
_SCORE = r"\b(?:score|rating|rag|total)\b|^(?:[lp] ?x ?[ics]|[ics] ?x ?[lp]|risk level)$"

PATTERNS: Sequence[tuple[str, str]] = (
    ("number", r"(?:risk )?(?:no|number|ref|reference|id|item|#)(?: no)?"),
    (
        "project",
        r"(?:component |related |linked |relevant |associated |affected )?(?:project|scheme|workstream|intervention)s?(?: s)?"
        r"(?: name| title| ref| reference| affected| concerned)?(?: if .*)?|name of (?:the )?(?:project|scheme|workstream|intervention)"
        r"|(?:which |the )?(?:project|scheme|workstream|intervention)s?(?: s)?"
        r" (?:that |does |do )?th(?:is|e) risks? (?:relate|affect|applie|concern)s?.*"
        r"|which (?:project|scheme|workstream|intervention)s?\b.*",
    ),
    (
        "owner",
        r"(?:risk )?(?:owner|holder|lead|owned by|responsible)\b.*|who (?:owns|leads|holds|is responsible)\b.*",
    ),
    ("proximity", r"(?:risk )?proximity\b.*"),
    ("category", r"(?:risk )?(?:category|categories|type|theme|domain)\b.*"),
    (
        "name",
        r"(?:risk )?(?:name|title)(?: of (?:the )?risk)?"
        r"|(?:key |main |potential |principal |strategic |corporate |operational |programme |project )?(?:risk|threat)"
        r"(?: event| identified| item)?"
        r"|what is the risk|(?:risk )?statement|describe the (?:risk|threat)"
        r"|(?:risk )?summary(?: of (?:the )?risk)?",
    ),
    (
        "effect",
        r"(?:potential |possible )?(?:consequences|effects?|impact description|description of impact)\b.*",
    ),
    (
        "mitigation",
        r"(?:planned |existing |current |key )?(?:mitigations?|mitigating actions?|controls?|treatment|response|action plan)\b.*",
    ),
    ("state", r"(?:risk |current )?(?:status|state)(?: open closed)?|open closed|open or closed"),
    ("short", r"short description.*|brief description.*"),
    ("description", r"(?:full |risk )?(?:description|details?)\b.*"),
    ("cause", r"(?:root |risk )?causes?\b.*"),
)
MEASURED: Sequence[tuple[str, str]] = (
    ("score", rf"(?:{_LIKELIHOOD}).*(?:{_IMPACT})|(?:{_IMPACT}).*(?:{_LIKELIHOOD})"),
    ("likelihood", _LIKELIHOOD),
    ("impact", _IMPACT),
    ("score", _SCORE),
)


_PATTERNS = [(field, re.compile(pattern)) for field, pattern in PATTERNS]
_MEASURED = [(field, re.compile(pattern)) for field, pattern in MEASURED]
# What was so once is kept as it stands, beside what is so.
_ONCE = re.compile(
    r"\b(?:old|previous|prior|former|last (?:month|quarter|period|year|time|review|score|rating))\b"
)
_WHEN = re.compile(rf"{PRE}|{POST}|{TARGET}|\b(?:mitigation|risk|score)\b")
FEWEST = 3
"""A row of headings names so many fields."""


def plain(text: str) -> str:
    """A heading in small letters with single spaces, without what joins words."""
    return re.sub(r"\s+", " ", re.sub(r"[-_/().:*?\n\r]+", " ", text.casefold())).strip()


def field_of(heading: str, group: str = "") -> str:
    """The field of one heading, as "owner" or "post_likelihood"; nothing for what no register calls a column.

    `group` is the caption over several columns, such as "Before mitigation".
    """
    words = plain(heading)
    if not words or len(words) > 60 or words[0].isdigit():
        return ""
    for field, pattern in _PATTERNS:
        if pattern.fullmatch(words):
            return field
    letters = _WHEN.sub(" ", words).strip()
    for field, pattern in _MEASURED:
        if (pattern.search(words) or pattern.fullmatch(letters)) and not _ONCE.search(words):
            return f"{_when(words) or _when(f'{plain(group)} {words}'.strip())}{field}"
    return ""


def _when(words: str) -> str:
    """Before anything was done or after; "pre-mitigated" is before, "mitigated" alone after."""
    if re.search(TARGET, words):
        return "target_"
    if re.search(PRE, words):
        return "pre_"
    return "post_" if re.search(POST, words) else ""


def columns_of(
    cells: Sequence[Cell], above: Sequence[Cell] = (), *, known: bool = False
) -> Mapping[str, int] | None:
    """Which column holds which field, where this row is a row of headings; None where it is not.

    A column that is no field keeps its heading, so that nothing is lost. `known`: that the sheet is of risks is sure.

    It names at least one thing by its usual heading and one score or mitigation: no row of a register reads so. A second
    likelihood without a word of its own is the one after; a table with one set of scores says how it is now.
    """
    alone = [field_of(cell) if isinstance(cell, str) else "" for cell in cells]
    under = _is_under(cells, alone, above)
    if not under and sum(map(bool, alone)) < FEWEST:  # as nearly all rows are: nothing else is looked at
        return None
    found: dict[str, int] = {}
    rest: dict[str, int] = {}
    group = ""
    apart = _texts_apart(alone)
    for column in range(max(len(cells), len(above)) if under else len(cells)):
        own = cells[column] if column < len(cells) else None
        over = above[column] if column < len(above) else None
        group = str(over) if isinstance(over, str) else group
        cell = over if under and own is None else own
        field = field_of(cell, group) if isinstance(cell, str) else ""
        if field.endswith("impact") and (column in apart or (under and own is None)):
            field = "effect"
        elif (
            under
            and own is None
            and field.endswith(("likelihood", "score"))
            and not field.startswith("target")
        ):
            field = ""
        if field in found and field in ("likelihood", "impact", "score"):
            field = f"post_{field}" if field != "score" or _is_second(found) else ""
        if field and field not in found:
            found[field] = column
        elif isinstance(cell, str):
            rest.setdefault(f"{KEPT}{' '.join(cell.split())[:80]}", column)
    scores = [each for each in found if each.endswith(("likelihood", "impact", "score"))]
    named = found.keys() - set(scores) - {"mitigation"}
    if not named or len(found) < FEWEST or not (known or scores or "mitigation" in found):
        return None
    both = any(each.startswith("post_") for each in found)
    for field in ("likelihood", "impact", "score"):
        if field in found:
            found.setdefault(f"{'pre' if both else 'post'}_{field}", found.pop(field))
    return found | rest


def _is_second(found: Mapping[str, int]) -> bool:
    """Whether a second score is the one after: one beside its own likelihood. A RAG beside a score is neither."""
    return "post_likelihood" in found or "post_impact" in found or not {"likelihood", "impact"} & found.keys()


def _is_under(cells: Sequence[Cell], alone: Sequence[str], above: Sequence[Cell]) -> bool:
    """Whether this is the second row of headings: nothing but likelihoods, impacts and scores, under names and captions.
    `alone`: the fields of its cells."""
    texts = sum(cell is not None for cell in cells)
    measured = sum(field.endswith(("likelihood", "impact", "score")) for field in alone)
    return 2 <= measured == texts and any(
        isinstance(cell, str) and field_of(cell) in ("name", "description", "short") for cell in above
    )


def _texts_apart(fields: Sequence[str]) -> set[int]:
    """Columns called as an impact is that stand beside no likelihood, where there are more of them: what would come of it."""
    likely = {at for at, field in enumerate(fields) if field.endswith("likelihood")}
    impacts = [at for at, field in enumerate(fields) if field.endswith("impact")]
    if not likely or len(impacts) <= len(likely):
        return set()
    return {at for at in impacts if not {at - 1, at + 1} & likely}
