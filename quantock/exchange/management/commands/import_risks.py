"""`quantock import-risks FILE`: bring a register of risks in, or try it. Prints one JSON object."""

import argparse
from typing import Any, cast

from quantock.access import Viewer
from quantock.engines.risk.ratings import Ratings
from quantock.engines.risk.sheet import Sheet, read_risks
from quantock.engines.risk.which import Matrices
from quantock.exchange import commanding, keeping, logs, risks, scales
from quantock.projects.models import Project
from quantock.web.commands import JsonCommand, refuse_other_tables


class Command(JsonCommand):
    help = "Bring a register of risks in (CSV or XLSX), as one JSON account of its risks, their scores and every other row."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        super().add_arguments(parser)
        commanding.add_arguments(parser)
        commanding.add_mapping(parser)
        parser.add_argument(
            "--sheet",
            default=None,
            help="one sheet of a workbook; without it, all visible ones that hold risks",
        )

        parser.add_argument(
            "--reopen",
            action="store_true",
            help="open again what was closed here since and the sheet calls open",
        )

    def answer(self, options: dict[str, Any]) -> tuple[dict[str, Any], int]:
        path, source = commanding.opened(options["file"])
        logs.refuse_own(source)
        said = scales.mapping_in(options["mapping"])

        def again(said: Ratings, matrices: Matrices) -> Sheet:
            return read_risks(source, options["sheet"], said, matrices)

        def settled(project: Project | None, viewer: Viewer | None) -> Sheet:
            found = scales.settled(again, project, viewer, on=on, said=said, matrix=options["matrix"])
            return cast(Sheet, found)  # `read_risks` refuses a file without any

        on = commanding.day_of(options)
        if options["dry_run"] and not options["project"]:
            return {"file": path.name, **settled(None, None).to_dict()}, 0
        refuse_other_tables()
        asked = commanding.asked_by(options)
        sheet = settled(asked.project, asked.viewer)
        account = risks.plan(sheet, asked.project, asked.viewer, on=on)
        account = account.taking() if options["reopen"] else account
        if not options["dry_run"]:
            keeping.bring_in([account], by=asked.by, on=on, title=f"Risks of {path.name}")
            if options["mapping"]:
                scales.remember(sheet, account, by=asked.by)
        return {"file": path.name, **sheet.to_dict()} | account.to_dict(), 0
