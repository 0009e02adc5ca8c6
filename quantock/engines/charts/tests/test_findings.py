"""The sentence each picture says, and the geometry that carries its numbers."""

import re
from datetime import date, timedelta

import pytest
from defusedxml import ElementTree

from quantock.engines.charts import (
    ICONS,
    Bar,
    Milestone,
    Node,
    Part,
    Promise,
    Rated,
    Row,
    Status,
    Step,
    bars,
    bars_sentence,
    confidence_history,
    confidence_history_sentence,
    drawn_once,
    icon,
    in_both_widths,
    portfolio_map,
    portfolio_map_sentence,
    said_mark,
    shade,
    shades,
    shades_sentence,
    slip,
    slip_sentence,
    sparkline,
    sparkline_sentence,
    sprite,
    stacked_bar,
    stacked_bar_sentence,
    step_dots,
    step_path,
    step_path_sentence,
    timeline,
    timeline_sentence,
    use,
)
from quantock.engines.charts.svg import fit, identifier, short, text_width, wrap
from quantock.engines.charts.tests.samples import FIRST, LAST, SEVEN, TODAY

G, A, R, U, C = Status.GREEN, Status.AMBER, Status.RED, Status.UNKNOWN, Status.COMPLETE


def marked(drawing, class_, name="*"):
    """The elements of a class, their numbers as numbers."""
    found = []
    for element in ElementTree.fromstring(drawing).iter():
        if class_ in (element.get("class") or "").split() and name in ("*", element.tag.rpartition("}")[2]):
            found.append(element)
    return found


def texts(drawing):
    return [each.text for each in ElementTree.fromstring(drawing).iter() if each.tag.endswith("}text")]


# Steps


@pytest.mark.parametrize(
    ("current", "done", "said"),
    [
        (0, None, "At step 1 of 7, People; 0 steps done."),
        (3, None, "At step 4 of 7, Measures; 3 steps done."),
        (3, {0, 2, 9}, "At step 4 of 7, Measures; 2 steps done."),
        (7, None, "All 7 steps done."),
        (-1, None, "Not begun; 7 steps ahead."),
    ],
)
def test_where_a_project_stands(current, done, said):
    assert step_path_sentence(SEVEN, current, done) == said


def test_a_quick_track_leaves_steps_out():
    steps = [Step(name, asked=place in (0, 2, 5, 6)) for place, name in enumerate(SEVEN)]
    said = step_path_sentence(steps, 5)
    assert said == "At step 6 of 7, Test; 2 steps done; Problem, Measures and Change ideas not asked for."
    assert len(marked(step_path(steps, 5, prefix="p"), "c-done", "circle")) == 2


def test_the_path_names_every_step_wide_and_the_present_one_narrow():
    assert [text for text in texts(step_path(SEVEN, 3, prefix="p", width=960)) if not text.isdigit()] == list(
        SEVEN
    )
    assert [text for text in texts(step_path(SEVEN, 3, prefix="p", width=320)) if not text.isdigit()] == [
        "Measures"
    ]
    assert texts(step_path(SEVEN, 7, prefix="p", width=320)) == ["All done"]
    assert step_path([], 0, prefix="p", width=320)
    assert step_path(["Only"], 0, prefix="p")
    assert texts(step_path(["Only"], -1, prefix="p", width=320)) == ["1", None]


def test_dots_are_filled_up_to_the_present_step():
    drawing = step_dots(7, 3, prefix="p", name="Measures")
    assert len(marked(drawing, "c-done")) == 4
    assert len(marked(drawing, "c-todo")) == 3
    assert "Step 4 of 7, Measures" in drawing
    assert "Step 7 of 7<" in step_dots(7, 7, prefix="p")


# Counts

PARTS = [Part(G, 31), Part(A, 40), Part(R, 9), Part(U, 41), Part(C, 0)]


def test_how_a_whole_is_made_up():
    assert stacked_bar_sentence(PARTS) == "121 projects: 31 green, 40 amber, 9 red and 41 not rated."
    assert stacked_bar_sentence([Part(G, 4, word="on course")]) == "4 projects, all on course."
    assert stacked_bar_sentence([Part(G, 1)], noun="milestone") == "1 milestone, green."
    assert stacked_bar_sentence([Part(G, 0)]) == "No projects."
    assert "No milestones" in stacked_bar([], prefix="p", noun="milestone")


