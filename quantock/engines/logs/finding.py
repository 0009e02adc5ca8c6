"""Which sheets of a file are logs, and of which register each is: by its name, its title, or its headings."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from quantock.engines.logs import benefits
from quantock.engines.logs import sheet as logs
from quantock.engines.logs.benefit_words import WORTH, Headings, bare
from quantock.engines.logs.benefits import BenefitSheet, Chosen
from quantock.engines.logs.headings import columns_of, is_strong
from quantock.engines.logs.mixed import split
from quantock.engines.logs.paired import paired
from quantock.engines.logs.sheet import Log
from quantock.engines.logs.words import REGISTERS, kind_called, plain
from quantock.engines.risk.headings import columns_of as risk_columns
from quantock.engines.risk.ratings import Ratings
from quantock.engines.risk.sheet import Sheet as RiskSheet
from quantock.engines.risk.sheet import read_grid as read_risks
from quantock.engines.risk.which import STANDARD, Matrices
from quantock.engines.risk.wide import in_one_cell, side_by_side
from quantock.engines.tables import Refused, Source
from quantock.engines.tables.grid import Grid, check_size, csv_grid
from quantock.engines.tables.table import MOST_COLUMNS, MOST_COLUMNS_OF_RETURNS, Cell

RISK = "risk"
BENEFIT = "benefit"
KINDS = (RISK, *REGISTERS, BENEFIT)
Sheet = RiskSheet | Log | BenefitSheet
ROWS_LOOKED_AT = 80


@dataclass(frozen=True, slots=True)
class Found:
    """A sheet that holds a register, the rows as they stand, and which register it seems to be."""

    name: str | None
    kind: str
    grid: Grid
    mixed: bool = False
    """Whether these are the rows of one register, taken out of a sheet that mixes several or has all of a project in one row."""

    def read(
        self,
        kind: str,
        *,
        on: date,
        chosen: Chosen | None = None,
        ratings: Ratings | None = None,
        matrices: Matrices = STANDARD,
    ) -> Sheet | None:
        """The sheet as a register of that kind; None where its headings say nothing of it. `chosen` is what was said of the
        words of benefits, `ratings` of the scales of risks, `matrices` on what those can be scored."""
        if kind == RISK:
            return read_risks(self.grid, self.name, known=self.mixed, ratings=ratings, matrices=matrices)
        if kind == BENEFIT:
            return benefits.read_grid(self.grid, self.name, on=on, chosen=chosen)
        return logs.read_grid(self.grid, self.name, kind, on=on)


def find_logs(source: Source, sheet: str | None = None, *, kind: str = "", on: date) -> list[Found]:
    """The sheet asked for, else each visible one that holds a register with something in it.

    Raises Refused where there is none. `kind`: what all of them are, whatever they seem to be.
    """
    found: list[Found] = []
    for name, grid in _grids(source, sheet):
        if kind in ("", RISK) and (wide := side_by_side(grid)):
            found.append(Found(name, RISK, wide, mixed=True))
            continue
        check_size(0, grid.width)
        if not kind and (parts := split(grid)):
            mixed = [Found(name, each, part, mixed=True) for each, part in parts]
            found += [one for one in mixed if (read := one.read(one.kind, on=on)) and rows_in(read)]
            continue
        guessed = kind or guess(grid, name or "", on=on)
        one = Found(name, guessed, grid) if guessed else None
        read = one.read(guessed, on=on) if one else None
        if one and read and (rows_in(read) or sheet):
            found.append(one)
        elif kind in ("", RISK) and not guess(grid, name or "", on=on) and (wide := in_one_cell(grid)):
            found.append(Found(name, RISK, wide, mixed=True))
    if not found:
        where = f"on the sheet “{sheet}”" if sheet else "in the file"
        called = (
            f"{kind}s"
            if kind and kind != "dependency"
            else kind or "risks, actions, issues, decisions or benefits"
        )
        raise Refused(
            f"No register of {called} was found {where}.",
            "Its row of headings says what the column with the action, issue, decision, risk or benefit is, and who, by when, "
            "how it stands or what it is worth.",
        )
    return found


def rows_in(read: Sheet) -> int:
    """How many entries a sheet holds."""
    if isinstance(read, BenefitSheet):
        return len(read.gains)
    return len(read.risks) if isinstance(read, RiskSheet) else len(read.lines)


def _grids(source: Source, sheet: str | None) -> Iterator[tuple[str | None, Grid]]:
    """Each visible sheet; one too wide to be a register is none."""
    if source.workbook is None:
        if sheet is not None:
            source.find_sheet(sheet)
        text = source.text.text if source.text else ""
        yield None, csv_grid(text, source.delimiter or ",", most_columns=MOST_COLUMNS_OF_RETURNS)
        return
    if sheet is not None:
        name = source.find_sheet(sheet).name
        yield name, source.workbook.grid(name, most_columns=MOST_COLUMNS_OF_RETURNS)
        return
    for one in source.sheets:
        if one.hidden:
            continue
        try:
            grid = source.workbook.grid(one.name, most_columns=MOST_COLUMNS_OF_RETURNS)
        except Refused:
            continue
        if grid.width <= MOST_COLUMNS or side_by_side(grid):
            yield one.name, grid


def guess(grid: Grid, name: str, *, on: date) -> str:
    """Which register a sheet is; nothing where it is none. A name or title counts where the headings bear it out."""
    hints = [kind] if (kind := kind_called(name)) else []
    gains = benefits.headings_of(grid, on=on)
    above: Sequence[Cell] = ()
    for cells in grid.rows[:ROWS_LOOKED_AT]:
        texts = [cell for cell in cells if isinstance(cell, str)]
        if 0 < len(texts) <= 2 and (kind := kind_called(texts[0])):
            hints.insert(0, kind)
        for hint in hints:
            if _bears_out(hint, cells, above, gains):
                return hint
        if kind := _by_headings(cells, above, gains):
            return kind
        above = cells
    return BENEFIT if paired(grid, gains) else ""


def _bears_out(kind: str, cells: Sequence[Cell], above: Sequence[Cell], gains: Headings) -> bool:
    """Whether a row of headings can be of that register."""
    if kind == RISK:
        return risk_columns(cells, above) is not None
    return (gains.columns(cells, above) if kind == BENEFIT else columns_of(kind, cells)) is not None


def _by_headings(cells: Sequence[Cell], above: Sequence[Cell], gains: Headings) -> str:
    """The register that a row of headings names: scores make risks, else the first column that names one."""
    strong = {}
    for kind in REGISTERS:
        columns = columns_of(kind, cells)
        if columns is not None and is_strong(kind, columns):
            strong[kind] = min(at for field, at in columns.items() if field in ("title1", "title2"))
    columns = gains.columns(cells, above)
    if (
        columns
        and {bare(name) for name in columns} & WORTH
        and (named := {"title1", "title2"} & columns.keys())
    ):
        strong[BENEFIT] = min(columns[name] for name in named)
    scored = risk_columns(cells, above)
    if scored is not None:
        named_risk = any(isinstance(cell, str) and plain(cell).startswith("risk") for cell in cells)
        both = {each.partition("_")[2] for each in scored} >= {"likelihood", "impact"}
        if named_risk or (both and not strong):
            return RISK
    said = {plain(cell) for cell in cells if isinstance(cell, str)}
    if not strong and {"what", "who"} <= said and said & {"when", "by when"}:
        return "action"
    return min(strong, key=lambda kind: strong[kind]) if strong else ""
