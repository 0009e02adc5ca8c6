"""A measure offered to other projects; a project that takes one from a library, or stops using it."""

from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from quantock.access import Permission, Request, page
from quantock.measures import services
from quantock.measures.forms.shared import FindMeasureForm, OfferForm, code_of
from quantock.measures.kept import Kept
from quantock.measures.queries import shared as queries
from quantock.measures.views.changing import asked
from quantock.measures.views.reaching import around, at, measure_of
from quantock.people.models import Organisation
from quantock.portfolios.models import Theme
from quantock.projects.services import Refused
from quantock.projects.views.editing import project_of

INTRO = (
    "Other projects whose people may see this one can then use the measure. It stays here, where it is collected,"
    " defined and corrected. Taken out again, the projects that use it go on; no other begins to."
)


@page(Permission.MEASURE_EDIT)
def offer(request: HttpRequest, number: int, measure_id: int) -> HttpResponse:
    project, one = measure_of(request, number, measure_id)
    found: list[Organisation | Theme] = [project.lead_organisation, *queries.themes_of(project)]
    if one.library and one.library not in found:
        found.append(one.library)
    libraries = {code_of(each): each for each in found}
    form = OfferForm(request.POST or None, libraries=libraries, now=code_of(one.library))
    if request.method == "POST" and form.is_valid():
        try:
            services.offer_measure(one, form.chosen, by=cast(Request, request).user)
        except Refused as refused:
            form.add_error("library", str(refused))
        else:
            messages.success(request, "Saved")
            return redirect(at(one))
    return asked(
        request, project, form, title=f"Offer {one.name} to other projects", back=at(one), intro=INTRO
    )


@page(Permission.MEASURE_EDIT)
def library(request: HttpRequest, number: int) -> HttpResponse:
    """What the project may take."""
    project = project_of(request, number)
    find = FindMeasureForm(request.GET)
    words = find.cleaned_data["q"] if find.is_valid() else ""
    today = timezone.localdate()
    offered = queries.offered_to(project, cast(Request, request).viewer, words)
    context = around(
        request,
        project,
        "Take a measure from the library",
        find=find,
        words=words,
        offered=[Kept(each, today) for each in offered],
        most=queries.MOST,
    )
    return TemplateResponse(request, "measures/take.jinja", context)


@page(Permission.MEASURE_EDIT)
def use(request: HttpRequest, number: int, offered_id: int) -> HttpResponse:
    project = project_of(request, number)
    one = queries.to_take(cast(Request, request).viewer, offered_id)
    if one is None:
        raise Http404
    if request.method != "POST":
        return HttpResponse(status=405, headers={"Allow": "POST"})
    try:
        services.use_measure(one, project, by=cast(Request, request).user)
    except Refused as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, f"This project uses “{one.name}” now")
    return redirect(reverse("measures:measures", kwargs={"number": number}))


@page(Permission.MEASURE_EDIT)
def stop(request: HttpRequest, number: int, use_id: int) -> HttpResponse:
    project = project_of(request, number)
    found = queries.one_use(project, cast(Request, request).viewer, use_id)
    if found is None:
        raise Http404
    if request.method != "POST":
        return HttpResponse(status=405, headers={"Allow": "POST"})
    services.stop_using_measure(found, by=cast(Request, request).user)
    messages.success(
        request, f"This project no longer uses “{found.measure.name}”. The measure stays as it is."
    )
    return redirect(reverse("measures:measures", kwargs={"number": number}))
