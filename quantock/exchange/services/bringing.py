"""Bringing a register in: what the engine understood becomes dated facts, whole or not at all."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from quantock.audit.models import Batch
from quantock.engines.tables import Understanding
from quantock.exchange.models import ImportStage, RegisterImport
from quantock.exchange.register.account import Account
from quantock.exchange.register.keep import keep
from quantock.exchange.register.order import Order
from quantock.exchange.register.plan import Plan, Tell, Write
from quantock.exchange.register.planning import make_plan
from quantock.exchange.register.world import NoWorld, World

MOST_LISTED = 500
Writing = Callable[[], Write]
"""Begins the account of rows anew and gives what takes them."""


@dataclass(frozen=True, slots=True)
class Brought:
    """What came of it; the batch is what was kept (nothing, in a try)."""

    account: Account
    batch: Batch | None = None
    plan: Plan | None = None


def bring_in(
    found: Understanding, order: Order, *, dry_run: bool = False, no_database: bool = False
) -> Account:
    """What became of every record; a dry run keeps nothing and gives the same account."""
    if no_database:
        return try_out(found, order, world=NoWorld()).account
    if dry_run:
        return try_out(found, order).account
    return do(found, order, finish=lambda brought: _record(found, order, brought)).account


def told(brought: Brought) -> dict[str, Any]:
    """The account as an import keeps it: whole counts, lists that a page can show, and what undoing needs."""
    kept = brought.account.to_dict()
    for name in ("absent_projects", "refused", "alike", "moved"):
        kept[name] = kept[name][:MOST_LISTED]
    plan = brought.plan
    return kept | {"external_ids": plan.ids_kept if plan else [], "moves": plan.moved if plan else []}


def _record(found: Understanding, order: Order, brought: Brought) -> None:
    """An import by a command is listed, and can be undone, like one by a page."""
    RegisterImport.objects.create(
        organisation=order.organisation,
        portfolio=brought.plan.portfolio if brought.plan else None,
        as_at=order.as_at,
        complete=order.complete,
        filename=found.table.filename[:300],
        sheet=found.table.sheet or "",
        mapping=found.mapping.to_dict(),
        stage=ImportStage.DONE,
        progress=100,
        account=told(brought),
        batch=brought.batch,
        by=order.by,
    )


def try_out(found: Understanding, order: Order, *, world: World | None = None, **watched: Any) -> Brought:
    """Only the plan: nothing is written, and no lock is held."""
    return Brought(make_plan(found, order, world or World(), **watched).account)


def do(
    found: Understanding,
    order: Order,
    *,
    tell: Tell = lambda done, total: None,
    writing: Writing = lambda: lambda row: None,
    finish: Callable[[Brought], None] = lambda brought: None,
) -> Brought:
    """Plan without a lock, then keep the plan in one short transaction; plan again where somebody was quicker.

    `finish` runs in the same transaction.
    """
    plan = make_plan(found, order, World(), tell=tell, write=writing())
    with transaction.atomic():
        if World().stamp() != plan.stamp:
            plan = make_plan(found, order, World(), write=writing())
        brought = Brought(plan.account, keep(plan), plan)
        finish(brought)
    return brought
