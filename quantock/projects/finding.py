"""What a project is found by: what whoever sees the project sees of it. No amount, no draft."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from django.db.models import QuerySet

from quantock.access import padded, prepared
from quantock.projects.models import CharterFact, ExternalId, Involvement, Project, Stage, StatusUpdate
from quantock.search import index
from quantock.search.index import Part, Source, Text
from quantock.search.models import ProjectEntry

CHARTER = (
    ("aim", "Aim"),
    ("problem", "Problem"),
    ("description", "Description"),
    ("scope_in", "Scope"),
    ("rationale", "Why"),
)
UPDATE = (
    ("done", "Done"),
    ("next", "Next"),
    ("why", "Why so"),
    ("decisions", "Decision"),
    ("support", "Support"),
)
# Columns of the record whose change is a change of what is searched.
SEARCHED = frozenset(("title", "category", "place_text", "tags"))


def register() -> None:
    """Called once, when the app starts."""
    index.register(
        ProjectEntry, Source(texts, lambda: Project.objects.order_by().values_list("pk", flat=True))
    )


def keep_findable(projects: Iterable[Project | int]) -> None:
    """After something searched of these projects changed, in the same transaction."""
    keys = (each if isinstance(each, int) else each.pk for each in projects)
    index.keep(ProjectEntry, keys)


def texts(keys: Sequence[int]) -> Iterator[tuple[int, Text]]:
    """Six queries, however many."""
    some = padded(keys)
    charters = {fact.project_id: fact for fact in prepared(_charters, None, keys=some)}
    updates = {update.project_id: update for update in prepared(_updates, None, keys=some)}
    ids: defaultdict[int, list[str]] = defaultdict(list)
    for key, value in prepared(_external_ids, None, keys=some):
        ids[key].append(value)
    # What was merged into it is found by the reference it had.
    for merged in prepared(_merged, None, keys=some):
        ids[merged.merged_into_id or 0].append(merged.ref)
    # Persons are found themselves; a name from a register is known here alone.
    named: defaultdict[int, list[str]] = defaultdict(list)
    for key, name in prepared(_names, None, keys=some):
        named[key].append(name)
    for project in prepared(_projects, None, keys=some):
        yield (
            project.pk,
            Text(
                title=project.title,
                names=[("Reference", project.ref), ("Known elsewhere as", ", ".join(ids[project.pk]))],
                parts=[
                    *_said(charters.get(project.pk), CHARTER),
                    *_said(updates.get(project.pk), UPDATE, "Last update, "),
                    ("Tags", ", ".join(map(str, project.tags))),
                    ("Category", project.category),
                    ("Place", project.place_text),
                    ("People", ", ".join(named[project.pk])),
                ],
            ),
        )


def _charters(keys: Sequence[int]) -> QuerySet[CharterFact]:
    return CharterFact.objects.now().filter(project__in=keys).only("project", *(name for name, _ in CHARTER))


def _updates(keys: Sequence[int]) -> QuerySet[StatusUpdate]:
    published = StatusUpdate.objects.filter(project__in=keys, stage=Stage.PUBLISHED).order_by("as_at", "pk")
    return published.only("project", *(name for name, _ in UPDATE))


def _external_ids(keys: Sequence[int]) -> QuerySet[ExternalId, tuple[int, str]]:
    return ExternalId.objects.filter(project__in=keys).order_by("pk").values_list("project", "value")


def _merged(keys: Sequence[int]) -> QuerySet[Project]:
    return Project.objects.filter(merged_into__in=keys).order_by("pk").only("number", "merged_into")


def _names(keys: Sequence[int]) -> QuerySet[Involvement, tuple[int, str]]:
    parts = Involvement.objects.filter(project__in=keys, person=None, until=None).order_by("pk")
    return parts.values_list("project", "name")


def _projects(keys: Sequence[int]) -> QuerySet[Project]:
    return Project.objects.filter(pk__in=keys).only("number", "title", "category", "place_text", "tags")


def _said(row: object | None, columns: Sequence[Part], before: str = "") -> Iterator[Part]:
    if row is not None:
        for name, label in columns:
            yield (before + (label.lower() if before else label), getattr(row, name))
