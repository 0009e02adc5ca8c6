"""What somebody may see that holds the words they seek: projects, organisations, people; and what a word is called here.

Records whose title, or whatever else they are called, holds all of the words come first, then those that hold them
elsewhere; the newest first in each. Rights are those of the record: what is kept for searching is only joined with them.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Case, Exists, F, IntegerField, Model, OuterRef, Q, QuerySet, Value, When, Window
from django.db.models.functions import RowNumber

from quantock.access import Viewer, padded, prepared
from quantock.access.roles import ROLE_NAMES, Role
from quantock.engines.text import plural
from quantock.engines.text.finding import Piece, Sought, marked, snippet, sought
from quantock.people.models import Organisation, Person
from quantock.projects.models import Involvement, Project
from quantock.projects.models.project import seen_by
from quantock.search.database import Matching, asked
from quantock.search.models import Entry, OrganisationEntry, PersonEntry, ProjectEntry
from quantock.web.display import Paged
from quantock.web.glossary import Term
from quantock.web.queries import glossary

MOST_COUNTED = 1000
PAGE = 20
FIRST = {"projects": 10, "organisations": 5, "people": 5}
MOST_PARTS = 3
KINDS = tuple(FIRST)
NAMED = {"projects": ("project",), "organisations": ("organisation",), "people": ("person", "people")}

Key = tuple[int, int]
"""Where a record stands in the order of what was found: 0 to 2 for its number, its title or elsewhere, and its key."""


@dataclass(slots=True)
class Hit:
    """One record found, with what was sought marked."""

    title: Sequence[Piece]
    label: str = ""
    snippet: Sequence[Piece] = ()
    record: Any = None
    parts: Sequence["Part"] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """What a person does in a project that the viewer may see."""

    role: str
    number: int
    title: str


@dataclass(slots=True)
class Group:
    """What was found of one kind; `after` is the key behind which there is more."""

    kind: str
    count: int = 0
    more_than_counted: bool = False
    hits: Sequence[Hit] = ()
    after: str = ""

    @property
    def paged(self) -> Paged:
        return Paged(after=self.after)

    @property
    def says(self) -> str:
        """How many, as a number beside a name."""
        return f"{MOST_COUNTED:,}+" if self.more_than_counted else str(self.count)

    @property
    def in_words(self) -> str:
        return ("More than " if self.more_than_counted else "") + plural(self.count, *NAMED[self.kind])

    @property
    def has_more(self) -> bool:
        return self.count > len(self.hits)


@dataclass(slots=True)
class Found:
    """All that a page of results shows."""

    wanted: Sought
    groups: Mapping[str, Group] = field(default_factory=dict)
    terms: Sequence[Term] = ()

    @property
    def is_empty(self) -> bool:
        return not any(group.count for group in self.groups.values())

    @property
    def is_one(self) -> bool:
        return sum(group.count for group in self.groups.values()) == 1

    @property
    def says(self) -> Sequence[str]:
        """How many of each kind, in words; a kind of which nothing was found is not named."""
        return [group.in_words for group in self.groups.values() if group.count]


def search(viewer: Viewer, text: str, *, kind: str = "", after: str = "") -> Found:
    """All kinds, the first few of each; or one kind, a page behind a key. At most eight queries."""
    wanted = sought(text)
    if not wanted:
        return Found(wanted)
    keys = {each: found(viewer, each, wanted) for each in KINDS}
    groups = {each: _group(viewer, each, keys[each], wanted, kind=kind, after=after) for each in KINDS}
    return Found(wanted, groups, () if kind else named_otherwise(viewer, text))


def found(viewer: Viewer, kind: str, wanted: Sought) -> list[Key]:
    """The keys of what is found and may be seen, in order; at most one more than is counted. One query."""
    number = _number(wanted) if kind == "projects" else None
    keys: list[Any] = [asked(wanted, "title_words"), asked(wanted), *([number] if number else [])]
    return prepared(_found, viewer, kind, keys=keys)


def _found(viewer: Viewer, kind: str, keys: Sequence[Any]) -> QuerySet[Any, Key]:
    entries, seen = SEEN[kind]
    in_title, anywhere, *numbers = keys
    first = [When(number=number, then=Value(0)) for number in numbers]
    first.append(When(pk__in=Matching(entries, in_title, "title_words"), then=Value(1)))
    rows = seen(viewer).filter(pk__in=Matching(entries, anywhere))
    rows = rows.annotate(tier=Case(*first, default=Value(2), output_field=IntegerField()))
    found: QuerySet[Any, Key] = rows.order_by("tier", "-pk").values_list("tier", "pk")[: MOST_COUNTED + 1]
    return found


def _number(wanted: Sought) -> int | None:
    """The project meant by 42, 0042, p42 or P-0042 and nothing else."""
    words = {word for word, _ in wanted.lexemes()} if len(wanted.terms) == 1 else set()
    numbers = {word.removeprefix("p") for word in words} - {""}
    one = numbers.pop() if len(numbers) == 1 else ""
    return int(one) if one.isdecimal() and len(one) < 10 else None


def people_seen(viewer: Viewer) -> QuerySet[Person]:
    """Whom the viewer may know of: those they administer, and those who take part in a project they may see."""
    parts = _parts_seen(viewer).filter(person=OuterRef("pk"))
    administered = Q(pk__in=Person.objects.visible_to(viewer).values("pk"))
    return Person.objects.filter(administered | Exists(parts), erased_at=None).order_by()


def _parts_seen(viewer: Viewer) -> QuerySet[Involvement]:
    return Involvement.objects.filter(seen_by(viewer, "project__"), until=None, project__archived_at=None)


SEEN: Mapping[str, tuple[type[Entry], Callable[[Viewer], "QuerySet[Any]"]]] = {
    "projects": (ProjectEntry, lambda viewer: Project.objects.visible_to(viewer).order_by()),
    "organisations": (OrganisationEntry, lambda viewer: Organisation.objects.visible_to(viewer).order_by()),
    "people": (PersonEntry, people_seen),
}


def _group(viewer: Viewer, each: str, keys: Sequence[Key], wanted: Sought, *, kind: str, after: str) -> Group:
    """What is shown of one kind: its first few, a page of it, or (where another kind is asked for) its count."""
    group = Group(each, min(len(keys), MOST_COUNTED), len(keys) > MOST_COUNTED)
    if kind and kind != each:
        return group
    behind = [key for key in keys if _order(key) > _order(_read(after))] if kind else keys
    shown = behind[: PAGE if kind else FIRST[each]]
    group.hits = HITS[each](viewer, [pk for _, pk in shown], wanted)
    if kind and len(behind) > len(shown):
        group.after = "{}-{}".format(*shown[-1])
    return group


def _order(key: Key | None) -> tuple[int, int]:
    return (-1, 0) if key is None else (key[0], -key[1])


def _read(after: str) -> Key | None:
    """A key in an address; none where it is not one."""
    tier, _, pk = after.partition("-")
    if tier in ("0", "1", "2") and pk.isdecimal() and len(pk) < 19:
        return int(tier), int(pk)
    return None


def _hits(kind: type[Entry], records: Mapping[int, Any], keys: Sequence[int], wanted: Sought) -> list[Hit]:
    """What was found, as its texts say it: the part in which most of what is sought stands. One query."""
    entries = _by_key(_entries, kind, keys)
    hits = []
    for key in keys:
        if key in entries and key in records:
            label, shown = _best([(label, text) for label, text in entries[key].parts], wanted)
            hits.append(Hit(marked(entries[key].title, wanted), label, shown, records[key]))
    return hits


def _best(parts: Sequence[tuple[str, str]], wanted: Sought) -> tuple[str, Sequence[Piece]]:
    """The part that says most of what is sought, and where in it; nothing where none does."""
    shown = [(label, snippet(text, wanted)) for label, text in parts]
    return max(shown, key=lambda each: sum(is_sought for _, is_sought in each[1]), default=("", []))


def _projects(viewer: Viewer, keys: Sequence[int], wanted: Sought) -> list[Hit]:
    """Two queries."""
    return _hits(ProjectEntry, _by_key(_records, Project, keys), keys, wanted)


def _organisations(viewer: Viewer, keys: Sequence[int], wanted: Sought) -> list[Hit]:
    """Two queries."""
    return _hits(OrganisationEntry, _by_key(_records, Organisation, keys), keys, wanted)


def _people(viewer: Viewer, keys: Sequence[int], wanted: Sought) -> list[Hit]:
    """Two queries: the people, and up to three of their parts in projects that the viewer may see."""
    people = _by_key(_records, Person, keys)
    parts: defaultdict[int, list[Part]] = defaultdict(list)
    for person, role, number, title in prepared(_parts, viewer, keys=padded(keys)) if keys else ():
        parts[person].append(Part(ROLE_NAMES[Role(role)], number, title))
    return [
        Hit(marked(people[key].name, wanted), record=people[key], parts=parts[key])
        for key in keys
        if key in people
    ]


def _parts(viewer: Viewer, keys: Sequence[int]) -> QuerySet[Any, Any]:
    place = Window(RowNumber(), partition_by=F("person"), order_by=F("project__number").desc())
    rows = _parts_seen(viewer).filter(person__in=keys).annotate(place=place).filter(place__lte=MOST_PARTS)
    return rows.order_by("place").values_list("person", "role", "project__number", "project__title")


def _by_key(build: Callable[..., QuerySet[Any]], kind: type[Model], keys: Sequence[int]) -> dict[int, Any]:
    return {row.pk: row for row in prepared(build, None, kind, keys=padded(keys))} if keys else {}


def _records(kind: type[Model], keys: Sequence[int]) -> QuerySet[Any]:
    rows: QuerySet[Any] = kind._default_manager.filter(pk__in=keys).order_by()
    return rows.select_related("lead_organisation", "step") if kind is Project else rows


def _entries(kind: type[Entry], keys: Sequence[int]) -> QuerySet[Any]:
    rows: QuerySet[Any] = kind._default_manager.filter(pk__in=keys)
    return rows.only("title", "parts")


HITS: Mapping[str, Callable[[Viewer, Sequence[int], Sought], list[Hit]]] = {
    "projects": _projects,
    "organisations": _organisations,
    "people": _people,
}


def named_otherwise(viewer: Viewer, text: str) -> list[Term]:
    """The words of the glossary that are called what was typed, by any of their names. One query."""
    asked = " ".join(text.casefold().split())
    return [
        term for term in glossary(viewer) if asked in {name.casefold() for name in (term.word, *term.also)}
    ]
