"""Two projects that turn out to be one: what the second held goes to the first, and its address leads there.

A merge is not undone: nothing is deleted, and what the second project said stays readable under its own
reference in the history of the first, so that whoever merged by mistake can register it anew.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db import models, transaction
from django.db.models import Max
from django.utils import timezone

from quantock.access import Role
from quantock.accounts.models import Grant, Place, User
from quantock.audit import facts, log
from quantock.audit.facts import Fact
from quantock.audit.models import Event
from quantock.projects.counting import keep_counted
from quantock.projects.finding import keep_findable
from quantock.projects.models import (
    CharterFact,
    Counted,
    ExternalId,
    Follow,
    Involvement,
    Link,
    MembershipFact,
    Partner,
    Project,
    ProjectFact,
    RatingFact,
    Stage,
    StatusUpdate,
)
from quantock.projects.models.facts import FAMILIES
from quantock.projects.services.belonging import place_in_programme
from quantock.projects.services.heard import keep_last_register
from quantock.projects.services.merging import Refused
from quantock.projects.services.people import end_involvement, involve
from quantock.projects.services.record import change_charter, change_record
from quantock.projects.services.status import keep_headline

OF_A_PROJECT = tuple(family for family in FAMILIES if family.key[0] == "project")
WHOLE: tuple[type[Fact], ...] = (ProjectFact, CharterFact)
KEYED = tuple(family for family in OF_A_PROJECT if family not in WHOLE)
LISTS = ("quadruple_aim", "quality_domains", "tags")


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the merged project says where the two differ: columns of the record, of the charter, and whole
    facts of the second project that are to hold from now on."""

    record: Mapping[str, Any] = field(default_factory=dict)
    charter: Mapping[str, Any] = field(default_factory=dict)
    facts: tuple[Fact, ...] = ()
    programme: bool = False


Carry = Callable[[Project, Project], None]
CARRIES: dict[type[models.Model], Carry] = {}


def carries(table: type[models.Model]) -> Callable[[Carry], Carry]:
    """Says how the rows of a table go from the second project to the first, where just moving them would break
    a rule of the table. Rows of tables that nobody names here are moved as they are."""

    def keep(carry: Carry) -> Carry:
        CARRIES[table] = carry
        return carry

    return keep


@transaction.atomic
def merge(
    kept: Project, gone: Project, chosen: Chosen, *, last_seen: int, by: User | None, on: date
) -> Project:
    """Make one of two. `last_seen` is the last event of either that the person was shown (`last_event`):
    refused where something happened since."""
    keys = sorted((kept.pk, gone.pk))
    locked = {
        each.pk: each for each in Project.objects.select_for_update().filter(pk__in=keys).order_by("pk")
    }
    kept, gone = locked[kept.pk], locked[gone.pk]
    if why := refused(kept, gone):
        raise Refused(why)
    if last_event(kept, gone) != last_seen:
        raise Refused(
            "One of them was changed while you were looking. Nothing is merged yet: look once more."
        )
    _carry_what_was(kept, gone)
    _say_what_was_chosen(kept, gone, chosen, by=by, on=on)
    _move_projects(kept, gone, programme=chosen.programme, by=by)
    _move_people(kept, gone, by=by, on=on)
    for table, column in tables():
        carry = CARRIES.get(table)
        if carry:
            carry(kept, gone)
        else:
            table._default_manager.filter(**{column: gone}).update(**{column: kept})
    _close(kept, gone, by=by)
    return Project.objects.get(pk=kept.pk)


def last_event(kept: Project, gone: Project) -> int:
    """The last thing that happened to either. One query."""
    events = Event.objects.filter(project_id__in=(kept.pk, gone.pk))
    return int(events.aggregate(last=Max("pk"))["last"] or 0)


def refused(kept: Project, gone: Project, written: int | None = None) -> str:
    """Why these two cannot be made one; nothing where they can. One query where it is not known how many updates of theirs
    are being `written`."""
    if kept.pk == gone.pk:
        return "These are the same project."
    if kept.archived_at or gone.archived_at:
        return "One of them is archived. Take it out of the archive first."
    if gone.pk in {kept.parent_id, kept.top_id} or kept.pk in {gone.parent_id, gone.top_id}:
        return "One of them is part of the other. Take it out of the programme first."
    if written is None:
        written = StatusUpdate.objects.filter(project__in=(kept, gone), stage__in=OPEN).count()
    if written > 1:
        return "Both have an update that is being written. Publish one of them first."
    return ""


