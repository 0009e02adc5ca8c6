"""A list that was edited in Excel, brought back: what would change, against what is so now; kept on a press."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from quantock.access import Permission, Request, fetch, page, viewer_of
from quantock.engines.tables import Refused
from quantock.engines.text import plural
from quantock.exchange.forms import BringBackForm
from quantock.exchange.models import BroughtBack
from quantock.exchange.services import returning
from quantock.exchange.services.imports import NotNow
from quantock.exchange.trips import TRIPS, address_of, sort_of
from quantock.exchange.trips.compare import Preview
from quantock.projects.services import Refused as RuleRefused


@page(Permission.LOG_EDIT)
def bring_back(request: HttpRequest) -> HttpResponse:
    viewer_of(request)
    form = BringBackForm()
    if request.method == "POST":
        form = BringBackForm(request.POST, request.FILES)
        if form.is_valid():
            file = form.cleaned_data["file"]
            try:
                by = cast(Request, request).user
                back = returning.bring_back(file.read(), file.name or "file", by=by)
                return redirect("exchange:back", back_id=back.pk)
            except Refused as refused:
                form.add_error("file", f"{refused.error} {refused.what_to_do}")
    context = {"title": "Bring an edited list back", "form": form}
    return TemplateResponse(request, "exchange/bring_back.jinja", context, status=422 if form.errors else 200)


@page(Permission.LOG_EDIT)
def back(request: HttpRequest, back_id: int) -> HttpResponse:
    """What was changed in the file, against what is so now; kept on a press."""
    asked = cast(Request, request)
    one = fetch(request, BroughtBack, Permission.SIGNED_IN, pk=back_id)
    trip = TRIPS[sort_of(one.kind)]
    moved = False
    if request.method == "POST":
        mine = [name.removeprefix("keep-") for name, said in request.POST.items() if said == "mine"]
        try:
            found = returning.keep(
                one, viewer=asked.viewer, by=asked.user, seen=request.POST.get("seen", ""), mine=mine
            )
        except returning.Moved:
            moved = True
        except (NotNow, RuleRefused) as refused:
            messages.error(request, str(refused))
            return redirect("exchange:back", back_id=one.pk)
        else:
            kept = len(found.changes) + len([each for each in found.conflicts if each.name in mine])
            told = [plural(kept, "change")] if kept or not found.added else []
            told += [plural(len(found.added), f"new {trip.one}", f"new {trip.many}")] if found.added else []
            messages.success(request, f"Kept: {' and '.join(told)}")
            return redirect("exchange:back", back_id=one.pk)
    found = Preview() if one.applied_at else returning.preview(one, asked.viewer)
    context = {
        "title": "What you changed",
        "one": one,
        "trip": trip,
        "list_at": address_of(one.kind),
        "found": found,
        "moved": moved,
    }
    return TemplateResponse(request, "exchange/back.jinja", context, status=409 if moved else 200)
