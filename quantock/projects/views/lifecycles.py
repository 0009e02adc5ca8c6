"""Administration of life-cycle models: their versions and steps."""

from collections.abc import Callable, Sequence

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from quantock.access import Permission, can, fetch, page, viewer_of
from quantock.engines.text import plural
from quantock.people.kept import (
    Listing,
    Row,
    asked_by,
    kept_page,
    may_begin,
    may_begin_here,
    place_of,
    trail_to,
)
from quantock.projects.forms.lifecycles import ModelForm, ModelSettingsForm, StepForm
from quantock.projects.models import LifeCycleModel, Step
from quantock.projects.queries import lifecycles as queries
from quantock.projects.services import NotNow
from quantock.projects.services import lifecycles as services
from quantock.web.editing import ask

KEEP = Permission.ORGANISATION_ADMIN
READ = Permission.ADMINISTRATION_VIEW
TRAIL = ("Life-cycle models", "lifecycles:models")


@page(READ)
def models(request: HttpRequest) -> HttpResponse:
    viewer = asked_by(request).viewer
    viewer_of(request)

    def read(shown: Sequence[LifeCycleModel]) -> list[Row]:
        counts = queries.followers(viewer, [each.code for each in shown])
        return [
            Row(
                name=each.name,
                note=f"Version {each.version} is being prepared" if each.is_draft else "",
                cells=[
                    plural(each.found, "step"),  # type: ignore[attr-defined]
                    plural(counts.get(each.code, 0), "project"),
                ],
                place=place_of(each),
                address=reverse("lifecycles:model", args=[each.pk]),
                is_retired=each.retired_on is not None,
            )
            for each in shown
        ]

    listing = Listing(
        title="Life-cycle models",
        says="The steps that projects go through, with what each is for and what must hold before moving on. "
        "Changing one makes a new version: running projects keep theirs.",
        columns=("Model", "Steps", "Followed by"),
        empty="No model passes these filters.",
        example="The seven steps",
        add="Add a model",
        add_at=reverse("lifecycles:model-add"),
    )
    return kept_page(
        request,
        listing,
        rows=queries.newest(viewer),
        read=read,
        named="name",
        retired=Q(retired_on__isnull=False),
        may_add=may_begin(viewer, KEEP),
    )


@page(KEEP)
def model_add(request: HttpRequest) -> HttpResponse:
    asked = may_begin_here(request, KEEP)
    among = queries.models_to_copy(asked.viewer)
    form = ModelForm(request.POST or None, viewer=asked.viewer, permission=KEEP, models=among)
    if request.method == "POST" and form.is_valid():
        made = services.begin_model(by=asked.user, **form.cleaned_data)
        messages.success(request, "It is a draft: make its steps what you want, then publish it")
        return redirect("lifecycles:model", made.pk)
    return ask(
        request,
        form,
        title="Add a life-cycle model",
        back=reverse(TRAIL[1]),
        button="Continue",
        trail=trail_to(*TRAIL),
    )


@page(READ)
def model(request: HttpRequest, model_id: int) -> HttpResponse:
    one = fetch(request, LifeCycleModel, Permission.SIGNED_IN, pk=model_id)
    viewer = asked_by(request).viewer
    found = queries.model_page(viewer, one)
    context = {
        "title": one.name,
        "model": one,
        "place": place_of(one),
        "found": found,
        "steps": [(step, queries.tracks_in_words(step)) for step in found.steps],
        "may_change": can(viewer, KEEP, one),
        "trail": trail_to(*TRAIL),
    }
    return TemplateResponse(request, "projects/lifecycle.jinja", context)


def _done(request: HttpRequest, do: Callable[[], object], said: str = "") -> bool:
    """Do it and say so; or say why it cannot be done now."""
    try:
        do()
    except NotNow as why:
        messages.error(request, str(why))
        return False
    if said:
        messages.success(request, said)
    return True


@require_POST
@page(KEEP)
def prepare(request: HttpRequest, model_id: int) -> HttpResponse:
    one = fetch(request, LifeCycleModel, pk=model_id)
    draft = services.prepare_version(one, by=asked_by(request).user)
    messages.success(request, f"Version {draft.version} is a draft: change its steps, then publish it")
    return redirect("lifecycles:model", draft.pk)