OPEN = (Stage.DRAFT, Stage.SUBMITTED)


def tables() -> list[tuple[type[models.Model], str]]:
    """Every other table with rows of a project, and the column that says of which; dated facts and projects
    themselves are dealt with apart."""
    apart = {Project, Involvement, Counted, *OF_A_PROJECT}
    relations = Project._meta.get_fields(include_hidden=True)
    return [
        (relation.related_model, relation.field.name)
        for relation in relations
        if isinstance(relation, models.ManyToOneRel) and relation.related_model not in apart
    ]


def _carry_what_was(kept: Project, gone: Project) -> None:
    """The second's facts, under the first: what it said before the first is known, and all it said of things
    (a portfolio, a theme, an amount) of which the first says nothing."""
    for family in WHOLE:
        first = _standing(family, kept).first()
        rows = _standing(family, gone)
        if first:
            rows = rows.filter(so_from__lt=first.so_from)
        copies = [_copy(row, kept) for row in rows]
        if first and copies:
            copies.append(_as_it_began(first))
        facts.state(copies)
    for family in KEYED:
        held = {row.key_values()[1:] for row in _standing(family, kept)}
        facts.state([_copy(row, kept) for row in _standing(family, gone) if row.key_values()[1:] not in held])


def _standing(family: type[Any], project: Project) -> Any:
    rows = family.objects.standing().filter(project=project).select_related("project")
    return rows.order_by("so_from", "recorded_at", "pk")


def _copy(row: Any, project: Project) -> Any:
    """The same said of another project; it was recorded now, by whoever said it first."""
    asserts = list(row.asserts)
    if row.project.lead_organisation_id != project.lead_organisation_id:
        # What another lead organisation agreed to show is not agreed to by this one.
        asserts = [name for name in asserts if name != "shown_to_holders"]
    said = {name: value for name, value in row.said().items() if name in asserts}
    keys = {name: getattr(row, name) for name in row.key if name != "project"}
    family: type[models.Model] = type(row)
    columns = {facts.attname(family, name): value for name, value in said.items()}
    return type(row)(
        project=project,
        so_from=row.so_from,
        recorded_by_id=row.recorded_by_id,
        asserts=asserts,
        **keys,
        **columns,
    )


def _as_it_began(first: Any) -> Any:
    """All that the first project's earliest fact held, said just before it, so that what the second said
    earlier is not carried into it."""
    family: type[models.Model] = type(first)
    columns = {facts.attname(family, name): value for name, value in first.said().items()}
    return type(first)(
        project=first.project,
        so_from=first.so_from,
        recorded_at=first.recorded_at - timedelta(microseconds=1),
        recorded_by_id=first.recorded_by_id,
        asserts=sorted(first.says),
        **columns,
    )


def _say_what_was_chosen(kept: Project, gone: Project, chosen: Chosen, *, by: User | None, on: date) -> None:
    said = dict(chosen.record)
    for name in LISTS:
        said[name] = list(dict.fromkeys([*getattr(kept, name), *getattr(gone, name)]))
    change_record(kept, said, by=by, on=on, reason=f"Merged with {gone.ref}")
    if chosen.charter:
        change_charter(kept, dict(chosen.charter), by=by, on=on)
    by_family: dict[type[Any], list[Any]] = {}
    for row in chosen.facts:
        new = _copy(row, kept)
        new.so_from, new.recorded_by, new.asserts = on, by, sorted(row.says)
        for name in row.says:
            setattr(new, facts.attname(type(row), name), getattr(row, facts.attname(type(row), name)))
        by_family.setdefault(type(row), []).append(new)
    for rows in by_family.values():
        facts.state(rows)
    if RatingFact.objects.now().filter(project=gone).exists():
        keep_headline(kept, by=by, on=on)
    _settle_portfolios(kept, gone, by=by, on=on)


def _settle_portfolios(kept: Project, gone: Project, *, by: User | None, on: date) -> None:
    """It is in every portfolio that either is in."""
    mine = MembershipFact.objects.now().filter(project=kept, present=True).values("portfolio")
    theirs = MembershipFact.objects.now().filter(project=gone, present=True).exclude(portfolio__in=mine)
    facts.state(
        [
            MembershipFact(
                project=kept,
                portfolio_id=row.portfolio_id,
                so_from=on,
                recorded_by=by,
                asserts=["present"],
                present=True,
            )
            for row in theirs
        ]
    )


