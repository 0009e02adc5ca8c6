"""Which column is which where a table of tasks has no headings: by what stands in it."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from statistics import fmean

from quantock.engines.plans.cells import (
    moment_of,
    owners_of,
    percent_of,
    said,
    share,
    status_of,
    yes_or_no,
)

_PERSON = re.compile(r"(?:Dr |Mr |Mrs |Ms |Prof )?[A-Z][\w'’.-]*(?: [A-Z][\w'’.-]*){1,3}|[A-Z]{2,3}")
_DOTTED = re.compile(r"\d+(?:\.\d+)+")
_LENGTH = re.compile(
    r"\d+(?:\.\d+)? ?(?:d|days?|w|wks?|weeks?|h|hrs?|hours?|mons?|months?)\??", re.IGNORECASE
)
_MOST_LOOKED_AT = 300
_MOSTLY = 0.7


def guess_columns(rows: Sequence[Sequence[object]], on: date) -> Mapping[str, int]:
    """The columns of a plan by their content: its words, its dates (two of them: start and finish), people, per cents."""
    looked = rows[:_MOST_LOOKED_AT]
    width = max((len(row) for row in looked), default=0)
    columns = [[row[at] if at < len(row) else None for row in looked] for at in range(width)]
    found: dict[str, int] = {}
    texts: list[int] = []
    days: list[int] = []
    for at, cells in enumerate(columns):
        filled = [said(cell) for cell in cells if said(cell)]
        if not filled:
            continue
        field = _field(cells, filled, on)
        if field == "day":
            days.append(at)
        elif field == "text":
            texts.append(at)
        else:
            found.setdefault(field, at)
    if not texts and "milestone" in found:
        texts.append(found.pop("milestone"))
    found |= dict(zip(("finish",) if len(days) == 1 else ("start", "finish"), days, strict=False))
    return found | dict(_texts({at: [said(cell) for cell in columns[at] if said(cell)] for at in texts}))


def _field(cells: Sequence[object], filled: Sequence[str], on: date) -> str:
    if share(cells, lambda cell: moment_of(cell, on) is not None) >= _MOSTLY:
        return "day"
    if share(cells, lambda cell: bool(_DOTTED.fullmatch(said(cell)))) >= 0.3 and all(
        re.fullmatch(r"\d+(?:\.\d+)*", text) for text in filled
    ):
        return "outline"
    if share(cells, lambda cell: bool(_LENGTH.fullmatch(said(cell)))) >= _MOSTLY:
        return "minutes"
    if share(cells, lambda cell: status_of(said(cell)) is not None and not said(cell).isdigit()) >= _MOSTLY:
        flags = share(cells, lambda cell: yes_or_no(cell) is not None)
        return "milestone" if flags == 1 else "status"
    if share(cells, lambda cell: percent_of(cell, fractions=True) is not None) >= _MOSTLY:
        return _number(filled)
    return "text"


def _number(filled: Sequence[str]) -> str:
    """Per cents say so or lie between 0 and 1 or end in 0 or 5; whole numbers that rise by one are an ID; others are days."""
    if any("%" in text or text.startswith("0.") for text in filled):
        return "percent"
    whole = [int(text) for text in filled if text.isdigit() and len(text) < 7]
    if len(whole) == len(filled) and len(set(whole)) == len(whole) and whole == sorted(whole):
        return "number"
    return "percent" if all(each % 5 == 0 and each <= 100 for each in whole) else "minutes"


def _texts(columns: Mapping[int, Sequence[str]]) -> Mapping[str, int]:
    """Of the columns of words: the first that holds no people is the task's name, then people, then what is longest."""
    if not columns:
        return {}
    people = [at for at, texts in columns.items() if _of_people(texts)]
    others = [at for at in columns if at not in people]
    found: dict[str, int] = {"name": others[0] if others else people.pop(0)}
    if people:
        found["owners"] = people[0]
    left = [at for at in others if at != found["name"]]
    if left:
        found["notes"] = max(left, key=lambda at: fmean(len(text) for text in columns[at]))
    return found


def _of_people(texts: Sequence[str]) -> bool:
    said_people = [all(_PERSON.fullmatch(name) for name in owners_of(text)) for text in texts]
    return fmean(said_people) >= _MOSTLY
