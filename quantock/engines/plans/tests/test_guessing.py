"""Tables without headings, or under headings that nobody knows."""

from datetime import date, datetime

import pytest

from quantock.engines.plans import reading
from quantock.engines.tables import Refused

ON = date(2026, 11, 26)


def read(rows, **given):
    return reading.read_plan_table(rows, on=ON, **given)


def test_a_list_of_names_is_a_plan():
    plan = read([["Buy the alarms"], [""], ["Fit them"], ["   Test them"]])
    assert [(task.name, task.outline) for task in plan.tasks] == [
        ("Buy the alarms", "1"),
        ("Fit them", "2"),
        ("Test them", "2.1"),
    ]
    assert plan.blank_rows == 1


def test_without_headings_columns_are_known_by_what_stands_in_them():
    rows = [
        [
            "1",
            "Recruit the team",
            "Priya Nair",
            "5/1/26",
            "9/1/26",
            "5d",
            "40%",
            "See the charter, which says who",
        ],
        ["2", "Write the charter", "Tom Ellis", "12/1/26", "13/1/26", "2d", "0%", ""],
        ["3", "Sign it", "PN", "14/1/26", "14/1/26", "1d", "0%", "In the hall"],
    ]
    first, _, last = read(rows).tasks
    assert (first.number, first.name, first.owners, first.percent) == (
        1,
        "Recruit the team",
        ["Priya Nair"],
        40,
    )
    assert (first.start, first.finish, first.minutes) == (datetime(2026, 1, 5), datetime(2026, 1, 9), 2400)
    assert (last.owners, last.notes) == (["PN"], "In the hall")


def test_more_kinds_of_columns_without_headings():
    rows = [["1", "Recruit", "1/2/26", "Done", "3"], ["1.1", "Sign", "2/2/26", "In progress", "8"]]
    tasks = read(rows).tasks
    assert [(task.outline, task.finish, task.percent) for task in tasks] == [
        ("1", datetime(2026, 2, 1), 100),
        ("1.1", datetime(2026, 2, 2), 50),
    ]
    assert [task.name for task in read([["yes", "1/2/26"], ["no", "2/2/26"]]).tasks] == ["yes", "no"]


def test_headings_nobody_knows_stand_in_the_notes():
    plan = read(
        [
            ["Wer", "Was", "Wann"],
            ["Priya Nair", "recruit the team", "1/2/27"],
            ["Tom Ellis", "sign it", "2/2/27"],
        ]
    )
    assert [(task.name, task.owners) for task in plan.tasks] == [
        ("recruit the team", ["Priya Nair"]),
        ("sign it", ["Tom Ellis"]),
    ]


def test_the_row_of_headings_can_be_named():
    rows = [["Task", "Owner"], ["Task", "Due"], ["Fit", "1/2/27"]]
    assert read(rows, heading_row=1).tasks[0].finish == datetime(2027, 2, 1)
    assert read([["Wer", "Was"], ["Priya Nair", "sign it"]], heading_row=0).tasks[0].name == "sign it"
    with pytest.raises(Refused, match="no row 8"):
        read(rows, heading_row=7)


def test_what_stands_above_the_headings_is_said():
    plan = read([["Plan", "v2"], ["Draft"], ["Task", "Due"], ["Fit", ""]])
    assert (plan.title, [text for _, _, text in plan.skipped]) == ("Plan", ["Plan v2", "Draft"])


def test_rows_are_called_as_the_file_counts_them():
    assert read([["Task", "Due"], ["Fit", "soon"]], numbers=[4, 9]).warnings[0].startswith("Row 9:")
