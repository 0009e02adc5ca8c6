"""What the pages of imports read."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from django.db.models import Q, QuerySet

from quantock.access import Permission, Viewer, can
from quantock.accounts.models import User
from quantock.audit.models import Batch
from quantock.exchange.models import RegisterImport, RememberedMapping
from quantock.exchange.register.account import RowAccount, read_account
from quantock.people.models import Organisation, OrganisationType
from quantock.portfolios.models import Portfolio
from quantock.projects.models import Project
from quantock.projects.places import called
from quantock.raid.kinds import REGISTERS

PAGE = 50


def organisations_to_import_for(viewer: Viewer) -> QuerySet[Organisation] | None:
    """Those for which this viewer may bring registers in; None for the whole system, which is any.

    Not those that came in with a register and are only looked after until they join.
    """
    if viewer.may_on_system(Permission.REGISTER_IMPORT):
        return None
    mine = Organisation.objects.filter(pk__in=viewer.organisations_where(Permission.REGISTER_IMPORT))
    joined_up = mine.exclude(kind=OrganisationType.OTHER, code="", in_system=False).order_by("name")
    return joined_up if joined_up.exists() else mine.order_by("name")


def portfolios_to_import_into(viewer: Viewer) -> QuerySet[Portfolio]:
    """Those whose membership this viewer may change."""
    rows = Portfolio.objects.visible_to(viewer).where(viewer, Permission.PORTFOLIO_EDIT)
    return rows.filter(archived_on=None).order_by("name")


def joined() -> QuerySet[RegisterImport]:
    """Imports with all that their pages show."""
    return RegisterImport.objects.select_related("organisation", "portfolio", "by", "batch")


def what_is_remembered() -> QuerySet[RememberedMapping]:
    """What is remembered of each organisation's registers, with its name."""
    return RememberedMapping.objects.select_related("organisation")


def listed(rows: QuerySet[RegisterImport], number: int) -> tuple[list[RegisterImport], int]:
    """One page of imports, the newest first, and how many pages there are. Two queries."""
    pages = max(1, -(-rows.count() // PAGE))
    start = (min(max(1, number), pages) - 1) * PAGE
    shown = rows.select_related("organisation", "portfolio", "by").defer("understood", "mapping", "decisions")
    return list(shown.order_by("-pk")[start : start + PAGE]), pages


@dataclass(frozen=True, slots=True)
class RowsPage:
    """Some rows of an account, with the headings of the file."""

    headings: tuple[str, ...]
    rows: list[RowAccount]


def rows_of(one: RegisterImport, outcome: str, number: int) -> RowsPage:
    """One page of the rows of an account, of one outcome or of all."""
    if not one.account_file:
        return RowsPage((), [])
    with one.account_file.open("rb") as kept:
        account = read_account(kept)
        wanted = (row for row in account.rows if not outcome or row.outcome == outcome)
        start = (max(1, number) - 1) * PAGE
        return RowsPage(account.headings, list(islice(wanted, start, start + PAGE)))


def all_rows(one: RegisterImport) -> Iterator[tuple[tuple[str, ...], RowAccount]]:
    """Every row of an account with the headings of the file, as they are asked for."""
    with one.account_file.open("rb") as kept:
        account = read_account(kept)
        for row in account.rows:
            yield account.headings, row


def candidates(viewer: Viewer, numbers: set[int]) -> dict[int, Project]:
    """The projects that doubtful rows might be, of those one may see. Two queries."""
    seen = Project.objects.visible_to(viewer).filter(number__in=numbers)
    seen = seen.select_related("lead_organisation").prefetch_related("external_ids")
    return {project.number: project for project in seen}


@dataclass(frozen=True, slots=True)
class Alike:
    """A project that came in new, the one here that it looks like, and why."""

    new: Project
    here: Project
    why: str


def alike(viewer: Viewer, one: RegisterImport) -> list[Alike]:
    """The new projects of an import that look like one that was here, where this viewer may make the two one.

    Those that were merged, archived away or may not be seen by now are left out. Two queries.
    """
    told = one.account.get("alike", [])[:PAGE]
    numbers = {row["number"] for row in told} | {each["number"] for row in told for each in row["candidates"]}
    seen = candidates(viewer, numbers) if numbers else {}
    ours = {number: each for number, each in seen.items() if can(viewer, Permission.PROJECT_CONTROL, each)}
    return [
        Alike(ours[row["number"]], ours[each["number"]], each["why"])
        for row in told
        for each in row["candidates"]
        if row["number"] in ours and each["number"] in ours
    ]


def projects_called(viewer: Viewer, words: str) -> list[Project]:
    """Projects that this viewer may see, with exactly these words as title or reference; else with them in their title.

    One query.
    """
    found = list(Project.objects.visible_to(viewer).filter(called(words)).order_by("title", "pk")[:20])
    exact = [
        each for each in found if words.strip().casefold() in (each.title.casefold(), each.ref.casefold())
    ]
    return exact or found


_SHEETS = Q()
for _many in ("Logs", "Benefits", *(each.many for each in REGISTERS.values())):
    _SHEETS |= Q(title__startswith=f"{_many} of ")
"""How the titles of batches begin that changed logs: sheets, pastes and workbooks brought back."""


def sheets_of(user: User) -> list[Batch]:
    """What somebody brought into logs last, undone ones too. One query."""
    return list(Batch.objects.filter(_SHEETS, by=user).order_by("-pk")[:5])


def sheet_of(key: int) -> Batch | None:
    """What was brought into logs together, by its batch. One query."""
    return Batch.objects.filter(_SHEETS, pk=key).first()
