"""`quantock import-organisations FILE...`: load published lists of organisations. Prints one JSON object."""

import argparse
from pathlib import Path
from typing import Any

from django.utils import timezone

from quantock.engines.tables import Refused
from quantock.people import published
from quantock.people.loading import load
from quantock.web.commands import JsonCommand, refuse_other_tables


class Command(JsonCommand):
    help = (
        "Load lists of organisations (ODS trusts and practices, ONS integrated care boards, UK councils, or any list with "
        "headings for name and code or type; CSV, also gzipped, or an Excel workbook). "
        "Which list a file is, is known by its content. Repeatable: counts what changed, deletes nothing."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("file", nargs="+")
        parser.add_argument("--kind", choices=published.KINDS, default="", help="refuse any other list")

    def answer(self, options: dict[str, Any]) -> tuple[dict[str, Any], int]:
        lists = [self._read(Path(name), options["kind"]) for name in options["file"]]
        refuse_other_tables()
        loaded = load(lists, by=None, on=timezone.localdate())
        return {"files": [each.report() for each in loaded]}, 0

    def _read(self, path: Path, kind: str) -> published.Published:
        try:
            return published.read(path.read_bytes(), path.name, kind)
        except OSError as error:
            raise Refused(f"{path.name} could not be read: {error.strerror}.", "Check its name.") from error
