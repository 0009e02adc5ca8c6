"""What stands in a cell of a plan, read as a day, a duration, a part done, people, or what a task waits for."""

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from decimal import Decimal

from quantock.engines.dates import DateError, parse_uk
from quantock.engines.documents.xlsxcells import FORMULA_STARTS
from quantock.engines.plans.plan import Link
from quantock.engines.tables.values import DateOrder, read_date, serial_date
from quantock.engines.text import clean

DAY = 480
"""Minutes of work time in a day, as Microsoft Project counts them."""

UNITS: dict[str, tuple[int, int]] = {
    "m": (1, 3),
    "h": (60, 5),
    "d": (DAY, 7),
    "w": (5 * DAY, 9),
    "mo": (20 * DAY, 11),
    "em": (1, 4),
    "eh": (60, 6),
    "ed": (1_440, 8),
    "ew": (7 * 1_440, 10),
    "emo": (30 * 1_440, 12),
}
"""A unit's minutes and its number in Microsoft Project's files (field/ppm.md 4.1); those with an e are by the clock."""

_UNIT_WORDS = (
    ("mo", r"mo|mon|mons|mth|mths|months?"),
    ("m", r"m|min|mins|minutes?"),
    ("h", r"h|hr|hrs|hours?"),
    ("d", r"d|dy|dys|days?|working days?"),
    ("w", r"w|wk|wks|weeks?"),
)
_AMOUNT = re.compile(r"([+-]?\d{1,7}(?:[.,]\d{1,6})?)\s*([a-z ]*?)\s*\??")
_TIME = re.compile(r"[ tT,]+(\d{1,2})[:.](\d{2})(?::(\d{2}))?\s*([ap]m)?\Z", re.IGNORECASE)
_PERCENT = re.compile(r"(\d{1,5}(?:[.,]\d{1,6})?)\s*(%|per ?cent)?", re.IGNORECASE)
_DONE = re.compile(
    r"(?:100% )?(?:done|completed?|finished|closed|achieved|met|delivered|yes|y|true|✓|✔)", re.IGNORECASE
)
_OPEN = re.compile(
    r"(?:not (?:yet )?(?:started|begun|done|complete|due)|to ?do|planned|future|no|n|false|open|0|new|backlog)",
    re.IGNORECASE,
)
_UNDER_WAY = re.compile(
    r"(?:in progress|in-progress|started|ongoing|on-going|under ?way|wip|doing|part(?:ly|ially)? (?:done|complete)|active)",
    re.IGNORECASE,
)
_YES = re.compile(r"(?:yes|y|true|1|x|✓|✔|milestone)", re.IGNORECASE)
_NO = re.compile(r"(?:no|n|false|0|task|-)", re.IGNORECASE)
_NOTHING = re.compile(r"(?:-+|–|—|n/?a|none|nil|\.)", re.IGNORECASE)
# As Primavera writes an actual day ("01-Sep-26 A"), one that is held ("28-Sep-26*"), and what a task waits for ("A1010: SS 5").
_MARKED = re.compile(r"(?<=\d)(?:\s+A|\*)$")
_PRIMAVERA = re.compile(r"(.+?):\s*(FS|SS|FF|SF)(?:\s+(-)?(\d+(?:\.\d+)?\s*[a-z]*))?", re.IGNORECASE)
_LINK = re.compile(
    r"(?P<who>.+?)\s*(?P<kind>FS|SS|FF|SF)?\s*(?P<lag>[+-]\s*\d+(?:\.\d+)?\s*(?:e?[a-z]+|e?%)?)?",
    re.IGNORECASE,
)


def said(cell: object) -> str:
    """A cell as cleaned text: a whole number without its point, a day as 2026-01-14, no guard against formulas."""
    if cell is None or isinstance(cell, bool):
        return {None: "", True: "yes", False: "no"}[cell]
    if isinstance(cell, datetime):
        return cell.strftime("%Y-%m-%d" if cell.time() == time() else "%Y-%m-%d %H:%M")
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, Decimal) and cell.is_finite():
        return f"{cell.normalize():f}"
    text = str(cell)
    return clean(text[1:] if text[:1] == "'" and text[1:].startswith(FORMULA_STARTS) else text)


def is_nothing(text: str) -> bool:
    """Whether a cell says that there is nothing: a dash, n/a."""
    return not text or bool(_NOTHING.fullmatch(text))


def moment_of(cell: object, on: date, order: DateOrder = "day") -> datetime | None:
    """A day, with its time of day where there is one; day first unless `order` says month. None for what is no date."""
    if isinstance(cell, datetime):
        return cell.replace(tzinfo=None, microsecond=0)
    if isinstance(cell, date):
        return datetime.combine(cell, time())
    if isinstance(cell, Decimal | float | int) and not isinstance(cell, bool):
        number = Decimal(str(cell))
        day = serial_date(number) if number.is_finite() and 20_000 <= number <= 80_000 else None
        return datetime.combine(day, time()) if day else None
    text = _MARKED.sub("", said(cell))
    if not text or len(text) > 60:
        return None
    if order == "month" and (american := read_date(text, order)):
        return datetime.combine(american.day, time())
    at = time()
    if found := _TIME.search(text):
        hour = int(found[1]) % 12 + (12 if found[4].lower() == "pm" else 0) if found[4] else int(found[1])
        if hour > 23 or int(found[2]) > 59 or int(found[3] or 0) > 59:
            return None
        at, text = time(hour, int(found[2]), int(found[3] or 0)), text[: found.start()]
    try:
        return datetime.combine(parse_uk(text, on=on), at)
    except (DateError, OverflowError):
        return None


