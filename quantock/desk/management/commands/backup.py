"""`quantock backup FILE`: the whole installation in one file."""

import argparse
import sys
from pathlib import Path
from typing import Any

from quantock.desk.keeping.archive import back_up
from quantock.desk.keeping.databases import CannotKeep
from quantock.web.commands import OurCommand


class Command(OurCommand):
    help = (
        "Write database and uploaded files into one file, and read it back before calling it good. "
        "The site may go on meanwhile. The file holds everything, passwords' hashes too: keep it as safe."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--replace", action="store_true", help="replace a file of that name")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            made = back_up(options["file"], replace=options["replace"])
        except CannotKeep as why:
            sys.exit(f"No backup was made. {why}")
        self.stdout.write(f"{options['file']}: {made.holds()}, written and read back.")
