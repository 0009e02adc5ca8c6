"""A file of values taken by a command or sent by a system: the same reading and the same checks as on the page, as plain values."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from quantock.access import Permission, can, viewer_for
from quantock.accounts.models import User
from quantock.engines.points import Found, read_file, say_period
from quantock.measures import queries, services
from quantock.measures.bringing import ask_for, changes_of, for_measure
from quantock.measures.models import DataPoint, Measure
from quantock.measures.services import Account, say_value

MOST_SAID = 100


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a file. `problems` where nothing was kept."""

    found: Found
    account: Account | None

    @property
    def is_kept(self) -> bool:
        return self.account is not None

    def report(self, measure: Measure) -> dict[str, Any]:
        """The account as JSON: every row counted, every wrong one with its place."""
        report: dict[str, Any] = {
            "measure": {
                "id": measure.pk,
                "uid": str(measure.uid),
                "name": measure.name,
                "project": measure.project.ref,
            },
            "rows_read": len(self.found.rows),
            "says": self.found.says,
            "problems": [
                {"place": row.place, "row": row.line, "reason": row.problem}
                for row in self.found.problems[:MOST_SAID]
            ],
            "problems_in_all": len(self.found.problems),
        }
        if self.account is None:
            return report | {"created": 0, "changed": 0, "unchanged": 0}
        return report | {
            "created": len(self.account.created),
            "changed": len(self.account.changed),
            "unchanged": self.account.unchanged,
            "replaced": [_replaced(measure, was, now) for was, now in self.account.changed[:MOST_SAID]],
        }


def _replaced(measure: Measure, was: DataPoint, now: DataPoint) -> dict[str, str]:
    return {
        "period": say_period(was.starts, measure.frequency, was.part),
        "group": was.stratum,
        "was": say_value(was),
        "is": say_value(now),
    }


def may_give(user: User, measure: Measure) -> bool:
    """Whether somebody may, as of now, give a measure values: it is seen, and may be changed. Two queries."""
    viewer = viewer_for(user)
    seen = Measure.objects.visible_to(viewer).filter(pk=measure.pk).exists()
    return seen and can(viewer, Permission.MEASURE_EDIT, measure)


def take_file(
    measure: Measure,
    data: bytes,
    filename: str,
    *,
    on: date,
    by: User | None,
    how: str,
    channel: str,
    dry_run: bool = False,
    sheet: str | None = None,
) -> Taken:
    """Read a file for one measure and keep it whole, or nothing of it."""
    last = queries.last_value(measure)
    found = for_measure(read_file(data, filename, ask_for(measure, last, first=None, on=on), sheet), measure)
    if found.problems or not found.given:
        return Taken(found, None)
    changes = changes_of(measure, found)
    if dry_run:
        return Taken(found, services.compared(measure, found.given, unit=changes.get("unit", "")))
    account = services.bring_points(
        measure, found.given, changes=changes, by=by, reason="Given anew", how=how, channel=channel
    )
    return Taken(found, account)
