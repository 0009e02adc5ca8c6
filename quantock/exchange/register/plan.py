"""What bringing a register in would do: worked out completely, and nothing of it kept yet."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from quantock.audit.facts import Fact
from quantock.engines.dates import say_date
from quantock.engines.tables import (
    Known,
    KnownOrganisation,
    Match,
    Organisations,
    Record,
    RefusedRow,
    Understanding,
    as_text,
    id_key,
    match,
)
from quantock.engines.text import money_exact
from quantock.exchange.register.account import CHANGES, Account, Cell, Outcome, RowAccount
from quantock.exchange.register.order import NEW, Order, row_key
from quantock.exchange.register.says import (
    NeededField,
    Piece,
    is_blank,
    key_of,
    needed_fields,
    rated,
    same,
    tellers,
)
from quantock.exchange.register.world import Held, World, may_import_for
from quantock.people.models import Organisation
from quantock.portfolios.models import Portfolio
from quantock.projects.models import (
    CharterFact,
    LocalFact,
    LocalField,
    MembershipFact,
    MoneyFact,
    Project,
    ProjectFact,
    RatingFact,
    Track,
    Visibility,
)

FAMILIES: tuple[type[Fact], ...] = (
    ProjectFact,
    CharterFact,
    RatingFact,
    MoneyFact,
    MembershipFact,
    LocalFact,
)
NOT_STATED = "Not stated"
Tell = Callable[[int, int], None]
"""Told how many rows of how many are done."""
Write = Callable[[RowAccount], None]


@dataclass(frozen=True, slots=True)
class Statement:
    """One fact to be kept: its family, what it is about, and what it says."""

    family: type[Fact]
    project: Project
    about: tuple[Any, ...]
    says: Mapping[str, Any]
    on: date | None = None
    """From which day on, if not the register's own."""


@dataclass(slots=True)
class Plan:
    """Everything there is to keep. New records are here without having been saved."""

    title: str
    order: Order
    stamp: tuple[Any, ...]
    portfolio: Portfolio | None = None
    organisations: list[Organisation] = field(default_factory=list)
    looked_after: list[Organisation] = field(default_factory=list)
    fields: list[LocalField] = field(default_factory=list)
    projects: list[Project] = field(default_factory=list)
    ids: list[tuple[Project, str]] = field(default_factory=list)
    ids_kept: list[int] = field(default_factory=list)  # given to projects that were here before
    statements: dict[type[Fact], list[Statement]] = field(default_factory=lambda: defaultdict(list))
    changes: list[tuple[Project, list[dict[str, Any]]]] = field(default_factory=list)
    account: Account = field(default_factory=Account)


def make_plan(
    found: Understanding,
    order: Order,
    world: World,
    *,
    tell: Tell = lambda done, total: None,
    write: Write = lambda row: None,
) -> Plan:
    """Decide what becomes of every row and cell. Reads, and changes nothing."""
    plan = Plan(found.table.filename, order, world.stamp())
    planner = _Planner(found, order, world, plan)
    planner.settle()
    planner.rows(tell, write)
    planner.leavers()
    planner.gone_since()
    return plan


@dataclass(frozen=True, slots=True)
class _Answer:
    """Which project a record is, and how that is known; or why it is refused."""

    project: Project | None
    how: str
    refused: str = ""


