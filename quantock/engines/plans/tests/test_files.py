"""Plans that people keep as tables come in whole: every cell as a date, an owner, a phase, or in the notes."""

import io
from datetime import date, datetime

import pytest
from openpyxl import Workbook
from openpyxl.styles import Alignment

from quantock.engines.plans import read_plan
from quantock.engines.plans.files import PASTE
from quantock.engines.tables import Refused
from quantock.engines.tables.tests.real import real

ON = date(2026, 11, 26)


def read(text, name="plan.csv"):
    return read_plan(text.encode(), name, on=ON)


def book(rows, indents=()):
    workbook = Workbook()
    sheet = workbook.active
    for row in rows:
        sheet.append(row)
    for row, column, indent in indents:
        sheet.cell(row, column).alignment = Alignment(indent=indent)
    kept = io.BytesIO()
    workbook.save(kept)
    return kept.getvalue()


def told(plan):
    return [(task.level, task.name, task.is_summary) for task in plan.tasks]


def test_a_table_with_headings():
    plan = read(
        "Ward plan,,,,\nTask name,Start date,End date,% complete,Owner\n"
        "Fit alarms,4/1/2027,15/1/2027,40%,Ann Lee\nTrain staff,18/1/27,29 Jan 2027,0,Bo & Cy\n"
    )
    first, second = plan.tasks
    assert (first.name, first.start, first.finish) == (
        "Fit alarms",
        datetime(2027, 1, 4),
        datetime(2027, 1, 15),
    )
    assert (first.percent, first.owners, first.is_typed) == (40, ["Ann Lee"], True)
    assert (second.owners, second.finish) == (["Bo", "Cy"], datetime(2027, 1, 29))
    assert not plan.warnings
    assert not plan.has_keys


def test_a_plain_list_of_tasks_and_one_pasted_with_tabs():
    assert told(read("Fit alarms\nTrain, then test, the night staff\n\nClose", PASTE)) == [
        (1, "Fit alarms", False),
        (1, "Train, then test, the night staff", False),
        (1, "Close", False),
    ]
    plan = read("Fit alarms\tAnn Lee\t15/1/2027\nTrain staff\tBo Ray\t29/1/2027", PASTE)
    assert [(task.name, task.owners, task.finish.date()) for task in plan.tasks] == [
        ("Fit alarms", ["Ann Lee"], date(2027, 1, 15)),
        ("Train staff", ["Bo Ray"], date(2027, 1, 29)),
    ]


def test_levels_from_an_outline_number_from_indents_from_spaces_and_from_captions():
    wanted = [(1, "Build", True), (2, "Fit alarms", False), (2, "Train", False), (1, "Close", False)]
    assert (
        told(read("WBS,Task,Due\n1,Build,\n1.1,Fit alarms,4/1/2027\n1.2,Train,5/1/2027\n2,Close,6/1/2027\n"))
        == wanted
    )
    assert (
        told(read("Task,Due\nBuild,\n   Fit alarms,4/1/2027\n   Train,5/1/2027\nClose,6/1/2027\n")) == wanted
    )
    rows = [
        ["Task", "Due"],
        ["Build", None],
        ["Fit alarms", datetime(2027, 1, 4)],
        ["Train", None],
        ["Close", None],
    ]
    assert told(read_plan(book(rows, [(3, 1, 1), (4, 1, 1)]), "plan.xlsx", on=ON)) == wanted
    spaced = [
        ["Task", "Due"],
        ["Build", None],
        ["  Fit alarms", datetime(2027, 1, 4)],
        ["  Train", None],
        ["Close", None],
    ]
    assert told(read_plan(book(spaced), "plan.xlsx", on=ON)) == wanted
    captions = "Task,Due\nBuild,\nFit alarms,4/1/2027\nTrain,5/1/2027\nClose,\nReview,7/1/2027\n"
    assert told(read(captions)) == [*wanted[:3], (1, "Close", True), (2, "Review", False)]


def test_a_column_of_phases_becomes_the_phases():
    plan = read("Phase,Task,Due\nBuild,Fit alarms,4/1/2027\nBuild,Train,5/1/2027\nClose,Review,6/1/2027\n")
    assert told(plan) == [
        (1, "Build", True),
        (2, "Fit alarms", False),
        (2, "Train", False),
        (1, "Close", True),
        (2, "Review", False),
    ]
    assert [task.outline for task in plan.tasks] == ["1", "1.1", "1.2", "2", "2.1"]
    assert len({task.uid for task in plan.tasks}) == 5


def test_the_sheet_with_the_plan_is_found_and_others_are_said():
    workbook = Workbook()
    workbook.active.title = "Read me"
    workbook.active.append(["How to use this"])
    plan = workbook.create_sheet("Plan")
    for row in (["Task", "Start", "Finish"], ["Fit", datetime(2027, 1, 4), None], ["Train", None, None]):
        plan.append(row)
    other = workbook.create_sheet("Old plan")
    for row in (["Task", "Start"], ["Fit", datetime(2026, 1, 4)]):
        other.append(row)
    kept = io.BytesIO()
    workbook.save(kept)
    found = read_plan(kept.getvalue(), "plan.xlsx", on=ON)
    assert [task.name for task in found.tasks] == ["Fit", "Train"]
    assert "“Old plan” (1)" in found.warnings[0]


@pytest.mark.parametrize("name", ["password_protected.mpp", "primavera_export.xer"])
@pytest.mark.real_data
def test_other_kinds_are_named_with_what_to_send(name):
    with pytest.raises(Refused) as refused:
        read_plan(real(f"negative/{name}").read_bytes(), name, on=ON)
    assert "XML" in refused.value.what_to_do


def test_an_empty_file_and_a_workbook_without_a_plan_are_refused():
    with pytest.raises(Refused, match="The file is empty"):
        read_plan(b"", "plan.csv", on=ON)
    with pytest.raises(Refused):
        read_plan(book([]), "plan.xlsx", on=ON)
