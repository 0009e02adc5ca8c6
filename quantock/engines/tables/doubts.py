"""What a person should look at before trusting a mapping, in sentences."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from .answers import Answers
from .mapping import ColumnMapping


def doubts(columns: Sequence[ColumnMapping], answers: Sequence[Answers]) -> Iterator[str]:
    """A sentence for each column whose dates, currency or unit are not beyond doubt."""
    if any(column.kind == "date" and column.date_order == "month" for column in columns):
        yield "Dates such as 04/05/2025 are read month first (US order), as other dates of the file prove."
    for column, found in zip(columns, answers, strict=True):
        others = found.count("not_value")
        if column.kind == "date" and others:
            what = (
                "1 answer is not a date and is"
                if others == 1
                else f"{others:,} answers are not dates and are"
            )
            yield f"“{column.heading}”: {what} kept as text."
        if column.kind == "money":
            yield from _money(column, found)
        if column.field == "external_id":
            yield from _unlike(column, found)


FEW = 0.05
"""The share of ids up to which those of another shape are worth a look: beyond it, a register has several shapes."""


def _unlike(column: ColumnMapping, found: Answers) -> Iterator[str]:
    """Among TD-HAS-02, TD-HAS-03 … a TD-HAS-02s may be a second row of the first: nothing but a person can tell."""
    shapes: dict[str, list[str]] = defaultdict(list)
    for answer in found.answers:
        if answer.is_value:
            shapes[re.sub(r"[A-Za-z]+", "A", re.sub(r"\d+", "9", answer.text))].append(answer.text)
    usual = max(shapes.values(), key=len, default=[])
    others = [text for texts in shapes.values() if texts is not usual for text in texts]
    if 0 < len(others) <= FEW * len(usual):
        shown = ", ".join(others[:3]) + (" …" if len(others) > 3 else "")
        one = len(others) == 1
        are = "1 id is" if one else f"{len(others)} ids are"
        yield (
            f"“{column.heading}”: {are} not written like the other {len(usual):,} ({shown}). "
            f"{'Its row is' if one else 'Their rows are'} taken; look whether each is a project of its own."
        )


def _money(column: ColumnMapping, found: Answers) -> Iterator[str]:
    texts = [column.heading, *(answer.text for answer in found.answers if answer.is_value)]
    signs = {sign for text in texts for sign in "$€" if sign in text}
    if signs:
        shown = " and ".join(sorted(signs))
        yield f"“{column.heading}”: figures carry {shown}; they are kept as the file counts, not converted."
    if column.unit_reason == "assumed":
        yield f"“{column.heading}”: the file does not say its unit; {column.unit} is assumed."
