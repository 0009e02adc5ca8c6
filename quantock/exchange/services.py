"""Bringing a register in: what the engine understood becomes dated facts, whole or not at all."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max

from quantock.accounts.models import User
from quantock.audit import facts, log
from quantock.audit.models import Batch, Channel
from quantock.engines.tables import (
    KnownOrganisation,
    Match,
    Understanding,
    id_key,
    match,
    same_organisation,
)
from quantock.engines.tables.understand import Rating, Record
from quantock.exchange.known import known_projects
from quantock.people.models import Organisation
from quantock.people.queries import known_organisations
from quantock.portfolios.models import Portfolio
from quantock.projects.models import (
    CharterFact,
    ExternalId,
    LocalFact,
    LocalField,
    MembershipFact,
    MoneyFact,
    Project,
    ProjectFact,
    RatingFact,
    Visibility,
)
from quantock.projects.models.record import RECORD_FIELDS
from quantock.projects.services import copy_now

PENCE = {"GBP": 100, "GBP thousand": 100_000, "GBP million": 100_000_000}
MONEY = {
    "in_year_budget": ("in-year", "budget"),
    "in_year_forecast": ("in-year", "forecast"),
    "whole_life_cost": ("whole-life", "budget"),
}
STEPS = {"red", "amber/red", "amber", "amber/green", "green"}
RATERS = {"sponsor": "sponsor", "independent": "independent", "programme office": "office"}


@dataclass(frozen=True, slots=True)
class Order:
    """What to do with what was understood."""

    as_at: date
    by: User | None = None
    portfolio: str = ""
    organisation: Organisation | None = None
    complete: bool = False


@dataclass(slots=True)
class Account:
    """What became of every record."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    renamed: int = 0
    absent: list[str] = field(default_factory=list)
    doubtful: list[dict[str, Any]] = field(default_factory=list)


class Undecided(Exception):
    """Leaves the transaction of a dry run, so that nothing of it is kept."""


def bring_in(found: Understanding, order: Order, *, dry_run: bool = False) -> Account:
    """All of it in one transaction; a dry run does the same and keeps nothing, so both give one account."""
    account = Account()
    try:
        with transaction.atomic():
            _bring_in(found, order, account)
            if dry_run:
                raise Undecided
    except Undecided:
        pass
    return account


def _bring_in(found: Understanding, order: Order, account: Account) -> None:
    batch = Batch.objects.create(title=found.table.filename, by=order.by)
    portfolio = _portfolio(order)
    bodies = _organisations(found.records, order)
    matching = match(found.records, known_projects(portfolio), complete=order.complete)
    projects = _projects(found.records, matching.matches, bodies, order)
    account.created = sum(project.pk is None for project in projects)
    Project.objects.bulk_create([each for each in projects if each.pk is None], batch_size=500)
    _remember_ids(projects, found.records)
    said = _facts(found, projects, bodies, portfolio, order)
    for matched, record in zip(matching.matches, found.records, strict=True):
        account.renamed += matched.renamed is not None
        if matched.kind == "doubtful":
            likely = [candidate.name for candidate in matched.candidates]
            place = {**record.place.to_dict(), "name": record.name}
            account.doubtful.append({**place, "reason": matched.how, "candidates": likely})
    if order.complete and portfolio:
        before = MembershipFact.objects.as_at(order.as_at).filter(portfolio=portfolio, present=True)
        here = [project.pk for project in projects]
        leavers = list(Project.objects.filter(pk__in=before.values("project")).exclude(pk__in=here))
        account.absent = [str(project) for project in leavers]
        said[MembershipFact] += [
            MembershipFact(project=project, portfolio=portfolio, asserts=["present"], present=False)
            for project in leavers
        ]
    changed = _keep(said, order, batch)
    new = {project.pk for project, matched in zip(projects, matching.matches, strict=True) if not matched.key}
    rows = {project.pk for project in projects}
    account.updated = len((rows & changed) - new)
    account.unchanged = len(rows) - account.created - account.updated
    log.write(
        log.event(
            "imported",
            project,
            by=order.by,
            batch=batch,
            channel=Channel.IMPORT,
            says=f"Brought in from {found.table.filename}, as at {order.as_at:%d %B %Y}",
        )
        for project in projects
        if project.pk in changed
    )


