"""A file of kinds as a Pareto chart: how often each came, or one row each time it came."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from quantock.engines.charts.pareto import pareto_sentence, say_count, vital_few
from quantock.engines.points.cells import is_answer, is_number, is_period, read_number
from quantock.engines.points.cutting import Cut, Line
from quantock.engines.spc import NotChartable
from quantock.engines.spc.pareto import Bar, pareto
from quantock.engines.tables.table import letter

MOST_SAID = 20


@dataclass(frozen=True, slots=True)
class Counted:
    """The kinds of a file, and which columns they were read from. `counts` is empty where each row counts once."""

    bars: tuple[Bar, ...]
    kinds: str
    counts: str

    def in_words(self) -> str:
        """For a person at a terminal."""
        widest = max((len(bar.category) for bar in self.bars), default=0)
        lines = [
            f"{bar.category:<{widest}}  {say_count(bar.count):>8}  {bar.share:>4.0%}  {bar.cumulative_share:>4.0%} so far"
            for bar in self.bars
        ]
        return "\n".join([self.kinds, "=" * min(len(self.kinds), 72), pareto_sentence(self.bars), *lines])

    def report(self) -> dict[str, Any]:
        """All of it, as plain values."""
        few = {bar.category for bar in vital_few(self.bars)}
        return {
            "chart": "pareto",
            "sentence": pareto_sentence(self.bars),
            "total": self.bars[-1].cumulative if self.bars else 0,
            "columns": {"kind": self.kinds, "count": self.counts or "one a row"},
            "bars": [
                {
                    "kind": bar.category,
                    "count": bar.count,
                    "share": bar.share,
                    "cumulative": bar.cumulative,
                    "cumulative_share": bar.cumulative_share,
                    "among_the_few": bar.category in few,
                }
                for bar in self.bars
            ],
        }


def counted(cut: Cut, *, kinds: str = "", counts: str = "") -> Counted:
    """Read the kinds of a table; `kinds` and `counts` name their columns, by heading or letter, else the first column of words and
    the first of figures beside it are taken. Equal names are added up. Raises NotChartable with a sentence."""
    headings, lines = _headed(cut.lines)
    width = max(len(line.cells) for line in cut.lines)
    names = [(headings.at(place) if headings else "") or f"Column {letter(place)}" for place in range(width)]
    kind = _column(names, kinds) if kinds else _first(lines, range(width), words=True)
    if kind is None:
        raise NotChartable("There is no column of words: a Pareto chart counts kinds, such as causes.")
    others = [place for place in range(width) if place != kind]
    count = _column(names, counts) if counts else _first(lines, others, words=False)
    pairs, wrong = _pairs(lines, kind, count)
    if wrong:
        more = [f"and {len(wrong) - MOST_SAID} more"] if len(wrong) > MOST_SAID else []
        raise NotChartable("\n  ".join(["It cannot be charted as it is:", *wrong[:MOST_SAID], *more]))
    if not pairs:
        raise NotChartable("There is no kind in it. Give a column of kinds, and one of how often each came.")
    together: dict[str, float] = {}
    for name, number in pairs:
        together[name] = together.get(name, 0.0) + number
    return Counted(tuple(pareto(together.items())), names[kind], "" if count is None else names[count])


def _pairs(lines: Sequence[Line], kind: int, count: int | None) -> tuple[list[tuple[str, float]], list[str]]:
    pairs, wrong = [], []
    for line in lines:
        name, said = line.at(kind).strip(), "1" if count is None else line.at(count)
        if not name and (count is None or is_answer(said)):
            continue
        number, why = read_number(said)
        if number is None and not why:
            why = "How often did it come?"
        elif number is not None and number < 0:
            why = "A count cannot be negative."
        if why or number is None:
            wrong.append(f"row {line.number}: {why}")
        else:
            pairs.append((name or "Not named", float(number)))
    return pairs, wrong


def _headed(lines: Sequence[Line]) -> tuple[Line | None, Sequence[Line]]:
    """A first row without a figure is the headings."""
    if len(lines) > 1 and not any(is_number(cell) for cell in lines[0].cells):
        return lines[0], lines[1:]
    return None, lines


def _column(names: Sequence[str], said: str) -> int:
    wanted = said.strip().casefold()
    for place, name in enumerate(names):
        if wanted in (name.casefold(), letter(place).casefold()):
            return place
    raise NotChartable(f"There is no column {said}. The columns are {', '.join(names)}.")


def _first(lines: Sequence[Line], places: Sequence[int], *, words: bool) -> int | None:
    """The first column that mostly holds words (no figures, no dates), or mostly figures."""
    for place in places:
        there = [cell for line in lines if (cell := line.at(place).strip())]
        figures = sum(map(is_number, there))
        is_words = not figures and sum(map(is_period, there)) * 2 <= len(there)
        if there and (is_words if words else figures * 2 > len(there)):
            return place
    return None
