"""An organisation says how its new projects begin."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from quantock.access import Permission, fetch, page
from quantock.audit.changing import change_columns
from quantock.people.kept import asked_by
from quantock.people.models import Organisation
from quantock.people.views.organisations import address_of, trail_to
from quantock.projects.forms.beginning import BeginningForm
from quantock.web.editing import ask


@page(Permission.ORGANISATION_ADMIN)
def beginning(request: HttpRequest, organisation_id: int) -> HttpResponse:
    one = fetch(request, Organisation, pk=organisation_id)
    form = BeginningForm(request.POST or None, organisation=one)
    if request.method == "POST" and form.is_valid():
        change_columns(one, form.changes(), by=asked_by(request).user)
        messages.success(request, "Saved: projects registered from now on begin so")
        return redirect("people:organisation", one.pk)
    return ask(
        request,
        form,
        title=f"How new projects of {one.name} begin",
        answer="Projects that are there already stay as they are.",
        back=address_of(one),
        trail=trail_to(one),
    )
