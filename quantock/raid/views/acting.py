"""What is done by one press."""

from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from quantock.access import Permission, Request, page
from quantock.engines.text import excerpt
from quantock.projects.services import NotNow, Refused
from quantock.raid import pressing, queries, rules, services
from quantock.raid.forms import BecomesForm
from quantock.raid.kinds import REGISTERS, Kind
from quantock.raid.views.changing import at_entry
from quantock.raid.views.reaching import acted_on, asked, at, entry_of, not_theirs

# Where a press may lead back to, beside the list of the register.
BACK = {"home": "desk:home", "entry": ""}


@require_POST
@page(Permission.PROJECT_VIEW)
def done(request: HttpRequest, number: int, entry: int) -> HttpResponse:
    """The usual good end of its register: done, resolved, met."""
    project, one = acted_on(request, number, entry)
    if not one.register.ends_as:
        raise Http404
    if one.register.ends_as in not_theirs(request, one):
        raise PermissionDenied
    by, on = cast(Request, request).user, timezone.localdate()
    try:
        services.close(one, one.register.ends_as, by=by, on=on)
    except NotNow as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, f"{one.register.ends_by}: {one.title}")
    back = request.POST.get("back", "")
    if back == "entry":
        return redirect(at_entry(one))
    if back == "mine":
        return redirect(f"{reverse('raid-everywhere:register', args=[one.register.slug])}?whose=mine")
    return redirect(reverse(BACK[back]) if back in BACK else at(project, one.register))


@page(Permission.PUBLIC)
def done_from_mail(request: HttpRequest, token: str) -> HttpResponse:
    """Opening the link does nothing, since mail scanners open links; its button says that the action is done."""
    found = pressing.pressed(token)
    if found is None:
        nothing = {"title": "This link cannot be used", "entry": None}
        return TemplateResponse(request, "raid/press_done.jinja", nothing, status=404)
    one, before = found.entry, ""
    if request.method == "POST":
        try:
            one = services.close(one, "done", by=found.user, on=timezone.localdate())
        except NotNow as refused:
            before = str(refused)
    context: dict[str, Any] = {
        "title": one.title,
        "entry": one,
        "row": queries.Row(one, timezone.localdate()),
        "pressed": request.method == "POST" and not before,
        "before": before,
        "there": at_entry(one),
    }
    return TemplateResponse(request, "raid/press_done.jinja", context)


@require_POST
@page(Permission.PROJECT_VIEW)
def reviewed(request: HttpRequest, number: int, entry: int) -> HttpResponse:
    """Looked at again, and it stands as it stood: the next look is due by its band."""
    _, one = acted_on(request, number, entry)
    position = one.position()
    if one.kind != Kind.RISK or position is None or not one.is_open:
        raise Http404
    by, on = cast(Request, request).user, timezone.localdate()
    services.score(one, likelihood=position[0], impact=position[1], by=by, on=on)
    messages.success(request, "Kept: looked at today, and it stands as it stood")
    return redirect(at_entry(one))


@require_POST
@page(Permission.PROJECT_VIEW)
def reopen(request: HttpRequest, number: int, entry: int) -> HttpResponse:
    _, one = acted_on(request, number, entry)
    if not one.is_open:
        services.reopen(one, by=cast(Request, request).user, on=timezone.localdate())
        messages.success(request, f"{one.ref} is open again")
    return redirect(at_entry(one))


@require_POST
@page(Permission.LOG_EDIT)
def becomes(request: HttpRequest, number: int, entry: int, kind: str) -> HttpResponse:
    """A risk that happened, an assumption found false."""
    project, one = entry_of(request, number, entry)
    if kind not in rules.TURNS.get(Kind(one.kind), {}):
        raise Http404
    form = BecomesForm(request.POST)
    if not form.is_valid():
        asks = f"Make {one.ref} {REGISTERS[Kind(kind)].article}"
        return asked(request, project, form, title=asks, back=at_entry(one), button=asks)
    by, title = cast(Request, request).user, form.cleaned_data["title"]
    try:
        made = services.turn_into(one, Kind(kind), by=by, on=timezone.localdate(), title=title)
    except (NotNow, Refused) as refused:
        messages.warning(request, str(refused))
        return redirect(at_entry(one))
    messages.success(request, f"{one.ref} became {REGISTERS[Kind(kind)].article}: {made.ref}")
    return redirect(at_entry(made))


@require_POST
@page(Permission.LOG_EDIT)
def unlink(request: HttpRequest, number: int, entry: int, relation: int) -> HttpResponse:
    _, one = entry_of(request, number, entry)
    found = one.leads_to.filter(pk=relation).first() or one.comes_from.filter(pk=relation).first()
    if found is None:
        raise Http404
    services.unrelate(found, by=cast(Request, request).user)
    messages.success(request, "The link is gone; both entries stay")
    return redirect(at_entry(one))


@require_POST
@page(Permission.LOG_EDIT)
def remove_document(request: HttpRequest, number: int, entry: int, document: int) -> HttpResponse:
    _, one = entry_of(request, number, entry)
    found = one.documents.filter(pk=document).first()
    if found is None:
        raise Http404
    services.remove_document(found, by=cast(Request, request).user)
    messages.success(request, "Removed here; the document stays where it is")
    return redirect(at_entry(one))


@page(Permission.PROJECT_COMMENT)
def take_back(request: HttpRequest, number: int, entry: int, remark: int) -> HttpResponse:
    """One's own, once more asked about: its words are kept nowhere. What somebody else said is theirs to take back."""
    project, one = entry_of(request, number, entry)
    by = cast(Request, request).user
    found = one.remarks.filter(pk=remark, by=by, taken_back_at=None).first()
    if found is None:
        raise Http404
    if request.method != "POST":
        intro = (
            f"“{excerpt(found.text, 200)}” Its words are gone for everybody; that something was said stays."
        )
        title = "Take back what you said"
        return asked(
            request, project, Form(), title=title, back=at_entry(one), button="Take it back", intro=intro
        )
    services.take_back(found, by=by)
    messages.success(request, "Taken back: its words are gone")
    return redirect(at_entry(one))
