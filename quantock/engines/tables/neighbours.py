"""Money columns beside each other: what headings mislead about, sizes tell.

A year's budget is about the size of the same year's forecast in most rows; the whole cost of projects is several times that.
"""

import re
from collections.abc import Sequence
from decimal import Decimal
from statistics import median

from .columns import Profile
from .local import counts_money, local_kind
from .mapping import MONEY_FIELDS
from .table import Cell, Table
from .values import parse_amount

ALIKE = (0.8, 1.25)
ENOUGH_ROWS = 5
MANY_TIMES = 2.5
SAYS_SO = 0.8
"""From which score a column is the whole cost by its heading alone."""
_BUDGET = r"(?:total |approved |agreed |current )?(?:budget|baseline|plan(?:ned)?(?: spend)?)"
_FORECAST = r"(?:total |latest |current )?(?:forecast(?: outturn| spend)?|outturn)"


def settle_money(
    columns: Sequence[Profile],
    table: Table,
    chosen: dict[int, str],
    reasons: dict[int, tuple[float, str]],
    *,
    saved: bool = False,
) -> None:
    """Give the year's budget or forecast to the column beside its other half, and the whole cost to the larger one.

    `saved`: the table counts savings, so what its years come to is no cost.
    """
    by_field = {field: position for position, field in chosen.items()}
    free = [
        column
        for column in columns
        if column.position not in chosen and (local_kind(column)[0] == "money" or counts_money(column))
    ]
    for known, missing, what in (
        ("in_year_forecast", "in_year_budget", "the year's budget"),
        ("in_year_budget", "in_year_forecast", "the year's forecast"),
    ):
        if known not in by_field or missing in by_field:
            continue
        beside = by_field[known]
        pool = list(free)
        if "whole_life_cost" in by_field:
            pool.append(columns[by_field["whole_life_cost"]])
        alike = [
            c for c in pool if _may_be(missing, c) and _in_range(_ratio_of(table, c, columns[beside], chosen))
        ]
        if alike:
            best = min(alike, key=lambda c: (abs(c.position - beside), c.position))
            name = columns[beside].heading
            if chosen.get(best.position) == "whole_life_cost":
                del by_field["whole_life_cost"]
            chosen[best.position] = missing
            by_field[missing] = best.position
            reasons[best.position] = (0.8, f"beside “{name}” and about the same size: {what}")
            free = [c for c in free if c.position != best.position]
    if not saved:
        _find_sum(columns, table, chosen, reasons, free)
    free = [c for c in free if c.position not in chosen]
    if {"in_year_budget", "in_year_forecast"}.isdisjoint(by_field):
        free = _find_year(columns, table, chosen, reasons, free)
    _find_whole(columns, table, chosen, reasons, free)


def _find_year(
    columns: Sequence[Profile],
    table: Table,
    chosen: dict[int, str],
    reasons: dict[int, tuple[float, str]],
    free: list[Profile],
) -> list[Profile]:
    """A "budget" and a "forecast" that say of no year: alike, and the whole cost several times that, they are of one."""
    whole = next((columns[at] for at, field in chosen.items() if field == "whole_life_cost"), None)
    budgets = [c for c in free if re.fullmatch(_BUDGET, c.main) and _may_be("in_year_budget", c)]
    forecasts = [c for c in free if re.fullmatch(_FORECAST, c.main) and _may_be("in_year_forecast", c)]
    if whole is None or len(budgets) != 1 or len(forecasts) != 1:
        return free
    budget, forecast = budgets[0], forecasts[0]
    times = _ratio(table, whole, budget)
    if times is None or times < MANY_TIMES or not _in_range(_ratio(table, budget, forecast)):
        return free
    for column, field, what in ((budget, "in_year_budget", forecast), (forecast, "in_year_forecast", budget)):
        chosen[column.position] = field
        reasons[column.position] = (
            0.7,
            f"about the size of “{what.heading}”, and “{whole.heading}” is {times:.0f} times that: one year’s",
        )
    return [c for c in free if c not in (budget, forecast)]


_OF_A_YEAR = re.compile(
    r".*\b(?:20\d\d(?: (?:20)?\d\d)?|\d\d \d\d|fy ?\d\d|year \d|later years?|future years?|prior years?|previous years?|beyond)\b.*"
)


