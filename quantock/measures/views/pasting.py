"""Pasting values: looked at first, kept only when every row can be."""

from dataclasses import replace
from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone

from quantock.access import Permission, Request, page
from quantock.engines.points import EVENT, Found, read_file, read_paste
from quantock.measures import queries, services
from quantock.measures.bringing import (
    SHOWN,
    ask_again,
    ask_for,
    carried,
    changes_of,
    for_measure,
    say_becomes,
    say_changes,
    say_kept,
    seen_of,
)
from quantock.measures.forms.pasting import FileForm, PasteForm, chosen_of, columns_form
from quantock.measures.models import Measure
from quantock.measures.views.reaching import around, at, measure_of
from quantock.projects.models import Project


@page(Permission.MEASURE_EDIT)
def paste(request: HttpRequest, number: int, measure_id: int) -> HttpResponse:
    """Also where what was read of a file is kept: its form carries that as a table of ours."""
    project, one = measure_of(request, number, measure_id)
    form = PasteForm(request.POST or None)
    found = None
    if request.method == "POST" and form.is_valid():
        last, on = queries.last_value(one), timezone.localdate()
        if "read_as" in request.POST:
            ask = ask_again(one, last, request.POST["read_as"], on=on)
        else:
            ask = ask_for(one, last, first=form.cleaned_data["first"], on=on)
            ask = replace(ask, chosen=chosen_of(request.POST))
        found = for_measure(read_paste(form.cleaned_data["text"], ask), one)
    return _looked_at(request, project, one, form, found, f"Paste values of {one.name}")


@page(Permission.MEASURE_EDIT)
def upload(request: HttpRequest, number: int, measure_id: int) -> HttpResponse:
    project, one = measure_of(request, number, measure_id)
    form = FileForm(request.POST or None, request.FILES or None) if request.method == "POST" else FileForm()
    found = None
    if request.method == "POST" and form.is_valid():
        ask = ask_for(one, queries.last_value(one), first=None, on=timezone.localdate())
        file = form.cleaned_data["file"]
        found = for_measure(read_file(file.read(), file.name or "file", ask), one)
    return _looked_at(request, project, one, form, found, f"Upload values of {one.name}")


def _looked_at(
    request: HttpRequest,
    project: Project,
    one: Measure,
    form: PasteForm | FileForm,
    found: Found | None,
    title: str,
) -> HttpResponse:
    """The form, with what was read; kept where that was asked and every row can be."""
    account, status = None, 422 if request.method == "POST" else 200
    changes = changes_of(one, found) if found else {}
    columns = columns_form(request.POST, found, events=one.frequency == EVENT)
    if found and not found.problems and not (columns and columns.errors):
        account, status = services.compared(one, found.given, unit=changes.get("unit", "")), 200
        if "keep" in request.POST:
            return _keep(request, one, found, changes)
    is_file = isinstance(form, FileForm)
    context = around(
        request,
        project,
        title,
        measure=one,
        form=form,
        back=at(one),
        found=found,
        account=account,
        becomes=say_becomes(len(account.created), len(account.changed), account.unchanged) if account else "",
        says=[*say_changes(changes, found), *found.says] if found else [],
        carried=carried(found, changes.get("unit", one.unit)) if found and account and is_file else None,
        columns=columns,
        table=found.as_paste if found and columns and is_file else "",
        seen=seen_of(one, found, account) if found else [],
        more=max(0, len(found.rows) - SHOWN) if found else 0,
        is_file=is_file,
    )
    return TemplateResponse(request, "measures/paste.jinja", context, status=status)


def _keep(request: HttpRequest, one: Measure, found: Found, changes: dict[str, str]) -> HttpResponse:
    account = services.bring_points(
        one,
        found.given,
        changes=changes,
        by=cast(Request, request).user,
        reason="Given anew",
        how="from a file" if "read_as" in request.POST else "pasted",
    )
    messages.success(request, say_kept(account))
    return redirect(at(one))
