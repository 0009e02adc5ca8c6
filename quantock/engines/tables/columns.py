"""What a column's values are like, before anybody says what it means."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from statistics import median

from .ratings import Fit, best_scale
from .table import Cell, Table
from .values import Amount, as_text, parse_amount, read_date, serial_date, uses_decimal_comma
from .words import COUNTED, plain

_PERCENT = re.compile(r"[-−(]?\s*\d{1,9}(?:[.,]\d+)?\s*%\)?")
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._/\\#-]{0,39}")
_CUSTOM = re.compile(r"\s*custom field \((.+)\)\s*", re.IGNORECASE | re.DOTALL)
"""As trackers of tasks call the columns their users added: "Custom field (Start date)"."""
_YEAR = re.compile(r"(?:19|20|21)\d\d")
_PRICES = re.compile(
    r",?\s*(?:at |in )?(?:fy ?)?(?:20)?\d\d(?:[/-]\d\d)? (?:constant )?prices", re.IGNORECASE
)
"""In the money of which year costs are given: the costs are of no year."""
_UNIT_AFTER = re.compile(r"(?<=\w) (?:in )?(?:£ ?)?(?:0?000s?|k|mn?|millions?|thousands?)$")
"""The unit at a heading's end: "allocation 2019 20 000" stood there with a dollar before the noughts."""
_UNIT_OF_GROUP = re.compile(
    r"\s*\(?[£$€] ?(?:['’]?0?,?000['’]?s?|k|mn?|millions?|thousands?)?\)?(?=:\s*\w)", re.IGNORECASE
)
"""The unit in a group's caption, "Funding £000: Grants": it is of the figures, not of what they are called."""
LONGEST_HEADING = 300
"""Some headings hold a page of guidance; what they are called stands at the beginning."""


@dataclass(slots=True)
class Profile:
    """One column seen whole. The counts are of filled cells; `texts` counts them as a person reads them."""

    position: int
    heading: str
    letter: str
    forms: tuple[str, ...]
    decimal_comma: bool = False
    texts: Counter[str] = field(default_factory=Counter)
    filled: int = 0
    blank: int = 0
    numbers: int = 0
    currency: int = 0
    scaled: int = 0
    percents: int = 0
    dates: int = 0
    serials: int = 0
    years: int = 0
    codes: int = 0
    letters: int = 0
    length: float = 0.0
    middle: Decimal = Decimal(0)
    bare: Decimal = Decimal(0)
    """The middle figure of those without "m" or "k" of their own, where others have it."""
    pence: bool = False
    money_format: bool = False
    counts_rows: bool = False
    fit: Fit | None = None

    @property
    def plain(self) -> str:
        """The whole heading in plain words."""
        return self.forms[1]

    @property
    def main(self) -> str:
        """The heading in plain words, without what stands in brackets or on further lines."""
        return self.forms[0]

    def share(self, count: int) -> float:
        """A count as a share of the filled cells."""
        return count / self.filled if self.filled else 0.0

    @property
    def distinct(self) -> float:
        """How many of the filled cells are different texts, as a share."""
        return len(self.texts) / self.filled if self.filled else 0.0


def profiles(table: Table) -> list[Profile]:
    """A profile a column, in the table's order."""
    return [_profile(table, position) for position in range(len(table.headings))]


def heading_forms(heading: str) -> tuple[str, ...]:
    """A heading in plain words: without brackets and further lines, whole, and its part under a group's caption."""
    heading = _PRICES.sub(" ", _CUSTOM.sub(r"\1", heading[:LONGEST_HEADING]))
    heading = _UNIT_OF_GROUP.sub("", heading)
    main = _without_brackets(heading)
    forms = [main or plain(heading), plain(heading)]
    if (counted := _UNIT_AFTER.sub("", forms[0])) != forms[0]:
        forms.append(counted)
    if re.search(r"\w:\s*[A-Za-z]", heading):
        forms.append(_without_brackets(heading.rpartition(":")[2]))
    return tuple(forms)


def _without_brackets(heading: str) -> str:
    bare = re.sub(r"\([^()]*\)|\[[^\[\]]*\]", " ", heading).strip()
    return plain(re.split(r"[\n(\[]", bare, maxsplit=1)[0])


def _profile(table: Table, position: int) -> Profile:
    heading = table.headings[position]
    found = Profile(position, heading, table.letters[position], heading_forms(heading))
    cells: Counter[Cell] = Counter(table.column(position))
    found.blank = cells.pop(None, 0)
    figures: list[Decimal] = []
    bare: list[Decimal] = []
    found.decimal_comma = uses_decimal_comma([cell for cell in cells if isinstance(cell, str)])
    for cell, count in cells.items():
        text = as_text(cell)
        found.texts[text] += count
        found.filled += count
        found.length += len(text) * count
        _count(found, cell, text, count, figures, bare)
    found.length = found.length / found.filled if found.filled else 0.0
    found.middle = Decimal(median(figures)) if figures else Decimal(0)
    found.bare = Decimal(median(bare)) if bare and found.scaled else Decimal(0)
    found.money_format = position in table.money_columns
    found.counts_rows = _counts_rows(table.column(position))
    found.fit = best_scale(found.texts, found.plain)
    return found


def _count(
    found: Profile, cell: Cell, text: str, count: int, figures: list[Decimal], bare: list[Decimal]
) -> None:
    if isinstance(cell, datetime):
        found.dates += count
        return
    if serial_date(cell) is not None:
        found.serials += count
    if _YEAR.fullmatch(text):
        found.years += count
    if isinstance(cell, Decimal):
        found.numbers += count
        found.codes += count
        _figure(found, cell, figures)
        return
    if len(text) <= 40:
        amount = parse_amount(text, decimal_comma=found.decimal_comma)
        if _is_code(text, amount):
            found.codes += count
        if amount is not None:
            found.numbers += count
            found.currency += count * amount.currency
            found.scaled += count * (amount.scale is not None)
            _figure(found, amount.number * (amount.scale or 1), figures)
            bare += [abs(amount.number)] * (amount.scale is None and amount.number != 0)
        if read_date(text) is not None or read_date(text, "month") is not None:
            found.dates += count
        elif _PERCENT.fullmatch(text):
            found.percents += count
    if any(character.isalpha() for character in text):
        found.letters += count


def _is_code(text: str, amount: Amount | None) -> bool:
    """Letters and digits that could name something: 1001 and A-17 may, £3 and 9.3m do not."""
    if amount is not None and (
        amount.currency or amount.scale or amount.number != amount.number.to_integral_value()
    ):
        return False
    short = text.count(" ") <= 1 and _CODE.fullmatch(text) is not None
    return short and any(character.isdigit() for character in text)


def _figure(found: Profile, figure: Decimal, figures: list[Decimal]) -> None:
    if figure:
        figures.append(abs(figure))
        found.pence = found.pence or figure != figure.to_integral_value()


def _counts_rows(cells: Iterable[Cell]) -> bool:
    """Whether a column only counts 1, 2, 3 … down the file, also as "Project 1", "Project 2"."""
    expected = 0
    for cell in cells:
        text = COUNTED.sub("", as_text(cell)).rstrip(".")
        expected += 1
        if not text.isdigit() or len(text) > 6 or int(text) != expected:
            return False
    return expected > 2
