"""What projects of the demonstration hand over to each other: in time, late, not yet promised; confirmed or not."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from quantock.desk.demonstration.keeping import Kept
from quantock.desk.demonstration.reading import number
from quantock.engines.dates import add_working_days
from quantock.projects.models import State, Track
from quantock.raid.kinds import Kind
from quantock.raid.models import Sides

MOST = 14
# What is handed over, and what it means if it comes late.
HANDED = (
    ("The new network at the six sites", "Go-live waits with it"),
    ("One list of staff with their places of work", "Accounts cannot be made"),
    ("The agreed procedure for handing over at discharge", "Two ways of working side by side"),
    ("Rooms for the training in February", "Training moves into the spring"),
    ("Reference data for clinics and wards", "Reports cannot be tested"),
    ("The signed agreement on sharing records", "Nothing may be shared until then"),
    ("Interfaces tested end to end", "The pilot sites type everything twice"),
)


def tie(log: Any, kept: Sequence[Kept]) -> list[Sides]:
    """Every so often a full project needs something of the next one; the first pair is a slip that travels to another
    organisation."""
    full = [
        each
        for each in kept
        if each.project.track == Track.FULL
        and each.project.state == State.ACTIVE
        and each.story.began < log.today - timedelta(days=60)
    ]
    found = []
    for place, (one, other) in enumerate(zip(full[::2], full[1::2], strict=False)):
        if place >= MOST:
            break
        title, impact = HANDED[place % len(HANDED)]
        about = (one.project.title, title)
        needed = add_working_days(log.today, 15 + number(*about, "needed") % 60)
        details = {"direction": "give" if place % 4 == 3 else "get", "impact": impact}
        details["party"] = other.project.lead_organisation.name
        if place % 5 != 4:
            shift = (12, -5, 0, 25, -10)[place % 5]
            details["promised"] = add_working_days(needed, shift).isoformat()
        raised = log.today - timedelta(days=20 + number(*about, "raised") % 40)
        agreed = place % 3 == 0
        state = "agreed" if agreed else "proposed"
        entry = log.add(one, Kind.DEPENDENCY, raised, title=title, due_on=needed, details=details)
        if agreed:
            log.say(entry, raised + timedelta(days=7), {"state": state})
        sides = Sides(dependency=entry, other=other.project, ours_by=one.team.lead, ours_on=raised)
        if agreed or place % 3 == 1:
            sides.theirs_by, sides.theirs_on = other.team.lead, raised + timedelta(days=7)
        if place % 3 == 1:
            sides.ours_by, sides.ours_on = None, None
        found.append(sides)
    return found
