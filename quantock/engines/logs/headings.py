"""Which column of a sheet of a log holds what; a column with no field keeps its heading, so that nothing is lost."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from quantock.engines.logs.words import COMMON, REGISTERS, plain
from quantock.engines.tables.table import Cell

KEPT = "+"
"""How the name of a column begins that is no field: its heading follows."""
LONGEST = 60
_BRACKETS = re.compile(r"\s*[(\[][^()\[\]]*[)\]]\s*\Z")


@lru_cache(maxsize=4096)
def fields_of(kind: str, heading: str) -> tuple[str, ...]:
    """What a heading of such a register may be, the likeliest first: "title1" is what names a row best. What stands in
    brackets behind it, as in "Priority (H/M/L)", counts where it makes no heading of its own."""
    found = _fields_of(kind, plain(heading))
    return found or _fields_of(kind, plain(_BRACKETS.sub("", heading)))


def _fields_of(kind: str, words: str) -> tuple[str, ...]:
    register = REGISTERS[kind]
    if not words or len(words) > LONGEST:
        return ()
    found = [f"title{place}" for place, one in enumerate(register.titles, 1) if re.fullmatch(one, words)]
    found += [name for name, pattern in register.fields if re.fullmatch(pattern, words)]
    for name, pattern in COMMON:
        if re.fullmatch(pattern.replace("{thing}", register.kind), words):
            found.append(name)
    begin = len(register.titles) + 1
    found += [f"title{place}" for place, one in enumerate(register.weak, begin) if re.fullmatch(one, words)]
    return tuple(found)


def titles_of(kind: str) -> tuple[str, ...]:
    """The columns that can name a row, the best first."""
    register = REGISTERS[kind]
    return tuple(f"title{place}" for place in range(1, len(register.titles) + len(register.weak) + 1))


def is_strong(kind: str, columns: Mapping[str, int]) -> bool:
    """Whether a heading names the register itself."""
    return any(f"title{place}" in columns for place in range(1, len(REGISTERS[kind].titles) + 1))


def columns_of(kind: str, cells: Sequence[Cell], above: Sequence[Cell] = ()) -> Mapping[str, int] | None:
    """Which column holds which field, where this row is a row of headings of that register; None where it is not."""
    texts = [cell for cell in cells if cell is not None]
    if len(texts) < 2 or not all(isinstance(cell, str) and len(cell) <= 160 for cell in texts):
        return None
    found: dict[str, int] = {}
    rest: dict[str, int] = {}
    for column, cell in enumerate(cells):
        if not isinstance(cell, str):
            continue
        field = next((each for each in fields_of(kind, cell) if each not in found), "")
        if field:
            found[field] = column
        else:
            heading, again = " ".join(cell.split())[:80], 2
            while f"{KEPT}{heading}" in rest:
                heading, again = f"{' '.join(cell.split())[:80]} ({again})", again + 1
            rest[f"{KEPT}{heading}"] = column
    titled = any(title in found for title in titles_of(kind))
    asks = found.keys() & {"owner", "due", "state", "raised", "closed", "number", "decided_by", "decided_on"}
    own = found.keys() & {name for name, _ in REGISTERS[kind].fields}
    if not titled or not (asks | own) or len(found) < min(3, max(2, len(texts) - 1)):
        return None
    return found | rest
