"""Whether a column of money counts pounds, thousands or millions, and how that is known."""

import re
from collections import Counter
from collections.abc import Collection, Sequence
from decimal import Decimal

from .columns import Profile
from .table import Cell, Table
from .values import UNITS, as_text, parse_amount
from .words import plain

_IN_HEADING: tuple[tuple[str, str], ...] = (
    (
        r"[£$€] ?m\b|£ ?millions?\b|£ ?mn\b|\bgbp ?m\b|\bgbp millions?\b|\bmillions?\b|\bm £|\(m\)|£'?m'?s?\b|\bin £m",
        "GBP million",
    ),
    (
        r"[£$€] ?k\b|[$€] ?0?,?000'?s?\b|£ ?0?,?000'?s?\b|£ ?[’'‘]0{3}s?\b|£ ?thousands?\b|(?<![\d,])000s?\b|£ ?1,?000[’']?s?(?![\d,])|\bgbp ?k\b|\bthousands?\b|\(k\)|[’'‘]000s?|£k\b",
        "GBP thousand",
    ),
)
_AMOUNT = re.compile(
    r"£ ?(?!1,?000)[1-9][\d,.]*(?: ?(?:m|k|bn|millions?|thousands?|billions?)\b)?|\b\d[\d,.]* ?(?:millions?|thousands?|billions?)\b"
)
"""An amount in a title, as in "Schemes above £250,000": of how much it speaks, not in what the table counts."""
_POUNDS = re.compile(r"\(£s?\)|£s?$|\bin pounds\b|\bpounds\b|\(gbp\)|\bgbp$")
_SPOKEN = re.compile(
    r"£ ?(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?) ?(bn|billion|m|million|k|thousand)?(?![\w.])",
    re.IGNORECASE,
)
_SPOKEN_SIZE = {
    "": Decimal(1),
    **dict.fromkeys(("k", "thousand"), Decimal(1_000)),
    **dict.fromkeys(("m", "million"), Decimal(1_000_000)),
    **dict.fromkeys(("bn", "billion"), Decimal(1_000_000_000)),
}
_CURRENCIES = frozenset({"GBP", "£", "EUR", "€", "USD", "$"})
_GRANT = re.compile(r"\b(?:grants?|award(?:ed|s)?|bursary|donations?)\b")
TELLING = 3
"""How many digits an amount needs to be recognised in another unit than the one it is spoken in."""
POUNDS = 500
"""Beside figures that say "m" or "k", those that say nothing are pounds where the middle one is at least this."""
ENOUGH = 3
"""How many times a narrative must repeat a figure with its unit before it settles the question."""


def unit_in_heading(text: str) -> str | None:
    """The unit a heading or title states."""
    lower = _AMOUNT.sub(" ", text.casefold())
    found = next((unit for pattern, unit in _IN_HEADING if re.search(pattern, lower)), None)
    if found:
        return found
    return "GBP" if _POUNDS.search(lower.strip()) else None


def find_units(
    table: Table, columns: Sequence[Profile], *, of_projects: Collection[int]
) -> dict[int, tuple[str, str, str]]:
    """For each column of money its unit, why (heading, values, assumed), and the reason in words.

    `of_projects`: the places of the columns that hold what a project costs or brings, the only ones whose size tells.
    """
    found: dict[int, tuple[str, str, str]] = {}
    open_columns: list[Profile] = []
    title = next((unit for text in table.titles if (unit := unit_in_heading(text))), None)
    for column in columns:
        stated = unit_in_heading(column.heading)
        if stated:
            found[column.position] = (stated, "heading", f"the heading says {_say(stated)}")
        elif column.scaled * 2 > max(column.numbers, 1) or (column.scaled and column.bare >= POUNDS):
            found[column.position] = _by_suffix(column)
        elif title:
            found[column.position] = (title, "heading", f"the title above the table says {_say(title)}")
        else:
            open_columns.append(column)
    if open_columns:
        answer = (
            _by_narrative(table, open_columns)
            or _by_others(open_columns, found, columns)
            or _by_currency(table)
            or (
                _by_size(open_columns, found)
                if any(column.position in of_projects for column in open_columns)
                else ("GBP", "assumed", "nothing says the unit, pounds assumed")
            )
        )
        found |= {column.position: answer for column in open_columns}
    return found


def _by_suffix(column: Profile) -> tuple[str, str, str]:
    ends = Counter(
        text.strip(" )-").casefold()[-1:]
        for text in column.texts
        if (a := parse_amount(text)) is not None and a.scale
    )
    plain_ones = column.numbers - column.scaled
    if (
        set(ends) <= {"m", "n", "s"}
        and "k" not in ends
        and not plain_ones
        and not any(
            "bn" in t.casefold() or "thousand" in t.casefold() or "billion" in t.casefold()
            for t in column.texts
        )
    ):
        return "GBP million", "values", "the values say millions"
    return "GBP", "values", "the values say what they count, so all were turned into pounds"


