"""What can be read: a project's measures, one measure, its history, and the chart to take away."""

from collections import Counter
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.text import slugify

from quantock.access import Permission, page, viewer_of
from quantock.audit.facts import column_of
from quantock.engines.charts.control import Plot
from quantock.engines.charts.svg import Svg
from quantock.engines.spc import Drawn, xmr_limits
from quantock.engines.spc.chooser import NAMES
from quantock.engines.spc.proposals import propose_recalculation
from quantock.engines.spc.sentences import BETTER, FAMILY, WORSE
from quantock.engines.text import plural
from quantock.measures import marks, pictures, queries, rules, services
from quantock.measures.charting import Judged, suits
from quantock.measures.forms import AsAtForm
from quantock.measures.kept import Kept, icons_of_groups, say_groups
from quantock.measures.models import DataPoint, Definition, Measure, SharedMeasure
from quantock.measures.queries import Whole, past, shared
from quantock.measures.sending import of_charts
from quantock.measures.views.reaching import around, at, measure_of
from quantock.measures.views.taking_away import send_drawing
from quantock.projects.views.editing import project_of


@dataclass(frozen=True, slots=True)
class Card:
    """One measure of the list."""

    judged: Judged
    prefix: str

    @property
    def groups(self) -> dict[str, int]:
        """How many of its groups show each variation, where there is no value of all together."""
        return dict(Counter(each.chart.variation.value for each in self.judged.groups))

    @property
    def says(self) -> str:
        return say_groups(self.groups) if self.groups else self.judged.finding.headline

    @property
    def icons(self) -> Svg:
        if self.groups:
            return icons_of_groups(self.groups, self.prefix, 36)
        return pictures.icons(self.judged, self.prefix, 36)

    @property
    def picture(self) -> Svg:
        return pictures.card(self.judged, self.prefix)


@dataclass(frozen=True, slots=True)
class SharedCard:
    """A measure of another project that this one uses."""

    use: SharedMeasure
    kept: Kept


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the table of values, in the measure's own words."""

    judged: Judged
    plot: Plot

    @property
    def point(self) -> DataPoint | None:
        return self.judged.points[self.plot.place]

    @property
    def value(self) -> str:
        return "" if self.plot.value is None else self.judged.wording.number(self.plot.value)

    @property
    def parts(self) -> str:
        """ "5 of 113", where the value was worked out of two figures."""
        point = self.point
        if point is None or point.numerator is None or point.denominator is None:
            return ""
        return f"{point.numerator.normalize():,f} of {point.denominator.normalize():,f}"

    @property
    def lines(self) -> str:
        number = self.judged.wording.number
        if self.plot.centre is None:
            return "None yet"
        if self.plot.lower is None or self.plot.upper is None:
            return f"{self.judged.wording.finely(self.plot.centre)} (median)"
        return f"{number(self.plot.centre)} ({number(self.plot.lower)} to {number(self.plot.upper)})"


def _said(definition: Definition | None) -> list[tuple[str, str]]:
    """The parts of a definition that are written."""
    if definition is None:
        return []
    said = ((column_of(Definition, name), getattr(definition, name)) for name in Definition.says)
    return [(str(column.verbose_name).capitalize(), text) for column, text in said if text]


def _chart_name(judged: Judged) -> str:
    """What is drawn now: below the number of values that limits want it is a run chart, or a line, whatever was chosen."""
    name, current = NAMES[judged.chart.kind], judged.chart.current
    if current is None or current.drawn is Drawn.LIMITS or judged.chart.kind == "run":
        return name
    now = "Run chart" if current.drawn is Drawn.RUN else "Plain line"
    return f"{now} for now; {name} from {judged.chart.rules.limits_from} values"


@dataclass(frozen=True, slots=True)
class Multiple:
    """One group among its like: its chart small, on the axis of all."""

    name: str
    judged: Judged
    picture: Svg
    icons: Svg


def _multiples(found: Whole) -> list[Multiple]:
    """The groups beside each other; none where there is only one."""
    named = [(name, judged) for name, judged in found.charts.items() if name]
    if len(found.charts) < 2:
        return []
    drawn = pictures.side_by_side([judged for _, judged in named], "group")
    return [
        Multiple(name, judged, picture, pictures.icons(judged, f"group-icon-{place}", 30))
        for place, ((name, judged), picture) in enumerate(zip(named, drawn, strict=True))
    ]


def _proposals(judged: Judged) -> list[tuple[str, str, str]]:
    """Where new limits could begin: the period, why, and what to expect by the values from there on; only while limits
    were never recalculated."""
    if judged.chart.current is None or judged.chart.current.start:
        return []
    values = [point.value for point in judged.chart.points]
    words, found = judged.wording, []
    for each in propose_recalculation(values):
        limits, expect = xmr_limits(values[each.place :]), ""
        if judged.chart.kind == "xmr" and limits and limits.lower is not None and limits.upper is not None:
            low, high = (words.number(words.within(line)) for line in (limits.lower, limits.upper))
            expect = f"{low} to {high}"
        found.append((judged.labels[each.place], each.why, expect))
    return found


MOST_PROPOSED = 3
"""A level that moves more often than this goes up and down with something, such as the seasons."""


@page(Permission.PROJECT_VIEW)
def measures(request: HttpRequest, number: int) -> HttpResponse:
    project = project_of(request, number)
    viewer, today = viewer_of(request), timezone.localdate()
    found = queries.measures_of(project, viewer)
    kinds = [FAMILY[each.chart.variation] for each in found]
    context = around(
        request,
        project,
        "Measures",
        cards=[Card(each, f"measure-{each.measure.pk}") for each in found],
        shared=[SharedCard(each, Kept(each.measure, today)) for each in shared.shared_with(project, viewer)],
        better=kinds.count(BETTER),
        worse=kinds.count(WORSE),
        without=sum(not each.points and not each.groups for each in found),
    )
    return TemplateResponse(request, "measures/measures.jinja", context)


