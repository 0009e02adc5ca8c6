"""`quantock spc`: without a database or settings, exact on the published results, clear about what is wrong."""

import csv
import io
import itertools
import json
import os
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest
from defusedxml import ElementTree

from quantock.engines.shell.spc import main
from quantock.engines.spc.lines import Subgroup
from quantock.engines.spc.shewhart import control_chart

DATA = Path(os.environ.get("QUANTOCK_REAL_DATA", "../shared")) / "data"
LABELS = {
    "above": "Above UCL",
    "below": "Below LCL",
    "rising": "7 Point Trend (Increasing)",
    "falling": "7 Point Trend (Decreasing)",
    "two_high": "2 in 3 Above CL",
    "two_low": "2 in 3 Below CL",
    "shift_high": "7 Points Above CL",
    "shift_low": "7 Points Below CL",
}
CLASSES = {
    "common cause": "common_cause",
    "improvement": "special_cause_improvement",
    "concern": "special_cause_concern",
}
ASSURANCE = {
    "consistently passing": "consistent_pass",
    "consistently falling short": "consistent_fail",
    "hit or miss": "inconsistent",
    "no target": "NA",
}


def run(*arguments, given=b""):
    out, err = io.StringIO(), io.StringIO()
    code = main([str(each) for each in arguments], out=out, err=err, given=io.BytesIO(given))
    return code, out.getvalue(), err.getvalue()


def report(*arguments):
    code, out, err = run(*arguments, "--json")
    assert (code, err) == (0, "")
    return json.loads(out)


def real(folder, name):
    path = DATA / folder / name
    if not path.is_file():
        pytest.skip(f"{path} is not here: set QUANTOCK_REAL_DATA to the folder of the real files")
    return path


def expected(name, *keys):
    found = defaultdict(list)
    with real("expected", name).open(newline="") as file:
        for row in csv.DictReader(file):
            found[tuple(row[key] for key in keys)].append(row)
    return found


@pytest.mark.real_data
@pytest.mark.parametrize("name", ["adverse_events", "ae_four_hour", "cdi"])
def test_every_point_and_summary_of_the_published_results(name):
    points = expected(f"spc_{name}_points.csv", "series_id", "mode")
    for (series_id, mode), [row] in expected(f"spc_{name}.csv", "series_id", "mode").items():
        more = ["--rebase", row["rebase_at"]] if row["rebase_at"] else []
        found = report(real("measures", f"{name}.csv"), "--rules", "nhsr", *more)
        [series] = [each for each in found["series"] if each["id"] == series_id]
        for wanted, point in zip(points[series_id, mode], series["points"], strict=True):
            assert point["date"] == wanted["date"]
            lines = [point[key] for key in ("value", "centre", "lower", "upper")]
            assert lines == pytest.approx(
                [float(wanted[key]) for key in ("value", "mean", "lpl", "upl")], abs=2e-6
            )
            label = next((LABELS[rule] for rule in LABELS if rule in point["rules"]), "Common Cause")
            assert (label, CLASSES[point["class"]]) == (wanted["special_cause"], wanted["point_type"])
        assert ASSURANCE[series["icons"]["assurance"]] == row["assurance"]
        runs = series["runs"]
        assert [
            runs[key] for key in ("useful", "longest", "longest_expected", "crossings", "crossings_expected")
        ] == [
            int(row[key])
            for key in ("useful", "longest_run", "longest_run_max", "crossings", "crossings_min")
        ]


@pytest.mark.real_data
def test_u_and_p_charts_of_the_published_results():
    files = {"CDI": "cdi.csv", "GTT-P": "adverse_events.csv", "GTT-U": "adverse_events.csv"}
    found = expected("attribute_charts.csv", "series_id", "chart", "mode")
    assert len(found) > 3
    for (series_id, kind, mode), rows in found.items():
        more = ["--baseline", "24"] if "frozen" in mode else []
        starts = [row["date"] for before, row in itertools.pairwise(rows) if before["part"] != row["part"]]
        for day in starts:
            more += ["--rebase", day]
        every = report(
            real("measures", files[series_id]),
            "--chart",
            kind,
            "--rules",
            "nhsr",
            "--series",
            series_id,
            *more,
        )
        [series] = every["series"]
        for row, point in zip(rows, series["points"], strict=True):
            lines = [point[key] for key in ("value", "centre", "lower", "upper")]
            assert lines == pytest.approx([float(row[key]) for key in ("y", "cl", "lcl", "ucl")], abs=2e-6)
            assert ("above" in point["rules"] or "below" in point["rules"]) == (row["sigma_signal"] == "TRUE")
            runs = series["segments"][point["segment"] - 1]["runs"]
            assert (runs["longest"], runs["crossings"], runs["signal"]) == (
                int(row["longest_run"]), int(row["crossings"]), row["runs_signal"] == "TRUE",
            )  # fmt: skip


