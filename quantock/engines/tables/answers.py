"""A column's cells as answers of its kind, each different cell read once."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from operator import attrgetter

from .mapping import ColumnMapping
from .ratings import BY_KEY, step_of
from .table import Cell
from .values import Answer, as_text, date_answer, money, number, percentage, text_answer

NAMING = ("external_id", "organisation", "category", "place")
_NOTHING_NAMED = re.compile(
    r"[-–—.?/*#]+|t\.?b\.?[acd]\.?|to be (?:confirmed|advised|agreed|determined|decided)|n/?a|not (?:applicable|known|available|"
    r"provided|stated|yet known|assigned)|unknown|none|nil|null|#(?:n/a|ref!|value!|name\?)|pending|blank",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Answers:
    """A column's answers in row order, with what a summary needs."""

    answers: tuple[Answer, ...]
    formats: Counter[str]
    kinds: Counter[str]

    def count(self, kind: str) -> int:
        """How many answers are a value, not_value or blank."""
        return self.kinds[kind]

    def total(self) -> Decimal:
        """The sum of the numbers, as the file counts."""
        return sum((a.value for a in self.answers if isinstance(a.value, Decimal)), Decimal(0))

    def span(self) -> tuple[date, date] | None:
        """The earliest and latest date."""
        days = [a.value for a in self.answers if isinstance(a.value, date)]
        return (min(days), max(days)) if days else None

    def examples(self, most: int = 3) -> tuple[str, ...]:
        """The commonest texts, shortened: of values, where there are any."""
        values = Counter(answer.text for answer in self.answers if answer.is_value)
        texts = values or self.not_values()
        return tuple(text if len(text) <= 60 else text[:59] + "…" for text, _ in texts.most_common(most))

    def choices(self) -> Counter[str]:
        """How often each text stands there, as the file spells it; blanks are counted apart."""
        return Counter(answer.text for answer in self.answers if answer.kind != "blank")

    def not_values(self) -> Counter[str]:
        """The texts that are not values, counted."""
        return Counter(answer.text for answer in self.answers if answer.kind == "not_value")


def read_answers(cells: Iterable[Cell], column: ColumnMapping, epoch: int) -> Answers:
    """Every cell of a column as an answer of the mapping's kind."""
    if column.field == "external_id":
        cells = _without_point(list(cells))
    read = _reader(column, epoch)
    known: dict[Cell, tuple[Answer, str]] = {}
    answers: list[Answer] = []
    formats: Counter[str] = Counter()
    for cell in cells:
        found = known.get(cell)
        if found is None:
            found = known[cell] = read(cell)
        answers.append(found[0])
        if found[1]:
            formats[found[1]] += 1
    return Answers(tuple(answers), formats, Counter(map(attrgetter("kind"), answers)))


def _without_point(cells: Sequence[Cell]) -> Sequence[Cell]:
    """Ids that a program took for numbers end in ".0", every one of them: 1003.0 was 1003."""
    whole = [re.fullmatch(r"(\d+)\.0", cell) if isinstance(cell, str) else None for cell in cells]
    if not any(whole) or any(
        cell is not None and not found for cell, found in zip(cells, whole, strict=True)
    ):
        return cells
    return [found[1] if found else cell for cell, found in zip(cells, whole, strict=True)]


def _reader(column: ColumnMapping, epoch: int) -> Callable[[Cell], tuple[Answer, str]]:
    if column.kind == "date":
        order = "month" if column.date_order == "month" else "day"
        return lambda cell: date_answer(cell, order=order, epoch=epoch, serials=True)  # type: ignore[arg-type]
    if column.kind == "money":
        unit = column.unit or "GBP"
        return lambda cell: (money(cell, unit=unit, decimal_comma=column.decimal_comma), "")
    if column.kind == "number":
        return lambda cell: (number(cell, decimal_comma=column.decimal_comma), "")
    if column.kind == "percent":
        return lambda cell: (percentage(cell), "")
    if column.kind == "rating":
        return lambda cell: (_rating(cell, column), "")
    if column.field in NAMING:
        return lambda cell: (_naming(cell), "")
    return lambda cell: (text_answer(cell), "")


def _naming(cell: Cell) -> Answer:
    """A text that names something; "TBC" and "-" name nothing, and are kept as the answer given."""
    answer = text_answer(cell)
    if len(answer.text) < 30 and _NOTHING_NAMED.fullmatch(answer.text):
        return Answer("not_value", None, answer.text)
    return answer


def _rating(cell: Cell, column: ColumnMapping) -> Answer:
    """The step a cell means: as the mapping says for its text, else as the scale spells it."""
    text = as_text(cell)
    if not text:
        return text_answer(None)
    scale = BY_KEY[column.scale or "three_step"]
    step = column.steps[text] if text in column.steps else step_of(text, scale)
    return Answer("value", step, text) if step else Answer("not_value", None, text)
