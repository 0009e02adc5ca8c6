"""Bringing registers in, of 10,000 projects or of 5,000 risks: how long, and how much memory, as a shell would see it."""

import csv
import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from tools.bench.serving import ROOT, NotAnswered

HEADINGS = (
    "Project ID", "Project name", "Lead organisation", "Category", "Description", "Location", "Start date", "End date",
    "Delivery confidence", "In-year budget (£m)", "Whole-life cost (£m)", "Benefits",
)  # fmt: skip
RISK_HEADINGS = (
    "Risk ID", "Project", "Risk", "Cause", "Consequences", "Mitigation", "Risk owner", "Pre-mitigation likelihood",
    "Pre-mitigation impact", "Post-mitigation likelihood", "Post-mitigation impact", "Status",
)  # fmt: skip
COMMAND = "from quantock.config.command import main; main()"


@dataclass(frozen=True, slots=True)
class Run:
    """A command that ended well: seconds, and mebibytes at most."""

    seconds: float
    peak: float
    created: int


def write_register(path: Path, rows: int) -> None:
    """A register as a programme office keeps it: every row a project, some answers not values."""
    with path.open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(HEADINGS)
        for number in range(1, rows + 1):
            start = date(2024, 1, 1) + timedelta(days=number % 700)
            end = start + timedelta(days=200 + number % 900)
            cost = "TBC" if number % 40 == 0 else f"{number % 900 + 0.25:.2f}"
            table.writerow(
                (f"R{number:05d}", f"Register project {number} of the county", f"Organisation {number % 40:03d}",
                 ("Digital", "Estates", "Workforce")[number % 3], "Work that the county agreed to do. " * 6,
                 f"Site {number % 70}", f"{start:%d/%m/%Y}", f"{end:%d/%m/%Y}", ("Green", "Amber", "Red")[number % 3],
                 cost, cost, "People wait less, and fewer come back. " * 3)
            )  # fmt: skip


def write_risks(path: Path, rows: int, projects: Sequence[str]) -> None:
    """A register of risks of many projects, scored before and after."""
    with path.open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(RISK_HEADINGS)
        for number in range(1, rows + 1):
            likelihood, impact = number % 5 + 1, number // 5 % 5 + 1
            table.writerow(
                (f"R{number:05d}", projects[number % len(projects)], f"Risk {number}: the alarms may arrive too late",
                 "The supplier has few people. " * 4, "Beds stay closed over the winter. " * 3, "Ask a second supplier. " * 3,
                 f"Person {number % 90}", likelihood, impact, max(1, likelihood - 1), impact, "Open")
            )  # fmt: skip


def bring_in(path: Path, command: str, *options: str) -> Run:
    """A command of `quantock` in a process of its own; raises NotAnswered where it fails."""
    called = [sys.executable, "-c", COMMAND, command, str(path), "--json", *options]
    started = time.perf_counter()
    with path.with_suffix(".json").open("wb") as said:
        process = subprocess.Popen(called, cwd=ROOT, env=os.environ, stdout=said)  # noqa: S603
        _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    code = os.waitstatus_to_exitcode(status)
    process.returncode = code
    if code:
        raise NotAnswered(f"{command} ended with {code}: {_last(path)}")
    account = json.loads(path.with_suffix(".json").read_text())
    return Run(seconds, usage.ru_maxrss / 1024, account["created"])


def _last(path: Path) -> Sequence[str]:
    return path.with_suffix(".json").read_text()[-500:]