def test_the_parts_are_to_scale_and_together_the_whole():
    drawing = stacked_bar(PARTS, prefix="p", width=484)
    lengths = [float(marked(drawing, f"c-{status}", "rect")[0].get("width")) for status in (G, A, R, U)]
    assert lengths == pytest.approx([4 * count - 2 for count in (31, 40, 9, 41)], abs=0.11)


def test_a_small_part_can_still_be_seen():
    drawing = stacked_bar([Part(R, 1), Part(G, 9999)], prefix="p", width=300)
    red, green = (marked(drawing, f"c-{status}", "rect")[0] for status in (R, G))
    assert float(red.get("width")) == 2
    assert float(green.get("x")) + float(green.get("width")) == pytest.approx(298, abs=0.2)


def test_where_projects_stand():
    rows = [Bar("Aim", 17, 33), Bar("Measures", 34, 61, 5), Bar("Test", 15, 95, 6), Bar("Share", 0)]
    assert bars_sentence(rows) == (
        "Measures holds the most: 34 of 66 projects; 11 are stuck, most of them (6) in Test."
    )
    assert (
        bars_sentence([Bar("Aim", 2), Bar("Test", 2)])
        == "Aim and Test hold the most: 2 of 4 projects; none is stuck."
    )
    assert bars_sentence([Bar("Aim", 2, 1, 1)]) == "Aim holds the most: 2 of 2 projects; 1 is stuck, in Aim."
    assert bars_sentence([Bar("Aim", 0)]) == "No projects."
    drawing = bars(rows, prefix="p")
    long, short_one = (
        float(each.get("width")) for each in (marked(drawing, "c-bar")[1], marked(drawing, "c-bar")[0])
    )
    assert short_one / long == pytest.approx(0.5, abs=0.01)
    stuck = [float(each.get("width")) for each in marked(drawing, "c-stuck")]
    assert stuck[0] / long == pytest.approx(5 / 34, abs=0.01)
    assert "15, median 95 days, 6 stuck" in texts(drawing)
    assert bars([], prefix="p")


# Milestones


def test_milestones_ahead():
    rows = [
        Row(
            "Falls",
            [
                Milestone("Alarms in", date(2026, 12, 9), R, provisional=True),
                Milestone("Past", date(2026, 11, 2), C),
            ],
        ),
        Row("Rota", [Milestone("Live", date(2027, 3, 1), G), Milestone("Later", date(2029, 3, 1), G)]),
    ]
    assert timeline_sentence(rows, FIRST, LAST, TODAY) == (
        "3 milestones from 1 November 2026 to 31 October 2027: 1 complete, 1 green and 1 red; "
        "1 is provisional. Next: Alarms in, 9 December 2026."
    )
    assert (
        timeline_sentence([], FIRST, LAST, TODAY) == "No milestones from 1 November 2026 to 31 October 2027."
    )
    drawing = timeline(rows, FIRST, LAST, TODAY, prefix="p")
    assert "1 later" in texts(drawing)
    assert "hollow: provisional" in texts(drawing)
    assert len(marked(drawing, "c-hollow")) == 2  # the milestone and its entry in the legend


def test_days_stand_to_scale():
    start, end = date(2027, 1, 1), date(2027, 4, 11)
    days = [date(2027, 1, 1), date(2027, 2, 20), date(2027, 4, 11)]
    drawing = timeline(
        [Row("Falls", [Milestone("m", day, C) for day in days])], start, end, days[1], prefix="p", width=960
    )
    places = [float(each.get("cx")) for each in marked(drawing, "c-complete", "circle")][:3]
    assert places[1] - places[0] == pytest.approx(places[2] - places[1], abs=0.11)
    assert float(marked(drawing, "c-today", "line")[0].get("x1")) == pytest.approx(places[1], abs=0.11)