class _Planner:
    """Works the plan out, step by step."""

    def __init__(self, found: Understanding, order: Order, world: World, plan: Plan) -> None:
        self.found, self.order, self.world, self.plan = found, order, world, plan
        self.names: dict[int, str] = {}
        self.bodies: dict[str, Organisation] = {}
        self.default: Organisation | None = None

    # Settling what rows have in common

    def settle(self) -> None:
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
        old = [answer.project for answer in self.answers if answer.project and answer.project.pk]
        self.held = self.world.held(FAMILIES, old, order.as_at)
        self.has_ids = self.world.ids(old)
        self._fields()

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
        if not self.plan.portfolio:
            return self.world.known(self.order.viewer, None, None)
        leads = {body.pk for body in self.bodies.values() if body.pk}
        leads |= {self.order.organisation.pk} if self.order.organisation else set()
        portfolio = self.plan.portfolio if self.plan.portfolio.pk else None
        return self.world.known(self.order.viewer, portfolio, leads)

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
        self.answers: list[_Answer] = []
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
            elif project.pk:
                taken[project.pk] = str(record.place)
            self.answers.append(_Answer(None if refused else project, how, refused))

    def _doubt(self, found: Match, record: Record, candidates: Mapping[int, Project]) -> None:
        key = row_key(record)
        likely = [candidates[int(str(candidate.key))] for candidate in found.candidates]
        self.plan.account.doubtful.append(
            {
                **record.place.to_dict(),
                "key": key,
                "name": record.name,
                "external_id": record.external_id,
                "reason": found.how,
                "says": _says(record),
                "candidates": [
                    {"number": project.number, "name": project.title, "why": candidate.why}
                    for project, candidate in zip(likely, found.candidates, strict=True)
                ],
                "decided": self.order.decisions.rows.get(key),
            }
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
        asked = self.order.organisation or body
        project = Project(
            number=number,
            title=record.name[:300],
            lead_organisation=body,
            registered_on=self.order.as_at,
            visibility=asked.default_visibility or body.default_visibility or Visibility.ORGANISATION,
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

    # Row by row

    def rows(self, tell: Tell, write: Write) -> None:
        """What becomes of every row of the file, in its order."""
        records = {
            record.number: (record, answer)
            for record, answer in zip(self.found.records, self.answers, strict=True)
        }
        refused = {row.number: row for row in self.found.refused}
        made = tellers(self.found, self.fields, self.bodies, self.order.decisions.shown)
        total = len(self.found.table.rows)

        def write_row(row: RowAccount) -> None:
            self.plan.account.rows[row.outcome] += 1
            write(row)

        for number, row in enumerate(self.found.table.rows):
            if number % 500 == 0:
                tell(number, total)
            if number in refused:
                write_row(_refused_row(row, refused[number].name or "", refused[number].reason))
                continue
            record, answer = records[number]
            if answer.project is None:
                write_row(_refused_row(row, record.name, answer.refused))
                continue
            write_row(self._row(number, record, answer.project, answer.how, made))
        for left in self.found.table.skipped:
            write_row(RowAccount(str(left.place), "", left.text, Outcome.LEFT_OUT, left.why))
        tell(total, total)

    def _row(
        self, number: int, record: Record, project: Project, how: str, made: Sequence[Any]
    ) -> RowAccount:
        """One record: its cells' outcomes, and its statements for the plan."""
        is_new = project.pk is None
        merged: dict[type[Fact], dict[str, Any]] = {ProjectFact: self._of_new(project) if is_new else {}}
        single: list[Piece] = []
        cells: list[Cell] = []
        changes: list[dict[str, Any]] = []
        columns = self.found.mapping.columns
        for column, answers, tell_it in zip(columns, self.found.answers, made, strict=True):
            answer = answers.answers[number]
            pieces = tell_it(answer)
            for piece in pieces:
                if len(piece.family.key) == 1:
                    merged.setdefault(piece.family, {}).update(piece.says)
                else:
                    single.append(piece)
            if not column.keep:
                cell = Cell(Outcome.LEFT_OUT, "", answer.text, "the mapping says not to keep this column")
            elif column.field == "external_id":
                cell = self._id_cell(project, record)
            else:
                cell = self._cell(project, pieces, answer.text)
            cells.append(cell)
            self.plan.account.cells[cell.outcome] += 1
            if cell.outcome in CHANGES:
                changes.append(
                    {"field": column.field or "", "label": column.heading, "was": cell.was, "is": cell.now}
                )
        if self.plan.portfolio:
            present = Piece(MembershipFact, {"present": True}, (self.plan.portfolio,))
            single.append(present)
            if self._outcome(project, present) in CHANGES | {Outcome.UPDATED}:
                changes.append(
                    {"field": "portfolio", "label": "Portfolio", "was": "", "is": str(self.plan.portfolio)}
                )
        for family, says in merged.items():
            self._state(project, Piece(family, says))
        for piece in single:
            self._state(project, piece)
        return RowAccount(
            str(record.place),
            project.ref,
            record.name,
            self._count(project, record, changes),
            how,
            tuple(cells),
        )

    def _of_new(self, project: Project) -> dict[str, Any]:
        return {
            "title": project.title,
            "lead_organisation": project.lead_organisation,
            "track": project.track,
            "state": project.state,
        }

    def _id_cell(self, project: Project, record: Record) -> Cell:
        given = record.external_id
        if not given:
            return Cell(Outcome.BLANK, "", "")
        if project.pk and id_key(given) in self.has_ids.get(project.pk, ()):
            return Cell(Outcome.UNCHANGED, given, given)
        self.plan.ids.append((project, given))
        return Cell(Outcome.CREATED, "", given)

    def _held(self, project: Project, piece: Piece) -> Held | None:
        if project.pk is None:
            return None
        return self.held.get((piece.family, project.pk, *map(key_of, piece.about)))

    def _cell(self, project: Project, pieces: Iterable[Piece], text: str) -> Cell:
        """A cell's outcome is the most telling of its pieces'."""
        for piece in pieces:
            outcome = self._outcome(project, piece)
            if outcome != Outcome.UNCHANGED:
                held = self._held(project, piece)
                was = self._was(held.said, piece) if held and outcome != Outcome.CREATED else ""
                return Cell(outcome, was, text)
        return Cell(Outcome.UNCHANGED, text, text) if text else Cell(Outcome.BLANK, "", "")

    def _outcome(self, project: Project, piece: Piece) -> Outcome:
        held = self._held(project, piece)
        nothing = all(map(is_blank, piece.says.values()))
        if held is None or all(is_blank(held.said[name]) for name in piece.says):
            return Outcome.BLANK if nothing else Outcome.CREATED
        if nothing:
            return Outcome.EMPTIED
        return Outcome.UNCHANGED if same(held.said, piece.says) else Outcome.UPDATED

    def _was(self, said: Mapping[str, Any], piece: Piece) -> str:
        """What was known, in words."""
        for name in ("organisation_text", "confidence_text", "text", *piece.says):
            if name in piece.says and not is_blank(said[name]):
                value = said[name]
                if name == "lead_organisation":
                    return self.names.get(value, "")
                if name == "pence":
                    return money_exact(value)
                return say_date(value) if hasattr(value, "year") else str(value)
        return ""

    def _state(self, project: Project, piece: Piece) -> None:
        """Keep it, unless a fact of that very day says so already, or there is nothing to say.

        What was known before and is confirmed is kept too: a register that arrives late, for a day between,
        must not change what this one says.
        """
        held = self._held(project, piece)
        if held is None or all(is_blank(held.said[name]) for name in piece.says):
            if all(map(is_blank, piece.says.values())):
                return
        elif (
            held.so_from == self.order.as_at
            and held.asserts >= set(piece.says)
            and same(held.said, piece.says)
        ):
            return
        self.plan.statements[piece.family].append(Statement(piece.family, project, piece.about, piece.says))

    def _count(self, project: Project, record: Record, changes: list[dict[str, Any]]) -> Outcome:
        account = self.plan.account
        if project.pk is None:
            account.created += 1
            self.plan.changes.append((project, []))
            return Outcome.CREATED
        account.matched += 1
        held = self.held.get((ProjectFact, project.pk))
        account.renamed += record.name[:300] != (held.said["title"] if held else project.title)
        if not changes:
            account.unchanged += 1
            return Outcome.UNCHANGED
        account.updated += 1
        self.plan.changes.append((project, changes))
        return Outcome.UPDATED

    # Those that are not in the file

    def leavers(self) -> None:
        """With a complete file, the portfolio's projects that are not in it leave it on that day."""
        portfolio, order = self.plan.portfolio, self.order
        if not order.complete or portfolio is None or portfolio.pk is None:
            return
        here = {answer.project.pk for answer in self.answers if answer.project}
        for project in self.world.members(portfolio, order.as_at, order.viewer):
            if project.pk in here:
                continue
            self.plan.account.absent += 1
            self.plan.account.absent_projects.append(str(project))
            self.plan.statements[MembershipFact].append(
                Statement(MembershipFact, project, (portfolio,), {"present": False})
            )
            left = {"field": "portfolio", "label": "Portfolio", "was": str(portfolio), "is": "left"}
            self.plan.changes.append((project, [left]))

    def gone_since(self) -> None:
        """A register that arrives late: what a later complete one does not have, left by its day."""
        portfolio, order = self.plan.portfolio, self.order
        days = self.world.complete_days(portfolio, order.as_at) if portfolio and portfolio.pk else []
        if not days or portfolio is None:
            return
        mentioned = self.world.mentioned(portfolio, order.as_at, days[0])
        for answer in self.answers:
            if answer.project and answer.project.pk not in mentioned:
                self.plan.account.left_since += 1
                self.plan.statements[MembershipFact].append(
                    Statement(MembershipFact, answer.project, (portfolio,), {"present": False}, days[0])
                )


def told_of(refused: Sequence[RefusedRow]) -> list[dict[str, Any]]:
    """Rows that cannot be taken; those that share an id wait for a person to say which is right."""
    ids = Counter(id_key(row.external_id) for row in refused if row.external_id)
    return [
        row.to_dict() | {"key": row_key(row), "shares_id": ids[id_key(row.external_id)] > 1}
        for row in refused
    ]


SHOWN = ("external_id", "organisation", "category", "place", "start_date", "end_date", "whole_life_cost")


def _says(record: Record) -> dict[str, str]:
    """What tells one project from another, as the row says it."""
    return {name: record.fields[name].text[:200] for name in SHOWN if name in record.fields}


def _refused_row(row: Any, name: str, why: str) -> RowAccount:
    cells = tuple(
        Cell(Outcome.REFUSED if cell is not None else Outcome.BLANK, "", as_text(cell)) for cell in row.cells
    )
    return RowAccount(str(row.place), "", name, Outcome.REFUSED, why, cells)
