"""What changes a log. Every change is a dated fact and an event, in one transaction."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from quantock.accounts.models import User
from quantock.audit import facts, log
from quantock.audit.changing import label, shown
from quantock.audit.models import Batch
from quantock.engines.dates import say_date
from quantock.engines.text import say_list
from quantock.projects.models import Project
from quantock.projects.services import NotNow, Refused
from quantock.raid import counting, depending, escalating, linking, rebaselining, rules, telling
from quantock.raid.kinds import MISTAKE, ONE_WAY, REGISTERS, RELATIONS, Kind
from quantock.raid.matrices import matrix_for
from quantock.raid.models import RECORD_FIELDS, Document, Entry, EntryFact, Matrix, Reader, Relation, Remark

MOST_NAMED = 3
# Told by the words of a score, not column by column.
QUIET = ("closed_on", "score", "level", "height", "matrix", "details", "domains")


@transaction.atomic
def add_entries(
    project: Project,
    rows: Sequence[Mapping[str, Any]],
    *,
    by: User | None,
    on: date,
    batch: Batch | None = None,
    tell: bool = True,
) -> list[Entry]:
    """Add some; each row holds kind and title and any of an entry's columns. Numbers follow each kind's last one.

    Their owners are told, unless whoever adds more tells them of all at once (`telling.given`).
    """
    Project.objects.select_for_update().get(pk=project.pk)
    taken = dict(Entry.objects.filter(project=project).values_list("kind").annotate(last=Max("number")))
    made: list[tuple[Entry, dict[str, Any]]] = []
    for row in rows:
        kind = Kind(row["kind"])
        register = REGISTERS[kind]
        own = {name: row[name] for name in ("source_key", "restricted", "raised_on") if row.get(name)}
        said = {name: row[name] for name in RECORD_FIELDS if name in row}
        said.setdefault("state", register.standings[0].code)
        taken[kind] = taken.get(kind, 0) + 1
        entry = Entry(
            project=project, kind=kind, number=taken[kind], raised_by=by, **{"raised_on": on, **own}, **said
        )
        said |= _follow(entry, said, on=on)
        made.append((entry, said))
    Entry.objects.bulk_create([entry for entry, _ in made], batch_size=500)
    facts.state([_fact(entry, said, by=by, on=on, batch=batch) for entry, said in made])
    log.write(
        log.event("log added", each, by=by, batch=batch, says=f"Added the {each.register.one} {each}")
        for each, _ in made
    )
    if tell:
        telling.given([entry for entry, _ in made], by=by)
    counting.keep(entry for entry, _ in made)
    return [entry for entry, _ in made]


@transaction.atomic
def change_entry(
    entry: Entry,
    said: Mapping[str, Any],
    *,
    by: User | None,
    on: date,
    reason: str = "",
    says: str = "",
    batch: Batch | None = None,
    side: depending.Side = "ours",
    tell: bool = True,
    untold: Collection[str] = (),
) -> Entry:
    """Say something new of an entry, so from `on`. Only what differs is kept. `side`: whose people of a dependency say it;
    `tell`: as for `add_entries`; `untold`: columns that the history does not list, since `says` tells of them."""
    current = (
        Entry.objects.select_for_update(of=("self",))
        .select_related("project", "owner", "matrix")
        .get(pk=entry.pk)
    )
    if "details" in said:
        said = {**said, "details": {**current.details, **said["details"]}}
    new = {name: value for name, value in said.items() if getattr(current, name) != value}
    if not new:
        return current
    told = _told(current, new)
    if "state" not in new and depending.asks_anew(current, [change["field"] for change in told]):
        new["state"] = depending.PROPOSED
        told = _told(current, new)
    for name, value in new.items():
        setattr(current, name, value)
    new |= _follow(current, new, on=on)
    facts.state([_fact(current, new, by=by, on=on, reason=reason, batch=batch)])
    current.save(update_fields=sorted(new))
    log.record(
        "log changed",
        current,
        by=by,
        says=says or f"Changed {_what(told)} of the {current.register.one} {current}",
        changes=[each for each in told if each["field"] not in untold],
        reason=reason,
        batch=batch,
    )
    if tell and "owner" in new:
        telling.given([current], by=by)
    depending.changed(current, [change["field"] for change in told], side=side, by=by, on=on)
    if new.get("state") == rebaselining.APPROVED:
        rebaselining.approved(current, by=by, on=on, reason=reason)
    if new.get("closed_on"):
        escalating.entry_closed(current, by=by, on=on)
    counting.keep([current], new)
    return current


@transaction.atomic
def close(
    entry: Entry,
    state: str,
    *,
    by: User | None,
    on: date,
    reason: str = "",
    details: Mapping[str, str] | None = None,
) -> Entry:
    """It is done, resolved, met … whatever its register calls it, with `details` of how. Refused when somebody was quicker."""
    current = Entry.objects.select_for_update(of=("self",)).get(pk=entry.pk)
    if current.closed_on:
        raise NotNow(say_closed(current))
    standing = current.register.standing(state)
    says = f"{standing.words}: the {current.register.one} {current}"
    said = {"state": state} | ({"details": details} if details else {})
    return change_entry(current, said, by=by, on=on, reason=reason, says=says)


def say_closed(entry: Entry) -> str:
    """To whoever came second."""
    day = say_date(entry.closed_on) if entry.closed_on else "an earlier day"
    return f"{entry.ref} was closed already, as “{entry.stands}”, on {day}."


def reopen(entry: Entry, *, by: User | None, on: date, reason: str = "") -> Entry:
    """It waits again, as when it began."""
    says = f"Opened the {entry.register.one} {entry} again"
    return change_entry(
        entry, {"state": entry.register.standings[0].code}, by=by, on=on, reason=reason, says=says
    )


def withdraw(entry: Entry, *, by: User | None, on: date, reason: str) -> Entry:
    """It was entered by mistake: off every list of what is open, its history stays."""
    return close(entry, MISTAKE.code, by=by, on=on, reason=reason)


def score(
    entry: Entry,
    *,
    likelihood: int,
    impact: int,
    by: User | None,
    on: date,
    which: str = "",
    matrix: Matrix | None = None,
    reason: str = "",
    domains: Mapping[str, int] | None = None,
) -> Entry:
    """Put a risk on its matrix: now, as it was before anything was done (`inherent_`), or as aimed at (`target_`).

    It stays on the matrix it was first scored on. The first score is the inherent one too, and says when to look again.
    `domains` are the impacts that the one was made of; those kept before go when another impact is said.
    """
    kept = entry.matrix or matrix or matrix_for(entry.project, on=on)
    points = kept.scale.score(likelihood, impact)
    said = position_said(entry, likelihood, impact, which=which, matrix=kept, on=on, domains=domains)
    words = {"": "now", "inherent_": "before anything was done", "target_": "as it is aimed at"}[which]
    says = f"Scored the risk {entry}: {points} {words}"
    if not which and entry.score is None:
        # All that was empty until then follows from these words.
        says = f"Scored the risk {entry}: {rules.say_score(kept.scale, likelihood, impact)}"
        return change_entry(entry, said, by=by, on=on, reason=reason, says=says, untold=said)
    return change_entry(entry, said, by=by, on=on, reason=reason, says=says)


def position_said(
    entry: Entry,
    likelihood: int,
    impact: int,
    *,
    which: str,
    matrix: Matrix,
    on: date,
    domains: Mapping[str, int] | None = None,
) -> dict[str, Any]:
    """The columns that a position on its matrix says. Raises ValueError outside it.

    An impact that was said without them takes the place of what was said domain by domain.
    """
    points = matrix.scale.score(likelihood, impact)
    said: dict[str, Any] = {f"{which}likelihood": likelihood, f"{which}impact": impact}
    if not which:
        said |= {"matrix": matrix, "reviewed_on": on, "due_on": rules.review_by(matrix.scale, points, on=on)}
        if domains or entry.impact != impact:
            said["domains"] = dict(domains or {})
        if entry.position("inherent_") is None:
            said |= {"inherent_likelihood": likelihood, "inherent_impact": impact}
    elif entry.matrix is None:
        said["matrix"] = matrix
    return said


def score_by_domain(
    entry: Entry,
    *,
    likelihood: int,
    domains: Mapping[str, int],
    by: User | None,
    on: date,
    matrix: Matrix | None = None,
    reason: str = "",
) -> Entry:
    """Put a risk on its matrix by its impact on each domain; the matrix's rule makes them one."""
    kept = entry.matrix or matrix or matrix_for(entry.project, on=on)
    impact = kept.scale.impact_of(domains)
    return score(
        entry,
        likelihood=likelihood,
        impact=impact,
        by=by,
        on=on,
        matrix=kept,
        reason=reason,
        domains=domains,
    )


