"""Working a plan out: what becomes of every row and every cell, and of the projects that are not in the file."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from quantock.audit.facts import Fact
from quantock.engines.dates import say_date
from quantock.engines.tables import Record, Understanding, as_text, id_key
from quantock.engines.text import money_exact
from quantock.exchange.register.account import CHANGES, Cell, Outcome, RowAccount
from quantock.exchange.register.order import Order
from quantock.exchange.register.plan import Plan, Statement, Tell, Write
from quantock.exchange.register.says import Piece, is_blank, key_of, same, tellers
from quantock.exchange.register.settle import Settled
from quantock.exchange.register.world import Held, Key, World
from quantock.projects.models import LocalFact, MembershipFact, Project, ProjectFact

MOST_ROWS, MOST_CELLS = 500, 25_000
"""Of local fields so much is held at once."""


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
    planner = Planner(found, order, world, plan)
    planner.rows(tell, write)
    planner.leavers()
    planner.gone_since()
    return plan


class Planner:
    """Goes through the file row by row."""

    def __init__(self, found: Understanding, order: Order, world: World, plan: Plan) -> None:
        self.found, self.order, self.world, self.plan = found, order, world, plan
        self.settled = Settled(found, order, world, plan)
        self.made = tellers(found, self.settled.fields, self.settled.bodies, order.decisions.shown)
        self.local_held: dict[Key, Held] = {}
        plan.local = self.local_statements

    def rows(self, tell: Tell, write: Write) -> None:
        """What becomes of every row of the file, in its order."""
        records = {
            record.number: (record, answer)
            for record, answer in zip(self.found.records, self.settled.answers, strict=True)
        }
        refused = {row.number: row for row in self.found.refused}
        steps = self._local_steps()
        total = len(self.found.table.rows)

        def write_row(row: RowAccount) -> None:
            self.plan.account.rows[row.outcome] += 1
            write(row)

        for number, row in enumerate(self.found.table.rows):
            if number % 500 == 0:
                tell(number, total)
            if number in steps:
                self._hold(steps[number])
            if number in refused:
                write_row(_refused_row(row, refused[number].name or "", refused[number].reason))
                continue
            record, answer = records[number]
            if answer.project is None:
                write_row(_refused_row(row, record.name, answer.refused))
                continue
            write_row(self._row(number, record, answer.project, answer.how))
        for left in self.found.table.skipped:
            write_row(RowAccount(str(left.place), "", left.text, Outcome.LEFT_OUT, left.why))
        tell(total, total)

    # Local fields may be of a million cells: what was known of them is read, and what is said of them is put together,
    # some rows at a time, here and again as it is kept.

    def _local_steps(self) -> dict[int, list[Project]]:
        """The rows at which the next projects are read, with these."""
        at_once = max(1, min(MOST_ROWS, MOST_CELLS // max(1, len(self.settled.fields))))
        answers = list(zip(self.found.records, self.settled.answers, strict=True))
        return {
            answers[start][0].number: [
                answer.project for _, answer in answers[start : start + at_once] if answer.project
            ]
            for start in range(0, len(answers), at_once)
        }

    def _hold(self, projects: Sequence[Project]) -> None:
        old = [project for project in projects if project.pk] if self.settled.fields else []
        self.local_held = self.settled.held_of((LocalFact,), old)

    def local_statements(self) -> Iterator[list[Statement]]:
        """What is said of local fields, some rows at a time. Read anew: for keeping, in its transaction."""
        steps = self._local_steps()
        columns = [
            (self.made[position], self.found.answers[position].answers) for position in self.settled.fields
        ]
        some: list[Statement] = []
        for record, answer in zip(self.found.records, self.settled.answers, strict=True):
            if record.number in steps:
                yield some
                some = []
                self._hold(steps[record.number])
            if answer.project is None:
                continue
            for tell_it, answers in columns:
                for piece in tell_it(answers[record.number]):
                    if piece.family is LocalFact and self._is_news(answer.project, piece):
                        some.append(Statement(LocalFact, answer.project, piece.about, piece.says))
        yield some

    def _row(self, number: int, record: Record, project: Project, how: str) -> RowAccount:
        """One record: its cells' outcomes, and its statements for the plan."""
        is_new = project.pk is None
        self.plan.stood.append((project, id_key(record.external_id)))
        merged: dict[type[Fact], dict[str, Any]] = {
            ProjectFact: self._of_new(project) if is_new else self._of_before(project)
        }
        single: list[Piece] = []
        cells: list[Cell] = []
        changes: list[dict[str, Any]] = []
        columns = self.found.mapping.columns
        for column, answers, tell_it in zip(columns, self.found.answers, self.made, strict=True):
            answer = answers.answers[number]
            pieces = tell_it(answer)
            for piece in pieces:
                if len(piece.family.key) == 1:
                    merged.setdefault(piece.family, {}).update(piece.says)
                elif piece.family is not LocalFact:
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

    def _of_before(self, project: Project) -> dict[str, Any]:
        """Of a day before it was first known: a register says nothing of tracks, so it was on its first one."""
        if (ProjectFact, project.pk) in self.settled.held:
            return {}
        return {"track": self.settled.first_tracks.get(project.pk, project.track)}

    def _id_cell(self, project: Project, record: Record) -> Cell:
        given = record.external_id
        if not given:
            return Cell(Outcome.BLANK, "", "")
        if project.pk and id_key(given) in self.settled.has_ids.get(project.pk, ()):
            return Cell(Outcome.UNCHANGED, given, given)
        self.plan.ids.append((project, given))
        return Cell(Outcome.CREATED, "", given)

    def _held(self, project: Project, piece: Piece) -> Held | None:
        if project.pk is None:
            return None
        held = self.local_held if piece.family is LocalFact else self.settled.held
        return held.get((piece.family, project.pk, *map(key_of, piece.about)))

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
                    return self.settled.names.get(value, "")
                if name == "pence":
                    return money_exact(value)
                return say_date(value) if hasattr(value, "year") else str(value)
        return ""

    def _state(self, project: Project, piece: Piece) -> None:
        if self._is_news(project, piece):
            self.plan.statements[piece.family].append(
                Statement(piece.family, project, piece.about, piece.says)
            )

    def _is_news(self, project: Project, piece: Piece) -> bool:
        """Whether it is kept: unless a fact of that very day says so already, or there is nothing to say.

        What was known before and is confirmed is kept too: a register that arrives late, for a day between,
        must not change what this one says.
        """
        held = self._held(project, piece)
        if held is None or all(is_blank(held.said[name]) for name in piece.says):
            return not all(map(is_blank, piece.says.values()))
        return not (
            held.so_from == self.order.as_at
            and held.asserts >= set(piece.says)
            and same(held.said, piece.says)
        )

    def _count(self, project: Project, record: Record, changes: list[dict[str, Any]]) -> Outcome:
        account = self.plan.account
        if project.pk is None:
            account.created += 1
            self.plan.changes.append((project, []))
            return Outcome.CREATED
        account.matched += 1
        held = self.settled.held.get((ProjectFact, project.pk))
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
        here = {answer.project.pk for answer in self.settled.answers if answer.project}
        here |= {move.start.pk for move in self.plan.moves}
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
        for answer in self.settled.answers:
            if answer.project and answer.project.pk not in mentioned:
                self.plan.account.left_since += 1
                self.plan.statements[MembershipFact].append(
                    Statement(MembershipFact, answer.project, (portfolio,), {"present": False}, days[0])
                )


def _refused_row(row: Any, name: str, why: str) -> RowAccount:
    cells = tuple(
        Cell(Outcome.REFUSED if cell is not None else Outcome.BLANK, "", as_text(cell)) for cell in row.cells
    )
    return RowAccount(str(row.place), "", name, Outcome.REFUSED, why, cells)
