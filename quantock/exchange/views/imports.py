"""Bringing a register in: upload, what was understood, try it, do it, what came of it, undo."""

from collections.abc import Callable, Iterator
from pathlib import PurePath
from typing import Any, cast
from zlib import crc32

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST

from quantock.access import Permission, Request, can, fetch, page, require, viewer_of, visible
from quantock.engines.documents.columns import Column
from quantock.engines.documents.csvfile import stream_csv
from quantock.engines.documents.xlsx import Sheet, stream_workbook
from quantock.engines.tables import SCALES, Mapping, Refused
from quantock.exchange import queries
from quantock.exchange.forms import FIELD_NAMES, ColumnsForm, DecisionsForm, TableForm, UploadForm
from quantock.exchange.models import ImportStage, RegisterImport
from quantock.exchange.services import imports, undoing
from quantock.exchange.services.imports import Asked, HoldsNhsNumbers, NotNow
from quantock.web.display import Paged

READ, IMPORT = Permission.REGISTER_VIEW, Permission.REGISTER_IMPORT
OUTCOMES = ("created", "updated", "unchanged", "refused", "left out")


def import_of(request: HttpRequest, import_id: int) -> RegisterImport:
    """The import of a page's address, seen and allowed."""
    return fetch(request, RegisterImport, among=queries.joined(), pk=import_id)


def by_of(request: HttpRequest) -> Any:
    """Who is asking."""
    return cast(Request, request).user


def number_of(request: HttpRequest) -> int:
    """Which page of a list."""
    given = request.GET.get("page", "")
    return int(given) if given.isdecimal() and 0 < len(given) < 8 else 1


@page(READ)
def imports_list(request: HttpRequest) -> HttpResponse:
    rows, pages = queries.listed(visible(request, RegisterImport), number_of(request))
    paged = Paged(min(max(1, number_of(request)), pages), pages)
    context = {"title": "Registers brought in", "rows": rows, "paged": paged, "request": request}
    return TemplateResponse(request, "exchange/imports.jinja", context)


@page(IMPORT)
def upload(request: HttpRequest) -> HttpResponse:
    asked = cast(Request, request)
    viewer_of(request)
    form = UploadForm(request.POST or None, request.FILES or None, viewer=asked.viewer)
    if request.method == "POST":
        form = UploadForm(request.POST, request.FILES, viewer=asked.viewer)
        if form.is_valid() and (made := _uploaded(request, form)):
            return redirect("exchange:columns", import_id=made.pk)
    context = {"title": "Bring a register in", "form": form}
    return TemplateResponse(request, "exchange/upload.jinja", context, status=422 if form.errors else 200)


def _uploaded(request: HttpRequest, form: UploadForm) -> RegisterImport | None:
    said = dict(form.cleaned_data)
    file = said.pop("file")
    if said["organisation"]:
        require(request, IMPORT, said["organisation"])
    try:
        return imports.upload(file.read(), file.name or "file", Asked(**said), by=by_of(request))
    except HoldsNhsNumbers as refused:
        form.add_error("file", f"{refused.error} {refused.what_to_do}")
        form.offer_to_clear()
    except Refused as refused:
        form.add_error("file", f"{refused.error} {refused.what_to_do}")
    return None


@page(IMPORT)
def columns(request: HttpRequest, import_id: int) -> HttpResponse:
    one = import_of(request, import_id)
    if one.stage not in (ImportStage.UPLOADED, ImportStage.TRIED, ImportStage.FAILED):
        return redirect("exchange:import", import_id=one.pk)
    initial = {"columns": one.mapping["columns"], "shown": one.decisions.get("shown", {})}
    form = ColumnsForm(understood=one.understood, initial=initial)
    status = 200
    if request.method == "POST" and _is_another_table(request, one):
        messages.error(
            request, "Somebody chose another table of the file. What you chose was of the former one."
        )
    elif request.method == "POST":
        form = ColumnsForm(request.POST, understood=one.understood, initial=initial)
        if form.is_valid() and _corrected(request, one, form):
            if "try" in request.POST:
                imports.begin_try(one)
                return redirect("exchange:import", import_id=one.pk)
            messages.success(request, "Saved, and kept in mind for the next file")
            return redirect("exchange:columns", import_id=one.pk)
        status = 422
    tables = one.understood.get("tables", [])
    here = {"table": str(_place(tables, one))}
    context = {
        "title": "What we understood",
        "one": one,
        "seen": _seen(one),
        "found": one.understood,
        "form": form,
        "columns": list(zip(one.understood["columns"], one.mapping["columns"], strict=True)),
        "encodings": ENCODINGS,
        "delimiters": DELIMITERS,
        "scales": SCALES,
        "table_form": TableForm(tables=tables, initial=here) if len(tables) > 1 else None,
    }
    return TemplateResponse(request, "exchange/columns.jinja", context, status=status)


