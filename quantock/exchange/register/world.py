"""What is here already, as far as bringing a register in needs to know it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Max, Q

from quantock.access import Permission, Role, Viewer
from quantock.accounts.models import Grant, Place
from quantock.audit.facts import Fact, attname
from quantock.audit.models import Batch, Event
from quantock.engines.tables import Known, KnownOrganisation
from quantock.exchange.models import ImportStage, RegisterImport
from quantock.exchange.register import moving
from quantock.exchange.register.plan import Move
from quantock.people.models import Organisation, OrganisationType
from quantock.people.queries import known_organisations
from quantock.portfolios.models import Portfolio
from quantock.projects.models import (
    PORTFOLIOS,
    ExternalId,
    LocalField,
    MembershipFact,
    Project,
    ProjectFact,
)

SOME = 500


@dataclass(frozen=True, slots=True)
class Held:
    """What was in force of one key on the day of the register."""

    said: Mapping[str, Any]
    so_from: date
    asserts: frozenset[str]


Key = tuple[Any, ...]


class World:
    """Reads from the database; a fixed number of queries for each 500 projects."""

    def stamp(self) -> tuple[Any, ...]:
        """Differs once anybody has changed anything that a plan may rest on."""
        return (
            Event.objects.aggregate(last=Max("pk"))["last"],
            Batch.objects.aggregate(last=Max("pk"))["last"],
        )

    def organisations(self) -> list[KnownOrganisation]:
        """All there are."""
        return known_organisations()

    def bodies(self, keys: Collection[int]) -> dict[int, Organisation]:
        """Organisations by their key."""
        return Organisation.objects.in_bulk(list(keys))

    def looked_after(self, home: Organisation | None) -> set[int]:
        """Organisations that nobody has taken into the system yet and that the home's programme office runs."""
        if home is None:
            return set()
        held = Grant.objects.filter(place=Place.ORGANISATION)
        office = held.filter(place_id=home.pk, role__in=(Role.PMO, Role.ADMIN)).values("user")
        run = held.filter(user__in=office, role=Role.PMO).exclude(place_id=home.pk).values("place_id")
        unclaimed = Organisation.objects.filter(kind=OrganisationType.OTHER, code="", in_system=False)
        return set(unclaimed.filter(pk__in=run).values_list("pk", flat=True))

    def body_named(self, name: str) -> Organisation | None:
        """The organisation of exactly this name."""
        return Organisation.objects.filter(name=name).order_by("pk").first()

    def portfolio(self, name: str, organisation: Organisation | None) -> Portfolio | None:
        """An organisation's (or, without one, the whole system's) portfolio of that name."""
        return Portfolio.objects.filter(name=name, organisation=organisation).first()

    def last_number(self) -> int:
        """The highest project number ever given; numbers are not used again."""
        return int(Project.objects.filter(number__lt=PORTFOLIOS).aggregate(last=Max("number"))["last"] or 0)

    def fields(self, organisation: Organisation | None) -> dict[str, LocalField]:
        """The local fields of an organisation, by their key."""
        return {field.key: field for field in LocalField.objects.filter(organisation=organisation)}

    def known(
        self, viewer: Viewer, portfolio: Portfolio | None, leads: Collection[int] | None, on: date
    ) -> list[Known]:
        """The projects that rows are compared with, with present and former names and leads. Four queries.

        Those of the portfolio, and those that the same organisations lead; all, without a portfolio. Only
        what the viewer may see. A number in somebody's register means something only within one portfolio.
        """
        rows = Project.objects.visible_to(viewer).select_related("lead_organisation")
        inside: dict[int, int | None] | None = None
        if leads is not None:
            held = MembershipFact.objects.standing().filter(portfolio=portfolio) if portfolio else None
            inside = _days_away(held, on) if held is not None else {}
            rows = rows.filter(
                Q(pk__in=held.values("project") if held is not None else ()) | Q(lead_organisation__in=leads)
            )
        names, led_by = _names_and_leads(rows)
        ids = _ids(rows)
        return [
            Known(
                key=row.pk,
                names=tuple(dict.fromkeys([row.title, *names[row.pk]])),
                external_ids=tuple(ids[row.pk]) if inside is None or row.pk in inside else (),
                away=inside.get(row.pk) if inside else None,
                organisations=tuple(
                    dict.fromkeys(
                        filter(
                            None,
                            (
                                row.lead_organisation.name,
                                row.lead_organisation.code,
                                row.organisation_text,
                                *led_by[row.pk],
                            ),
                        )
                    )
                ),
            )
            for row in rows
        ]

    def projects(self, keys: Iterable[Any]) -> dict[int, Project]:
        """Projects by their key."""
        found: dict[int, Project] = {}
        for some in _some(list(keys)):
            found |= Project.objects.in_bulk(some)
        return found

    def numbered(self, numbers: Collection[int], viewer: Viewer) -> dict[int, Project]:
        """Projects that the viewer may see, by their number."""
        seen = Project.objects.visible_to(viewer).filter(number__in=numbers)
        return {project.number: project for project in seen}

    def ids(self, projects: Sequence[Project]) -> dict[int, set[str]]:
        """The keys of external ids that each project has."""
        held: dict[int, set[str]] = defaultdict(set)
        for some in _some([project.pk for project in projects]):
            for project, key in ExternalId.objects.filter(project__in=some).values_list("project", "key"):
                held[project].add(key)
        return held

    def held(self, families: Iterable[type[Fact]], projects: Sequence[Project], on: date) -> dict[Key, Held]:
        """What was in force of these projects on a day, by family and key."""
        found: dict[Key, Held] = {}
        keys = [project.pk for project in projects]
        for family in families:
            names = [attname(family, name) for name in family.key]
            columns = [*names, "so_from", "asserts", *(attname(family, name) for name in family.says)]
            for some in _some(keys):
                rows = family.objects.as_at(on).filter(project__in=some).values_list(*columns)
                for row in rows:
                    key, rest = row[: len(names)], row[len(names) :]
                    said = dict(zip(family.says, rest[2:], strict=True))
                    found[(family, *key)] = Held(said, rest[0], frozenset(rest[1]))
        return found

    def first_tracks(self, projects: Iterable[Project]) -> dict[int, str]:
        """The track on which each began."""
        found: dict[int, str] = {}
        for some in _some([project.pk for project in projects]):
            rows = (
                ProjectFact.objects.standing()
                .filter(project__in=some)
                .order_by("-so_from", "-recorded_at", "-pk")
            )
            found |= dict(rows.values_list("project", "track"))
        return found

    def found_one(self, pairs: Sequence[tuple[Project, Project]]) -> list[Move]:
        """As `moving.found_one`."""
        return moving.found_one(pairs) if pairs else []

    def found_another(self, pairs: Sequence[tuple[Project, Project]], on: date) -> list[Move]:
        """As `moving.found_another`."""
        return moving.found_another(pairs, on) if pairs else []

    def members(self, portfolio: Portfolio, on: date, viewer: Viewer) -> list[Project]:
        """The projects that were in a portfolio on a day, of those the viewer may see."""
        inside = MembershipFact.objects.as_at(on).filter(portfolio=portfolio, present=True)
        return list(Project.objects.visible_to(viewer).filter(pk__in=inside.values("project")).order_by("pk"))

    def complete_days(self, portfolio: Portfolio, after: date) -> list[date]:
        """The later days for which a complete register of the portfolio has come in already."""
        done = RegisterImport.objects.filter(
            portfolio=portfolio, complete=True, stage=ImportStage.DONE, as_at__gt=after
        )
        return list(done.order_by("as_at").values_list("as_at", flat=True).distinct())

    def mentioned(self, portfolio: Portfolio, after: date, until: date) -> set[int]:
        """The projects of which something was said about being in the portfolio, on one of those days."""
        said = MembershipFact.objects.standing().filter(
            portfolio=portfolio, so_from__gt=after, so_from__lte=until
        )
        return set(said.values_list("project", flat=True))


