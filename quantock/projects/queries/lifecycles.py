"""What the pages of life-cycle models read."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, OuterRef, QuerySet, Subquery

from quantock.access import Viewer
from quantock.projects.models import LifeCycleModel, Project, Step, Track

TRACKS = {track.value: track.label for track in Track}


def newest(viewer: Viewer) -> "QuerySet[LifeCycleModel]":
    """The newest version of each model, drafts too, by name."""
    same = LifeCycleModel.objects.filter(code=OuterRef("code")).order_by("-version")
    rows = LifeCycleModel.objects.visible_to(viewer).filter(pk=Subquery(same.values("pk")[:1]))
    return rows.select_related("organisation").annotate(found=Count("steps")).order_by("name", "pk")


def followers(viewer: Viewer, codes: Iterable[str]) -> dict[str, int]:
    """How many projects that the viewer may see follow some version of each model. One query."""
    rows = Project.objects.visible_to(viewer).filter(life_cycle__code__in=set(codes))
    counted = rows.order_by().values_list("life_cycle__code").annotate(found=Count("pk"))
    return dict(counted)


@dataclass(frozen=True, slots=True)
class Version:
    """One version, and how many projects that the viewer may see follow it."""

    model: LifeCycleModel
    projects: int
    is_newest: bool


@dataclass(frozen=True, slots=True)
class ModelPage:
    """What the page of one version shows."""

    steps: Sequence[Step]
    versions: Sequence[Version]
    draft: LifeCycleModel | None
    projects: int

    @property
    def newest(self) -> LifeCycleModel | None:
        """What new projects follow, unless it is retired."""
        return next((each.model for each in self.versions if each.is_newest), None)


def model_page(viewer: Viewer, model: LifeCycleModel) -> ModelPage:
    """Three queries."""
    rows = list(LifeCycleModel.objects.filter(code=model.code).order_by("-version"))
    seen = Project.objects.visible_to(viewer).filter(life_cycle__in=[row.pk for row in rows])
    counts = dict(seen.order_by().values_list("life_cycle").annotate(found=Count("pk")))
    published = [row for row in rows if not row.is_draft]
    newest_one = published[0] if published else None
    return ModelPage(
        steps=list(model.steps.all()),
        versions=[Version(row, counts.get(row.pk, 0), row == newest_one) for row in rows],
        draft=next((row for row in rows if row.is_draft), None),
        projects=counts.get(model.pk, 0),
    )


def tracks_in_words(step: Step) -> str:
    """Which tracks ask for a step."""
    if all(track in step.tracks for track in TRACKS):
        return "Asked of every track"
    if not step.tracks:
        return "Asked of no track"
    said = [label.lower() for track, label in TRACKS.items() if track in step.tracks]
    return f"Asked of the {' and '.join(said)} track{'s' if len(said) > 1 else ''}"


def step_of(model: LifeCycleModel, step_id: int) -> "QuerySet[Step]":
    """The one step of this number, of this model and of no other."""
    return Step.objects.filter(model=model, pk=step_id).select_related("model__organisation")


def models_to_copy(viewer: Viewer) -> "QuerySet[LifeCycleModel]":
    """Published models whose steps a new one may begin with, the newest version of each."""
    same = LifeCycleModel.objects.filter(code=OuterRef("code"), is_draft=False).order_by("-version")
    return (
        LifeCycleModel.objects.visible_to(viewer).filter(pk=Subquery(same.values("pk")[:1])).order_by("name")
    )
