"""The board's report as a page, as PDF and as a Word document; and the lists behind what is asked."""

from typing import Literal, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone

from quantock.access import Permission, Request, can, page, require, visible
from quantock.desk.board.asked import WISHES, row_of
from quantock.desk.board.board import Board
from quantock.desk.board.report import board_report as report_of
from quantock.desk.board.report import name_of
from quantock.desk.forms.board import BoardForm, NoteForm
from quantock.desk.queries.asks import What, asks
from quantock.desk.queries.kinds import amounts_of
from quantock.desk.queries.notes import note_of
from quantock.desk.services.noting import write_note
from quantock.engines.dates import say_date
from quantock.engines.documents.report import sections
from quantock.portfolios.models import Portfolio
from quantock.web.display import Paged
from quantock.web.documents import mark, send_document
from quantock.web.editing import ask

PAGE = 50
PAGES = 2


def _asked(request: HttpRequest) -> BoardForm:
    portfolios = visible(request, Portfolio).select_related("organisation")
    return BoardForm(request.GET, portfolios=portfolios, today=timezone.localdate())


def _board(request: HttpRequest, form: BoardForm) -> Board:
    said = form.cleaned_data
    viewer = cast(Request, request).viewer
    return Board(viewer, form.today, said["since"], said["until"], form.chosen_portfolio)


@page(Permission.SIGNED_IN)
def board_report(request: HttpRequest) -> HttpResponse:
    form = _asked(request)
    context = {"title": "Board report", "form": form, "request": request, "board": None}
    if not form.is_valid():
        return TemplateResponse(request, "desk/board.jinja", context, status=422)
    board = _board(request, form)
    report = report_of(board)
    may_note = board.portfolio is None or can(board.viewer, Permission.PORTFOLIO_EDIT, board.portfolio)
    context |= {"note_at": board.opened("desk:board-note") if may_note else ""}
    context |= {"board": board, "name": name_of(board), "report": report, "sections": sections(report)}
    return TemplateResponse(request, "desk/board.jinja", context)


@page(Permission.SIGNED_IN)
def note(request: HttpRequest) -> HttpResponse:
    """The cover note of one report; of a portfolio by whoever may change it, else one's own."""
    form = _asked(request)
    if not form.is_valid():
        return board_report(request)
    board = _board(request, form)
    if board.portfolio:
        require(request, Permission.PORTFOLIO_EDIT, board.portfolio)
    back = board.opened("desk:board-report")
    held = note_of(board.viewer, board.portfolio, board.until)
    asks_for = NoteForm(request.POST or None, now={"text": held.text if held else ""})
    if request.method == "POST" and asks_for.is_valid():
        by = cast(Request, request).user
        if asks_for.changes():
            write_note(board.portfolio, board.until, text=asks_for.cleaned_data["text"], by=by)
            messages.success(request, "The cover note is kept with this report")
        return redirect(back)
    answer = f"It stands first in the report of {name_of(board)} as at {say_date(board.until)}, on the page, in PDF and Word."
    return ask(request, asks_for, title="Cover note", back=back, button="Keep", answer=answer)


def _document(request: HttpRequest, kind: Literal["pdf", "docx"]) -> HttpResponse:
    form = _asked(request)
    if not form.is_valid():
        return board_report(request)
    board = _board(request, form)
    name = f"board-report-{board.until}"
    report = report_of(board, marked=mark())
    back = board.opened("desk:board-report")
    return send_document(request, report, kind, name=name, back=back, pages=PAGES)


@page(Permission.SIGNED_IN)
def board_pdf(request: HttpRequest) -> HttpResponse:
    return _document(request, "pdf")


@page(Permission.SIGNED_IN)
def board_word(request: HttpRequest) -> HttpResponse:
    return _document(request, "docx")


@page(Permission.SIGNED_IN)
def asked(request: HttpRequest) -> HttpResponse:
    """Every decision or wish for support, in full: the list behind the report's number."""
    form = _asked(request)
    what: What = "support" if request.GET.get("show") == "support" else "decisions"
    context = {"title": WISHES[what].title, "form": form, "request": request, "board": None, "what": what}
    if not form.is_valid():
        return TemplateResponse(request, "desk/board_asked.jinja", context, status=422)
    board = _board(request, form)
    found = asks(board.selection, what)
    paged = Paged.of(request.GET.get("page", ""), len(found), PAGE)
    shown = found[(paged.number - 1) * PAGE : paged.number * PAGE]
    context |= {
        "board": board,
        "name": name_of(board),
        "count": len(found),
        "paged": paged,
        "headings": WISHES[what].headings,
        "rows": [row_of(board, ask, what, whole=True) for ask in shown],
    }
    return TemplateResponse(request, "desk/board_asked.jinja", context)


@page(Permission.SIGNED_IN)
def money(request: HttpRequest) -> HttpResponse:
    """Every amount of one kind: the list behind a sum."""
    form = _asked(request)
    context = {"title": "Money", "form": form, "request": request, "board": None}
    if not form.is_valid():
        return TemplateResponse(request, "desk/board_money.jinja", context, status=422)
    board = _board(request, form)
    found = amounts_of(board.selection, request.GET.get("kind", ""))
    count = found.count()
    paged = Paged.of(request.GET.get("page", ""), count, PAGE)
    rows = list(found[(paged.number - 1) * PAGE : paged.number * PAGE])
    context |= {"board": board, "name": name_of(board), "count": count, "paged": paged, "rows": rows}
    return TemplateResponse(request, "desk/board_money.jinja", context)
