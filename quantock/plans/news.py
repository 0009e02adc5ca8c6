"""What a plan can say when a status update is opened."""

from quantock.engines.dates import say_date
from quantock.plans.models import Task
from quantock.projects.models import Project
from quantock.projects.news import Lines, Span


def tell(project: Project, span: Span) -> Lines:
    """Which tasks were done, which fall due before the next update, which are late. Phases tell nothing: their tasks do.
    One query."""
    rows = list(
        Task.objects.filter(project=project, milestone=None)
        .standing()
        .select_related("owner")
        .order_by("place", "pk")
    )
    after = [row.level for row in rows[1:]]
    tasks = [row for row, level in zip(rows, [*after, 0], strict=False) if level <= row.level]
    done = [row for row in tasks if row.done_on and span.since < row.done_on <= span.on]
    open_ones = sorted(
        (row for row in tasks if not row.done_on and row.finish), key=lambda row: row.finish or span.on
    )
    ahead = [row for row in open_ones if row.finish and span.on <= row.finish <= span.until]
    late = [row for row in open_ones if row.finish and row.finish < span.on]
    return {
        "done": [row.name for row in done],
        "next": [_due(row) for row in ahead],
        "why": [f"Late: {row.name}, was due {say_date(row.finish)}" for row in late if row.finish],
    }


def _due(row: Task) -> str:
    who = f" ({row.owned_by})" if row.owned_by else ""
    return f"{row.name}, by {say_date(row.finish)}{who}" if row.finish else row.name
