"""What pages read of measures that several projects use. Who may not see a measure's own project finds nothing of it."""

from collections.abc import Iterable, Sequence

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from quantock.access import Viewer
from quantock.measures import marks
from quantock.measures.models import Measure, SharedMeasure
from quantock.portfolios.models import Theme
from quantock.projects.models import Project, ThemeFact

MOST = 50


def shared_with(project: Project, viewer: Viewer) -> list[SharedMeasure]:
    """What a project uses of others, with their results, in the order in which it began to. One query."""
    seen = _seen(viewer).filter(result__isnull=False).values("pk")
    rows = SharedMeasure.objects.standing().filter(project=project, measure__in=seen)
    joined = rows.select_related(
        "measure__result",
        "measure__project__lead_organisation",
        "measure__library_organisation",
        "measure__library_theme",
    )
    return list(joined.order_by("added_at", "pk"))


def uses_of(measure: Measure) -> list[tuple[str, marks.Sort]]:
    """The projects which use a measure that `one_of` gave, those a viewer may see, to be read with what its notes are about;
    none where none does. No query yet."""
    if not getattr(measure, "is_used", True):
        return []
    using = SharedMeasure.objects.filter(measure=measure, removed_at=None).values("project")

    def rows(viewer: Viewer, _: Project) -> QuerySet[Project]:
        return Project.objects.visible_to(viewer).filter(archived_at=None, pk__in=using)

    return [("use", marks.Sort("Also used by", rows, _user, "title", "number"))]


def _user(_: Project, key: int, title: str, number: str) -> marks.Mark:
    using = Project(number=int(number), title=title)
    return marks.Mark(key, f"{using.ref} {title}", reverse("projects:overview", args=[number]))


def users_of(measures: Iterable[Measure] | QuerySet[Measure], viewer: Viewer) -> dict[int, list[Project]]:
    """The projects which use each of some measures, those this viewer may see, by the measure's key. One query."""
    seen = Project.objects.visible_to(viewer).filter(archived_at=None).values("pk")
    rows = SharedMeasure.objects.standing().filter(project__in=seen)
    if isinstance(measures, QuerySet):
        rows = rows.filter(measure__in=measures.order_by())
    else:
        rows = rows.filter(measure__in=[each.pk for each in measures])
    found: dict[int, list[Project]] = {}
    named = rows.select_related("project").only("measure", "project__number", "project__title")
    for use in named.order_by("project__number"):
        found.setdefault(use.measure_id, []).append(use.project)
    return found


def offered_to(project: Project, viewer: Viewer, words: str) -> list[Measure]:
    """What this viewer may take for a project: without words, of the libraries of its organisation and its themes; with
    words, of every library. One query."""
    used = SharedMeasure.objects.filter(project=project, removed_at=None, measure=OuterRef("pk"))
    rows = (
        Measure.objects.visible_to(viewer)
        .offered()
        .exclude(project=project)
        .filter(~Exists(used), result__isnull=False)
    )
    for word in words.split()[:8]:
        rows = rows.filter(Q(name__icontains=word) | Q(project__title__icontains=word))
    if not words:
        ours = Q(library_organisation=project.lead_organisation_id)
        rows = rows.filter(ours | Q(library_theme__in=_themes(project).values("theme")))
    joined = rows.select_related("project", "result", "library_organisation", "library_theme")
    return list(joined.order_by("name", "project__number", "pk")[:MOST])


def to_take(viewer: Viewer, key: int) -> Measure | None:
    """A measure that this viewer may see, by its key. One query."""
    return _seen(viewer).filter(pk=key).select_related("project").first()


def one_use(project: Project, viewer: Viewer, key: int) -> SharedMeasure | None:
    """What a project uses, of a measure that this viewer may see. One query."""
    rows = SharedMeasure.objects.filter(
        project=project, removed_at=None, measure__in=_seen(viewer).values("pk")
    )
    return rows.filter(pk=key).select_related("measure", "project").first()


def themes_of(project: Project) -> Sequence[Theme]:
    """Which strategic themes a project serves. One query."""
    return list(Theme.objects.filter(pk__in=_themes(project).values("theme")).order_by("name", "pk"))


def _themes(project: Project) -> QuerySet[ThemeFact]:
    return ThemeFact.objects.now().filter(project=project, contribution__gt=0)


def _seen(viewer: Viewer) -> QuerySet[Measure]:
    """A team's draft counts nowhere else."""
    return Measure.objects.visible_to(viewer).counted()
