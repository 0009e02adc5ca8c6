"""An import's way from the upload to the job: uploaded, understood, corrected, decided, tried, brought in."""

import hashlib
from collections.abc import Mapping as AnyMapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from quantock.accounts.models import User
from quantock.audit import log
from quantock.engines.tables import Mapping, Refused, TableInfo, Understanding, list_tables
from quantock.exchange.models import (
    FOLDER,
    WORKING,
    BroughtBack,
    ImportStage,
    RegisterImport,
    RememberedMapping,
)
from quantock.exchange.register.order import Decisions
from quantock.exchange.register.plan import told_of
from quantock.exchange.register.reading import Choice, nhs_numbers, open_source, read_register
from quantock.people.models import Organisation
from quantock.plans.bringing import let_go
from quantock.portfolios.models import Portfolio

KEPT_FOR = timedelta(days=30)
NOBODYS_FOR = timedelta(days=1)
"""A file that no import names after so long is nobody's: its row is kept within seconds of it, if ever."""
MOST_BEGUN = 3
MOST_TABLES = 40
MOST_REMEMBERED = 1000


class HoldsNhsNumbers(Refused):
    """The file seems to hold NHS numbers: nothing of it was kept. `places` says where, without saying them."""

    def __init__(self, places: list[str]) -> None:
        super().__init__(
            f"The file seems to hold NHS numbers: {'; '.join(places)}.",
            "Take them out of the file and upload it again. If you have looked and they are something else, say so "
            "below. Nothing of the file was kept.",
        )
        self.places = places


class NotNow(Exception):
    """What was asked does not fit how far the import has come; the message says why."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person says about a register when uploading it."""

    as_at: date
    organisation: Organisation | None
    portfolio: Portfolio | None = None
    portfolio_name: str = ""
    complete: bool = False
    nhs_cleared: bool = False


def upload(data: bytes, filename: str, asked: Asked, *, by: User) -> RegisterImport:
    """Check the file, understand it and keep it. Raises Refused, and keeps nothing, when it cannot be used."""
    source = open_source(data, filename)
    found = read_register(source, remembered=remembered(asked.organisation), unnamed=True)
    if not asked.nhs_cleared and (said := nhs_numbers(source, found)):
        raise HoldsNhsNumbers([str(one) for one in said])
    tables = list_tables(source)
    made = RegisterImport(
        organisation=asked.organisation,
        portfolio=asked.portfolio,
        portfolio_name="" if asked.portfolio else asked.portfolio_name,
        as_at=asked.as_at,
        complete=asked.complete,
        nhs_cleared=asked.nhs_cleared,
        filename=source.filename[:300],
        sha256=hashlib.sha256(data).hexdigest(),
        by=by,
    )
    made.decisions = _remembered_decisions(asked.organisation)
    _understood(made, found, tables)
    made.file.save("register", ContentFile(data), save=False)
    with transaction.atomic():
        made.save()
        if made.organisation:
            log.record("register uploaded", made, by=by, says=f"Uploaded the register {made.filename}")
    return made


def remembered(organisation: Organisation | None) -> Mapping | None:
    """What the organisation's headings meant when it corrected them last."""
    kept = RememberedMapping.objects.filter(organisation=organisation).first() if organisation else None
    if kept is None or not kept.mapping.get("columns"):
        return None
    # Headings of several files stand side by side here, so two may well have meant the same.
    each = (Mapping.from_dict({"columns": [column]}).columns[0] for column in kept.mapping["columns"])
    return Mapping(tuple(each))


def _remembered_decisions(organisation: Organisation | None) -> dict[str, Any]:
    """How steps were shown and which organisations texts meant, the last time."""
    kept = RememberedMapping.objects.filter(organisation=organisation).first() if organisation else None
    return {name: kept.mapping.get(name, {}) for name in ("shown", "organisations")} if kept else {}


def _understood(
    one: RegisterImport, found: Understanding, tables: tuple[TableInfo, ...] | None = None
) -> None:
    """Set what the page of columns shows."""
    report = found.report()
    report["columns"] = [
        shown | {"others": dict(answers.not_values().most_common(12))}
        for shown, answers in zip(report["columns"], found.answers, strict=True)
    ]
    kept = one.understood.get("tables", [])
    if tables is not None:
        kept = [_table(info) for info in tables if info.rows][:MOST_TABLES]
    del report["left_out"], report["mapping"]
    report["refused"] = told_of(found.refused)[:500]
    one.understood = report | {"tables": kept, "left_out": len(found.table.skipped)}
    one.mapping = found.mapping.to_dict()
    one.sheet = (found.table.sheet or "")[:200]