class NoWorld(World):
    """Where there is no database yet: nothing is here, and nothing is asked of it."""

    def stamp(self) -> tuple[Any, ...]:
        return ()

    def organisations(self) -> list[KnownOrganisation]:
        return []

    def bodies(self, keys: Collection[int]) -> dict[int, Organisation]:
        return {}

    def looked_after(self, home: Organisation | None) -> set[int]:
        return set()

    def body_named(self, name: str) -> Organisation | None:
        return None

    def portfolio(self, name: str, organisation: Organisation | None) -> Portfolio | None:
        return None

    def last_number(self) -> int:
        return 0

    def fields(self, organisation: Organisation | None) -> dict[str, LocalField]:
        return {}

    def known(
        self, viewer: Viewer, portfolio: Portfolio | None, leads: Collection[int] | None, on: date
    ) -> list[Known]:
        return []

    def projects(self, keys: Iterable[Any]) -> dict[int, Project]:
        return {}

    def numbered(self, numbers: Collection[int], viewer: Viewer) -> dict[int, Project]:
        return {}

    def ids(self, projects: Sequence[Project]) -> dict[int, set[str]]:
        return {}

    def held(self, families: Iterable[type[Fact]], projects: Sequence[Project], on: date) -> dict[Key, Held]:
        return {}

    def found_one(self, pairs: Sequence[tuple[Project, Project]]) -> list[Move]:
        return []

    def found_another(self, pairs: Sequence[tuple[Project, Project]], on: date) -> list[Move]:
        return []

    def members(self, portfolio: Portfolio, on: date, viewer: Viewer) -> list[Project]:
        return []


def _days_away(held: Any, on: date) -> dict[int, int | None]:
    """Every project that was ever in a portfolio, with how far from a day its time there is. One query."""
    away: dict[int, int | None] = {}
    for project, since, until, present in held.values_list("project", "so_from", "so_until", "present"):
        far = None
        if present:
            far = max((since - on).days, 0, (on - until).days + 1 if until else 0)
        known = away.get(project)
        away[project] = far if known is None else known if far is None else min(known, far)
    return away


def may_import_for(viewer: Viewer, organisation: int | None) -> bool:
    """Whether the viewer may bring a register in for an organisation; for one not yet here, they may."""
    if organisation is None or viewer.may_on_system(Permission.REGISTER_IMPORT):
        return True
    return organisation in viewer.organisations_where(Permission.REGISTER_IMPORT)


def _names_and_leads(rows: Any) -> tuple[dict[int, list[str]], dict[int, list[str]]]:
    """Every title that projects had, and what every organisation that led them is called. One query."""
    names: dict[int, list[str]] = defaultdict(list)
    leads: dict[int, list[str]] = defaultdict(list)
    said = ProjectFact.objects.standing().filter(project__in=rows.values("pk")).order_by("-so_from", "-pk")
    columns = ("title", "lead_organisation__name", "lead_organisation__code", "organisation_text")
    for project, title, *led_by in said.values_list("project", *columns):
        names[project].append(title)
        leads[project].extend(filter(None, led_by))
    return names, leads


def _ids(rows: Any) -> dict[int, list[str]]:
    ids: dict[int, list[str]] = defaultdict(list)
    given = ExternalId.objects.filter(project__in=rows.values("pk"))
    for project, value in given.values_list("project", "value"):
        ids[project].append(value)
    return ids


def _some(keys: list[Any]) -> Iterable[list[Any]]:
    return (keys[start : start + SOME] for start in range(0, len(keys), SOME))
