"""An organisation says from which number it shows counts of people who could be recognised."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from quantock.access import Permission, fetch, page
from quantock.measures import hiding, services
from quantock.people.kept import asked_by
from quantock.people.models import Organisation
from quantock.people.views.organisations import address_of, trail_to
from quantock.web.editing import EditForm, ask


class ThresholdForm(EditForm):
    """One number. Two people may have it open: neither overwrites the other."""

    below = forms.IntegerField(
        label="Show counts from",
        min_value=2,
        max_value=100,
        help_text="Smaller ones, 0 apart, are not shown where a measure counts people who could be recognised",
    )


@page(Permission.ORGANISATION_ADMIN)
def threshold(request: HttpRequest, organisation_id: int) -> HttpResponse:
    one = fetch(request, Organisation, pk=organisation_id)
    form = ThresholdForm(request.POST or None, now={"below": services.threshold_of(one) or hiding.USUAL})
    if request.method == "POST" and form.is_valid():
        services.set_threshold(one, form.cleaned_data["below"], by=asked_by(request).user)
        messages.success(request, "Saved: its measures are worked out again by it")
        return redirect("people:organisation", one.pk)
    return ask(
        request,
        form,
        title=f"Small numbers of {one.name}",
        answer="It applies to charts, tables, averages, limits and files alike. A second value is left out where the "
        "first could be worked out by subtraction.",
        back=address_of(one),
        trail=trail_to(one),
    )
