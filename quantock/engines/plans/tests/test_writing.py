"""Plans written as Microsoft Project XML, as a workbook and as CSV, and read back as they were."""

import re
from datetime import date, datetime
from string import ascii_lowercase

import pytest
from defusedxml import ElementTree
from hypothesis import given, settings
from hypothesis import strategies as st

from quantock.engines.plans import Link, Plan, Task, read_mspdi, read_plan_table, write_mspdi
from quantock.engines.plans.outline import outlines_of, without_gaps
from quantock.engines.plans.table import HEADINGS, plan_columns, plan_csv, plan_rows, plan_workbook
from quantock.engines.plans.tests.test_mspdi import NAMES
from quantock.engines.tables import open_source, plain_grid
from quantock.engines.tables.tests.real import real

ON = date(2026, 11, 26)
SPACE = "{http://schemas.microsoft.com/project}"
# The sequences of the schema that Microsoft publishes (mspdi_pj12.xsd), with what Project 2010 and later write (the real plans
# here), as far as a plan of ours could ever say them: a file that leaves them is refused.
SEQUENCES = {
    name: words.split()
    for name, words in re.findall(
        r"(\w+):([\w\s]*?)(?=\w+:|\Z)",
        """
    Project: SaveVersion UID Name GUID Title Subject Category Company Manager Author CreationDate Revision LastSaved ScheduleFromStart
 StartDate FinishDate FYStartDate CriticalSlackLimit CurrencyDigits CurrencySymbol CurrencyCode CurrencySymbolPosition CalendarUID
 DefaultStartTime DefaultFinishTime MinutesPerDay MinutesPerWeek DaysPerMonth DefaultTaskType DefaultFixedCostAccrual
 DefaultStandardRate DefaultOvertimeRate DurationFormat WorkFormat EditableActualCosts HonorConstraints EarnedValueMethod
 InsertedProjectsLikeSummary MultipleCriticalPaths NewTasksEffortDriven NewTasksEstimated SplitsInProgressTasks SpreadActualCost
 SpreadPercentComplete TaskUpdatesResource FiscalYearStart WeekStartDay MoveCompletedEndsBack MoveRemainingStartsBack
 MoveRemainingStartsForward MoveCompletedEndsForward BaselineForEarnedValue AutoAddNewResourcesAndTasks StatusDate CurrentDate
 MicrosoftProjectServerURL Autolink NewTaskStartDate NewTasksAreManual DefaultTaskEVMethod ProjectExternallyEdited
 ExtendedCreationDate ActualsInSync RemoveFileProperties AdminProject OutlineCodes WBSMasks ExtendedAttributes Calendars Tasks
 Resources Assignments
    Calendar: UID GUID Name IsBaseCalendar BaseCalendarUID WeekDays Exceptions WorkWeeks
    WeekDay: DayType DayWorking TimePeriod WorkingTimes
    Exception: EnteredByOccurrences TimePeriod Occurrences Name Type Period DaysOfWeek MonthItem MonthPosition Month MonthDay
 DayWorking WorkingTimes
    TimePeriod: FromDate ToDate
    WorkingTime: FromTime ToTime
    Task: UID GUID ID Name Active Manual Type IsNull CreateDate Contact WBS WBSLevel OutlineNumber OutlineLevel Priority Start Finish
 Duration DurationFormat Work Stop Resume ResumeValid EffortDriven Recurring OverAllocated Estimated Milestone Summary Critical
 IsSubproject IsSubprojectReadOnly SubprojectName ExternalTask ExternalTaskProject EarlyStart EarlyFinish LateStart LateFinish
 StartVariance FinishVariance WorkVariance FreeSlack TotalSlack StartSlack FinishSlack FixedCost FixedCostAccrual PercentComplete
 PercentWorkComplete Cost OvertimeCost OvertimeWork ActualStart ActualFinish ActualDuration ActualCost ActualOvertimeCost
 ActualWork ActualOvertimeWork RegularWork RemainingDuration RemainingCost RemainingWork RemainingOvertimeCost
 RemainingOvertimeWork ACWP CV ConstraintType CalendarUID ConstraintDate Deadline LevelAssignments LevelingCanSplit LevelingDelay
 LevelingDelayFormat PreLeveledStart PreLeveledFinish Hyperlink HyperlinkAddress HyperlinkSubAddress IgnoreResourceCalendar Notes
 HideBar Rollup BCWS BCWP PhysicalPercentComplete EarnedValueMethod PredecessorLink ManualStart ManualFinish ManualDuration
 IsPublished CommitmentType
    PredecessorLink: PredecessorUID Type CrossProject CrossProjectName LinkLag LagFormat
    Resource: UID GUID ID Name Type IsNull Initials Phonetics NTAccount
    Assignment: UID GUID TaskUID ResourceUID PercentWorkComplete Finish Start Units Work
""",
    )
}
REQUIRED = {
    "Project": ("SaveVersion", "CurrencyCode", "StartDate", "CalendarUID"),
    "Calendar": ("UID", "IsBaseCalendar"),
    "WeekDay": ("DayType",),
    "Task": ("UID", "ID", "OutlineLevel"),
    "Resource": ("UID", "ID", "Name"),
    "Assignment": ("UID", "TaskUID", "ResourceUID"),
}


