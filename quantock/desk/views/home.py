"""Home in its shapes, first use, and sharing an idea."""

from datetime import datetime, time, timedelta
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from quantock.access import Permission, Request, Role, Viewer, can, page, viewer_of
from quantock.desk import services
from quantock.desk.first_steps import first_steps
from quantock.desk.forms.idea import IdeaForm
from quantock.desk.greeting import greeting
from quantock.desk.queries import home as queries
from quantock.desk.queries.due_values import due_values
from quantock.desk.queries.notices import unopened_notices
from quantock.desk.queries.waits import of_logs, together, waits
from quantock.measures.queries.collecting import due_of
from quantock.people.queries.joining import description_of
from quantock.projects.forms import short_form
from quantock.projects.panels import beside_similar
from quantock.projects.queries import similar_to
from quantock.projects.services import organisation_choices
from quantock.raid.asked import waiting_for
from quantock.raid.queries import to_do

MOST_NOTICES = 8


@page(Permission.SIGNED_IN)
def home(request: HttpRequest) -> HttpResponse:
    asked = cast(Request, request)
    viewer_of(request)
    viewer, now = asked.viewer, timezone.localtime()
    mine = queries.mine(viewer, now.date())
    needs = _needs(viewer)
    if len(needs.notices) < MOST_NOTICES:
        asked.unopened = len(needs.notices)
    shared = [] if mine or _runs_work(viewer) else queries.shared_with_us(viewer)
    shape = "office" if _runs_work(viewer) or len(mine) >= queries.FEW else "partner" if shared else "mine"
    due = due_values(mine, viewer, now.date()) if shape == "mine" else {}
    here = {each.measure.pk for some in due.values() for each in some}  # its own project asks for its number
    if shape != "office" or viewer.projects:  # an office without a project of its own reads who is overdue
        wanted = due_of(viewer, now.date(), ahead=timedelta(0))
        needs.values = [each for each in wanted if each.pk not in here]
    needs.may_add = {each.pk for each in needs.values if can(viewer, Permission.MEASURE_EDIT, each.project)}
    steps = _first_steps(asked)
    followed_since = _days_ago(now, queries.CHANGED_DAYS)
    context: dict[str, Any] = {
        "title": greeting(asked.user.name, now.hour),
        "shape": shape,
        "mine": mine,
        "forms": _forms(viewer, mine) if shape != "office" else {},
        "due": due,
        "needs": needs,
        # What is new to her is not yet what changed: the three things stand alone, and no page asks more than twelve.
        "changed": None if steps else queries.changed(viewer, followed_since),
        "quiet": queries.gone_quiet(viewer, now.date()) if viewer.may_anywhere(Permission.REMIND) else None,
        "shared": shared,
        "similar": queries.similar_elsewhere(viewer) if shape == "partner" else [],
        "steps": steps,
        "coaches": viewer.holds(Role.COACH),
        "may_register": can(viewer, Permission.PROJECT_REGISTER),
    }
    return TemplateResponse(request, "desk/home.jinja", context)


def _days_ago(now: datetime, days: int) -> datetime:
    """The beginning of a day."""
    return datetime.combine(now.date() - timedelta(days=days), time.min, now.tzinfo)


def _runs_work(viewer: Viewer) -> bool:
    """Whoever looks after other people's projects: programme offices, administrators, sponsors of portfolios."""
    places = (viewer.system, *viewer.organisations.values(), *viewer.portfolios.values())
    offices = {Role.ADMIN, Role.PMO, Role.SPONSOR, Role.PROGRAMME_MANAGER}
    return any(roles & offices for roles in places)


def _needs(viewer: Viewer) -> queries.Needs:
    """Only what this viewer's roles could be asked is read."""
    on = timezone.localdate()
    waiting = waits(viewer, on=on)
    # What has a line of its own here is not told a second time by its notice.
    told = {each.href for each in waiting.agreements}
    needs = queries.Needs(
        notices=[each for each in unopened_notices(viewer, limit=MOST_NOTICES) if each.url not in told],
        to_do=together(of_logs(to_do(viewer, on=on)), waiting.tasks),
        months=waiting.months,
        updates=waiting.updates,
        decisions=waiting.decisions,
        agreements=waiting.agreements,
        asked=waiting_for(viewer, on=on),
    )
    if viewer.may_anywhere(Permission.PEOPLE_INVITE):
        needs.lapsed = queries.lapsed_invitations(viewer, timezone.now())
    return needs


def _forms(viewer: Viewer, mine: list[queries.Mine]) -> dict[int, Any]:
    """The short form of each of a few projects, where the viewer may do what is next."""
    return {
        each.project.number: short_form(each.thing, each.project.track)
        for each in mine[: queries.FEW]
        if each.thing and can(viewer, each.thing.needs, each.project)
    }


def _first_steps(asked: Request) -> list[Any]:
    """The three things, until one of them is done or put off."""
    if asked.user.first_steps_done:
        return []
    return list(first_steps(asked.viewer, description_of(asked.user).staff_group))


@require_POST
@page(Permission.SIGNED_IN, own_door=True)
def begin(request: HttpRequest) -> HttpResponse:
    """One of the three things is begun, or all are put off; they are not shown again."""
    asked = cast(Request, request)
    chosen = [step for step in _first_steps(asked) if step.key == request.POST.get("step")]
    services.first_steps_are_done(asked.user)
    return redirect(chosen[0].href if chosen else "desk:home")


@page(Permission.PROJECT_REGISTER)
def idea(request: HttpRequest) -> HttpResponse:
    """One sentence becomes a project of state idea, seen by its team; who does something similar is shown first."""
    asked = cast(Request, request)
    viewer_of(request)
    organisations = organisation_choices(asked.viewer)
    form = IdeaForm(request.POST or None, organisations=organisations)
    similar = similar_to(asked.viewer, form.data.get("title", "")) if form.is_bound else []
    if request.method == "POST" and form.is_valid() and not (similar and "seen-similar" not in request.POST):
        project = services.share_idea(
            sentence=form.cleaned_data["title"],
            organisation=form.cleaned_data["organisation"],
            by=asked.user,
            on=timezone.localdate(),
        )
        messages.success(
            request, f"Your idea is kept as {project.ref}. Its team sees it: so far, that is you."
        )
        return redirect("projects:overview", number=project.number)
    lessons = beside_similar(asked.viewer, form.data.get("title", "")) if form.is_bound else []
    context = {
        "title": "Share an idea",
        "form": form,
        "similar": similar,
        "lessons": lessons,
        "organisations": organisations,
    }
    return TemplateResponse(request, "desk/idea.jinja", context, status=422 if form.errors else 200)