@require_POST
@page(KEEP)
def publish(request: HttpRequest, model_id: int) -> HttpResponse:
    one = fetch(request, LifeCycleModel, pk=model_id)
    by = asked_by(request).user
    _done(
        request,
        lambda: services.publish(one, by=by),
        "Published: new projects follow it from now on. Running ones keep the version they began with.",
    )
    return redirect("lifecycles:model", model_id)


@require_POST
@page(KEEP)
def discard(request: HttpRequest, model_id: int) -> HttpResponse:
    one = fetch(request, LifeCycleModel, pk=model_id)
    by = asked_by(request).user
    if _done(request, lambda: services.discard(one, by=by), "The draft is thrown away"):
        return redirect("lifecycles:models")
    return redirect("lifecycles:model", model_id)


@page(KEEP)
def settings(request: HttpRequest, model_id: int) -> HttpResponse:
    """Rename or retire."""
    one = fetch(request, LifeCycleModel, pk=model_id)
    by = asked_by(request).user
    form = ModelSettingsForm(request.POST or None, model=one)
    if request.method == "POST" and form.is_valid():
        changes = form.changes()
        try:
            if "retired_on" in changes:
                services.retire(one, on=changes["retired_on"], by=by)
            if "name" in changes:
                services.rename(one, changes["name"], by=by)
        except NotNow as why:
            form.add_error("retired_on", str(why))
        else:
            messages.success(request, "Saved")
            return redirect("lifecycles:model", model_id)
    back = reverse("lifecycles:model", args=[model_id])
    trail = [*trail_to(*TRAIL), (one.name, back)]
    return ask(request, form, title=f"Rename or retire {one.name}", back=back, trail=trail)


def _step_page(request: HttpRequest, one: LifeCycleModel, form: StepForm, step: Step | None) -> HttpResponse:
    """The form of a step, new or changed."""
    back = reverse("lifecycles:model", args=[one.pk])
    if request.method == "POST" and form.is_valid():
        said = form.columns(form.cleaned_data if step is None else form.changes())
        by = asked_by(request).user
        if _done(request, lambda: services.save_step(one, said, step=step, by=by), "Saved"):
            return redirect(back)
        return redirect(back)
    return ask(
        request,
        form,
        title=f"Change step {step}" if step else f"Add a step to {one.name}",
        back=back,
        button="Save" if step else "Add",
        trail=[*trail_to(*TRAIL), (one.name, back)],
    )


@page(KEEP)
def step_add(request: HttpRequest, model_id: int) -> HttpResponse:
    one = fetch(request, LifeCycleModel, pk=model_id)
    return _step_page(request, one, StepForm(request.POST or None), None)


@page(KEEP)
def step(request: HttpRequest, model_id: int, step_id: int) -> HttpResponse:
    one = fetch(request, LifeCycleModel, pk=model_id)
    this = get_object_or_404(queries.step_of(one, step_id))
    return _step_page(request, one, StepForm(request.POST or None, step=this), this)


@require_POST
@page(KEEP)
def step_move(request: HttpRequest, model_id: int, step_id: int) -> HttpResponse:
    """One place earlier, or with `later` one place later."""
    one = fetch(request, LifeCycleModel, pk=model_id)
    this = get_object_or_404(queries.step_of(one, step_id))
    earlier, by = "later" not in request.POST, asked_by(request).user
    _done(request, lambda: services.move_step(this, earlier=earlier, by=by))
    return redirect("lifecycles:model", model_id)


@require_POST
@page(KEEP)
def step_remove(request: HttpRequest, model_id: int, step_id: int) -> HttpResponse:
    one = fetch(request, LifeCycleModel, pk=model_id)
    this = get_object_or_404(queries.step_of(one, step_id))
    by = asked_by(request).user
    _done(request, lambda: services.remove_step(this, by=by), f"The step “{this.name}” is removed")
    return redirect("lifecycles:model", model_id)
