"""Administration of local fields."""

from collections.abc import Sequence

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from quantock.access import Permission, can, fetch, page, viewer_of
from quantock.audit.changing import add, change_columns
from quantock.engines.text import plural, say_list
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
from quantock.projects.forms.local import LocalFieldForm, key_of
from quantock.projects.models import LocalField
from quantock.projects.queries import local as queries
from quantock.web.editing import ask

KEEP = Permission.ORGANISATION_ADMIN
READ = Permission.ADMINISTRATION_VIEW
TRAIL = ("Local fields", "local-fields:fields")


@page(READ)
def fields(request: HttpRequest) -> HttpResponse:
    viewer = asked_by(request).viewer
    viewer_of(request)

    def read(shown: Sequence[LocalField]) -> list[Row]:
        counts = queries.used(viewer, shown)
        return [
            Row(
                name=each.label,
                note=say_list(each.choices)[:200],
                cells=[each.get_kind_display(), plural(counts.get(each.pk, 0), "project")],
                place=place_of(each),
                address=reverse("local-fields:field", args=[each.pk]) if can(viewer, KEEP, each) else "",
                is_retired=each.is_retired,
            )
            for each in shown
        ]

    listing = Listing(
        title="Local fields",
        says="What an organisation, or the whole system, asks of its projects beside our own fields: shown, "
        "filtered, exported and imported with them. Columns of a register that fit no field of ours become one.",
        columns=("Field", "Takes", "Answered by"),
        empty="A local field is something that only your organisation asks of its projects. There is none yet.",
        example="Ward colour; Charity funded (yes, no, partly)",
        add="Add a field",
        add_at=reverse("local-fields:field-add"),
    )
    return kept_page(
        request,
        listing,
        rows=queries.local_fields(viewer),
        read=read,
        named="label",
        retired=Q(is_retired=True),
        may_add=may_begin(viewer, KEEP),
    )


@page(KEEP)
def field_add(request: HttpRequest) -> HttpResponse:
    asked = may_begin_here(request, KEEP)
    form = LocalFieldForm(request.POST or None, viewer=asked.viewer, permission=KEEP)
    if request.method == "POST" and form.is_valid():
        said = {name: form.cleaned_data[name] for name in form.COLUMNS if name in form.fields}
        made = LocalField(key=key_of(said["label"]), **said)
        add(made, by=asked.user, about=made.organisation)
        messages.success(request, f"{made.label} is added: it is on the details of each project")
        return redirect("local-fields:fields")
    return ask(
        request, form, title="Add a local field", button="Add", back=reverse(TRAIL[1]), trail=trail_to(*TRAIL)
    )


@page(KEEP)
def field(request: HttpRequest, field_id: int) -> HttpResponse:
    one = fetch(request, LocalField, pk=field_id)
    asked = asked_by(request)
    form = LocalFieldForm(request.POST or None, viewer=asked.viewer, permission=KEEP, field=one)
    if request.method == "POST" and form.is_valid():
        said = form.changes()
        if "label" in said:
            said["key"] = key_of(said["label"])
        change_columns(one, said, by=asked.user, about=one.organisation, quiet=("key",))
        messages.success(request, "Saved")
        return redirect("local-fields:fields")
    back = reverse(TRAIL[1])
    return ask(
        request,
        form,
        title=f"Change {one.label}",
        answer=f"Kept for {place_of(one)}.",
        back=back,
        trail=trail_to(*TRAIL),
    )