@pytest.fixture
def falls(tmp_path):
    values = [6.1, 6.9, 5.8, 6.4] * 5 + [3.2, 2.8, 3.6, 2.9, 3.3, 2.7, 3.4]
    months = [f"{1 + place % 12:02}/{2024 + place // 12}" for place in range(len(values))]
    path = tmp_path / "falls.csv"
    path.write_text(
        "Month,Falls\n"
        + "".join(f"01/{month},{value}\n" for month, value in zip(months, values, strict=True))
    )
    return path


def test_it_says_what_the_chart_shows(falls, tmp_path):
    code, out, err = run(falls, "--improve", "down", "--target", "5", "--svg", tmp_path / "out.svg")
    assert code == 0
    assert (
        "Something changed for the better: the last 7 values are below the average since September 2025"
        in out
    )
    assert "The target of 5.0 will sometimes be missed" in out
    assert "It suits: there is one value for each period" in out
    assert "Drawn:" in err
    ElementTree.parse(tmp_path / "out.svg")


def test_the_report_has_everything(falls):
    found = report(falls, "--improve", "down")
    [series] = found["series"]
    assert found["rules"] == {
        "name": "Making Data Count",
        "version": "2023-11",
        "code": "Making Data Count 2023-11",
    }
    assert series["icons"] == {"variation": "improvement, low", "assurance": "no target"}
    assert series["chosen"]["why"] == "there is one value for each period"
    assert series["points"][-1]["rules"] == ["two_low", "shift_low"]
    assert series["sentence"].startswith("Something changed for the better")
    assert [column["read_as"] for column in found["columns"]] == ["period", "value"]


def test_a_baseline_a_run_chart_and_runs_of_six(falls):
    fixed = report(falls, "--baseline", "12")["series"][0]
    assert fixed["segments"][0]["centre"] == pytest.approx(6.3)
    median = report(falls, "--chart", "run")["series"][0]
    assert (median["chart"], median["segments"][0]["drawn"], median["points"][0]["lower"]) == (
        "run",
        "run chart",
        None,
    )
    assert report(falls, "--rules", "mdc-6")["rules"]["version"].endswith("runs of 6")


def test_events_are_charted_by_the_days_between_them(tmp_path):
    path = tmp_path / "events.csv"
    path.write_text(
        "Date of event\n" + "".join(f"{1 + place * 2}/{1 + place % 12}/2025\n" for place in range(12))
    )
    [series] = report(path, "--chart", "t", "--rules", "nhsr")["series"]
    assert (series["chart"], len(series["points"]), series["chosen"]["chart"]) == ("t", 11, "t")
    assert series["points"][0]["value"] == 33


def test_several_groups_are_several_charts(tmp_path):
    path = tmp_path / "wards.csv"
    path.write_text("Month,Ash,Elm\nApr 2026,1,2\nMay 2026,3,4\n")
    assert [each["group"] for each in report(path)["series"]] == ["Ash", "Elm"]
    assert [each["group"] for each in report(path, "--series", "elm")["series"]] == ["Elm"]
    code, _, _err = run(path, "--svg", tmp_path / "ward.svg")
    assert code == 0
    assert (tmp_path / "ward-2.svg").is_file()


@pytest.mark.parametrize("day", ["Sep-25", "09/2025", "1/9/2025", "202509", "1 September 2025"])
def test_limits_begin_again_from_a_day_in_any_style_of_the_file_itself(falls, day):
    found = json.loads(run("-", "--json", "--rebase", day, given=falls.read_bytes())[1])
    assert (found["file"], found["series"][0]["segments"][1]["from"]) == ("standard input", "2025-09-01")


