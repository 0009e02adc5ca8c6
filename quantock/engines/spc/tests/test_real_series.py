"""Real series give the published results: XmR with and without a rebase, run-chart tests, and U and P charts."""

import csv
import os
from collections import defaultdict
from datetime import date
from pathlib import Path

import pytest

from quantock.engines.spc import PLOT_THE_DOTS, Direction, Kind, Phase, Variation, control_chart, xmr_chart
from quantock.engines.spc.arithmetic import median
from quantock.engines.spc.classes import Assurance, speaks_high
from quantock.engines.spc.limits import xmr_limits
from quantock.engines.spc.runs import anhoej
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
from quantock.engines.spc.subgroups import Row, subgroups

DATA = Path(os.environ.get("QUANTOCK_REAL_DATA", "../shared")) / "data"
NAMES = ("adverse_events", "ae_four_hour", "cdi")
LABELS = {
    ABOVE: "Above UCL",
    BELOW: "Below LCL",
    RISING: "7 Point Trend (Increasing)",
    FALLING: "7 Point Trend (Decreasing)",
    TWO_HIGH: "2 in 3 Above CL",
    TWO_LOW: "2 in 3 Below CL",
    SHIFT_HIGH: "7 Points Above CL",
    SHIFT_LOW: "7 Points Below CL",
}
KINDS = {
    Kind.COMMON: "common_cause",
    Kind.IMPROVEMENT: "special_cause_improvement",
    Kind.CONCERN: "special_cause_concern",
}
ASSURANCE = {
    Assurance.PASS: "consistent_pass",
    Assurance.FAIL: "consistent_fail",
    Assurance.HIT_OR_MISS: "inconsistent",
    Assurance.NONE: "NA",
}
pytestmark = pytest.mark.real_data


def rows_of(path):
    if not path.is_file():
        pytest.skip(f"{path} is not here: set QUANTOCK_REAL_DATA to the folder of the real files")
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def series_of(name):
    found = defaultdict(list)
    for row in rows_of(DATA / "measures" / f"{name}.csv"):
        found[row["series_id"]].append(row)
    return found


def chart_of(rows, rebase):
    starts = sorted({0, *(place for place, row in enumerate(rows) if rebase and row["date"] == rebase)})
    target = next((float(row["target"]) for row in rows if row["target"]), None)
    return xmr_chart(
        [float(row["value"]) for row in rows],
        phases=[Phase(start) for start in starts],
        direction=Direction.UP if rows[0]["direction"] == "increase" else Direction.DOWN,
        target=target,
        rules=PLOT_THE_DOTS,
    )


def label(point):
    return next((LABELS[bit] for bit in LABELS if point.bits & bit), "Common Cause")


@pytest.mark.parametrize("name", NAMES)
def test_every_point(name):
    series = series_of(name)
    rebases = {
        (row["series_id"], row["mode"]): row["rebase_at"]
        for row in rows_of(DATA / "expected" / f"spc_{name}.csv")
    }
    wanted = defaultdict(list)
    for row in rows_of(DATA / "expected" / f"spc_{name}_points.csv"):
        wanted[row["series_id"], row["mode"]].append(row)
    assert wanted
    for (series_id, mode), rows in wanted.items():
        chart = chart_of(series[series_id], rebases[series_id, mode])
        for row, point in zip(rows, chart.points, strict=True):
            limits = chart.limits_at(point.place)
            assert (limits.centre, limits.lower, limits.upper) == pytest.approx(
                (float(row["mean"]), float(row["lpl"]), float(row["upl"])), abs=2e-6
            )
            assert (label(point), KINDS[point.kind]) == (row["special_cause"], row["point_type"])


@pytest.mark.parametrize("name", NAMES)
def test_every_summary(name):
    series = series_of(name)
    for row in rows_of(DATA / "expected" / f"spc_{name}.csv"):
        chart = chart_of(series[row["series_id"]], row["rebase_at"])
        labels = [label(point) for point in chart.points]
        counted = {
            "above_ucl": "Above UCL",
            "below_lcl": "Below LCL",
            "trend_up": LABELS[RISING],
            "trend_down": LABELS[FALLING],
            "two3_above": LABELS[TWO_HIGH],
            "two3_below": LABELS[TWO_LOW],
            "shift_above": LABELS[SHIFT_HIGH],
            "shift_below": LABELS[SHIFT_LOW],
            "common": "Common Cause",
        }
        assert {name: labels.count(said) for name, said in counted.items()} == {
            name: int(row[name]) for name in counted
        }
        assert labels[-1] == row["latest_type"]
        assert ASSURANCE[chart.assurance] == row["assurance"]
        values = [point.value for point in chart.points]
        last = values[chart.segments[-1].start :]
        plain = xmr_limits(last)
        assert (plain.lower, plain.upper) == pytest.approx(
            (float(row["lpl_unscreened"]), float(row["upl_unscreened"])), abs=2e-6
        )
        runs = anhoej(values, median(values))
        assert [runs.useful, runs.longest, runs.longest_most, runs.crossings, runs.crossings_least, int(runs.signal)] == [
            int(row[key])
            for key in ("useful", "longest_run", "longest_run_max", "crossings", "crossings_min", "runs_signal")
        ]  # fmt: skip


def test_u_and_p_charts():
    series = {key: rows for name in NAMES for key, rows in series_of(name).items()}
    charts = defaultdict(list)
    for row in rows_of(DATA / "expected" / "attribute_charts.csv"):
        charts[row["series_id"], row["chart"], row["mode"]].append(row)
    assert len(charts) > 3
    for (series_id, kind, mode), wanted in charts.items():
        rows = series[series_id]
        some = subgroups(
            [Row(row["date"], float(row["numerator"]), float(row["denominator"])) for row in rows],
            kind=kind,
            sized=True,
        )
        parts = [int(row["part"]) for row in wanted]
        starts = [place for place, part in enumerate(parts) if place == 0 or part != parts[place - 1]]
        chart = control_chart(some, kind, starts=starts, freeze=24 if "frozen" in mode else None)
        scale = float(wanted[0]["cl"]) / (chart.points[0].centre or 1)
        scale = min((1, 100, 1000, 10_000), key=lambda each: abs(each - scale))
        for row, point in zip(wanted, chart.points, strict=True):
            got = [scale * each for each in (point.value, point.centre, point.lower, point.upper)]
            assert got == pytest.approx([float(row[key]) for key in ("y", "cl", "lcl", "ucl")], abs=2e-6)
            runs = chart.parts[point.part - 1].runs
            assert (point.outside, runs.signal) == (
                row["sigma_signal"] == "TRUE",
                row["runs_signal"] == "TRUE",
            )
            assert (runs.longest, runs.crossings) == (int(row["longest_run"]), int(row["crossings"]))


def test_a_rebased_improvement_is_common_cause_at_a_better_level():
    rows = series_of("cdi")["CDI"]
    chart = chart_of(rows, "2014-11-01")
    assert chart.variation is Variation.COMMON
    assert [round(segment.limits.centre, 2) for segment in chart.segments] == pytest.approx(
        [13.04, 5.01], abs=0.02
    )
    assert date.fromisoformat(rows[chart.segments[1].start]["date"]) == date(2014, 11, 1)
    assert speaks_high(ABOVE)
