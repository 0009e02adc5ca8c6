"""Dependencies with two sides: naming the other project, confirming, the other side's page, and the map of all."""

from datetime import date
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from quantock.access import Permission, Request, can, page, viewer_of, visible
from quantock.engines.dates import say_date
from quantock.projects.models import Project
from quantock.projects.services import NotNow, Refused
from quantock.raid import depending, rules, services, ties
from quantock.raid.forms_of_dependencies import BetweenForm, OtherProjectForm, OtherSideForm
from quantock.raid.kinds import Kind
from quantock.raid.models import Entry, Sides
from quantock.raid.sending import BETWEEN_COLUMNS, between_rows
from quantock.raid.views.changing import at_entry
from quantock.raid.views.everywhere import tabs_everywhere
from quantock.raid.views.reaching import acted_on, asked, entry_of
from quantock.web.display import Paged
from quantock.web.past import days_of
from quantock.web.sending import send_table


def _dependency(request: HttpRequest, number: int, key: int) -> tuple[Project, Entry]:
    project, one = entry_of(request, number, key)
    if one.kind != Kind.DEPENDENCY:
        raise Http404
    return project, one


@page(Permission.LOG_EDIT)
def name_other(request: HttpRequest, number: int, entry: int) -> HttpResponse:
    """Which project is on the other side, by its reference; one that the viewer may not see does not exist."""
    project, one = _dependency(request, number, entry)
    form = OtherProjectForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        other = visible(request, Project).filter(number=form.cleaned_data["other"]).first()
        try:
            if other is None:
                raise Refused("No project that you may see has this reference.")
            by, on = cast(Request, request).user, timezone.localdate()
            sides = depending.name_other(one, other, by=by, on=on)
        except (Refused, NotNow) as refused:
            form.add_error("other", str(refused))
        else:
            messages.success(request, f"{other.ref} is asked to confirm")
            if depending.circle_with(sides):
                messages.warning(
                    request,
                    "This closes a circle: each of the two waits for the other, directly or through others.",
                )
            return redirect(at_entry(one))
    return asked(
        request, project, form, title=f"Which project is {one.ref} with?", back=at_entry(one), intro=one.title
    )


@page(Permission.PROJECT_VIEW)
def confirm(request: HttpRequest, number: int, entry: int) -> HttpResponse:
    """What stands now is right, for this project's side, or another day: the project's people say it, and whoever owns it."""
    project, one = acted_on(request, number, entry)
    sides = visible(request, Sides).filter(dependency=one).first()
    if sides is None:
        raise Http404
    gives, promised = one.details.get("direction") == "give", ties.promised_for(one)
    was = promised if gives else one.due_on
    form = OtherSideForm(request.POST if request.method == "POST" else None, gives=gives, was=was)
    if request.method == "POST" and form.is_valid():
        # The button on the entry's own page asks for no day.
        _say_for(request, sides, "ours", form.cleaned_data["day"], was, gives=gives)
        return redirect(at_entry(one))
    when = f"Needed by {_day(one.due_on)}, promised for {_day(promised)}"
    to_do = "Keep the day to confirm what stands, or change it: then the other side is asked."
    if sides.ours_on:
        who = sides.ours_by or "somebody"
        to_do = f"Confirmed by {who} on {say_date(sides.ours_on)}. Say another day, and the other side is asked again."
    return asked(
        request,
        project,
        form,
        title=f"Say another day of {one.ref}" if sides.ours_on else f"Confirm {one.ref}",
        back=at_entry(one),
        button="Keep this day" if sides.ours_on else "Confirm",
        intro=f"{one.title}. {when}. {to_do}",
    )


def _day(day: date | None) -> str:
    return say_date(day) if day else "no day yet"


def _say_for(
    request: HttpRequest,
    sides: Sides,
    side: depending.Side,
    day: date | None,
    was: date | None,
    *,
    gives: bool,
) -> None:
    """Another day asks the other side again; the same one confirms what stands."""
    if not day or day == was:
        return _confirmed(request, sides, side)
    said: dict[str, Any] = {"details": {"promised": day.isoformat()}} if gives else {"due_on": day}
    by, on = cast(Request, request).user, timezone.localdate()
    services.change_entry(sides.dependency, said, by=by, on=on, side=side)
    messages.success(request, "Kept: the other side is asked to confirm it again")


