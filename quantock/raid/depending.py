"""Dependencies with two sides: naming the other project, confirming, and asking again when one side changes something."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Literal

from django.db import transaction
from django.urls import reverse

from quantock.access import Role
from quantock.accounts.models import User
from quantock.audit import log
from quantock.projects.models import Involvement, Notice, Project
from quantock.projects.services import NotNow, Refused
from quantock.raid import rules
from quantock.raid.kinds import Kind
from quantock.raid.models import Entry, Sides

Side = Literal["ours", "theirs"]
PROPOSED, AGREED = "proposed", "agreed"
# What both sides have agreed on: a change of it asks the other again.
AGREED_ON = frozenset({"title", "due_on", "promised", "direction"})


@transaction.atomic
def name_other(dependency: Entry, other: Project, *, by: User | None, on: date) -> Sides:
    """Say which project is on the other side. Our side has said so; theirs is asked to confirm."""
    current = Entry.objects.select_for_update(of=("self",)).select_related("project").get(pk=dependency.pk)
    if current.kind != Kind.DEPENDENCY:
        raise Refused(f"{current.register.article.capitalize()} has no other side.")
    if other.pk == current.project_id:
        raise Refused(f"{other.ref} is this project itself: it cannot depend on itself. Nothing was saved.")
    if current.closed_on:
        raise NotNow(f"{current.ref} has ended, as “{current.stands}”.")
    said = {"other": other, "ours_by": by, "ours_on": on, "theirs_by": None, "theirs_on": None}
    sides, _ = Sides.objects.update_or_create(dependency=current, defaults=said)
    # Not everybody who reads this history sees the other project: it is not named here.
    log.record("log other side named", current, by=by, says=f"Said which project {current.ref} is with")
    _tell(
        sides,
        "theirs",
        f"{current.project.ref} {current.project.title} names your project in {current.ref}: please confirm",
        by=by,
    )
    return sides


@transaction.atomic
def confirm(sides: Sides, side: Side, *, by: User, on: date) -> Sides:
    """What stands now is right, for this side. Refused where it has ended meanwhile."""
    current = _locked(sides)
    entry = current.dependency
    if entry.closed_on:
        raise NotNow(f"{entry.ref} has ended, as “{entry.stands}”.")
    _say(current, side, by, on)
    words = "our side" if side == "ours" else "the other side"
    log.record("log confirmed", entry, by=by, says=f"Confirmed {entry.ref} for {words}")
    return current


def asks_anew(entry: Entry, fields: Collection[str]) -> bool:
    """Whether such a change leaves what stands as agreed agreed no more. A query where it stands so."""
    agreed = entry.kind == Kind.DEPENDENCY and entry.state == AGREED and AGREED_ON & set(fields)
    return bool(agreed) and Sides.objects.filter(dependency=entry).exists()


def changed(entry: Entry, fields: Collection[str], *, side: Side, by: User | None, on: date) -> None:
    """One side has changed what both agreed on: it stands by it, and the other is asked again. Two queries where there is
    another side, none where nothing of that was changed."""
    if entry.kind != Kind.DEPENDENCY or not AGREED_ON & set(fields):
        return
    found = Sides.objects.filter(dependency=entry).select_related("other", "dependency__project").first()
    if found is None:
        return
    _say(found, side, by, on)
    other: Side = "theirs" if side == "ours" else "ours"
    if getattr(found, f"{other}_on"):
        _say(found, other, None, None)
        _tell(found, other, f"{entry.ref} of {entry.project.ref} has changed: please confirm it again", by=by)


def circle_with(sides: Sides) -> bool:
    """Whether each of the two waits for the other, directly or through others. One query."""
    pairs: dict[int, set[int]] = {}
    rows = Sides.objects.filter(dependency__closed_on=None).exclude(pk=sides.pk)
    for project, other, details in rows.values_list("dependency__project", "other", "dependency__details"):
        needer, giver = ends(project, other, details)
        pairs.setdefault(needer, set()).add(giver)
    needer, giver = ends(sides.dependency.project_id, sides.other_id, sides.dependency.details)
    return rules.circles(pairs, needer, giver)


def ends(project: int, other: int, details: Mapping[str, object]) -> tuple[int, int]:
    """Who needs, and who gives."""
    return (other, project) if details.get("direction") == "give" else (project, other)


def _locked(sides: Sides) -> Sides:
    rows = Sides.objects.select_for_update(of=("self",)).select_related("other", "dependency__project")
    return rows.get(pk=sides.pk)


def _say(sides: Sides, side: Side, by: User | None, on: date | None) -> None:
    setattr(sides, f"{side}_by", by)
    setattr(sides, f"{side}_on", on)
    sides.save(update_fields=[f"{side}_by", f"{side}_on"])


def _tell(sides: Sides, side: Side, says: str, *, by: User | None) -> None:
    """The leads of that side's project, and on ours whoever owns it."""
    entry = sides.dependency
    project = entry.project if side == "ours" else sides.other
    url = (
        reverse("raid:entry", args=[entry.project.number, entry.pk])
        if side == "ours"
        else reverse("raid-everywhere:other-side", args=[sides.pk])
    )
    leads = Involvement.objects.filter(
        project=project, role=Role.LEAD, until=None, person__user__isnull=False
    )
    people = [each.person.user for each in leads.select_related("person__user") if each.person]
    if side == "ours" and entry.owner and entry.owner.user:
        people.append(entry.owner.user)
    told = [each for each in dict.fromkeys(people) if each and each != by]
    Notice.objects.bulk_create(
        Notice(user=each, project=project, kind=Notice.Kind.REMINDER, says=says, url=url) for each in told
    )