def _table(info: TableInfo) -> dict[str, Any]:
    rows = f"{info.rows:,}{' or more' if info.more else ''}"
    hidden = ", hidden" if info.hidden else ""
    name = " · ".join(filter(None, (info.sheet, info.name))) or f"Table {info.number}"
    return {"sheet": info.sheet, "table": info.number, "says": f"{name[:120]} ({rows} rows{hidden})"}


def read_again(
    one: RegisterImport, *, mapping: Mapping | None, choice: Choice | None = None
) -> Understanding:
    """The stored original, understood by a mapping (or, with none, by a new proposal)."""
    if not one.file:
        raise Refused("The uploaded file has been deleted.", "Upload it again.")
    with one.file.open("rb") as kept:
        data = kept.read()
    source = open_source(data, one.filename)
    right = Decisions.from_dict(one.decisions).right
    known = None if mapping else remembered(one.organisation)
    return read_register(
        source, mapping=mapping, remembered=known, choice=choice, right=right, unnamed=mapping is None
    )


@transaction.atomic
def choose_table(one: RegisterImport, sheet: str | None, table: int, *, by: User) -> None:
    """Take another table of the file: it is understood anew, and what was decided of rows no longer holds."""
    one = _still(one)
    one.decisions = {name: said for name, said in one.decisions.items() if name == "organisations"}
    found = read_again(one, mapping=None, choice=Choice(sheet=sheet, table=table))
    _understood(one, found)
    _corrected(one, by=by, says="Chose another table of the register")


@transaction.atomic
def correct(
    one: RegisterImport,
    mapping: Mapping,
    shown: AnyMapping[str, AnyMapping[str, str]],
    *,
    by: User,
    seen: int | None = None,
) -> None:
    """Take a person's correction of what columns mean, and remember it for the organisation's next file.

    `seen` is the version that the person looked at. Raises Refused when the mapping cannot be, and NotNow where
    somebody else has changed it since.
    """
    one = _still(one)
    if seen is not None and seen != one.version:
        raise NotNow(
            "Somebody changed this while you were looking. Nothing was overwritten, and what you chose is still below: "
            "save again to put it in the place of theirs, or open the page anew to see theirs."
        )
    mapping = replace(mapping, sheet=one.mapping.get("sheet"), table=one.mapping.get("table"))
    found = read_again(one, mapping=mapping)
    one.decisions = one.decisions | {"shown": shown}
    _understood(one, found)
    _corrected(one, by=by, says="Said what the columns of the register are")
    _remember(one.organisation, columns=found.mapping.to_dict()["columns"], shown=shown)


def _remember(organisation: Organisation | None, **said: Any) -> None:
    """Keep for the organisation's next file what was said of this one; of other headings and texts, what was."""
    if organisation is None:
        return
    kept, _ = RememberedMapping.objects.select_for_update().get_or_create(organisation=organisation)
    before = kept.mapping
    for name in ("shown", "organisations"):
        before[name] = {**before.get(name, {}), **said.get(name, {})}
    columns = {column["heading"].casefold(): column for column in before.get("columns", [])}
    columns |= {column["heading"].casefold(): column for column in said.get("columns", [])}
    before["columns"] = list(columns.values())[-MOST_REMEMBERED:]
    kept.save(update_fields=["mapping"])


def _corrected(one: RegisterImport, *, by: User, says: str) -> None:
    one.stage = ImportStage.UPLOADED
    one.account = {}
    one.version += 1
    one.save(update_fields=["mapping", "understood", "sheet", "decisions", "stage", "account", "version"])
    log.record("register corrected", one, by=by, says=says)


