"""Plans in Microsoft Project's XML come in as they stand, with an account of what is not kept."""

import csv
import gzip
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quantock.engines.plans import mspdi, read_mspdi, read_plan, say_account
from quantock.engines.tables import Refused
from quantock.engines.tables.tests.real import real

NAMES = (
    "blank_rows",
    "home_move",
    "link_types",
    "software_development",
    "task_calendars",
    "training_rollout",
    "typed_dates",
    "portfolio_245_tasks",
    "portfolio_321_tasks",
)


def plan(tasks="", rest=""):
    return (
        '<?xml version="1.0"?><Project xmlns="http://schemas.microsoft.com/project"><Title>Alarms</Title>'
        f"<Tasks>{tasks}</Tasks>{rest}</Project>"
    ).encode()


def task(uid=1, **said):
    said = {"UID": uid, "ID": uid, "Name": "Fit the alarms", **said}
    return "<Task>" + "".join(f"<{name}>{value}</{name}>" for name, value in said.items()) + "</Task>"


@pytest.mark.real_data
@pytest.mark.parametrize("name", NAMES)
def test_real_plans_come_in_with_the_dates_that_stand_in_them(name):
    ending = "xml.gz" if name.startswith("portfolio") else "xml"
    read = read_mspdi(real(f"plans/{name}.{ending}").read_bytes(), f"{name}.{ending}")
    with real(f"expected/plan_{name}.csv").open(newline="") as lines:
        wanted = list(csv.DictReader(lines))
    given_rows = [
        {
            "uid": str(one.uid),
            "id": str(one.number),
            "outline": one.outline or "",
            "summary": str(int(one.is_summary)),
            "milestone": str(int(one.is_milestone)),
            "start": one.start.isoformat(),
            "finish": one.finish.isoformat(),
            "duration_min": str(one.minutes),
            "predecessors": str(len(one.links)),
            "percent_complete": str(one.percent),
        }
        for one in read.tasks
    ]
    assert given_rows == [{key: row[key] for key in given_rows[0]} for row in wanted]


@pytest.mark.real_data
@pytest.mark.parametrize(
    ("name", "says", "to_do"),
    [
        (
            "negative/password_protected.mpp",
            "plan (.mpp), locked with a password.",
            "with its password, choose",
        ),
        ("plans/software_development.mpp", "Microsoft Project plan (.mpp).", "XML format"),
        ("negative/primavera_export.xer", "Primavera P6 export", "Microsoft Project (XML)"),
    ],
)
def test_other_kinds_of_plan_are_named_with_what_to_send(name, says, to_do):
    path = real(name)
    with pytest.raises(Refused) as refused:
        read_mspdi(path.read_bytes(), path.name)
    assert says in refused.value.error
    assert to_do in refused.value.what_to_do


def test_what_is_kept_and_what_is_counted():
    resources = (
        "<Resources><Resource><UID>7</UID><Name>Priya Nair</Name></Resource></Resources>"
        "<Assignments><Assignment><TaskUID>1</TaskUID><ResourceUID>7</ResourceUID><Work>PT8H0M0S</Work></Assignment>"
        "<Assignment><TaskUID>1</TaskUID><ResourceUID>-65535</ResourceUID></Assignment></Assignments>"
        "<Calendars><Calendar><UID>1</UID></Calendar></Calendars>"
    )
    one = task(
        Start="2026-01-05T08:00:00",
        Finish="2026-01-07T17:00:00",
        Duration="PT24H0M0S",
        PercentComplete="40",
        Manual="1",
        Priority="500",
        Cost="1200",
        Notes="Six wards",
    )
    blank = "<Task><UID>2</UID><IsNull>1</IsNull></Task>"
    read = read_mspdi(plan(one + blank, resources))
    [only] = read.tasks
    assert (only.start, only.finish) == (datetime(2026, 1, 5, 8), datetime(2026, 1, 7, 17))
    assert (only.minutes, only.percent, only.is_typed, only.owners) == (1440, 40, True, ["Priya Nair"])
    assert read.blank_rows == 1
    assert dict(read.not_kept) == {"Cost": 1, "Calendar": 1, "Assignment: Work": 1}