def _move_projects(kept: Project, gone: Project, *, programme: bool, by: User | None) -> None:
    """The second's projects become the first's; so does the programme it was part of, where that was chosen."""
    for each in Project.objects.filter(parent=gone):
        place_in_programme(each, kept, by=by)
    if programme and gone.parent:
        place_in_programme(kept, gone.parent, by=by)
    if gone.parent_id:
        Project.objects.filter(pk=gone.pk).update(parent=None, top=None)


def _move_people(kept: Project, gone: Project, *, by: User | None, on: date) -> None:
    """Everybody keeps their part, and with it their right, under the first project. Parts that ended move as
    they are."""
    Involvement.objects.filter(project=gone).exclude(until=None).update(project=kept)
    named = set(kept.involvements.filter(until=None, person=None).values_list("role", "name"))
    for part in Involvement.objects.filter(project=gone, until=None).select_related("person", "project"):
        role, person = Role(part.role), part.person
        if person or (part.role, part.name) not in named:
            group = part.staff_group
            involve(kept, role=role, person=person, name=part.name, staff_group=group, by=by, on=on)
        end_involvement(part, by=by, on=on)
    left = Grant.objects.filter(place=Place.PROJECT, place_id=gone.pk)
    for grant in left:
        Grant.objects.get_or_create(
            user_id=grant.user_id, role=grant.role, place=Place.PROJECT, place_id=kept.pk
        )
    left.delete()


@carries(Partner)
def _partners(kept: Project, gone: Project) -> None:
    """The organisations of both take part; so does the one that led the second."""
    lead = Project.objects.values_list("lead_organisation", flat=True).get(pk=kept.pk)
    theirs = {*gone.partners.values_list("organisation", flat=True), gone.lead_organisation_id}
    held = set(kept.partners.values_list("organisation", flat=True))
    Partner.objects.bulk_create(
        Partner(project=kept, organisation_id=key) for key in sorted(theirs - held - {lead})
    )
    gone.partners.all().delete()


@carries(ExternalId)
def _external_ids(kept: Project, gone: Project) -> None:
    """It answers to all the ids of both, so that a register finds it by either."""
    held = kept.external_ids.values("key")
    gone.external_ids.filter(key__in=held).delete()
    gone.external_ids.update(project=kept)


@carries(Link)
def _links(kept: Project, gone: Project) -> None:
    """One link to each document."""
    gone.links.filter(url__in=kept.links.values("url")).delete()
    gone.links.update(project=kept)


@carries(Follow)
def _follows(kept: Project, gone: Project) -> None:
    """Whoever followed either follows it."""
    gone.followers.filter(user__in=kept.followers.values("user")).delete()
    gone.followers.update(project=kept)


@carries(StatusUpdate)
def _updates(kept: Project, gone: Project) -> None:
    """All updates in one line; of those in force the latest stays in force."""
    gone.updates.update(project=kept)
    Project.objects.filter(pk=gone.pk).update(last_update_on=None)
    published = kept.updates.filter(stage=Stage.PUBLISHED).order_by("-as_at", "-pk")
    latest = published.first()
    if latest is None:
        return
    published.exclude(pk=latest.pk).update(stage=Stage.SUPERSEDED)
    Project.objects.filter(pk=kept.pk).update(
        last_update_on=latest.as_at, course=latest.course, forward_look=latest.forward_look
    )


def _close(kept: Project, gone: Project, *, by: User | None) -> None:
    now = timezone.now()
    Project.objects.filter(merged_into=gone).update(merged_into=kept)
    Project.objects.filter(pk=gone.pk).update(merged_into=kept, archived_at=now, updated_at=now)
    keep_findable([kept, gone])
    began = min(kept.registered_on, gone.registered_on)
    Project.objects.filter(pk=kept.pk).update(registered_on=began, updated_at=now)
    keep_last_register([kept.pk, gone.pk])
    keep_counted([kept, gone])
    log.record("merged", kept, by=by, says=f"Merged with {gone.ref} “{gone.title}”, which was the same")
    log.record("merged away", gone, by=by, says=f"Merged into {kept.ref} “{kept.title}”")
