"""A change request: which baselines it names, and the press that approves it."""

from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from quantock.access import Permission, Request, page
from quantock.engines.text import plural
from quantock.projects.models import Project
from quantock.projects.services import NotNow
from quantock.raid import rebaselining, services
from quantock.raid.forms import BaselinesForm
from quantock.raid.kinds import Kind
from quantock.raid.models import Entry
from quantock.raid.views.changing import at_entry
from quantock.raid.views.reaching import asked, entry_of


def _change(request: HttpRequest, number: int, key: int) -> tuple[Project, Entry]:
    project, one = entry_of(request, number, key)
    if one.kind != Kind.CHANGE:
        raise Http404
    return project, one


@page(Permission.MILESTONE_EDIT)
def baselines(request: HttpRequest, number: int, entry: int) -> HttpResponse:
    """A day for each milestone that it would move."""
    project, one = _change(request, number, entry)
    now = dict(one.moves.filter(moved_on=None).values_list("milestone", "baseline"))
    milestones = rebaselining.nameable(project)
    form = BaselinesForm(request.POST or None, milestones=milestones, now=now)
    if request.method == "POST" and form.is_valid():
        try:
            rebaselining.name_baselines(one, form.named, by=cast(Request, request).user)
        except NotNow as refused:
            messages.warning(request, str(refused))
        else:
            messages.success(request, "Kept: nothing moves until the change is approved")
        return redirect(at_entry(one))
    return asked(
        request,
        project,
        form,
        title=f"Baselines that {one.ref} would move",
        back=at_entry(one),
        intro="Give the new day to each milestone that is to move; leave the others empty. They move when the change is approved."
        if milestones
        else "This project has no milestone that has yet to be reached.",
    )


@require_POST
@page(Permission.PROJECT_CONTROL)
def approve(request: HttpRequest, number: int, entry: int) -> HttpResponse:
    """The baselines that it names move, once; whoever comes second sees that it is done."""
    _, one = _change(request, number, entry)
    try:
        services.close(one, rebaselining.APPROVED, by=cast(Request, request).user, on=timezone.localdate())
    except NotNow as refused:
        messages.warning(request, str(refused))
    else:
        moved = one.moves.exclude(moved_on=None).count()
        says = f": {plural(moved, 'baseline')} moved" if moved else ""
        messages.success(request, f"{one.ref} is approved{says}")
    return redirect(at_entry(one))
