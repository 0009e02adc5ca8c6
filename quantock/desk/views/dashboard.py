"""The portfolio dashboard, the milestones behind it, and both as files."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from quantock.access import Permission, page
from quantock.desk import pictures
from quantock.desk.asked import Asked, asked
from quantock.desk.queries import milestones as dated
from quantock.desk.queries.dashboard import Dashboard, dashboard
from quantock.desk.queries.kept import kept
from quantock.desk.queries.kept_past import kept_past
from quantock.desk.queries.selection import NOT_ASKED, NOT_RATED
from quantock.desk.queries.totals import totals
from quantock.desk.saved import opened_with_usual, views_of
from quantock.desk.sending import send_table
from quantock.engines.charts import shades, shades_sentence
from quantock.engines.documents.columns import Column
from quantock.projects.models import Confidence, State
from quantock.web.context import address
from quantock.web.display import Paged

PAGE = 50
STATE_WORDS = {"live": "live", "ended": "ended", **{value: label.lower() for value, label in State.choices}}


@page(Permission.SIGNED_IN)
def overview(request: HttpRequest) -> HttpResponse:
    """The dashboard."""
    one = asked(request, "dashboard")
    if usual := opened_with_usual(request, one):
        return redirect(usual)
    counted = one.selection.counted()
    known = kept_past(counted, one.since) if one.is_past else kept(counted, one.since)
    if one.is_past and not known:
        counted = counted.with_known()
    found = dashboard(counted, one.since, one.choices, known)
    money, ahead, shown, gains = totals(counted, one.since, known)
    dated.draw(ahead, counted)
    state = STATE_WORDS[counted.filters["state"]]
    context = {
        "title": f"{_scope(one)}: {_projects(found.now.count, state)}",
        "state": state,
        "request": request,
        "one": one,
        "form": one.form,
        "found": found,
        "ahead": ahead,
        "money": money,
        "gains": gains,
        "working": shown,
        "aims": shown.rows(one.choices) if shown else [],
        "confidence": pictures.confidence(one, found.now),
        "steps": [
            (name, *pictures.steps(one, place, bars), bars)
            for place, (name, bars) in enumerate(found.models.items())
        ],
        "timeline": pictures.milestones(one, ahead),
        "grid": _grid(found),
        "confidences": Confidence.choices,
        "labels": dict(Confidence.choices),
        "quiet_at": address("desk:quiet")
        if one.selection.viewer.may_anywhere(Permission.SILENCE_VIEW)
        else "",
        "warnings_at": one.selection.viewer.may_anywhere(Permission.WARNINGS_VIEW),
        "views": views_of(one),
    }
    return TemplateResponse(request, "desk/dashboard.jinja", context)


def _projects(count: int, state: str) -> str:
    return f"{count:,} {state} {'project' if count == 1 else 'projects'}"


def _scope(one: Asked) -> str:
    everything = "Whole system" if one.selection.viewer.sees_all_projects() else "What you may see"
    return one.form.scope() or everything


def _grid(found: Dashboard) -> dict[str, Any]:
    """Themes by confidence, with columns for what occurs only, and how dark each cell is."""
    columns = [(value, str(label)) for value, label in Confidence.choices]
    columns += [(NOT_RATED, "Not rated"), (NOT_ASKED, "Not asked")]
    used = [(key, label) for key, label in columns if any(theme.counts[key] for theme in found.themes)]
    counts = [[theme.counts[key] for key, _ in used] for theme in found.themes]
    names = [theme.name for theme in found.themes]
    return {
        "columns": used,
        "rows": list(zip(found.themes, counts, shades(counts), strict=True)),
        "says": shades_sentence(names, [label.lower() for _, label in used], counts),
    }


MILESTONE_COLUMNS = (
    Column("Reference"),
    Column("Project", width=44),
    Column("Lead organisation", width=36),
    Column("Milestone", width=44),
    Column("Baseline", "date"),
    Column("Forecast", "date"),
    Column("Provisional"),
    Column("Reached", "date"),
    Column("Status"),
    Column("Why", width=40),
)


def _when(request: HttpRequest) -> str:
    when = request.GET.get("when", "")
    return when if when in dated.WHENS else "open"


@page(Permission.SIGNED_IN)
def milestones(request: HttpRequest) -> HttpResponse:
    """The milestones behind a number of the dashboard, the soonest first."""
    one = asked(request, "milestones")
    counted, when = one.selection.counted(), _when(request)
    asked_for = request.GET.get("page", "")
    number = int(asked_for) if asked_for.isdecimal() and len(asked_for) < 6 else 1
    rows, count = dated.listed(counted, when, one.since, max(1, number), PAGE)
    context = {
        "title": "Milestones",
        "request": request,
        "one": one,
        "form": one.form,
        "when": when,
        "whens": dated.WHENS,
        "rows": rows,
        "count": count,
        "paged": Paged(max(1, number), max(1, -(-count // PAGE))),
    }
    return TemplateResponse(request, "desk/milestones.jinja", context)


def milestone_rows(one: Asked, when: str) -> Iterator[tuple[object, ...]]:
    """One row a milestone, as the list shows it."""
    for each in dated.every(one.selection.counted(), when, one.since):
        yield (
            f"P-{each.number:04d}",
            each.title,
            each.organisation,
            each.name,
            each.baseline,
            each.forecast,
            "Yes" if each.provisional else "No",
            each.actual,
            each.verdict.word,
            each.verdict.why,
        )


@page(Permission.SIGNED_IN)
def milestones_export(request: HttpRequest) -> HttpResponseBase:
    one = asked(request, "milestones")
    if one.form.errors:
        return redirect(f"{one.address('desk:milestones')}")
    rows = milestone_rows(one, _when(request))
    return send_table("milestones", MILESTONE_COLUMNS, rows, file=request.GET.get("file", ""))


DASHBOARD_COLUMNS = (
    Column("Part", width=30),
    Column("What", width=44),
    Column("Of", width=30),
    Column("Number", "number"),
)


@page(Permission.SIGNED_IN)
def export(request: HttpRequest) -> HttpResponseBase:
    """Every number of the dashboard as a table."""
    one = asked(request, "dashboard")
    if one.form.errors:
        return redirect(one.address("desk:dashboard"))
    return send_table("dashboard", DASHBOARD_COLUMNS, _numbers(one), file=request.GET.get("file", ""))


def _numbers(one: Asked) -> Iterator[tuple[object, ...]]:
    counted = one.selection.counted()
    known = kept_past(counted, one.since) if one.is_past else kept(counted, one.since)
    found = dashboard(counted, one.since, one.choices, known)
    money, ahead, shown, gains = totals(counted, one.since, known)
    then = f"on {one.since:%d/%m/%Y}"
    yield ("Projects", STATE_WORDS[counted.filters["state"]].capitalize(), "", found.now.count)
    yield ("Projects", STATE_WORDS[counted.filters["state"]].capitalize(), then, found.then.count)
    for value, label in Confidence.choices:
        yield ("Delivery confidence", label, "", found.now.rated[value])
        yield ("Delivery confidence", label, then, found.then.rated[value])
    yield ("Delivery confidence", "Not rated", "", found.now.not_rated)
    yield ("Delivery confidence", "Not asked (quick and standard tracks)", "", found.now.not_asked)
    yield ("Reporting", "Help wanted", "", found.now.help_wanted)
    yield ("Reporting", "Gone quiet", "", found.now.quiet)
    for name in dated.COUNTED:
        yield (
            "Milestones",
            dated.WHENS[name],
            f"since {one.since:%d/%m/%Y}" if name == "slipped" else "",
            getattr(ahead, name),
        )
    for each in money:
        for basis, amount in (("budget", each.budget), ("forecast", each.forecast)):
            what = f"In-year {basis}, {each.nature.lower()}"
            if amount.pence is not None:
                yield ("Money", what, "pounds", amount.pence / 100)
            yield ("Money", what, "projects that gave a number", amount.gave)
            yield ("Money", what, "of them inside a programme’s number", amount.inside)
    for gain in gains:
        whose = "said by programmes themselves" if gain.of_programmes else "said by projects"
        for words, pence in (("Forecast, full-year", gain.full_year), ("Reported so far", gain.reported)):
            if pence is not None:
                yield (f"Benefits, not validated: {words}", gain.kind.label, f"pounds, {whose}", pence / 100)
        yield ("Benefits", gain.kind.label, whose, gain.count)
    if shown:
        for name, words in shown.columns.items():
            yield ("Is it working?", words, "", shown.total[name])
            for row in shown.rows(one.choices):
                yield ("Is it working?", words, row.name, row.counts[name])
    for model, bars in found.models.items():
        for bar in bars:
            yield ("Steps", bar.step.name, model, bar.count)
    for theme in found.themes:
        for key, count in theme.counts.items():
            yield ("Strategic themes", theme.name, key, count)