def task(number, name="Fit the alarms", **said):
    given_ones = {
        "outline": str(number),
        "level": 1,
        "is_summary": False,
        "is_milestone": False,
        "start": None,
        "finish": None,
        "minutes": None,
        "percent": 0,
        **said,
    }
    return Task(number, number, name, **given_ones)


FALLS = Plan(
    "Falls",
    [
        task(1, "Set up", is_summary=True, start=datetime(2026, 12, 21), finish=datetime(2026, 12, 29)),
        task(
            2,
            "Recruit & train <all>",
            outline="1.1",
            level=2,
            start=datetime(2026, 12, 21),
            finish=datetime(2026, 12, 29, 12, 30),
            percent=40,
            owners=["Priya Nair", "Ops/IT"],
            notes="Six wards\n=SUM(A1)",
        ),
        task(
            3,
            "Go live",
            finish=datetime(2027, 1, 4),
            is_milestone=True,
            links=[Link(2, "SS", -4800, 7), Link(9, "FS")],
        ),
        task(4, "-2 beds", start=datetime(2027, 1, 4, 9), minutes=0, owners=["Priya Nair"]),
    ],
)


def read_file(data, name):
    """A table of one sheet, through the reader of files."""
    source = open_source(data, name)
    return read_plan_table(plain_grid(source, source.sheets[0].name if source.sheets else None).rows)


def written(plan):
    return ElementTree.fromstring(write_mspdi(plan, title="Falls on Ash ward", on=ON))


def rows_of(plan):
    """What must come back; all that is written has typed dates."""
    return [
        {key: value for key, value in one.to_dict().items() if key != "typed_dates"}
        | {"notes": one.notes, "links": [(link.kind, link.lag) for link in one.links]}
        for one in plan.tasks
    ]


def test_it_works():
    root = written(FALLS)
    assert root.findtext(f"{SPACE}Title") == "Falls on Ash ward"
    first, second, live, beds = root.findall(f"{SPACE}Tasks/{SPACE}Task")
    said = {each.tag.removeprefix(SPACE): each.text for each in second}
    assert said["Name"] == "Recruit & train <all>"
    assert (said["Start"], said["Finish"]) == ("2026-12-21T08:00:00", "2026-12-29T12:30:00")
    assert (said["ManualStart"], said["ManualFinish"], said["Manual"]) == (said["Start"], said["Finish"], "1")
    # Five working days, without Christmas Day and the day in place of Boxing Day.
    assert (said["Duration"], said["ActualDuration"], said["RemainingDuration"]) == (
        "PT40H0M0S",
        "PT16H0M0S",
        "PT24H0M0S",
    )
    assert first.findtext(f"{SPACE}Finish") == "2026-12-29T17:00:00"
    assert live.findtext(f"{SPACE}Duration") == "PT0H0M0S"
    [link] = live.findall(f"{SPACE}PredecessorLink")
    assert [each.text for each in link] == ["2", "3", "0", "-4800", "7"]
    assert beds.find(f"{SPACE}Finish") is None
    assert [each.findtext(f"{SPACE}Name") for each in root.iter(f"{SPACE}Resource")] == [
        "Priya Nair",
        "Ops/IT",
    ]
    assert [each.findtext(f"{SPACE}ResourceUID") for each in root.iter(f"{SPACE}Assignment")] == [
        "1",
        "2",
        "1",
    ]


def faults_in(root):
    """What of a file the schema does not allow: an element out of its sequence, an unknown one, a required one missing."""
    for row in root.iter():
        name = row.tag.removeprefix(SPACE)
        inside = [each.tag.removeprefix(SPACE) for each in row]
        sequence = SEQUENCES.get(name)
        if sequence is None:
            continue
        unknown = [each for each in inside if each not in sequence]
        places = [sequence.index(each) for each in inside if each in sequence]
        missing = [each for each in REQUIRED.get(name, ()) if each not in inside]
        if unknown or missing or places != sorted(places):
            yield name, unknown, missing, inside


