"""What the pages of one project share: reaching it, its frame, and saving a form without overwriting anybody."""

from collections.abc import Callable, Mapping
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from quantock.access import Elsewhere, Permission, Request, Viewer, can, fetch
from quantock.projects import queries, rules
from quantock.projects.forms import SeenForm
from quantock.projects.models import Project, Track
from quantock.projects.services import NotNow, Refused, Stale
from quantock.web.addresses import url
from quantock.web.editing import status_of

MENU = [
    ("Overview", "projects:overview"),
    ("Charter", "projects:charter-page"),
    ("Details", "projects:details"),
    ("Updates", "projects:updates"),
    ("Milestones", "projects:milestones"),
    ("People", "projects:people"),
    ("Discussion", "projects:discussion"),
    ("Money", "projects:money"),
    ("Documents", "projects:documents"),
    ("History", "projects:history"),
]
NOT_ON_QUICK = {"projects:milestones", "projects:money", "projects:documents"}
# What stands in the menu of the quick track, by its words there; the rest is folded under "More".
QUICK = {
    "projects:overview": "Overview",
    "measures:measures": "Data",
    "raid:log": "Actions",
    "projects:people": "People",
}


def add_to_menu(text: str, route: str, *, after: str) -> None:
    """A page of an app above, in every project's menu: called once, when the site starts."""
    place = next(place for place, (_, there) in enumerate(MENU, start=1) if there == after)
    MENU.insert(place, (text, route))


def project_of(
    request: HttpRequest,
    number: int,
    permission: Permission | None = None,
    *,
    among: Callable[..., QuerySet[Project]] = queries.joined,
    said: tuple[object, ...] = (),
) -> Project:
    """The project of a page's address, seen and allowed.

    The address of one that was merged leads to the same page of the other; that of an archived one, for those
    who may take it out again, to where they do so.
    """
    viewer = cast(Request, request).viewer
    try:
        return fetch(request, Project, permission, among=among, said=said, number=number)
    except Http404:
        if there := queries.merged_into(viewer, number):
            raise Elsewhere(_same_page_of(request, there)) from None
        if queries.put_away_by(viewer).filter(number=number).exists():
            raise Elsewhere(reverse("projects:archived-one", args=[number])) from None
        raise


def _same_page_of(request: HttpRequest, number: int) -> str:
    """The page asked for, of another project; its overview where the address names more than the project."""
    match = request.resolver_match
    if request.method == "POST":
        messages.warning(
            request, "It was merged with this project meanwhile. What you sent was not saved: send it here."
        )
    if match is None or request.method != "GET" or set(match.kwargs) != {"number"}:
        return reverse("projects:overview", args=[number])
    return reverse(match.view_name, kwargs={"number": number})


def menu_of(project: Project, viewer: Viewer) -> list[dict[str, Any]]:
    """As long as the track needs: on the quick one what a small team uses, the rest one press away (`more`)."""
    quick = project.track == Track.QUICK
    rows = [
        (text, route)
        for text, route in MENU
        if not (quick and route in NOT_ON_QUICK)
        and (route != "projects:money" or can(viewer, Permission.MONEY_VIEW, project))
    ]
    if quick:
        first = list(QUICK)
        rows.sort(key=lambda row: first.index(row[1]) if row[1] in QUICK else len(first))
    return [
        {
            "text": QUICK.get(route, text) if quick else text,
            "href": url(route, number=project.number),
            "more": quick and route not in QUICK,
        }
        for text, route in rows
    ]


def frame(request: HttpRequest, project: Project, title: str, **more: Any) -> dict[str, Any]:
    """What every page of one project shows around its own matter."""
    viewer = cast(Request, request).viewer
    steps = queries.steps_of(project)
    here = [step.number for step in steps if project.step and step.number <= project.step.number]
    menu = menu_of(project, viewer)
    within = [item["href"] for item in menu if request.path.startswith(item["href"])]
    # A page of the project with an address elsewhere (a before and after, say) is one of the project's all the same.
    cast(Any, request).within = url("projects:overview", number=project.number)
    return {
        "title": title,
        "here": max(within, key=len, default=""),
        "project": project,
        "steps": steps,
        "step_now": len(here) if project.step else 0,
        "menu": menu,
        "shows_confidence": rules.asks_confidence(project.track),
        **more,
    }


def form_page(
    request: HttpRequest, project: Project, form: forms.Form, context: dict[str, Any], *, template: str
) -> TemplateResponse:
    """The page of one form of a project; where it asks who, the names of the project's people are offered."""
    people = queries.names_to_offer(project) if "who" in form.fields else []
    return TemplateResponse(
        request, template, {**context, "form": form, "people": people}, status=status_of(form)
    )


def edited(
    request: HttpRequest,
    form: forms.Form,
    save: Callable[[], Any],
    *,
    project: Project,
    title: str,
    to: str = "projects:overview",
    done: str = "Saved",
    button: str = "Save",
    intro: str = "",
    template: str = "projects/edit.jinja",
    around: Callable[[], Mapping[str, Any]] = dict,
    at: str = "",
) -> HttpResponse:
    """Show a form of a project, or save it and go on; a conflict is shown side by side, nothing is lost.

    `template` shows the form in its place on another page, with what `around` reads for that page; `at` is the
    place on that page to which one comes back.
    """
    clashed = False
    if request.method == "POST" and form.is_valid():
        try:
            save()
        except Stale as stale:
            clashed = True
            by = queries.who_changed(project, stale.theirs, cast(Request, request).viewer)
            cast(SeenForm, form).side_by_side(stale.theirs, by)
        except NotNow as refused:
            messages.warning(request, str(refused))
            return redirect(to, number=project.number)
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused))
        else:
            messages.success(request, done)
            there = reverse(to, kwargs={"number": project.number})
            return redirect(f"{there}#{at}" if at else there)
    context = frame(request, project, title, form=form, back=to, button=button, intro=intro)
    context["at"] = at
    status = 409 if clashed else 422 if form.errors else 200
    return TemplateResponse(request, template, {**context, **around()}, status=status)
