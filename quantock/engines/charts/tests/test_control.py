"""Control charts: picture, Vega-Lite and rows show the same; nothing is said by colour alone; axes a person would choose."""

import json
import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quantock.engines.charts.control import (
    DayAxis,
    Note,
    assurance_icon,
    control_spark,
    control_svg,
    drawing,
    packed,
    say_assurance,
    say_variation,
    shared_axis,
    unpacked,
    values,
    variation_icon,
    vega_lite,
)
from quantock.engines.charts.control.axes import tick_decimals, ticks, time_labels, value_range
from quantock.engines.charts.control.draw import Area
from quantock.engines.dates import add_months
from quantock.engines.spc import Assurance, Direction, Kind, Phase, Variation, xmr_chart
from quantock.engines.spc.sentences import Wording

FALLS = [6.1, 6.9, 5.8, 6.4] * 5 + [3.2, None, 3.6, 2.9, 3.3, 2.7, 3.4]


def months(count, first=date(2024, 1, 1)):
    return [add_months(first, place) for place in range(count)]


def drawn(series=FALLS, days=None, **options):
    days = days or months(len(series))
    labels = [f"{day:%B %Y}" for day in days]
    wording = Wording(lambda place: labels[place], decimals=1, least=0)
    notes = options.pop("notes", ())
    reasons = options.pop("reasons", ())
    chart = xmr_chart(series, direction=Direction.DOWN, target=options.pop("target", 5.0), **options)
    return drawing(
        chart,
        name="Falls on Ash ward",
        labels=labels,
        wording=wording,
        days=days,
        notes=notes,
        reasons=reasons,
    )


def points_of(svg):
    return [int(place) for place in re.findall(r'data-place="(\d+)"', svg)]


def test_picture_json_and_rows_show_the_same_points_and_limits():
    one = drawn()
    svg, rows, spec = control_svg(one, prefix="falls"), values(one), vega_lite(one)
    assert spec["data"]["values"] == rows
    assert json.loads(json.dumps(spec))["$schema"].endswith("vega-lite/v5.json")
    assert points_of(svg) == [row for row, said in enumerate(rows) if said["value"] is not None]
    for row in rows:
        if row["value"] is not None:
            assert f"{row['label']}: {row['value']:.1f}, {row['says']}" in svg
    last = rows[-1]
    for name, value in (
        ("Upper", last["upper"]),
        ("Mean", last["centre"]),
        ("Lower", last["lower"]),
        ("Target", 5),
    ):
        assert f">{name} {value:.1f}</text>" in svg
    assert {row["segment"] for row in rows} == {1}


def test_where_a_point_is_drawn_is_its_value():
    area = Area(left=0, right=100, top=0, bottom=100, low=0, high=10, count=11)
    assert (area.y(0), area.y(10), area.y(5)) == (100, 0, 50)
    assert area.x(0) < area.x(10)
    assert Area(0, 100, 0, 100, 0, 10, 1).x(0) == 50


def test_a_picture_is_well_formed_named_and_without_style_or_script():
    svg = control_svg(drawn(notes=[Note(1, 20, "<b>Bed alarms</b>", "change", "/x/")]), prefix="falls")
    root = ET.fromstring(svg)  # noqa: S314 - our own drawing
    assert root.attrib["role"] == "group"
    assert "style=" not in svg
    assert "<script" not in svg
    assert "<b>" not in svg
    assert 'href="/x/"' in svg
    assert "Falls on Ash ward. Something changed for the better" in svg
    assert ET.fromstring(control_svg(drawn(), prefix="falls")).attrib["role"] == "img"  # noqa: S314


def test_each_class_has_a_shape_of_its_own():
    shapes = {}
    for direction, kind in (
        (Direction.DOWN, Kind.IMPROVEMENT),
        (Direction.UP, Kind.CONCERN),
        (Direction.NEUTRAL, Kind.LOW),
    ):
        chart = xmr_chart([6.0, 6.4] * 8 + [1.0], direction=direction)
        assert chart.points[-1].kind is kind
        svg = control_svg(
            drawing(chart, name="x", labels=[str(place) for place in range(17)], wording=Wording(str)),
            prefix="a",
        )
        shapes[kind] = re.findall(
            r'data-place="16"><title>[^<]*</title><(\w+) class="(\S+)"[^>]*?(?: d="M\S+ \S+(\w))?', svg
        )[0]
    assert shapes[Kind.IMPROVEMENT][:2] == ("circle", "c-improvement")
    assert shapes[Kind.CONCERN][:2] == ("path", "c-concern")
    assert shapes[Kind.LOW][:2] == ("path", "c-neither")


