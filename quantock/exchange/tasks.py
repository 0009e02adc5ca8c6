"""The job that tries a register or brings it in. Run by `quantock work`."""

import logging
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone
from django_tasks import task

from quantock.access import viewer_for
from quantock.engines.tables import Mapping, Refused, Understanding
from quantock.exchange.models import WORKING, ImportStage, RegisterImport
from quantock.exchange.register.account import AccountFile
from quantock.exchange.register.order import Decisions, Order
from quantock.exchange.register.plan import Write
from quantock.exchange.services.bringing import Brought, do, told, try_out
from quantock.exchange.services.imports import read_again

logger = logging.getLogger(__name__)
FAILED = "Something went wrong that was not foreseen. Nothing of the file was kept. Try again."
IN_MEMORY = 2_000_000


class Superseded(Exception):
    """Somebody began this import anew: this attempt no longer counts."""


@task()
def work(import_id: int, attempt: int) -> None:
    """One attempt at one import. Safe to run twice: only the import's latest attempt does anything."""
    job = _Job(import_id, attempt)
    try:
        job.say(1, "Reading the file")
        job.run()
    except Superseded:
        return
    except Refused as refused:
        job.fail(f"{refused.error} {refused.what_to_do} Nothing of the file was kept.")
    except Exception:
        logger.exception("the import %s failed", import_id)
        job.fail(FAILED)


class _Job:
    """An import being worked at."""

    def __init__(self, import_id: int, attempt: int) -> None:
        self.mine = RegisterImport.objects.filter(pk=import_id, attempt=attempt, stage__in=WORKING)
        self.import_id = import_id
        self.kept: IO[bytes] | None = None
        self.file: AccountFile | None = None
        self.stored = ""

    def say(self, progress: int, says: str) -> None:
        """Tell how far it is. Raises Superseded when nobody waits for it any more."""
        if not self.mine.update(progress=progress, says=says, touched_at=timezone.now()):
            raise Superseded

    def run(self) -> None:
        one = RegisterImport.objects.select_related("organisation", "portfolio", "by").get(pk=self.import_id)
        found = read_again(one, mapping=Mapping.from_dict(one.mapping))
        order = Order(
            as_at=one.as_at,
            by=one.by,
            viewer=viewer_for(one.by),
            portfolio=one.portfolio or one.portfolio_name,
            organisation=one.organisation,
            complete=one.complete,
            decisions=Decisions.from_dict(one.decisions),
        )
        self.say(10, "Comparing it with what is here")
        if one.stage == ImportStage.TRYING:
            write = self.begin_account(found)
            self.finish(try_out(found, order, tell=self.tell, write=write), ImportStage.TRIED)
            return
        try:
            do(
                found,
                order,
                tell=self.tell,
                writing=lambda: self.begin_account(found),
                finish=lambda brought: self.finish(brought, ImportStage.DONE),
            )
        except BaseException:
            self.forget_account()
            raise

    def tell(self, done: int, total: int) -> None:
        """Told by the planner, every few hundred rows."""
        says = f"Row {done:,} of {total:,}" if done < total else f"All {total:,} rows compared; keeping them"
        self.say(10 + 60 * done // max(total, 1), says)

    def begin_account(self, found: Understanding) -> Write:
        """Where the account of every row goes; begun anew when it is planned anew."""
        if self.kept is not None:
            self.kept.close()
        self.kept = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  closed in finish or when begun anew
        self.file = AccountFile(self.kept, found.table.headings)
        return self.file.row

    def finish(self, brought: Brought, stage: str) -> None:
        """Keep the account and say that it is done; in the transaction that keeps the rest, if there is one."""
        if self.file is None or self.kept is None:
            raise RuntimeError("the account was not begun")
        self.file.close()
        self.kept.seek(0)
        one = RegisterImport.objects.get(pk=self.import_id)
        before = one.account_file.name
        one.account_file.save("account", File(self.kept), save=False)
        self.kept.close()
        self.stored = one.account_file.name or ""
        done: dict[str, Any] = {
            "stage": stage,
            "progress": 100,
            "says": "",
            "account": told(brought),
            "account_file": self.stored,
            "touched_at": timezone.now(),
        }
        if brought.batch:
            done |= {"batch": brought.batch}
        if brought.plan and brought.plan.portfolio:
            done |= {"portfolio": brought.plan.portfolio, "portfolio_name": ""}
        if not self.mine.update(**done):
            self.forget_account()
            raise Superseded
        if before and before != self.stored:
            storage = one.account_file.storage
            transaction.on_commit(lambda: storage.delete(before))

    def forget_account(self) -> None:
        """Delete the file of an account that does not count."""
        if self.stored:
            RegisterImport(account_file=self.stored).account_file.storage.delete(self.stored)
            self.stored = ""

    def fail(self, says: str) -> None:
        """Nothing was kept; say so."""
        self.mine.update(stage=ImportStage.FAILED, progress=0, says=says, touched_at=timezone.now())
