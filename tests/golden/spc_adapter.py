"""What `spc-golden/check.py` asks of an implementation, answered by our engine: `compute(case, rows)`.

    python ../shared/spc-golden/check.py --adapter tests.golden.spc_adapter:compute

Only the reference's column names, its refusals and its grouping into facets are put on here; every figure is the engine's.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

from quantock.engines.spc import PLOT_THE_DOTS, Chart, Direction, Phase, xmr_chart
from quantock.engines.spc.arithmetic import mean
from quantock.engines.spc.classes import Assurance, Kind, Variation, speaks_high
from quantock.engines.spc.limits import kept_ranges, moving_ranges
from quantock.engines.spc.lines import Subgroup
from quantock.engines.spc.runs import crossings_least, longest_most
from quantock.engines.spc.shewhart import ControlChart, control_chart
from quantock.engines.spc.signals import (
    ABOVE,
    BELOW,
    FALLING,
    RISING,
    SHIFT_HIGH,
    SHIFT_LOW,
    TWO_HIGH,
    TWO_LOW,
)
from quantock.engines.spc.subgroups import Row, moving_ranges_of, subgroups

Case = dict[str, Any]
Given = list[dict[str, Any]]

DIRECTIONS = {"increase": Direction.UP, "decrease": Direction.DOWN, "neutral": Direction.NEUTRAL}
KINDS = {
    Kind.COMMON: "common_cause",
    Kind.MISSING: "common_cause",
    Kind.UNJUDGED: "common_cause",
    Kind.IMPROVEMENT: "special_cause_improvement",
    Kind.CONCERN: "special_cause_concern",
    Kind.HIGH: "special_cause_neutral_high",
    Kind.LOW: "special_cause_neutral_low",
}
VARIATION = {
    Variation.COMMON: "common_cause",
    Variation.EMPTY: "common_cause",
    Variation.IMPROVEMENT_HIGH: "improvement_high",
    Variation.IMPROVEMENT_LOW: "improvement_low",
    Variation.CONCERN_HIGH: "concern_high",
    Variation.CONCERN_LOW: "concern_low",
    Variation.NEITHER_HIGH: "neutral_high",
    Variation.NEITHER_LOW: "neutral_low",
}
ASSURANCE = {Assurance.PASS: "pass", Assurance.FAIL: "fail", Assurance.HIT_OR_MISS: "inconsistent"}
SUMMED = {
    Assurance.PASS: "consistent_pass",
    Assurance.FAIL: "consistent_fail",
    Assurance.HIT_OR_MISS: "inconsistent",
}
LABELS = (
    (ABOVE | BELOW, "Above UCL", "Below LCL"),
    (RISING | FALLING, "7 Point Trend (Increasing)", "7 Point Trend (Decreasing)"),
    (TWO_HIGH | TWO_LOW, "2 in 3 Above CL", "2 in 3 Below CL"),
    (SHIFT_HIGH | SHIFT_LOW, "7 Points Above CL", "7 Points Below CL"),
)
SHORT_GROUP = 13
"""The reference warns under 13 points, and still draws limits."""


def compute(case: Case, rows: Given, *, chart: Callable[..., Chart] = xmr_chart) -> dict[str, Any]:
    """The reference's columns, or its kind of refusal."""
    try:
        return _plot_the_dots(case, rows, chart) if case["engine"] == "ptd" else _qicharts(case, rows)
    except ValueError as refused:
        return {"error": str(refused)}


def _plot_the_dots(case: Case, rows: Given, charted: Callable[..., Chart]) -> dict[str, Any]:
    options = case["options"]
    rules = replace(PLOT_THE_DOTS, screens=options.get("screen_outliers", True))
    if case.get("ruleset") == "mdc2023":
        rules = replace(rules, outside_counts=True)
    direction = DIRECTIONS[options.get("improvement_direction", "increase")]
    found: dict[str, Any] = {"points": [], "summary": [], "icons": []}
    ordered = sorted(rows, key=lambda row: (row.get("f") or "no facet", row["x"]))
    for facet, group in groupby(ordered, key=lambda row: row.get("f") or "no facet"):
        some = list(group)
        days = [row["x"] for row in some]
        if len(set(days)) < len(days):
            raise ValueError("two values for one date")
        chart = charted(
            [row["y"] for row in some],
            phases=_phases(days, _for_facet(options.get("rebase"), facet), options.get("fix_after_n_points")),
            direction=direction,
            target=_for_facet(options.get("target"), facet),
            rules=rules,
        )
        has_target = options.get("target") is not None
        at_once = days[0] in (_for_facet(options.get("rebase"), facet) or ())
        found["points"] += _ptd_points(chart, some, facet, at_once)
        summary = _ptd_summary(chart, has_target=has_target, rebased_at_once=at_once)
        found["summary"] += [{**row, "f": facet} for row in summary]
        found["icons"].append({"f": facet, "type": "variation", "icon": VARIATION[chart.variation]})
        if chart.assurance is not Assurance.NONE:
            found["icons"].append({"f": facet, "type": "assurance", "icon": ASSURANCE[chart.assurance]})
    return found