def test_what_differs_from_what_is_kept_is_counted():
    beside = (
        "<StartDate>2026-01-05T08:00:00</StartDate>"
        "<Resources><Resource><UID>7</UID><Name>Priya</Name><StandardRate>20</StandardRate></Resource></Resources>"
    )
    one = task(Start="2026-01-05T08:00:00", ManualStart="2026-01-06T08:00:00", Active="0")
    other = task(2, Start="2026-01-05T08:00:00", ManualStart="2026-01-05T08:00:00", Active="1")
    read = read_mspdi(plan(one + other, beside))
    assert dict(read.not_kept) == {
        "ManualStart": 1,
        "Active": 1,
        "Resource: StandardRate": 1,
        "Setting of the project": 1,
    }


def test_a_compressed_file_may_have_parts_and_is_not_cut_off():
    whole = plan(task())
    parts = gzip.compress(whole[:50]) + gzip.compress(whole[50:])
    assert len(read_mspdi(parts, "plan.xml.gz").tasks) == 1
    with pytest.raises(Refused, match="cut off"):
        read_mspdi(gzip.compress(whole)[:-12], "plan.xml.gz")


def test_what_is_odd_is_said_and_kept():
    tasks = task(1, Name="", Start="soon") + task(
        2, Start="2026-02-05T08:00:00", Finish="2026-02-01T08:00:00", PercentComplete="140"
    )
    linked = tasks.replace(
        "</Task>", "<PredecessorLink><PredecessorUID>9</PredecessorUID></PredecessorLink></Task>", 1
    )
    read = read_mspdi(plan(linked))
    assert read.warnings == [
        "Task 1 “”: “soon” is no day; kept in the notes.",
        "Task 2 “Fit the alarms”: 140% done is taken as 100%.",
        "Task 1 has no name.",
        "Task 2 “Fit the alarms” ends before it begins.",
        "1 link leads to tasks that are not in the file.",
    ]
    assert (read.tasks[0].start, read.tasks[1].percent) == (None, 100)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "not a Microsoft Project plan"),
        (b"Name,Start\nFit,1/1/2026", "not a Microsoft Project plan"),
        (b"<Project>", "damaged"),
        (b"<html></html>", "not a Microsoft Project plan"),
        (b'<!DOCTYPE x [<!ENTITY a "b">]><Project/>', "entities"),
        (b"\x1f\x8b\x08 broken, and longer", "damaged|cut off"),
        (b"%PDF-1.7", "PDF"),
    ],
)
def test_anything_else_is_refused_in_a_sentence(data, says):
    with pytest.raises(Refused, match=says):
        read_mspdi(data, "plan.xml")


def test_size_is_bounded(monkeypatch):
    monkeypatch.setattr(mspdi, "MOST_TASKS", 2)
    with pytest.raises(Refused, match="at most 2 are read"):
        read_mspdi(plan(task(1) + task(2) + task(3)))
    monkeypatch.setattr(mspdi, "MOST_BYTES", 100)
    with pytest.raises(Refused, match="larger than 50 MB"):
        read_mspdi(gzip.compress(plan(task() * 50)))
    with pytest.raises(Refused, match="larger than 50 MB"):
        read_mspdi(plan(task() * 50))


@given(st.binary(max_size=300))
def test_no_bytes_do_harm(data):
    with pytest.raises(Refused) as refused:
        read_mspdi(b"<" + data, "plan.xml")
    assert refused.value.what_to_do


@given(st.lists(st.tuples(st.integers(0, 99), st.integers(0, 59)), min_size=1, max_size=20))
def test_every_task_comes_back_in_its_order(durations):
    tasks = "".join(
        task(place, Duration=f"PT{hours}H{minutes}M0S") for place, (hours, minutes) in enumerate(durations, 1)
    )
    read = read_mspdi(plan(tasks))
    assert [one.minutes for one in read.tasks] == [hours * 60 + minutes for hours, minutes in durations]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-be"])
def test_a_plan_is_read_in_whatever_encoding_project_saves_it(encoding):
    text = plan(task()).decode().replace("?>", ' encoding="UTF-16"?>' if "16" in encoding else "?>")
    data = text.encode(encoding)
    data = b"\xfe\xff" + data if encoding.endswith("be") else data
    assert [each.name for each in read_plan(data, "plan.xml", on=date(2026, 1, 5)).tasks] == [
        "Fit the alarms"
    ]