def _find_sum(
    columns: Sequence[Profile],
    table: Table,
    chosen: dict[int, str],
    reasons: dict[int, tuple[float, str]],
    free: Sequence[Profile],
) -> None:
    """A total that is what the years beside it come to is the whole cost, unless a column says so by its own name."""
    held = next((at for at, field in chosen.items() if field == "whole_life_cost"), None)
    if held is not None and reasons[held][0] >= SAYS_SO:
        return
    for column in [c for c in columns if c in free or c.position == held]:
        if "total" not in column.plain.split() or re.search(
            r"\b(?:saving|savings|funding|income)\b", column.plain
        ):
            continue
        years = _years_beside(columns, column)
        if len(years) > 1 and _adds_up(table, column, years):
            if held is not None:
                del chosen[held]
            chosen[column.position] = "whole_life_cost"
            reasons[column.position] = (
                0.85,
                f"what “{years[0].heading}” to “{years[-1].heading}” come to: the whole cost",
            )
            return


def _years_beside(columns: Sequence[Profile], total: Profile) -> list[Profile]:
    """The columns of figures, each of a year, that end just left of a total."""
    years: list[Profile] = []
    for column in reversed(columns[: total.position]):
        if not column.numbers or not _OF_A_YEAR.fullmatch(column.plain):
            break
        years.insert(0, column)
    return years


def _adds_up(table: Table, total: Profile, parts: Sequence[Profile]) -> bool:
    right = wrong = 0
    for row in table.rows[:2_000]:
        said = figure_of(row.cells[total.position], total)
        figures = [figure_of(row.cells[part.position], part) for part in parts]
        if said is None or all(figure is None for figure in figures):
            continue
        same = abs(said - sum(figure or 0 for figure in figures)) <= max(abs(said) / 200, Decimal("0.05"))
        right, wrong = right + same, wrong + (not same)
    return right >= ENOUGH_ROWS and right >= 9 * wrong


def _may_be(field: str, column: Profile) -> bool:
    """A heading may forbid: an actual, a variance or a saving is no budget."""
    forbidden = {
        "actual",
        "actuals",
        "variance",
        "ytd",
        "saving",
        "savings",
        "benefits",
        "benefit",
        "previous",
        "prior",
        "to",
    }
    words = set(column.plain.split())
    if words & forbidden:
        return False
    return "forecast" not in words if field == "in_year_budget" else "budget" not in words


def _find_whole(
    columns: Sequence[Profile],
    table: Table,
    chosen: dict[int, str],
    reasons: dict[int, tuple[float, str]],
    free: Sequence[Profile],
) -> None:
    by_field = {field: position for position, field in chosen.items() if field in MONEY_FIELDS}
    yearly = by_field.get("in_year_forecast", by_field.get("in_year_budget"))
    if yearly is None or "whole_life_cost" in by_field:
        return
    larger = [
        (ratio, column)
        for column in free
        if (ratio := _ratio(table, column, columns[yearly])) is not None
        and ratio >= MANY_TIMES
        and _may_be("whole_life_cost", column)
        and {"cost", "costs", "budget", "baseline", "total", "value"} & set(column.plain.split())
    ]
    if larger:
        ratio, best = max(larger, key=lambda pair: pair[0])
        chosen[best.position] = "whole_life_cost"
        reasons[best.position] = (0.7, f"{ratio:.0f} times “{columns[yearly].heading}”: the whole cost")


def _in_range(ratio: float | None) -> bool:
    return ratio is not None and ALIKE[0] <= ratio <= ALIKE[1]


def _ratio_of(table: Table, column: Profile, beside: Profile, chosen: dict[int, str]) -> float | None:
    """Where the heading says budget, and nothing else is known of the column, two rows are enough."""
    said = column.position not in chosen and {"budget", "baseline"} & set(column.plain.split())
    return _ratio(table, column, beside, 2 if said else ENOUGH_ROWS)


def _ratio(table: Table, one: Profile, other: Profile, enough: int = ENOUGH_ROWS) -> float | None:
    """The middle ratio of two columns over the rows where both are figures; None with too few of them."""
    ratios = []
    for row in table.rows[:5_000]:
        left = figure_of(row.cells[one.position], one)
        right = figure_of(row.cells[other.position], other)
        if left and right:
            ratios.append(float(left / right))
    return median(ratios) if len(ratios) >= enough else None


def figure_of(cell: Cell, column: Profile) -> Decimal | None:
    """A cell's figure, as its column writes figures and with its own "m" or "k"."""
    if isinstance(cell, Decimal):
        return cell
    amount = parse_amount(cell, decimal_comma=column.decimal_comma) if isinstance(cell, str) else None
    return None if amount is None else amount.number * (amount.scale or 1)