@pytest.mark.parametrize(
    ("text", "more", "says"),
    [
        ("Month,Falls\nApr 2026,six\nMay 2026,7\n", (), "row 2: “six” is not a number"),
        ("Month,Falls\nApr 2026,6\nApr 2026,7\n", (), "is there twice"),
        (
            "Month,Falls\nApr 2026,6\n",
            ("--value", "Fals"),
            "There is no column Fals. The columns are Month, Falls",
        ),
        ("Month,Falls\nApr 2026,6\n", ("--series", "Ash"), "No series has “Ash”"),
        ("Month,Falls\nApr 2026,6\n", ("--chart", "p"), "needs a numerator and a denominator"),
        (
            "Month,Num,Den\nApr 2026,50,40\nMay 2026,60,40\n",
            ("--chart", "p"),
            "row 2: 50 of 40; row 3: 60 of 40",
        ),
        ("Month,Falls\nApr 2026,6\n", ("--rebase", "1/1/2027"), "no value on or after 2027-01-01"),
        ("%PDF-1.7", (), "The file is a PDF document"),
        ("", (), "The file is empty"),
    ],
)
def test_what_cannot_be_charted_is_said_on_standard_error(tmp_path, text, more, says):
    path = tmp_path / "falls.csv"
    path.write_text(text)
    code, out, err = run(path, *more)
    assert (code, out) == (1, "")
    assert says in err
    code, out, _ = run(path, *more, "--json")
    assert (code, says in json.loads(out)["error"]) == (1, True)


def test_a_file_that_is_not_there_and_a_command_that_is_not_understood(tmp_path, capsys):
    assert run(tmp_path / "none.csv")[0] == 1
    for wrong in (
        ["--baseline", "5"],
        ["--rules", "mine"],
        ["--chart", "pie"],
        ["--per", "0"],
        ["--rebase", "soon"],
    ):
        with pytest.raises(SystemExit) as stopped:
            main([str(tmp_path / "x.csv"), *wrong])
        assert stopped.value.code == 2
    assert "at least 12 values" in capsys.readouterr().err


def test_it_needs_neither_settings_nor_a_database(falls):
    clean = {"PATH": os.environ["PATH"]}
    code = "import sys; sys.argv = ['quantock', 'spc', *sys.argv[1:]]; from quantock.config.command import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, str(falls), "--json"], capture_output=True, text=True, env=clean
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["file"] == "falls.csv"
    helped = subprocess.run([sys.executable, "-c", code, "--help"], capture_output=True, text=True, env=clean)
    assert "exit codes" in helped.stdout


def test_limits_are_said_within_what_a_value_can_be_and_given_uncut(tmp_path):
    path = tmp_path / "waits.csv"
    path.write_text(
        "Month,Waits\n" + "".join(f"{1 + place:02}/2025,{place % 3}\n" for place in range(12)) + "Jan-26,0\n"
    )
    [series] = report(path)["series"]
    [segment] = series["segments"]
    assert segment["lower"] < 0
    assert segment["shown"] == [0.0, segment["upper"]]
    assert "limits 0 to" in run(path)[1]


def test_a_chart_may_be_asked_for_by_what_others_call_it(tmp_path):
    path = tmp_path / "falls.csv"
    pairs = [(3, 700), (5, 810), (4, 760), (6, 900), (2, 650)] * 3
    rows = "".join(
        f"{1 + n % 12:02}/{2024 + n // 12},{falls},{days}\n" for n, (falls, days) in enumerate(pairs)
    )
    path.write_text(f"Month,Numerator,Denominator\n{rows}")
    [series] = report(path, "--chart", "I'", "--per", "1000")["series"]
    wanted = control_chart(
        [Subgroup(falls / days, size=days, total=falls) for falls, days in pairs], "ip", screens=True
    )
    assert series["chart"] == "ip"
    for point, plotted in zip(series["points"], wanted.points, strict=True):
        lines = [point["centre"], point["lower"], point["upper"]]
        assert lines == pytest.approx(
            [1000 * (line or 0) for line in (plotted.centre, plotted.lower, plotted.upper)]
        )
    assert report(path, "--chart", "pprime")["series"][0]["chart"] == "pp"
    assert report(path, "--chart", "imr")["series"][0]["chart"] == "xmr"
