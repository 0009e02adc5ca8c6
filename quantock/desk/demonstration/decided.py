"""Decisions of the demonstration that were taken: what was asked, the answer, by whom, why, and after how many days."""

from datetime import date, timedelta
from typing import Any

from quantock.desk.demonstration.keeping import Kept
from quantock.desk.demonstration.reading import number, pick
from quantock.engines.dates import add_working_days
from quantock.projects.models import Track
from quantock.raid.kinds import Kind

# What was asked, the options, of whom; what was decided, by whom, and why.
DECISIONS = (
    (
        "Do we train everybody before the start, or ward by ward?",
        "Everybody first: all begin alike, six weeks later; ward by ward: the first begin now",
        "Programme board",
        "Ward by ward, the busiest last",
        "Programme board",
        "The first two wards can show the others what they learned, and no ward waits for a room.",
    ),
    (
        "Do we go on with the supplier or ask for other offers?",
        "Go on: known people and price; ask: three months more, perhaps a lower price",
        "Finance committee",
        "Go on for one year, then ask for offers",
        "Chief finance officer",
        "Three months' delay would cost more than any offer could save this year.",
    ),
    (
        "May the evening sessions be by video alone?",
        "By video alone: no room and no travel; both: some have no quiet place at home",
        "Medical director",
        "Both, with a room at one site on Tuesdays",
        "Medical director",
        "A third of those asked said that they would not come by video.",
    ),
    (
        "Which measure is reported to the board each month?",
        "Days waited: people feel it; number waiting: it is known a month sooner",
        "Executive group",
        "Days waited, and the number waiting in the notes",
        "Executive group",
        "The board asked what it is like for people, not how long the list is.",
    ),
    (
        "Do we stop the paper form on the first day?",
        "Stop: one place to look; keep both for a month: nothing is lost while people learn",
        "Programme board",
        "Keep both for two weeks, then stop",
        "Senior responsible owner",
        "A month of two forms is a month of double work; two weeks cover every shift once.",
    ),
)
OLDEST, FASTEST, SPREAD = 180, 4, 40


def answer(log: Any, each: Kept, first: date) -> None:
    """Every third project that keeps decisions has asked once and was answered."""
    title = each.project.title
    if each.project.track == Track.QUICK or number(title, "answered") % 3:
        return
    words, options, decider, decided, by, why = pick(DECISIONS, title)
    raised = max(first, log.today - timedelta(days=50 + number(title, "asked then") % (OLDEST - 50)))
    day = raised + timedelta(days=FASTEST + number(title, "waited") % SPREAD)
    if day >= log.today:
        return
    details = {"options": options, "decider": decider}
    due = add_working_days(raised, 20)
    one = log.add(each, Kind.DECISION, raised, title=words, due_on=due, details=details)
    answered = {"answer": decided, "decided_by": by, "decided_on": day.isoformat(), "reason": why}
    log.say(one, day, {"state": "made", "details": {**details, **answered}})
