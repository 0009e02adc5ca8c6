"""Organisations with their units, themes, portfolios and local fields; the people, and what they may do."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from quantock.access import Role
from quantock.accounts.models import Grant, Place, User
from quantock.desk.demonstration.days import Calendar
from quantock.desk.demonstration.reading import DOMAIN, rows
from quantock.people.called import keep_called
from quantock.people.models import (
    Alias,
    ListedDomain,
    Membership,
    Organisation,
    Parentage,
    Person,
    Succession,
    Unit,
)
from quantock.people.services import grants
from quantock.portfolios.models import Portfolio, Theme
from quantock.projects.models import LocalField


@dataclass(frozen=True, slots=True)
class Somebody:
    """A person of the demonstration."""

    key: str
    organisations: Sequence[str]
    unit: str
    can: str
    person: Person
    user: User


@dataclass(slots=True)
class World:
    """What projects belong to, by the keys of the tables."""

    calendar: Calendar
    bodies: dict[str, Organisation] = field(default_factory=dict)
    units: dict[tuple[str, str], Unit] = field(default_factory=dict)
    people: dict[str, Somebody] = field(default_factory=dict)
    themes: dict[str, Theme] = field(default_factory=dict)
    portfolios: dict[str, tuple[Portfolio, str]] = field(default_factory=dict)
    local: dict[str, list[tuple[LocalField, str]]] = field(default_factory=dict)

    def of(self, organisation: str, can: str) -> list[Somebody]:
        """The people of an organisation who can do something, in the order of the table."""
        return [
            each for each in self.people.values() if each.can == can and organisation in each.organisations
        ]


def make(calendar: Calendar) -> World:
    """All but the projects."""
    world = World(calendar)
    _organisations(world)
    _people(world)
    for key, name, organisation, began, ended in rows("themes", 5):
        since = calendar.months(-float(began))
        until = calendar.months(-float(ended)) if ended else None
        body = world.bodies.get(organisation)
        world.themes[key] = Theme.objects.create(name=name, organisation=body, so_from=since, so_until=until)
    for name, organisation, purpose, which in rows("portfolios", 4):
        body = world.bodies.get(organisation)
        made = Portfolio.objects.create(name=name, organisation=body, purpose=purpose)
        world.portfolios[name] = (made, which)
    for organisation, label, kind, more in rows("local", 4):
        choices = [each.strip() for each in more.split(",")] if kind == "choice" else []
        made_field = LocalField.objects.create(
            organisation=world.bodies[organisation],
            label=label,
            key=label.casefold(),
            kind=kind,
            choices=choices,
        )
        world.local.setdefault(organisation, []).append((made_field, more))
    give_roles_on_portfolios(world)
    return world


def _organisations(world: World) -> None:
    closed, opened = world.calendar.months(-28), world.calendar.months(-28)
    for key, name, kind, system, code, aliases, sees in rows("organisations", 7):
        said: dict[str, Any] = {"name": name, "kind": kind, "code_system": system, "code": code}
        if key == "ccg":
            said["closes_on"] = closed
        if key == "icb":
            said["opens_on"] = opened
        body = Organisation.objects.create(default_visibility=sees, in_system="closes_on" not in said, **said)
        world.bodies[key] = body
        names = [each.strip() for each in aliases.split(",") if each.strip()]
        Alias.objects.bulk_create(Alias(organisation=body, name=each) for each in names)
        if "closes_on" not in said:
            ListedDomain.objects.create(organisation=body, domain=f"{key}.{DOMAIN}")
    board = world.bodies["icb"]
    Succession.objects.create(predecessor=world.bodies["ccg"], successor=board, on=closed)
    keep_called(closed)
    Parentage.objects.bulk_create(
        Parentage(child=world.bodies[key], parent=board, so_from=opened)
        for key in ("cvh", "mch", "trc", "wma", "vpn", "hrs", "mlm")
    )
    for key, units in rows("units", 2):
        for name in units.split(","):
            unit = Unit.objects.create(organisation=world.bodies[key], name=name.strip())
            world.units[key, unit.name] = unit


def _people(world: World) -> None:
    """Nobody has a password: one comes in by the page that offers them."""
    listed = rows("people", 7)
    nobody = make_password(None)
    users = User.objects.bulk_create(
        User(email=f"{key}@{DOMAIN}", name=name, password=nobody, first_steps_done=key != "dylan")
        for key, name, *_ in listed
    )
    # Proved, as of whoever joined by a link: they may turn a second step on.
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in users
    )
    by_email = {user.email: user for user in users}
    since = world.calendar.months(-26)
    persons = Person.objects.bulk_create(
        Person(user=by_email[f"{key}@{DOMAIN}"], name=name, email=f"{key}@{DOMAIN}", staff_group=group)
        for key, name, _, group, *_ in listed
    )
    for (key, _, where, _, can, *_), person, user in zip(listed, persons, users, strict=True):
        first, *others = where.split(" + ")
        organisation, _, unit = first.partition("/")
        world.people[key] = Somebody(key, (organisation, *others), unit, can, person, user)
    _belong(world, since)
    _roles(world)


def _belong(world: World, since: date) -> None:
    everybody = world.people.values()
    Membership.objects.bulk_create(
        Membership(
            person=each.person,
            organisation=world.bodies[key],
            unit=world.units.get((key, each.unit)),
            since=world.calendar.today if each.key == "dylan" else since,
        )
        for each in everybody
        for key in each.organisations
    )
    Grant.objects.bulk_create(
        Grant(user=each.user, role=Role.MEMBER, place=Place.ORGANISATION, place_id=world.bodies[key].pk)
        for each in everybody
        for key in each.organisations
    )


def _roles(world: World) -> None:
    """Roles on the whole system and on organisations; on portfolios and projects once those are there."""
    for key, role, place in rows("roles", 3):
        kind, _, name = place.partition(" ")
        if kind in {"system", "organisation"}:
            place_id = world.bodies[name].pk if name else 0
            Grant.objects.create(user=world.people[key].user, role=role, place=kind, place_id=place_id)
    grants.pass_on()


def give_roles_on_portfolios(world: World) -> None:
    """Once the portfolios are there."""
    for key, role, place in rows("roles", 3):
        kind, _, name = place.partition(" ")
        if kind == "portfolio":
            user, (portfolio, _) = world.people[key].user, world.portfolios[name]
            Grant.objects.create(user=user, role=role, place=Place.PORTFOLIO, place_id=portfolio.pk)


def roles_on_projects() -> list[tuple[str, str, str]]:
    """Who holds which role on which project besides what its own row says: key, role, title."""
    found = [(key, role, *place.split(" ", 1)) for key, role, place in rows("roles", 3) if " " in place]
    return [(key, role, title) for key, role, kind, title in found if kind == "project"]
