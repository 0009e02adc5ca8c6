"""The icon summary table as a file: one row a measure, the same wherever measures are listed."""

from collections.abc import Sequence

from quantock.engines.documents.columns import Column
from quantock.measures.models import Measure
from quantock.measures.rules import say_period
from quantock.projects.models import Project

COLUMNS = (
    Column("Project", "text", 12),
    Column("Title", "text", 40),
    Column("Lead organisation", "text", 36),
    Column("Measure", "text", 40),
    Column("Variation", "text", 24),
    Column("Assurance", "text", 26),
    Column("Latest", "number"),
    Column("Period", "text", 20),
    Column("Average", "number"),
    Column("Lower limit", "number"),
    Column("Upper limit", "number"),
    Column("Target", "number"),
    Column("Signal since", "date"),
    Column("Rules", "text", 24),
    Column("Also used by", "text", 40),
)
DOMAIN = Column("Domain", "text", 24)


def row_of(measure: Measure, users: Sequence[Project] = ()) -> list[object]:
    """Read with its result, project and lead organisation. No query."""
    result, project = measure.result, measure.project
    return [
        project.ref,
        project.title,
        project.lead_organisation.called,
        measure.name,
        result.variation,
        result.assurance,
        result.latest,
        say_period(result.latest_on, measure.frequency) if result.latest_on else None,
        result.centre,
        result.lower,
        result.upper,
        result.target,
        result.since,
        result.rules,
        "; ".join(f"{each.ref} {each.title}" for each in users) or None,
    ]
