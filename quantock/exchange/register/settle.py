"""What the rows of a register have in common, settled before each is looked at: organisations, the portfolio, which
project each row is, and the local fields it needs."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain
from typing import Any

from quantock.audit.facts import Fact
from quantock.engines.dates import say_date
from quantock.engines.tables import (
    SAME_NAME,
    Known,
    KnownOrganisation,
    Match,
    Organisations,
    Record,
    Understanding,
    match,
)
from quantock.exchange.register.order import NEW, Order, row_key
from quantock.exchange.register.plan import FAMILIES, Plan, told_of
from quantock.exchange.register.says import NeededField, needed_fields, rated
from quantock.exchange.register.world import Held, Key, World, may_import_for
from quantock.people.models import Organisation
from quantock.portfolios.models import Portfolio
from quantock.projects.beginning import visibility_of_imported
from quantock.projects.models import LocalFact, LocalField, Project, ProjectFact, Track

NOT_STATED = "Not stated"
SHOWN = ("external_id", "organisation", "category", "place", "start_date", "end_date")


def _says(record: Record) -> dict[str, str]:
    """What tells one project from another, as the row says it; days as pages say them, so that two can be compared."""
    said = {name: record.fields[name] for name in SHOWN if name in record.fields}
    return {
        name: say_date(answer.value) if isinstance(answer.value, date) else answer.text[:200]
        for name, answer in said.items()
    }


def _likely(found: Match, candidates: Mapping[int, Project]) -> list[dict[str, Any]]:
    """The projects that a row may be, as an account tells them."""
    likely = ((candidates[int(str(each.key))], each.why) for each in found.candidates)
    return [{"number": project.number, "name": project.title, "why": why} for project, why in likely]


def as_one(held: Mapping[Key, Held], same: Mapping[int, int]) -> dict[Key, Held]:
    """What was in force, where projects are found to be one: under the one that stays, the latest said."""
    found: dict[Key, Held] = {}
    for (family, project, *rest), said in held.items():
        key = (family, same.get(project, project), *rest)
        if key not in found or found[key].so_from < said.so_from:
            found[key] = said
    return found


@dataclass(frozen=True, slots=True)
class Answered:
    """Which project a record is, and how that is known; or why it is refused."""

    project: Project | None
    how: str
    refused: str = ""


class Settled:
    """The answers to what concerns more than one row."""

    def __init__(self, found: Understanding, order: Order, world: World, plan: Plan) -> None:
        self.found, self.order, self.world, self.plan = found, order, world, plan
        self.names: dict[int, str] = {}
        self.bodies: dict[str, Organisation] = {}
        self.default: Organisation | None = None
        self._settle()

    def _settle(self) -> None:
        """Organisations, the portfolio, which project each record is, local fields, and what was known of them."""
        order, records = self.order, self.found.records
        self.plan.account.refused = told_of(self.found.refused)
        self._organisations()
        if isinstance(order.portfolio, Portfolio):
            self.plan.portfolio = order.portfolio
        elif order.portfolio:
            here = self.world.portfolio(order.portfolio, order.organisation)
            self.plan.portfolio = here or Portfolio(name=order.portfolio, organisation=order.organisation)
        known = self._known()
        matching = match(records, known, complete=False)
        self._answers(matching.matches, known)
        self._moves(matching.matches)
        old = [answer.project for answer in self.answers if answer.project and answer.project.pk]
        self.held = self.held_of([family for family in FAMILIES if family is not LocalFact], old)
        self.first_tracks = self.world.first_tracks(
            project for project in old if (ProjectFact, project.pk) not in self.held
        )
        self.has_ids = self.world.ids(old)
        self._fields()

    def held_of(self, families: Iterable[type[Fact]], projects: Sequence[Project]) -> dict[Key, Held]:
        """What was in force of these on the day; of those found to be one, of both."""
        keys = {project.pk for project in projects}
        moves = [move for move in self.plan.moves if move.whole and move.to.pk in keys]
        both = [*projects, *(move.start for move in moves)]
        same = {move.start.pk: move.to.pk for move in moves}
        return as_one(self.world.held(families, both, self.order.as_at), same)

    def _organisations(self) -> None:
        """The organisation of each text: as decided, by code, name or alias, or a new one of type "other"."""
        known = self.world.organisations()
        self.names = {int(str(each.key)): each.name for each in known}
        finder = Organisations(known)
        texts = dict.fromkeys(record.organisation for record in self.found.records if record.organisation)
        decided = self.order.decisions.organisations
        keys: dict[str, int] = {}
        for text in texts:
            same_one = finder.find(text)
            key = decided.get(text, same_one.key if same_one else None)
            if key is not None:
                keys[text] = int(str(key))
                continue
            made = Organisation(name=text[:200])
            self.plan.organisations.append(made)
            self.bodies[text] = made
            number = -len(self.plan.organisations)  # stands for one not yet kept
            keys[text] = number
            finder.add(KnownOrganisation(number, made.name))
        here = self.world.bodies({key for key in keys.values() if key > 0})
        for text, key in keys.items():
            self.bodies[text] = here[key] if key > 0 else self.plan.organisations[-key - 1]
        ours = self.world.looked_after(self.order.organisation)
        self.plan.looked_after = [body for body in here.values() if body.pk in ours]
        self.plan.account.organisations_added = [made.name for made in self.plan.organisations]

    def _home(self) -> Organisation:
        """Who leads a project whose row names no organisation."""
        if self.default is None:
            self.default = self.order.organisation or self.world.body_named(NOT_STATED)
            if self.default is None:
                self.default = Organisation(name=NOT_STATED)
                self.plan.organisations.append(self.default)
        return self.default

    def _body(self, record: Record) -> Organisation:
        return self.bodies[record.organisation] if record.organisation else self._home()

    def _known(self) -> list[Known]:
        """The projects that rows are compared with; an organisation is known by what this register calls it, too."""
        called: defaultdict[str, list[str]] = defaultdict(list)
        for text, body in self.bodies.items():
            called[body.name].append(text)
        return [
            replace(
                one,
                organisations=(*one.organisations, *chain(*(called.get(n, ()) for n in one.organisations))),
            )
            for one in self._comparable()
        ]

    def _comparable(self) -> list[Known]:
        if not self.plan.portfolio:
            return self.world.known(self.order.viewer, None, None, self.order.as_at)
        leads = {body.pk for body in self.bodies.values() if body.pk}
        leads |= {self.order.organisation.pk} if self.order.organisation else set()
        portfolio = self.plan.portfolio if self.plan.portfolio.pk else None
        return self.world.known(self.order.viewer, portfolio, leads, self.order.as_at)

    def _answers(self, matches: Sequence[Match], known: Sequence[Known]) -> None:
        """The project of each record, with the rows that wait for a person told in the account."""
        decided = self.order.decisions.rows
        chosen = self.world.numbered(
            {int(number) for number in decided.values() if number != NEW}, self.order.viewer
        )
        matched = self.world.projects(found.key for found in matches if found.kind == "matched")
        candidates = self.world.projects(
            {candidate.key for found in matches for candidate in found.candidates}
        )
        number = self.world.last_number()
        self.answers: list[Answered] = []
        self.waiting: set[int] = set()
        taken: dict[int, str] = {}
        for found, record in zip(matches, self.found.records, strict=True):
            place = row_key(record)
            project = matched.get(int(str(found.key))) if found.key is not None else None
            how = f"matched by {found.how}" if project else "new"
            if found.kind == "doubtful":
                self._doubt(found, record, candidates)
                said = decided.get(place)
                project = chosen.get(int(said)) if said is not None and said != NEW else None
                how = "said to be the same" if project else f"new, though {found.how}"
            refused = self._refusal(record, project, taken)
            if refused:
                self.plan.account.refused.append(self._refused(record, refused))
            elif project is None:
                number += 1
                project = self._new(record, number)
                self._looks_like(found, record, number, candidates)
            elif project.pk:
                taken[project.pk] = str(record.place)
            self.answers.append(Answered(None if refused else project, how, refused))

    def _moves(self, matches: Sequence[Match]) -> None:
        """What this register, come after later ones, shows to have been said of another project."""
        others = self.world.projects({found.also for found in matches if found.also is not None})
        one: list[tuple[Project, Project]] = []
        another: list[tuple[Project, Project]] = []
        for found, record, answer in zip(matches, self.found.records, self.answers, strict=True):
            gone = others.get(int(str(found.also))) if found.also is not None else None
            if gone and answer.project and not self._refusal(record, gone, {}):
                one.append((answer.project, gone))
            if answer.project and answer.project.pk is None and found.kind == "doubtful":
                same = [each.key for each in found.candidates if each.why == SAME_NAME]
                another += [(answer.project, each) for each in self.world.projects(same[:1]).values()]
        self.plan.moves = [*self.world.found_one(one), *self.world.found_another(another, self.order.as_at)]
        for move in self.plan.moves:
            self.plan.account.moved.append(
                {"start": move.start.ref, "to": move.to.ref, "name": move.to.title, "one": move.whole}
            )

    def _doubt(self, found: Match, record: Record, candidates: Mapping[int, Project]) -> None:
        key = row_key(record)
        self.plan.account.doubtful.append(
            {
                **record.place.to_dict(),
                "key": key,
                "name": record.name,
                "external_id": record.external_id,
                "reason": found.how,
                "says": _says(record),
                "candidates": _likely(found, candidates),
                "decided": self.order.decisions.rows.get(key),
            }
        )

    def _looks_like(
        self, found: Match, record: Record, number: int, candidates: Mapping[int, Project]
    ) -> None:
        """A new project that looks like one that is here is told, so that the two can be made one later."""
        if found.candidates:
            self.plan.account.alike.append(
                {"number": number, "name": record.name[:300], "candidates": _likely(found, candidates)}
            )

    def _refusal(self, record: Record, project: Project | None, taken: Mapping[int, str]) -> str:
        """Why this person may not bring this row in; empty when they may."""
        lead = project.lead_organisation_id if project else self._body(record).pk
        if project and project.pk in taken:
            return f"{project.ref} is already on {taken[project.pk]} of this file."
        ours = {body.pk for body in self.plan.looked_after}
        if lead not in ours and not may_import_for(self.order.viewer, lead):
            led = self.names.get(lead or 0, "another organisation")
            what = f"It is {project.ref}, which {led} leads" if project else f"{led} leads it"
            return f"{what}; you may not bring registers in for them."
        return ""

    @staticmethod
    def _refused(record: Record, reason: str) -> dict[str, Any]:
        ids = {"external_id": record.external_id, "name": record.name}
        return {**record.place.to_dict(), "reason": reason, **ids, "key": row_key(record), "shares_id": False}

    def _new(self, record: Record, number: int) -> Project:
        body = self._body(record)
        project = Project(
            number=number,
            title=record.name[:300],
            lead_organisation=body,
            registered_on=self.order.as_at,
            visibility=visibility_of_imported(self.order.organisation, body),
            track=Track.FULL if rated(self.found.mapping.columns) else Track.STANDARD,
        )
        self.plan.projects.append(project)
        return project

    def _fields(self) -> None:
        """The local field of each column that needs one; headings that begin alike stay apart."""
        here = self.world.fields(self.order.organisation)
        self.fields: dict[int, LocalField] = {}
        taken: set[str] = set()
        for needed in needed_fields(self.found):
            base = " ".join(needed.label.split()) or "Unnamed"
            label, again = base[:200], 2
            while label.casefold() in taken:
                label, again = f"{base[:190]} ({again})", again + 1
            taken.add(label.casefold())
            self.fields[needed.position] = here.get(label.casefold()) or self._new_field(label, needed)

    def _new_field(self, label: str, needed: NeededField) -> LocalField:
        made = LocalField(
            organisation=self.order.organisation,
            key=label.casefold(),
            label=label,
            kind=needed.kind,
            choices=list(needed.choices),
        )
        self.plan.fields.append(made)
        return made