def _confirmed(request: HttpRequest, sides: Sides, side: depending.Side) -> None:
    by, on = cast(Request, request).user, timezone.localdate()
    try:
        found = depending.confirm(sides, side, by=by, on=on)
        if found.is_agreed and found.dependency.state == depending.PROPOSED:
            services.change_entry(found.dependency, {"state": depending.AGREED}, by=by, on=on)
    except NotNow as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(
            request, "Confirmed by both sides" if found.is_agreed else "Confirmed; the other side has yet to"
        )


@page(Permission.SIGNED_IN)
def other_side(request: HttpRequest, sides: int) -> HttpResponse:
    """What the other project's people see of it: what is handed over, when, and what they can say to that."""
    viewer_of(request)
    viewer, on = cast(Request, request).viewer, timezone.localdate()
    one = ties.side_seen(viewer, sides)
    if one is None:
        raise Http404
    entry = one.dependency
    may = can(viewer, Permission.LOG_EDIT, one.other)
    if request.method == "POST" and not may:
        raise PermissionDenied
    gives = entry.details.get("direction") != "give"
    promised = ties.promised_for(entry)
    was = promised if gives else entry.due_on
    form = OtherSideForm(request.POST or None, gives=gives, was=was)
    if request.method == "POST" and form.is_valid():
        _say_for(request, one, "theirs", form.cleaned_data["day"], was, gives=gives)
        return redirect("raid-everywhere:other-side", sides=one.pk)
    knows = (
        visible(request, Project).filter(pk__in=[entry.project_id, one.other_id]).values_list("pk", flat=True)
    )
    context = {
        "title": entry.title,
        "one": one,
        "entry": entry,
        "gives": gives,
        "promised": promised,
        "gap": rules.gap(entry.due_on, promised),
        "form": form if may and entry.is_open else None,
        "sees_entry": entry.project_id in knows,
        "knows_other": may or one.other_id in knows,
        "circle": depending.circle_with(one),
        "today": on,
    }
    return TemplateResponse(request, "raid/other_side.jinja", context, status=422 if form.errors else 200)


def _between(
    request: HttpRequest,
) -> tuple[BetweenForm, list[ties.Between], list[ties.Between] | None, int | None]:
    """The filters, what passes them on the day asked for, what passed them on the one it is compared with, and, where there may
    be more than are looked at, how many are."""
    viewer = viewer_of(request)
    days = days_of(request.GET)
    most = ties.most_of(request.GET)
    every = ties.between(viewer, on=days.on, past=days.is_past, most=most)
    form = BetweenForm(request.GET, organisations=ties.organisations(every))
    form.is_valid()
    rows = ties.narrowed(every, form.cleaned_data)
    cut = most if len(every) >= most else None
    if days.since is None:
        return form, rows, None, cut
    then = ties.narrowed(ties.between(viewer, on=days.since, past=True, most=most), form.cleaned_data)
    return form, ties.beside(rows, then), then, cut


@page(Permission.SIGNED_IN)
def between(request: HttpRequest) -> HttpResponse:
    """Who waits for whom: the map, and the same as a table."""
    form, rows, then, cut = _between(request)
    said = form.cleaned_data
    paged = Paged.of(request.GET.get("page", ""), len(rows), ties.SIZE)
    first = (paged.number - 1) * ties.SIZE
    context = {
        "title": "Dependencies between projects",
        "tabs": tabs_everywhere(),
        "here": reverse("raid-everywhere:between"),
        "form": form,
        "count": len(rows),
        "most": cut,
        "rows": rows[first : first + ties.SIZE],
        "paged": paged,
        "picture": ties.drawn(rows, by=said.get("by", "")),
        "late": sum(each.is_late for each in rows),
        "days": form.days,
        "was": None if then is None else (len(then), sum(each.is_late for each in then)),
        "unconfirmed": sum(each.is_unconfirmed for each in rows),
        "today": timezone.localdate(),
    }
    return TemplateResponse(request, "raid/between.jinja", context)


@page(Permission.SIGNED_IN)
def export(request: HttpRequest, file: str) -> StreamingHttpResponse:
    """Exactly what the list shows."""
    _, rows, _, _ = _between(request)
    return send_table("Dependencies between projects", list(BETWEEN_COLUMNS), between_rows(rows), file=file)
