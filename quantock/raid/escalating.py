"""Asking somebody higher about an entry: what they will see, asking, answering, taking back. Its history tells all."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.urls import reverse

from quantock.accounts.models import User
from quantock.audit import log
from quantock.engines.dates import say_date
from quantock.projects.models import Notice, Project
from quantock.projects.services import NotNow, Refused
from quantock.raid.kinds import Kind
from quantock.raid.models import Entry, Escalation, Target
from quantock.raid.models.escalations import COLUMNS

# What can be asked about: the kinds of field/ppm.md 3.5 that somebody higher can help with.
ASKABLE = frozenset({Kind.RISK, Kind.ISSUE, Kind.DECISION, Kind.DEPENDENCY})


def prepared_for(
    entry: Entry,
    target: Target,
    *,
    why: str,
    by_when: date,
    linked: Sequence[Entry],
    by: User | None,
    on: date,
) -> Escalation:
    """What would be sent, not kept yet: the page shows it before, and afterwards, from this and nothing else."""
    made = Escalation(
        entry=entry,
        asked_by=by,
        asked_on=on,
        by_when=by_when,
        why=why,
        title=entry.title,
        owner=entry.owner,
        shown=shown_of(entry, linked),
    )
    setattr(made, COLUMNS[type(target)], target)
    return made


def shown_of(entry: Entry, linked: Sequence[Entry]) -> dict[str, Any]:
    """The words that are released. Money stays behind: it is a right of its own outside the lead organisation."""
    project = entry.project
    facts = [
        [field.label, field.said(value)]
        for field in entry.register.fields
        if field.form != "money" and (value := entry.details.get(field.name, ""))
    ]
    if entry.register.due and entry.due_on:
        facts.append([entry.register.due, say_date(entry.due_on)])
    return {
        "kind": entry.register.kind.label,
        "ref": entry.ref,
        "project": project.ref,
        "project_title": project.title,
        "organisation": project.lead_organisation.called,
        "owner": "" if entry.owner_id else entry.owner_text,
        "stands": entry.stands,
        "score": entry.score,
        "level": entry.level,
        "facts": facts,
        "linked": [
            {
                "entry": each.pk,
                "kind": each.register.kind.label,
                "ref": each.ref,
                "title": each.title,
                "stands": each.stands,
                "score": each.score,
            }
            for each in linked
            if not each.restricted
        ],
    }


def seal(escalation: Escalation) -> str:
    """What the sender has seen, in a few letters: it is sent only while it is still the same."""
    target = next(
        (name, getattr(escalation, f"{name}_id"))
        for name in COLUMNS.values()
        if getattr(escalation, f"{name}_id")
    )
    said = [
        *target,
        escalation.why,
        escalation.by_when.isoformat(),
        escalation.title,
        escalation.owner_id,
        escalation.shown,
    ]
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:24]


def check(escalation: Escalation, entry: Entry) -> None:
    """Refuses, before it is shown and again as it is sent, where the same is asked of the same already, or what cannot be
    asked of them. At most one query."""
    target = escalation.target
    if entry.kind not in ASKABLE:
        raise Refused(f"Nobody higher is asked about {entry.register.article}.")
    if not entry.is_open:
        raise NotNow(f"{entry.ref} is closed. Open it again to ask about it.")
    if isinstance(target, Project) and target.pk == entry.project_id:
        raise Refused(f"{entry.ref} is of {target.ref} itself. Choose somebody higher.")
    if entry.restricted and not isinstance(target, User):
        raise Refused(
            f"{entry.ref} is kept to named people. Ask a person by name, or let all who see the project see it first."
        )
    same = entry.escalations.open().filter(**{COLUMNS[type(target)]: target}).first()
    if same is not None:
        raise NotNow(
            f"They were asked about {entry.ref} on {say_date(same.asked_on)} and have not answered yet. Take that back first."
        )


@transaction.atomic
def ask(escalation: Escalation) -> Escalation:
    """Send it as it was shown."""
    entry = (
        Entry.objects.select_for_update(of=("self",)).select_related("project").get(pk=escalation.entry_id)
    )
    check(escalation, entry)
    escalation.save(force_insert=True)
    log.record(
        "log asked higher",
        entry,
        by=escalation.asked_by,
        says=f"Asked {_named(escalation.target)} about {entry.ref}",
        reason=escalation.why,
    )
    return escalation


@transaction.atomic
def answer(escalation: Escalation, *, text: str, by: User, on: date) -> Escalation:
    """The answer goes back to the entry: into its history, and to whoever asked and owns it. The first one stands."""
    current = Escalation.objects.select_for_update(of=("self",)).joined().get(pk=escalation.pk)
    if current.answered_on:
        who = current.answered_by or "Somebody"
        raise NotNow(f"{who} answered it already, on {say_date(current.answered_on)}: “{current.answer}”")
    if current.taken_back_on:
        raise NotNow(f"It was taken back on {say_date(current.taken_back_on)}. Your answer was not sent.")
    current.answered_by, current.answered_on, current.answer = by, on, text
    current.save(update_fields=["answered_by", "answered_on", "answer"])
    entry = Entry.objects.select_related("project", "owner__user", "raised_by").get(pk=current.entry_id)
    says = f"{by} answered what was asked about {entry.ref}"
    log.record("log answered", entry, by=by, says=says, reason=text)
    people = (current.asked_by, entry.owner.user if entry.owner else None, entry.raised_by)
    told = [each for each in dict.fromkeys(people) if each and each != by]
    url = reverse("raid:entry", args=[entry.project.number, entry.pk])
    Notice.objects.bulk_create(
        Notice(user=each, project=entry.project, kind=Notice.Kind.MENTION, says=says, url=url)
        for each in told
    )
    return current


@transaction.atomic
def take_back(escalation: Escalation, *, by: User | None, on: date, reason: str = "") -> Escalation:
    """Those asked see it no more. What was answered stays answered."""
    current = Escalation.objects.select_for_update(of=("self",)).joined().get(pk=escalation.pk)
    if current.answered_on:
        raise NotNow(f"It was answered on {say_date(current.answered_on)}. The answer stays with the entry.")
    if current.taken_back_on is None:
        current.taken_back_on = on
        current.save(update_fields=["taken_back_on"])
        says = f"Took back what was asked of {_named(current.target)} about {current.entry.ref}"
        log.record("log taken back", current.entry, by=by, says=says, reason=reason)
    return current


def entry_closed(entry: Entry, *, by: User | None, on: date) -> None:
    """What was asked about an entry that has ended is not waited for. One query where nothing was asked."""
    for each in entry.escalations.open():
        take_back(each, by=by, on=on, reason=f"{entry.stands}: it is not asked for any more")


def _named(target: Target) -> str:
    """As every reader of the entry's history may know it: programmes and portfolios have readers of their own."""
    if isinstance(target, User):
        return target.get_full_name()
    return getattr(target, "name", "") if COLUMNS[type(target)] == "asked_organisation" else _place(target)


def _place(target: Target) -> str:
    return "a programme" if isinstance(target, Project) else "a portfolio"


def still_released(escalation: Escalation) -> Sequence[Mapping[str, Any]]:
    """The linked entries that were released, without any kept to named people since. At most one query."""
    linked = escalation.shown.get("linked", [])
    if not linked:
        return []
    keys = [each["entry"] for each in linked]
    free = set(Entry.objects.filter(pk__in=keys, restricted=False).values_list("pk", flat=True))
    return [each for each in linked if each["entry"] in free]
