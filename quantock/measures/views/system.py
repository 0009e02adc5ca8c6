"""Measures of the whole system: where is something changing?"""

from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from quantock.access import Permission, page, viewer_of, visible
from quantock.engines.charts.control import assurance_icon, say_assurance, variation_icon
from quantock.engines.charts.svg import Svg
from quantock.engines.documents.csvfile import stream_csv
from quantock.engines.documents.xlsx import Sheet, stream_workbook
from quantock.engines.spc import Assurance, Variation
from quantock.measures.forms.system import SystemForm
from quantock.measures.kept import Kept
from quantock.measures.models import Measure
from quantock.measures.narrowing import Narrowed, narrowed
from quantock.measures.queries import system
from quantock.measures.queries.shared import users_of
from quantock.measures.queries.stood import MOST_JUDGED, listed_then
from quantock.measures.queries.system import Asked, Counts
from quantock.measures.summary import COLUMNS, row_of

NEW = 45
"""A month, and the usual fortnight until its value is given: a monthly measure's last value always counts."""


def _asked(request: HttpRequest) -> tuple[SystemForm, Asked, Narrowed]:
    """What the address asks of measures, and of the projects they belong to. At most two queries."""
    about = narrowed(viewer_of(request), request.GET)
    form = SystemForm(request.GET, offered=about.offered)
    form.is_valid()
    said = form.cleaned_data
    asked = Asked(
        words=said.get("q", ""),
        signal=said.get("signal", ""),
        assurance=said.get("assurance", ""),
        kind=said.get("kind", ""),
        since=said.get("since"),
        projects=about.projects,
        find=about.find,
    )
    return form, asked, about


def _past(form: SystemForm, today: date) -> date | None:
    """The past day asked for; None for now."""
    day: date | None = form.cleaned_data.get("as_at")
    return day if day and day < today else None


def _too_many(many: int) -> str:
    return (
        f"What measures showed on a past day is worked out from their values, for at most {MOST_JUDGED} at once, and these are {many:,}. "
        "Choose a theme, an organisation, a portfolio or a step first."
    )


def _refuse(form: SystemForm, asked: Asked, many: int) -> None:
    """None can be found by what it showed where that is not known of all."""
    for name in ("signal", "assurance", "since"):
        if getattr(asked, name):
            form.add_error(name, f"{_too_many(many)} The list is not narrowed by this.")


@page(Permission.SIGNED_IN)
def everywhere(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    form, asked, about = _asked(request)
    past = _past(form, today)
    on = past or today
    since = asked.since or on - timedelta(days=NEW)
    every, sort = request.GET.get("rows") == "all", request.GET.get("sort", "")
    page_asked, viewer = "" if every else request.GET.get("page", ""), viewer_of(request)
    at_once = MOST_JUDGED if past else system.MOST_AT_ONCE
    read = listed_then if past else system.listed
    size = at_once if every else system.SIZE
    found = read(viewer, asked, on=on, since=since, sort=sort, page=page_asked, size=size)
    if found.counts is None and asked.by_result:
        _refuse(form, asked, found.many)
    users = {} if past else users_of(found.rows, viewer)
    columns, matrix = _matrix(found.counts) if found.counts else ([], [])
    context = {
        "title": "Measures",
        "form": form,
        "others": about.others,
        "keep": {"sort": sort, **{name: value for name, value, _ in about.others}},
        "day": f"{since.day}/{since.month}/{since.year}",
        "past": past,
        "found": found,
        "counts": found.counts,
        "since": since,
        "on": on,
        "rows": [Kept(each, on, users.get(each.pk, ())) for each in found.rows],
        "columns": columns,
        "matrix": matrix,
        "short": SHORT,
        "paged": found.paged,
        "every": every,
        "most": at_once,
        "longer": found.many > system.SIZE,
    }
    status = 422 if "as_at" in request.GET and form.errors else 200
    return TemplateResponse(request, "measures/everywhere.jinja", context, status=status)


ICONS = {
    "better": (Variation.IMPROVEMENT_HIGH, Variation.IMPROVEMENT_LOW),
    "same": (Variation.COMMON,),
    "worse": (Variation.CONCERN_HIGH, Variation.CONCERN_LOW),
    "other": (Variation.NEITHER_HIGH, Variation.NEITHER_LOW),
    "early": (Variation.EMPTY,),
}
"""The columns of the icon matrix, each with the icons it gathers."""
HEADS = {
    "better": "Changed for the better",
    "same": "No change",
    "worse": "Changed for the worse",
    "other": "Changed, no way better",
    "early": "Too few values",
}


SHORT = {
    "better": "Better",
    "same": "Same",
    "worse": "Worse",
    "other": "Other",
    "early": "Too few",
    Assurance.PASS.value: "Passing",
    Assurance.FAIL.value: "Falling short",
    Assurance.HIT_OR_MISS.value: "Hit or miss",
    Assurance.NONE.value: "No target",
}
"""What stands beside the icons where there is room for a word."""


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the icon matrix: one assurance, and for each column how many measures stand in the cell."""

    assurance: Assurance
    says: str
    icon: Svg
    cells: list[tuple[str, int]]


def _matrix(counted: Counts) -> tuple[list[tuple[str, str, Svg]], list[Line]]:
    """Variation across, assurance down; what nobody has is left out, the three that are always looked for stay."""
    columns = [
        (family, HEADS[family], Svg("".join(_icon(each) for each in icons)))
        for family, icons in ICONS.items()
        if family in ("better", "same", "worse") or counted.of(family)
    ]
    lines = [
        Line(
            assurance,
            say_assurance(assurance),
            assurance_icon(assurance, prefix=f"down-{place}", size=28),
            [(family, counted.cell(family, assurance)) for family, _, _ in columns],
        )
        for place, assurance in enumerate(Assurance)
    ]
    return columns, lines


def _icon(variation: Variation) -> str:
    return str(variation_icon(variation, prefix=f"across-{variation.name.lower()}", size=28))


@page(Permission.SIGNED_IN)
def export(request: HttpRequest, kind: str) -> HttpResponse:
    """The icon summary table: exactly the measures that the page lists, on all its pages; of a past day as it stood, where they are
    no more than are worked out together."""
    form, asked, _ = _asked(request)
    seen, today = visible(request, Measure), timezone.localdate()
    if past := _past(form, today):
        then = listed_then(viewer_of(request), asked, on=past, since=past, sort="", page="", size=MOST_JUDGED)
        if then.counts is None:
            messages.error(request, f"Nothing was exported. {_too_many(then.many)}")
            return redirect(f"{reverse('measures-everywhere:measures')}?{request.GET.urlencode()}")
        rows = [row_of(each) for each in then.rows]
    else:
        found = system.narrowed(seen, asked, on=today)
        users = users_of(found, viewer_of(request))
        joined = found.select_related("result", "project__lead_organisation")
        rows = [row_of(each, users.get(each.pk, ())) for each in joined.order_by(*system.ORDERS[""])]
    if kind == "xlsx":
        content = b"".join(stream_workbook([Sheet("Measures", COLUMNS, rows)]))
        content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    else:
        content, content_type = b"".join(stream_csv(COLUMNS, rows)), "text/csv; charset=utf-8"
    response = HttpResponse(content, content_type=content_type)
    name = f"measures-{past.isoformat()}" if past else "measures"
    response["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response
