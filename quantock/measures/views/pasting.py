"""Pasting values: looked at first, kept only when every row can be."""

from dataclasses import dataclass
from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone

from quantock.access import Permission, Request, page
from quantock.measures import queries, rules, services
from quantock.measures.forms.pasting import PasteForm
from quantock.measures.models import Measure
from quantock.measures.pasting import Pasted, Row, read_paste
from quantock.measures.services import Account
from quantock.measures.views.changing import at
from quantock.measures.views.reaching import around, measure_of

SHOWN = 200


@dataclass(frozen=True, slots=True)
class Seen:
    """One row as the preview shows it."""

    row: Row
    period: str
    value: str
    becomes: str


@page(Permission.MEASURE_EDIT)
def paste(request: HttpRequest, number: int, measure_id: int) -> HttpResponse:
    project, one = measure_of(request, number, measure_id)
    form = PasteForm(request.POST or None)
    pasted, account, status = None, None, 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            pasted = _read(one, form)
            if not pasted.problems and pasted.rows:
                account = services.compared(one, pasted.given)
                status = 200
                if "keep" in request.POST:
                    return _keep(request, one, pasted)
    context = around(
        request,
        project,
        f"Paste values of {one.name}",
        measure=one,
        form=form,
        back=at(one),
        pasted=pasted,
        account=account,
        seen=_seen(one, pasted, account) if pasted else [],
        more=max(0, len(pasted.rows) - SHOWN) if pasted else 0,
    )
    return TemplateResponse(request, "measures/paste.jinja", context, status=status)


def _read(one: Measure, form: PasteForm) -> Pasted:
    today = timezone.localdate()
    first = form.cleaned_data["first"]
    last = queries.last_start(one)
    starts = rules.period_of(first, one.frequency) if first else None
    if starts is None and last is not None:
        starts = rules.next_period(last.starts, one.frequency)
    return read_paste(
        form.cleaned_data["text"], frequency=one.frequency, unit=one.unit, first=starts, on=today
    )


def _keep(request: HttpRequest, one: Measure, pasted: Pasted) -> HttpResponse:
    account = services.record_points(one, pasted.given, by=cast(Request, request).user, reason="Pasted anew")
    kept, same = len(account.created) + len(account.changed), account.unchanged
    messages.success(
        request, f"{kept} value{'s' if kept != 1 else ''} kept" + (f"; {same} stood already" if same else "")
    )
    return redirect(at(one))


def _seen(one: Measure, pasted: Pasted, account: Account | None) -> list[Seen]:
    """The rows with problems first, then the others in their order; so many as can be looked at."""
    replaced = {point.starts: was for was, point in account.changed} if account else {}
    new = {point.starts for point in account.created} if account else set()
    found = []
    for row in sorted(pasted.rows, key=lambda row: not row.problem)[:SHOWN]:
        if row.given is None:
            found.append(Seen(row, row.text[:80], "", row.problem))
            continue
        value = rules.worked_out(row.given, one.unit, one.per)
        was = replaced.get(row.given.starts)
        becomes = row.problem or (
            f"takes the place of {was}"
            if was
            else "new"
            if row.given.starts in new
            else "as it stands already"
        )
        period = rules.say_period(row.given.starts, one.frequency)
        found.append(Seen(row, period, "no value" if value is None else f"{value.normalize():f}", becomes))
    return found
