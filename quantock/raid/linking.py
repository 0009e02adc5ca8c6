"""Links between entries in words, out and back: "Is done about R-001; Goes with I-002 of P-0007"."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Q

from quantock.access import Viewer
from quantock.engines.text import clean
from quantock.projects.models import Project
from quantock.raid import rules
from quantock.raid.kinds import ONE_WAY, REGISTERS, RELATIONS, Kind
from quantock.raid.models import Entry, Relation

BETWEEN = "; "
Address = tuple[int, Kind, int]
"""The number of a project, the register, the number in it."""
KINDS: Mapping[str, Kind] = {register.letters: kind for kind, register in REGISTERS.items()}
WORDS: Mapping[str, tuple[str, bool]] = {
    words.casefold(): (code, side == 0)
    for code, sides in RELATIONS.items()
    for side, words in reversed(tuple(enumerate(sides)))
}
"""Each way of saying it: the relation, and whether the entry that says it comes first."""
REFERENCE = re.compile(r"([a-z]{1,2})[-\s]?0*(\d{1,6})(?:\s+of\s+p-?0*(\d{1,7}))?\s*[.,]?", re.IGNORECASE)


class Unread(ValueError):
    """Words that name no link; says what was meant to stand there."""


@dataclass(frozen=True, slots=True)
class Link:
    """One link of an entry, seen from it."""

    relation: str
    forth: bool
    """Whether the entry comes first: it holds up the other, is done about it."""
    other: int

    def ends(self, entry: int) -> tuple[int, int]:
        """First the one that bears on the other. Of two that go with one another, either may come first."""
        return (entry, self.other) if self.forth else (self.other, entry)


@dataclass(frozen=True, slots=True)
class Told:
    """A link as it stands, in words."""

    link: Link
    words: str


@dataclass(frozen=True, slots=True)
class Said:
    """A link in words that is not among those there are."""

    relation: str
    forth: bool
    address: Address


def links_of(entries: Collection[Entry], viewer: Viewer) -> dict[int, list[Told]]:
    """How each bears on others that this viewer may see. Two queries."""
    keys = {entry.pk: entry for entry in entries}
    both = Relation.objects.filter(Q(source__in=keys) | Q(target__in=keys)).order_by("pk")
    rows = list(both)
    ends = {row.source_id for row in rows} | {row.target_id for row in rows}
    seen = Entry.objects.visible_to(viewer).filter(pk__in=ends).select_related("project").in_bulk()
    found: dict[int, list[Told]] = {}
    for row in rows:
        for forth, mine, other in (
            (False, row.target_id, row.source_id),
            (True, row.source_id, row.target_id),
        ):
            if mine in keys and other in seen:
                theirs = seen[other]
                of = "" if theirs.project_id == keys[mine].project_id else f" of {theirs.project.ref}"
                words = f"{RELATIONS[row.relation][0 if forth else 1]} {theirs.ref}{of}"
                found.setdefault(mine, []).append(Told(Link(row.relation, forth, other), words))
    return found


def in_words(links: Iterable[Told]) -> str:
    return BETWEEN.join(each.words for each in links)


def parts_of(text: str) -> list[str]:
    """The links of a text, still in words: a semicolon or a line stands between two."""
    return [each for part in re.split(r"[;\n]", text) if (each := clean(part, one_line=True))]


def is_reference(text: str) -> bool:
    """Whether a text names an entry and nothing else: R-003, or R-003 of P-0042."""
    found = REFERENCE.fullmatch(text.strip())
    return found is not None and found[1].upper() in KINDS


def read(part: str, project: Project) -> Said:
    """The link that one part names, from an entry of this project. Raises Unread."""
    words = next((each for each in WORDS if part.casefold().startswith(f"{each} ")), "")
    found = REFERENCE.fullmatch(part[len(words) :].strip())
    kind = KINDS.get(found[1].upper()) if found else None
    if found is None or kind is None:
        raise Unread(
            f"“{part[:60]}” is no link: write how they go together and the other's reference, as in “Goes with "
            "A-007” or “Is done about R-001 of P-0042”, and a semicolon between two"
        )
    relation, forth = WORDS[words] if words else ("relates", True)
    number = int(found[3]) if found[3] else project.number
    return Said(relation, forth, (number, kind, int(found[2])))


def at_addresses(wanted: Collection[Address], viewer: Viewer) -> dict[Address, Entry]:
    """Those of them that this viewer may see. A query for each two hundred."""
    found: dict[Address, Entry] = {}
    every = sorted(set(wanted))
    for start in range(0, len(every), 200):
        asked = Q()
        for number, kind, own in every[start : start + 200]:
            asked |= Q(project__number=number, kind=kind, number=own)
        for one in Entry.objects.visible_to(viewer).filter(asked).select_related("project"):
            found[(one.project.number, Kind(one.kind), one.number)] = one
    return found


def named(text: str, project: Project, viewer: Viewer) -> Entry:
    """The entry that a reference names. Raises Unread. One query."""
    said = read(text, project)
    found = at_addresses([said.address], viewer).get(said.address)
    if found is None:
        raise Unread(f"“{text[:60]}”: there is no such entry that you may see")
    return found


class Circles:
    """Links that make no sense in a circle: those there are, and those that are to come. One query."""

    def __init__(self) -> None:
        self.ways: dict[str, dict[int, set[int]]] = {code: {} for code in ONE_WAY}
        rows = Relation.objects.filter(relation__in=ONE_WAY)
        for code, source, target in rows.values_list("relation", "source", "target"):
            self.ways[code].setdefault(source, set()).add(target)

    def closes(self, relation: str, source: int, target: int) -> bool:
        return relation in self.ways and rules.circles(self.ways[relation], source, target)

    def add(self, relation: str, source: int, target: int) -> None:
        if relation in self.ways:
            self.ways[relation].setdefault(source, set()).add(target)

    def drop(self, relation: str, source: int, target: int) -> None:
        if relation in self.ways:
            self.ways[relation].get(source, set()).discard(target)


def makes_circle(mine: str, other: str, relation: str) -> str:
    """Why a link cannot be: the first would bear on the second, which bears on it already."""
    words = RELATIONS[relation][0].lower()
    return f"{other} already {words} {mine}, itself or through others: both ways make a circle"