@transaction.atomic
def turn_into(entry: Entry, kind: Kind, *, by: User | None, on: date, title: str = "") -> Entry:
    """A risk that happened becomes an issue, an assumption found false a risk or an issue, called so, else as before; the link
    is kept."""
    standing = rules.TURNS.get(Kind(entry.kind), {}).get(kind)
    if standing is None:
        raise Refused(f"{entry.register.article.capitalize()} cannot become {REGISTERS[kind].article}.")
    close(entry, standing, by=by, on=on)
    row = {
        "kind": kind,
        "title": title or entry.title,
        "owner": entry.owner,
        "owner_text": entry.owner_text,
        "restricted": entry.restricted,
    }
    [made] = add_entries(entry.project, [row], by=by, on=on)
    if entry.restricted:
        keep_as(entry, made)
    Relation.objects.create(source=entry, target=made, relation="became")
    log.record("log linked", made, by=by, says=f"The {made.register.one} {made} came from {entry.ref}")
    return made


@transaction.atomic
def relate(
    source: Entry, target: Entry, relation: str, *, by: User | None, batch: Batch | None = None
) -> Relation:
    """Say how one bears on another. A circle of what holds up, leads to or became is refused."""
    if source.pk == target.pk:
        raise Refused("An entry cannot be linked with itself. Nothing was saved.")
    if relation in ONE_WAY and linking.Circles().closes(relation, source.pk, target.pk):
        raise Refused(f"{linking.makes_circle(source.ref, target.ref, relation)}. Nothing was saved.")
    found, is_new = Relation.objects.get_or_create(source=source, target=target, relation=relation)
    if is_new:
        words = RELATIONS[relation][0].lower()
        # One who may not see the other is not told its name: each history has its own words.
        says = f"{source.ref} {words} another entry of the log"
        log.record("log linked", source, by=by, batch=batch, says=says)
    return found


