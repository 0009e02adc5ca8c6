"""Administration of risk matrices: the one in force of each place, its versions, and the draft of the next."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from quantock.access import Permission, can, fetch, page, viewer_of
from quantock.engines import risk
from quantock.engines.dates import say_date
from quantock.engines.risk import checking
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
from quantock.projects.services import NotNow
from quantock.raid import matrices as kept
from quantock.raid.forms_of_matrices import (
    BandsForm,
    BeginForm,
    DomainsForm,
    PublishForm,
    ScoresForm,
    WordsForm,
)
from quantock.raid.models import ALWAYS, DEFAULT_MATRIX, OWN, Matrix
from quantock.raid.pictures import scale_drawn
from quantock.web.editing import ask

KEEP = Permission.MATRIX_EDIT
READ = Permission.ADMINISTRATION_VIEW
TRAIL = ("Risk matrices", "matrices:matrices")


@page(READ)
def matrices(request: HttpRequest) -> HttpResponse:
    viewer, today = asked_by(request).viewer, timezone.localdate()
    viewer_of(request)

    def read(shown: Sequence[Matrix]) -> list[Row]:
        return [
            Row(
                name=each.name,
                note=f"Version {each.version} is being prepared" if each.is_draft else "",
                cells=[_size(each), _since(each)],
                place=place_of(each),
                address=reverse("matrices:matrix", args=[each.pk]),
            )
            for each in shown
        ]

    def _since(each: Matrix) -> str:
        if each.is_draft or each.from_on is None:
            return "Not yet"
        if each.from_on == ALWAYS:
            return "The start"
        return say_date(each.from_on) if each.from_on <= today else f"{say_date(each.from_on)}, to come"

    listing = Listing(
        title="Risk matrices",
        says="What risks are scored on: steps of likelihood and impact, bands, and what each band means to the whole "
        "system. An organisation without one of its own scores on the NHS matrix of the whole system. Changing one "
        "makes a new version: what is scored keeps its own.",
        columns=("Matrix", "Steps", "In force from"),
        empty="No matrix passes these filters.",
        example="NHS 5 × 5",
        add="Make a matrix",
        add_at=reverse("matrices:begin"),
    )
    return kept_page(
        request,
        listing,
        rows=kept.newest(viewer),
        read=read,
        named="name",
        retired=None,
        may_add=may_begin(viewer, KEEP),
    )


def _size(one: Matrix) -> str:
    return f"{len(one.data['likelihoods'])} of likelihood, {len(one.data['impacts'])} of impact"


@page(KEEP)
def begin(request: HttpRequest) -> HttpResponse:
    """A draft for an organisation or the whole system: a copy to begin with."""
    asked = may_begin_here(request, KEEP)
    viewer_of(request)
    among = list(kept.to_copy(asked.viewer).select_related("organisation")[:100])
    form = BeginForm(request.POST or None, viewer=asked.viewer, matrices=among)
    if request.method == "POST" and form.is_valid():
        made = kept.prepare(form.cleaned_data["organisation"], form.cleaned_data["like"], by=asked.user)
        messages.success(request, "It is a draft: make it what you want, then publish it")
        return redirect("matrices:matrix", made.pk)
    return ask(
        request,
        form,
        title="Make a risk matrix",
        back=reverse(TRAIL[1]),
        button="Continue",
        answer="A copy to begin with. Where that place has a draft already, you continue with that.",
        trail=trail_to(*TRAIL),
    )


@page(Permission.SIGNED_IN)
def matrix(request: HttpRequest, matrix_id: int) -> HttpResponse:
    one = fetch(request, Matrix, pk=matrix_id)
    viewer, today = asked_by(request).viewer, timezone.localdate()
    versions = kept.versions_of(viewer, one)
    now = kept.in_force(one.organisation, on=today)
    scale = one.scale
    may_change = can(viewer, KEEP, one)
    wrong = risk.faults(scale) if one.is_draft else []
    # What is wrong with the words of its domains alone hides neither its picture nor its bands.
    drawn = not one.is_draft or set(wrong) <= set(checking.faults_of_domains(scale))
    context = {
        "title": one.name,
        "matrix": one,
        "scale": scale,
        "place": place_of(one),
        "now": now,
        "draft": next((each for each, _ in versions if each.is_draft), None),
        "versions": versions,
        "scored": next((count for each, count in versions if each.pk == one.pk), 0),
        "bands": list(zip(scale.bands, scale.spans(), strict=True)) if drawn else [],
        "picture": scale_drawn(one) if drawn else None,
        "wrong": wrong,
        "may_change": may_change,
        "may_prepare": may_change and one.code in (OWN, DEFAULT_MATRIX),
        "today": today,
        "trail": trail_to(*TRAIL) if may_begin(viewer, KEEP) else [],
    }
    return TemplateResponse(request, "raid/matrix.jinja", context)


@require_POST
@page(KEEP)
def prepare(request: HttpRequest, matrix_id: int) -> HttpResponse:
    """The draft of the next version, as a copy of this one."""
    one = fetch(request, Matrix, pk=matrix_id)
    draft = kept.prepare(one.organisation, one, by=asked_by(request).user)
    messages.success(request, f"Version {draft.version} is a draft: change it, then publish it")
    return redirect("matrices:matrix", draft.pk)


def _part(request: HttpRequest, matrix_id: int, form_of: Any, said_of: Any, what: str) -> HttpResponse:
    """The form of a part of a draft."""
    one = fetch(request, Matrix, pk=matrix_id)
    back = reverse("matrices:matrix", args=[matrix_id])
    if not one.is_draft:
        messages.error(request, "This version is published, so it stays as it is. Prepare a new version.")
        return redirect(back)
    form = form_of(request.POST or None, matrix=one)
    if request.method == "POST" and form.is_valid():
        try:
            kept.change(one, said_of(form), what, by=asked_by(request).user)
        except NotNow as why:
            messages.error(request, str(why))
        else:
            messages.success(request, "Saved")
        return redirect(back)
    context = {
        "title": f"Change {what}",
        "form": form,
        "matrix": one,
        "scale": one.scale,
        "scores": ", ".join(map(str, one.scale.scores())) if form_of is BandsForm else "",
        "back": back,
        "trail": [*trail_to(*TRAIL), (one.name, back)],
    }
    status = 409 if form.conflicts else 422 if form.errors else 200
    return TemplateResponse(request, "raid/matrix_part.jinja", context, status=status)


@page(KEEP)
def words(request: HttpRequest, matrix_id: int) -> HttpResponse:
    def said(form: WordsForm) -> dict[str, Any]:
        return form.changes()

    return _part(request, matrix_id, WordsForm, said, "the name and the steps")


@page(KEEP)
def scores(request: HttpRequest, matrix_id: int) -> HttpResponse:
    return _part(request, matrix_id, ScoresForm, lambda form: {"table": form.table()}, "the scores")


@page(KEEP)
def bands(request: HttpRequest, matrix_id: int) -> HttpResponse:
    return _part(request, matrix_id, BandsForm, lambda form: {"bands": form.bands()}, "the bands")


@page(KEEP)
def domains(request: HttpRequest, matrix_id: int) -> HttpResponse:
    return _part(
        request,
        matrix_id,
        DomainsForm,
        lambda form: {"domains": form.domains(), "overall": form.overall()},
        "the domains",
    )


@page(KEEP)
def publish(request: HttpRequest, matrix_id: int) -> HttpResponse:
    one = fetch(request, Matrix, pk=matrix_id)
    back, today = reverse("matrices:matrix", args=[matrix_id]), timezone.localdate()
    form = PublishForm(request.POST or None, today=today)
    if request.method == "POST" and form.is_valid():
        try:
            kept.publish(one, form.cleaned_data["from_on"], by=asked_by(request).user, on=today)
        except NotNow as why:
            form.add_error(None, str(why))
        else:
            messages.success(request, f"Published: in force from {say_date(form.cleaned_data['from_on'])}")
            return redirect(back)
    return ask(
        request,
        form,
        title=f"Publish version {one.version} of {one.name}",
        back=back,
        button="Publish",
        answer="Once published it never changes: the next change is a new version.",
        trail=[*trail_to(*TRAIL), (one.name, back)],
    )


@page(KEEP)
def discard(request: HttpRequest, matrix_id: int) -> HttpResponse:
    """Once more asked about: of a draft nothing is kept."""
    one = fetch(request, Matrix, pk=matrix_id)
    if request.method != "POST" and one.is_draft:
        answer = f"Version {one.version} of “{one}” is gone with all that was changed in it. What is in force stays."
        back = reverse("matrices:matrix", args=[one.pk])
        return ask(
            request, Form(), title="Throw this draft away", answer=answer, back=back, button="Throw it away"
        )
    if request.method != "POST":
        return redirect("matrices:matrix", matrix_id)
    try:
        kept.discard(one, by=asked_by(request).user)
    except NotNow as why:
        messages.error(request, str(why))
        return redirect("matrices:matrix", matrix_id)
    messages.success(request, "The draft is thrown away")
    return redirect("matrices:matrices")
