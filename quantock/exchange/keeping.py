"""Planning and keeping what sheets of logs and of benefits become, as one batch."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from quantock.access import Viewer
from quantock.accounts.models import User
from quantock.audit.models import Batch
from quantock.engines.logs.benefits import BenefitSheet
from quantock.engines.logs.finding import BENEFIT, Sheet
from quantock.engines.risk.sheet import Sheet as RiskSheet
from quantock.exchange import gains, lines, risks
from quantock.exchange.logs import Account, Planned
from quantock.projects.counting import together
from quantock.projects.models import Project
from quantock.raid import services, telling
from quantock.raid.models import Entry


def plan(
    sheet: Sheet, programme: Project | None, viewer: Viewer, *, on: date, all_here: bool = False
) -> Account:
    """What each row of a sheet of any register would do."""
    if isinstance(sheet, BenefitSheet):
        return gains.plan(sheet, programme, viewer, all_here=all_here)
    if isinstance(sheet, RiskSheet):
        return risks.plan(sheet, programme, viewer, on=on, all_here=all_here)
    return lines.plan(sheet, programme, viewer, on=on, all_here=all_here)


@transaction.atomic
@together()
def bring_in(accounts: Sequence[Account], *, by: User | None, on: date, title: str) -> Batch:
    """Keep what was planned, as one batch, which can be undone (`services.undoing_logs`). An owner is told once, a project counted
    once."""
    batch = Batch.objects.create(title=title[:300], by=by)
    entries = [account for account in accounts if account.kind != BENEFIT]
    _entries(entries, batch, by=by, on=on)
    for account in accounts:
        if account.kind == BENEFIT:
            gains.keep(account, batch, by=by, on=on)
    return batch


def _entries(accounts: Sequence[Account], batch: Batch, *, by: User | None, on: date) -> None:
    added: dict[int, list[tuple[str, Planned]]] = {}
    given: list[Entry] = []
    for account in accounts:
        for row in account.rows:
            if row.outcome == "created" and row.project:
                added.setdefault(row.project.pk, []).append((account.kind, row))
            elif row.outcome == "updated" and row.record and row.said:
                now = services.change_entry(row.record, row.said, by=by, on=on, batch=batch, tell=False)
                given += [now] if "owner" in row.said else []
    for rows in added.values():
        project = rows[0][1].project
        if project is not None:
            said = [{**(row.said or {}), "kind": kind, "source_key": row.key} for kind, row in rows]
            given += services.add_entries(project, said, by=by, on=on, batch=batch, tell=False)
    telling.given(given, by=by)
