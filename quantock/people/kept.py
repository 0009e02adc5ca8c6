"""What administrators keep for the whole system or for one organisation, listed by one page for all of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import reverse

from quantock.access import Permission, Request, Viewer, require
from quantock.people.models import Organisation
from quantock.web.display import Paged

PAGE = 50
SYSTEM = "Whole system"


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that is kept. Without an address the viewer may not change it, and it is shown as it is."""

    name: str
    cells: Sequence[str]
    address: str = ""
    note: str = ""
    place: str = SYSTEM
    is_retired: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    """How a list of them reads: what stands in its columns, and what to say when there is none."""

    title: str
    says: str
    columns: Sequence[str]
    empty: str
    example: str
    add: str
    add_at: str
    retired: str = "Retired"


class KeptFilter(forms.Form):
    """The filters of such a list."""

    q = forms.CharField(label="Name", required=False, max_length=200)
    place = forms.ChoiceField(label="Kept for", required=False)
    retired = forms.BooleanField(label="Also those no longer used", required=False)

    def __init__(self, data: Any, *, places: Sequence[Organisation], has_retired: bool) -> None:
        super().__init__(data)
        if not has_retired:
            del self.fields["retired"]
        field = cast(forms.ChoiceField, self.fields["place"])
        field.choices = [("", "Anywhere"), ("0", SYSTEM), *((str(each.pk), each.name) for each in places)]


def kept_page(
    request: HttpRequest,
    listing: Listing,
    *,
    rows: "QuerySet[Any]",
    read: Callable[[Sequence[Any]], Sequence[Row]],
    named: str,
    retired: Q | None,
    may_add: bool,
    place: tuple[str, int | None] = ("organisation", None),
) -> TemplateResponse:
    """Filtered, 50 at a time. Three queries and those of `read`, which makes rows of the records shown.

    `named` is the column with their name, `retired` says which are past, if any can be; `place` is the column of
    the organisation, and what stands in it for the whole system.
    """
    column, system = place
    kept_for = rows.order_by().exclude(**{column: system}).values(column)
    places = list(Organisation.objects.filter(pk__in=kept_for).order_by("name")[:500])
    form = KeptFilter(request.GET, places=places, has_retired=retired is not None)
    form.is_valid()
    said = form.cleaned_data
    if words := said.get("q", "").strip():
        rows = rows.filter(**{f"{named}__icontains": words})
    if where := said.get("place", ""):
        rows = rows.filter(**{column: int(where) or system})
    if retired is not None and not said.get("retired"):
        rows = rows.exclude(retired)
    count = rows.count()
    asked = request.GET.get("page", "1")
    pages = max(1, -(-count // PAGE))
    number = min(max(1, int(asked) if asked.isdecimal() and len(asked) < 9 else 1), pages)
    context = {
        "title": listing.title,
        "listing": listing,
        "form": form,
        "rows": read(list(rows[(number - 1) * PAGE : number * PAGE])),
        "count": count,
        "paged": Paged(number, pages),
        "may_add": may_add,
        "here": request.path,
        "request": request,
        "trail": [("Administration", reverse("people:administration"))],
    }
    return TemplateResponse(request, "people/kept.jinja", context)


def places_for(
    viewer: Viewer, permission: Permission, now: Organisation | None = None
) -> "QuerySet[Organisation]":
    """The organisations for which the viewer may keep something, and the one for which it is kept now."""
    mine = Q(pk__in=viewer.organisations_where(permission))
    here = Q(in_system=True) if viewer.may_on_system(permission) else mine
    return Organisation.objects.filter(here | Q(pk=now.pk if now else None)).order_by("name")


class PlaceField(forms.ModelChoiceField[Organisation]):
    """For whom something is kept: the whole system (its value is None) or an organisation, as far as one may."""

    def __init__(
        self,
        viewer: Viewer,
        permission: Permission,
        *,
        now: Organisation | None = None,
        is_new: bool = True,
        label: str = "Kept for",
        **options: Any,
    ) -> None:
        on_system = viewer.may_on_system(permission) or (not is_new and now is None)
        places = places_for(viewer, permission, now)
        super().__init__(places, label=label, empty_label=SYSTEM if on_system else "Choose", **options)
        self.on_system = on_system
        only = list(places[:2])
        if not on_system and is_new and len(only) == 1:
            self.initial = only[0]

    def validate(self, value: Any) -> None:
        """The whole system is an answer, though its value is None."""
        if value is not None or not self.on_system:
            super().validate(value)


def may_begin(viewer: Viewer, permission: Permission) -> bool:
    """Whether there is a place for which the viewer may keep something new. Pure."""
    return viewer.may_on_system(permission) or bool(viewer.organisations_where(permission))


def may_begin_here(request: HttpRequest, permission: Permission) -> Request:
    """Whoever asks for the page that begins something new. Raises PermissionDenied where there is no place for it."""
    require(request, permission)
    asked = asked_by(request)
    if not may_begin(asked.viewer, permission):
        raise PermissionDenied
    return asked


def may_keep(viewer: Viewer, permission: Permission, record: Any) -> bool:
    """Whether the viewer may change what an organisation, or the whole system, keeps. Pure."""
    if viewer.may_on_system(permission):
        return True
    return record.organisation_id in viewer.organisations_where(permission)


def place_of(record: Any) -> str:
    """For whom it is kept, in words."""
    return record.organisation.name if record.organisation_id else SYSTEM


def asked_by(request: HttpRequest) -> Request:
    """The request as the door knows it."""
    return cast(Request, request)


def trail_to(text: str, route: str) -> list[tuple[str, str]]:
    """Where a page under such a list is."""
    return [("Administration", reverse("people:administration")), (text, reverse(route))]


def taken(rows: "QuerySet[Any]", *, place: Organisation | None, mine: Model | None, **called: str) -> bool:
    """Whether something else that is kept for this place is called so."""
    return rows.filter(organisation=place, **called).exclude(pk=mine.pk if mine else None).exists()
