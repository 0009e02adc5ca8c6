"""Who does what in each project: named in its row, else found among the people of its organisation."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from quantock.access import Role
from quantock.accounts.models import User
from quantock.desk.demonstration.places import Somebody, World
from quantock.desk.demonstration.reading import pick, shuffled
from quantock.desk.demonstration.works import Work
from quantock.people.models import Person

# Words of a project's row that give somebody a part.
NAMED = {
    "coach": Role.COACH,
    "sponsor": Role.SPONSOR,
    "owner": Role.SERVICE_OWNER,
    "with": Role.TEAM,
    "manager": Role.PROGRAMME_MANAGER,
}
NEIGHBOURS = {
    "hrs": "vpn",
    "mlm": "vpn",
    "ccg": "icb",
    "mbc": "ccc",
    "hos": "icb",
    "uoc": "icb",
    "vpn": "icb",
}


@dataclass(slots=True)
class Team:
    """The parts in one project, in the order in which they were given."""

    parts: list[tuple[Role, Somebody]] = field(default_factory=list)

    def held_by(self, role: Role) -> Somebody | None:
        return next((each for held, each in self.parts if held == role), None)

    @property
    def lead(self) -> User | None:
        found = self.held_by(Role.LEAD)
        return found.user if found else None

    @property
    def sponsor(self) -> User | None:
        found = self.held_by(Role.SPONSOR)
        return found.user if found else self.lead

    def owner_of(self, milestone: str) -> Person:
        """One of those who do the work."""
        doing = [each for role, each in self.parts if role in {Role.LEAD, Role.TEAM, Role.PROGRAMME_MANAGER}]
        return pick(doing, milestone).person


def team_of(world: World, work: Work) -> Team:
    """Lead, sponsor where one is due, finance partner where money is, and a team."""
    lead = _lead(world, work)
    team = Team([(Role.LEAD, lead)])
    for word, role in NAMED.items():
        team.parts += [(role, world.people[key]) for key in work.also.get(word, ())]
    if work.parent and lead is not world.people["mohammed"]:
        team.parts.append((Role.PROGRAMME_MANAGER, world.people["mohammed"]))
    if work.track == "full":
        _full(world, work, team)
    if work.track != "quick":
        able = [each for each in world.of(work.organisation, "leads") if each is not lead]
        team.parts += [
            (Role.TEAM, each) for each in shuffled(able, work.title, "team")[: len(work.title) % 3]
        ]
    team.parts = list(dict.fromkeys(team.parts))
    return team


def _full(world: World, work: Work, team: Team) -> None:
    """Large projects have a sponsor, and a finance and a benefits partner where there are some."""
    if "sponsor" not in work.also:
        team.parts.append((Role.SPONSOR, _one(world, work.organisation, "sponsors", work.title)))
    if "money" in work.also and (partner := _any(world, work.organisation, "finance")):
        team.parts.append((Role.FINANCE, partner[0]))
    if work.organisation == "cvh" and work.is_on_the_board:
        team.parts.append((Role.BENEFITS_LEAD, world.people["anil"]))


def _lead(world: World, work: Work) -> Somebody:
    if work.lead != "any":
        return world.people[work.lead]
    able = _any(world, work.organisation, "leads")
    here = [each for each in able if each.unit == work.unit]
    return pick(here or able, work.title, "lead")


def _one(world: World, organisation: str, can: str, title: str) -> Somebody:
    return pick(_any(world, organisation, can), title, can)


def _any(world: World, organisation: str, can: str) -> Sequence[Somebody]:
    """Those of the organisation, else of the one it turns to."""
    return world.of(organisation, can) or world.of(NEIGHBOURS.get(organisation, "icb"), can)