@pytest.mark.parametrize(
    ("width", "days", "how"),
    [(960, 358, "by month"), (288, 358, "by two months"), (960, 56, "by week"), (288, 56, "by fortnight")],
)
def test_a_row_of_more_than_can_be_told_apart_is_counted(width, days, how):
    many = [FIRST + timedelta(place * days / 239) for place in range(240)]
    crowded = Row("Merger", [Milestone("m", day, G if place % 2 else R) for place, day in enumerate(many)])
    few = Row("Falls", [Milestone("m", FIRST, G)])
    drawing = timeline([crowded, few], FIRST, FIRST + timedelta(days), TODAY, prefix="p", width=width)
    assert sum(int(each) for each in texts(drawing) if each.isdigit() and int(each) < 1000) == 240
    assert how in texts(drawing)
    assert "Merger: 120 green and 120 red. Falls: m, 1 November 2026, green" in drawing


def test_a_baseline_that_moved_leaves_a_ghost():
    moved = Milestone("m", date(2027, 2, 1), A, baseline=date(2027, 1, 1))
    kept = Milestone("m", date(2027, 2, 1), A, baseline=date(2027, 2, 1))
    assert "first promised" in texts(timeline([Row("x", [moved])], FIRST, LAST, TODAY, prefix="p"))
    assert not marked(timeline([Row("x", [kept])], FIRST, LAST, TODAY, prefix="p"), "c-ghost")
    before = Milestone("m", date(2027, 2, 1), A, baseline=date(2025, 1, 1))
    lines = marked(timeline([Row("x", [before])], FIRST, LAST, TODAY, prefix="p"), "c-ghost", "line")
    assert len(lines) == 1


def test_milestones_of_one_week_stand_in_lanes():
    close = [Milestone("m", date(2027, 2, day), C) for day in (1, 2, 3, 4)]
    drawing = timeline([Row("x", close)], FIRST, LAST, TODAY, prefix="p")
    heights = [float(each.get("cy")) for each in marked(drawing, "c-complete", "circle")][:4]
    assert len(set(heights)) == 3
    assert heights[3] == heights[0]


def test_rows_beyond_the_most_are_counted_and_time_without_today_has_no_line():
    rows = [Row(f"Programme {place}") for place in range(30)]
    drawing = timeline(rows, FIRST, LAST, date(2025, 1, 1), prefix="p", most_rows=20)
    assert "and 10 more" in texts(drawing)
    assert "2026" in texts(drawing)
    assert not marked(drawing, "c-today")


def test_a_span_may_begin_and_end_within_a_month():
    drawing = timeline([], date(2026, 11, 29), date(2027, 1, 2), TODAY, prefix="p", width=320)
    assert texts(drawing) == ["2026", "Dec"]
    assert len(marked(drawing, "c-line", "line")) == 2


def test_months_are_named_alike():
    wide = timeline([], FIRST, LAST, TODAY, prefix="p", width=960)
    narrow = timeline([], FIRST, LAST, TODAY, prefix="p", width=320)
    assert [text for text in texts(wide) if len(text) == 3] == [
        "Nov",
        "Dec",
        "Jan",
        "Feb",
        "Mar",
        "Apr",
        "May",
        "Jun",
        "Jul",
        "Aug",
        "Sep",
        "Oct",
    ]
    assert "".join(text for text in texts(narrow) if len(text) == 1) == "NDJFMAMJJASO"


# What was, what is


def test_confidence_from_report_to_report():
    days = [date(2026, month, 9) for month in (8, 9, 10, 11)]
    said = [
        confidence_history_sentence([Rated(day, status) for day, status in zip(days, statuses, strict=False)])
        for statuses in ("", [G], [G, A], [G, A, A], [A, A, A], [G, A, A, R])
    ]
    assert said == [
        "Never rated.",
        "Green on 9 August 2026, the first report.",
        "Amber on 9 September 2026; it was green on 9 August 2026.",
        "Amber on 9 October 2026, as since 9 September 2026; before that green.",
        "Amber on 9 October 2026, as in all 3 reports since 9 August 2026.",
        "Red on 9 November 2026; it was amber on 9 October 2026.",
    ]