@transaction.atomic
def unrelate(relation: Relation, *, by: User | None, batch: Batch | None = None) -> None:
    says = f"Took away a link of {relation.source.ref}"
    log.record("log unlinked", relation.source, by=by, batch=batch, says=says)
    relation.delete()


@transaction.atomic
def add_document(
    entry: Entry, *, label: str, url: str, by: User | None, batch: Batch | None = None
) -> Document:
    """A document where it lives."""
    document = Document.objects.create(entry=entry, label=label, url=url)
    says = f"Added the document “{label}” to {entry.ref}"
    log.record("log document added", entry, by=by, batch=batch, says=says)
    return document


@transaction.atomic
def remove_document(document: Document, *, by: User | None, batch: Batch | None = None) -> None:
    """The address stays in the history, the document where it is."""
    changes = [log.change("document", document.label, document.url, None)]
    says = f"Removed the document “{document.label}” from {document.entry.ref}"
    log.record("log document removed", document.entry, by=by, batch=batch, says=says, changes=changes)
    document.delete()


@transaction.atomic
def say(entry: Entry, *, text: str, by: User) -> Remark:
    """Say something about an entry; its owner and whoever raised it are told. The history says that, not what."""
    said = Remark.objects.create(entry=entry, by=by, text=text)
    owner = entry.owner.user if entry.owner else None
    told = [each for each in dict.fromkeys((owner, entry.raised_by)) if each and each != by]
    says = f"{by} said something about {entry.ref} of {entry.project.ref} {entry.project.title}"
    telling.notify(told, entry, says)
    log.record("log commented", entry, by=by, says=f"Commented on {entry.ref}")
    return said