def _seen(one: RegisterImport) -> str:
    """What a person looks at: how often it was changed, and which columns it has."""
    headings = "\n".join(column["heading"] for column in one.mapping["columns"])
    return f"{one.version}.{crc32(headings.encode())}"


def _is_another_table(request: HttpRequest, one: RegisterImport) -> bool:
    given = request.POST.get("seen", "")
    return bool(given) and given.rpartition(".")[2] != _seen(one).rpartition(".")[2]


ENCODINGS = {"cp1252": "Windows-1252", "utf-8": "UTF-8", "utf-8-sig": "UTF-8 with a byte-order mark"}
DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "vertical bar"}


def _place(tables: list[dict[str, Any]], one: RegisterImport) -> int:
    chosen = (one.mapping.get("sheet"), one.mapping.get("table"))
    exact = [n for n, table in enumerate(tables) if (table["sheet"], table["table"]) == chosen]
    near = [n for n, table in enumerate(tables) if table["sheet"] == chosen[0]]
    return (exact or near or [0])[0]


def _corrected(request: HttpRequest, one: RegisterImport, form: ColumnsForm) -> bool:
    mapping, shown = form.said()
    given = request.POST.get("seen", "").partition(".")[0]
    seen = int(given) if given.isdecimal() and len(given) < 10 else None
    try:
        imports.correct(one, Mapping.from_dict(mapping), shown, by=by_of(request), seen=seen)
    except (Refused, NotNow) as refused:
        form.add_error(None, str(refused))
        return False
    return True


@require_POST
@page(IMPORT)
def table(request: HttpRequest, import_id: int) -> HttpResponse:
    one = import_of(request, import_id)
    tables = one.understood.get("tables", [])
    form = TableForm(request.POST, tables=tables)
    if form.is_valid():
        chosen = tables[int(form.cleaned_data["table"])]
        try:
            imports.choose_table(one, chosen["sheet"], chosen["table"], by=by_of(request))
        except (Refused, NotNow) as refused:
            messages.error(request, f"That table was not taken. {refused}")
    return redirect("exchange:columns", import_id=one.pk)


@page(READ)
def detail(request: HttpRequest, import_id: int) -> HttpResponse:
    one = import_of(request, import_id)
    viewer = cast(Request, request).viewer
    may = can(viewer, IMPORT, one)
    if may and one.stage == ImportStage.UPLOADED:
        return redirect("exchange:columns", import_id=one.pk)
    context = {
        "title": TITLES[ImportStage(one.stage)],
        "one": one,
        "account": one.account,
        "waiting": imports.waiting(one),
        "may": may,
        "alike": queries.alike(viewer, one) if one.stage == ImportStage.DONE else [],
        "shares": sum(row.get("shares_id", False) for row in one.understood.get("refused", [])),
    }
    return TemplateResponse(request, "exchange/import.jinja", context)


TITLES = {
    ImportStage.UPLOADED: "Uploaded",
    ImportStage.TRYING: "Trying it",
    ImportStage.TRIED: "What would happen",
    ImportStage.RUNNING: "Bringing it in",
    ImportStage.DONE: "Brought in",
    ImportStage.FAILED: "It could not be brought in",
    ImportStage.UNDONE: "Undone",
}


@page(READ)
def progress(request: HttpRequest, import_id: int) -> HttpResponse:
    """The inside of the progress bar, for the page that keeps it up to date."""
    one = import_of(request, import_id)
    return TemplateResponse(request, "exchange/progress.jinja", {"one": one})


@require_POST
@page(IMPORT)
def try_it(request: HttpRequest, import_id: int) -> HttpResponse:
    return _begun(request, import_id, imports.begin_try)


@require_POST
@page(IMPORT)
def do_it(request: HttpRequest, import_id: int) -> HttpResponse:
    return _begun(request, import_id, imports.begin_real)


def _begun(request: HttpRequest, import_id: int, begin: Callable[[RegisterImport], None]) -> HttpResponse:
    one = import_of(request, import_id)
    try:
        begin(one)
    except NotNow as refused:
        messages.error(request, str(refused))
    return redirect("exchange:import", import_id=one.pk)


