"""Keeping a plan: one short transaction, whole or not at all."""

from collections.abc import Iterable
from typing import Any

from quantock.access import Role
from quantock.accounts.models import Grant, Place
from quantock.audit import facts, log
from quantock.audit.models import Batch, Channel
from quantock.engines.dates import say_date
from quantock.engines.tables import id_key
from quantock.exchange.register.copying import copy_as_it_is_now
from quantock.exchange.register.moving import move
from quantock.exchange.register.plan import FAMILIES, Plan, Statement
from quantock.exchange.register.says import key_of
from quantock.people.finding import keep_organisations_findable
from quantock.people.services.organisations import take_part
from quantock.projects.counting import keep_counted
from quantock.projects.finding import keep_findable
from quantock.projects.models import (
    CharterFact,
    ExternalId,
    LocalFact,
    LocalField,
    Partner,
    Project,
    ProjectFact,
)
from quantock.projects.services import keep_register_days
from quantock.search.database import learn_sizes


def keep(plan: Plan) -> Batch:
    """Keep all of it, in the transaction of the caller; says in events what changed."""
    order = plan.order
    batch = Batch.objects.create(title=plan.title, by=order.by)
    for made in plan.organisations:
        made.save(force_insert=True)
    _look_after(plan, batch)
    if plan.portfolio and plan.portfolio.pk is None:
        plan.portfolio.save(force_insert=True)
    LocalField.objects.bulk_create(plan.fields)
    _projects(plan)
    _ids(plan, batch)
    plan.moved = move(plan.moves, batch)
    moved = {each.start.pk for each in plan.moves}
    for family in FAMILIES:
        in_force = facts.state([_fact(said, plan, batch) for said in plan.statements.get(family, ())])
        for some in plan.local() if family is LocalFact else ():
            facts.state([_fact(said, plan, batch) for said in some])
        if family is ProjectFact:
            # Inserted as their facts say already; but of those to which others moved.
            new = {project.pk for project in plan.projects} - {each.to.pk for each in plan.moves}
            copy_as_it_is_now([fact for fact in in_force if fact.project_id not in new])
    keep_organisations_findable(plan.organisations)
    keep_findable(_touched(plan) | moved)
    stood = {project.pk: given for project, given in plan.stood}
    keep_register_days(stood, on=order.as_at, batch=batch)
    keep_counted(_said_of(plan) | stood.keys() | moved)
    log.write(_events(plan, batch))
    learn_sizes()
    return batch


def _touched(plan: Plan) -> set[int]:
    """The projects of which something searched may be another now."""
    said = {
        each.project.pk for family in (ProjectFact, CharterFact) for each in plan.statements.get(family, ())
    }
    return said | {project.pk for project, _ in plan.ids}


def _said_of(plan: Plan) -> set[int]:
    """The projects of which anything was said."""
    return {each.project.pk for said in plan.statements.values() for each in said}


def _look_after(plan: Plan, batch: Batch) -> None:
    """The programme office that brought an unknown organisation in looks after it until it joins.

    That is everybody in it, also those who came since.
    """
    home = plan.order.organisation
    if home is None or not (plan.organisations or plan.looked_after):
        return
    office = Grant.objects.filter(
        place=Place.ORGANISATION, place_id=home.pk, role__in=(Role.PMO, Role.ADMIN)
    ).values_list("user", flat=True)
    Grant.objects.bulk_create(
        [
            Grant(user_id=user, role=Role.PMO, place=Place.ORGANISATION, place_id=body.pk)
            for body in (*plan.organisations, *plan.looked_after)
            for user in sorted(set(office))
        ],
        ignore_conflicts=True,
    )
    says = f"Added from {plan.title}; the programme office of {home.name} looks after it"
    log.write(
        log.event(
            "organisation added", made, by=plan.order.by, batch=batch, channel=Channel.IMPORT, says=says
        )
        for made in plan.organisations
    )


def _projects(plan: Plan) -> None:
    """Insert the new projects as their facts say they are; who brings them in takes part in them."""
    said = {id(each.project): each.says for each in plan.statements.get(ProjectFact, ())}
    for project in plan.projects:
        for name, value in said[id(project)].items():
            setattr(project, name, value)
    Project.objects.bulk_create(plan.projects, batch_size=500)
    take_part(project.lead_organisation_id for project in plan.projects)
    home = plan.order.organisation
    if home is not None:
        led_by_others = [p for p in plan.projects if p.lead_organisation_id != home.pk]
        Partner.objects.bulk_create(
            [Partner(project=project, organisation=home) for project in led_by_others], batch_size=500
        )


def _ids(plan: Plan, batch: Batch) -> None:
    given: dict[tuple[int, str], ExternalId] = {}
    for project, value in plan.ids:
        key = id_key(value)[:200]
        given.setdefault((project.pk, key), ExternalId(project=project, value=value[:200], key=key))
    kept = ExternalId.objects.bulk_create(given.values(), batch_size=500)
    new = {project.pk for project in plan.projects}
    plan.ids_kept = [one.pk for one in kept if one.project_id not in new]


def _fact(said: Statement, plan: Plan, batch: Batch) -> Any:
    """One fact not yet kept; made of keys and of one moment, as a register has a hundred thousand of them."""
    family: Any = said.family
    about = dict(zip(family.key[1:], said.about, strict=True))
    return family(
        project_id=said.project.pk,
        **{facts.attname(family, name): key_of(value) for name, value in (about | dict(said.says)).items()},
        asserts=sorted(said.says),
        so_from=said.on or plan.order.as_at,
        recorded_at=batch.made_at,
        recorded_by_id=plan.order.by.pk if plan.order.by else None,
        batch_id=batch.pk,
    )


def _events(plan: Plan, batch: Batch) -> Iterable[Any]:
    says = f"Brought in from {plan.title}, as at {say_date(plan.order.as_at)}"
    yield from (
        log.event(
            "imported",
            project,
            by=plan.order.by,
            batch=batch,
            channel=Channel.IMPORT,
            says=says,
            changes=changes,
        )
        for project, changes in plan.changes
    )
    for each in plan.moves:
        for project, words in ((each.start, each.said_of_start), (each.to, each.said_of_other)):
            yield log.event(
                "imported",
                project,
                by=plan.order.by,
                batch=batch,
                channel=Channel.IMPORT,
                says=f"{says}: {words}",
            )
