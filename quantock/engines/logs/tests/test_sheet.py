"""Reading logs of actions, issues and decisions in the ways in which people keep them."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from quantock.engines.logs.finding import find_logs
from quantock.engines.logs.sheet import day_of, read_grid
from quantock.engines.logs.words import kind_called
from quantock.engines.tables import Refused, open_source
from quantock.engines.tables.grid import Grid

ON = date(2026, 6, 1)
ACTIONS = """Falls programme action log,,,,,
Last updated,12/05/2026,,,,
No,Action,Owner,Due date,Status,Comments
0,Example: order it,Somebody,1/1/2026,Open,
1,Order bed alarms,Priya Nair,12/06/2026,In progress,Quote received
2,Train the night staff,Sister Jones,ASAP,Not started,
3,,,,,
Workstream: Digital,,,,,
No,Action,Owner,Due date,Status,Comments
1,Buy tablets,Tom Ellis,46200,Complete,
2,Find a room,,,Parked,
"""


def found_in(text, **said):
    return find_logs(open_source(text.encode(), "log.csv"), on=ON, **said)


def read(text, kind=""):
    [found] = found_in(text, kind=kind)
    return found.read(found.kind, on=ON)


def test_a_log_of_actions_as_people_keep_it():
    log = read(ACTIONS)
    assert log.kind == "action"
    assert [(each.scope, each.name, each.state, each.owner) for each in log.lines] == [
        ("programme", "Order bed alarms", "doing", "Priya Nair"),
        ("programme", "Train the night staff", "open", "Sister Jones"),
        ("Digital", "Buy tablets", "done", "Tom Ellis"),
        ("Digital", "Find a room", "open", ""),
    ]
    assert [each.due for each in log.lines] == [date(2026, 6, 12), None, date(2026, 6, 27), None]
    assert (log.examples, log.empty, log.skipped) == ([4], [7], [])


def test_nothing_is_lost_and_everything_strange_is_told():
    log = read(ACTIONS)
    assert log.lines[0].details == {"notes": "Comments: Quote received"}
    assert log.lines[1].details == {"notes": "By when: ASAP"}
    assert "“ASAP” is not a day" in log.lines[1].told[0]
    assert log.lines[3].details == {"notes": "How it stands: Parked"}
    assert "“Parked” is no way" in log.lines[3].told[0]
    assert log.kept == ["Comments"]
    said = log.to_dict()
    assert {(each["word"], each["taken_as"]) for each in said["words"]} >= {
        ("Parked", None),
        ("Complete", "done"),
    }
    assert (said["entries"], said["by_project"]) == (4, {"programme": 2, "Digital": 2})


def test_a_log_of_issues_maps_its_scale_once():
    log = read(
        "Issue ID,Issue,Impact,Priority,Action taken,Owner,Status,Date raised,Date closed\n"
        "I1,Lift broken,No beds moved,High,Call Otis,Tom,Closed,1/2/2026,3/2/2026\n"
        "I2,No paper,,2,Order,Tom,Open,1/2/2026,\n"
    )
    first, second = log.lines
    assert (log.kind, first.state, first.raised, first.closed) == (
        "issue",
        "resolved",
        date(2026, 2, 1),
        date(2026, 2, 3),
    )
    assert first.details == {"effect": "No beds moved", "severity": "4", "resolution": "Call Otis"}
    # Whether priority 2 is the second best or the second worst, nobody can know.
    assert second.details == {"resolution": "Order", "notes": "Priority: 2"}


def test_a_number_under_severity_counts_and_a_second_scale_is_kept():
    log = read("Issue,Severity,Priority,Owner\nLift broken,5,High,Tom\nNo paper,1 - Low,Low,Tom\n")
    assert [each.details for each in log.lines] == [
        {"severity": "5", "notes": "Priority: High"},
        {"severity": "2", "notes": "Priority: Low"},
    ]


def test_decisions_that_were_made_and_those_that_are_wanted():
    made = read("Ref,Date,Decision,Rationale,Made by\nD1,3 May 2026,Buy six alarms,Cheaper,Board\n").lines[0]
    assert (made.state, made.closed, made.details) == (
        "made",
        date(2026, 5, 3),
        {"reason": "Cheaper", "decided_by": "Board"},
    )
    wanted = read(
        "Decision required,Options,Decision maker,Needed by,Decision,Status\n"
        "One ward or six?,One; six,Board,1/7/2026,,Open\nWho pays?,,Board,1/5/2026,The ICB,Agreed\n"
    ).lines
    assert [(each.name, each.state, each.due) for each in wanted] == [
        ("One ward or six?", "wanted", date(2026, 7, 1)),
        ("Who pays?", "made", date(2026, 5, 1)),
    ]
    assert wanted[1].details == {"decider": "Board", "answer": "The ICB"}


@pytest.mark.parametrize(
    ("headings", "kind"),
    [
        ("Assumption,Owner,Status", "assumption"),
        ("Dependency,Owner,Needed by", "dependency"),
        ("Change request,Raised by,Status", "change"),
        ("Lesson learned,Recommendation,Owner", "lesson"),
        ("Task,Who,When", "action"),
        ("Risk,Likelihood,Impact,Owner", "risk"),
        ("Description,Likelihood,Impact,Owner", "risk"),
        ("Issue,Action,Owner,Status", "issue"),
        ("Action,Issue,Owner,Status", "action"),
    ],
)
def test_the_headings_say_which_register_it_is(headings, kind):
    cells = ",".join("Something" for _ in headings.split(","))
    assert [each.kind for each in found_in(f"{headings}\n{cells}\n")] == [kind]


def test_a_title_above_says_which_register_plain_headings_are():
    text = "ISSUES LOG,,\nRef,Description,Owner\n1,Lift broken,Tom\n"
    assert [each.kind for each in found_in(text)] == ["issue"]
    assert read(text, "action").lines[0].name == "Lift broken"


def test_what_is_no_log_is_refused():
    for text in ("Project,Start\nBus,1/1/2026\n", "Ward,Beds\nAsh,30\n"):
        with pytest.raises(Refused, match="No register of risks, actions"):
            found_in(text)
    with pytest.raises(Refused, match="No register of issues"):
        found_in("Ward,Beds\nAsh,30\n", kind="issue")


def test_a_caption_above_headings_that_come_again_names_a_project():
    log = read("Action,Owner\nOrder alarms,Tom\nAsh ward,\nAction,Owner\nTrain staff,Priya\nClean up,\n")
    assert [(each.scope, each.name) for each in log.lines] == [
        ("programme", "Order alarms"),
        ("Ash ward", "Train staff"),
        ("Ash ward", "Clean up"),
    ]
    numbered = read("No,Action,Owner\n1,Order alarms,Tom\nAsh ward,,\nNo,Action,Owner\n1,Train staff,Priya\n")
    assert [each.scope for each in numbered.lines] == ["programme", "Ash ward"]


def test_a_note_under_numbered_rows_is_left_out_and_told():
    log = read("No,Action,Owner\n1,Order alarms,Tom\nKey to the colours,,\n")
    assert log.skipped == [(3, "holds one text alone", "Key to the colours")]


def test_an_action_that_begins_with_project_is_no_section():
    log = read("No,Action,Owner\n1,Order alarms,Tom\n,Project: agree the scope,Tom\n")
    assert [each.name for each in log.lines] == ["Order alarms", "Project: agree the scope"]


def test_days_that_contradict_each_other_are_told():
    log = read(
        "Action,Raised on,Due,Closed on,Status\nA,1/5/2026,,1/4/2026,Done\nB,,1/7/2026,1/8/2026,Open\nC,,,1/8/2026,\n"
    )
    early, later, planned = log.lines
    assert "before it was raised" in early.told[0]
    assert (later.closed, later.details["notes"]) == (None, "Closed: 1 August 2026")
    assert (planned.state, planned.due) == ("open", date(2026, 8, 1))


def test_long_texts_are_cut_and_kept_whole():
    line = read(f"Action,Owner\n{'x' * 600},{'y' * 300}\n").lines[0]
    assert (len(line.name), len(line.owner)) == (500, 200)
    assert "x" * 600 in line.details["notes"]
    assert "y" * 300 in line.details["notes"]


def test_days_in_cells():
    assert day_of(datetime(2026, 5, 1), on=ON) == date(2026, 5, 1)
    assert day_of(Decimal("46143"), on=ON) == date(2026, 5, 1)
    assert day_of(Decimal("3"), on=ON) is None
    assert day_of("1st May", on=ON) == date(2026, 5, 1)
    assert day_of("Ongoing", on=ON) is None


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("7 - Risk Register", "risk"),
        ("Action Log", "action"),
        ("Issues", "issue"),
        ("Key decisions", "decision"),
        ("Risks and issues", ""),
        ("Finances", ""),
        ("D", "decision"),
    ],
)
def test_names_of_sheets(words, kind):
    assert kind_called(words) == kind


RAID = (
    "RAID log\n\nRef,Category (R/A/I/D),Description,Owner,Due date,Status,Likelihood,Impact\n"
    "1,R,Supplier may fail,J Smith,1/7/2026,Open,3,4\n2,A,Book the venue,K Jones,1/5/2026,Complete,,\n"
    "3,Issue,Laptops not delivered,J Smith,,In progress,,High\n4,D,Which module first?,Board,,Open,,\n"
    "5,X,Odd one,Z,,Open,,\n6,,No type,Z,,Open,,\nWorkstream: Digital,,,,,,,\n7,Risk,Wifi may drop,L,,Open,2,2\n"
)


def test_a_sheet_that_mixes_registers_is_split_into_them():
    found = found_in(RAID)
    assert [one.kind for one in found] == ["risk", "action", "issue", "decision"]
    read = [one.read(one.kind, on=ON) for one in found]
    risks, actions, *_ = read
    assert [(each.name, each.scope, each.post.score) for each in risks.risks] == [
        ("Supplier may fail", "programme", 12),
        ("Wifi may drop", "Digital", 4),
    ]
    assert [(each.name, each.state, each.owner) for each in actions.lines] == [
        ("Book the venue", "done", "K Jones")
    ]
    told = " ".join(risks.warnings)
    assert "A as action and D as decision" in told
    assert "Row 8 is left out: its type “X” is no register" in told
    assert "Row 9 is left out: it does not say its type" in told


def test_letters_are_taken_as_the_sheet_speaks_of_them_and_one_kind_alone_is_not_split():
    text = RAID.replace("RAID log", "Risks; Assumptions; Issues; Dependencies")
    assert [one.kind for one in found_in(text)] == ["risk", "assumption", "issue", "dependency"]
    assert [one.kind for one in found_in("Type,Action,Owner\nAction,Ring,P\nAction,Order,Q\n")] == ["action"]
    assert [one.kind for one in found_in(RAID, kind="issue")] == ["issue"]


def test_weeks_brackets_and_sheets_of_what_is_closed():
    rows = [
        ["Ref", "Action (what)", "Lead", "Target date", "Priority (H/M/L)"],
        ["A1", "Book rooms", "Tom Ellis", "w/c 5 October 2026", "H"],
        [None, "Total", None, None, Decimal(1)],
    ]
    log = read_grid(Grid(rows, [1, 2, 3]), "Closed actions", "action", on=date(2026, 11, 27))
    [line] = log.lines
    assert (line.state, line.due) == ("done", date(2026, 10, 9))
    assert line.details["notes"] == "By when: w/c 5 October 2026\nPriority (H/M/L): H"
    assert line.told == (
        "by when “w/c 5 October 2026” is taken as 9 October 2026",
        "it stands among what is closed, and is taken so",
    )
    assert [why for _, why, _ in log.skipped] == ["is a total"]


def test_of_two_columns_of_one_heading_the_one_that_is_shown_counts():
    rows = [["Ref", "Action", "Owner", "Owner"], ["A1", "Book rooms", "Old", "Tom Ellis"]]
    log = read_grid(Grid(rows, [1, 2], hidden_columns={2}), None, "action", on=date(2026, 11, 27))
    assert (log.lines[0].owner, log.lines[0].details["notes"]) == ("Tom Ellis", "Owner (hidden column): Old")


def test_a_revised_day_counts_and_the_first_one_is_kept():
    log = read(
        "Agreed action,Action owner(s),Original due date,Revised due date,Status (O/C)\n"
        "Confirm the start,Ann,30/9/2026,30/11/2026,O\nRing estates,Bo,10/9/2026,,C\n"
    )
    first, second = log.lines
    assert (first.due, first.state, first.details) == (
        date(2026, 11, 30),
        "open",
        {"notes": "First wanted by 30 September 2026"},
    )
    assert (second.due, second.state) == (date(2026, 9, 10), "done")


def test_a_plan_out_of_planner_is_read_month_first_and_stands_by_its_progress():
    log = read(
        "Task Name,Progress,Assigned To,Created Date,Due date,Completed Date\n"
        "Write SOP,In progress,Ann,10/01/2025,12/15/2026,\nBook room,Completed,Bo,10/02/2025,10/20/2025,10/19/2025\n"
    )
    write, book = log.lines
    assert (write.state, write.raised, write.due) == ("doing", date(2025, 10, 1), date(2026, 12, 15))
    assert (book.state, book.closed) == ("done", date(2025, 10, 19))
    assert log.warnings == [
        "Days are read month first, as in America: 3 days can only be read so. Look at them."
    ]


def test_progress_in_words_is_no_standing():
    log = read("Action,Owner,Due date,Progress\nWrite SOP,Ann,1/2/2027,Waiting for the printer\n")
    assert log.lines[0].details == {"notes": "Progress: Waiting for the printer"}


def test_what_who_and_when_are_a_list_of_actions():
    log = read("#,What,Who,When\n1,Order trolleys,Ann,1/2/2027\n")
    assert (log.kind, log.lines[0].due) == ("action", date(2027, 2, 1))