def _for_facet(said: Any, facet: str) -> Any:
    return said.get(facet) if isinstance(said, dict) else said


def _phases(days: Sequence[str], rebases: Sequence[str] | None, baseline: int | None) -> list[Phase]:
    """A rebase begins at the first point on or after its date."""
    starts = {0}
    for day in rebases or ():
        starts.add(next((place for place, there in enumerate(days) if there >= day), 0))
    return [Phase(start, baseline) for start in sorted(starts)]


def _ptd_points(chart: Chart, rows: Given, facet: str, rebased_at_once: bool) -> Given:
    found = []
    ranges = _ranges(chart)
    for row, point in zip(rows, chart.points, strict=True):
        segment = chart.segments[point.segment]
        limits = segment.limits
        value, centre = point.value, limits.centre if limits else None
        side = None if value is None or centre is None else (value > centre) - (value < centre)
        outside = bool(point.bits & (ABOVE | BELOW))
        near = None
        if limits and limits.known and value is not None:
            near = not outside and (value > limits.near_upper or value < limits.near_lower)  # type: ignore[operator]
        moving, kept = ranges[point.place]
        found.append(
            {
                "f": facet,
                "x": row["x"],
                "y": value,
                "trajectory": row.get("trajectory"),
                "target": point.target,
                "rebase_group": point.segment + rebased_at_once,
                "short_group_warning": segment.stop - segment.start < SHORT_GROUP,
                "moving_range": moving,
                "moving_range_screened": kept,
                "amr_unscreened": limits.range_before if limits else None,
                "amr": limits.range_kept if limits else None,
                "mean": centre,
                "lpl": limits.lower if limits else None,
                "upl": limits.upper if limits else None,
                "near_lpl": limits.near_lower if limits else None,
                "near_upl": limits.near_upper if limits else None,
                "outside_limits": None if near is None else outside,
                "relative_to_mean": side,
                "close_to_limits": near,
                "rule_outside": outside,
                "rule_trend7": bool(point.bits & (RISING | FALLING)),
                "rule_two_in_three": bool(point.bits & (TWO_HIGH | TWO_LOW)),
                "rule_shift7": bool(point.bits & (SHIFT_HIGH | SHIFT_LOW)),
                "special_cause_type": _label(chart, point.place),
                "point_type": KINDS[point.kind],
            }
        )
    return found


def _ranges(chart: Chart) -> list[tuple[float | None, float | None]]:
    """Each point's moving range, and the same where it lies in the baseline and survived the screen."""
    found: list[tuple[float | None, float | None]] = []
    for segment in chart.segments:
        values = [point.value for point in chart.points[segment.start : segment.stop]]
        ranges = moving_ranges(values)
        length = len(values) if segment.baseline is None else segment.baseline
        _, kept = kept_ranges(ranges[:length])
        most = max(kept, default=-1.0)
        for place, each in enumerate(ranges):
            counts = each is not None and place < length
            stays = counts and (not chart.rules.screens or each <= most)  # type: ignore[operator]
            found.append((each if counts else None, each if stays else None))
    return found


def _label(chart: Chart, place: int) -> str:
    point = chart.points[place]
    for bits, high, low in LABELS:
        if point.bits & bits:
            before = chart.points[place - 1].value if place else None
            peak = point.value is not None and before is not None and point.value > before
            return high if speaks_high(point.bits & bits, peak) else low
    return "Common Cause"


def _ptd_summary(chart: Chart, *, has_target: bool, rebased_at_once: bool) -> Given:
    found = []
    for number, segment in enumerate(chart.segments):
        points = chart.points[segment.start : segment.stop]
        kinds = [KINDS[point.kind] for point in points]
        row = {
            "mean_col": segment.limits.centre if segment.limits else None,
            "lpl": segment.limits.lower if segment.limits else None,
            "upl": segment.limits.upper if segment.limits else None,
            "n": len(points),
            "common_cause": kinds.count("common_cause"),
            "special_cause_improvement": kinds.count("special_cause_improvement"),
            "special_cause_concern": kinds.count("special_cause_concern"),
            "variation_type": kinds[-1],
            "rebase_group": number + rebased_at_once,
        }
        is_last = number == len(chart.segments) - 1
        if has_target:
            row["assurance_type"] = SUMMED.get(chart.assurance) if is_last else None
        found.append(row)
    return found


def _qicharts(case: Case, rows: Given) -> dict[str, Any]:
    options = case["options"]
    found: dict[str, Any] = {"points": [], "summary": []}
    facets = sorted(rows, key=lambda row: (row.get("facet1") or "1", row.get("facet2") or "1"))
    for names, group in groupby(facets, key=lambda row: (row.get("facet1") or "1", row.get("facet2") or "1")):
        some = _in_order(list(group), options.get("x.period"))
        _qic_facet(case, some, names, found)
    return found


