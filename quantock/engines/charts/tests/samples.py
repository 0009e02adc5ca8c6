"""One picture of each kind, drawn from any text, for the tests that hold for all of them."""

from datetime import date

from quantock.engines.charts import (
    Bar,
    Milestone,
    Node,
    Part,
    PlanBar,
    Promise,
    Rated,
    Row,
    Status,
    Step,
    bars,
    confidence_history,
    draw_plan,
    icon,
    in_both_widths,
    portfolio_map,
    said_mark,
    slip,
    sparkline,
    sprite,
    stacked_bar,
    step_dots,
    step_path,
    timeline,
    use,
)
from quantock.engines.charts.matrix import Move, Picture, risk_matrix
from quantock.engines.charts.months import Month, forecast_and_reported

TODAY = date(2026, 11, 23)
FIRST, LAST = date(2026, 11, 1), date(2027, 10, 31)
SEVEN = ("People", "Problem", "Aim", "Measures", "Change ideas", "Test", "Sustain and share")


def milestones(text, href):
    return [
        Milestone(text, date(2026, 11, 10), Status.COMPLETE, baseline=date(2026, 10, 1), href=href),
        Milestone(text, date(2027, 1, 8), Status.AMBER, baseline=date(2026, 12, 1), href=href),
        Milestone(text, date(2027, 1, 9), Status.RED, provisional=True),
        Milestone(text, date(2027, 1, 10), Status.GREEN),
        Milestone(text, date(2027, 1, 11), Status.UNKNOWN),
        Milestone(text, date(2028, 1, 11), Status.GREEN),
    ]


def plan(text, href):
    day = date(2026, 11, 20)
    return [
        PlanBar(text, 1, FIRST, LAST, 30, is_summary=True, is_late=True, url=href),
        PlanBar(text, 2, FIRST, day, 100, url=href),
        PlanBar(text, 3, day, LAST, 40, is_late=True, baseline_start=FIRST, baseline_finish=day),
        PlanBar(text, 9, finish=day, percent=100, is_milestone=True, baseline_finish=FIRST, url=href),
        PlanBar(text, 2, finish=LAST, is_milestone=True, is_late=True),
        PlanBar(text, 2, url=href),
        PlanBar(text),
    ]


def drawings(text, href="/list/", prefix="x", width=720):
    """Every picture, by name, with `text` wherever a page would pass its own words."""
    parts = [Part(Status.GREEN, 31, href, text), Part(Status.RED, 1, href), Part(Status.UNKNOWN, 4000)]
    nodes = [
        Node(text, href=href, children=[Node(text, status, href) for status in Status] * 2),
        Node(text, children=[Node(text, children=[Node(text, Status.RED)])]),
        Node(text, Status.AMBER, href),
        Node(text, counts={Status.GREEN: 2}),
    ]
    rated = [Rated(date(2026, month, 9), status, text) for month, status in enumerate(Status, 1)]
    said = [Month(date(2026, month, 1), 5, None if month > 4 else month - 2) for month in range(1, 9)]
    return {
        "forecast_and_reported": forecast_and_reported(
            said, prefix=prefix, say=lambda figure: f"{figure} {text}"[:20], width=width
        ),
        "step_path": step_path(
            [Step(text, href), Step(text, asked=False), text, text], 2, prefix=prefix, width=width
        ),
        "step_dots": step_dots(7, 3, prefix=prefix, name=text),
        "stacked_bar": stacked_bar(parts, prefix=prefix, width=width),
        "bars": bars([Bar(text, 34, 61, 5, href), Bar(text, 0), Bar(text, 3)], prefix=prefix, width=width),
        "timeline": timeline(
            [Row(text, milestones(text, href), href)] * 3,
            FIRST,
            LAST,
            TODAY,
            prefix=prefix,
            width=width,
            most_rows=2,
        ),
        "confidence_history": confidence_history(rated, prefix=prefix, width=width),
        "plan": draw_plan(plan(text, href), on=TODAY, prefix=prefix, width=width, most_rows=6),
        "sparkline": sparkline([1.5, None, 3, 2], prefix=prefix, target=2.5),
        "slip": slip(
            [Promise(date(2026, month, 1), date(2026, 12, month)) for month in range(1, 7)],
            prefix=prefix,
            baseline=date(2026, 12, 1),
            width=width,
        ),
        "portfolio_map": portfolio_map(nodes, prefix=prefix, width=width, most_shown=3),
        "risk_matrix": risk_matrix(
            Picture(
                [text] * 5,
                [text] * 5,
                lambda likelihood, impact: "high",
                counts={(3, 4): 2, (5, 5): 1},
                moves=[Move((5, 5), (3, 4), 3)],
                marks={(1, 1): "now\naim"},
                href=lambda likelihood, impact: href,
            ),
            prefix=prefix,
            width=width,
        ),
        "said_mark": said_mark(Status.AMBER, prefix=prefix, word=text, hollow=True),
        "icon": icon("search", says=text),
        "sprite": sprite(prefix),
        "use": use("star", says=text, prefix=prefix),
        "in_both_widths": in_both_widths(
            lambda name, wide: stacked_bar(parts, prefix=name, width=wide), prefix=prefix
        ),
    }
