"""A before and after: kept from a measure's page, read at its own address, taken back."""

from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.text import slugify

from quantock.access import Permission, Request, can, fetch, page
from quantock.engines.charts.control import unpacked
from quantock.engines.spc.chooser import NAMES
from quantock.measures import forms, pictures, queries, services
from quantock.measures.models import BeforeAfter
from quantock.measures.views.changing import asked
from quantock.measures.views.reaching import around, at, measure_of
from quantock.measures.views.taking_away import send_drawing
from quantock.projects.services import Refused


@page(Permission.MEASURE_EDIT)
def keep(request: HttpRequest, number: int, measure_id: int) -> HttpResponse:
    project, one = measure_of(request, number, measure_id)
    found = queries.whole(one, request.GET.get("group", ""))
    start = request.GET.get("from", "")[:20]
    because = next((each.known for each in found.rebases if _written(each.starts) == start), "")
    form = forms.BeforeAfterForm(request.POST or None, initial={"split": start, "what": because[:200]})
    if request.method == "POST" and form.is_valid():
        try:
            made = services.keep_before_after(
                found.judged,
                by=cast(Request, request).user,
                annotations=found.annotations,
                **form.cleaned_data,
            )
        except Refused as refused:
            form.add_error("split", str(refused))
        else:
            messages.success(request, "Kept. Its address stays; other records can cite it.")
            return redirect("measures-everywhere:before-after", uid=made.uid)
    intro = (
        "Figures, sentence and chart are kept as they are now, at an address of their own. What came after is judged by "
        "the limits of before."
    )
    title = f"Keep a before and after of {one.name}"
    return asked(request, project, form, title=title, back=at(one), button="Keep it", intro=intro)


def _written(day: object) -> str:
    return forms.BeforeAfterForm().fields["split"].prepare_value(day) or ""


@page(Permission.PROJECT_VIEW)
def before_after(request: HttpRequest, uid: object) -> HttpResponse:
    kept = fetch(request, BeforeAfter, among=queries.kept_among(), uid=uid)
    one, drawn = kept.measure, unpacked(kept.chart)
    group = f", {kept.group}" if kept.group else ""
    context = around(
        request,
        one.project,
        f"Before and after: {drawn.name}{group}",
        measure=one,
        kept=kept,
        hidden=queries.is_hidden(kept),
        drawn=drawn,
        picture=pictures.at_both_widths(drawn, "chart"),
        chart_name=NAMES[kept.kind],
        sides=list(zip(("Before", "After"), kept.sides, strict=True)),
        cite=request.build_absolute_uri(request.path),
        may_withdraw=can(cast(Request, request).viewer, Permission.MEASURE_EDIT, kept),
    )
    return TemplateResponse(request, "measures/before_after.jinja", context)


@page(Permission.PROJECT_VIEW)
def download(request: HttpRequest, uid: object, kind: str) -> HttpResponse:
    """The chart or its values as they were kept; nothing of one that is not shown any more."""
    kept = fetch(request, BeforeAfter, among=queries.kept_among(), uid=uid)
    if queries.is_hidden(kept):
        raise Http404
    drawn = unpacked(kept.chart)
    name = slugify(f"{drawn.name} {kept.group} {kept.at:%Y-%m-%d}")[:100]
    back = reverse("measures-everywhere:before-after", kwargs={"uid": kept.uid})
    return send_drawing(request, drawn, kind, name=name, back=back)


@page(Permission.MEASURE_EDIT)
def withdraw(request: HttpRequest, uid: object) -> HttpResponse:
    kept = fetch(request, BeforeAfter, among=queries.kept_among(), uid=uid)
    form = forms.ReasonForm(request.POST or None)
    back = reverse("measures-everywhere:before-after", kwargs={"uid": kept.uid})
    if request.method == "POST" and form.is_valid():
        services.withdraw_before_after(kept, by=cast(Request, request).user, **form.cleaned_data)
        messages.success(request, "Taken back. Its address goes on to say so.")
        return redirect(back)
    intro = "It no longer counts. Its address goes on to say so, with the reason, for whoever cited it."
    title = "Take back this before and after"
    return asked(
        request, kept.measure.project, form, title=title, back=back, button="Take it back", intro=intro
    )
