"""Links and documents of entries in a workbook: as cells, what was typed into them, and how it is kept and taken back."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from quantock.access import Permission, Viewer, can
from quantock.accounts.models import User
from quantock.audit.models import Batch
from quantock.engines.text import clean, find_nhs_numbers
from quantock.projects.services import Refused
from quantock.raid import linking, services
from quantock.raid.linking import Circles, Link, Told
from quantock.raid.models import Document, Entry, Relation

FIELDS = ("links", "documents")
LONGEST_LABEL, LONGEST_ADDRESS = 200, 1000
ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*:\S+", re.IGNORECASE)
IS_ADDRESS = URLValidator(schemes=["http", "https"])
NOT_THEIRS = "You may not change its links and documents"
Paper = tuple[str, str]
"""A document: its label, and where it lives."""


class Unread(ValueError):
    """Words that cannot stand in the cell, and why."""


@dataclass(slots=True)
class Beside:
    """The links and documents of some entries, as one viewer sees them."""

    links: Mapping[int, Sequence[Told]] = field(default_factory=dict)
    papers: Mapping[int, Sequence[Document]] = field(default_factory=dict)

    @classmethod
    def of(cls, entries: Collection[Entry], viewer: Viewer) -> "Beside":
        """Three queries."""
        papers: dict[int, list[Document]] = {}
        for each in Document.objects.filter(entry__in=[entry.pk for entry in entries]).order_by("pk"):
            papers.setdefault(each.entry_id, []).append(each)
        return cls(linking.links_of(entries, viewer), papers)

    def cells(self, entry: Entry) -> dict[str, object]:
        """As they stand in its row."""
        papers = (f"{each.label}: {each.url}" for each in self.papers.get(entry.pk, ()))
        return {
            "links": linking.in_words(self.links.get(entry.pk, ())) or None,
            "documents": linking.BETWEEN.join(papers) or None,
        }


@dataclass(slots=True)
class Typed:
    """What was typed into the cells of links, looked up for many rows at once; and whether it can be kept."""

    viewer: Viewer
    ends: dict[linking.Address, Entry] = field(default_factory=dict)
    circles: Circles | None = None

    def look_up(self, cells: Iterable[tuple[str, Entry]]) -> None:
        """The other ends that they name."""
        wanted: set[linking.Address] = set()
        for text, entry in cells:
            for part in linking.parts_of(text):
                with suppress(linking.Unread):
                    wanted.add(linking.read(part, entry.project).address)
        self.ends |= linking.at_addresses(wanted - self.ends.keys(), self.viewer)

    def links(self, text: str, entry: Entry, now: Sequence[Told]) -> list[Link]:
        """Those that a cell names; one that stands there already is known by its words. Raises Unread."""
        standing = {each.words.casefold(): each.link for each in now}
        found: dict[tuple[str, frozenset[int] | tuple[int, int]], Link] = {}
        for part in linking.parts_of(text):
            link = standing.get(part.casefold()) or self._new(part, entry)
            found.setdefault(same(link, entry.pk or 0), link)
        return list(found.values())

    def _new(self, part: str, entry: Entry) -> Link:
        try:
            said = linking.read(part, entry.project)
        except linking.Unread as unread:
            raise Unread(str(unread)) from unread
        other = self.ends.get(said.address)
        if other is None:
            raise Unread(f"“{part[:60]}”: there is no such entry that you may see")
        if other.pk == entry.pk:
            raise Unread("An entry cannot be linked with itself")
        return Link(said.relation, said.forth, other.pk)

    def refused(self, at: str, value: Any, entry: Entry, beside: Beside) -> str:
        """Why a cell cannot be kept; nothing where it can, and then it counts for the cells after it."""
        if not can(self.viewer, Permission.LOG_EDIT, entry):
            return NOT_THEIRS
        try:
            if at == "documents":
                papers_in(str(value or ""))
                return ""
            now = beside.links.get(entry.pk, ())
            return self._closes(entry, now, self.links(str(value or ""), entry, now))
        except Unread as why:
            return str(why)

    def _closes(self, entry: Entry, now: Sequence[Told], wanted: Sequence[Link]) -> str:
        self.circles = self.circles or Circles()
        key = entry.pk or -id(entry)
        gone, new = parted(now, wanted, key)
        for link in gone:
            self.circles.drop(link.relation, *link.ends(key))
        for link in new:
            source, target = link.ends(key)
            if self.circles.closes(link.relation, source, target):
                return "These links make a circle: one would wait for, come of or lead to itself"
            self.circles.add(link.relation, source, target)
        return ""


def same(link: Link, entry: int) -> tuple[str, frozenset[int] | tuple[int, int]]:
    """By what two links are one: those that go with one another do so both ways."""
    ends = link.ends(entry)
    return link.relation, frozenset(ends) if link.relation == "relates" else ends


def parted(now: Sequence[Told], wanted: Sequence[Link], entry: int) -> tuple[list[Link], list[Link]]:
    """The links that go, and those that are new."""
    had = {same(each.link, entry): each.link for each in now}
    want = {same(each, entry): each for each in wanted}
    gone = [link for key, link in had.items() if key not in want]
    return gone, [link for key, link in want.items() if key not in had]


def papers_in(text: str) -> list[Paper]:
    """The documents that a cell names: "Minutes of May: https://…", a semicolon or a line between two. Raises Unread."""
    found: list[Paper] = []
    after = 0
    for each in ADDRESS.finditer(text):
        address = each[0].rstrip(";,")
        label = clean(text[after : each.start()].strip(" ;:,\n\t–-"), one_line=True)
        after = each.end()
        _look_at(label, address)
        found.append((label or urlsplit(address).netloc, address))
    if rest := text[after:].strip(" ;,\n\t"):
        raise Unread(f"“{rest[:60]}” has no address: write what it is and where it lives, https://…")
    return list(dict.fromkeys(found))


def _look_at(label: str, address: str) -> None:
    try:
        IS_ADDRESS(address)
    except ValidationError:
        raise Unread(f"“{address[:60]}” is no address that can be opened: it begins with https://") from None
    if len(address) > LONGEST_ADDRESS or len(label) > LONGEST_LABEL:
        raise Unread(
            f"Use at most {LONGEST_LABEL} characters for what it is and {LONGEST_ADDRESS:,} for its address"
        )
    if find_nhs_numbers(label):
        raise Unread("It seems to hold an NHS number: take it out")


@dataclass(slots=True)
class Keeper:
    """Keeps what was typed, as one batch; `moved` is what an undo needs to know."""

    by: User
    batch: Batch
    typed: Typed
    moved: list[dict[str, Any]] = field(default_factory=list)

    def keep(self, cells: Sequence[tuple[Entry, str, Any]]) -> None:
        """Cells of links and documents: what goes first, so that no circle stands in the way that is to open."""
        entries = {entry.pk: entry for entry, _, _ in cells}
        beside = Beside.of(entries.values(), self.typed.viewer)
        new: list[tuple[Entry, Link]] = []
        for entry, at, value in cells:
            text = str(value or "")
            if at == "documents":
                self._papers(entry, beside.papers.get(entry.pk, ()), papers_in(text))
                continue
            now = beside.links.get(entry.pk, ())
            gone, more = parted(now, self.typed.links(text, entry, now), entry.pk)
            for link in gone:
                self._unlink(entry, link)
            new += [(entry, link) for link in more]
        for entry, link in new:
            self._link(entry, link)

    def _unlink(self, entry: Entry, link: Link) -> None:
        source, target = link.ends(entry.pk)
        row = Relation.objects.select_related("source", "target").filter(
            source=source, target=target, relation=link.relation
        )
        if found := row.first():
            self._note("relation", added=False, **_row_of(found))
            services.unrelate(found, by=self.by, batch=self.batch)

    def _link(self, entry: Entry, link: Link) -> None:
        ends = Entry.objects.select_related("project").in_bulk(link.ends(entry.pk))
        source, target = (ends[key] for key in link.ends(entry.pk))
        if Relation.objects.filter(source=source, target=target, relation=link.relation).exists():
            return
        found = services.relate(source, target, link.relation, by=self.by, batch=self.batch)
        self._note("relation", added=True, **_row_of(found))

    def _papers(self, entry: Entry, now: Sequence[Document], wanted: Sequence[Paper]) -> None:
        had = {(each.label, each.url) for each in now}
        for each in now:
            if (each.label, each.url) not in wanted:
                self._note("document", added=False, entry=entry.pk, label=each.label, url=each.url)
                each.entry = entry
                services.remove_document(each, by=self.by, batch=self.batch)
        for label, url in wanted:
            if (label, url) not in had:
                services.add_document(entry, label=label, url=url, by=self.by, batch=self.batch)
                self._note("document", added=True, entry=entry.pk, label=label, url=url)

    def _note(self, what: str, *, added: bool, **said: Any) -> None:
        self.moved.append({"what": what, "added": added, "said": said})


def _row_of(relation: Relation) -> dict[str, Any]:
    return {
        "source": relation.source_id,
        "target": relation.target_id,
        "relation": relation.relation,
        "less_likely": relation.less_likely,
        "less_bad": relation.less_bad,
    }


def kept_or_refused(keeper: Keeper, cells: Sequence[tuple[Entry, str, Any]]) -> None:
    """As `Keeper.keep`; what somebody made impossible meanwhile refuses the whole, in words."""
    try:
        keeper.keep(cells)
    except Unread as why:
        raise Refused(f"{why}. Nothing was kept.") from why


ONE_BY: Mapping[str, tuple[str, ...]] = {
    "relation": ("source_id", "target_id", "relation"),
    "document": ("entry_id", "label", "url"),
}
"""By what two of them are one."""
TABLES: Mapping[str, Any] = {"relation": Relation, "document": Document}


def put_back(moved: Sequence[Mapping[str, Any]]) -> None:
    """Undo what a batch did to links and documents: what it added goes, what it took away stands again."""
    for each in reversed(moved):
        table = TABLES[each["what"]]
        said = {f"{name}_id" if name in ENDS else name: value for name, value in each["said"].items()}
        key = {name: said[name] for name in ONE_BY[each["what"]]}
        if not each["added"]:
            # What somebody has linked again meanwhile stays as they have it.
            table.objects.get_or_create(**key, defaults=said)
        elif each["what"] == "document":
            # Of two that are the same, one was there before.
            table.objects.filter(
                pk__in=table.objects.filter(**said).order_by("-pk").values("pk")[:1]
            ).delete()
        else:
            table.objects.filter(**key).delete()


ENDS = ("source", "target", "entry")
