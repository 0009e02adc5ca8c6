"""A file of several measures shared out among those of a project: each series finds its own by its name, or is asked about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from quantock.engines.points import Ask, Found, Row, read_paste
from quantock.engines.text import squash
from quantock.measures import services
from quantock.measures.bringing import HEADINGS, ask_again, carried, changes_of, say_becomes
from quantock.measures.models import DataPoint, Direction, Measure, Unit
from quantock.measures.services.bringing import Bring

LEAVE, NEW = "leave", "new-"
MOST = 40
_WAYS = {"increase": Direction.UP, "up": Direction.UP, "decrease": Direction.DOWN, "down": Direction.DOWN}


@dataclass(frozen=True, slots=True)
class Share:
    """One series of the file. `suggested` is the choice that its name or the file's direction makes; "" where nothing does."""

    name: str
    rows: tuple[Row, ...]
    suggested: str


def shares_of(found: Found, measures: Sequence[Measure]) -> list[Share]:
    """By the measure the file names; else, where the name of a group is that of a measure, by its groups."""
    named = {squash(each.name): each for each in measures}
    rows = [row for row in found.rows if row.given]
    strata = {row.given.stratum for row in rows if row.given}
    if not any(row.series for row in rows) and any(squash(name) in named for name in strata if name):
        rows = [
            replace(
                row, series=row.given.stratum, name=row.given.stratum, given=replace(row.given, stratum="")
            )
            for row in rows
            if row.given
        ]
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(row.series, []).append(row)
    return [_share(name, some, named) for name, some in groups.items()]


def _share(series: str, rows: Sequence[Row], named: Mapping[str, Measure]) -> Share:
    name = (rows[0].name or series)[:200]
    mine = named.get(squash(name)) or named.get(squash(series))
    way = _WAYS.get(rows[0].direction.strip().casefold())
    suggested = str(mine.pk) if mine else f"{NEW}{way}" if way else ""
    return Share(name, tuple(rows), suggested)


@dataclass(frozen=True, slots=True)
class Put:
    """A share put to what was chosen for it: what would become of it, or what is wrong with it."""

    share: Share
    bring: Bring | None
    found: Found
    created: int = 0
    changed: int = 0
    unchanged: int = 0

    @property
    def becomes(self) -> str:
        return say_becomes(self.created, self.changed, self.unchanged)


def put_to(
    share: Share,
    choice: str,
    found: Found,
    measures: Mapping[int, Measure],
    lasts: Mapping[int, DataPoint],
    on: date,
) -> Put:
    """Read again as the measure wants it, so that its own checks apply. One query where the measure has values."""
    part = replace(found, rows=list(share.rows))
    if choice.startswith(NEW):
        signs = sum("%" in row.text for row in share.rows)
        unit = Unit.PERCENTAGE if signs * 2 > len(share.rows) else Unit.NUMBER
        said = {
            "name": share.name or "Values from a file",
            "direction": choice.removeprefix(NEW),
            "frequency": found.frequency,
            "unit": unit,
            "unit_words": "" if unit == Unit.PERCENTAGE else share.rows[0].unit[:80],
        }
        read = _again(part, Ask(on=on, frequency=found.frequency, unit=unit, columns=HEADINGS), unit)
        bring = None if read.problems else Bring(read.given, said=said)
        return Put(share, bring, read, created=len(read.given))
    measure = measures[int(choice)]
    last = lasts.get(measure.pk)
    sent = carried(part, measure.unit)
    read = read_paste(sent.text, ask_again(measure, last, sent.read_as, on=on))
    if read.problems:
        return Put(share, None, _placed(read, part))
    changes = changes_of(measure, read) if last is None else {}
    account = services.compared(measure, read.given, unit=changes.get("unit", ""))
    return Put(
        share,
        Bring(read.given, measure, changes=changes),
        read,
        len(account.created),
        len(account.changed),
        account.unchanged,
    )


def _again(part: Found, ask: Ask, unit: str) -> Found:
    return _placed(read_paste(carried(part, unit).text, ask), part)


def _placed(read: Found, part: Found) -> Found:
    """What is wrong is said at its place in the file, not in the table that was carried."""
    there = [row for row in part.rows if row.given and not row.problem]
    for row, was in zip(read.rows, there, strict=False):
        row.line, row.cell = was.line, was.cell
    return read