@page(READ)
def rows(request: HttpRequest, import_id: int) -> HttpResponse:
    one = import_of(request, import_id)
    outcome = request.GET.get("outcome", "")
    outcome = outcome if outcome in OUTCOMES else ""
    counts = one.account.get("rows", {})
    total = counts.get(outcome, 0) if outcome else sum(counts.values())
    pages = max(1, -(-total // queries.PAGE))
    number = min(number_of(request), pages)
    context = {
        "title": "Row by row",
        "one": one,
        "found": queries.rows_of(one, outcome, number),
        "outcome": outcome,
        "outcomes": [(name, counts[name]) for name in OUTCOMES if counts.get(name)],
        "total": total,
        "paged": Paged(number, pages),
        "request": request,
    }
    return TemplateResponse(request, "exchange/rows.jinja", context)


@page(IMPORT)
def doubts(request: HttpRequest, import_id: int) -> HttpResponse:
    one = import_of(request, import_id)
    if one.stage != ImportStage.TRIED:
        return redirect("exchange:import", import_id=one.pk)
    viewer = cast(Request, request).viewer
    form = DecisionsForm(request.POST or None, one=one, viewer=viewer)
    status = 200
    if request.method == "POST":
        form = DecisionsForm(request.POST, one=one, viewer=viewer)
        status = 422
        if form.is_valid():
            try:
                imports.decide(one, form.said(rest_is_new="rest" in request.POST), by=by_of(request))
            except NotNow as refused:
                messages.error(request, str(refused))
            return redirect("exchange:import", import_id=one.pk)
    numbers = {each["number"] for row in form.doubtful for each in row["candidates"]}
    context = {
        "title": _asks(form),
        "one": one,
        "form": form,
        "names": FIELD_NAMES,
        "projects": queries.candidates(viewer, numbers),
    }
    return TemplateResponse(request, "exchange/doubts.jinja", context, status=status)


def _asks(form: DecisionsForm) -> str:
    """The title of what is to be settled; doubtful rows come first."""
    if form.doubtful:
        return "The same, or different?"
    if form.shared:
        return "Which row is right?"
    return "Which organisations are these?" if form.organisations else "Nothing to settle"


ROW_COLUMNS = (
    Column("Place"),
    Column("Reference"),
    Column("Project", width=50),
    Column("What became of the row"),
    Column("Why", width=50),
)
CELL_COLUMNS = (
    Column("Place"),
    Column("Reference"),
    Column("Project", width=40),
    Column("Column", width=30),
    Column("What became of the cell"),
    Column("Was", width=40),
    Column("Is in the file", width=40),
    Column("Why", width=40),
)


def row_lines(one: RegisterImport) -> Iterator[tuple[str, ...]]:
    """Every row of the file and what became of it."""
    for _, row in queries.all_rows(one):
        yield (row.place, row.ref, row.name, row.outcome, row.why)


def cell_lines(one: RegisterImport) -> Iterator[tuple[str, ...]]:
    """Every cell of the file and what became of it; a row that is no record is one line."""
    for headings, row in queries.all_rows(one):
        if not row.cells:
            yield (row.place, row.ref, row.name, "", row.outcome, "", "", row.why)
        for heading, cell in zip(headings, row.cells, strict=False):
            why = cell.why or (row.why if cell.outcome == "refused" else "")
            yield (row.place, row.ref, row.name, heading, cell.outcome, cell.was, cell.now, why)


@page(READ)
def account(request: HttpRequest, import_id: int, kind: str) -> HttpResponseBase:
    """Every row and every cell, as a workbook or as CSV."""
    one = import_of(request, import_id)
    if not one.account_file:
        messages.error(request, "There is no account of every row: try the register again first.")
        return redirect("exchange:import", import_id=one.pk)
    if kind == "csv":
        body = stream_csv(CELL_COLUMNS, cell_lines(one))
        response = StreamingHttpResponse(body, content_type="text/csv; charset=utf-8")
    else:
        sheets = (Sheet("Rows", ROW_COLUMNS, row_lines(one)), Sheet("Cells", CELL_COLUMNS, cell_lines(one)))
        response = StreamingHttpResponse(stream_workbook(sheets), content_type=XLSX)
    name = f"Account of {PurePath(one.filename).stem}.{kind}"
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@page(IMPORT)
def undo(request: HttpRequest, import_id: int) -> HttpResponse:
    one = import_of(request, import_id)
    resting: undoing.Resting | None = None
    if request.method == "POST":
        try:
            count = undoing.undo(one, by=by_of(request))
        except NotNow as refused:
            messages.error(request, str(refused))
            return redirect("exchange:import", import_id=one.pk)
        except undoing.StandsInTheWay as refused:
            resting = refused.resting
        else:
            messages.success(request, f"Undone: {count:,} projects are as they were before")
            return redirect("exchange:import", import_id=one.pk)
    elif one.stage == ImportStage.DONE and one.batch:
        resting = undoing.resting_on(one.batch)
    context = {"title": "Undo this import", "one": one, "resting": resting}
    status = 409 if resting and request.method == "POST" else 200
    return TemplateResponse(request, "exchange/undo.jinja", context, status=status)
