"""Saying what was decided of what a status update asks for: one short form, also from the weekly e-mail."""

from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from quantock.access import Permission, Request, page
from quantock.engines.dates import say_date
from quantock.projects.services import NotNow
from quantock.projects.views.editing import project_of
from quantock.raid import deciding
from quantock.raid.forms import DecideForm
from quantock.raid.views.changing import at_entry
from quantock.raid.views.reaching import asked


@page(Permission.STATUS_PUBLISH)
def decide(request: HttpRequest, number: int, update: int) -> HttpResponse:
    project = project_of(request, number)
    one = deciding.asked_of(project, update)
    if one is None:
        raise Http404
    by, on = cast(Request, request).user, timezone.localdate()
    if (made := deciding.decision_on(one)) and request.method == "GET":
        messages.info(request, f"It is decided already, as {made.ref} says")
        return redirect(at_entry(made))
    form = DecideForm(request.POST or None, initial={"decided_by": str(by)})
    if request.method == "POST" and form.is_valid():
        try:
            made = deciding.decide(one, by=by, on=on, **form.cleaned_data)
        except NotNow as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"Kept as {made.ref}; who asked is told")
            return redirect(at_entry(made))
    who = one.published_by or "The team"
    limit = f" It is wanted by {say_date(one.decide_by)}." if one.decide_by else ""
    return asked(
        request,
        project,
        form,
        title="What was decided?",
        back=reverse("projects:overview", args=[number]),
        button="Keep the decision",
        intro=f"{who} asked on {say_date(one.as_at)}: {one.decisions}{limit}",
    )
