"""`quantock read-plan FILE`: what a plan holds, as it stands, and what of it would not be kept. Prints one JSON object."""

import argparse
from pathlib import Path
from typing import Any

from django.utils import timezone

from quantock.engines.plans import read_plan
from quantock.engines.tables import Refused
from quantock.web.commands import JsonCommand


class Command(JsonCommand):
    help = "Read a plan (Microsoft Project XML, a workbook or CSV) as it stands: its tasks, its dates, an account of the rest."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "file", help="a plan saved as XML by Microsoft Project (also .gz), an Excel workbook, or CSV"
        )

    def answer(self, options: dict[str, Any]) -> tuple[dict[str, Any], int]:
        path = Path(options["file"])
        try:
            data = path.read_bytes()
        except OSError as error:
            raise Refused(f"{path.name} could not be read: {error.strerror}.", "Check its name.") from error
        return {"file": path.name, **read_plan(data, path.name, on=timezone.localdate()).to_dict()}, 0