@transaction.atomic
def decide(one: RegisterImport, said: AnyMapping[str, Any], *, by: User) -> None:
    """Keep what a person says of doubtful rows, rows that share an id, and organisations; then try it again."""
    one = _still(one)
    kept = dict(one.decisions)
    for name in ("rows", "organisations"):
        kept[name] = {**kept.get(name, {}), **said.get(name, {})}
    if "right" in said:
        kept["right"] = sorted(said["right"])
    one.decisions = kept
    one.version += 1
    one.save(update_fields=["decisions", "version"])
    _remember(one.organisation, organisations=said.get("organisations", {}))
    log.record("register decided", one, by=by, says="Decided about rows of the register")
    _begin(one, ImportStage.TRYING)


@transaction.atomic
def begin_try(one: RegisterImport) -> None:
    """Try it, as a job."""
    _begin(_still(one), ImportStage.TRYING)


@transaction.atomic
def begin_real(one: RegisterImport) -> None:
    """Bring it in, as a job; only what has been tried and has no open doubts."""
    one = _still(one)
    if one.stage != ImportStage.TRIED:
        raise NotNow("Try it first: something has changed since it was tried.")
    if waiting(one):
        raise NotNow(
            "Some rows may be projects you have. Say of each whether it is the same or a different one."
        )
    _begin(one, ImportStage.RUNNING)


def waiting(one: RegisterImport) -> int:
    """How many doubtful rows nobody has decided about."""
    return sum(row["decided"] is None for row in one.account.get("doubtful", []))


def _still(one: RegisterImport) -> RegisterImport:
    """The import as it is now, locked. Raises NotNow while a job is at it, and when it is over."""
    now = RegisterImport.objects.select_for_update().get(pk=one.pk)
    if now.is_working and not now.has_stopped:
        raise NotNow("A job is at it. Wait until it is done.")
    if now.stage in (ImportStage.DONE, ImportStage.UNDONE):
        raise NotNow("It has been brought in already.")
    return now


def _begin(one: RegisterImport, stage: str) -> None:
    from quantock.exchange.tasks import work

    one.stage, one.progress, one.says = stage, 0, "Waiting for its turn"
    one.attempt += 1
    one.touched_at = timezone.now()
    one.save(update_fields=["stage", "progress", "says", "attempt", "touched_at"])
    work.enqueue(one.pk, one.attempt)


def go_on() -> int:
    """Put what a worker was at when it ended back into the queue, each up to `MOST_BEGUN` times. Returns how many.

    A worker does so when it starts. Where another one is alive and at it, only the first of the two that is done counts.
    """
    from quantock.exchange.tasks import work

    again = 0
    for one in RegisterImport.objects.filter(stage__in=WORKING):
        asked = {"args": [one.pk, one.attempt], "kwargs": {}}
        begun = DBTaskResult.objects.filter(task_path=work.module_path, args_kwargs=asked)
        if begun.ready().exists() or begun.count() >= MOST_BEGUN:
            continue
        RegisterImport.objects.filter(pk=one.pk).update(touched_at=timezone.now(), says="Begun again")
        work.enqueue(one.pk, one.attempt)
        again += 1
    return again


def delete_old_uploads(now: datetime) -> tuple[int, int]:
    """Delete the originals uploaded more than 30 days ago, lists brought back, and plans that were read and never kept;
    accounts and history stay.

    Returns how many of each.
    """
    old = RegisterImport.objects.exclude(file="").filter(made_at__lt=now - KEPT_FOR)
    deleted = 0
    for one in old.exclude(stage__in=WORKING).iterator(chunk_size=100):
        one.file.delete(save=False)
        one.save(update_fields=["file"])
        deleted += 1
    forgotten, _ = BroughtBack.objects.filter(made_at__lt=now - KEPT_FOR).delete()
    return deleted, forgotten + let_go(before=now - KEPT_FOR)


def delete_nobodys(now: datetime) -> int:
    """Delete the files in the folder of imports that none names: a process that was killed left them, between storing a
    file and keeping its row, or its account. Returns how many."""
    storage = RegisterImport().file.storage
    try:
        there = {f"{FOLDER}/{name}" for name in storage.listdir(FOLDER)[1]}
    except FileNotFoundError:
        return 0
    deleted = 0
    for name in sorted(there - _named_files()):
        if now - storage.get_modified_time(name) > NOBODYS_FOR:
            storage.delete(name)
            deleted += 1
    return deleted


def _named_files() -> set[str]:
    return {name for both in RegisterImport.objects.values_list("file", "account_file") for name in both}
