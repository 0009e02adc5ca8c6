"""What sheets of benefits call their columns, their classes and their recurrence, as tables of patterns and words.

A column of figures is named with the unit that its heading states and the year or month that it is of:
"full_year@GBP thousand", "year-2026@", "forecast-2026-04-01@GBP".
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from quantock.engines.logs.headings import KEPT, LONGEST
from quantock.engines.logs.words import ANY_TITLE, COMMON, Patterns, Words, plain
from quantock.engines.tables.table import Cell
from quantock.engines.tables.units import unit_in_heading
from quantock.engines.tables.values import parse_amount

TITLES = ("title1", "title2", "title3", "title4", "scheme")
_TITLES = (
    r"(?:expected |planned |identified |intended )?(?:dis ?benefits? (?:or|and) )?benefits?"
    r"(?: (?:title|name|description|summary|details?|statement))?"
    r"|description of (?:the )?benefit|what will be better",
    r"(?:savings?|efficiency|cip|cost improvement|opportunity)(?: (?:scheme|title|name|description|opportunity))?",
    *ANY_TITLE,
)
_SAVING = r"(?:effects?|values?|benefits?|savings?|impacts?|amounts?|figures?|forecast|plan(?:ned)?|target|estimate)"
_FIGURE = rf"(?: {_SAVING})*"
FULL_YEAR, IN_YEAR, VALUE = "full_year", "in_year", "value"
WORTH = {FULL_YEAR, IN_YEAR, VALUE, "kind", "recurrence"}
"""The columns that tell a sheet of benefits from a list that only speaks of them."""
_FIGURES: Patterns = (
    (
        FULL_YEAR,
        rf"(?:{_SAVING} )*(?:full years?|fye|fy effect|annual(?:ised)?|yearly|per annum|p a|a year|per year){_FIGURE}|"
        rf"(?:{_SAVING} )+(?:p a|per annum|per year|a year|in a full year)|annual recurrent{_FIGURE}",
    ),
    (IN_YEAR, rf"(?:{_SAVING} )*(?:in years?|iy|this year|current year|pye|part year)(?: in)?{_FIGURE}"),
    (VALUE, rf"(?:financial |benefit |expected |total )?{_SAVING}(?: of (?:the )?benefits?)?"),
)
_FIELDS: Patterns = (
    (
        "kind",
        r"(?:benefits? |saving )?(?:class|classification|types?|category|kind)(?: of (?:benefit|saving))?|"
        r"(?:cash|crb|cash releasing)(?: or| vs)? (?:non cash|ncrb|non cash releasing)(?: releasing)?|financial(?: or)? non financial",
    ),
    (
        "owner",
        r"(?:benefits? |realisation |benefits? realisation )?owner|accountable (?:owner|officer|person)",
    ),
    (
        "recurrence",
        r"recurr(?:ent|ing|ence)(?: status)?(?: (?:or|and))?(?: (?:non ?recurr(?:ent|ing)|not|y n|yes no|one off))?|r nr|"
        r"one off or recurrent",
    ),
    ("unit", r"units?(?: of measure(?:ment)?)?|counted in|measured in|uom"),
    (
        "starts",
        r"(?:benefits? |realisation )?(?:starts?|begins?|commences?|from|effective)(?: (?:date|from|on|month|when))?|from when|"
        r"(?:date|when) (?:of |benefit )?(?:realis(?:ed|ation)|starts?|begins?|expected)|realisation date|(?:date )?realised from",
    ),
    ("ends", r"(?:benefits? |realisation )?(?:ends?|finish|until)(?: date| on)?|until when"),
    (
        "baseline",
        r"baseline(?: (?:values?|positions?|figures?|performance|measure))?|(?:current|starting) (?:value|position|performance)|before",
    ),
    ("target", r"targets?(?: (?:values?|positions?|figures?|performance|measure))?|goal"),
    (
        "how",
        r"(?:calculation|method(?:ology)?|assumptions?|how (?:it is |is it |this is )?(?:calculated|worked out|measured|valued))\b.*",
    ),
    ("no_figure", r"why there is no figure"),
)
CLASSES: Words = {
    "cash": ("cash releasing", "cash", "crb", "cr", "cres", "cashable", "cash releasing benefit", "cash releasing saving"),
    "non-cash": ("non cash releasing", "non cash", "ncrb", "ncr", "non cashable", "non cash releasing benefit", "productivity"),
    "avoidance": ("cost avoidance", "avoidance", "cost avoided", "ca", "cost pressure avoided"),
    "quality": ("quality", "quality and safety", "patient safety", "safety", "clinical quality", "clinical outcomes", "clinical"),
    "experience": (
        "patient or staff experience", "patient experience", "staff experience", "experience", "patient and staff experience",
    ),
    "societal": ("societal", "social", "societal benefit", "social value", "sb", "environmental", "wider society"),
    "disbenefit": ("disbenefit", "dis benefit", "dis-benefit", "negative benefit"),
}  # fmt: skip
RECURRENCES: Words = {
    "recurrent": ("recurrent", "recurring", "r", "yes", "y", "recurrent every year", "annual", "ongoing", "every year"),
    "once": (
        "non recurrent", "nonrecurrent", "non recurring", "nr", "no", "n", "once", "one off", "one time", "non recurrent once",
    ),
}  # fmt: skip
_MONEY = re.compile(
    r"(?:\bin )?(?:£|\bgbp\b)\s*(?:['’‘]?\s*0?,?000['’‘]?s?|m(?:illions?|n)?|k|thousands?)?(?=\W|$)|['’‘]?\b000['’‘]?s?\b"
)
_YEAR = re.compile(r"\b(?:fy ?)?(20\d\d|\d\d) (20\d\d|\d\d)\b|\bfy ?(20\d\d|\d\d)\b")
_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = re.compile(
    r"(?:m(?:onth)? ?\d{1,2} )?(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    r"oct(?:ober)?|nov(?:ember)?|dec(?:ember)?) ?(?:['’‘]?(20\d\d|\d\d))?"
)
_SAYS_REPORTED = re.compile(r"\b(?:actuals?|reported|reali[sz]ed|achieved|delivered|outturn)\b")
_SAYS_FORECAST = re.compile(
    r"\b(?:forecasts?|plan(?:ned)?|targets?|expected|profile[ds]?|budget|phas(?:ed|ing))\b"
)
_APRIL = 4


@dataclass(frozen=True, slots=True)
class Headings:
    """The columns of one sheet. `year` is the financial year of months that name none, `money` the columns shown as pounds."""

    year: int
    money: Collection[int] = ()

    def columns(self, cells: Sequence[Cell], above: Sequence[Cell] = ()) -> Mapping[str, int] | None:
        """Which column holds what, where this row is a row of headings of benefits; None where it is not."""
        texts = [cell for cell in cells if cell is not None]
        if len(texts) < 2 or not all(isinstance(cell, datetime) or _is_heading(cell) for cell in texts):
            return None
        over = _carried(above, len(cells))
        found: dict[str, int] = {}
        taken: set[str] = set()
        rest: dict[str, int] = {}
        for at, cell in enumerate(cells):
            if cell is None:
                continue
            name = next((each for each in self._names(cell, over[at], at) if bare(each) not in taken), "")
            if name:
                taken.add(bare(name))
                found[name] = at
            else:
                rest[_kept(cell, over[at], rest)] = at
        _scheme(found)
        asks = {bare(each) for each in found} - {*TITLES, "number", "project", "owner"}
        titled = any(title in found for title in TITLES)
        if not titled or not asks or len(found) < min(3, max(2, len(texts) - 1)):
            return None
        return found | rest

    def _names(self, cell: Cell, over: str, at: int) -> list[str]:
        """What a heading may be, the likeliest first."""
        shown = "GBP" if at in self.money else ""
        if isinstance(cell, datetime):
            return [_month_name(cell.date(), over, unit_in_heading(over) or shown)]
        text = str(cell)
        unit = unit_in_heading(text) or unit_in_heading(over) or shown
        words = plain(_MONEY.sub(" ", text.casefold()))
        if not words and unit and over:
            words = plain(_MONEY.sub(" ", over.casefold()))
        if month := self._month(words, over):
            return [_month_name(month, f"{over} {words}", unit)]
        if (named := _of_a_year(words)) is not None:
            return [f"year-{named}@{unit}"]
        found = [f"title{place}" for place, one in enumerate(_TITLES[:2], 1) if re.fullmatch(one, words)]
        found += [f"{name}@{unit}" for name, pattern in _FIGURES[:2] if re.fullmatch(pattern, words)]
        found += [f"{name}@{unit}" for name, pattern in _FIELDS if re.fullmatch(pattern, words)]
        found += [f"{name}@{unit}" for name, pattern in _FIGURES[2:] if re.fullmatch(pattern, words)]
        known = {"number", "project", "owner"}
        for name, pattern in COMMON:
            if name in known and re.fullmatch(pattern.replace("{thing}", "benefit"), words):
                found.append("scheme" if name == "project" and words.startswith("scheme") else name)
        found += [f"title{place}" for place, one in enumerate(_TITLES[2:], 3) if re.fullmatch(one, words)]
        return found

    def _month(self, words: str, over: str) -> date | None:
        """The month that a heading names."""
        bare_words = " ".join(_SAYS_FORECAST.sub(" ", _SAYS_REPORTED.sub(" ", words)).split())
        match = _MONTH.fullmatch(bare_words)
        if match is None:
            return None
        month = _NAMES.index(match[1][:3]) + 1
        if match[2]:
            return date(_full(match[2]), month, 1)
        named = _of_a_year(plain(over))
        year = self.year if named is None else named
        return date(year if month >= _APRIL else year + 1, month, 1)


def bare(name: str) -> str:
    """A column's name without the unit that its heading states."""
    return name.partition("@")[0]


