"""Logs, milestones and benefits of all projects, and a register of risks brought in, in a system of one size on one database.

`python -m tools.bench.logs PROJECTS FILE [--quick]`, run by tools/bench/__main__.py in a process of its own.
"""

import time
from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from tools.bench.system import run

RISKS = 5_000
DEEP = 60  # of the programme office; fewer pages there are, the last


def main() -> None:
    run(measure)


def measure(size: int, *, quick: bool) -> dict[str, Any]:
    """Everything that is known of such a system."""
    from django.db import connection
    from django.utils import timezone

    from tools.bench.filling import fill
    from tools.bench.making import make
    from tools.bench.system import asked, cookies_of, floor, prepare, settle

    prepare()
    started = time.perf_counter()
    people = make(size, fill)
    made = time.perf_counter() - started
    settle()
    found = {"database": connection.vendor, "size": size, "made": made, "counts": counted()}
    found["floor"] = asdict(floor(quick=quick))
    pages = list(log_pages(timezone.localdate()))
    found["pages"], found["memory"] = asked(pages, people, cookies_of(people), quick=quick)
    return found | {"import": _import(200 if quick else RISKS)}


def counted() -> dict[str, int]:
    """How many there are of what is listed."""
    from quantock.benefits.models import Benefit
    from quantock.projects.models import Milestone
    from quantock.raid.models import Entry

    of = {"entries of logs": Entry, "milestones": Milestone, "benefits": Benefit}
    return {name: model._default_manager.count() for name, model in of.items()}


def log_pages(today: date) -> Iterator[Any]:
    """Each register of all projects, first, filtered and deep; the matrix; what is asked, waited for and gained."""
    from quantock.raid.kinds import REGISTERS
    from tools.bench.pages import FILTERED, LISTED, PAST, PLAIN, page

    past = f"{today - timedelta(days=90):%d/%m/%Y}"
    register = "raid-everywhere:register"
    yield replace(page("home of a member, my actions", PLAIN, "desk:home"), who="member")
    for each in REGISTERS.values():
        yield page(each.many.lower(), LISTED, register, tab=each.slug)
    risks = (
        ("extreme and overdue", "level=extreme&overdue=on", FILTERED),
        ("words sought", "q=bed+alarms", FILTERED),
        ("a field of the matrix before anything was done", "which=before&cell=4x4", FILTERED),
        ("worse than a month ago", "moved=worse", FILTERED),
        ("by movement", "order=movement", FILTERED),
        (f"page {DEEP}", f"page={DEEP}", FILTERED),
        ("as at a day", f"as_at={past}", PAST),
        ("compared with a day", f"since={past}", PAST),
    )
    for name, query, kind in risks:
        yield page(f"risks, {name}", kind, register, query, tab="risks")
    yield page("actions, overdue", FILTERED, register, "overdue=on", tab="actions")
    yield page(f"actions, page {DEEP}", FILTERED, register, f"page={DEEP}", tab="actions")
    yield page("decisions, answered", FILTERED, register, "show=answered", tab="decisions")
    yield page("asked higher", LISTED, "raid-everywhere:escalations")
    yield page("map of dependencies", LISTED, "raid-everywhere:between")
    yield page("benefits", LISTED, "benefits-everywhere:benefits")
    yield page(
        "benefits, one class by title", FILTERED, "benefits-everywhere:benefits", "kind=cash&order=title"
    )
    yield page(f"benefits, page {DEEP}", FILTERED, "benefits-everywhere:benefits", f"page={DEEP}")
    yield page("benefits, as at a day", PAST, "benefits-everywhere:benefits", f"as_at={past}")
    yield page("benefits, compared with a day", PAST, "benefits-everywhere:benefits", f"since={past}")
    yield page("milestones", LISTED, "desk:milestones")
    yield page("milestones, slipped", FILTERED, "desk:milestones", "when=slipped")
    yield page(f"milestones, page {DEEP}", FILTERED, "desk:milestones", f"page={DEEP}")
    everything = (
        page("risks", LISTED, register, tab="risks"),
        page("actions", LISTED, register, tab="actions"),
        page("asked higher", LISTED, "raid-everywhere:escalations"),
        page("map of dependencies", LISTED, "raid-everywhere:between"),
        page("benefits", LISTED, "benefits-everywhere:benefits"),
        page("milestones", LISTED, "desk:milestones"),
    )
    for one in everything:
        yield replace(one, name=f"{one.name} of an auditor", who="auditor")


def _import(rows: int) -> dict[str, Any]:
    """A register of risks tried, then brought in."""
    from django.conf import settings

    from quantock.projects.models import Project
    from tools.bench.register import bring_in, write_risks

    path = Path(settings.DATA_DIR) / "risks.csv"
    refs = [each.ref for each in Project.objects.filter(archived_at=None).order_by("pk")[:200]]
    write_risks(path, rows, refs)
    command = ("import-risks", "--project", refs[0])
    tried, done = bring_in(path, *command, "--dry-run"), bring_in(path, *command)
    return {"rows": rows, "tried": asdict(tried), "done": asdict(done)}


if __name__ == "__main__":
    main()
