"""Saving views of the dashboard and of the projects list, and looking after them."""

from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from quantock.access import Permission, Request, fetch, page, viewer_of
from quantock.desk.forms.saved import SaveViewForm, ViewForm
from quantock.desk.models import SavedView
from quantock.desk.queries import saved as queries
from quantock.desk.saved import ROUTES
from quantock.desk.services import saving as services
from quantock.web.editing import ask


@page(Permission.SIGNED_IN)
def views(request: HttpRequest) -> HttpResponse:
    viewer_of(request)
    found = queries.views_to_manage(cast(Request, request).viewer)
    context = {"title": "Saved views", "views": found, "routes": ROUTES, "me": request.user}
    return TemplateResponse(request, "desk/views.jinja", context)


@page(Permission.SIGNED_IN)
def save(request: HttpRequest) -> HttpResponse:
    """The address that follows `page` is what is saved."""
    viewer_of(request)
    of = request.GET.get("page", "")
    if of not in ROUTES:
        raise Http404
    asked = cast(Request, request)
    known = queries.for_saving(asked.viewer, of)
    query = request.GET.copy()
    query.pop("page")
    form = SaveViewForm(
        request.POST or None,
        organisations=known.organisations,
        taken=known.taken,
        initial={"query": query.urlencode()},
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        services.save_view(
            page=of,
            name=said["name"],
            query=said["query"],
            shared_with=form.organisation,
            usual=said["usual"],
            by=asked.user,
        )
        messages.success(request, f"Saved the view “{said['name']}”")
        return redirect(f"{reverse(ROUTES[of])}?{'&'.join(filter(None, [said['query'], 'usual=no']))}")
    back = f"{reverse(ROUTES[of])}?{query.urlencode() or 'usual=no'}"
    answer = (
        "It keeps the filters, days, sorting and columns; the projects are looked up each time it is opened."
    )
    return ask(request, form, title="Save this view", back=back, button="Save the view", answer=answer)


@page(Permission.SIGNED_IN)
def change(request: HttpRequest, view_id: int) -> HttpResponse:
    """The name of one's own, and who else sees it."""
    asked = cast(Request, request)
    view = fetch(request, SavedView, pk=view_id, by=asked.user)
    known = queries.for_saving(asked.viewer, view.page, but=view)
    form = ViewForm(
        request.POST or None,
        organisations=known.organisations,
        taken=known.taken,
        initial={"name": view.name, "shared_with": view.shared_with_id or ""},
    )
    if request.method == "POST" and form.is_valid():
        services.change_view(
            view, name=form.cleaned_data["name"], shared_with=form.organisation, by=asked.user
        )
        messages.success(request, "Saved")
        return redirect("desk:views")
    trail = [("Saved views", reverse("desk:views"))]
    return ask(request, form, title=f"Rename or share “{view.name}”", back=reverse("desk:views"), trail=trail)


@require_POST
@page(Permission.SIGNED_IN)
def remove(request: HttpRequest, view_id: int) -> HttpResponse:
    """Only one's own."""
    by = cast(Request, request).user
    view = fetch(request, SavedView, pk=view_id, by=by)
    services.remove_view(view, by=by)
    messages.success(request, f"Removed the view “{view.name}”")
    return redirect("desk:views")


@require_POST
@page(Permission.SIGNED_IN)
def usual(request: HttpRequest, view_id: int) -> HttpResponse:
    """Open its page with it, or no longer."""
    by = cast(Request, request).user
    view = fetch(request, SavedView, pk=view_id)
    if request.POST.get("usual") == "no":
        services.open_with_everything(view, by=by)
        messages.success(request, "The page opens with everything again")
    else:
        services.open_with(view, by=by)
        messages.success(request, f"The page now opens with “{view.name}”")
    return redirect("desk:views")