def _in_order(rows: Given, period: str | None) -> Given:
    if period == "month":
        rows = [{**row, "x": f"{row['x'][:7]}-01"} for row in rows]
    try:
        return sorted(rows, key=lambda row: float(row["x"]))
    except ValueError:
        return sorted(rows, key=lambda row: row["x"])


def _is_text(value: str) -> bool:
    return not value[:1].isdigit()


def _list(said: Any) -> list[int]:
    return [] if said is None else said if isinstance(said, list) else [said]


def _qic_facet(case: Case, rows: Given, names: tuple[str, str], found: dict[str, Any]) -> None:
    options, kind = case["options"], case["options"]["chart"]
    sized = "n" in case["columns"]
    given = [Row(row["x"], row["y"], row.get("n")) for row in rows]
    some = subgroups(given, kind=kind, together=options.get("agg.fun", "mean"), sized=sized)
    if kind == "ip" and not sized:
        some = [replace(each, size=float(each.count)) for each in some]
    firsts = list({row["x"]: row for row in reversed(rows)}.values())[::-1]
    starts = _starts(options, firsts, case)
    freeze = options.get("freeze") if len(starts) == 1 else None
    left_out = set(_list(options.get("exclude")))
    some = [replace(each, included=place not in left_out) for place, each in enumerate(some, start=1)]
    if kind == "mr":
        some = moving_ranges_of(some, starts)
    centre = options.get("cl")
    chart = control_chart(
        some,
        kind,
        starts=starts,
        freeze=freeze,
        centres=None if centre is None else [centre] * len(some),
        screens=options.get("screened_mr", True),
        method=options.get("method", "anhoej"),
        ordered=not any(_is_text(row["x"]) for row in firsts),
        nought_is_least=options.get("y.neg") is False,
    )
    _qic_said(chart, some, firsts, names, options, found)


def _starts(options: dict[str, Any], rows: Given, case: Case) -> list[int]:
    if "part" in case["columns"]:
        texts = [row["part"] for row in rows]
        return [0, *(place for place in range(1, len(texts)) if texts[place] != texts[place - 1])]
    return [0, *_list(options.get("part"))]


def _qic_said(
    chart: ControlChart,
    some: Sequence[Subgroup],
    rows: Given,
    names: tuple[str, str],
    options: dict[str, Any],
    found: dict[str, Any],
) -> None:
    times = options.get("multiply", 1)

    def scaled(value: float | None) -> float | None:
        return None if value is None else value * times

    said = []
    for place, (row, each, point) in enumerate(zip(rows, some, chart.points, strict=True), start=1):
        runs = chart.parts[point.part - 1].runs
        part = chart.parts[point.part - 1]
        said.append(
            {
                "facet1": names[0],
                "facet2": names[1],
                "part": point.part,
                "xx": place,
                "x": row["x"],
                "y": scaled(point.value),
                "n": each.size,
                "y.sum": each.total,
                "y.length": each.count,
                "y.mean": each.average,
                "y.sd": each.deviation,
                "cl": scaled(point.centre),
                "lcl": scaled(point.lower),
                "lcl.95": scaled(point.near_lower),
                "ucl.95": scaled(point.near_upper),
                "ucl": scaled(point.upper),
                "target": options.get("target"),
                "baseline": point.is_base or not each.included,
                "include": each.included,
                "sigma.signal": point.outside,
                "runs.signal": runs.signal,
                "n.obs": sum(each.included for each in some[part.start : part.stop]),
                "n.useful": runs.useful,
                "longest.run": runs.longest if runs.useful else None,
                "longest.run.max": longest_most(runs.useful) if runs.useful else None,
                "n.crossings": runs.crossings if runs.useful else None,
                "n.crossings.min": crossings_least(runs.useful) if runs.useful else None,
            }
        )
    found["points"] += said
    for number in range(1, len(chart.parts) + 1):
        found["summary"].append(_qic_summary([each for each in said if each["part"] == number]))


def _qic_summary(points: Given) -> dict[str, Any]:
    kept = ("facet1", "facet2", "part", "n.obs", "n.useful", "longest.run", "longest.run.max")
    kept += ("n.crossings", "n.crossings.min", "runs.signal")
    row = {name: points[0][name] for name in kept}
    for name, of in (
        ("aLCL", "lcl"),
        ("aLCL.95", "lcl.95"),
        ("CL", "cl"),
        ("aUCL.95", "ucl.95"),
        ("aUCL", "ucl"),
    ):
        there = [point[of] for point in points if point[of] is not None]
        row[name] = mean(there) if there else None
    row["sigma.signal"] = sum(point["sigma.signal"] for point in points)
    row["runs.signal"] = int(row["runs.signal"])
    return row
