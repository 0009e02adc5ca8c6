"""What the pages of one project share: reaching it, its frame, and saving a form without overwriting anybody."""

from collections.abc import Callable, Mapping
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from quantock.access import Permission, Request, can, fetch
from quantock.projects import queries, rules
from quantock.projects.forms import SeenForm
from quantock.projects.models import Project
from quantock.projects.services import NotNow, Refused, Stale

MENU = (
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
    ("The past", "desk:project-past"),
    ("Earlier values", "desk:project-earlier"),
)
NOT_ON_QUICK = {"projects:milestones", "projects:money", "projects:documents"}


def project_of(request: HttpRequest, number: int, permission: Permission | None = None) -> Project:
    """The project of a page's address, seen and allowed."""
    viewer = cast(Request, request).viewer
    return fetch(request, Project, permission, among=queries.joined(viewer), number=number)


def frame(request: HttpRequest, project: Project, title: str, **more: Any) -> dict[str, Any]:
    """What every page of one project shows around its own matter."""
    viewer = cast(Request, request).viewer
    steps = queries.steps_of(project)
    here = [step.number for step in steps if project.step and step.number <= project.step.number]
    menu = [
        {"text": text, "href": reverse(route, kwargs={"number": project.number})}
        for text, route in MENU
        if not (project.track == "quick" and route in NOT_ON_QUICK)
        and (route != "projects:money" or can(viewer, Permission.MONEY_VIEW, project))
    ]
    within = [item["href"] for item in menu if request.path.startswith(item["href"])]
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
) -> HttpResponse:
    """Show a form of a project, or save it and go on; a conflict is shown side by side, nothing is lost.

    `template` shows the form in its place on another page, with what `around` reads for that page.
    """
    both: list[dict[str, Any]] = []
    if request.method == "POST" and form.is_valid():
        try:
            save()
        except Stale as stale:
            both = cast(SeenForm, form).side_by_side(stale)
        except NotNow as refused:
            messages.warning(request, str(refused))
            return redirect(to, number=project.number)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, done)
            return redirect(to, number=project.number)
    context = frame(request, project, title, form=form, both=both, back=to, button=button, intro=intro)
    status = 409 if both else 422 if form.errors else 200
    return TemplateResponse(request, template, {**context, **around()}, status=status)
