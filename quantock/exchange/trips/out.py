"""Which rows of a register go out, as its list shows them; what is read by name of the list is in `OUT` of the package."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone

from quantock.access import Viewer
from quantock.benefits import everywhere as benefits
from quantock.benefits.forms import EverywhereForm as BenefitsForm
from quantock.benefits.models import Benefit
from quantock.benefits.rules import year_of
from quantock.engines.documents.roundtrip import EditColumn, EditRow
from quantock.exchange.trips import benefit_columns
from quantock.exchange.trips.entry_columns import columns_of, edit_rows
from quantock.portfolios import queries as portfolios
from quantock.projects.models import Project
from quantock.raid import everywhere
from quantock.raid.forms import EverywhereForm, ListForm
from quantock.raid.kinds import MISTAKE, Register
from quantock.raid.models import Entry

Rows = Callable[[Viewer, Project | None, QueryDict, date], "QuerySet[Any]"]


@dataclass(frozen=True, slots=True)
class Out:
    """One sort of list: what the workbook says it is, its columns and its rows."""

    kind: str
    title: str
    columns: Callable[[date], Sequence[EditColumn]]
    rows: Rows
    edit_rows: Callable[[Iterable[Any], Viewer], Iterator[EditRow]]


def register_out(register: Register) -> Out:
    """A register: of one project the open or the closed ones; of all projects what the filters leave."""

    def rows(viewer: Viewer, project: Project | None, query: QueryDict, on: date) -> "QuerySet[Any]":
        return _entries(register, viewer, project, query, on).select_related("project", "owner", "matrix")

    def lines(found: Iterable[Any], viewer: Viewer) -> Iterator[EditRow]:
        return edit_rows(found, register, viewer)

    return Out(register.kind.value, register.many, lambda on: columns_of(register), rows, lines)


def _entries(
    register: Register, viewer: Viewer, project: Project | None, query: QueryDict, on: date
) -> "QuerySet[Any]":
    if project is None:
        form = EverywhereForm(
            query,
            organisations=everywhere.organisations(viewer, register.kind),
            portfolios=portfolios.offered(viewer),
            kind=register.kind,
        )
        said = form.cleaned_data if form.is_valid() else {}
        asked = everywhere.Asked.of(register.kind, said, on=on, since=on, past=False)
        return asked.rows(viewer).order_by("project", "number")
    listing = ListForm(query)
    said = listing.cleaned_data if listing.is_valid() else {}
    closed = said.get("show") == "closed"
    found = Entry.objects.visible_to(viewer).filter(
        project=project, kind=register.kind, closed_on__isnull=not closed
    )
    return found.exclude(state=MISTAKE.code).order_by("number")


def benefits_out() -> Out:
    """Benefits of one project, or of all that the filters leave."""

    def rows(viewer: Viewer, project: Project | None, query: QueryDict, on: date) -> "QuerySet[Any]":
        found: QuerySet[Any] = Benefit.objects.visible_to(viewer).filter(project=project)
        if project is None:
            form = BenefitsForm(
                query, organisations=benefits.organisations(viewer), portfolios=portfolios.offered(viewer)
            )
            said = form.cleaned_data if form.is_valid() else {}
            found = benefits.Asked.of(viewer, said, on=on).rows(viewer)
        return found.select_related("project", "owner", "measure").order_by("project", "number")

    def lines(found: Iterable[Any], viewer: Viewer) -> Iterator[EditRow]:
        return benefit_columns.edit_rows(found, viewer, on=timezone.localdate())

    return Out(
        "benefits", "Benefits", lambda on: benefit_columns.columns_of([year_of(on)], on=on), rows, lines
    )
