"""What is done about a risk and should bring it down; and its score by domain."""

from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from quantock.access import Permission, Request, page
from quantock.projects.models import Project
from quantock.projects.owners import owner_stays
from quantock.projects.services import owner_called
from quantock.raid import mitigating, services
from quantock.raid.forms_of_mitigations import ByDomainForm, ExpectForm, MitigationForm
from quantock.raid.kinds import Kind
from quantock.raid.matrices import matrix_for
from quantock.raid.models import Entry, Matrix
from quantock.raid.queries import linked_to
from quantock.raid.views.changing import at_entry
from quantock.raid.views.reaching import acted_on, asked, entry_of


def _risk(found: tuple[Project, Entry]) -> tuple[Project, Entry, Matrix]:
    """A risk that is open, and the matrix it is scored on."""
    project, one = found
    if one.kind != Kind.RISK or not one.is_open:
        raise Http404
    return project, one, one.matrix or matrix_for(project, on=timezone.localdate())


@page(Permission.LOG_EDIT)
def add(request: HttpRequest, number: int, entry: int) -> HttpResponse:
    """An action about a risk, with what it should bring down."""
    project, one, matrix = _risk(entry_of(request, number, entry))
    form = MitigationForm(request.POST or None, matrix=matrix, project=project)
    by, on = cast(Request, request).user, timezone.localdate()
    if request.method == "POST" and form.is_valid() and owner_stays(form, project, by):
        said = form.cleaned_data
        effect = {name: said.pop(name) for name in ("less_likely", "less_bad")}
        owner, owner_text = owner_called(project, said.pop("who"), by)
        row = {**said, "owner": owner, "owner_text": owner_text}
        made = mitigating.mitigate(one, row, by=by, on=on, **effect)
        messages.success(request, f"{made.ref} is kept")
        return redirect(at_entry(one))
    return asked(
        request,
        project,
        form,
        title=f"Do something about {one.ref}",
        back=at_entry(one),
        button="Add the action",
        intro=one.title,
    )


@page(Permission.LOG_EDIT)
def change(request: HttpRequest, number: int, entry: int, relation: int) -> HttpResponse:
    """What an action that is done about a risk should bring down."""
    project, one, matrix = _risk(entry_of(request, number, entry))
    linked = linked_to(one, cast(Request, request).viewer)
    about = mitigating.treated(one, linked, on=timezone.localdate()).done_about
    found = next((each for each in about if each.relation.pk == relation), None)
    if found is None:
        raise Http404
    form = ExpectForm(request.POST or None, matrix=matrix, relation=found.relation)
    if request.method == "POST" and form.is_valid():
        effect = {name: form.cleaned_data[name] for name in ("less_likely", "less_bad")}
        mitigating.expect(found.relation, by=cast(Request, request).user, **effect)
        messages.success(request, "Saved")
        return redirect(at_entry(one))
    return asked(
        request,
        project,
        form,
        title=f"What {found.other.ref} should bring down",
        back=at_entry(one),
        intro=f"{found.other.title}. It is done about {one}",
    )


@page(Permission.PROJECT_VIEW)
def by_domain(request: HttpRequest, number: int, entry: int) -> HttpResponse:
    """The impact on each domain; the matrix's rule makes them one."""
    project, one, matrix = _risk(acted_on(request, number, entry))
    if not matrix.data.get("domains"):
        raise Http404
    form = ByDomainForm(request.POST or None, matrix=matrix, entry=one)
    if request.method == "POST" and form.is_valid():
        services.score_by_domain(
            one,
            likelihood=form.cleaned_data["likelihood"],
            domains=form.domains(),
            by=cast(Request, request).user,
            on=timezone.localdate(),
            matrix=matrix,
            reason=form.cleaned_data["reason"],
        )
        messages.success(request, "Score kept")
        return redirect(at_entry(one))
    rule = "the highest" if matrix.scale.overall == "highest" else "the average"
    return asked(
        request,
        project,
        form,
        title=f"Score {one.ref} by domain",
        back=at_entry(one),
        button="Save the score",
        intro=f"{one.title}. Its overall impact is {rule} of those said here.",
    )
