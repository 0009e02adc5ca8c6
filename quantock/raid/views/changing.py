"""Forms that change an entry."""

import re
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from quantock.access import Permission, Request, page
from quantock.projects.owners import owner_stays
from quantock.projects.services import NotNow, Refused, owner_called
from quantock.raid import linking, queries, services
from quantock.raid.forms import (
    AnswerForm,
    CloseForm,
    DocumentForm,
    EntryForm,
    KeepForm,
    LinkForm,
    QuickForm,
    ScoreForm,
)
from quantock.raid.kinds import Kind
from quantock.raid.matrices import matrix_for
from quantock.raid.models import Entry, Matrix
from quantock.raid.pictures import press_grid, say_field
from quantock.raid.views.reaching import acted_on, asked, at, entry_of, log_of, not_theirs, register_called

WHICH = {
    "now": ("", "How likely is it now, and how bad would it be?"),
    "before": ("inherent_", "How was it before anything was done about it?"),
    "target": ("target_", "Where do we want to bring it?"),
}


def at_entry(entry: Entry) -> str:
    return reverse("raid:entry", args=[entry.project.number, entry.pk])


@page(Permission.LOG_EDIT)
def add(request: HttpRequest, number: int, tab: str) -> HttpResponse:
    """One line; of a risk, a sentence, an owner and one press on the matrix."""
    project, one = log_of(request, number), register_called(tab)
    form: Any = QuickForm(request.POST or None, register=one, project=project)
    matrix = matrix_for(project, on=timezone.localdate()) if one.kind == Kind.RISK else None
    by, on = cast(Request, request).user, timezone.localdate()
    if request.method == "POST" and form.is_valid() and owner_stays(form, project, by):
        position = position_in(request.POST.get("at", ""), matrix) if matrix else None
        if request.POST.get("at") and position is None:
            form.add_error(None, "Press a field of the matrix. Nothing was saved.")
        else:
            said = form.columns()
            owner, owner_text = owner_called(project, said.pop("who"), by)
            row = {"kind": one.kind, "owner": owner, "owner_text": owner_text, **said}
            [made] = services.add_entries(project, [row], by=by, on=on)
            if position and matrix:
                likelihood, impact = position
                services.score(made, likelihood=likelihood, impact=impact, by=by, on=on, matrix=matrix)
            messages.success(request, f"{made.ref} is kept")
            return redirect(at(project, one))
    return asked(
        request,
        project,
        form,
        title=f"Add {one.article}",
        back=at(project, one),
        button="Add without a score" if matrix else "Add",
        intro="Say it in a sentence, then press where it stands on the matrix: that saves it."
        if matrix
        else "",
        grid=press_grid(matrix) if matrix else None,
        template="raid/press.jinja" if matrix else "raid/ask.jinja",
    )


def position_in(text: str, matrix: Matrix) -> tuple[int, int] | None:
    """Likelihood and impact of a pressed field, "3x4"; None for what is not on the matrix."""
    found = re.fullmatch(r"(\d{1,2})x(\d{1,2})", text)
    if not found:
        return None
    likelihood, impact = int(found[1]), int(found[2])
    there = 1 <= likelihood <= len(matrix.scale.likelihoods) and 1 <= impact <= len(matrix.scale.impacts)
    return (likelihood, impact) if there else None


@page(Permission.PROJECT_VIEW)
def change(request: HttpRequest, number: int, entry: int) -> HttpResponse:
    project, one = acted_on(request, number, entry)
    form = EntryForm(request.POST or None, entry=one, without=not_theirs(request, one))
    by, on = cast(Request, request).user, timezone.localdate()
    if request.method == "POST" and form.is_valid() and owner_stays(form, project, by):
        said = form.columns()
        if "who" in said:
            said["owner"], said["owner_text"] = owner_called(project, said.pop("who"), by)
        services.change_entry(one, said, by=by, on=on)
        messages.success(request, "Saved")
        return redirect(at_entry(one))
    return asked(request, project, form, title=f"Change {one.ref}", back=at_entry(one), intro=one.title)


