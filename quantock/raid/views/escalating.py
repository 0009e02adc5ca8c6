"""Asking somebody higher: from an entry, with a look at what they will see; their page, their answer; the register."""

from dataclasses import replace
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from quantock.access import Permission, Request, can, page, viewer_of, visible
from quantock.projects.forms import ReasonForm
from quantock.projects.models import Project
from quantock.projects.services import NotNow, Refused
from quantock.raid import asked, escalating
from quantock.raid.forms_of_escalations import AnswerForm, AskedForm, AskForm
from quantock.raid.kinds import Kind
from quantock.raid.models import Escalation
from quantock.raid.sending import ASKED_COLUMNS, asked_rows
from quantock.raid.views.changing import at_entry
from quantock.raid.views.everywhere import tabs_everywhere
from quantock.raid.views.reaching import around, entry_of
from quantock.web import editing
from quantock.web.display import Paged
from quantock.web.sending import send_table


@page(Permission.LOG_EDIT)
def ask(request: HttpRequest, number: int, entry: int) -> HttpResponse:
    """The form; then, under it, exactly what they will see; then it is sent as it was shown."""
    project, one = entry_of(request, number, entry)
    if Kind(one.kind) not in escalating.ASKABLE:
        raise Http404
    viewer, on, by = cast(Request, request).viewer, timezone.localdate(), cast(Request, request).user
    form = AskForm(
        request.POST or None,
        offered=asked.offered(project, viewer, on=on),
        linked=asked.releasable(one, viewer),
        find=asked.named,
        on=on,
    )
    shown = None
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        shown = escalating.prepared_for(
            one,
            said["target"],
            why=said["why"],
            by_when=said["by_when"],
            linked=form.released,
            by=by,
            on=on,
        )
        try:
            if request.POST.get("seen") == escalating.seal(shown):
                escalating.ask(shown)
                messages.success(
                    request, f"Asked, exactly as you saw it. {one.ref} says when an answer comes."
                )
                return redirect(at_entry(one))
            escalating.check(shown, one)
        except (NotNow, Refused) as refused:
            form.add_error(None, str(refused))
            shown = None
    context = around(
        request,
        project,
        f"Ask somebody higher about {one.ref}",
        form=form,
        back=at_entry(one),
        intro=one.title,
        shown=shown,
        linked=shown.shown["linked"] if shown else [],
        seal=escalating.seal(shown) if shown else "",
        target=str(form.cleaned_data["target"]) if shown else "",
        changed="seen" in request.POST and shown is not None,
        today=on,
    )
    return TemplateResponse(request, "raid/ask_higher.jinja", context, status=422 if form.errors else 200)


def _one(request: HttpRequest, key: int) -> Escalation:
    viewer_of(request)
    found = asked.one_seen(cast(Request, request).viewer, key)
    if found is None:
        raise Http404
    return found


def _may_take_back(request: HttpRequest, one: Escalation) -> bool:
    viewer = cast(Request, request).viewer
    mine = viewer.user is not None and one.asked_by_id == viewer.user.pk
    return one.is_open and (mine or can(viewer, Permission.LOG_EDIT, one.entry))


@page(Permission.SIGNED_IN)
def escalation(request: HttpRequest, escalation: int) -> HttpResponse:
    """What was released, and no more; its answer, or the box to give one."""
    one = _one(request, escalation)
    viewer, on = cast(Request, request).viewer, timezone.localdate()
    may_answer = one.is_open and one.may_answer(viewer)
    if request.method == "POST" and not one.may_answer(viewer):
        raise PermissionDenied
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            escalating.answer(one, text=form.cleaned_data["text"], by=cast(Request, request).user, on=on)
        except NotNow as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "Answered: those who asked are told")
            return redirect("raid-everywhere:escalation", escalation=one.pk)
    seen = visible(request, Project).filter(pk=one.entry.project_id).exists()
    context: dict[str, Any] = {
        "title": one.title,
        "row": asked.Asked(one, on),
        "one": one,
        "linked": escalating.still_released(one),
        "form": form if may_answer or form.errors else None,
        "may_take_back": _may_take_back(request, one),
        "entry_at": at_entry(one.entry) if seen else "",
        "today": on,
    }
    return TemplateResponse(request, "raid/escalation.jinja", context, status=422 if form.errors else 200)


@page(Permission.SIGNED_IN)
def take_back(request: HttpRequest, escalation: int) -> HttpResponse:
    """Says first what follows, and asks why: whoever was asked sees it no more, and it is not put before them again."""
    one = _one(request, escalation)
    if one.is_open and not _may_take_back(request, one):
        raise PermissionDenied
    back = reverse("raid-everywhere:escalation", args=[one.pk])
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if one.is_open and not form.is_valid():
        answer = (
            f"{one.title}. {one.asks} will not be asked any more. To ask again, begin anew from the entry."
        )
        return editing.ask(
            request, form, title="Take back what was asked", answer=answer, back=back, button="Take it back"
        )
    if request.method != "POST":
        return redirect(back)
    by, why = cast(Request, request).user, form.data.get("reason", "")
    try:
        escalating.take_back(one, by=by, on=timezone.localdate(), reason=why)
    except NotNow as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, "Taken back: nobody is asked any more")
    return redirect(back)


def _wanted(request: HttpRequest) -> tuple[AskedForm, asked.Wanted]:
    form = AskedForm(request.GET, places=asked.places_asked(viewer_of(request)))
    form.is_valid()
    return form, asked.Wanted.of(form.cleaned_data, on=form.days.on)


@page(Permission.SIGNED_IN)
def escalations(request: HttpRequest) -> HttpResponse:
    """What is asked of somebody higher in every project that one may see, and of the places that one answers for."""
    form, wanted = _wanted(request)
    viewer, days = cast(Request, request).viewer, form.days
    counts = asked.counts(viewer, wanted)
    was = asked.counts(viewer, replace(wanted, on=days.since)) if days.since else None
    paged = Paged.of(request.GET.get("page", ""), counts["every"], asked.SIZE)
    first = (paged.number - 1) * asked.SIZE
    context = {
        "title": "Asked of somebody higher",
        "tabs": tabs_everywhere(),
        "here": reverse("raid-everywhere:escalations"),
        "form": form,
        "counts": counts,
        "was": was,
        "show": form.cleaned_data.get("show"),
        "days": days,
        "rows": asked.listed(viewer, wanted, first=first),
        "paged": paged,
        "today": days.today,
    }
    return TemplateResponse(request, "raid/escalations.jinja", context)


@page(Permission.SIGNED_IN)
def export(request: HttpRequest, file: str) -> StreamingHttpResponse:
    """All that the list shows, on all its pages."""
    _, wanted = _wanted(request)
    found = asked.listed(cast(Request, request).viewer, wanted, most=asked.MOST_IN_A_FILE)
    return send_table("Asked of somebody higher", list(ASKED_COLUMNS), asked_rows(found), file=file)
