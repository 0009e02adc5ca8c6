"""Measures of the whole system: where is something changing?"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone

from quantock.access import Permission, Request, page, visible
from quantock.engines.charts.control import (
    assurance_icon,
    point_mark,
    say_assurance,
    say_variation,
    variation_icon,
)
from quantock.engines.charts.svg import Svg, frame, short, tag
from quantock.engines.documents.columns import Column
from quantock.engines.documents.csvfile import stream_csv
from quantock.engines.documents.xlsx import Sheet, stream_workbook
from quantock.engines.spc import Assurance, Kind, Variation
from quantock.measures.charting import wording_of
from quantock.measures.forms.system import SystemForm
from quantock.measures.models import Measure
from quantock.measures.queries import system
from quantock.measures.queries.system import Asked, Counts
from quantock.measures.rules import overdue_period, say_period
from quantock.web.display import Paged

NEW = 31


@dataclass(frozen=True, slots=True)
class Row:
    """One measure in the list."""

    measure: Measure
    today: date

    @property
    def prefix(self) -> str:
        return f"m{self.measure.pk}"

    @property
    def icons(self) -> Svg:
        result = self.measure.result
        drawn = str(variation_icon(Variation(result.variation), prefix=f"{self.prefix}v", size=32))
        if result.assurance != Assurance.NONE:
            drawn += str(assurance_icon(Assurance(result.assurance), prefix=f"{self.prefix}a", size=32))
        return Svg(drawn)

    def _say(self, value: Any) -> str:
        values = [spark[0] for spark in self.measure.result.spark]
        return "" if value is None else wording_of(self.measure, values, ()).number(float(value))

    @property
    def latest(self) -> str:
        return self._say(self.measure.result.latest)

    @property
    def centre(self) -> str:
        return self._say(self.measure.result.centre)

    @property
    def limits(self) -> str:
        result = self.measure.result
        if result.lower is None or result.upper is None:
            return ""
        return f"{self._say(result.lower)} to {self._say(result.upper)}"

    @property
    def target(self) -> str:
        return self._say(self.measure.result.target)

    @property
    def period(self) -> str:
        latest = self.measure.result.latest_on
        return say_period(latest, self.measure.frequency) if latest else ""

    @property
    def overdue(self) -> bool:
        one = self.measure
        return overdue_period(one.result.latest_on, one.frequency, one.due_days, on=self.today) is not None

    @property
    def spark(self) -> Svg:
        return spark(self.measure.result.spark, f"{self.prefix}s")


def spark(values: list[list[Any]], prefix: str, width: int = 120, height: int = 30) -> Svg:
    """The kept last values as a line the size of a word, the last one by its class. The row says its numbers."""
    there = [value for value, _ in values if value is not None]
    if not there:
        return frame([], width, height, prefix=prefix, title="No values", class_="chart-spark")
    low, high = min(there), max(there)
    gap = (width - 12) / max(1, len(values) - 1)

    def y(value: float) -> float:
        return height / 2 if high == low else height - 6 - (value - low) / (high - low) * (height - 12)

    path, pen, last = "", "M", 0
    for place, (value, _) in enumerate(values):
        if value is None:
            pen = "M"
            continue
        path += f"{pen}{short(6 + gap * place)} {short(y(value))}"
        pen, last = "L", place
    value, kind = values[last]
    parts = [
        tag("path", d=path, fill="none", stroke="#425563", stroke_width=1.5, class_="c-values"),
        point_mark(Kind(kind), 6 + gap * last, y(value), 4.0),
    ]
    return frame(
        parts, width, height, prefix=prefix, title=f"The last {len(values)} values", class_="chart-spark"
    )


def _asked(request: HttpRequest) -> tuple[SystemForm, Asked]:
    organisations = system.organisations(cast(Request, request).viewer)
    form = SystemForm(request.GET, organisations=organisations)
    form.is_valid()
    said = form.cleaned_data
    chosen = said.get("organisation")
    return form, Asked(
        words=said.get("q", ""),
        signal=said.get("signal", ""),
        assurance=said.get("assurance", ""),
        organisation=int(chosen) if chosen else None,
        kind=said.get("kind", ""),
        since=said.get("since"),
    )


@page(Permission.SIGNED_IN)
def everywhere(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    form, asked = _asked(request)
    since = asked.since or today - timedelta(days=NEW)
    counted = system.counts(visible(request, Measure), asked, on=today, since=since)
    paged = Paged.of(request.GET.get("page", ""), counted.every, system.SIZE)
    rows = system.listed(
        system.narrowed(visible(request, Measure), asked, on=today),
        sort=request.GET.get("sort", ""),
        first=(paged.number - 1) * system.SIZE,
    )
    context = {
        "title": "Measures",
        "form": form,
        "counts": counted,
        "since": since,
        "today": today,
        "rows": [Row(each, today) for each in rows],
        "matrix": _matrix(counted),
        "assurances": [
            (each.value, say_assurance(each), assurance_icon(each, prefix=f"head-{place}", size=32))
            for place, each in enumerate(Assurance)
        ],
        "paged": paged,
    }
    return TemplateResponse(request, "measures/everywhere.jinja", context)


def _matrix(counted: Counts) -> list[tuple[str, str, Svg, list[tuple[str, int]]]]:
    """The icon matrix: a row for each variation that occurs, a count for each assurance."""
    found = []
    for place, variation in enumerate(Variation):
        cells = [(each.value, counted.cells.get((variation.value, each.value), 0)) for each in Assurance]
        if any(count for _, count in cells):
            icon = variation_icon(variation, prefix=f"row-{place}", size=32)
            found.append((variation.value, say_variation(variation), icon, cells))
    return found


COLUMNS = (
    Column("Project", "text", 12),
    Column("Title", "text", 40),
    Column("Lead organisation", "text", 36),
    Column("Measure", "text", 40),
    Column("Variation", "text", 24),
    Column("Assurance", "text", 26),
    Column("Latest", "number"),
    Column("Period", "text", 20),
    Column("Average", "number"),
    Column("Lower limit", "number"),
    Column("Upper limit", "number"),
    Column("Target", "number"),
    Column("Signal since", "date"),
    Column("Rules", "text", 24),
)


@page(Permission.SIGNED_IN)
def export(request: HttpRequest, kind: str) -> HttpResponse:
    """The icon summary table: exactly the measures that the page lists, on all its pages."""
    _, asked = _asked(request)
    found = system.narrowed(visible(request, Measure), asked, on=timezone.localdate())
    rows = [
        _row(each)
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


def _row(measure: Measure) -> list[object]:
    result, project = measure.result, measure.project
    return [
        project.ref,
        project.title,
        project.lead_organisation.name,
        measure.name,
        result.variation,
        result.assurance,
        result.latest,
        say_period(result.latest_on, measure.frequency) if result.latest_on else None,
        result.centre,
        result.lower,
        result.upper,
        result.target,
        result.since,
        result.rules,
    ]