def month_called(text: str) -> date | None:
    """The first of a month that is named with its year: "April 2027", "Apr-27"."""
    match = _MONTH.fullmatch(plain(text))
    if match is None or not match[2]:
        return None
    return date(_full(match[2]), _NAMES.index(match[1][:3]) + 1, 1)


def year_on(texts: Sequence[str], *, otherwise: int) -> int:
    """The financial year that the titles of a sheet are of; another where they name none."""
    for text in texts:
        match = _YEAR.search(plain(text))
        if match and (year := _began(match)) is not None:
            return year
    return otherwise


def _is_heading(cell: Cell) -> bool:
    """Words, and no figure: a row of answers can hold a word that is a heading elsewhere."""
    return isinstance(cell, str) and len(cell) <= 2 * LONGEST and parse_amount(cell) is None


def _carried(above: Sequence[Cell], width: int) -> list[str]:
    """What stands over each column: a heading of several goes on until the next. A row of many texts is no such heading."""
    texts = [cell for cell in above if cell is not None]
    if not texts or not all(isinstance(cell, str) and len(cell) <= LONGEST for cell in texts):
        return [""] * width
    if len(texts) == 1 and above and above[0] is not None:
        return [""] * width
    carried, last = [], ""
    for at in range(width):
        cell = above[at] if at < len(above) else None
        last = str(cell) if cell is not None else last
        carried.append(last)
    return carried