def test_limits_break_where_they_begin_again_and_say_why():
    one = drawn([6.1, 6.9] * 8 + [3.2, 2.9] * 8, phases=[Phase(0), Phase(16)], reasons=["New bed alarms"])
    svg = control_svg(one, prefix="falls")
    assert "Limits begin again: New bed alarms" in svg
    assert svg.count('class="c-centre"') == 2
    assert [row["segment"] for row in values(one)] == [1] * 16 + [2] * 16
    assert "Limits begin again<" in control_svg(replace(one, breaks=((16, ""),)), prefix="falls")


def test_limits_are_cut_to_what_a_value_can_be_only_in_the_drawing():
    one = drawn([0.2, 1.4] * 8)
    assert values(one)[0]["lower"] == 0
    assert values(one)[0]["upper"] > 1.4


def test_notes_at_one_point_stand_side_by_side():
    svg = control_svg(
        drawn(notes=[Note(1, 3, "Training"), Note(2, 3, "Poster"), Note(3, 21, "No data")]), prefix="a"
    )
    assert svg.count('class="c-note"') == 3
    assert svg.count('class="c-note-line"') == 1


def test_a_chart_without_values_says_so():
    assert "No values yet" in control_svg(drawn([None, None]), prefix="a")
    assert "No values yet" in control_svg(drawn([]), prefix="a")
    assert control_spark(drawn([]), prefix="a").startswith("<svg")


@pytest.mark.parametrize("count", [1, 4, 9, 12, 36, 120])
@pytest.mark.parametrize("width", [320, 860])
def test_any_length_at_any_width(count, width):
    one = drawn([float(3 + place % 4) for place in range(count)])
    ET.fromstring(control_svg(one, prefix="a", width=width, height=240))  # noqa: S314
    ET.fromstring(control_spark(one, prefix="a"))  # noqa: S314


def test_percentages_say_so_and_constant_series_draw():
    one = replace(drawn([50.0] * 14, target=None), unit="%")
    assert "%</text>" in control_svg(one, prefix="a")
    assert "c-spark" not in control_spark(one, prefix="a")
    gap = drawn([50.0, None, 51.0, 50.0] * 4)
    assert control_spark(gap, prefix="a").count("M") >= 4


def test_labels_must_be_as_many_as_points():
    with pytest.raises(ValueError, match="1 labels for 2 points"):
        drawing(xmr_chart([1, 2]), name="x", labels=["a"], wording=Wording(str))


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6), st.integers(3, 8))
def test_ticks_are_few_round_and_hold_both_ends(one, other, most):
    low, high = min(one, other), max(one, other)
    found = ticks(low, high, most)
    assert 2 <= len(found) <= most + 1
    if high > low and (high - low) > 1e-6 * max(abs(low), abs(high), 1e-3):
        assert found[0] <= low + (high - low) * 1e-6
        assert found[-1] >= high - (high - low) * 1e-6


def test_ticks_of_one_value_stand_round_it():
    assert ticks(5, 5)[0] < 5 < ticks(5, 5)[-1]
    assert ticks(0, 0)[0] < 0
    assert tick_decimals([0.25, 0.5]) == 2
    assert tick_decimals([1 / 3]) == 7


def test_the_axis_begins_at_nought_where_that_costs_little():
    assert value_range(drawn([1.0, 4.0] * 8, target=None))[0] == 0
    assert value_range(drawn([90.0, 91.0] * 8, target=None))[0] > 80
    assert value_range(drawn([])) == (0, 1)


@pytest.mark.parametrize(
    ("days", "most", "labels"),
    [
        (months(6), 12, ["Jan", "Feb", "Mar", "Apr", "May", "Jun"]),
        (months(36), 12, ["Jan", "Apr", "Jul", "Oct"] * 3),
        (months(36), 4, ["2024", "2025", "2026"]),
        (months(240), 5, ["2024", "2028", "2032", "2036", "2040"]),
        ([date(year, 4, 1) for year in range(2020, 2026)], 10, [str(year) for year in range(2020, 2026)]),
        ([date(2026, 1, day) for day in range(5, 30, 7)], 10, ["5 Jan", "12 Jan", "19 Jan", "26 Jan"]),
        ([date(2026, 2, 1), date(2026, 3, 1)], 1, ["Mar"]),
    ],
)
def test_times_are_labelled_as_people_would(days, most, labels):
    found = [label for _, label, _ in time_labels(drawn([1.0] * len(days), days), most)]
    assert found == labels


