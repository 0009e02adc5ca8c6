"""What changed between two dates, as a page and as a file."""

from collections.abc import Iterator
from functools import partial
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.utils import timezone

from quantock.access import Permission, Request, page, visible
from quantock.desk.compare import KINDS, Account, Compared, compare, glance
from quantock.desk.forms.compare import EVERYTHING, CompareForm, kind_asked
from quantock.desk.scope import Scope
from quantock.desk.sending import send_table
from quantock.engines.documents.columns import Column
from quantock.portfolios.models import Portfolio
from quantock.web.display import Paged

PAGE = 25
COLUMNS = tuple(
    Column(heading)
    for heading in ("Reference", "Title", "Lead organisation", "What", "Field", "Was", "Is", "Note")
)


def _asked(request: HttpRequest) -> CompareForm:
    return CompareForm(request.GET, portfolios=visible(request, Portfolio), today=timezone.localdate())


def _scope(request: HttpRequest, form: CompareForm) -> Scope:
    said = form.cleaned_data
    viewer = cast(Request, request).viewer
    return Scope(viewer, said["since"], said["until"], form.chosen_portfolio, said.get("project"))


def _shown(asked: str, count: int) -> slice:
    """Of so many, those of the page asked for."""
    number = Paged.of(asked, count, PAGE).number
    return slice((number - 1) * PAGE, number * PAGE)


@page(Permission.SIGNED_IN)
def compared(request: HttpRequest) -> HttpResponse:
    form = _asked(request)
    context: dict[str, Any] = {"title": "What changed", "form": form, "request": request, "account": None}
    if not form.is_valid():
        return TemplateResponse(request, "desk/compare.jinja", context, status=422)
    kind, asked = kind_asked(request.GET.get("show", "")), request.GET.get("page", "")
    account = glance(_scope(request, form), kind, partial(_shown, asked))
    context |= {
        "account": account,
        "kind": kind,
        "paged": Paged.of(asked, account.count, PAGE),
        "of": form.chosen_portfolio.name if form.chosen_portfolio else EVERYTHING,
        "since": form.cleaned_data["since"],
        "until": form.cleaned_data["until"],
    }
    return TemplateResponse(request, "desk/compare.jinja", context)


def export_rows(account: Account, kind: str) -> Iterator[tuple[object, ...]]:
    """One row a changed field; one row a project that joined or left. Without a kind, all of it."""
    for asked in (kind,) if kind in KINDS else ("changed", "joined", "left"):
        for each in account.showing(asked):
            yield from _rows_of(each, asked)


def _rows_of(each: Compared, kind: str) -> Iterator[tuple[object, ...]]:
    who = (each.ref, each.title, each.organisation)
    if kind in ("joined", "left"):
        yield (*who, kind.title(), "", "", "", "")
        return
    for change in each.shown(kind):
        yield (*who, "Changed", change.label, change.was, change.now, change.note)


@page(Permission.SIGNED_IN)
def export(request: HttpRequest) -> HttpResponseBase:
    form = _asked(request)
    if not form.is_valid():
        return compared(request)
    account = compare(_scope(request, form))
    rows = export_rows(account, request.GET.get("show", ""))
    return send_table("what-changed", COLUMNS, rows, file=request.GET.get("file", ""))
