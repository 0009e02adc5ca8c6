"""`quantock import-risks FILE`: bring a register of risks in, or try it. Prints one JSON object."""

import argparse
from pathlib import Path
from typing import Any

from django.utils import timezone

from quantock.access import MACHINE, viewer_for
from quantock.accounts.models import User
from quantock.engines.risk.sheet import read_risks
from quantock.engines.tables import Refused, open_source
from quantock.exchange import logs, risks
from quantock.exchange.queries import projects_called
from quantock.projects.models import Project
from quantock.web.commands import JsonCommand, day, refuse_other_tables


class Command(JsonCommand):
    help = "Bring a register of risks in (CSV or XLSX), as one JSON account of its risks, their scores and every other row."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("file", help="a CSV file or an .xlsx workbook")
        parser.add_argument(
            "--sheet", default=None, help="the sheet of a workbook, if not the one with most risks"
        )
        parser.add_argument(
            "--project",
            default="",
            help="the programme or project that the sheet is of: P-0042, or its title",
        )
        parser.add_argument(
            "--as-at", type=day, default=None, help="the day it was true, YYYY-MM-DD; today if not given"
        )
        parser.add_argument("--by", default="", help="the e-mail address of whoever brings it in")
        parser.add_argument("--dry-run", action="store_true", help="try it; nothing is written")

    def answer(self, options: dict[str, Any]) -> tuple[dict[str, Any], int]:
        path = Path(options["file"])
        try:
            data = path.read_bytes()
        except OSError as error:
            raise Refused(f"{path.name} could not be read: {error.strerror}.", "Check its name.") from error
        sheet = read_risks(open_source(data, path.name), options["sheet"])
        report = {"file": path.name, **sheet.to_dict()}
        if options["dry_run"] and not options["project"]:
            return report, 0
        refuse_other_tables()
        on = options["as_at"] or timezone.localdate()
        if on > timezone.localdate():
            raise Refused(f"{on} is in the future. Nothing was brought in.", "Say when the sheet was true.")
        by = _whoever(options["by"])
        account = risks.plan(sheet, _project(options["project"]), viewer_for(by) if by else MACHINE, on=on)
        if not options["dry_run"]:
            logs.bring_in([account], by=by, on=on, title=f"Risks of {path.name}")
        return report | account.to_dict(), 0


def _whoever(email: str) -> User | None:
    by = User.objects.filter(email=email.lower(), is_active=True).first() if email else None
    if email and by is None:
        raise Refused(f"Nobody signs in as {email}. Nothing was brought in.", "Check the e-mail address.")
    return by


def _project(words: str) -> Project | None:
    if not words:
        return None
    found = projects_called(MACHINE, words)
    if len(found) != 1:
        raise Refused(
            f"{len(found)} projects are called {words}. Nothing was brought in.", "Give its reference."
        )
    return found[0]