def test_elements_stand_in_the_sequences_of_the_schema_and_none_is_missing():
    for plan in (FALLS, Plan("", []), Plan("", [task(1)])):
        assert list(faults_in(written(plan))) == []
    root = written(FALLS)
    seen = {row.tag.removeprefix(SPACE) for row in root.iter()}
    assert seen >= SEQUENCES.keys()
    long = ElementTree.fromstring(write_mspdi(FALLS, title="Falls " * 200, on=ON))
    assert len(long.findtext(f"{SPACE}Name")) <= 255


@pytest.mark.real_data
@pytest.mark.parametrize("name", ["home_move", "typed_dates", "training_rollout"])
def test_the_sequences_are_those_of_files_that_project_wrote(name):
    root = ElementTree.fromstring(real(f"plans/{name}.xml").read_bytes())
    wrong = [fault for fault in faults_in(root) if fault[0] in ("Project", "Task", "PredecessorLink")]
    assert wrong == []


def test_bank_holidays_of_the_plan_are_days_off_in_its_calendar():
    calendar = written(FALLS).find(f".//{SPACE}Calendar")
    named = [each.text for each in calendar.findall(f".//{SPACE}Exception/{SPACE}Name")]
    assert named == ["Christmas Day", "Boxing Day", "Boxing Day (observed)", "New Year's Day"]
    days = [each.text for each in calendar.findall(f".//{SPACE}WeekDay/{SPACE}TimePeriod/{SPACE}FromDate")]
    assert days == [f"{day}T00:00:00" for day in ("2026-12-25", "2026-12-26", "2026-12-28", "2027-01-01")]
    assert written(Plan("", [])).find(f".//{SPACE}Exceptions") is None


def test_nothing_of_what_is_written_is_said_not_to_be_kept_but_calendar_and_settings():
    read = read_mspdi(write_mspdi(FALLS, title="Falls", on=ON), "plan.xml")
    assert set(read.not_kept) == {"Calendar", "Setting of the project"}
    assert (read.title, read.warnings) == ("Falls", [])


def test_a_milestone_stands_at_the_end_of_its_day():
    day = datetime(2027, 1, 4)
    root = written(Plan("", [task(1, start=day, finish=day, is_milestone=True, minutes=0)]))
    assert {root.findtext(f".//{SPACE}Task/{SPACE}{each}") for each in ("Start", "Finish")} == {
        "2027-01-04T17:00:00"
    }


@pytest.mark.parametrize(
    ("start", "finish", "hours"),
    [
        (datetime(2026, 12, 26), datetime(2026, 12, 27), "PT8H0M0S"),
        (datetime(2027, 1, 5), datetime(2027, 1, 4), None),
        (datetime(1, 1, 1), datetime(9999, 1, 1), None),
        (datetime(2190, 1, 1), datetime(2190, 1, 2), None),
        (None, datetime(2027, 1, 4), None),
    ],
)
def test_a_duration_is_reckoned_only_where_it_can_be(start, finish, hours):
    root = written(Plan("", [task(1, start=start, finish=finish)]))
    assert root.findtext(f".//{SPACE}Task/{SPACE}Duration") == hours


def test_an_empty_plan_is_a_file_too():
    assert read_mspdi(write_mspdi(Plan("", []), title="Empty", on=ON)).tasks == []


@pytest.mark.real_data
@pytest.mark.parametrize("name", NAMES)
def test_real_plans_are_written_and_read_back_as_they_stand(name):
    path = real(f"plans/{name}.{'xml.gz' if name.startswith('portfolio') else 'xml'}")
    first = read_mspdi(path.read_bytes(), path.name)
    again = read_mspdi(write_mspdi(first, title=first.title, on=ON))
    assert rows_of(again) == rows_of(first)
    assert again.warnings == first.warnings


@pytest.mark.real_data
@pytest.mark.parametrize("name", NAMES)
def test_real_plans_go_to_excel_and_back(name):
    path = real(f"plans/{name}.{'xml.gz' if name.startswith('portfolio') else 'xml'}")
    first = read_mspdi(path.read_bytes(), path.name)
    for file, data in (
        ("plan.xlsx", b"".join(plan_workbook(first))),
        ("plan.csv", b"".join(plan_csv(first))),
    ):
        again = read_file(data, file)
        assert plan_rows(again) == plan_rows(first), file
        assert (again.warnings, again.skipped, again.kept_in_notes) == ([], [], {})
        assert [one.is_summary for one in again.tasks] == [
            one.is_summary for one in first.tasks if one.number
        ]


