"""`quantock spc --chart mr`, `xbar`, `s` and `pareto`, on figures worked out by hand or with the tables of the books."""

import json
from itertools import pairwise
from statistics import fmean, stdev

import pytest
from defusedxml import ElementTree

from quantock.engines.shell.tests.test_spc import report, run

A3, B4 = 1.954, 2.568
"""Of three measurements a period (Montgomery, appendix VI)."""
DAYS = [(50, 54, 46), (52, 50, 48), (47, 53, 50), (55, 49, 52), (51, 47, 49)] * 3
VALUES = [6.1, 6.9, 5.8, 6.4, 7.0] * 3


def month(place):
    return f"01/{1 + place % 12:02}/{2025 + place // 12}"


@pytest.fixture
def values(tmp_path):
    path = tmp_path / "falls.csv"
    path.write_text("Month,Falls\n" + "".join(f"{month(n)},{value}\n" for n, value in enumerate(VALUES)))
    return path


@pytest.fixture
def long(tmp_path):
    path = tmp_path / "turnaround.csv"
    rows = (f"{month(n)},{value}\n" for n, some in enumerate(DAYS) for value in some)
    path.write_text("Month,Minutes\n" + "".join(rows))
    return path


@pytest.fixture
def wide(tmp_path):
    path = tmp_path / "wide.csv"
    path.write_text(
        "Month,First,Second,Third\n"
        + "".join(f"{month(n)},{','.join(map(str, some))}\n" for n, some in enumerate(DAYS))
    )
    return path


@pytest.fixture
def causes(tmp_path):
    path = tmp_path / "causes.csv"
    path.write_text(
        "Cause,How often\nWet floor,12\nNo call bell,31\nFootwear,9\nLighting,4\nBed rails,20\nFootwear,2\n"
    )
    return path


def test_moving_ranges_have_one_limit_and_no_way_that_is_better(values, tmp_path):
    [series] = report(values, "--chart", "mr", "--improve", "down", "--target", "5")["series"]
    steps = [abs(after - before) for before, after in pairwise(VALUES)]
    assert [point["value"] for point in series["points"]] == pytest.approx([None, *steps])
    last = series["points"][-1]
    assert (last["centre"], last["lower"], last["upper"]) == pytest.approx(
        (fmean(steps), 0, 3.267 * fmean(steps))
    )
    assert (series["direction"], series["icons"]["assurance"]) == ("neutral", "no target")
    assert "beside the XmR chart" in series["chosen"]["why"]


def test_a_moving_range_above_its_limit_is_a_signal_and_begins_again_with_the_limits(values, tmp_path):
    with values.open("a") as file:
        file.write(f"{month(len(VALUES))},16\n")
    found = report(values, "--chart", "mr")["series"][0]
    assert [place for place, point in enumerate(found["points"]) if point["rules"]] == [15]
    assert found["points"][15]["rules"] == ["above"]
    again = report(values, "--chart", "mr", "--rebase", "1/2/2026")["series"][0]
    assert again["points"][13]["value"] is None


@pytest.mark.parametrize("shape", ["long", "wide"])
def test_averages_and_deviations_of_several_measurements(shape, request):
    path = request.getfixturevalue(shape)
    average, spread = fmean(map(fmean, DAYS)), fmean(map(stdev, DAYS))
    [series] = report(path, "--chart", "xbar")["series"]
    first = series["points"][0]
    assert (len(series["points"]), first["value"], first["measurements"]) == (15, 50, [50, 54, 46])
    assert [first["centre"], first["lower"], first["upper"]] == pytest.approx(
        [average, average - A3 * spread, average + A3 * spread], abs=0.002
    )
    [series] = report(path, "--chart", "s")["series"]
    first = series["points"][0]
    assert [first["value"], first["centre"], first["lower"], first["upper"]] == pytest.approx(
        [stdev(DAYS[0]), spread, 0, B4 * spread], abs=0.002
    )


def test_they_are_drawn_under_a_title_that_says_what_they_are(long, tmp_path):
    for kind, says in (("x-bar", "average of each period"), ("s", "standard deviation within a period")):
        out = tmp_path / f"{kind}.svg"
        code, said, _ = run(long, "--chart", kind, "--svg", out)
        assert (code, says in said) == (0, True)
        assert says in out.read_text()


def test_several_measurements_where_one_is_wanted_lead_to_these_charts(long, values):
    code, _, err = run(long)
    assert (code, "ask for --chart xbar" in err) == (1, True)
    code, _, err = run(values, "--chart", "xbar")
    assert (code, "needs several measurements in each period" in err) == (1, True)


def test_pareto_adds_up_kinds_the_most_frequent_first(causes, tmp_path):
    found = report(causes, "--chart", "pareto")
    assert [(bar["kind"], bar["count"], round(bar["cumulative_share"], 3)) for bar in found["bars"]] == [
        ("No call bell", 31, 0.397),
        ("Bed rails", 20, 0.654),
        ("Wet floor", 12, 0.808),
        ("Footwear", 11, 0.949),
        ("Lighting", 4, 1.0),
    ]
    assert found["sentence"] == "3 of 5 kinds make up 81% of the 78: No call bell, Bed rails and Wet floor."
    code, out, err = run(causes, "--chart", "pareto", "--svg", tmp_path / "causes.svg")
    assert (code, "81% so far" in out, "Drawn:" in err) == (0, True, True)
    drawn = ElementTree.parse(tmp_path / "causes.svg").getroot()
    assert len([each for each in drawn.iter() if each.get("class") == "c-bar"]) == 5


def test_pareto_of_rows_each_of_which_counts_once():
    _, out, _ = run("-", "--chart", "pareto", "--json", given=b"Cause\nBell\nFloor\nBell\n")
    assert [(bar["kind"], bar["count"]) for bar in json.loads(out)["bars"]] == [("Bell", 2), ("Floor", 1)]


def test_more_kinds_than_there_is_room_for_are_one_bar_and_all_in_the_figures(tmp_path):
    rows = "".join(f"Cause {chr(65 + n)},{20 - n}\n" for n in range(15)).encode()
    _, out, _ = run(
        "-", "--chart", "pareto", "--json", "--svg", tmp_path / "out.svg", given=b"Cause,Count\n" + rows
    )
    assert len(json.loads(out)["bars"]) == 15
    assert "4 others" in (tmp_path / "out.svg").read_text()


@pytest.mark.parametrize(
    ("text", "more", "says"),
    [
        ("Cause,Count\nBell,three\nFloor,2\nRails,4\n", (), "row 2: “three” is not a number"),
        ("Cause,Count\nBell,-3\nFloor,2\n", (), "row 2: A count cannot be negative"),
        ("Cause,Count\nBell,\nFloor,2\n", (), "row 2: How often did it come?"),
        ("Cause,Count\nBell,3\n", ("--value", "Number"), "There is no column Number. The columns are Cause, Count"),
        ("1,2\n3,4\n", (), "no column of words"),
    ],
)  # fmt: skip
def test_kinds_that_cannot_be_counted_are_pointed_out(text, more, says):
    code, out, err = run("-", "--chart", "pareto", *more, given=text.encode())
    assert (code, out) == (1, "")
    assert says in err


def test_nothing_counted_is_said(tmp_path):
    code, out, _ = run(
        "-", "--chart", "pareto", "--svg", tmp_path / "out.svg", given=b"Cause,Count\nBell,0\n"
    )
    assert (code, "Nothing was counted." in out) == (0, True)
    code, out, _ = run("-", "--chart", "pareto", given=b"Cause,Count\nBell,5\nFloor,5\n")
    assert "All 2 kinds are needed to make up 80% of the 10." in out
