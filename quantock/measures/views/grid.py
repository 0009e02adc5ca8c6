"""Several values typed at once, in a grid."""

from datetime import date
from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from quantock.access import Permission, Request, page
from quantock.measures import services
from quantock.measures.bringing import say_kept
from quantock.measures.forms.grid import PAIR, VALUE, GridForm
from quantock.measures.models import Frequency, Measure
from quantock.measures.queries.grid import grid_of, shown_once
from quantock.measures.views.reaching import around, at, measure_of


def _until(request: HttpRequest) -> date:
    """The day of the latest period: today, or an earlier day that the address or the form names."""
    today = timezone.localdate()
    try:
        asked = date.fromisoformat(request.POST.get("until") or request.GET.get("until", ""))
    except ValueError:
        return today
    return min(max(asked, date(1950, 1, 1)), today)


@page(Permission.MEASURE_EDIT)
def grid(request: HttpRequest, number: int, measure_id: int) -> HttpResponse:
    project, one = measure_of(request, number, measure_id)
    if one.frequency == Frequency.EVENT:
        messages.info(request, "Events are pasted or added one by one: each has its own day.")
        return redirect("measures:paste", number=number, measure_id=one.pk)
    until = _until(request)
    found = grid_of(one, until=until)
    form = GridForm(
        request.POST or None,
        measure=one,
        periods=found.periods,
        groups=found.groups,
        shown=found.shown,
        figures=PAIR if found.is_pairs else VALUE,
        once=shown_once(
            one, found, [str(said) for name, said in request.POST.items() if name.startswith("seen-")]
        ),
    )
    if request.method == "POST" and form.is_valid() and _kept(request, one, form):
        return redirect(at(one))
    context = around(
        request,
        project,
        f"Type values of {one.name}",
        measure=one,
        form=form,
        until=until,
        earlier=_earlier(one, found.periods[-1][0]),
        left_out=found.left_out,
        back=at(one),
    )
    return TemplateResponse(request, "measures/grid.jinja", context, status=422 if form.errors else 200)


def _kept(request: HttpRequest, one: Measure, form: GridForm) -> bool:
    if not form.given:
        messages.info(request, "Nothing was changed")
        return True
    by, reason = cast(Request, request).user, form.cleaned_data["reason"]
    try:
        account = services.record_grid(one, form.given, seen=form.seen, by=by, reason=reason)
    except services.Meanwhile as came:
        form.came_meanwhile(came.standing)
        return False
    messages.success(request, say_kept(account))
    return True


def _earlier(one: Measure, first: date) -> str:
    here = reverse("measures:grid", kwargs={"number": one.project.number, "measure_id": one.pk})
    return f"{here}?until={date.fromordinal(first.toordinal() - 1)}"
