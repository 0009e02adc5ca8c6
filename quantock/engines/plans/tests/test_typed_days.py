"""Days, weeks and months as people type them into a plan, and rows that lead nowhere."""

from datetime import date, datetime

import pytest

from quantock.engines.plans import read_plan, reading
from quantock.engines.plans.files import PASTE

ON = date(2026, 11, 26)


def read(rows):
    return reading.read_plan_table(rows, on=ON)


def test_a_table_written_month_first_is_read_so_and_says_so():
    plan = read(
        [["Task", "Start", "Finish"], ["A", "6/1/2026", "6/13/2026"], ["B", "06/15/2026", "7/3/2026"]]
    )
    assert [(each.start, each.finish) for each in plan.tasks] == [
        (datetime(2026, 6, 1), datetime(2026, 6, 13)),
        (datetime(2026, 6, 15), datetime(2026, 7, 3)),
    ]
    assert plan.warnings == [
        "Days are read month first, as in America: 2 days can only be read month first. Look at them."
    ]


def test_pasted_serial_numbers_are_days():
    plan = read([["Task", "Start", "Finish"], ["A", "46174", "46178"]])
    assert (plan.tasks[0].start, plan.tasks[0].finish) == (datetime(2026, 6, 1), datetime(2026, 6, 5))


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("w/c 8 June", (2026, 6, 8), (2026, 6, 12)),
        ("Week commencing 08/06/2026", (2026, 6, 8), (2026, 6, 12)),
        ("w/e 12 June 2026", (2026, 6, 8), (2026, 6, 12)),
        ("June 2026", (2026, 6, 1), (2026, 6, 30)),
        ("end of June", (2026, 6, 30), (2026, 6, 30)),
        ("start of June 2026", (2026, 6, 1), (2026, 6, 1)),
        ("Mid May 2027", (2027, 5, 11), (2027, 5, 20)),
        ("late February 2028", (2028, 2, 21), (2028, 2, 29)),
        ("Q2 2027/28", (2027, 7, 1), (2027, 9, 30)),
        ("Q4 FY26-27", (2027, 1, 1), (2027, 3, 31)),
        ("2026/27 Q1", (2026, 4, 1), (2026, 6, 30)),
    ],
)
def test_weeks_and_months_are_days_and_what_was_written_is_kept(written, first, last):
    plan = read([["Task", "Start", "Finish"], ["A", written, written]])
    assert (plan.tasks[0].start, plan.tasks[0].finish) == (datetime(*first), datetime(*last))
    assert plan.tasks[0].notes == f"Start: {written}\nFinish: {written}"
    assert len(plan.warnings) == 1


@pytest.mark.parametrize("written", ["Q2 27", "Q2 2026/28", "Q5 2026/27", "mid"])
def test_what_names_no_quarter_of_a_financial_year_is_no_day(written):
    plan = read([["Task", "Start"], ["A", written]])
    assert (plan.tasks[0].start, plan.tasks[0].notes) == (None, f"Start: {written}")


def test_a_name_that_says_milestone_is_one_unless_it_lasts():
    rows = [
        ["Task", "Start", "Finish"],
        ["Milestone: survey signed off", None, "30/10/2026"],
        ["Open to patients (milestone)", None, "1 August 2027"],
        ["Milestone 2 - lasting", "1/5/2027", "1/8/2027"],
        ["Agree the milestones", None, "1/8/2027"],
    ]
    assert [each.is_milestone for each in read(rows).tasks] == [True, True, False, False]


def test_tasks_that_wait_in_a_circle_are_said():
    plan = read([["ID", "Task", "Predecessors"], [1, "A", "2"], [2, "B", "1"], [3, "C", "2"]])
    assert plan.warnings == [
        "1 “A” and 2 “B” wait for each other in a circle. They are kept as they stand; take one of the links out."
    ]


def test_a_milestone_stands_on_its_forecast_and_then_on_the_day_it_was_reached():
    plan = read(
        [
            ["Milestone", "Baseline date", "Forecast date", "Actual date"],
            ["A", "1/6/2026", "8/6/2026", ""],
            ["B", "1/7/2026", "1/7/2026", "2/7/2026"],
        ]
    )
    assert [(each.finish, each.percent) for each in plan.tasks] == [
        (datetime(2026, 6, 8), 0),
        (datetime(2026, 7, 2), 100),
    ]
    assert plan.tasks[1].notes == "Forecast date: 1/7/2026\nBaseline date: 1/7/2026"