def test_only_the_latest_reports_that_fit_are_shown():
    points = [Rated(date(2020 + number // 12, number % 12 + 1, 1), G) for number in range(40)]
    drawing = confidence_history(points, prefix="p", width=320)
    assert len(marked(drawing, "c-green")) == 10
    assert {"1 Jul 2022", "1 Apr 2023"} <= set(texts(drawing))
    assert len(marked(confidence_history(points[:1], prefix="p"), "c-green")) == 1
    assert texts(confidence_history(points[:2], prefix="p")) == ["1 Feb 2020"]
    assert confidence_history([], prefix="p")


def test_a_line_the_size_of_a_word():
    drawing = sparkline([1, None, 3, 2], prefix="p", width=100, height=30)
    [line] = marked(drawing, "c-spark")
    assert line.get("d") == "M5 25h0M65 5h0L95 15"
    assert marked(drawing, "c-now")[0].get("cy") == "15"
    assert marked(sparkline([1, 3], prefix="p", height=30, target=2), "c-target-line")[0].get("y1") == "15"
    assert not marked(sparkline([None], prefix="p"), "c-spark")
    assert marked(sparkline([4, 4], prefix="p", height=30), "c-now")[0].get("cy") == "15"
    assert (
        sparkline_sentence([6.1, None, 3]) == "From 6.1 to 3 over 2 values, lowest 3, highest 6.1; 1 missing."
    )
    assert sparkline_sentence([2, None]) == "One value, 2; 1 missing."
    assert sparkline_sentence([None]) == "No values."


def test_a_promise_that_moved():
    points = [
        Promise(date(2026, month, 1), day)
        for month, day in enumerate(
            (date(2026, 12, 1), date(2026, 12, 1), date(2026, 12, 21), date(2027, 1, 30)), 1
        )
    ]
    assert (
        slip_sentence(points)
        == "Now 30 January 2027: 60 days later than first promised; moved later 2 times in 4 reports."
    )
    assert slip_sentence(points, baseline=date(2027, 2, 1)).startswith("Now 30 January 2027: 2 days earlier")
    assert slip_sentence(points[:2]) == "Now 1 December 2026: as first promised."
    assert slip_sentence([]) == "No forecast yet."
    dots = [float(each.get("cy")) for each in marked(slip(points, prefix="p"), "c-slip", "circle")]
    assert dots[0] == dots[1] > dots[2] > dots[3]
    assert marked(slip(points, prefix="p", baseline=date(2026, 12, 1)), "c-base")
    assert slip([], prefix="p")
    assert len(marked(slip(points[:1], prefix="p"), "c-slip", "circle")) == 1


def test_the_slope_shows_where_a_promise_meets_its_day():
    points = [Promise(date(2026, 1, 1), date(2026, 3, 1)), Promise(date(2026, 6, 1), date(2026, 6, 15))]
    slope = [
        each for each in marked(slip(points, prefix="p"), "c-line", "line") if each.get("stroke-dasharray")
    ]
    assert len(slope) == 1
    assert float(slope[0].get("y2")) < float(slope[0].get("y1"))


# The portfolio


def portfolio():
    return [
        Node(
            "Merger",
            href="/m/",
            children=[Node("Ledger", R), Node("Digital", children=[Node("EPR", A), Node("PAS", G)])],
        ),
        Node("Estates", counts={G: 3, R: 0}),
        Node("Falls", G),
    ]


def test_the_portfolio_in_a_sentence():
    assert portfolio_map_sentence(portfolio()) == (
        "2 programmes and 1 project of no programme: 7 projects, 5 green, 1 amber and 1 red."
    )
    assert portfolio_map_sentence([Node("Falls", G)]) == "1 project: 1 project, 1 green."
    assert portfolio_map_sentence([Node("Estates", counts={G: 1})]) == "1 programme: 1 project, 1 green."
    assert portfolio_map_sentence([]) == "No projects."


def test_programmes_hold_their_projects_those_in_trouble_first():
    shown = texts(portfolio_map(portfolio(), prefix="p"))
    assert shown.index("Ledger") < shown.index("Digital (2)")
    assert "Projects of no programme" in shown
    assert "Projects" in texts(portfolio_map([Node("Falls", G)], prefix="p"))
    many = [Node("Merger", children=[Node(f"Workstream {number}", G) for number in range(100)])]
    drawn = texts(portfolio_map(many, prefix="p", most_shown=8))
    assert "and 92 more" in drawn
    assert sum("Workstream" in text for text in drawn) == 8
    assert portfolio_map([], prefix="p")


def test_boxes_stand_side_by_side_only_where_there_is_room():
    def lefts(width):
        return {
            each.get("x") for each in marked(portfolio_map(portfolio(), prefix="p", width=width), "c-box")
        }

    assert len(lefts(960)) == 3
    assert len(lefts(320)) == 1


# Small parts


def test_shades():
    assert [shade(count, 100) for count in (0, 1, 25, 26, 50, 75, 76, 100)] == [
        f"shade-{darkness}" for darkness in (0, 1, 1, 2, 2, 3, 4, 4)
    ]
    assert shade(3, 0) == "shade-0"
    assert shades([[0, 1], [4, 2]]) == [["shade-0", "shade-1"], ["shade-4", "shade-2"]]
    assert shades([]) == []
    assert (
        shades_sentence(["Safety", "Access"], ["green", "red"], [[3, 1], [0, 3]])
        == "Most, 3, in: Safety and green; Access and red."
    )
    assert shades_sentence([], [], []) == "Nothing to count."


def test_marks_say_what_they_mean():
    assert "Amber, provisional" in said_mark(A, prefix="p", hollow=True)
    assert "On course" in said_mark("green", prefix="p", word="on course")
    with pytest.raises(ValueError, match="purple"):
        said_mark("purple", prefix="p")


@pytest.mark.parametrize("name", ICONS)
def test_icons_are_drawn_in_the_colour_of_the_text(name):
    root = ElementTree.fromstring(icon(name))
    assert root.get("aria-hidden") == "true"
    [path] = list(root)
    assert path.get("stroke") == "currentColor"
    assert f'id="icon-{name}"' in sprite()
    assert f'href="#icon-{name}"' in use(name)
    assert all(-1 <= float(number) <= 24 for number in re.findall(r"(?<=[MLHV ])\d+\.?\d*", ICONS[name]))


def test_icons_speak_only_when_alone():
    assert 'role="img" aria-label="Search"' in icon("search", says="Search")
    assert 'fill="currentColor"' in icon("star", filled=True)
    for draw in (icon, use):
        with pytest.raises(KeyError):
            draw("unicorn")


def test_one_picture_at_two_widths():
    both = in_both_widths(lambda prefix, width: stacked_bar(PARTS, prefix=prefix, width=width), prefix="p")
    assert 'class="chart-wide"' in both
    assert 'viewBox="0 0 320 ' in both.split('class="chart-narrow"')[1]


def test_a_picture_is_drawn_once_for_those_who_say_the_same():
    def draw(parts, *, prefix, width):
        drawn.append((parts, width))
        return stacked_bar(parts, prefix=prefix, width=width)

    drawn = []
    first = drawn_once(draw, tuple(PARTS), prefix="p", wide=560, narrow=280)
    assert drawn_once(draw, tuple(PARTS), prefix="p", wide=560, narrow=280) is first
    assert [width for _, width in drawn] == [560, 280]
    other = drawn_once(draw, tuple(PARTS[1:]), prefix="p", wide=560, narrow=280)
    assert other != first


def test_text_is_measured_fitted_and_wrapped():
    assert text_width("Wide", 10) == pytest.approx(9.44 + 2.22 + 5.56 + 5.56)
    assert fit("Short", 100) == "Short"
    cut = fit("A long name that cannot fit", 80)
    assert cut.endswith("…")
    assert text_width(cut) <= 80
    assert fit("anything", 0) == "…"
    assert wrap("one two three four", 60, most=2) == ["one two", fit("three four", 60)]
    assert wrap("", 60) == []
    assert wrap("one", 60, most=1) == ["one"]
    assert short(2.04) == "2"
    assert identifier("a b/ç") == "a-b"
    assert identifier("//") == "chart"