@transaction.atomic
def take_back(said: Remark, *, by: User) -> None:
    """Its words are gone; that it was there stays."""
    said.text, said.taken_back_at = "", timezone.now()
    said.save(update_fields=["text", "taken_back_at"])
    log.record("log comment taken back", said.entry, by=by, says=f"Took back a comment on {said.entry.ref}")


@transaction.atomic
def keep_to(entry: Entry, people: Collection[User], *, restricted: bool, by: User | None) -> None:
    """Keep an entry to named people (with its owner, whoever raised it and whoever keeps it so), or let all who see its
    project see it."""
    entry.restricted = restricted
    entry.save(update_fields=["restricted"])
    entry.readers.all().delete()
    if restricted:
        readers = {each.pk: each for each in [*people, *([by] if by else [])]}
        Reader.objects.bulk_create(Reader(entry=entry, user=each) for each in readers.values())
    counting.keep([entry])
    says = (
        f"Kept {entry.ref} to named people"
        if restricted
        else f"Showed {entry.ref} to all who see the project"
    )
    log.record("log kept", entry, by=by, says=says)


def keep_as(entry: Entry, made: Entry) -> None:
    """What came of an entry that is kept to named people is kept to the same."""
    Reader.objects.bulk_create(Reader(entry=made, user=each.user) for each in entry.readers.all())


def _fact(
    entry: Entry,
    said: Mapping[str, Any],
    *,
    by: User | None,
    on: date,
    reason: str = "",
    batch: Batch | None = None,
) -> EntryFact:
    return facts.fact(EntryFact, said, on=on, by=by, reason=reason, batch=batch, entry=entry)


def _follow(entry: Entry, said: Mapping[str, Any], *, on: date) -> dict[str, Any]:
    """Set and return what follows from the columns said."""
    found = rules.derived(entry, entry.register, said, on=on)
    for name, value in found.items():
        setattr(entry, name, value)
    return found


def _what(told: Sequence[Mapping[str, Any]]) -> str:
    """What was changed, in a few words: many changes are counted, each stands below."""
    if len(told) > MOST_NAMED:
        return f"{len(told)} answers"
    return say_list([change["label"].lower().removesuffix("?") for change in told]) or "the details"


def _told(entry: Entry, new: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Each change as the history shows it: columns by their words, the register's own fields by theirs."""
    after = Entry(kind=entry.kind, **new)
    told = []
    for name in new:
        if name == "state":
            told.append(log.change(name, "How it stands", entry.stands, after.stands))
        elif name not in QUIET:
            told.append(log.change(name, label(entry, name), shown(entry, name), shown(after, name)))
    for name in dict.fromkeys((*entry.domains, *after.domains)) if "domains" in new else ():
        was, now = entry.domains.get(name, ""), after.domains.get(name, "")
        if was != now:
            told.append(log.change("domains", f"Impact on {name.lower()}", was, now))
    for field in entry.register.fields:
        was, now = entry.details.get(field.name, ""), after.details.get(field.name, "")
        if "details" in new and was != now:
            told.append(log.change(field.name, field.label, field.said(was), field.said(now)))
    return told
