"""Every golden case: the generated ones from here, and all of them, by the set's own check, where it is at hand."""

import json
import math
import os
import subprocess
import sys
from pathlib import Path

import pytest

from quantock.engines.spc.batch import has_numpy
from tests.golden import spc_adapter, spc_many

HERE = Path(__file__).parent
CASES = json.loads((HERE / "generated.json").read_text())
SHARED = Path(os.environ.get("QUANTOCK_REAL_DATA", "../shared")) / "spc-golden"
TOLERANCE = 1e-9
# Where we choose to differ from what a reference printed; each is described in docs/charts.md.
OURS = {
    "facet-without-target-gets-inconsistent",
    "last-point-missing-gives-common-cause-icon",
    "rebase-date-must-match-a-point",
    "reference-defect-trend-label-at-junction",
    "reference-fails-on-missing-in-monotone-stretch",
}


def spread(columns, length):
    """Columns as stored (a single value is one for every row) as rows."""
    there = {name: said if isinstance(said, list) else [said] * length for name, said in columns.items()}
    return [{name: said[place] for name, said in there.items()} for place in range(length)]


def numbered(row):
    return {
        key: float(value) if isinstance(value, int) and key != "x" else value for key, value in row.items()
    }


def same(wanted, got):
    if wanted is None:
        return got is None or (isinstance(got, float) and math.isnan(got))
    if isinstance(wanted, bool) or isinstance(got, bool):
        return bool(wanted) == bool(got) and got is not None
    if isinstance(wanted, int | float) and isinstance(got, int | float):
        return abs(wanted - got) <= TOLERANCE * max(1.0, abs(wanted))
    return str(wanted) == str(got)


def differences(wanted, got):
    if len(wanted) != len(got):
        return [f"{len(wanted)} rows wanted, {len(got)} got"]
    return [
        f"{place} {name}: {said!r}, got {row.get(name)!r}"
        for place, (rows, row) in enumerate(zip(wanted, got, strict=True))
        for name, said in rows.items()
        if not same(said, row.get(name))
    ]


# One chart the plain way, and the way that judges many at once.
WAYS = [
    pytest.param(spc_adapter.compute, id="one"),
    pytest.param(
        spc_many.compute,
        id="many",
        marks=pytest.mark.skipif(not has_numpy(), reason="the numpy extra is not installed"),
    ),
]


@pytest.mark.parametrize("compute", WAYS)
@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_a_generated_case(case, compute):
    rows = [numbered(row) for row in spread(case["rows"], case["length"])]
    got = compute({**case, "ruleset": "nhsr"}, rows)
    if case.get("quirk") in OURS:
        assert "error" not in got
        return
    if "refused" in case:
        assert got["error"]
        return
    assert differences(spread(case["points"], case["found"]), got["points"]) == []
    assert differences(case["summary"], got["summary"]) == []
    if "icons" in case:
        assert differences(case["icons"], got["icons"]) == []


@pytest.mark.parametrize("compute", WAYS)
@pytest.mark.parametrize(
    "case",
    [case for case in CASES if "mdc2023" in case and case.get("quirk") not in OURS],
    ids=lambda case: case["id"],
)
def test_the_two_sigma_rule_of_2023(case, compute):
    rows = [numbered(row) for row in spread(case["rows"], case["length"])]
    got = compute({**case, "ruleset": "mdc2023"}, rows)
    found = {(point["f"], point["x"]): point for point in got["points"]}
    for facet, day, label, kind in case["mdc2023"]:
        assert found[facet, day]["special_cause_type"] == label
        assert found[facet, day]["point_type"] == kind


@pytest.mark.real_data
@pytest.mark.parametrize("way", ["spc_adapter", "spc_many"])
@pytest.mark.parametrize("rules", ["nhsr", "mdc2023"])
def test_the_whole_set_by_its_own_check(rules, way):
    if way == "spc_many" and not has_numpy():
        pytest.skip("the numpy extra is not installed")
    if not SHARED.is_dir():
        pytest.skip(f"{SHARED} is not here: set QUANTOCK_REAL_DATA to the folder of the real files")
    command = [
        sys.executable,
        SHARED / "check.py",
        "--adapter",
        f"tests.golden.{way}:compute",
        "--ruleset",
        rules,
    ]
    done = subprocess.run(command, capture_output=True, text=True, cwd=HERE.parents[1], check=False)
    failed = [line for line in done.stdout.splitlines() if line.startswith("FAIL")]
    unexplained = [line for line in failed if not any(f"[quirk: {quirk}]" in line for quirk in OURS)]
    assert unexplained == []
    assert "cases pass" in done.stdout, done.stderr