def test_an_actual_end_beside_a_planned_one_is_a_note():
    plan = read([["Task", "Finish", "Actual finish"], ["A", "1/6/2026", "8/6/2026"]])
    assert (plan.tasks[0].finish, plan.tasks[0].percent) == (datetime(2026, 6, 1), 100)
    assert plan.tasks[0].notes == "Actual finish: 8/6/2026"


def test_a_total_alone_in_its_row_is_no_phase():
    plan = read([["Task", "Finish"], ["A", "1/6/2026"], ["Total", ""], ["B", "1/6/2026"]])
    assert [(each.name, each.level) for each in plan.tasks] == [("A", 1), ("B", 1)]


def test_a_paste_of_csv_is_a_table_where_its_first_line_is_one_of_headings():
    plan = read_plan(b"Task,Start,Finish\nA,1/6/26,2/6/26", PASTE, on=ON)
    assert [(each.name, each.finish) for each in plan.tasks] == [("A", datetime(2026, 6, 2))]
    plan = read_plan(b"Train the staff, all of them\nGo live, slowly", PASTE, on=ON)
    assert [each.name for each in plan.tasks] == ["Train the staff, all of them", "Go live, slowly"]


def test_two_rows_of_headings_are_one():
    plan = read(
        [
            ["Merger of pharmacy"],
            ["Ref", "Activity", "Planned", None, "Actual", None, "Lead"],
            [None, None, "Start", "Finish", "Start", "Finish", None],
            [1, "Agree scope", "1/6/2026", "5/6/2026", "2/6/2026", "9/6/2026", "Tom Ellis"],
        ]
    )
    [task] = plan.tasks
    assert (task.start, task.finish, task.percent) == (datetime(2026, 6, 1), datetime(2026, 6, 5), 100)
    assert task.owners == ["Tom Ellis"]
    assert task.notes == "Actual Finish: 9/6/2026\nActual Start: 2/6/2026"


def test_of_two_columns_with_one_heading_the_one_that_is_shown_counts():
    rows = [["Task", "Start", "Start"], ["A", "1/1/2020", "1/6/2026"]]
    [task] = reading.read_plan_table(rows, on=ON, hidden={1}).tasks
    assert (task.start, task.notes) == (datetime(2026, 6, 1), "Start: 1/1/2020")


def test_a_sheet_out_of_primavera_with_its_actual_and_held_days():
    plan = read(
        [
            [
                "task_code",
                "status_code",
                "task_name",
                "target_drtn_hr_cnt",
                "start_date",
                "end_date",
                "pred_list",
            ],
            [
                "Activity ID",
                "Activity Status",
                "Activity Name",
                "(*)Original Duration(d)",
                "(*)Start",
                "(*)Finish",
                "(*)Predecessors",
            ],
            ["A1000", "Completed", "Mobilise", 10, "01-Sep-26 A", "14-Sep-26 A", None],
            ["A1010", "In Progress", "Survey", 5, "15-Sep-26 A", "28-Sep-26", "A1000: SS 5"],
            ["A1020", "Not Started", "Signed off", 0, None, "28-Sep-26*", "A1010: FS"],
        ]
    )
    mobilise, survey, signed = plan.tasks
    assert (mobilise.start, mobilise.finish) == (datetime(2026, 9, 1), datetime(2026, 9, 14))
    assert [(each.kind, each.lag) for each in survey.links] == [("SS", 5 * 4800)]
    assert (signed.is_milestone, signed.finish) == (True, datetime(2026, 9, 28))
    assert [each.predecessor for each in signed.links] == [survey.uid]
    assert (plan.title, len(plan.warnings)) == ("", 1)


def test_a_plan_out_of_planner_is_called_by_its_name():
    plan = read(
        [
            ["Plan name", "Day surgery"],
            ["Plan ID", "abc"],
            [],
            ["Task number", "Name", "Start", "Duration", "Depends after (dependents)"],
            ["1", "Kick off", datetime(2026, 9, 1), "~3d", None],
            ["2", "Charter", datetime(2026, 9, 4), "1 day", "1FS"],
        ]
    )
    assert plan.title == "Day surgery"
    assert [each.minutes for each in plan.tasks] == [1440, 480]
    assert [each.predecessor for each in plan.tasks[1].links] == [plan.tasks[0].uid]