def test_entities_are_refused_in_utf_16_too():
    text = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x [<!ENTITY a "b">]><Project>&a;</Project>'
    with pytest.raises(Refused, match="entities"):
        read_plan(text.encode("utf-16"), "plan.xml", on=date(2026, 1, 5))


def linked(uid, *, to, **said):
    more = "".join(f"<{name}>{value}</{name}>" for name, value in said.items())
    return task(uid).replace(
        "</Task>", f"<PredecessorLink><PredecessorUID>{to}</PredecessorUID>{more}</PredecessorLink></Task>"
    )


def test_links_that_lead_nowhere_good_are_said():
    other = linked(4, to=2, CrossProject="1", CrossProjectName="Estates.mpp")
    read = read_mspdi(plan(linked(1, to=2) + linked(2, to=1) + linked(3, to=3) + other))
    assert [[link.predecessor for link in each.links] for each in read.tasks] == [[2], [1], [], []]
    assert read.not_kept["Link to another plan"] == 1
    assert read.warnings == [
        "Task 4 “Fit the alarms” waits for a task of another plan (Estates.mpp); that link is not kept.",
        "Task 3 “Fit the alarms” is said to wait for itself; that link is not kept.",
        "1 “Fit the alarms” and 2 “Fit the alarms” wait for each other in a circle. They are kept as they stand; take one of "
        "the links out.",
    ]


def test_what_looks_wrong_is_kept_and_said():
    read = read_mspdi(
        plan(
            task(1, Active="0")
            + task(2, Start="1984-01-01T08:00:00", Finish="NA", Duration="P5D")
            + task(3, Milestone="1", Start="2026-01-05T08:00:00", Finish="2026-01-09T17:00:00")
            + task(4, StartText="after Easter", Duration="a while")
        )
    )
    assert read.tasks[1].start == datetime(1984, 1, 1, 8)
    assert (read.tasks[1].finish, read.tasks[1].minutes) == (None, 7200)
    assert read.tasks[3].notes == "Start: after Easter\nDuration: a while"
    assert dict(read.kept_in_notes) == {"StartText": 1, "Duration": 1}
    assert read.warnings == [
        "Task 1 “Fit the alarms” is switched off in Microsoft Project (inactive); here it counts as any other task.",
        "Task 4 “Fit the alarms”: “a while” is no duration; kept in the notes.",
        "Task 2 “Fit the alarms” stands on 1 January 1984, which is far off: look at it.",
        "Task 3 “Fit the alarms” is a milestone that lasts; it stands on its last day.",
    ]


def test_nothing_is_said_of_what_project_writes_where_nothing_was_said():
    read = read_mspdi(plan(task(ACWP="0.00", WorkVariance="0.00", FixedCost="0", Finish="NA")))
    assert dict(read.not_kept) == {}


def test_the_account_is_in_peoples_words():
    counted = {
        "Deadline": 3,
        "ConstraintType": 2,
        "ConstraintDate": 2,
        "Resource: MaxUnits": 1,
        "OverAllocated": 4,
    }
    assert say_account(counted) == [
        ("About people", "MaxUnits 1"),
        ("Constraints on dates", "ConstraintDate 2, ConstraintType 2"),
        ("Deadlines", "Deadline 3"),
        ("Over allocated", "OverAllocated 4"),
    ]


@pytest.mark.parametrize("space", ["", ' xmlns="http://schemas.microsoft.com/project/2007"'])
def test_a_plan_without_its_name_space_or_with_a_year_in_it_is_one(space):
    usual = plan(task(Start="2026-06-01T08:00:00", Finish="2026-06-05T17:00:00"))
    read = read_mspdi(usual.replace(b' xmlns="http://schemas.microsoft.com/project"', space.encode()))
    assert [(each.name, each.finish) for each in read.tasks] == [("Fit the alarms", datetime(2026, 6, 5, 17))]


def test_another_program_s_project_is_no_plan():
    with pytest.raises(Refused, match="not a Microsoft Project plan"):
        read_mspdi(b'<?xml version="1.0"?><Project><ItemGroup/></Project>')
