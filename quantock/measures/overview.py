"""What the overview of a project shows of its measures: the outcome's chart, every signal in words, or that there is
nothing yet where its steps ask for it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from quantock.access import Permission, Viewer, can, prepared
from quantock.measures.kept import Kept
from quantock.measures.models import Measure, MeasureKind, sees_drafts
from quantock.measures.queries.wanting import asks_for_data
from quantock.projects import panels
from quantock.projects.models import Project, Step

MOST = 8


@dataclass(frozen=True, slots=True)
class Shown:
    """The measure whose chart stands there, and the others, in their order."""

    first: Kept | None
    others: Sequence[Kept]
    more: int
    may_edit: bool
    project: Project

    def asks(self, steps: Iterable[Step]) -> bool:
        """Whether data are asked for by now and there are none."""
        return self.first is None and asks_for_data(self.project, steps)


@panels.panel
def signals(viewer: Viewer, project: Project, on: date) -> panels.Panel | None:
    """One query."""
    rows = prepared(_measures, None, sees_drafts(viewer, project), keys=[project.pk])
    found = [Kept(each, on) for each in rows]
    for each in found:
        each.measure.project = project
    with_values = [each for each in found if each.measure.result.count]
    outcomes = [each for each in with_values if each.measure.kind == MeasureKind.OUTCOME]
    first = next(iter(outcomes or with_values), None)
    others = [each for each in found if each is not first]
    shown = Shown(
        first=first,
        others=others[:MOST],
        more=len(others[MOST:]),
        may_edit=can(viewer, Permission.MEASURE_EDIT, project),
        project=project,
    )
    return panels.Panel(template_name="measures/overview.jinja", found=shown)


def _measures(with_drafts: bool, keys: Sequence[int]) -> QuerySet[Measure]:
    rows = Measure.objects.filter(project__in=keys, removed_at=None, result__isnull=False)
    return (rows if with_drafts else rows.counted()).select_related("result").order_by("position", "pk")
