"""What the overview of a project shows of its measures: the outcome's chart, every signal in words, or that there is
nothing yet where its steps ask for it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from quantock.access import Permission, Viewer, can, prepared
from quantock.measures.kept import Kept
from quantock.measures.models import Measure, MeasureKind, SharedMeasure, sees_drafts
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

    @property
    def own(self) -> Measure | None:
        """The first whose values are given here."""
        return next(
            (each.measure for each in self.others if each.measure.project_id == self.project.pk), None
        )

    def asks(self, steps: Iterable[Step]) -> bool:
        """Whether data are asked for by now and there are none."""
        return self.first is None and asks_for_data(self.project, steps)


@panels.panel
def signals(viewer: Viewer, project: Project, on: date) -> panels.Panel | None:
    """One query."""
    rows = prepared(_measures, viewer, sees_drafts(viewer, project), keys=[project.pk])
    # Its own first, then those it shares.
    found = [Kept(each, on) for each in sorted(rows, key=lambda each: each.project_id != project.pk)]
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


def _measures(viewer: Viewer, with_drafts: bool, keys: Sequence[int]) -> QuerySet[Measure]:
    """A project's own, and those of others it uses whose own project the viewer may see."""
    rows = Measure.objects.filter(removed_at=None, result__isnull=False)
    own = Measure.objects.filter(project__in=keys).order_by()
    used = SharedMeasure.objects.standing().filter(project__in=keys).order_by()
    used = used.filter(measure__in=Measure.objects.visible_to(viewer).order_by().values("pk"))
    both = (own if with_drafts else own.counted()).values("pk").union(used.values("measure"), all=True)
    return rows.filter(pk__in=both).select_related("result", "project").order_by("position", "pk")
