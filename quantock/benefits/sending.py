"""Benefits as a table to take away: the words and figures that the page shows."""

from collections.abc import Iterable, Iterator

from quantock.benefits.classes import POUNDS, BenefitClass, Recurrence
from quantock.benefits.queries import Row
from quantock.benefits.rules import financial_year_words
from quantock.engines.documents.columns import Column

FIGURES = (
    ("Full-year value", "full_year"),
    ("In-year value", "in_year"),
    ("Forecast, all months", "forecast"),
    ("Reported so far", "reported"),
    ("Forecast for the months reported", "compared"),
)


def columns_of(*, everywhere: bool = False) -> list[Column]:
    """In pounds and in other units apart, so that no column adds up what cannot be added."""
    project = [Column("Project", "text", 12), Column("Title of the project", "text", 40)]
    project += [Column("Lead organisation", "text", 30), Column("Kept by", "text", 12)] if everywhere else []
    return [
        *project,
        Column("Reference", "text", 12),
        Column("Benefit", "text", 60),
        Column("Class", "text", 26),
        Column("Owner", "text", 26),
        Column("Recurrent", "text", 24),
        Column("Begins", "date"),
        Column("Ends", "date"),
        Column("Counted in", "text", 14),
        *(Column(f"{label}, £", "money") for label, _ in FIGURES),
        *(Column(f"{label}, other units", "number") for label, _ in FIGURES),
        Column("Year of the in-year value", "text", 12),
        Column("Last month reported", "date"),
        Column("Before", "text", 30),
        Column("Target", "text", 30),
        Column("Validated", "text", 14),
    ]


def rows_of(rows: Iterable[Row], *, everywhere: bool = False) -> Iterator[list[object]]:
    for row in rows:
        one = row.benefit
        figures = [getattr(one, name) if row.shows else None for _, name in FIGURES]
        in_pounds = one.unit == POUNDS
        told = row.shows
        more = [one.project.lead_organisation.called, row.kept_by] if everywhere else []
        yield [
            one.project.ref,
            one.project.title,
            *more,
            one.ref,
            one.title,
            BenefitClass(one.kind).label,
            one.owned_by,
            Recurrence(one.recurrence).label,
            one.starts,
            one.ends,
            one.unit or "words",
            *(figure if in_pounds else None for figure in figures),
            *(None if in_pounds or figure is None else figure / 100 for figure in figures),
            financial_year_words(one.year) if one.year and told else None,
            one.reported_to if told else None,
            (one.baseline if told else "") or None,
            (one.target if told else "") or None,
            "not validated",
        ]
