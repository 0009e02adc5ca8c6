"""What Microsoft Project calls what a plan here does not keep, in people's words."""

import re
from collections import defaultdict
from collections.abc import Mapping

_WORDS: Mapping[str, str] = {
    "Active": "Whether a task is switched on",
    "ACWP": "Costs and earned value",
    "BCWP": "Costs and earned value",
    "BCWS": "Costs and earned value",
    "CV": "Costs and earned value",
    "Cost": "Costs and earned value",
    "ActualCost": "Costs and earned value",
    "FixedCost": "Costs and earned value",
    "OvertimeCost": "Costs and earned value",
    "RemainingCost": "Costs and earned value",
    "Work": "Hours of work",
    "ActualWork": "Hours of work",
    "OvertimeWork": "Hours of work",
    "RegularWork": "Hours of work",
    "RemainingWork": "Hours of work",
    "WorkVariance": "Differences from a baseline",
    "StartVariance": "Differences from a baseline",
    "FinishVariance": "Differences from a baseline",
    "Baseline": "Baselines",
    "Calendar": "Calendars, with their holidays",
    "CalendarUID": "Calendars of a task",
    "ActualStart": "Actual days other than the task's own",
    "ActualFinish": "Actual days other than the task's own",
    "ManualStart": "Typed days other than the task's own",
    "ManualFinish": "Typed days other than the task's own",
    "ManualDuration": "Typed days other than the task's own",
    "ConstraintType": "Constraints on dates",
    "ConstraintDate": "Constraints on dates",
    "Deadline": "Deadlines",
    "Custom field": "Custom fields and what stands in them",
    "ExtendedAttribute": "Custom fields and what stands in them",
    "Outline code": "Outline codes",
    "OutlineCode": "Outline codes",
    "ExternalTask": "That a task is one of another plan",
    "ExternalTaskProject": "That a task is one of another plan",
    "Link to another plan": "Links to tasks of another plan",
    "IsSubproject": "Plans inserted into this one",
    "IsSubprojectReadOnly": "Plans inserted into this one",
    "SubprojectName": "Plans inserted into this one",
    "Hyperlink": "Web links",
    "HyperlinkAddress": "Web links",
    "Priority": "Priorities",
    "Recurring": "That a task comes again and again",
    "Setting of the project": "Settings of the file",
}
_CAPITAL = re.compile(r"(?<=[a-z])(?=[A-Z])")


def say_account(not_kept: Mapping[str, int]) -> list[tuple[str, str]]:
    """Each kind of thing that is not kept, with what the file calls it and how often: ("Deadlines", "Deadline 3")."""
    found: dict[str, list[str]] = defaultdict(list)
    for name, count in sorted(not_kept.items()):
        whose, _, what = name.rpartition(": ")
        words = {"Resource": "About people", "Assignment": "About who is assigned"}.get(whose) or _WORDS.get(
            name
        )
        found[words or _CAPITAL.sub(" ", name).capitalize()].append(f"{what} {count:,}")
    return [(words, ", ".join(names)) for words, names in sorted(found.items())]
