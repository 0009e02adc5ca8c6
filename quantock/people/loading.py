"""Loading published lists of organisations: repeatable, counting what changed, never deleting.

What a list leaves blank is never taken away: a closing day or a successor that an administrator has set
survives the next load of a list that does not know of it. A renamed organisation keeps its former name.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import models, transaction
from django.db.models import Q

from quantock.accounts.models import User
from quantock.audit import log
from quantock.audit.models import Batch, Channel, Event
from quantock.engines.text import squash
from quantock.people.called import keep_called
from quantock.people.finding import keep_organisations_findable
from quantock.people.listed import Code, Listed
from quantock.people.models import (
    Alias,
    CodeSystem,
    Organisation,
    OrganisationType,
    OtherCode,
    Parentage,
    Succession,
)
from quantock.people.published import KINDS, Published
from quantock.people.services import grants

SAID = ("name", "kind", "opens_on", "closes_on", "standing")
LABELS = {
    "name": "Name",
    "kind": "Kind",
    "opens_on": "Opened",
    "closes_on": "Closed",
    "standing": "Standing",
}


@dataclass(slots=True)
class Loaded:
    """What one list changed. An organisation counts as updated once, however much of it changed."""

    published: Published
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    closed: int = 0
    renamed: int = 0
    parents_not_known: Counter[str] = field(default_factory=Counter)
    successors_not_known: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def report(self) -> dict[str, Any]:
        """As the command prints it and the page shows it."""
        read = self.published
        return {
            "file": read.name,
            "kind": read.kind,
            "encoding": read.encoding,
            "header_row": read.header_row,
            "columns": read.columns,
            "rows": read.rows,
            **{
                name: getattr(self, name) for name in ("created", "updated", "unchanged", "closed", "renamed")
            },
            "figures": dict(read.figures),
            "refused": list(read.refused),
            "parents_not_known": dict(sorted(self.parents_not_known.items())),
            "successors_not_known": self.successors_not_known,
            "warnings": [*read.warnings, *self.warnings],
        }


@transaction.atomic
def load(lists: Iterable[Published], *, by: User | None, on: date) -> list[Loaded]:
    """Bring lists in, those that others refer to first. All of them, or nothing."""
    return [_Load(one, by=by, on=on).run() for one in sorted(lists, key=lambda one: KINDS.index(one.kind))]


class _Load:
    """One list on its way in: a fixed number of queries to read what is here, bulk writes for what differs."""

    def __init__(self, published: Published, *, by: User | None, on: date) -> None:
        self.listed = published.listed
        self.by, self.on = by, on
        self.account = Loaded(published)
        self.changes: defaultdict[int, list[dict[str, Any]]] = defaultdict(list)  # by primary key
        self.batch: Batch | None = None

    def run(self) -> Loaded:
        here = _here(self.listed)
        new = {one.key: _made(one) for one in self.listed if one.key not in here}
        made = Organisation.objects.bulk_create(new.values(), batch_size=500)
        here |= new
        existing = {each.pk for each in here.values()} - {each.pk for each in made}
        pairs = [(one, here[one.key]) for one in self.listed]
        self._say([(one, body) for one, body in pairs if body.pk in existing])
        self._add_codes(pairs)
        self._add_names(pairs)
        self._add_parents(pairs)
        self._add_successors(pairs)
        self._count_and_record(made, existing)
        return self.account

    def _say(self, pairs: Sequence[tuple[Listed, Organisation]]) -> None:
        """What the list says of organisations that were here already."""
        changed, former = [], []
        for one, body in pairs:
            differing = self._possible(differences(one, body), body)
            for name, value in differing.items():
                was, is_now = shown(body, name), shown(Organisation(**{name: value}), name)
                self.changes[body.pk].append(log.change(name, LABELS.get(name, "Code"), was, is_now))
            if "name" in differing:
                former.append(Alias(organisation=body, name=body.name, until=self.on))
                self.account.renamed += 1
            if "closes_on" in differing and body.closes_on is None:
                self.account.closed += 1
            for name, value in differing.items():
                setattr(body, name, value)
            if differing:
                changed.append(body)
        Alias.objects.bulk_create(former, batch_size=500, ignore_conflicts=True)
        Organisation.objects.bulk_update(changed, [*SAID, "code", "code_system"], batch_size=100)

    def _possible(self, differing: Mapping[str, Any], body: Organisation) -> dict[str, Any]:
        """Without days that would have it close before it opened."""
        opens, closes = (differing.get(name, getattr(body, name)) for name in ("opens_on", "closes_on"))
        if not (opens and closes and closes < opens):
            return dict(differing)
        self.account.warnings.append(
            f"{body.name} would close on {closes} and open on {opens}: its days stay as they are"
        )
        return {name: value for name, value in differing.items() if name not in ("opens_on", "closes_on")}

    def _add_codes(self, pairs: Sequence[tuple[Listed, Organisation]]) -> None:
        """Codes beside the main one; one that already finds an organisation is left with it."""
        known = set(OtherCode.objects.values_list("code_system", "code"))
        systems = {system for one in self.listed for system, _ in (one.code, *one.other_codes)}
        known |= set(Organisation.objects.filter(code_system__in=systems).values_list("code_system", "code"))
        rows = []
        for one, body in pairs:
            for system, code in (one.code, *one.other_codes):
                if code and (system, code) not in known:
                    known.add((system, code))
                    rows.append(OtherCode(organisation=body, code_system=system, code=code))
                    self._added(body, "Other code", code)
        OtherCode.objects.bulk_create(rows, batch_size=500)

    def _add_names(self, pairs: Sequence[tuple[Listed, Organisation]]) -> None:
        named = [body.pk for one, body in pairs if one.other_names]
        known = {
            (key, squash(name))
            for some in in_parts(named)
            for key, name in Alias.objects.filter(organisation__in=some).values_list("organisation", "name")
        }
        rows = []
        for one, body in pairs:
            for name in one.other_names:
                if (body.pk, squash(name)) not in known and squash(name) != squash(body.name):
                    known.add((body.pk, squash(name)))
                    rows.append(Alias(organisation=body, name=name))
                    self._added(body, "Also called", name)
        Alias.objects.bulk_create(rows, batch_size=500)

    def _add_parents(self, pairs: Sequence[tuple[Listed, Organisation]]) -> None:
        """Parents that are here; those that are not are counted. A new board ends the belonging to the old one."""
        parents = self._referred_to(
            {parent.code for one, _ in pairs for parent in one.parents}, CodeSystem.ODS
        )
        standing: defaultdict[int, dict[int, Parentage]] = defaultdict(dict)
        for some in in_parts([body.pk for one, body in pairs if one.parents]):
            rows = Parentage.objects.filter(child__in=some).select_related("parent").order_by("pk")
            for row in rows:
                standing[row.child_id][row.parent_id] = row
        new: list[Parentage] = []
        changed: list[Parentage] = []
        for one, body in pairs:
            here = standing[body.pk]
            for said in one.parents:
                parent = parents.get(said.code)
                if parent is None:
                    self.account.parents_not_known[said.code] += 1
                if parent is None or parent.pk == body.pk:
                    continue
                known = here.get(parent.pk)
                if known is None:
                    changed += self._leave(body, here.values(), parent)
                    here[parent.pk] = Parentage(
                        child=body, parent=parent, so_from=said.so_from, so_until=said.so_until
                    )
                    new.append(here[parent.pk])
                    self._added(body, "Belongs to", parent.name)
                elif said.so_until and known.so_until != said.so_until:
                    known.so_until = said.so_until
                    changed.append(known)
                    self._added(body, "No longer belongs to", parent.name)
        Parentage.objects.bulk_create(new, batch_size=500)
        Parentage.objects.bulk_update(changed, ["so_until"], batch_size=500)

    def _leave(self, body: Organisation, rows: Iterable[Parentage], parent: Organisation) -> list[Parentage]:
        """The rows of other parents of the new one's kind, ended; one belongs to one board at a time."""
        left = [row for row in rows if row.pk and row.so_until is None and row.parent.kind == parent.kind]
        for row in left:
            row.so_until = self.on
            self._added(body, "No longer belongs to", row.parent.name)
        return left

    def _add_successors(self, pairs: Sequence[tuple[Listed, Organisation]]) -> None:
        wanted = {code for one, _ in pairs for code in one.successors}
        successors = self._referred_to(wanted, CodeSystem.COUNCIL)
        known = set(Succession.objects.values_list("predecessor", "successor"))
        rows = []
        for one, body in pairs:
            for code in one.successors:
                successor = successors.get(code)
                if successor is None:
                    self.account.successors_not_known.append(f"{one.code[1] or one.name} to {code}")
                elif (body.pk, successor.pk) not in known and successor.pk != body.pk:
                    known.add((body.pk, successor.pk))
                    rows.append(
                        Succession(predecessor=body, successor=successor, on=body.closes_on or self.on)
                    )
                    self._added(body, "Taken over by", successor.name)
        Succession.objects.bulk_create(rows, batch_size=500)
        if rows:
            grants.pass_on()

    def _referred_to(self, wanted: set[str], system: CodeSystem) -> dict[str, Organisation]:
        """Those that a list refers to, by a code of one system; a list of any organisations says codes of all, or names."""
        if self.account.published.kind != "organisations":
            return called_by_code(wanted, system)
        found: dict[str, Organisation] = {}
        own = [one.code[0] for one in self.listed[:1] if one.code[0]]
        for each in (*reversed(CodeSystem.values), *own):
            found |= called_by_code(wanted, CodeSystem(each)) if each else {}
        if wanted - found.keys():
            named = _once(Organisation.objects.all())
            found = {code: named[squash(code)] for code in wanted if squash(code) in named} | found
        return found

    def _added(self, body: Organisation, label: str, value: str) -> None:
        self.changes[body.pk].append(log.change(label.lower(), label, None, value))

    def _count_and_record(self, made: Sequence[Organisation], existing: set[int]) -> None:
        """Count, and write an event for each organisation made or changed."""
        account = self.account
        touched = existing & self.changes.keys()
        account.created, account.updated = len(made), len(touched)
        account.unchanged = len(existing) - len(touched)
        if not made and not touched:
            return
        keep_called(self.on)
        keep_organisations_findable({each.pk for each in made} | touched)
        self.batch = Batch.objects.create(title=f"List of {account.published.kind}", by=self.by)
        changed = [
            each for some in in_parts(sorted(touched)) for each in Organisation.objects.filter(pk__in=some)
        ]
        log.write(
            [self._event(each, "added") for each in made] + [self._event(each, "changed") for each in changed]
        )

    def _event(self, body: Organisation, verb: str) -> Event:
        file = self.account.published.name
        words = {"added": f"Added {body.name}, from {file}", "changed": f"Changed {body.name}, from {file}"}
        changes = self.changes.get(body.pk, ())
        channel = Channel.IMPORT
        return log.event(
            verb, body, by=self.by, says=words[verb], changes=changes, batch=self.batch, channel=channel
        )


