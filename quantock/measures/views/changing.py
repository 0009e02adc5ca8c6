"""Forms that change a measure."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from quantock.access import Permission, Request, page
from quantock.engines.text import plural
from quantock.measures import forms, marks, queries, rules, services
from quantock.measures.bringing import SHOWN
from quantock.measures.charting import could_be, suits
from quantock.measures.library import KNOWN, known
from quantock.measures.models import DataPoint, Measure
from quantock.measures.queries import collecting
from quantock.measures.views.reaching import around, at, measure_of
from quantock.projects.models import Project
from quantock.projects.services import Refused, Stale
from quantock.projects.views.editing import project_of

MEASURE_FIELDS = ("name", "direction", "unit", "unit_words", "frequency", "kind")
SETTINGS_FIELDS = (*MEASURE_FIELDS, "per", "due_days", "rules", "small_numbers", "draft")


def asked(
    request: HttpRequest,
    project: Project,
    form: Any,
    *,
    title: str,
    back: str,
    button: str = "Save",
    intro: str = "",
    both: Sequence[Mapping[str, str]] = (),
) -> HttpResponse:
    """The page of one form: new (200), refused (422), or with what two people said side by side (409)."""
    context = around(request, project, title, form=form, back=back, button=button, intro=intro, both=both)
    clashed = both or getattr(form, "clashes", ())
    status = 409 if clashed else 422 if form.errors else 200
    return TemplateResponse(request, "measures/ask.jinja", context, status=status)


@page(Permission.MEASURE_EDIT)
def add(request: HttpRequest, number: int) -> HttpResponse:
    project = project_of(request, number)
    start = known(request.GET.get("from", ""))
    form = forms.NewMeasureForm(request.POST or None, start=start)
    if request.method == "POST" and form.is_valid() and _own_name(form, project):
        said = {name: form.cleaned_data[name] for name in MEASURE_FIELDS}
        made = services.create_measure(
            project,
            said,
            target=form.cleaned_data["target"],
            definition=form.definition,
            by=cast(Request, request).user,
            on=timezone.localdate(),
        )
        messages.success(
            request, "Measure added. Add its values: paste them from a spreadsheet, or one at a time."
        )
        return redirect(at(made))
    back = reverse("measures:measures", kwargs={"number": number})
    more = {"form": form, "back": back, "button": "Add the measure", "library": KNOWN, "start": start}
    context = around(request, project, "Add a measure", **more)
    return TemplateResponse(request, "measures/add.jinja", context, status=422 if form.errors else 200)


def _own_name(form: forms.MeasureForm, project: Project, one: Measure | None = None) -> bool:
    """Two measures of one project are told apart by their names; one that keeps its name is not asked about it."""
    name = form.cleaned_data["name"]
    if (one and one.name == name) or not queries.is_named(project, name, but=one):
        return True
    form.add_error("name", "This project has a measure of that name. Say what tells the two apart")
    return False


@page(Permission.MEASURE_EDIT)
def settings(request: HttpRequest, number: int, measure_id: int) -> HttpResponse:
    project, one = measure_of(request, number, measure_id)
    shown = {name: getattr(one, name) for name in SETTINGS_FIELDS}
    shown["collected_by"] = collecting.code_of(one)
    form = forms.SettingsForm(
        request.POST or None, shown=shown, collectors=collecting.may_collect(project, one)
    )
    if request.method == "POST" and form.is_valid() and _own_name(form, project, one):
        changed = _changes(form, shown)
        if changed is not None:
            if "collected_by" in changed:
                changed |= collecting.meant(changed.pop("collected_by"), project)
            services.change_measure(one, changed, by=cast(Request, request).user)
            messages.success(request, "Saved")
            return redirect(at(one))
    return asked(request, project, form, title=f"Change {one.name}", back=at(one))


def _changes(form: Any, now: dict[str, Any]) -> dict[str, Any] | None:
    """What the person changed; where another changed the same field meanwhile, the form says so and nothing is saved."""
    seen = form.cleaned_data["seen"]
    mine = {name: value for name, value in form.said.items() if value != seen.get(name, now[name])}
    clashes = [name for name in mine if seen.get(name, now[name]) != now[name] and mine[name] != now[name]]
    if clashes:
        form.side_by_side({name: now[name] for name in clashes})
        return None
    return mine


@page(Permission.MEASURE_EDIT)
def definition(request: HttpRequest, number: int, measure_id: int) -> HttpResponse:
    project, one = measure_of(request, number, measure_id)
    found = one.definitions.now().first()
    shown = {name: getattr(found, name, "") for name in forms.DEFINITION}
    form = forms.DefinitionForm(request.POST or None, shown=shown)
    if request.method == "POST" and form.is_valid():
        changed = _changes(form, shown)
        if changed is not None:
            services.change_definition(one, changed, by=cast(Request, request).user, on=timezone.localdate())
            messages.success(request, "Definition saved")
            return redirect(at(one))
    return asked(request, project, form, title=f"Definition of {one.name}", back=at(one))


@page(Permission.MEASURE_EDIT)
def add_value(request: HttpRequest, number: int, measure_id: int) -> HttpResponse:
    project, one = measure_of(request, number, measure_id)
    group = request.GET.get("group", "")[:120]
    last = queries.last_start(one, group)
    wanted = rules.wanted_period(last.starts if last else None, one.frequency, on=timezone.localdate())
    form = forms.ValueForm(request.POST or None, measure=one, group=group, initial={"starts": wanted})
    if request.method == "POST" and form.is_valid():
        account = services.compared(one, [form.given])
        if account.changed:
            was = account.changed[0][0]
            form.add_error(
                "starts",
                f"{rules.say_period(was.starts, one.frequency, was.part)} has the value {was.value or was.answer} already. "
                "Correct it in the table of its values, or choose another period. Nothing was saved.",
            )
        else:
            services.record_points(one, [form.given], by=cast(Request, request).user)
            period = rules.say_period(form.given.starts, one.frequency, form.given.part)
            messages.success(request, f"Value of {one.name} added for {period}")
            return redirect("desk:home" if request.POST.get("back") == "home" else at(one))
    intro = f"The next one is for {rules.say_period(wanted, one.frequency)}."
    return asked(
        request, project, form, title=f"Add a value of {one.name}", back=at(one), button="Add", intro=intro
    )


@page(Permission.MEASURE_EDIT)
def correct(request: HttpRequest, number: int, measure_id: int, point: int) -> HttpResponse:
    project, one = measure_of(request, number, measure_id)
    was = queries.given_once(one, point)
    if was is None:
        raise Http404
    if request.method == "GET" and was.superseded_at:
        return _where_it_stands(request, was)
    initial = {name: getattr(was, name) for name in ("value", "numerator", "denominator", "answer")}
    form = forms.CorrectionForm(
        request.POST or None,
        measure=one,
        group=was.stratum,
        fixed=was.starts,
        part=was.part,
        initial={**initial, "seen": was.pk},
    )
    both: list[dict[str, str]] = []
    if request.method == "POST" and form.is_valid():
        given, why = form.given_for(was.starts), form.cleaned_data["reason"]
        try:
            services.correct_point(
                was, given, by=cast(Request, request).user, reason=why, seen=form.cleaned_data["seen"]
            )
        except Stale as stale:
            both = [_side_by_side(form, was, stale.theirs["value"])]
        else:
            messages.success(request, "Corrected; the old value stays in its history")
            return redirect(at(one))
    period = rules.say_period(was.starts, one.frequency, was.part)
    return asked(request, project, form, title=f"Correct the value of {period}", back=at(one), both=both)


def _where_it_stands(
    request: HttpRequest, was: DataPoint, route: str = "measures:value-correct"
) -> HttpResponse:
    """On to what came in the place of a value, for whoever presses a link of an older page."""
    period = rules.say_period(was.starts, was.measure.frequency, was.part)
    standing = services.standing_for(was)
    if standing is None:
        messages.warning(request, f"The value of {period} was taken out meanwhile. It is in the history.")
        return redirect(at(was.measure))
    messages.warning(request, f"Somebody corrected the value of {period} meanwhile. This is what it is now.")
    number = was.measure.project.number
    return redirect(route, number=number, measure_id=was.measure_id, point=standing.pk)


def _side_by_side(form: forms.CorrectionForm, was: DataPoint, theirs: DataPoint | None) -> dict[str, str]:
    """What the person says, what stands meanwhile and what both began from; the form has seen it from here on."""
    form.has_seen(theirs.pk if theirs else 0)
    return _both(was, theirs, mine=services.say_given(was.measure, form.given_for(was.starts)))


def _both(was: DataPoint, theirs: DataPoint | None, *, mine: str) -> dict[str, str]:
    """What one person wants of a value, what stands meanwhile, and what both began from."""
    return {
        "label": "Value",
        "mine": mine,
        "theirs": services.say_value(theirs) if theirs else "No value: it was taken out",
        "base": services.say_value(was),
        "by": str(theirs.recorded_by) if theirs and theirs.recorded_by else "Someone else",
    }


@page(Permission.MEASURE_EDIT)
def remove_value(request: HttpRequest, number: int, measure_id: int, point: int) -> HttpResponse:
    project, one = measure_of(request, number, measure_id)
    was = queries.given_once(one, point)
    if was is None:
        raise Http404
    if request.method == "GET" and was.superseded_at:
        return _where_it_stands(request, was, "measures:value-remove")
    form = forms.RemovalForm(request.POST or None, initial={"seen": was.pk})
    both: list[dict[str, str]] = []
    if request.method == "POST" and form.is_valid():
        try:
            services.remove_point(was, by=cast(Request, request).user, **form.cleaned_data)
        except Stale as stale:
            theirs = stale.theirs["value"]
            both = [_both(was, theirs, mine="No value: taken out")]
            form.has_seen(theirs.pk)
        else:
            messages.success(request, "Taken out; it stays in the history")
            return redirect(at(one))
    period = rules.say_period(was.starts, one.frequency, was.part)
    intro = f"It {'was' if both else 'is'} {services.say_value(was)}. "
    intro += "The period is then one without a value: shown as a gap, never filled in."
    title = f"Take out the value of {period}"
    return asked(
        request, project, form, title=title, back=at(one), button="Take it out", intro=intro, both=both
    )


@page(Permission.MEASURE_EDIT)
def choose_chart(request: HttpRequest, number: int, measure_id: int) -> HttpResponse:
    project, one = measure_of(request, number, measure_id)
    found = queries.whole(one)
    points = found.points or tuple(point for each in found.charts.values() for point in each.points if point)
    form = forms.ChartForm(
        request.POST or None,
        kinds=could_be(one, points),
        suits=suits(one, points),
        initial={"chart": one.chart},
    )
    if request.method == "POST" and form.is_valid():
        services.change_measure(one, form.cleaned_data, by=cast(Request, request).user)
        messages.success(request, "Chart changed")
        return redirect(at(one))
    return asked(request, project, form, title=f"Which chart for {one.name}?", back=at(one))


@page(Permission.MEASURE_EDIT)
def take_back(request: HttpRequest, number: int, measure_id: int, batch_id: int) -> HttpResponse:
    project, one = measure_of(request, number, measure_id)
    batch = queries.batch_of(one, batch_id)
    if batch is None:
        raise Http404
    found = services.undoing(one, batch)
    if request.method == "POST":
        went, stayed = services.undo_batch(one, batch, by=cast(Request, request).user)
        left = f"; {plural(stayed, 'value')} stayed, since others came after" if stayed else ""
        messages.success(request, f"Taken back: {plural(went, 'value')}{left}")
        return redirect(at(one))
    context = around(
        request,
        project,
        f"Take back: {batch.title}",
        measure=one,
        batch=batch,
        found=found,
        rows=[
            (
                rules.say_period(gone.starts, one.frequency, gone.part),
                gone,
                services.say_value(gone),
                again and services.say_value(again),
            )
            for gone, again in found.goes[:SHOWN]
        ],
        more=max(0, len(found.goes) - SHOWN),
        back=reverse("measures:history", kwargs={"number": number, "measure_id": one.pk}),
    )
    return TemplateResponse(request, "measures/take_back.jinja", context)


@page(Permission.MEASURE_EDIT)
def target(request: HttpRequest, number: int, measure_id: int) -> HttpResponse:
    project, one = measure_of(request, number, measure_id)
    now = one.targets.now().first()
    form = forms.TargetForm(request.POST or None, now=now.value if now else None)
    if request.method == "POST" and form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("value", "so_from", "reason")}
        services.set_target(one, by=cast(Request, request).user, **said)
        messages.success(request, "Target saved")
        return redirect(at(one))
    return asked(request, project, form, title=f"Target of {one.name}", back=at(one))


@page(Permission.MEASURE_EDIT)
def rebase(request: HttpRequest, number: int, measure_id: int) -> HttpResponse:
    project, one = measure_of(request, number, measure_id)
    offered = marks.offered(cast(Request, request).viewer, project)
    form = forms.RebaseForm(
        request.POST or None, offered=offered, initial={"starts": request.GET.get("from", "")[:20]}
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            services.rebase(
                one,
                starts=said["starts"],
                baseline=said["baseline"],
                answers=form.answers,
                about=said.get("about", ""),
                by=cast(Request, request).user,
            )
        except Refused as refused:
            form.add_error("starts", str(refused))
        else:
            messages.success(request, "Limits recalculated; this can be taken back")
            return redirect(at(one))
    intro = "New limits tell a new story: only when all four questions have a good answer."
    return asked(
        request,
        project,
        form,
        title=f"Recalculate the limits of {one.name}",
        back=at(one),
        button="Recalculate",
        intro=intro,
    )


@page(Permission.MEASURE_EDIT)
def take_back_rebase(request: HttpRequest, number: int, measure_id: int, rebase_id: int) -> HttpResponse:
    project, one = measure_of(request, number, measure_id)
    made = one.rebases.filter(pk=rebase_id, withdrawn_at=None).first()
    if made is None:
        raise Http404
    form = forms.ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.withdraw_rebase(made, by=cast(Request, request).user, **form.cleaned_data)
        messages.success(request, "Taken back: the limits are those of the phase before")
        return redirect(at(one))
    return asked(
        request, project, form, title="Take back the recalculation", back=at(one), button="Take it back"
    )


@page(Permission.MEASURE_EDIT)
def annotate(request: HttpRequest, number: int, measure_id: int) -> HttpResponse:
    project, one = measure_of(request, number, measure_id)
    offered = marks.offered(cast(Request, request).viewer, project)
    form = forms.AnnotationForm(request.POST or None, offered=offered)
    if request.method == "POST" and form.is_valid():
        services.annotate(one, by=cast(Request, request).user, **form.cleaned_data)
        messages.success(request, "Noted on the chart")
        return redirect(at(one))
    return asked(
        request, project, form, title=f"Note what happened to {one.name}", back=at(one), button="Add the note"
    )


@page(Permission.MEASURE_EDIT)
def remove_note(request: HttpRequest, number: int, measure_id: int, note: int) -> HttpResponse:
    _, one = measure_of(request, number, measure_id)
    found = one.annotations.filter(pk=note, removed_at=None).first()
    if found is None:
        raise Http404
    if request.method != "POST":
        return HttpResponse(status=405, headers={"Allow": "POST"})
    services.remove_annotation(found, by=cast(Request, request).user)
    messages.success(request, "Removed from the chart")
    return redirect(at(one))


@page(Permission.MEASURE_EDIT)
def remove(request: HttpRequest, number: int, measure_id: int) -> HttpResponse:
    project, one = measure_of(request, number, measure_id)
    form = forms.ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.remove_measure(one, by=cast(Request, request).user, **form.cleaned_data)
        messages.success(request, "Removed")
        return redirect("measures:measures", number=number)
    return asked(request, project, form, title=f"Remove {one.name}", back=at(one), button="Remove it")
