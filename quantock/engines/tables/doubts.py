"""What a person should look at before trusting a mapping, in sentences."""

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


def _money(column: ColumnMapping, found: Answers) -> Iterator[str]:
    texts = [column.heading, *(answer.text for answer in found.answers if answer.is_value)]
    signs = {sign for text in texts for sign in "$€" if sign in text}
    if signs:
        shown = " and ".join(sorted(signs))
        yield f"“{column.heading}”: figures carry {shown}; they are kept as the file counts, not converted."
    if column.unit_reason == "assumed" and column.field:
        yield f"“{column.heading}”: the file does not say its unit; {column.unit} is assumed."