def in_parts(keys: Sequence[int], size: int = 900) -> Iterable[Sequence[int]]:
    """Keys in parts that both databases take in one question."""
    return (keys[start : start + size] for start in range(0, len(keys), size))


def called_by_code(codes: Iterable[str], system: CodeSystem) -> dict[str, Organisation]:
    """The organisations with these codes of one system, main or other. Two queries."""
    wanted = set(codes)
    if not wanted:
        return {}
    found = {
        row.code: row.organisation
        for row in OtherCode.objects.filter(code_system=system, code__in=wanted).select_related(
            "organisation"
        )
    }
    main = Organisation.objects.filter(code_system=system, code__in=wanted)
    return found | {each.code: each for each in main}


def _here(listed: Sequence[Listed]) -> dict[Code, Organisation]:
    """Those of the list that are here: by code, by another code, or by name where the one here has no code."""
    systems = {system for one in listed for system, _ in (one.code, *one.other_codes)}
    every = any(not one.code[1] for one in listed)
    bodies = Organisation.objects.filter(Q() if every else Q(code_system__in=systems) | Q(code=""))
    coded = {(each.code_system, each.code): each for each in bodies if each.code}
    others = {
        (row.code_system, row.code): row.organisation
        for row in OtherCode.objects.select_related("organisation")
    }
    nameless = _once(each for each in bodies if not each.code)
    anybody = _once(bodies) if every else {}
    names = Counter(squash(one.name) for one in listed)
    here: dict[Code, Organisation] = {}
    taken: set[int] = set()
    for one in listed:
        codes = [code for code in (one.code, *one.other_codes) if code[1]]
        found = next((known[code] for code in codes for known in (coded, others) if code in known), None)
        if found is None and names[squash(one.name)] == 1:
            found = (nameless if one.code[1] else anybody).get(squash(one.name))
        if found is not None and found.pk not in taken:
            taken.add(found.pk)
            here[one.key] = found
    return here