def unit_of(words: str) -> str | None:
    """The unit that words mean: "wks" is w, "edays" ed; None for what is none."""
    words = words.casefold().strip()
    for elapsed in ("", "e"):
        rest = words.removeprefix(elapsed).removeprefix("lapsed ") if elapsed else words
        if elapsed and not words.startswith("e"):
            break
        for unit, pattern in _UNIT_WORDS:
            if re.fullmatch(pattern, rest):
                return elapsed + unit
    return None


def minutes_of(cell: object, unit: str = "d") -> int | None:
    """Minutes of work time in "5d", "2 wks", "3 days?", or a number of the unit that the heading says."""
    found = _AMOUNT.fullmatch(said(cell).casefold().removeprefix("~"))
    if found is None:
        return None
    meant = unit_of(found[2]) if found[2] else unit
    if meant is None:
        return None
    return round(Decimal(found[1].replace(",", ".")) * UNITS[meant][0])


def percent_of(cell: object, *, fractions: bool) -> Decimal | None:
    """How much is done, in per cent: of "40%", 40, 0.4; `fractions` where 1 means all of it. None for other words."""
    text = said(cell)
    found = _PERCENT.fullmatch(text)
    if found is None:
        return None
    number = Decimal(found[1].replace(",", "."))
    if not found[2] and (0 < number < 1 or (fractions and number <= 1)):
        number *= 100
    return number


def status_of(text: str) -> int | None:
    """What a word of status says is done: 100, 0, or 50 for what is under way. None for other words."""
    for percent, pattern in ((100, _DONE), (0, _OPEN), (50, _UNDER_WAY)):
        if pattern.fullmatch(text.strip(" .!")):
            return percent
    return None


def yes_or_no(cell: object) -> bool | None:
    """A flag; None for what is none."""
    text = said(cell)
    if _YES.fullmatch(text):
        return True
    return False if not text or _NO.fullmatch(text) else None


def owners_of(cell: object) -> list[str]:
    """The people in a cell, split at commas, semicolons, slashes, "&" and line breaks; "[50%]" is left out.

    A text that ends in a semicolon is split at semicolons alone, so that a name may hold the others.
    """
    text = re.sub(r"\[\d+(?:[.,]\d+)?%?\]|\bn/a\b", "", said(cell), flags=re.IGNORECASE)
    apart = re.split(r"[;\n]" if text.endswith(";") else r"[,;/&\n]", text)
    names = [clean(each, one_line=True, limit=200) for each in apart]
    return list(dict.fromkeys(name for name in names if name and not is_nothing(name)))


def links_of(cell: object, find: Callable[[str], int | None]) -> tuple[list[Link], list[str]]:
    """What a task waits for in "9FS+2d;12", and the parts that cannot be read. `find` gives the UID of what is named."""
    links: list[Link] = []
    unread: list[str] = []
    text = said(cell)
    if is_nothing(text):
        return [], []
    whole = find(text)
    for part in [text] if whole is not None else re.split(r"[;,\n]", text):
        link = _link(part.strip(), find) if part.strip() else None
        if link is not None:
            links.append(link)
        elif part.strip():
            unread.append(part.strip())
    return links, unread


def _link(text: str, find: Callable[[str], int | None]) -> Link | None:
    who = find(text)
    if who is not None:
        return Link(who, "FS")
    if other := _PRIMAVERA.fullmatch(text):
        text = f"{other[1]}{other[2]}{(other[3] or '+') + other[4] if other[4] else ''}"
    found = _LINK.fullmatch(text)
    if found is None or (who := find(found["who"])) is None:
        return None
    lag, lag_format = lag_of(found["lag"] or "")
    return None if lag is None else Link(who, (found["kind"] or "FS").upper(), lag, lag_format)


def lag_of(text: str) -> tuple[int | None, int]:
    """ "+2d" as Project writes it: tenths of a minute and the number of the unit, or per cent. No number: not readable."""
    if not text:
        return 0, 0
    found = re.fullmatch(r"([+-])\s*(\d{1,9}(?:\.\d{1,9})?)\s*([a-z]*%?)", text.casefold())
    if found is None:
        return None, 0
    amount = Decimal(found[1] + found[2])
    if found[3] in ("%", "e%"):
        return round(amount), 19 if found[3] == "%" else 20
    unit = unit_of(found[3]) if found[3] else "d"
    if unit is None:
        return None, 0
    return round(amount * UNITS[unit][0] * 10), UNITS[unit][1]


def say_lag(lag: int, lag_format: int) -> str:
    """The lag as people write it: "+2d", "-1.5w", "+50%"; nothing for none."""
    if not lag:
        return ""
    bare = lag_format % 32
    if bare in (19, 20):
        return f"{lag:+d}{'%' if bare == 19 else 'e%'}"
    unit = next((name for name, (_, number) in UNITS.items() if number == bare), "d")
    if lag * 1_000 % (UNITS[unit][0] * 10):
        unit = "em" if unit.startswith("e") else "m"
    amount = Decimal(lag) / (UNITS[unit][0] * 10)
    written = {"m": "min", "em": "emin", "mo": "mon", "emo": "emon"}.get(unit, unit)
    return f"{amount.normalize():+f}{written}"


def say_minutes(minutes: int) -> str:
    """A duration in days where it comes out even, else in hours, else in minutes: "3d", "4h", "90min"."""
    for unit, size in (("d", DAY), ("h", 60)):
        if minutes * 4 % size == 0:
            return f"{(Decimal(minutes) / size).normalize():f}{unit}"
    return f"{minutes}min"


def share(cells: Sequence[object], is_such: Callable[[object], bool]) -> float:
    """Which part of the filled cells are such."""
    filled = [cell for cell in cells if said(cell)]
    return sum(map(is_such, filled)) / len(filled) if filled else 0.0
