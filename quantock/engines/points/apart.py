"""Periods whose year stands apart from them: months, quarters and numbered weeks with the year in a column of its own, in a
row above them, or in the title.

A year of two numbers (2024/25) begins in April. What can be read in two ways is pointed out, never guessed.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import Protocol, TypeVar

from quantock.engines.text import squash

MONTH, QUARTER, WEEK = "month", "quarter", "week"
_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = re.compile(
    r"(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?)\.?",
    re.IGNORECASE,
)
_QUARTER = re.compile(r"(?:q|quarter|qtr)\s?([1-4])", re.IGNORECASE)
_NUMBERED = re.compile(
    r"(?P<of>(?:financial|fiscal|fy)\s)?(?:(?P<week>w(?:k|eek)?)|month|mth|period|per\.|[mp])\s?(?P<bare>no\.?\s?)?(?P<number>\d{1,2})",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?:(?:fy\s*)?((?:19|20)\d\d)|fy\s*(\d\d))(?:\s*[/–-]\s*(\d{4}|\d{2}))?", re.IGNORECASE)
_FINANCIAL = re.compile(
    r"\b(?:fy\s*)?(?:((?:19|20)\d\d)|(?<=fy)\s*(\d\d))\s*[/–-]\s*(\d{4}|\d{2})\b", re.IGNORECASE
)
_FINANCIAL_ONE = re.compile(r"fy\s*(\d{4}|\d\d)", re.IGNORECASE)
_BARE = re.compile(r"(?<![\d/.-])(?:19|20)\d\d(?![\d/.-])")
_WHOLE_DATE = re.compile(
    r"(?<!\d)\d{1,2}(?:st|nd|rd|th)?[ /.-]+(?:\d{1,2}|[a-z]{3,9})[ /.-]+(?:19|20)\d\d|(?:19|20)\d\d-\d\d-\d\d",
    re.IGNORECASE,
)
_SHORT = re.compile(r"(\d\d)\s*[/–-]\s*(\d\d)")
THIS_CENTURY = 69
"""Years of two digits above this are of the last century, as spreadsheets read them near enough."""
MOST = {MONTH: 12, QUARTER: 4, WEEK: 53}
_HEADED = (
    ("week", WEEK),
    ("wk", WEEK),
    ("month", MONTH),
    ("mth", MONTH),
    ("quarter", QUARTER),
    ("qtr", QUARTER),
)
_OF_THE_YEAR = re.compile(r"^(?:financial|fiscal|fin|fy)(?=month|mth|period)")
_PERIODS = frozenset({"period", "periodno", "periodnumber", "reportingperiod", "accountingperiod"})
_COUNTED = r"(?:m|p|month|period|mth)\s?\d{1,2}"
_SOME_YEAR = r"(?:fy\s*)?(?:(?:19|20)\d\d(?:\s*[/–-]\s*(?:\d{4}|\d\d(?!\d)))?|\d\d\s*[/–-]\s*\d\d)"
_AND_YEAR = re.compile(
    rf"(?P<part>{_COUNTED})\s*[-,/ ]?\s*(?P<year>{_SOME_YEAR})|(?P<year_>{_SOME_YEAR})\s*[-,/ ]?\s*(?P<part_>{_COUNTED})",
    re.IGNORECASE,
)
TOGETHER = "Years stand apart from their months, quarters or weeks: they were read together."
THREE = "Day, month and year stand in columns of their own: they were read together."


class Dated(Protocol):
    """What this needs of a record, and sets in it: `period` together with its year, or `problem`."""

    period: str
    year: str
    day: str
    problem: str
    series: str
    stratum: str
    texts: dict[str, str]


D = TypeVar("D", bound=Dated)


@dataclass(frozen=True, slots=True)
class Part:
    """A month, a quarter or a week without its year. `named`: a month by its name; `counted`: by its place in the year, as M4
    or "Month 4" are; `financial`: in the financial one."""

    kind: str
    number: int
    named: bool = False
    counted: bool = False
    financial: bool = False


@dataclass(frozen=True, slots=True)
class Year:
    """A calendar year, or the financial one that begins in its April."""

    began: int
    financial: bool

    def __str__(self) -> str:
        return f"{self.began}/{(self.began + 1) % 100:02}" if self.financial else str(self.began)


@lru_cache(maxsize=8192)
def part_of(text: str) -> Part | None:
    """The month, quarter or week that a cell names, where it names no year."""
    bare = text.strip()
    if named := _MONTH.fullmatch(bare):
        return Part(MONTH, _NAMES.index(named[1][:3].casefold()) + 1, named=True)
    if named := _QUARTER.fullmatch(bare):
        return Part(QUARTER, int(named[1]))
    if (named := _NUMBERED.fullmatch(bare)) and not (named["of"] and named["week"]):
        kind, number = (WEEK if named["week"] else MONTH), int(named["number"])
        counted = kind == MONTH and not named["bare"]
        return (
            Part(kind, number, counted=counted, financial=bool(named["of"]))
            if 1 <= number <= MOST[kind]
            else None
        )
    return None


@lru_cache(maxsize=8192)
def parted(text: str) -> tuple[str, str]:
    """ "M4 2024/25" as its month and its year; two empty texts for anything else."""
    found = _AND_YEAR.fullmatch(text.strip())
    if found is None:
        return "", ""
    part, year = found["part"] or found["part_"], found["year"] or found["year_"]
    if short := re.fullmatch(r"(?:fy\s*)?(\d\d)\s*[/–-]\s*(\d\d)", year, re.IGNORECASE):
        year = f"20{short[1]}/{short[2]}"
    return part, year


def whole_of(text: str) -> str:
    """The month that "M4 2024/25" or "2024-M04" names, as 2024-07; nothing where it names none."""
    piece, said = parted(text)
    part, year = part_of(piece), year_of(said)
    return _whole(part, year, from_april=True) if part and year else ""


@lru_cache(maxsize=256)
def kind_of(heading: str) -> str:
    """What the numbers under a heading such as "Week no." count; nothing where it does not say."""
    bare = _OF_THE_YEAR.sub("", squash(heading))
    if bare in _PERIODS:
        return MONTH
    return next((kind for word, kind in _HEADED if bare.startswith(word)), "")


def as_part(text: str, heading: str) -> str:
    """A bare number under such a heading with its kind said: 3 under "Week" is "week 3", and "month no. 3" under "Month", which
    may be that of the calendar."""
    bare = text.strip()
    if not bare.isdigit():
        return text
    kind, head = kind_of(heading), squash(heading)
    if not (kind and 1 <= int(bare) <= MOST[kind]):
        return text
    if _OF_THE_YEAR.search(head):
        return f"financial month {int(bare)}"
    if kind == MONTH:
        return f"period {int(bare)}" if head in _PERIODS else f"month no. {int(bare)}"
    return f"{kind} {int(bare)}"


def is_yearly(text: str) -> bool:
    """Whether a cell is meant as a year, also where nobody can say which."""
    return _YEAR.fullmatch(text.strip()) is not None


def short_year(text: str) -> str:
    """ "19/20" as the financial year 2019/20; nothing where the second number does not follow the first."""
    found = _SHORT.fullmatch(text.strip())
    if found is None or (int(found[1]) + 1) % 100 != int(found[2]):
        return ""
    return f"{19 if int(found[1]) > THIS_CENTURY else 20}{found[1]}/{found[2]}"


def is_short_year(text: str) -> bool:
    """Whether a cell such as 19/20 can be nothing but a financial year: there is no month 19."""
    return bool(short_year(text)) and int(text.strip()[:2]) > MOST[MONTH]


def spell_years(records: Iterable[D], *, yearly: bool) -> None:
    """Write out the years of periods such as 19/20, where all are so and one can be nothing else, or they are said to be years
    (`yearly`): 11/12 among them is a year too, and no month."""
    some = [each for each in records if each.period.strip()]
    are_short = bool(some) and all(short_year(each.period) for each in some)
    if are_short and (yearly or any(is_short_year(each.period) for each in some)):
        for each in some:
            each.period = short_year(each.period)


def is_of_years(heading: str) -> bool:
    """Whether a heading says that years stand below it."""
    bare = squash(heading)
    return bare in ("fy", "year", "years", "yr") or bare.endswith("year")


def as_year(text: str, heading: str) -> str:
    """A bare year under a heading such as "Financial year" with that said: it could be either of two. 19/20 is written out."""
    if spelt := short_year(text):
        return spelt
    bare = squash(heading)
    return f"FY {text}" if text.isdigit() and (bare == "fy" or bare.startswith("financial")) else text


def year_of(text: str) -> Year | None:
    """The year that a cell is; None for FY2024, which could be either of two."""
    bare = text.strip()
    found = _YEAR.fullmatch(bare)
    if found is None:
        return None
    began = int(found[1]) if found[1] else 2000 + int(found[2])
    if found[3]:
        return Year(began, financial=True) if _follows(began, found[3]) else None
    return None if bare[:2].casefold() == "fy" else Year(began, financial=False)


def _follows(began: int, text: str) -> bool:
    return str(began + 1).endswith(text)


def are_parts(texts: Iterable[str]) -> bool:
    """Whether all of them, and at least two, are months, quarters or weeks without a year."""
    found = [part_of(text) is not None for text in texts]
    return len(found) > 1 and all(found)


def read_together(
    records: Sequence[D], titles: Sequence[str], first: date | None, *, told: bool = True
) -> tuple[Sequence[D], list[str]]:
    """Give each period that stands apart its year: of its column or of the row of a year above it, else the one that the
    titles name, else as the periods follow each other from `first` (`told` by a person, else what comes next). The
    records without those that only held a year, and sentences on what was done."""
    for each in records:
        piece, year = parted(each.period)
        if piece and not each.year and part_of(piece) and year_of(year):
            each.period, each.year = piece, year
    parts = {id(each): part for each in records if (part := part_of(each.period))}
    if not parts:
        return records, []
    records = _years_beside(records, parts)
    some = [each for each in records if id(each) in parts]
    above, said = _year_of_titles(titles)
    if any(each.year for each in some):
        for each in some:
            each.year = each.year or (str(above[0]) if len(above) == 1 else "")
        counted = _in_years([(each, parts[id(each)], year_of(each.year)) for each in some])
        three = _with_days(some)
        return records, [THREE if three else TOGETHER, *counted] if any(
            not each.problem for each in some
        ) else []
    if len(above) == 1:
        counted = _in_years([(each, parts[id(each)], above[0]) for each in some])
        _with_days(some)
        return records, [f"The year is taken from “{said}”: {above[0]}.", *counted]
    groups: dict[tuple[str, str], list[Dated]] = defaultdict(list)
    for each in some:
        groups[each.series, each.stratum].append(each)
    for group in groups.values():
        pairs = [(each, parts[id(each)]) for each in group]
        _following(pairs, above, first if told or first is None or _begins(first, pairs[0][1]) else None)
    return records, [f"The years are taken from “{said}”."] if above else []


def _begins(first: date, part: Part) -> bool:
    """Whether a day is of the month or the week of the calendar that the first period names."""
    return part.number == (first.isocalendar().week if part.kind == WEEK else first.month)


def _years_beside(records: Sequence[D], parts: Mapping[int, Part]) -> list[D]:
    """Carry each year down to the rows without one, as in merged cells; a row of a year alone heads those below it."""
    last, kept = "", []
    for each in records:
        if id(each) in parts:
            last = each.year = each.year.strip() or last
        elif year_of(each.period) and each.texts and not any(text.strip() for text in each.texts.values()):
            last = each.period
            continue
        kept.append(each)
    return kept


def _with_days(some: Iterable[Dated]) -> bool:
    """Give each month the day that stands in a column of its own; whether any has one."""
    with_days = [each for each in some if each.day.strip() and not each.problem]
    for each in with_days:
        each.period = f"{each.period}-{each.day.strip().zfill(2)}"
    return bool(with_days)


Orders = dict[tuple[str, str], dict[Year, list[Part]]]


def _in_years(some: Sequence[tuple[Dated, Part, Year | None]]) -> list[str]:
    """Join each to its year; sentences on what was assumed of months that have only a number."""
    orders: Orders = defaultdict(lambda: defaultdict(list))
    whole: dict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
    for each, part, year in some:
        if year and part.kind == MONTH:
            orders[each.series, each.stratum][year].append(part)
            whole[each.series, each.stratum].append((year.began, part.number))
    ways = {key: counting(years) for key, years in orders.items()}
    says: dict[str, None] = {}
    for each, part, year in some:
        if year is None:
            each.problem = _no_year(each)
            continue
        key = (each.series, each.stratum)
        way, run = ways.get(key, ""), whole[key]
        newest_first = len({began for began, _ in run}) > 1 and run[::-1] == sorted(run)
        order = [other.number for other in orders[key][year]]
        each.problem = _open(each.period, part, year, sorted(order) if newest_first else order, way)
        if not each.problem and (said := _assumed(each.period, part, year, way)) and len(says) < 1:
            says[said] = None
        each.period = _whole(part, year, from_april=way == APRIL)
    return list(says)


APRIL, TURNING, FOUR = "april", "turning", "four"


def counting(years: Mapping[Year, Sequence[Part]]) -> str:
    """How the numbered months of financial years are meant: by their place in the year (`APRIL`), or as those of the calendar,
    since 12 is followed by 1 (`TURNING`) or the years begin with 4 (`FOUR`); nothing where nobody can say."""
    numbered = {
        year: [part for part in parts if not part.named]
        for year, parts in sorted(years.items(), key=lambda item: item[0].began)
        if year.financial
    }
    orders = [_oldest_first([part.number for part in parts]) for parts in numbered.values() if parts]
    if any((12, 1) in pairwise(order) for order in orders):
        return TURNING
    if any(part.counted for parts in numbered.values() for part in parts):
        return APRIL
    firsts = orders[1:] if len(orders) > 1 else [order for order in orders if len(order) > 1]
    if not firsts or any(order != sorted(order) for order in orders):
        return ""
    return {frozenset({1}): APRIL, frozenset({4}): FOUR}.get(frozenset(order[0] for order in firsts), "")


def _oldest_first(order: list[int]) -> list[int]:
    turned = order[::-1]
    if (12, 1) in pairwise(order):
        return order
    return turned if turned == sorted(order) or (12, 1) in pairwise(turned) else order


def _assumed(text: str, part: Part, year: Year, way: str) -> str:
    """What was assumed of a month that has only a number, said of one as an example; nothing of one with a name."""
    if part.kind != MONTH or part.named or not (year.financial or part.counted):
        return ""
    example = f"“{text}” of {year} was read as {_month(part, year, from_april=way == APRIL)}"
    if not year.financial:
        return f"Months were counted from January: {example}."
    return {
        APRIL: f"Months were counted from April: {example}.",
        TURNING: f"Months were read as those of the calendar, since 12 is followed by 1: {example}.",
        FOUR: f"Months were read as those of the calendar, since they begin with 4 as the year does: {example}.",
    }.get(way, "")


def _month(part: Part, year: Year, *, from_april: bool) -> str:
    return f"{date.fromisoformat(_whole(part, year, from_april=from_april) + '-01'):%B %Y}"


def _no_year(each: Dated) -> str:
    if not each.year:
        return f"“{each.period}” has no year. Write it as 2026, or as 2026/27 where it begins in April."
    if one := _FINANCIAL_ONE.fullmatch(each.year.strip()):
        year = int(one[1]) if len(one[1]) == 4 else 2000 + int(one[1])
        return f"“{each.year}” could be {Year(year - 1, financial=True)} or {Year(year, financial=True)}. Write which."
    return f"“{each.year}” is not a year. Write it as 2026, or as 2026/27 where it begins in April."


def _open(text: str, part: Part, year: Year, order: Sequence[int], way: str) -> str:
    """Why nobody can say which it is; nothing where it is plain."""
    if part.kind == WEEK and year.financial:
        return f"“{text}” of {year} could be counted from January or from April. Give the day that the week begins on."
    if part.kind == MONTH and year.financial and not part.named and not way:
        return (
            f"“{text}” of {year} could be {_month(part, year, from_april=False)}, by the calendar, or "
            f"{_month(part, year, from_april=True)}, counted from April. Write the months by their names, or as M{part.number} where "
            "they are counted from April."
        )
    if part.financial and not year.financial:
        either = " or of ".join(str(Year(began, financial=True)) for began in (year.began - 1, year.began))
        return f"“{text}” of {year} could be of {either}. Write which."
    if part.kind == MONTH and not year.financial and part.number < 4 and _begins_in_april(order):
        return (
            f"The months do not begin with January, so it is open which year “{text}” of {year} is in. Write the year as "
            f"{year.began}/{(year.began + 1) % 100:02}, or the month with its own year."
        )
    return ""


def _begins_in_april(order: Sequence[int]) -> bool:
    """Whether months of one year stand in order only if it begins in April; in no order they are those of the calendar."""
    of_april = [(month - 4) % 12 for month in order]
    if order == sorted(order):
        return False
    return of_april == sorted(of_april) or (
        of_april[::-1] == sorted(of_april) and [*order][::-1] != sorted(order)
    )


def _whole(part: Part, year: Year, *, from_april: bool = False) -> str:
    if part.kind == QUARTER:
        return f"Q{part.number} {year}"
    if part.kind == WEEK:
        return f"{year.began} W{part.number:02}"
    month = part.number
    if from_april and year.financial and not part.named:
        month = (part.number + 2) % 12 + 1
    return f"{year.began + (1 if year.financial and month < 4 else 0)}-{month:02}"


def _year_of_titles(titles: Sequence[str]) -> tuple[list[Year], str]:
    """The one year that the titles name, or two that follow each other; and the words that name it. Days are left out."""
    texts = [_WHOLE_DATE.sub(" ", title) for title in titles]
    text = "; ".join(texts)
    said = next(
        (
            title.strip()[:80]
            for title, bare in zip(titles, texts, strict=True)
            if _BARE.search(bare) or _FINANCIAL.search(bare)
        ),
        "",
    )
    financial = {
        Year(int(found[1]) if found[1] else 2000 + int(found[2]), financial=True): found[0]
        for found in _FINANCIAL.finditer(text)
        if _follows(int(found[1]) if found[1] else 2000 + int(found[2]), found[3])
    }
    if financial:
        return (list(financial), said) if len(financial) == 1 else ([], "")
    years = sorted({int(found[0]) for found in _BARE.finditer(text)})
    is_run = len(years) == 1 or (len(years) == 2 and years[0] + 1 == years[1])
    return ([Year(year, financial=False) for year in years], said) if is_run else ([], "")


def _following(group: Sequence[tuple[Dated, Part]], above: Sequence[Year], first: date | None) -> None:
    """Periods that follow each other: from January to January of the two years of a title, or from the first period on."""
    year = above[0].began if above else first.year if first else None
    kinds = {part.kind for _, part in group}
    numbers = [part.number for _, part in group]
    from_first = first is not None and not above
    if first and from_first and kinds == {WEEK} and numbers == sorted(numbers):
        for each, part in group:
            each.period = (first + timedelta(days=7 * (part.number - numbers[0]))).isoformat()
        return
    if year is None or kinds != {MONTH} or (first and from_first and first.month != numbers[0]):
        for place, (each, _) in enumerate(group):
            each.problem = f"“{each.period}” has no year."
            if not place:
                each.problem += (
                    " Write it with its year, put the year in a column of its own or in a row above, or paste the values and "
                    "say which period is the first."
                )
        return
    for place, (each, part) in enumerate(group):
        year += place > 0 and part.number <= numbers[place - 1]
        each.period = f"{year}-{part.number:02}"
    if len(above) == 2 and year != above[1].began:
        for each, _ in group:
            each.problem = f"It is open which of the years {above[0]} and {above[1]} this is in. Write each month with its year."
