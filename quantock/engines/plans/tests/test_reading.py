"""Plans in tables, under the headings that people use or none at all: every row and every cell is accounted for."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quantock.engines.plans import reading
from quantock.engines.plans.headings import columns_of, field_of, name_rank
from quantock.engines.tables import Refused

ON = date(2026, 11, 26)


def read(rows, **given):
    return reading.read_plan_table(rows, on=ON, **given)


def one(heading, cell, **beside):
    """The only task of a table with one column beside its name."""
    [task] = read([["Task", heading, *beside], ["Fit the alarms", cell, *beside.values()]]).tasks
    return task


FALLS = [
    ["Falls on Ash ward: plan"],
    [],
    ["ID", "Task name", "Start", "Finish", "% complete", "Who", "Predecessors", "Priority", "Notes"],
    ["1", "Set up", "1/10/26", "after Easter", "40%", "Priya Nair, Tom Ellis", "", "High", "Six wards"],
    ["2", "  Recruit", "1 Oct 2026", datetime(2026, 10, 20), "0.5", "Priya & Tom", "1FS+2d;7", "", "-"],
    ["3", "  Go live", "", "30/3/27", Decimal(1), "", "2", "", ""],
    ["", "Total", "", "", "50%"],
    ["ID", "Task name", "Start", "Finish", "% complete", "Who", "Predecessors", "Priority", "Notes"],
    [None, "e.g. Train the nurses", "1/1/26"],
    ["", "", "", "", "", "Tom Ellis"],
    [],
]


def test_it_works():
    plan = read(FALLS)
    up, team, live = plan.tasks
    assert plan.title == "Falls on Ash ward: plan"
    assert [(task.uid, task.number, task.outline, task.level) for task in plan.tasks] == [
        (1, 1, "1", 1),
        (2, 2, "1.1", 2),
        (3, 3, "1.2", 2),
    ]
    assert (up.name, up.start, up.finish, up.percent) == ("Set up", datetime(2026, 10, 1), None, 40)
    assert (up.is_summary, up.owners, up.is_typed) == (True, ["Priya Nair", "Tom Ellis"], True)
    assert up.notes == "Six wards\nFinish: after Easter\nPriority: High"
    assert (team.start, team.finish, team.percent) == (datetime(2026, 10, 1), datetime(2026, 10, 20), 50)
    assert [(link.predecessor, link.kind, link.lag, link.lag_format) for link in team.links] == [
        (1, "FS", 9600, 7)
    ]
    assert (live.percent, live.start, [link.predecessor for link in live.links]) == (100, None, [2])
    assert plan.blank_rows == 2
    assert plan.kept_in_notes == {"Finish": 1, "Priority": 1, "Predecessors": 1}
    assert [(row, why) for row, why, _ in plan.skipped] == [
        (7, "is a total"),
        (8, "repeats the headings"),
        (9, "is an example"),
        (10, "has no name of a task"),
    ]
    assert plan.warnings == [
        "Row 4: “after Easter” is no date; kept in the notes.",
        "Row 5: “7” is no other task of the table; kept in the notes.",
    ]


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Start", "start"),
        ("Begin", "start"),
        ("From", "start"),
        ("Start date", "start"),
        ("Planned start date", "start"),
        ("Finish", "finish"),
        ("End date", "finish"),
        ("Due", "finish"),
        ("By when?", "finish"),
        ("Deadline", "finish"),
        ("Target date", "finish"),
        ("Duration (weeks)", "minutes"),
        ("Dur.", "minutes"),
        ("%", "percent"),
        ("% complete", "percent"),
        ("%_Complete", "percent"),
        ("Progress", "percent"),
        ("Status", "status"),
        ("Who", "owners"),
        ("Owner(s)", "owners"),
        ("Assigned to", "owners"),
        ("Lead", "owners"),
        ("Resource Names", "owners"),
        ("Outline level", "level"),
        ("WBS", "outline"),
        ("Outline number", "outline"),
        ("Indent", "level"),
        ("Predecessors", "links"),
        ("Milestone (Y/N)", "milestone"),
        ("Comments", "notes"),
        ("Task ID", "number"),
        ("No.", "number"),
        ("Baseline start", ""),
        ("Actual finish", "actual"),
        ("Priority", ""),
    ],
)
def test_headings_are_known_in_peoples_words(heading, field):
    assert field_of(heading) == field


@pytest.mark.parametrize(
    "heading", ["Task", "Task Name", "Activity", "What", "Milestone", "Action required", "Deliverable"]
)
def test_the_name_of_a_task_has_many_headings(heading):
    assert name_rank(heading) is not None
    assert columns_of([heading, "Who"])["name"] == 0


def test_of_two_names_the_likelier_is_taken_and_the_other_kept():
    [task] = read([["Description", "Task", "Due"], ["By the window", "Fit the alarms", "1/2/27"]]).tasks
    assert (task.name, task.notes) == ("Fit the alarms", "Description: By the window")


@pytest.mark.parametrize(
    ("cell", "percent"),
    [
        (Decimal("0.4"), 40),
        (40, 40),
        ("40%", 40),
        ("40 %", 40),
        ("40 per cent", 40),
        (0.4, 40),
        ("1", 100),
        ("100", 100),
        ("Done", 100),
        ("not started", 0),
        ("", 0),
        (None, 0),
        ("1%", 1),
        ("140%", 100),
    ],
)
def test_how_much_is_done_is_written_in_many_ways(cell, percent):
    assert one("% complete", cell).percent == percent


def test_one_is_one_per_cent_where_others_are_larger():
    rows = [["Task", "%"], ["Fit", 1], ["Test", 40], ["Try", "0.5"]]
    assert [task.percent for task in read(rows).tasks] == [1, 40, 50]
    assert [task.percent for task in read([["Task", "%"], ["Fit", 1], ["Test", "40%"]]).tasks] == [100, 40]


@pytest.mark.parametrize(
    ("word", "percent", "notes"),
    [
        ("Complete", 100, ""),
        ("Not started", 0, ""),
        ("In progress", 50, "Status: In progress"),
        ("Delayed", 0, "Status: Delayed"),
        ("25%", 25, ""),
    ],
)
def test_words_of_status(word, percent, notes):
    task = one("Status", word)
    assert (task.percent, task.notes) == (percent, notes)


def test_a_status_that_says_more_than_the_per_cent_is_kept():
    rows = [
        ["Task", "%", "Status"],
        ["Fit", "100%", "Done"],
        ["Test", "60%", "Delayed"],
        ["Try", "soon", "Done"],
    ]
    assert [(task.percent, task.notes) for task in read(rows).tasks] == [
        (100, ""),
        (60, "Status: Delayed"),
        (100, "%: soon"),
    ]


@pytest.mark.parametrize(
    ("cell", "minutes"),
    [
        ("5d", 2400),
        ("5 days", 2400),
        ("5 days?", 2400),
        (Decimal(5), 2400),
        ("0", 0),
        ("2 wks", 4800),
        ("1 month", 9600),
        ("4 hrs", 240),
        ("30 mins", 30),
        ("1.5d", 720),
        ("2 ed", 2880),
        ("2 edays", 2880),
        ("3 lots", None),
        ("a while", None),
    ],
)
def test_durations(cell, minutes):
    task = one("Duration", cell)
    assert task.minutes == minutes
    assert task.notes == ("" if minutes is not None else f"Duration: {cell}")
    assert task.is_milestone == (minutes == 0)


def test_a_heading_may_say_the_unit():
    assert one("Duration (weeks)", "2").minutes == 4800
    assert one("Duration (hours)", 3).minutes == 180


def test_an_end_is_reckoned_only_where_a_start_and_a_duration_are_given():
    rows = [
        ["Task", "Start", "Duration"],
        ["Recruit", "23/12/26", "3d"],
        ["Try", "26/12/26", "1d"],
        ["Say", "", "3d"],
    ]
    plan = read(rows)
    assert [task.finish for task in plan.tasks] == [datetime(2026, 12, 29), datetime(2026, 12, 29), None]
    assert plan.warnings == [
        "2 tasks have a start and a duration but no end: it is reckoned in working days."
    ]
    assert read([["Task", "Start", "Duration"], ["Wait", "23/12/26", "9999999"]]).tasks[0].finish is None


@pytest.mark.parametrize(
    ("rows", "milestones"),
    [
        ([["Task", "Milestone"], ["Fit", "yes"], ["Try", "No"], ["Go", ""]], [True, False, False]),
        ([["Task", "Duration"], ["Fit", "0d"], ["Try", "1d"]], [True, False]),
        ([["Task", "Type", "End"], ["Fit", "Milestone", "1/2/27"], ["Try", "Task", "1/2/27"]], [True, False]),
        ([["Milestone", "Date"], ["Sign", "1/2/27"], ["Live", "TBC"]], [True, True]),
        (
            [["Task", "End", "Status"], ["Sign", "1/2/27", "Milestone"], ["Fit", "1/2/27", "Open"]],
            [True, False],
        ),
        ([["Milestone", "Start", "End"], ["Sign", "1/2/27", "2/2/27"]], [False]),
    ],
)
def test_what_is_a_milestone(rows, milestones):
    assert [task.is_milestone for task in read(rows).tasks] == milestones


def test_a_milestone_with_a_start_alone_ends_on_it():
    rows = [["Task", "Start", "Duration"], ["Sign", "1/2/27", 0]]
    assert read(rows).tasks[0].finish == datetime(2027, 2, 1)


def test_what_is_no_flag_is_kept():
    assert one("Milestone?", "perhaps").notes == "Milestone?: perhaps"
    assert one("Type", "Training").notes == "Type: Training"


def test_an_end_before_its_start_is_said_not_dropped():
    plan = read(
        [["Task", "Start", "End"], ["Fit", "5/2/27", "1/2/27"], ["Try", "2027-02-05 09:00", "5/2/27"]]
    )
    assert plan.tasks[0].finish == datetime(2027, 2, 1)
    assert (plan.tasks[1].start, plan.tasks[1].finish) == (datetime(2027, 2, 5, 9), datetime(2027, 2, 5, 17))
    assert plan.warnings == ["Row 2: “Fit” ends before it begins."]


def test_levels_come_from_numbers_levels_or_indents():
    wbs = [["WBS", "Task"], ["1", "Set up"], ["1.1", "Recruit"], ["1.10", "Sign"], ["2", "Test"]]
    assert [(task.outline, task.is_summary) for task in read(wbs).tasks] == [
        ("1", True),
        ("1.1", False),
        ("1.10", False),
        ("2", False),
    ]
    level = [["Level", "Task"], [1, "Set up"], [2, "Recruit"], ["deep", "Sign"], [5, "Test"], [1, "Spread"]]
    plan = read(level)
    assert [task.outline for task in plan.tasks] == ["1", "1.1", "1.2", "1.2.1", "2"]
    assert plan.tasks[2].notes == "Level: deep"
    assert [
        task.level
        for task in read([["Task", "Who"], ["a", ""], ["b", ""], ["c", ""]], indents=[0, 0, 2, 0]).tasks
    ] == [
        1,
        2,
        1,
    ]
    assert [task.level for task in read([["Level", "Task"], [0, "a"], [1, "b"]]).tasks] == [1, 2]


def test_numbers_that_excel_shortened_are_counted_anew():
    plan = read([["WBS", "Task"], ["1", "a"], ["1.1", "b"], ["1.2", "c"], ["1.1", "d"]])
    assert [task.outline for task in plan.tasks] == ["1", "1.1", "1.2", "1.3"]
    assert "numbered anew" in plan.warnings[0]


def test_dotted_numbers_in_the_column_of_numbers_are_an_outline():
    plan = read([["No", "Task", "After"], ["1", "a", ""], ["1.1", "b", ""], ["2", "c", "1.1"]])
    assert [(task.number, task.outline) for task in plan.tasks] == [(1, "1"), (2, "1.1"), (3, "2")]
    assert plan.tasks[2].links[0].predecessor == 2
    assert not plan.kept_in_notes


def test_codes_are_kept_and_can_be_waited_for():
    plan = read(
        [
            ["WBS", "ID", "Task", "Depends on"],
            ["A.1", "T-01", "a", ""],
            ["A.2", "T-02", "b", "T-01"],
            ["B", "", "c", "a"],
        ]
    )
    assert [task.notes for task in plan.tasks] == ["ID: T-01\nWBS: A.1", "ID: T-02\nWBS: A.2", "WBS: B"]
    assert [[link.predecessor for link in task.links] for task in plan.tasks] == [[], [1], [1]]


def test_the_whole_plans_row_is_none_of_its_tasks():
    plan = read([["ID", "Outline", "Task"], [0, "0", "Falls"], [1, "1", "Recruit"]])
    assert [(task.number, task.level, task.outline) for task in plan.tasks] == [(0, 0, "0"), (1, 1, "1")]
    assert plan.to_dict()["tasks"] == 1


def test_groups_named_in_a_column_of_their_own():
    rows = [
        ["Phase", "Task", "Due"],
        ["Before"],
        ["", "Recruit", "1/2/27"],
        ["After"],
        ["", "Spread", "1/3/27"],
    ]
    assert [(task.name, task.outline) for task in read(rows).tasks] == [
        ("Before", "1"),
        ("Recruit", "1.1"),
        ("After", "2"),
        ("Spread", "2.1"),
    ]


def test_a_task_does_not_wait_for_itself():
    plan = read([["ID", "Task", "Predecessors"], [1, "Fit", "1"]])
    assert plan.tasks[0].links == []
    assert plan.tasks[0].notes == "Predecessors: 1"
    assert plan.warnings == ["Row 2: “Fit” is said to wait for itself; kept in the notes."]


@pytest.mark.parametrize("name", ["Total knee pathway", "Sample collection", "Examples of good handovers"])
def test_a_task_that_begins_like_a_total_or_an_example_is_a_task(name):
    assert read([["Task", "Due"], [name, "1/2/27"]]).tasks[0].name == name


def test_an_apostrophe_that_guards_against_formulas_is_no_part_of_a_text():
    assert read([["Task", "Notes"], ["Fit", "'-2 beds"]]).tasks[0].notes == "-2 beds"


# Bounds


def test_what_is_too_long_is_cut_and_said(monkeypatch):
    plan = read([["Task", "Notes"], ["x" * 400, "y" * 20_000]])
    [task] = plan.tasks
    assert (len(task.name), len(task.notes)) == (300, 10_000)
    assert len(plan.warnings) == 2
    many = read([["Task", "Due"]] + [["Fit", "soon"]] * 300)
    assert (len(many.warnings), many.warnings[-1]) == (201, "And 100 findings more of the same kinds.")
    monkeypatch.setattr(reading, "MOST_TASKS", 2)
    with pytest.raises(Refused, match="at most 2 are read"):
        read([["Task", "Due"]] + [["Fit", ""]] * 3)


@pytest.mark.parametrize("rows", [[], [[]], [["Task", "Due"]], [[None, ""]]])
def test_where_there_are_no_tasks_that_is_said(rows):
    with pytest.raises(Refused, match="No tasks"):
        read(rows)


def test_a_table_too_wide_is_refused():
    with pytest.raises(Refused, match="500 columns"):
        read([["x"] * 501])


def test_a_task_with_days_needs_no_name():
    plan = read([["Task", "Due"], ["", "1/2/27"]])
    assert (plan.tasks[0].name, plan.warnings) == ("", ["Row 2: the task has no name."])


ANYTHING = (
    st.none()
    | st.text(max_size=12)
    | st.integers(-5, 50_000)
    | st.floats()
    | st.decimals()
    | st.datetimes()
    | st.dates()
    | st.booleans()
    | st.sampled_from(
        ["Task", "Start", "1.2", "Total", "5d", "Done", "40%", "Priya Nair", "1FS+2d", "1/2/27"]
    )
)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.lists(ANYTHING, max_size=6), max_size=12), st.none() | st.integers(0, 3))
def test_every_row_is_accounted_for_whatever_stands_in_it(rows, heading):
    try:
        plan = read(rows, heading_row=heading)
    except Refused:
        return
    assert 0 < len(plan.tasks) <= len(rows)
    assert len({task.uid for task in plan.tasks}) == len(plan.tasks)
    outlines = [task.outline for task in plan.tasks]
    assert len(set(outlines)) == len(outlines)
    # One row of headings and one title stand nowhere else.
    assert len(rows) - len(plan.tasks) - plan.blank_rows - len(plan.skipped) in (0, 1, 2)
    plan.to_dict()


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.lists(st.from_regex(r"[a-z]{3,8}( [a-z]{3,8})?", fullmatch=True), min_size=11, max_size=11),
        min_size=1,
        max_size=5,
    )
)
def test_no_word_is_lost_whatever_column_it_stands_in(rows):
    heads = [
        "Task",
        "Start",
        "Finish",
        "Duration",
        "%",
        "Who",
        "Level",
        "Predecessors",
        "Milestone",
        "Colour",
        "Notes",
    ]
    plan = read([heads, *rows])
    told = " ".join(
        [
            *(f"{task.name} {task.notes} {' '.join(task.owners)}" for task in plan.tasks),
            *(text for _, _, text in plan.skipped),
        ]
    )
    skipped = {row for row, _, _ in plan.skipped}
    for number, row in enumerate(rows, 2):
        for at, word in enumerate(row):
            is_read = at in (4, 8) or (at == 7 and word in [task.name for task in plan.tasks])
            assert is_read or number in skipped or word in told


def test_numbers_in_the_names_say_how_deep_rows_lie():
    """As people type them where the sheet has no column for it. The names stay as they are."""
    named = ["1 Prepare", "1.1 Agree the list", "1.1.1: Ask", "2. Train", "2.1 Night staff", "Party"]
    plan = read([["Task", "Finish"], *([each, "4/1/2027"] for each in named)])
    assert [task.level for task in plan.tasks] == [1, 2, 3, 1, 2, 2]
    assert [task.name for task in plan.tasks] == named
    loose = read(
        [["Task", "Finish"], *([each, "4/1/2027"] for each in ("1.5 posts filled", "Train", "Meet"))]
    )
    assert [task.level for task in loose.tasks] == [1, 1, 1]
