"""`quantock import-organisations FILE...`: load published lists of organisations. Prints one JSON object."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from quantock.engines.tables import Refused
from quantock.people import published
from quantock.people.loading import load


class Command(BaseCommand):
    help = (
        "Load lists of organisations (ODS trusts and practices, ONS integrated care boards, UK councils; CSV, "
        "also gzipped). Which list a file is, is known by its content. Repeatable: counts what changed, deletes nothing."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("file", nargs="+")
        parser.add_argument("--kind", choices=published.KINDS, default="", help="refuse any other list")
        parser.add_argument(
            "--json", action="store_true", help="accepted for scripts; JSON is what it prints"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            lists = [self._read(Path(name), options["kind"]) for name in options["file"]]
        except Refused as refused:
            self._say(refused.to_dict())
            sys.exit(1)
        loaded = load(lists, by=None, on=timezone.localdate())
        self._say({"files": [each.report() for each in loaded]})

    def _read(self, path: Path, kind: str) -> published.Published:
        try:
            return published.read(path.read_bytes(), path.name, kind)
        except OSError as error:
            raise Refused(f"{path.name} could not be read: {error.strerror}.", "Check its name.") from error

    def _say(self, what: dict[str, Any]) -> None:
        self.stdout.write(json.dumps(what, ensure_ascii=False, indent=1, default=str))