def test_a_table_is_read_back_as_it_was():
    again = read_plan_table([HEADINGS, *plan_rows(FALLS)])
    assert plan_rows(again) == plan_rows(FALLS)
    for file, data in (
        ("plan.xlsx", b"".join(plan_workbook(FALLS))),
        ("plan.csv", b"".join(plan_csv(FALLS))),
    ):
        assert plan_rows(read_file(data, file)) == plan_rows(FALLS), file


def test_text_is_never_a_formula():
    said = b"".join(plan_csv(FALLS)).decode()
    assert "'-2 beds" in said
    assert "\r\n=" not in said


def test_times_of_day_are_shown_only_where_there_are_any():
    day = Plan("", [task(1, start=datetime(2027, 1, 4, 8), finish=datetime(2027, 1, 4, 17))])
    assert {column.kind for column in plan_columns(day) if column.heading in ("Start", "Finish")} == {"date"}
    assert {column.kind for column in plan_columns(FALLS) if column.heading in ("Start", "Finish")} == {
        "datetime"
    }


def test_the_row_of_the_whole_plan_is_none_of_the_table():
    whole = Task(0, 0, "Falls", "0", 0, True, False, None, None, None, 0)
    assert [row[2] for row in plan_rows(Plan("", [whole, task(1)]))] == ["Fit the alarms"]
    assert written(Plan("", [whole, task(1)])).findtext(f".//{SPACE}Manual") == "0"


WORDS = st.text(ascii_lowercase + "éß", min_size=3, max_size=9).filter(
    lambda text: text not in ("none", "nil")
)
MOMENTS = st.datetimes(datetime(1990, 1, 1), datetime(2140, 1, 1)).map(
    lambda one: one.replace(second=0, microsecond=0)
)


@st.composite
def plans(draw):
    levels = without_gaps(draw(st.lists(st.integers(1, 4), min_size=1, max_size=8)))
    tasks = []
    for place, (level, outline) in enumerate(zip(levels, outlines_of(levels), strict=True)):
        dates = sorted(draw(st.tuples(MOMENTS, MOMENTS)))
        earlier = draw(st.lists(st.integers(1, place), max_size=2, unique=True)) if place else []
        tasks.append(
            Task(
                place + 1,
                place + 1,
                " ".join(draw(st.lists(WORDS, min_size=1, max_size=3))) + "x",
                outline,
                level,
                is_summary=place + 1 < len(levels) and levels[place + 1] > level,
                is_milestone=draw(st.booleans()),
                start=dates[0],
                finish=dates[1],
                minutes=draw(st.integers(0, 100_000)),
                percent=draw(st.integers(0, 100)),
                notes=draw(WORDS),
                owners=[each.title() for each in draw(st.lists(WORDS, max_size=3, unique_by=str.title))],
                links=[
                    Link(
                        each,
                        draw(st.sampled_from(["FS", "SS", "FF", "SF"])),
                        draw(st.integers(-9_999, 9_999)),
                        7,
                    )
                    for each in earlier
                ],
            )
        )
    return Plan("", tasks)


@settings(max_examples=60, deadline=None)
@given(plans())
def test_any_plan_comes_back_from_xml_as_it_was(plan):
    again = read_mspdi(write_mspdi(plan, title="x", on=ON))
    once = write_mspdi(again, title="x", on=ON)
    assert write_mspdi(read_mspdi(once), title="x", on=ON) == once
    timeless = {"start", "finish"}
    assert [{k: v for k, v in row.items() if k not in timeless} for row in rows_of(again)] == [
        {k: v for k, v in row.items() if k not in timeless} for row in rows_of(plan)
    ]
    assert [(one.start.date(), one.finish.date()) for one in again.tasks] == [
        (one.start.date(), one.finish.date()) for one in plan.tasks
    ]


@settings(max_examples=60, deadline=None)
@given(plans())
def test_any_plan_comes_back_from_a_table_as_it_was(plan):
    again = read_plan_table([HEADINGS, *plan_rows(plan)])
    assert plan_rows(again) == plan_rows(plan)


@settings(max_examples=60, deadline=None)
@given(st.text(), st.text(), st.text(min_size=1))
def test_no_character_that_xml_forbids_is_written(title, name, owner):
    plan = Plan("", [task(1, name, notes=title, owners=[owner])])
    root = ElementTree.fromstring(write_mspdi(plan, title=title, on=ON))
    assert root.find(f"{SPACE}Tasks") is not None
