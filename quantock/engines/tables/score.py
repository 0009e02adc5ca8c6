"""How much a table looks like a list of projects."""

import math
import re

from .table import Table
from .values import as_text
from .words import plain

_SIGNS: tuple[tuple[str, float, str], ...] = (
    (
        r"(?:name of )?(?:the )?(?:project|scheme|programme|initiative|workstream|investment)s?(?: programme)?(?: name| title)?",
        3.0,
        "a column of project names",
    ),
    (
        r"(?:unique )?(?:project|scheme|gmpp|programme|initiative)(?: id)? (?:identifier|id|reference|number|no|code|uid)(?: number| no)?|pid|id|reference(?: no| number)?|unique identifier",
        2.0,
        "identifiers",
    ),
    (
        r"(?:lead |sponsoring |owning |responsible )?(?:department|organisation|trust|council|local authority|provider|directorate|authority)",
        1.0,
        "organisations",
    ),
    (
        r".*\b(?:start|commence\w*)\b.*\bdate\b.*|.*\bdate\b.*\bstart\b.*|(?:planned |actual |baseline )?start",
        1.5,
        "start dates",
    ),
    (
        r".*\b(?:end|finish|completion|go live|target|due)\b.*\bdate\b.*|(?:planned |actual |baseline )?(?:finish|end|go live|completion)",
        1.5,
        "end dates",
    ),
    (r".*\b(?:rag|brag|delivery confidence|colour rating|health|delivery status)\b.*", 1.5, "ratings"),
    (
        r".*\b(?:whole life costs?|budget|forecast|total cost|total baseline|capital cost|outturn)\b.*",
        1.5,
        "money",
    ),
    (r"(?:project )?(?:description|aims|objectives?|scope|description aims)", 0.7, "descriptions"),
    (r"(?:place|town|site|location|ward|region)", 0.5, "places"),
    (
        r"(?:project |scheme )?(?:stage|phase|status|state|priority|category|type)|report category|fund|portfolio|theme",
        0.5,
        "stages and kinds",
    ),
    (
        r".*\b(?:sro|sponsor|project manager|programme manager|project lead|senior responsible owner)\b.*",
        0.8,
        "leads",
    ),
)


def names_a_field(text: str) -> bool:
    """Whether a text, whole, is what registers call one of a project's fields."""
    words = plain(text)
    return any(re.fullmatch(pattern, words) for pattern, _, _ in _SIGNS)


_OTHER_NOUN = re.compile(
    r"\b(?:risk name|risk title|risk category|likelihood|mitigations?|proximity|indicator|unit of measurement|output|outcomes?|"
    r"milestone name|task name|wbs|predecessors|action|issue title|invoice|supplier|postcodes?|email|telephone|question|answer|"
    r"dropdown|lookup|fund type|quarter|year \d|psi|grant|fte|pay band|salary)\b"
)
HIDDEN = 4.0
_SHEET_SIGNS: tuple[tuple[str, float], ...] = (
    (
        r"\b(?:register|tracker|portfolio|projects?|programmes?|schemes?|pipeline|live|current|active|open|master)\b",
        0.6,
    ),
    (
        r"\b(?:old|archived?|closed|completed?|ended|cancelled|superseded|previous|prior|historic(?:al)?|template|example|"
        r"lookups?|lists?|validation|dropdowns?|backup|copy|draft|do not use|pivot)\b",
        -1.2,
    ),
)
"""What the name of a sheet says for or against it: a list of live projects stands beside one of closed ones."""


def likeness(table: Table, *, hidden: bool) -> tuple[float, str]:
    """A score for comparing the tables of one file (above about 4 is likely a list of projects), and what spoke for it."""
    plains = [plain(heading) for heading in table.headings]
    score, found = 0.0, []
    name_at: int | None = None
    for pattern, weight, what in _SIGNS:
        matching = [position for position, text in enumerate(plains) if re.fullmatch(pattern, text)]
        if matching:
            score += weight * (1.3 if len(matching) > 1 and weight == 1.5 else 1)
            found.append(what)
            if weight == 3.0:
                name_at = matching[0]
    score -= min(6.0, 1.5 * sum(_OTHER_NOUN.search(text) is not None for text in plains))
    rows = len(table.rows)
    if not rows:
        return -10.0, "no rows"
    score += min(2.0, math.log10(rows + 1))
    score += _distinct_names(table, name_at)
    if len(plains) < 3:
        score -= 2
    for pattern, weight in _SHEET_SIGNS:
        score += weight * (re.search(pattern, plain(table.sheet or "")) is not None)
    if hidden:
        score -= HIDDEN
        found.append("but the sheet is hidden")
    return score, ", ".join(found) or "nothing that says projects"


def _distinct_names(table: Table, position: int | None) -> float:
    """A list of projects names each once; a table of their outputs or risks repeats them."""
    if position is None:
        return -1.0
    names = [as_text(cell) for cell in table.column(position) if cell is not None]
    if not names:
        return -3.0
    distinct = len(set(names)) / len(names)
    return 0.5 if distinct > 0.9 else -3.0 * (1 - distinct)
