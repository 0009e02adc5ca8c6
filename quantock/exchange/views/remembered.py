"""What is remembered of an organisation's registers: what headings mean, and how foreign scales are shown."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from quantock.access import Permission, can, fetch, page, visible
from quantock.engines.text import plural
from quantock.exchange import queries, remembered, scales
from quantock.exchange.forms import SHOWN_CHOICES
from quantock.exchange.models import RememberedMapping
from quantock.exchange.services import remembering
from quantock.people.kept import Listing, Row, asked_by, kept_page, trail_to
from quantock.web.editing import EditForm, ask

IMPORT, READ = Permission.REGISTER_IMPORT, Permission.ADMINISTRATION_VIEW
TRAIL = ("Headings and scales of registers", "exchange:remembered")


@page(READ)
def listed(request: HttpRequest) -> HttpResponse:
    rows = visible(request, RememberedMapping).select_related("organisation").order_by("organisation__name")

    def read(shown: Sequence[RememberedMapping]) -> list[Row]:
        found = [(each, remembered.remembered_of(each)) for each in shown]
        return [
            Row(
                name=each.organisation.name,
                cells=[plural(len(all_of.headings), "heading"), _scales(all_of)],
                place=each.organisation.name,
                address=reverse("exchange:remembered-one", args=[each.organisation_id]),
            )
            for each, all_of in found
        ]

    listing = Listing(
        title=TRAIL[0],
        says="What was said about an organisation's last registers is kept in mind for its next: what each heading "
        "means, and how the steps of a scale that is not ours are shown.",
        columns=("Organisation", "Remembered", "Scales"),
        empty="When somebody corrects how a register is read, it is remembered here for the organisation's next one.",
        example="“BRAG status” is a rating of Red, Amber, Green, Blue for complete",
        add="Bring a register in",
        add_at=reverse("exchange:upload"),
    )
    may_add = can(asked_by(request).viewer, IMPORT)
    return kept_page(
        request, listing, rows=rows, read=read, named="organisation__name", retired=None, may_add=may_add
    )


def _scales(found: remembered.Remembered) -> str:
    """How many scales of registers, and how many answers of sheets of risks."""
    said = plural(len(found.scales), "rating scale")
    return f"{said}, {plural(len(found.risks), 'answer')} of sheets of risks" if found.risks else said


def _one(request: HttpRequest, organisation_id: int) -> RememberedMapping:
    return fetch(request, RememberedMapping, among=queries.what_is_remembered(), organisation=organisation_id)


def _column(kept: RememberedMapping, place: int) -> dict[str, Any]:
    columns = remembered.columns_of(kept)
    if place >= len(columns):
        raise Http404
    return columns[place]


@page(READ)
def detail(request: HttpRequest, organisation_id: int) -> HttpResponse:
    kept = _one(request, organisation_id)
    context = {
        "title": f"Registers of {kept.organisation.name}",
        "organisation": kept.organisation,
        "found": remembered.remembered_of(kept),
        "may_change": can(asked_by(request).viewer, IMPORT, kept.organisation),
        "trail": trail_to(*TRAIL),
    }
    return TemplateResponse(request, "exchange/remembered.jinja", context)


@page(IMPORT)
def scale(request: HttpRequest, organisation_id: int, place: int) -> HttpResponse:
    """How the steps of one rating column are shown."""
    kept = _one(request, organisation_id)
    column = _column(kept, place)
    if column.get("kind") != "rating":
        raise Http404
    steps = remembered.steps_shown(kept, column)
    now = {f"step-{number}": code for number, code in enumerate(steps.values())}
    form = EditForm(request.POST or None, now=now)
    for number, step in enumerate(steps):
        form.fields[f"step-{number}"] = forms.ChoiceField(
            label=f"“{step}” is shown as", choices=SHOWN_CHOICES, required=False
        )
    if request.method == "POST" and form.is_valid():
        said = {step: form.cleaned_data[f"step-{number}"] for number, step in enumerate(steps)}
        remembering.show_steps_as(kept, column["heading"], said, by=asked_by(request).user)
        messages.success(
            request, "Saved: the next register is shown so. What has come in stays as it was shown."
        )
        return redirect("exchange:remembered-one", organisation_id)
    back = reverse("exchange:remembered-one", args=[organisation_id])
    trail = [*trail_to(*TRAIL), (kept.organisation.name, back)]
    title = f"Scale of “{column['heading'][:100]}”"
    says = "The rating as it was given is always kept beside what it is shown as."
    return ask(request, form, title=title, answer=says, back=back, trail=trail)


@require_POST
@page(IMPORT)
def forget(request: HttpRequest, organisation_id: int, place: int) -> HttpResponse:
    kept = _one(request, organisation_id)
    heading = _column(kept, place)["heading"]
    if request.POST.get("heading", heading) == heading:
        remembering.forget(kept, heading, by=asked_by(request).user)
        messages.success(request, f"Forgotten: “{heading}” is read as if it were new")
    else:
        messages.error(
            request, "Somebody else changed the list meanwhile. Nothing was forgotten: look again."
        )
    return redirect("exchange:remembered-one", organisation_id)


@require_POST
@page(IMPORT)
def forget_risks(request: HttpRequest, organisation_id: int) -> HttpResponse:
    scales.forget(_one(request, organisation_id), by=asked_by(request).user)
    messages.success(request, "Forgotten: the scales of the next sheet of risks are mapped anew")
    return redirect("exchange:remembered-one", organisation_id)