@page(Permission.PROJECT_VIEW)
def score(request: HttpRequest, number: int, entry: int) -> HttpResponse:
    """One press on the matrix: as it is now, as it was before, or as it is aimed at."""
    project, one = acted_on(request, number, entry)
    asks = request.GET.get("which", "now")
    which, question = WHICH.get(asks, WHICH["now"])
    matrix = one.matrix or matrix_for(project, on=timezone.localdate())
    form = ScoreForm(request.POST or None, stands=one.position(which))
    if request.method == "POST" and form.is_valid():
        position = position_in(request.POST.get("at", ""), matrix)
        if position is None:
            form.add_error(None, "Press a field of the matrix. Nothing was saved.")
        elif (theirs := one.position(which)) and form.is_overtaken_by(position):
            form.add_error(
                None,
                f"Someone else pressed {say_field(matrix, theirs)}, while this was open; you pressed "
                f"{say_field(matrix, position)}. Press yours again to keep it, or leave to keep theirs.",
            )
        else:
            by, on = cast(Request, request).user, timezone.localdate()
            likelihood, impact = position
            reason = form.cleaned_data["reason"]
            services.score(
                one,
                likelihood=likelihood,
                impact=impact,
                by=by,
                on=on,
                which=which,
                matrix=matrix,
                reason=reason,
            )
            messages.success(request, "Score kept")
            return redirect(at_entry(one))
    return asked(
        request,
        project,
        form,
        title=f"Score {one.ref}",
        back=at_entry(one),
        button="",
        intro=f"{one.title}. {question}",
        grid=press_grid(matrix, one.position(which)),
        by_domain=not which and project.track != "quick" and bool(matrix.data.get("domains")),
        entry=one,
        template="raid/press.jinja",
    )


# What was written by whoever came second.
NOT_SENT = (
    "What you wrote is not saved; it stands below. Copy what adds something into “What was said” on its page."
)


@page(Permission.PROJECT_VIEW)
def close(request: HttpRequest, number: int, entry: int) -> HttpResponse:
    project, one = acted_on(request, number, entry)
    refused = not_theirs(request, one)
    usual = {"state": "" if one.register.ends_as in refused else one.register.ends_as}
    form: Any
    if one.kind == Kind.DECISION:
        form, title, button = (
            AnswerForm(request.POST or None, entry=one, initial=usual),
            f"Answer {one.ref}",
            "Keep the answer",
        )
    else:
        form = CloseForm(request.POST or None, register=one.register, without=refused, initial=usual)
        title, button = f"Close {one.ref}", "Close it"
    by, on = cast(Request, request).user, timezone.localdate()
    if request.method != "POST" and one.closed_on:
        messages.warning(request, services.say_closed(one))
        return redirect(at_entry(one))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        details = form.details(on) if one.kind == Kind.DECISION else None
        try:
            services.close(one, said["state"], by=by, on=on, reason=said["reason"], details=details)
        except NotNow as why:
            if form.has_written():
                form.add_error(None, f"{why} {NOT_SENT}")
                return asked(
                    request, project, form, title=title, back=at_entry(one), button=button, intro=one.title
                )
            messages.warning(request, str(why))
        else:
            messages.success(request, f"{one.ref} is closed; its history stays")
        return redirect(at_entry(one))
    return asked(request, project, form, title=title, back=at_entry(one), button=button, intro=one.title)


@page(Permission.LOG_EDIT)
def link(request: HttpRequest, number: int, entry: int) -> HttpResponse:
    project, one = entry_of(request, number, entry)
    viewer = cast(Request, request).viewer
    others = queries.linkable(project, viewer, one)
    form = LinkForm(
        request.POST or None, others=others, find=lambda said: linking.named(said, project, viewer)
    )
    if request.method == "POST" and form.is_valid():
        other = form.chosen
        try:
            services.relate(one, other, form.cleaned_data["relation"], by=cast(Request, request).user)
        except Refused as refused:
            form.add_error("other", str(refused))
        else:
            messages.success(request, f"Linked with {other.ref}")
            return redirect(at_entry(one))
    return asked(
        request,
        project,
        form,
        title=f"Link {one.ref} with another",
        back=at_entry(one),
        button="Link",
        intro=one.title,
    )


@page(Permission.LOG_EDIT)
def document(request: HttpRequest, number: int, entry: int) -> HttpResponse:
    project, one = entry_of(request, number, entry)
    form = DocumentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.add_document(one, by=cast(Request, request).user, **form.cleaned_data)
        messages.success(request, "Added")
        return redirect(at_entry(one))
    return asked(
        request, project, form, title=f"Add a document to {one.ref}", back=at_entry(one), button="Add"
    )


@page(Permission.LOG_EDIT)
def keep(request: HttpRequest, number: int, entry: int) -> HttpResponse:
    """Who may see it."""
    project, one = entry_of(request, number, entry)
    people = queries.people_to_name(project)
    form = KeepForm(
        request.POST or None, people=people, restricted=one.restricted, readers=queries.readers_of(one)
    )
    if request.method == "POST" and form.is_valid():
        by = cast(Request, request).user
        services.keep_to(one, form.named, restricted=form.cleaned_data["restricted"], by=by)
        messages.success(
            request,
            f"{one.ref} is kept to named people, you among them"
            if one.restricted
            else f"All who see the project see {one.ref}",
        )
        return redirect(at_entry(one))
    return asked(request, project, form, title=f"Who sees {one.ref}", back=at_entry(one), intro=one.title)
