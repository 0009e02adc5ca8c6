"""Changing many projects at once: choose them on the list, say what, see what would change, do it."""

from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from quantock.access import Permission, Request, Viewer, page, viewer_of
from quantock.desk.asked import asked
from quantock.desk.changing import Done, do, plan
from quantock.desk.forms.changing import ChangeForm, read, written
from quantock.desk.queries import changing as queries
from quantock.engines.text import plural, say_list

MOST_SHOWN = 200


@page(Permission.BULK_CHANGE)
def change(request: HttpRequest) -> HttpResponse:
    """A GET says which projects, a POST what to change; `seen` comes with the press that does it."""
    viewer = viewer_of(request)
    if request.method == "POST":
        return _said(request, viewer)
    one = asked(request, "projects")
    back = one.query.copy()
    for name in ("choose", "found", "page", "after"):
        back.pop(name, None)
    to_list = f"{reverse('desk:projects')}?{back.urlencode() or 'usual=no'}"
    if one.form.errors or one.is_past:
        messages.error(request, "Projects are changed as they are today, with filters that were understood.")
        return redirect(to_list)
    selection = one.selection
    if request.GET.get("found") != "all":
        numbers = [int(each) for each in request.GET.getlist("choose") if each.isdecimal() and len(each) < 9]
        selection = selection.with_filters(number=numbers) if numbers else selection.with_filters(number=[0])
    keys = queries.chosen_keys(selection)
    if not keys or len(keys) > queries.MOST_CHANGED:
        most = f"At most {queries.MOST_CHANGED:,} projects are changed at once: narrow the list first."
        messages.error(request, most if keys else "Choose at least one project: tick the boxes at the left.")
        return redirect(to_list)
    form = _form(viewer, initial={"chosen": written(keys), "back": back.urlencode()})
    return _ask(request, form, len(keys), to_list)


def _form(viewer: Viewer, data: Any = None, **options: Any) -> ChangeForm:
    return ChangeForm(
        data,
        organisations=queries.organisations_to_give_to(viewer),
        portfolios=queries.portfolios_to_change(viewer),
        themes=queries.themes_to_serve(viewer),
        **options,
    )


def _ask(request: HttpRequest, form: ChangeForm, count: int, back: str) -> HttpResponse:
    context = {"title": f"Change {plural(count, 'project')}", "form": form, "back": back}
    return TemplateResponse(request, "desk/change.jinja", context, status=422 if form.errors else 200)


def _back_of(form: ChangeForm) -> str:
    query = QueryDict(str(form.data.get("back") or "")[:4000]).urlencode()
    return f"{reverse('desk:projects')}?{query or 'usual=no'}"


def _said(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    form = _form(viewer, request.POST)
    projects = queries.chosen_projects(viewer, form.keys()[: queries.MOST_CHANGED])
    back = _back_of(form)
    if form.is_valid() and not projects:
        form.add_error(None, "None of these projects can be found: choose them on the list again.")
    if not form.is_valid() or not projects or "again" in request.POST:
        return _ask(request, form, len(projects), back)
    wanted = form.wanted()
    held = queries.held_by(
        projects, join=wanted.join, leave=wanted.leave, theme=wanted.theme, lead=wanted.lead
    )
    found = plan(wanted, projects, held, viewer)
    seen = read(request.POST.get("seen") or "")
    if isinstance(seen, dict) and found.lines:
        by = cast(Request, request).user
        title = f"Changed {plural(found.projects, 'project')} on the projects list"
        done = do(wanted, found, seen, title=title, by=by, on=timezone.localdate())
        return _told(request, done, back)
    context = {
        "title": "What would change",
        "found": found,
        "shown": found.lines[:MOST_SHOWN],
        "refused": found.refused[:MOST_SHOWN],
        "hidden": form.as_hidden(),
        "seen": written(found.seen()),
        "back": back,
    }
    return TemplateResponse(request, "desk/changed.jinja", context)


def _told(request: HttpRequest, done: Done, back: str) -> HttpResponse:
    if done.changed:
        where = reverse("desk:batch", args=[done.batch.pk])
        changed = f"Changed {plural(done.changed, 'project')}"
        messages.success(request, format_html('{}. <a href="{}">See what was done</a>', changed, where))
    if done.stale:
        names = [project.ref for project in done.stale[:10]]
        more = len(done.stale) - len(names)
        said = say_list([*names, *([f"{more} more"] if more else [])])
        left = "Somebody else changed the same meanwhile, so these were left as they are now"
        messages.warning(request, f"{left}: {said}.")
    return redirect(back)