def _kept(cell: Cell, over: str, rest: Mapping[str, int]) -> str:
    heading = f"{cell:%B %Y}" if isinstance(cell, datetime) else " ".join(str(cell).split())[:80]
    name, again = f"{KEPT}{heading}", 2
    if name in rest and over:
        name = f"{KEPT}{over[:40]}, {heading}"
    while name in rest:
        name, again = f"{KEPT}{heading} ({again})", again + 1
    return name


def _scheme(found: dict[str, int]) -> None:
    """A scheme is the project where something else names the benefit, else it is what names it."""
    if "scheme" in found and any(title in found for title in TITLES[:-1]):
        if "project" not in found:
            found["project"] = found.pop("scheme")
        else:
            found[f"{KEPT}Scheme"] = found.pop("scheme")


def _month_name(day: date, words: str, unit: str) -> str:
    said = words.casefold()
    what = "reported" if _SAYS_REPORTED.search(said) and not _SAYS_FORECAST.search(said) else "forecast"
    return f"{what}-{day.replace(day=1)}@{unit}"


def _of_a_year(words: str) -> int | None:
    """The financial year whose figures a heading is of: "2026/27", "Value in 2026/27", "FY26/27 saving"."""
    match = _YEAR.search(words)
    if match is None:
        return None
    rest = " ".join(f"{words[: match.start()]} {words[match.end() :]}".split())
    if rest and not re.fullmatch(
        rf"(?:(?:{_SAVING}|in years?|iy|in|for|of|fy|financial years?|year) ?)+", rest
    ):
        return None
    return _began(match)


def _began(match: re.Match[str]) -> int | None:
    if match[3]:
        # FY27 is the year that ends in March 2027.
        return _full(match[3]) - 1
    first, second = _full(match[1]), _full(match[2])
    return first if second == first + 1 else None


def _full(year: str) -> int:
    return int(year) if len(year) == 4 else 2000 + int(year)