def test_times_that_are_no_dates_are_labelled_by_their_words():
    chart = xmr_chart([1.0, 2.0, 3.0])
    one = drawing(chart, name="x", labels=["Early", "Late", "Night"], wording=Wording(str))
    assert [label for _, label, _ in time_labels(one, 2)] == ["Early", "Night"]
    assert time_labels(drawn([]), 5) == []
    assert vega_lite(one)["layer"][0]["encoding"]["x"]["type"] == "ordinal"


@pytest.mark.parametrize("variation", Variation)
def test_each_variation_icon_has_words(variation):
    svg = variation_icon(variation, prefix="v", size=30)
    assert say_variation(variation) in svg
    assert 'width="30" height="30"' in svg


@pytest.mark.parametrize("assurance", Assurance)
def test_each_assurance_icon_has_words(assurance):
    assert say_assurance(assurance) in assurance_icon(assurance, prefix="a")


def test_a_kept_drawing_is_drawn_again_as_it_was():
    notes = [Note(1, 20, "New bed alarms (Change made)", "change")]
    was = drawn(notes=notes, phases=[Phase(0), Phase(20)], reasons=["New bed alarms"])
    again = unpacked(json.loads(json.dumps(packed(was))))
    assert str(control_svg(again, prefix="a")) == str(control_svg(was, prefix="a"))
    assert values(again) == values(was)
    assert again.wording.when(0) == "January 2024"


def test_charts_on_one_axis_put_one_day_at_one_place():
    weeks = [date(2024, 6, 3) + timedelta(days=7 * place) for place in range(20)]
    one, two = drawn(), drawn([1200.0 + place for place in range(20)], days=weeks)
    axis = shared_axis([one, two], width=860, height=340)
    assert (axis.first, axis.last) == (date(2024, 1, 1), date(2026, 3, 1))
    first, second = (str(control_svg(each, prefix="a", axis=axis)) for each in (one, two))
    tick = r'<line[^>]*x1="([\d.]+)"[^>]*class="c-tick"'
    assert re.findall(tick, first) == re.findall(tick, second) != []
    assert points_of(second) == list(range(20))
    assert (
        shared_axis([one, replace(two, plots=(replace(two.plots[0], day=None),))], width=860, height=340)
        is None
    )


@pytest.mark.parametrize(
    ("first", "last", "most", "labels"),
    [
        (date(2026, 1, 5), date(2026, 2, 9), 6, ["5 Jan", "11 Jan", "17 Jan", "23 Jan", "29 Jan", "4 Feb"]),
        (date(2025, 12, 1), date(2026, 3, 1), 6, ["Dec", "Jan", "Feb", "Mar"]),
        (date(2024, 1, 1), date(2026, 3, 1), 6, ["Jan", "Jul", "Jan", "Jul", "Jan"]),
        (date(2000, 5, 1), date(2026, 3, 1), 4, ["2010", "2020"]),
        (date(2026, 1, 5), date(2026, 1, 5), 6, ["5 Jan"]),
    ],
)
def test_a_common_axis_is_labelled_as_a_person_would(first, last, most, labels):
    assert [label for _, label, _ in DayAxis(first, last, 0, 100).labels(most)] == labels


def test_one_point_on_a_common_axis_stands_on_its_day():
    one, many = drawn([5.0], days=[date(2024, 6, 1)]), drawn()
    axis = shared_axis([one, many], width=860, height=340)
    assert points_of(str(control_svg(one, prefix="a", axis=axis))) == [0]


def test_financial_years_are_called_by_both_their_numbers():
    days = [date(year, 4, 1) for year in (2019, 2020, 2021)]
    one = drawn([9.0, 8.0, 7.0], days)
    assert [label for _, label, _ in time_labels(one, 9)] == ["2019", "2020", "2021"]
    plots = tuple(replace(plot, label=f"{2019 + place}/{20 + place}") for place, plot in enumerate(one.plots))
    assert [label for _, label, _ in time_labels(replace(one, plots=plots), 9)] == [
        "2019/20",
        "2020/21",
        "2021/22",
    ]
