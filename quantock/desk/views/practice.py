"""Consistency of practice, by organisation and over time; a page that assurance can print."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from quantock.access import Permission, page
from quantock.desk.asked import asked
from quantock.desk.practice import BY_CODE, PRACTICES, Practice, Share
from quantock.desk.queries.practice import Found, lacking, practice_of
from quantock.desk.sending import send_table
from quantock.engines.charts.control import control_svg, drawing
from quantock.engines.charts.svg import Svg
from quantock.engines.charts.widths import in_both_widths
from quantock.engines.documents.columns import Column
from quantock.engines.spc import Direction
from quantock.engines.spc.kinds import chart_of
from quantock.engines.spc.sentences import Wording, finding
from quantock.engines.text import plural

LEAST_MONTHS = 3
WIDTH, NARROW = 540, 260


@dataclass(frozen=True, slots=True)
class Card:
    """A practice on the day, and its months as a run chart where there are enough."""

    practice: Practice
    share: Share
    title: str
    drawn: Svg | None
    months: Sequence[tuple[str, Share]]


@page(Permission.SIGNED_IN)
def practice(request: HttpRequest) -> HttpResponse:
    one = asked(request, "dashboard")
    found = practice_of(one.selection)
    code = request.GET.get("lacking", "")
    rows, count = lacking(found, code) if code in BY_CODE else ([], 0)
    context = {
        "title": "Consistency of practice",
        "request": request,
        "one": one,
        "form": one.form,
        "found": found,
        "cards": [_card(each, found) for each in PRACTICES],
        "answer": _answer(found),
        "practices": PRACTICES,
        "chosen": BY_CODE.get(code),
        "rows": rows,
        "count": count,
    }
    return TemplateResponse(request, "desk/practice.jinja", context)


def _answer(found: Found) -> str:
    """The weakest practice, and the strongest."""
    asked_of = [(share.percent, each, share) for each in PRACTICES if (share := found.now[each.code]).asked]
    if not asked_of:
        return "No project here is live, and none ended in the year before."
    worst, best = min(asked_of, key=lambda some: some[0] or 0), max(asked_of, key=lambda some: some[0] or 0)
    count = len(worst[2].lacking)
    said = (
        f"{count} of {plural(worst[2].asked, 'project')} {'is' if count == 1 else 'are'} {worst[1].otherwise}"
    )
    if worst[0] == best[0]:
        return f"{said}." if count else "Every practice is kept to by every project it is asked of."
    return f"{said}: the weakest practice. The strongest: {best[1].name.lower()}, {best[2].says}."


def _card(one: Practice, found: Found) -> Card:
    months = [
        (f"{day:%B %Y}", shares[one.code]) for day, shares in zip(found.days, found.months, strict=True)
    ]
    values = [share.percent for _, share in months]
    if sum(value is not None for value in values) < LEAST_MONTHS:
        return Card(one, found.now[one.code], "Too few months to show how it moved", None, months)
    labels = [label for label, _ in months]
    chart = chart_of("run", values=values, direction=Direction.UP)
    wording = Wording(lambda place: labels[place], decimals=0, unit="%", least=0, most=100)
    drawn = drawing(chart, name=one.name, labels=labels, wording=wording, days=found.days)
    svg = in_both_widths(
        lambda prefix, width: control_svg(drawn, prefix=prefix, width=width, height=210, span=(0, 100)),
        prefix=f"practice-{one.code}",
        wide=WIDTH,
        narrow=NARROW,
    )
    return Card(one, found.now[one.code], finding(chart, wording).headline, svg, months)


COLUMNS = (
    Column("Day", "date"),
    Column("Practice", width=30),
    Column("Keep to it", "number"),
    Column("Asked of", "number"),
    Column("Per cent", "number"),
)


@page(Permission.SIGNED_IN)
def export(request: HttpRequest) -> HttpResponseBase:
    """Every month's counts."""
    one = asked(request, "dashboard")
    if one.form.errors:
        return redirect(one.address("desk:practice"))
    rows = _rows(practice_of(one.selection))
    return send_table("practice", COLUMNS, rows, file=request.GET.get("file", ""))


def _rows(found: Found) -> Iterator[tuple[object, ...]]:
    for day, shares in zip(found.days, found.months, strict=True):
        for each in PRACTICES:
            share = shares[each.code]
            percent = None if share.percent is None else round(share.percent, 1)
            yield (day, each.name, share.kept, share.asked, percent)
