"""The workbook of benefits: their columns, this financial year's months among them, and what stands in each.

A column of figures names its year or month, so that a file that comes back next year still says of which it is.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from quantock.access import Viewer
from quantock.benefits.classes import BenefitClass, Recurrence
from quantock.benefits.models import Benefit, MonthFact
from quantock.benefits.queries import shows_figures
from quantock.benefits.rules import financial_year_words, months_of, year_of
from quantock.engines.documents.roundtrip import EditColumn, EditRow
from quantock.exchange import workbook

IN_YEAR, FORECAST, REPORTED = "in-", "forecast-", "reported-"
# Not told to whoever may not see the money of a benefit counted in pounds.
TOLD = ("no_figure", "baseline", "target", "how", "notes")
Months = Mapping[date, MonthFact]


def columns_of(years: Iterable[int], *, on: date) -> tuple[EditColumn, ...]:
    """Reference and sums for reading; the rest to edit. What has not happened yet cannot be reported."""
    chosen = sorted(set(years))
    columns = [
        EditColumn("ref", "Reference", editable=False, width=12),
        EditColumn("project", "Project", width=12),
        EditColumn("of", "Title of the project", editable=False, width=36),
        EditColumn("title", "Benefit", width=60),
        EditColumn("kind", "Class", choices=tuple(each.label for each in BenefitClass), width=26),
        EditColumn("owner", "Owner", width=26),
        EditColumn("unit", "Counted in", width=14),
        EditColumn("full_year", "Full-year value", "number"),
        *(
            EditColumn(f"{IN_YEAR}{year}", f"Value in {financial_year_words(year)}", "number")
            for year in chosen
        ),
        EditColumn("no_figure", "Why there is no figure", width=30),
        EditColumn(
            "recurrence",
            "Recurrent or not",
            choices=tuple(str(each.label) for each in Recurrence if each.value),
            width=24,
        ),
        EditColumn("starts", "Begins", "date"),
        EditColumn("ends", "Ends", "date"),
        EditColumn("baseline", "Before", width=30),
        EditColumn("target", "Target", width=30),
        EditColumn("how", "How it is worked out", width=44),
        EditColumn("notes", "Notes", width=44),
        EditColumn("measure", "Measure", editable=False, width=30),
    ]
    for month in (month for year in chosen for month in months_of(year)):
        columns.append(EditColumn(f"{FORECAST}{month}", f"{month:%B %Y}, forecast", "number", width=12))
        if month <= on:
            columns.append(EditColumn(f"{REPORTED}{month}", f"{month:%B %Y}, reported", "number", width=12))
    columns.append(EditColumn("reported", "Reported, all months", "number", editable=False, width=12))
    return tuple(columns)


def years_in(fields: Iterable[str], *, on: date) -> set[int]:
    """The financial years that columns of a file are of."""
    found = {int(name.removeprefix(IN_YEAR)) for name in fields if name.startswith(IN_YEAR)}
    found |= {year_of(month_of(name)) for name in fields if name.startswith((FORECAST, REPORTED))}
    return found or {year_of(on)}


def month_of(name: str) -> date:
    return date.fromisoformat(name.partition("-")[2])


def months_held(benefits: Iterable[Benefit]) -> dict[int, dict[date, MonthFact]]:
    """What was said of the months of each. One query."""
    held: dict[int, dict[date, MonthFact]] = defaultdict(dict)
    for row in MonthFact.objects.now().filter(benefit__in=[one.pk for one in benefits]):
        held[row.benefit_id][row.month] = row
    return held


def values_of(
    benefit: Benefit, columns: Sequence[EditColumn], months: Months, *, shows: bool
) -> dict[str, object]:
    """What stands in each column of a benefit's row; figures only where they may be seen."""
    values: dict[str, object] = {
        "ref": benefit.ref,
        "project": benefit.project.ref,
        "of": benefit.project.title,
        "title": benefit.title,
        "kind": BenefitClass(benefit.kind).label,
        "owner": benefit.owned_by or None,
        "unit": benefit.unit or None,
        "recurrence": Recurrence(benefit.recurrence).label if benefit.recurrence else None,
        "starts": benefit.starts,
        "ends": benefit.ends,
        "measure": benefit.measure.name if benefit.measure else None,
        "full_year": figure(benefit.full_year) if shows else None,
        "reported": figure(benefit.reported) if shows else None,
        **{name: (getattr(benefit, name) if shows else "") or None for name in TOLD},
    }
    for column in columns:
        if column.field.startswith(IN_YEAR):
            same = benefit.year == int(column.field.removeprefix(IN_YEAR))
            values[column.field] = figure(benefit.in_year) if same and shows else None
        elif column.field.startswith((FORECAST, REPORTED)):
            what, _, month = column.field.partition("-")
            fact = months.get(date.fromisoformat(month))
            values[column.field] = figure(getattr(fact, what)) if fact and shows else None
    return values


def figure(hundredths: int | None) -> Decimal | None:
    return None if hundredths is None else Decimal(hundredths) / 100


def hundredths(value: int | Decimal | None) -> int | None:
    return None if value is None else int(Decimal(value) * 100)


def edit_rows(rows: Iterable[Benefit], viewer: Viewer, *, on: date) -> Iterator[EditRow]:
    """A row a benefit, a query for each 500."""
    columns = columns_of([year_of(on)], on=on)
    for some in workbook.in_parts(rows):
        held = months_held(some)
        for benefit in some:
            shows = shows_figures(viewer, benefit)
            values = values_of(benefit, columns, held.get(benefit.pk, {}), shows=shows)
            yield EditRow(str(benefit.uid), workbook.marks_text(columns, values), values)
