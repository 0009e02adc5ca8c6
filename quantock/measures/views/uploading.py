"""A file of several measures: shared out, looked at, kept whole."""

from dataclasses import dataclass
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from quantock.access import Permission, Request, page
from quantock.engines.points import Ask, Found, read_file, read_paste
from quantock.engines.text import plural
from quantock.measures import queries, services
from quantock.measures.bringing import HEADINGS, Carried, carried, with_targets_said
from quantock.measures.forms.pasting import (
    ColumnsForm,
    FileForm,
    PasteForm,
    ShareForm,
    chosen_of,
    columns_form,
)
from quantock.measures.models import Frequency, Measure, Unit
from quantock.measures.sharing_out import LEAVE, MOST, Put, Share, put_to, shares_of
from quantock.measures.views.reaching import around
from quantock.projects.models import Project
from quantock.projects.views.editing import project_of

PROBLEMS = 50


@page(Permission.MEASURE_EDIT)
def upload_many(request: HttpRequest, number: int) -> HttpResponse:
    """The file first; then for each of its series whose values they are, with what would become of them."""
    project = project_of(request, number)
    if "read_as" in request.POST:
        return _shared_out(request, project)
    sent = request.method == "POST" and not chosen_of(request.POST)
    form = FileForm(request.POST or None, request.FILES or None) if sent else FileForm()
    found = _read(request, form)
    columns = columns_form(request.POST, found)
    if found is not None and not found.problems and not (columns and columns.errors):
        shares = shares_of(found, measures := queries.plain_measures_of(project))
        if len(shares) <= MOST:
            asked = ShareForm(shares=shares, measures=measures)
            return _shown(request, project, found, shares, measures, asked, columns=columns)
        says = f"It holds {len(shares)} measures; at most {MOST} are taken at once. Nothing was saved."
        if form.is_bound:
            form.add_error("file", says)
        elif columns:
            columns.add_error(None, says)
    return _asked(request, project, form, found, columns, status=422 if request.method == "POST" else 200)


def _read(request: HttpRequest, form: FileForm) -> Found | None:
    """The file; or its table, where it was said what each column is."""
    ask = Ask(on=timezone.localdate(), chosen=chosen_of(request.POST))
    if ask.chosen:
        text = PasteForm(request.POST)
        return with_targets_said(read_paste(text.cleaned_data["text"], ask)) if text.is_valid() else None
    if request.method != "POST" or not form.is_valid():
        return None
    file = form.cleaned_data["file"]
    return with_targets_said(read_file(file.read(), file.name or "file", ask))


def _asked(
    request: HttpRequest,
    project: Project,
    form: FileForm,
    found: Found | None,
    columns: ColumnsForm | None = None,
    *,
    status: int,
) -> HttpResponse:
    """The page that takes the file, with what is wrong in one that was given."""
    problems = found.problems[:PROBLEMS] if found else []
    context = _context(request, project, form=form, found=found, lines=[], problems=problems, columns=columns)
    return TemplateResponse(request, "measures/upload_many.jinja", context, status=status)


def _shared_out(request: HttpRequest, project: Project) -> HttpResponse:
    """What was read comes back as the table that the form carried, with a choice for each series."""
    text = PasteForm(request.POST)
    frequency, _, unit = request.POST["read_as"].partition(" ")
    if not text.is_valid() or frequency not in Frequency.values or unit not in ("", *Unit.values):
        return _asked(request, project, FileForm(), None, status=422)
    ask = Ask(on=timezone.localdate(), frequency=frequency, unit=unit, columns=HEADINGS)
    found = read_paste(text.cleaned_data["text"], ask)
    measures = queries.plain_measures_of(project)
    shares = shares_of(found, measures)[:MOST]
    form = ShareForm(request.POST, shares=shares, measures=measures)
    if not form.is_valid():
        return _shown(request, project, found, shares, measures, form, status=422)
    puts = _puts(found, shares, form.choices, measures)
    brings = [put.bring for put in puts if put is not None and put.bring is not None]
    wrong = any(put is not None and put.bring is None for put in puts)
    if wrong or not brings or form.changed_choices:
        if not brings and not wrong:
            form.add_error(
                None, "Everything is left out. Choose for at least one of them whose values they are"
            )
        return _shown(
            request, project, found, shares, measures, form, status=422 if wrong or not brings else 200
        )
    by = cast(Request, request).user
    accounts = services.bring_many(
        project, brings, by=by, on=timezone.localdate(), reason="Given anew", how="from a file"
    )
    kept = sum(len(each.created) + len(each.changed) for each in accounts)
    messages.success(request, f"{plural(kept, 'value')} of {plural(len(brings), 'measure')} kept")
    return redirect("measures:measures", number=project.number)


def _puts(found: Found, shares: list[Share], choices: list[str], measures: list[Measure]) -> list[Put | None]:
    by_key = {each.pk: each for each in measures}
    lasts = queries.last_values(measures)
    on = timezone.localdate()
    return [
        None if choice in ("", LEAVE) else put_to(share, choice, found, by_key, lasts, on)
        for share, choice in zip(shares, choices, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class Line:
    """One series on the page: its choice, and what would become of it."""

    share: Share
    field: Any
    put: Put | None


def _shown(
    request: HttpRequest,
    project: Project,
    found: Found,
    shares: list[Share],
    measures: list[Measure],
    form: ShareForm,
    status: int = 200,
    columns: ColumnsForm | None = None,
) -> HttpResponse:
    puts = _puts(found, shares, form.shown_choices, measures)
    comes_back = "read_as" in request.POST  # as our own table, whose headings nobody wrote
    lines = [
        Line(share, form[f"to-{place}"], put)
        for place, (share, put) in enumerate(zip(shares, puts, strict=True))
    ]
    context = _context(
        request,
        project,
        form=form,
        found=found,
        lines=lines,
        carried=_carried(found, shares),
        says=() if comes_back else found.says,
        is_shared_out="" not in form.shown_choices,
        problems=[],
        columns=columns,
    )
    return TemplateResponse(request, "measures/upload_many.jinja", context, status=status)


def _carried(found: Found, shares: list[Share]) -> Carried:
    """All of the file's rows, each under the name that it was shared out by."""
    made = carried(found, found.unit)
    return Carried(made.text, f"{found.frequency} {found.unit}")


def _context(request: HttpRequest, project: Project, **more: Any) -> dict[str, Any]:
    back = reverse("measures:measures", kwargs={"number": project.number})
    return around(request, project, "Upload values of several measures", back=back, **more)
