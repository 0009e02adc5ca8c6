"""Measures of the whole system: where is something changing?"""

from dataclasses import dataclass
from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
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
from quantock.measures.queries.system import Asked, Counts
from quantock.measures.summary import COLUMNS, row_of
from quantock.web.display import Paged

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
    )
    return form, asked, about


@page(Permission.SIGNED_IN)
def everywhere(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    form, asked, about = _asked(request)
    since = asked.since or today - timedelta(days=NEW)
    counted = system.counts(visible(request, Measure), asked, on=today, since=since)
    every = request.GET.get("rows") == "all"
    size = system.MOST_AT_ONCE if every else system.SIZE
    paged = Paged.of("" if every else request.GET.get("page", ""), counted.every, size)
    rows = system.listed(
        system.narrowed(visible(request, Measure), asked, on=today),
        sort=request.GET.get("sort", ""),
        first=(paged.number - 1) * size,
        size=size,
    )
    columns, matrix = _matrix(counted)
    users = users_of(rows, viewer_of(request))
    context = {
        "title": "Measures",
        "form": form,
        "others": about.others,
        "keep": {"sort": request.GET.get("sort", ""), **{name: value for name, value, _ in about.others}},
        "day": f"{since.day}/{since.month}/{since.year}",
        "counts": counted,
        "since": since,
        "today": today,
        "rows": [Kept(each, today, users.get(each.pk, ())) for each in rows],
        "columns": columns,
        "matrix": matrix,
        "short": SHORT,
        "paged": paged,
        "every": every,
        "most": system.MOST_AT_ONCE,
        "longer": counted.every > system.SIZE,
    }
    return TemplateResponse(request, "measures/everywhere.jinja", context)


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
    """The icon summary table: exactly the measures that the page lists, on all its pages."""
    _, asked, _ = _asked(request)
    found = system.narrowed(visible(request, Measure), asked, on=timezone.localdate())
    users = users_of(found, viewer_of(request))
    rows = [
        row_of(each, users.get(each.pk, ()))
        for each in found.select_related("result", "project__lead_organisation").order_by(*system.ORDERS[""])
    ]
    if kind == "xlsx":
        content = b"".join(stream_workbook([Sheet("Measures", COLUMNS, rows)]))
        content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    else:
        content, content_type = b"".join(stream_csv(COLUMNS, rows)), "text/csv; charset=utf-8"
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="measures.{kind}"'
    return response