def _portfolio(order: Order) -> Portfolio | None:
    if not order.portfolio:
        return None
    return Portfolio.objects.get_or_create(name=order.portfolio, organisation=order.organisation)[0]


def _organisations(records: Sequence[Record], order: Order) -> dict[str | None, Organisation]:
    """The organisation of each text, found by code, name or alias; unknown ones are made as type "other"."""
    here = {each.pk: each for each in Organisation.objects.all()}
    known = known_organisations()
    bodies: dict[str | None, Organisation] = {}
    for text in dict.fromkeys(record.organisation for record in records):
        if text is None:
            bodies[None] = order.organisation or Organisation.objects.get_or_create(name="Not stated")[0]
            continue
        same = same_organisation(text, known)
        if same is None:
            made = Organisation.objects.create(name=text[:200])
            same = KnownOrganisation(made.pk, made.name)
            here[made.pk] = made
            known.append(same)
        bodies[text] = here[same.key]  # type: ignore[index]
    return bodies


def _projects(
    records: Sequence[Record], matches: Sequence[Match], bodies: dict[str | None, Organisation], order: Order
) -> list[Project]:
    """The project of each record: the one matched, or a new one not yet kept."""
    matched = Project.objects.in_bulk([each.key for each in matches if each.kind == "matched"])
    number = Project.objects.aggregate(last=Max("number"))["last"] or 0
    projects = []
    for record, answer in zip(records, matches, strict=True):
        if answer.kind == "matched":
            projects.append(matched[answer.key])
            continue
        number += 1
        body = bodies[record.organisation]
        visibility = body.default_visibility or Visibility.ORGANISATION
        projects.append(
            Project(
                number=number,
                title=record.name[:300],
                lead_organisation=body,
                registered_on=order.as_at,
                visibility=visibility,
            )
        )
    return projects


def _remember_ids(projects: Sequence[Project], records: Sequence[Record]) -> None:
    held = set(ExternalId.objects.filter(project__in=projects).values_list("project", "key"))
    ExternalId.objects.bulk_create(
        [
            ExternalId(project=project, value=record.external_id, key=id_key(record.external_id))
            for project, record in zip(projects, records, strict=True)
            if record.external_id and (project.pk, id_key(record.external_id)) not in held
        ],
        batch_size=500,
    )


def _facts(
    found: Understanding,
    projects: Sequence[Project],
    bodies: dict[str | None, Organisation],
    portfolio: Portfolio | None,
    order: Order,
) -> dict[type[facts.Fact], list[Any]]:
    """Everything the file says, as facts not yet kept, by family."""
    said: dict[type[facts.Fact], list[Any]] = {
        family: [] for family in (ProjectFact, CharterFact, RatingFact, MoneyFact, MembershipFact, LocalFact)
    }
    local = _local_fields(found, order)
    for project, record in zip(projects, found.records, strict=True):
        row = _record_columns(record, bodies[record.organisation])
        said[ProjectFact].append(ProjectFact(project=project, asserts=sorted(row), **row))
        if charter := _charter_columns(record):
            said[CharterFact].append(CharterFact(project=project, asserts=sorted(charter), **charter))
        said[RatingFact] += _ratings(record, project)
        said[MoneyFact] += _money(record, project, found)
        if portfolio:
            present = MembershipFact(project=project, portfolio=portfolio, asserts=["present"], present=True)
            said[MembershipFact].append(present)
        said[LocalFact] += [
            _local_value(project, local[heading], answer)
            for heading, answer in record.local.items()
            if answer.answer.kind != "blank"
        ]
    return said


