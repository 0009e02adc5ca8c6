"""The plan in a file, whatever kind of file it is."""

from datetime import date

from quantock.engines.plans.headings import columns_of
from quantock.engines.plans.mspdi import instead_of, is_xml, read_mspdi
from quantock.engines.plans.plan import Plan
from quantock.engines.plans.reading import read_plan_table
from quantock.engines.tables import Refused, Source, open_source
from quantock.engines.tables.grid import Grid, csv_grid
from quantock.engines.text import say_list

_GZIP = b"\x1f\x8b"
PASTE = "paste.tsv"
"""The name of what was pasted: a list of tasks without a tab has one cell a row, whatever commas are in it."""
NOTHING = "\x1f"


def read_plan(data: bytes, name: str, *, on: date) -> Plan:
    """Microsoft Project XML (also .gz), a workbook, a delimited text, or a paste (`PASTE`). Raises Refused, with what the file
    is and what to send instead, for anything else. `on`: the day from which a date without a year is read."""
    if data.startswith(_GZIP) or is_xml(data):
        return read_mspdi(data, name)
    try:
        source = open_source(data, name)
    except Refused as refused:
        raise Refused(refused.error, instead_of(refused.error) or refused.what_to_do) from refused
    if source.workbook is not None:
        return _best_sheet(source, on)
    text = source.text.text if source.text else ""
    return _of_grid(csv_grid(text, _delimiter(text, source.delimiter, name)), on)


def _delimiter(text: str, found: str | None, name: str) -> str:
    """A tab wherever there is one, as Excel copies cells; in a paste another only where it parts headings of a plan."""
    if "\t" in text:
        return "\t"
    if name != PASTE:
        return found or ","
    first = next((line for line in text.splitlines() if line.strip()), "")
    return found if found and len(columns_of(first.split(found)) or ()) > 1 else NOTHING


def _best_sheet(source: Source, on: date) -> Plan:
    """The visible sheet whose headings are most like a plan's, then the one with most tasks; others with one are said."""
    plans: list[tuple[int, int, str, Plan]] = []
    for place, sheet in enumerate(source.sheets):
        if sheet.hidden or source.workbook is None:
            continue
        try:
            grid = source.workbook.grid(sheet.name, most_rows=None)
            plan = _of_grid(grid, on)
        except Refused:
            continue
        plans.append((_known(grid), -place, sheet.name, plan))
    if not plans:
        raise Refused(
            "No plan was found in the workbook.",
            "Give a row a task, under headings such as Task, Start, Finish and Owner.",
        )
    known, _, called, best = max(plans, key=lambda each: (each[0], len(each[3].tasks), each[1]))
    others = [
        f"“{name}” ({len(plan.tasks)})" for fields, _, name, plan in plans if plan is not best and fields > 1
    ]
    if others and known:
        best.warnings.insert(
            0, f"The sheet “{called}” was read. Tasks stand on others too: {say_list(others)}."
        )
    return best


def _known(grid: Grid) -> int:
    """How many columns of a plan the headings of a sheet name."""
    heads = (columns_of([str(cell or "") for cell in row]) for row in grid.rows[:30])
    return max((len(each) for each in heads if each), default=0)


def _of_grid(grid: Grid, on: date) -> Plan:
    return read_plan_table(
        grid.rows, indents=_indents(grid), numbers=grid.numbers, on=on, hidden=grid.hidden_columns
    )


def _indents(grid: Grid) -> list[int] | None:
    """How far each row's text is moved in: that of the first cell which is. Nothing where none is."""
    if not grid.indents:
        return None
    rows: dict[int, int] = {}
    for (number, _), indent in sorted(grid.indents.items()):
        rows.setdefault(number, indent)
    return [rows.get(number, 0) for number in grid.numbers]
