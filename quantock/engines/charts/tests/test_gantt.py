"""A plan's picture: its sentence, where its bars stand, what is late, and the marks along its time."""

from datetime import date, timedelta

import pytest
from defusedxml import ElementTree
from hypothesis import given, settings
from hypothesis import strategies as st

from quantock.engines.charts import PlanBar, draw_plan, plan_sentence
from quantock.engines.charts.gantt import DEEP, LATE, PALE
from quantock.engines.charts.marks import BLUE, INK, LINE, QUIET
from quantock.engines.charts.tests.test_every_drawing import luminance
from quantock.engines.charts.tests.test_findings import marked, texts
from quantock.engines.charts.ticks import Span

ON = date(2026, 11, 26)
FALLS = PlanBar("Reduce falls", 1, date(2026, 10, 1), date(2027, 3, 30), 30, is_summary=True)
TEAM = PlanBar("Recruit the team", 2, date(2026, 10, 1), date(2026, 10, 20), 100)
DATA = PlanBar("Collect the data", 2, date(2026, 10, 21), date(2026, 11, 15), 60, is_late=True)
LIVE = PlanBar("Go live", 2, None, date(2027, 3, 3), is_milestone=True, baseline_finish=date(2027, 2, 1))


def number(element, name):
    return float(element.get(name))


def test_it_works():
    drawn = draw_plan([FALLS, TEAM, DATA, LIVE], on=ON)
    root = ElementTree.fromstring(drawn)
    assert root.find("{*}title").text == plan_sentence([FALLS, TEAM, DATA, LIVE], ON)
    assert {"Reduce falls", "Recruit the team", "Go live", "3 Mar", "Today", "late", "first promised"} <= set(
        texts(drawn)
    )
    assert (
        len(marked(drawn, "c-summary")) == len(marked(drawn, "c-milestone")) - 1 == 1
    )  # one more in the key


def test_the_sentence_counts_and_says_what_is_next():
    assert plan_sentence([FALLS, TEAM, DATA, LIVE], ON) == (
        "2 tasks and 1 milestone, 1 October 2026 to 30 March 2027; 1 is late. Next milestone: Go live, 3 March 2027."
    )
    assert plan_sentence([PlanBar("Think")], ON) == "1 task, without dates."
    assert plan_sentence([], ON) == "No tasks."
    assert draw_plan([], on=ON, label="The plan of P-0042").count("The plan of P-0042") == 1


def test_the_part_done_is_as_long_as_it_says():
    half = PlanBar("Train", start=date(2026, 11, 2), finish=date(2026, 11, 30), percent=50)
    drawn = draw_plan([half], on=ON)
    whole, done = marked(drawn, "c-bar")[0], marked(drawn, "c-done")[0]
    assert number(done, "width") == pytest.approx(number(whole, "width") / 2, abs=0.1)
    assert number(done, "x") == number(whole, "x")
    assert not marked(draw_plan([PlanBar("Train", start=ON, finish=ON)], on=ON), "c-done")


def test_what_is_late_bears_a_mark_as_well_as_a_colour():
    drawn = draw_plan([DATA, TEAM], on=ON)
    late, fine = marked(drawn, "c-bar")[:2]
    assert (late.get("stroke"), fine.get("stroke")) == (LATE, BLUE)
    assert len(marked(drawn, "c-late")) == 2  # beside the bar, and in the key
    assert not marked(draw_plan([TEAM], on=ON), "c-late")


def test_what_moved_shows_where_it_was_promised():
    drawn = draw_plan([LIVE], on=ON)
    assert any(each.get("stroke-dasharray") for each in marked(drawn, "c-ghost"))
    assert "first promised for 1 February 2027" in drawn
    moved = PlanBar("Train", start=ON, finish=ON, baseline_start=date(2026, 11, 1))
    [under, _key] = marked(draw_plan([moved], on=ON), "c-ghost")
    assert number(under, "height") == 2.5
    kept = PlanBar("Go live", finish=ON, is_milestone=True, baseline_finish=ON)
    assert not marked(draw_plan([kept], on=ON), "c-ghost")


def test_a_milestones_day_is_not_written_over_where_it_was_promised():
    stone = PlanBar("Live", finish=date(2027, 3, 3), is_milestone=True, baseline_finish=date(2027, 3, 20))
    drawn = draw_plan([FALLS, stone, PlanBar("End", start=date(2027, 12, 1))], on=ON)
    hollow = next(each.get("d") for each in marked(drawn, "c-ghost") if each.get("d"))
    day = next(each for each in ElementTree.fromstring(drawn).iter() if each.text == "3 Mar")
    assert number(day, "x") >= float(hollow[1:].split()[0]) + 5