def _record_columns(record: Record, body: Organisation) -> dict[str, Any]:
    row: dict[str, Any] = {"title": record.name[:300], "lead_organisation": body}
    if record.organisation:
        row["organisation_text"] = record.organisation[:200]
    for name, column in (("category", "category"), ("place", "place_text")):
        if name in record.fields:
            row[column] = record.fields[name].text[:200]
    for name, column in (("start_date", "planned_start"), ("end_date", "forecast_end")):
        if name in record.fields:
            answer = record.fields[name]
            row[column] = answer.value if answer.is_value else None
            row[f"{column}_text"] = "" if answer.is_value else answer.text
    if record.ratings:
        first = record.ratings[0]
        row["confidence"] = _step(first)
        row["confidence_text"] = first.answer.text[:500]
        row["confidence_rater"] = RATERS.get(first.rater or "", "independent")
    return row


def _step(rating: Rating) -> str:
    """The step of ours that a rating is; none for a text or a step of another kind of scale."""
    step = str(rating.answer.value or "").casefold() if rating.answer.is_value else ""
    return step if step in STEPS else ""


def _charter_columns(record: Record) -> dict[str, Any]:
    names = {"description": "description", "benefits": "benefits_text"}
    return {column: record.fields[name].text for name, column in names.items() if name in record.fields}


def _ratings(record: Record, project: Project) -> list[RatingFact]:
    """One fact a rater: of several columns by one rater the first counts, the rest stay local text."""
    rows: dict[str, RatingFact] = {}
    for rating in record.ratings:
        rater = RATERS.get(rating.rater or "", "independent")
        step = _step(rating)
        rows.setdefault(
            rater,
            RatingFact(
                project=project,
                rater=rater,
                confidence=step,
                text=rating.answer.text,
                scale=rating.scale[:20],
                asserts=["confidence", "text", "scale"],
            ),
        )
    return list(rows.values())


def _money(record: Record, project: Project, found: Understanding) -> list[MoneyFact]:
    rows = []
    for name, (span, basis) in MONEY.items():
        answer = record.fields.get(name)
        if answer is None or answer.kind == "blank":
            continue
        pence = None
        if isinstance(answer.value, Decimal):
            pence = int((answer.value * PENCE[found.unit(name) or "GBP"]).to_integral_value())
        asserts = ["pence", "text"]
        rows.append(
            MoneyFact(project=project, span=span, basis=basis, pence=pence, text=answer.text, asserts=asserts)
        )
    return rows


def _local_fields(found: Understanding, order: Order) -> dict[str, LocalField]:
    """A local field for each column that is none of ours: no column is lost."""
    headings = dict.fromkeys(heading for record in found.records for heading in record.local)
    fields = {}
    for heading in headings:
        made, _ = LocalField.objects.get_or_create(
            organisation=order.organisation, key=heading.casefold()[:200], defaults={"label": heading[:200]}
        )
        fields[heading] = made
    return fields


def _local_value(project: Project, of: LocalField, answer: Any) -> LocalFact:
    value = answer.answer.value
    on = value if isinstance(value, date) else None
    text = answer.answer.text
    return LocalFact(project=project, field=of, text=text, on=on, asserts=["text", "on"])


def _keep(said: dict[type[facts.Fact], list[Any]], order: Order, batch: Batch) -> set[int]:
    """Keep the facts that say something new on that day; returns the projects they are about."""
    changed: set[int] = set()
    for family, rows in said.items():
        about = {row.project_id for row in rows}
        held = {
            row.key_values(): row.said()
            for row in family._default_manager.as_at(order.as_at)
            if row.project_id in about
        }
        news = []
        for row in rows:
            before, now = held.get(row.key_values()), row.said()
            if before is None or any(before[name] != now[name] for name in row.asserts):
                row.so_from, row.batch, row.recorded_by = order.as_at, batch, order.by
                news.append(row)
                changed.add(row.project_id)
        in_force = facts.state(news)
        if family is ProjectFact:
            _copy_now(in_force)
    return changed


def _copy_now(in_force: Sequence[Any]) -> None:
    projects = Project.objects.in_bulk([fact.project_id for fact in in_force])
    for fact in in_force:
        copy_now(projects[fact.project_id], fact)
        projects[fact.project_id].version += 1
    Project.objects.bulk_update(projects.values(), [*RECORD_FIELDS, "version"], batch_size=100)
