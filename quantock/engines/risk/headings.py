"""What the columns of a risk register are called, as a table: the first pattern that a heading matches says its field."""

import re
from collections.abc import Mapping, Sequence

from quantock.engines.tables.table import Cell

PRE = r"\b(?:pre|inherent|gross|initial|original|unmitigated|raw|before|uncontrolled|untreated)\b"
POST = r"\b(?:post|residual|net|current|mitigated|after|controlled|revised|remaining)\b"
_LIKELIHOOD = r"\b(?:likelihood|probability)\b|^[lp]$"
_IMPACT = r"\b(?:impact|consequence|severity)\b|^[ics]$"
_SCORE = r"\b(?:score|rating|rag|total)\b|^(?:[lp] ?x ?[ics]|[ics] ?x ?[lp]|risk level)$"

PATTERNS: Sequence[tuple[str, str]] = (
    ("number", r"(?:risk )?(?:no|number|ref|reference|id|item|#)(?: no)?"),
    ("project", r"(?:project|scheme|workstream|intervention)(?: name| title| ref| reference)?"),
    ("owner", r"(?:risk )?(?:owner|lead|owned by|responsible)\b.*"),
    ("proximity", r"(?:risk )?proximity\b.*"),
    ("category", r"(?:risk )?(?:category|categories|type|theme|domain)\b.*"),
    (
        "name",
        r"(?:risk )?(?:name|title)(?: of (?:the )?risk)?|risk|risk summary|summary(?: of (?:the )?risk)?",
    ),
    (
        "effect",
        r"(?:potential |possible )?(?:consequences|effects?|impact description|description of impact)\b.*",
    ),
    (
        "mitigation",
        r"(?:planned |existing |current |key )?(?:mitigations?|mitigating actions?|controls?|treatment|response|action plan)\b.*",
    ),
    ("short", r"short description.*|brief description.*"),
    ("description", r"(?:full |risk )?(?:description|details?)\b.*|cause\b.*"),
)
MEASURED: Sequence[tuple[str, str]] = (
    ("score", rf"(?:{_LIKELIHOOD}).*(?:{_IMPACT})|(?:{_IMPACT}).*(?:{_LIKELIHOOD})"),
    ("likelihood", _LIKELIHOOD),
    ("impact", _IMPACT),
    ("score", _SCORE),
)


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
    together = f"{plain(group)} {words}".strip()
    for field, pattern in PATTERNS:
        if re.fullmatch(pattern, words):
            return field
    for field, pattern in MEASURED:
        if re.search(pattern, words):
            return f"{_when(words) or _when(together)}{field}"
    return ""


def _when(words: str) -> str:
    """Before anything was done or after; "pre-mitigated" is before, "mitigated" alone after."""
    if re.search(PRE, words):
        return "pre_"
    return "post_" if re.search(POST, words) else ""


def columns_of(cells: Sequence[Cell], above: Sequence[Cell] = ()) -> Mapping[str, int] | None:
    """Which column holds which field, where this row is a row of headings; None where it is not.

    It names at least one thing by its usual heading and one score or mitigation: no row of a register reads so. A second
    likelihood without a word of its own is the one after; a table with one set of scores says how it is now.
    """
    found: dict[str, int] = {}
    group = ""
    for column, cell in enumerate(cells):
        over = above[column] if column < len(above) else None
        group = str(over) if isinstance(over, str) else group
        field = field_of(cell, group) if isinstance(cell, str) else ""
        if field in found and field in ("likelihood", "impact", "score"):
            field = f"post_{field}"
        if field and field not in found:
            found[field] = column
    scores = [each for each in found if each.endswith(("likelihood", "impact", "score"))]
    named = found.keys() - set(scores) - {"mitigation"}
    if not named or len(found) < 3 or not (scores or "mitigation" in found):
        return None
    both = any(each.startswith("post_") for each in found)
    for field in ("likelihood", "impact", "score"):
        if field in found:
            found[f"{'pre' if both else 'post'}_{field}"] = found.pop(field)
    return found