@pytest.mark.parametrize(
    ("bar", "says"),
    [
        (PlanBar("Train", finish=ON), "Train, ends 26 November 2026"),
        (PlanBar("Train", start=ON), "Train, begins 26 November 2026"),
        (PlanBar("Train"), "Train, no dates"),
        (PlanBar("Live", start=ON, is_milestone=True), "Live, milestone, 26 November 2026"),
        (DATA, "Collect the data, 21 October to 15 November 2026, 60% done, late"),
        (PlanBar("Back", start=ON, finish=date(2026, 11, 20)), "Back, 20 to 26 November 2026"),
    ],
)
def test_every_row_is_said_in_words(bar, says):
    assert ElementTree.fromstring(draw_plan([bar], on=ON)).find("{*}desc").text == says


def test_a_row_without_days_has_its_name_alone():
    drawn = draw_plan([TEAM, PlanBar("Some day", 2)], on=ON)
    assert "Some day" in texts(drawn)
    assert len(marked(drawn, "c-bar")) == 1


def test_on_a_phone_the_name_stands_above_its_bar_and_is_indented():
    drawn = draw_plan([FALLS, TEAM, LIVE], on=ON, width=320, prefix="n")
    name = next(each for each in marked(drawn, "c-text") if each.text == "Recruit the team")
    [bar] = marked(drawn, "c-bar")
    assert number(bar, "y") > number(name, "y")
    assert number(name, "x") == 14
    assert number(bar, "x") < number(name, "x")


def test_rows_beyond_what_a_picture_holds_are_counted():
    drawn = draw_plan([TEAM] * 70, on=ON)
    assert texts(drawn).count("Recruit the team") == 60
    assert "and 10 more" in texts(drawn)


def test_a_name_is_a_link_where_there_is_an_address():
    drawn = draw_plan([PlanBar("Train", url="/projects/1/plan/4/"), TEAM], on=ON)
    [link] = marked(drawn, "c-link")
    assert (link.get("href"), link.get("aria-label")) == ("/projects/1/plan/4/", "Train")
    assert 'role="group"' in drawn


def test_today_is_drawn_where_it_is_near():
    assert marked(draw_plan([TEAM, DATA], on=ON), "c-today")
    assert not marked(draw_plan([TEAM], on=date(2028, 1, 1)), "c-today")


@pytest.mark.parametrize(
    ("days", "width", "months"),
    [
        (40, 600, 0),
        (70, 600, 1),
        (400, 600, 1),
        (1000, 280, 3),
        (1200, 600, 3),
        (4000, 280, 12),
        (73000, 280, 120),
        (100000, 200, 600),
    ],
)
def test_time_is_marked_by_weeks_months_quarters_or_years(days, width, months):
    span = Span(date(2026, 1, 1), date(2026, 1, 1) + timedelta(days=days - 1), 0, width)
    assert span.months == months
    firsts = [day for day, _ in span.ticks()]
    assert firsts[0] <= span.first
    assert len(firsts) * 13 <= width + 39
    assert firsts == sorted(set(firsts))


def test_marks_stand_on_what_they_name():
    weeks = draw_plan([PlanBar("Train", start=date(2026, 11, 2), finish=date(2026, 11, 22))], on=ON)
    assert {"Nov 2026", "9", "16"} <= set(texts(weeks))
    quarters = draw_plan([PlanBar("Build", start=date(2023, 2, 1), finish=date(2027, 6, 1))], on=ON)
    assert {"2024", "Jan", "Apr", "Jul", "Oct"} <= set(texts(quarters))
    assert "Feb" not in texts(quarters)
    years = draw_plan([PlanBar("Build", start=date(2003, 2, 1), finish=date(2027, 6, 1))], on=ON, width=320)
    assert "2010" in texts(years)


def test_what_must_be_seen_stands_out_from_white():
    for colour in (BLUE, DEEP, LATE, INK, LINE, QUIET):
        assert 1.05 / (luminance(colour) + 0.05) >= 3
    assert (luminance(PALE) + 0.05) / (luminance(BLUE) + 0.05) >= 3


DAYS = st.none() | st.dates()


@settings(max_examples=80, deadline=None)
@given(
    st.lists(
        st.builds(
            PlanBar,
            st.text(max_size=30),
            st.integers(-2, 30),
            DAYS,
            DAYS,
            st.integers(-5, 300),
            st.booleans(),
            st.booleans(),
            st.booleans(),
            DAYS,
            DAYS,
        ),
        max_size=8,
    ),
    st.dates(),
    st.sampled_from([320, 1000]),
)
def test_any_plan_stays_inside_the_picture(bars, on, width):
    root = ElementTree.fromstring(draw_plan(bars, on=on, width=width))
    for each in root.iter():
        if each.get("x") and each.tag.endswith("}rect") and each.get("class") != "c-late":
            assert -8 <= float(each.get("x")) <= width
            assert float(each.get("x")) + float(each.get("width")) <= width + 4


@pytest.mark.parametrize("width", [960, 300])
def test_a_line_of_time_of_a_century_has_years_on_it(width):
    bars = [PlanBar("Old", finish=date(1984, 1, 1)), PlanBar("Far", finish=date(2140, 1, 2))]
    said = [words for words in texts(draw_plan(bars, on=ON, width=width)) if words.isdigit()]
    assert len(said) > 3
    assert said == sorted(said)
