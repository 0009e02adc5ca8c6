"""What a workbook's number format says a number is: a date, a time, a percentage, money."""

import re
from dataclasses import dataclass
from typing import Literal, cast

Kind = Literal["date", "time", "percent", "money"]


@dataclass(frozen=True, slots=True)
class Coded:
    """A format that makes codes of whole numbers: 00000 shows 17 as 00017, "QI-"000 as QI-017."""

    before: str
    digits: int
    after: str

    def shows(self, value: float) -> str | None:
        """What stands in the cell; None where the number is no whole one."""
        if value != int(value) or value < 0:
            return None
        return f"{self.before}{int(value):0{self.digits}d}{self.after}"


@dataclass(frozen=True, slots=True)
class Style:
    """How a cell looks, as far as that tells what it says."""

    kind: Kind | None = None
    coded: Coded | None = None
    bold: bool = False
    indent: int = 0


PLAIN = Style()

_BUILT_IN = cast(
    "dict[int, Kind]",
    dict.fromkeys((*range(14, 18), 22, *range(27, 37), *range(50, 59)), "date")
    | dict.fromkeys((18, 19, 20, 21, 45, 46, 47), "time")
    | {9: "percent", 10: "percent"}
    | dict.fromkeys((5, 6, 7, 8, 42, 44), "money"),
)
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.')
_BRACKETED = re.compile(r"\[(?!h+\]|m+\]|s+\])[^\]]*\]", re.IGNORECASE)


def kind_of_format(number: int, code: str | None) -> Kind | None:
    """The kind of a cell by its format's number or code (ECMA-376 part 1, 18.8.30); None for a plain number."""
    if code is None:
        return _BUILT_IN.get(number)
    if any(sign in code for sign in ("£", "[$€", "[$$", '"$"', "€")):
        return "money"
    bare = _BRACKETED.sub("", _LITERAL.sub("", code)).split(";")[0].lower()
    if bare in {"", "general", "@"}:
        return None
    if "%" in bare:
        return "percent"
    bare = bare.replace("am/pm", "").replace("a/p", "").replace("general", "")
    if re.search(r"[dy]|m{3}", bare) or (re.search(r"m", bare) and not re.search(r"[hs]", bare)):
        return "date"
    return "time" if re.search(r"[hs]", bare) else None


_CODED = re.compile(r'((?:"[^"]*"|\\.|[A-Za-z]-)*)(0{2,15})((?:"[^"]*"|\\.)*)')


def coded_format(code: str | None) -> Coded | None:
    """The codes that a format makes of numbers; None for one that shows them as numbers."""
    found = _CODED.fullmatch(code or "")
    if found is None or (found[2] == "00" and not found[1]):
        return None
    before, after = (re.sub(r'"|\\(?=.)', "", part) for part in (found[1], found[3]))
    return Coded(before, len(found[2]), after)