def _once(bodies: Iterable[Organisation]) -> dict[str, Organisation]:
    """By name, those whose name only one has."""
    by_name: defaultdict[str, list[Organisation]] = defaultdict(list)
    for each in bodies:
        by_name[squash(each.name)].append(each)
    return {name: alike[0] for name, alike in by_name.items() if len(alike) == 1}


def _made(one: Listed) -> Organisation:
    system, code = one.code
    said = {name: getattr(one, name) for name in SAID}
    return Organisation(code_system=system, code=code, **said | {"standing": one.standing or ""})


def differences(one: Listed, body: Organisation) -> Mapping[str, Any]:
    """What the list says otherwise. Pure. Blank says nothing; names that differ in case or signs are the same."""
    said = {name: getattr(one, name) for name in SAID}
    differing = {
        name: value
        for name, value in said.items()
        if value != getattr(body, name)
        and (value not in (None, "", OrganisationType.OTHER) or (name, value) == ("standing", ""))
    }
    if squash(one.name) == squash(body.name):
        differing.pop("name", None)
    if body.kind not in (OrganisationType.OTHER, one.kind) and not body.code:
        differing.pop("kind", None)
    if one.code[1] and not body.code:
        differing["code_system"], differing["code"] = one.code
    return differing


def shown(body: Organisation, name: str) -> str:
    """A column as history shows it."""
    as_words = getattr(body, f"get_{name}_display", None)
    value: Any = as_words() if as_words else getattr(body, name)
    if isinstance(value, models.Model):
        return str(value)
    return "" if value is None else str(value)