def _asked_for(request: HttpRequest, one: Measure) -> tuple[AsAtForm, Whole]:
    """The measure as the address asks for it: now, or as it stood on a day. Where small numbers are not shown only as it
    is now: two states that differ by little would tell."""
    said = {"as_at": request.GET.get("as_at", "")} if request.GET.get("as_at") else None
    form, group = AsAtForm(said), request.GET.get("group", "")
    day = form.cleaned_data["as_at"] if form.is_bound and form.is_valid() else None
    if day and one.small_numbers:
        form.add_error("as_at", "It counts people who could be recognised: it is shown only as it is now")
    elif day and day < timezone.localdate():
        return form, past.as_it_stood(one, day, group)
    return form, queries.whole(one, group)


def _latest(judged: Judged) -> list[str]:
    """The numbers behind the finding: the latest value, the average, and from how many values."""
    latest, current = judged.chart.latest, judged.chart.current
    if latest is None or latest.value is None or current is None:
        return []
    between = " days since the one before," if judged.chart.kind == "t" else ""
    said = [f"Latest {judged.wording.number(latest.value)}{between} {judged.wording.during(latest.place)}"]
    if current.centre is not None:
        is_run, words = current.drawn is Drawn.RUN, judged.wording
        middle = (
            f"Median {words.finely(current.centre)}" if is_run else f"Average {words.number(current.centre)}"
        )
        since = f" since {judged.labels[current.start]}" if current.start else ""
        said.append(f"{middle}, of {plural(current.count, 'value')}{since}")
    return said


@page(Permission.PROJECT_VIEW)
def measure(request: HttpRequest, number: int, measure_id: int) -> HttpResponse:
    project, one = measure_of(request, number, measure_id)
    form, found = _asked_for(request, one)
    judged = found.judged
    day = form.cleaned_data.get("as_at") if form.is_bound else None
    then = {"may_edit": False} if day else {}
    today = timezone.localdate()
    late = rules.overdue_period(judged.last_on, one.frequency, one.due_days, on=today)
    overdue = (
        late if project.is_live else None
    )  # an ended project's measures may be fed; nobody waits for them
    drawn, proposed = judged.drawing(found.annotations), _proposals(judged)
    multiples = _multiples(found)
    about = [*(each.about for each in found.annotations), *(each.about for each in found.rebases)]
    noted, uses = marks.named(viewer_of(request), project, about, *(() if day else shared.uses_of(one)))
    context = around(
        request,
        project,
        one.name,
        measure=one,
        found=found,
        judged=judged,
        group=found.group,
        groups=list(found.charts),
        multiples=multiples,
        better=sum(FAMILY[each.chart.variation] == BETTER for each in found.charts.values()),
        worse=sum(FAMILY[each.chart.variation] == WORSE for each in found.charts.values()),
        suits=suits(one, found.points) if found.points else None,
        chart_name=_chart_name(multiples[0].judged if multiples and not judged.starts else judged),
        latest=_latest(judged),
        icons=pictures.icons(judged, "icon"),
        noted=noted,
        picture=pictures.big(
            judged, found.annotations, "chart", {key: mark.path for key, mark in noted.items()}
        ),
        rows=[Line(judged, plot) for plot in drawn.plots],
        definition=_said(found.definition),
        target=judged.wording.number(float(now)) if (now := queries.target_now(found)) is not None else None,
        proposals=proposed[-1:] if len(proposed) > MOST_PROPOSED else proposed,
        moves=len(proposed) if len(proposed) > MOST_PROPOSED else 0,
        overdue=rules.say_period(overdue, one.frequency) if overdue else "",
        kept=() if day else queries.kept_of(one),
        uses=sorted(uses, key=lambda mark: mark.says)[: shared.MOST],
        since=None if day else past.since_last(found),
        as_at=day,
        past=form,
    )
    status = 422 if form.errors else 200
    return TemplateResponse(request, "measures/measure.jinja", context | then, status=status)


EVENTS_TO_UNDO = ("points recorded",)
"""Events whose values can be taken back together."""


@page(Permission.PROJECT_VIEW)
def history(request: HttpRequest, number: int, measure_id: int) -> HttpResponse:
    project, one = measure_of(request, number, measure_id)
    context = around(
        request,
        project,
        f"History of {one.name}",
        measure=one,
        events=queries.history_of(one),
        undo=EVENTS_TO_UNDO,
        corrections=[
            (rules.say_period(gone.starts, one.frequency, gone.part), services.say_value(gone), gone)
            for gone in queries.corrections_of(one)
        ],
    )
    return TemplateResponse(request, "measures/history.jinja", context)


@page(Permission.PROJECT_VIEW)
def download(request: HttpRequest, number: int, measure_id: int, kind: str) -> HttpResponse:
    """The chart or its data, as the page shows it: of the group asked for, else the data of all groups."""
    _, one = measure_of(request, number, measure_id)
    _, found = _asked_for(request, one)
    drawing = found.judged.drawing(found.annotations)
    table = of_charts({found.group: found.judged} if found.group or not found.charts else found.charts)
    name = slugify(f"{one.name} {found.group}")[:80] or "measure"
    return send_drawing(request, drawing, kind, name=name, back=at(one), table=table)