def _say(unit: str) -> str:
    return {"GBP": "pounds", "GBP thousand": "thousands of pounds", "GBP million": "millions of pounds"}[unit]


def _by_narrative(table: Table, columns: Sequence[Profile]) -> tuple[str, str, str] | None:
    """The row's own text often repeats its figure with the unit: £2,013.02 in the cell, "£2013.02m" in the narrative."""
    votes: Counter[str] = Counter()
    for row in table.rows[:2_000]:
        figures = {f for c in columns if (f := _figure(row.cells[c.position], c)) is not None and f >= 10}
        if not figures:
            continue
        for cell in row.cells:
            if isinstance(cell, str) and len(cell) > 40 and "£" in cell:
                votes.update(_spoken_units(cell, figures))
    if not votes:
        return None
    unit, count = votes.most_common(1)[0]
    if count < ENOUGH or count * 2 < sum(votes.values()) * 1.2:
        return None
    return unit, "values", f"the text beside them gives the same figures in {_say(unit)}"


def _by_others(
    columns: Sequence[Profile], known: dict[int, tuple[str, str, str]], every: Sequence[Profile]
) -> tuple[str, str, str] | None:
    """One unit in the headings of the others is the table's, where these figures are no larger than those."""
    stated = {unit for unit, why, _ in known.values() if why == "heading"}
    sized = [column.middle for column in every if column.position in known]
    largest = max(column.middle for column in columns)
    if len(stated) != 1 or not sized or not largest or largest > 20 * max(sized):
        return None
    unit = next(iter(stated))
    return unit, "heading", f"the headings of other columns say {_say(unit)}"


def _by_currency(table: Table) -> tuple[str, str, str] | None:
    """A column that names the currency beside each figure: whole units of it, not thousands."""
    for position, heading in enumerate(table.headings):
        if plain(heading) in {"currency", "currency code", "ccy"}:
            texts = {as_text(cell).upper() for cell in table.column(position) if cell is not None}
            if texts and texts <= _CURRENCIES:
                return "GBP", "values", f"“{heading}” beside them says {' and '.join(sorted(texts))}"
    return None


def _figure(cell: Cell, column: Profile) -> Decimal | None:
    """A figure without a unit of its own."""
    if isinstance(cell, Decimal):
        return cell
    amount = parse_amount(cell, decimal_comma=column.decimal_comma) if isinstance(cell, str) else None
    return amount.number if amount is not None and amount.scale is None else None


def _spoken_units(text: str, figures: set[Decimal]) -> set[str]:
    """The units in which a figure of the row is an amount that the text says with its own: 2,013 is "£2.013bn" in millions."""
    found = set()
    for spoken in _SPOKEN.finditer(text[:5_000]):
        digits = spoken[1].replace(",", "")
        number = Decimal(digits)
        places = len(digits.partition(".")[2])
        size = _SPOKEN_SIZE[(spoken[2] or "").casefold()]
        telling = len(digits.replace(".", "").strip("0")) >= TELLING
        for unit, worth in UNITS.items():
            if (telling or worth == size) and any(
                round(figure * worth / size, places) == number for figure in figures
            ):
                found.add(unit)
    return found


def _by_size(columns: Sequence[Profile], known: dict[int, tuple[str, str, str]]) -> tuple[str, str, str]:
    """Projects cost thousands to millions of pounds each: the middle figure of the largest column tells which is meant."""
    largest = max(columns, key=lambda column: column.middle)
    middle = largest.middle
    if not middle:
        stated = {unit for unit, _, _ in known.values()}
        unit = stated.pop() if len(stated) == 1 else "GBP"
        return unit, "assumed", f"nothing says the unit, {_say(unit)} assumed"
    if middle >= 15_000:
        return "GBP", "values", "the size of the values says pounds"
    if largest.pence and middle < 10_000:
        return "GBP million", "values", "the size of the values says millions"
    if 200 <= middle < 15_000 and _GRANT.search(largest.plain):
        return "GBP", "assumed", "a grant of that size is in pounds"
    if 5_000 <= middle < 15_000 and not largest.pence and largest.share(largest.currency) > 0.5:
        return "GBP", "assumed", "figures of that size have their pound sign, and nothing says thousands"
    if 200 <= middle < 15_000 and not largest.pence:
        return "GBP thousand", "assumed", "the size of the values suggests thousands"
    if middle < 200:
        return "GBP million", "values", "the size of the values says millions"
    return "GBP", "assumed", "nothing says the unit, pounds assumed"
