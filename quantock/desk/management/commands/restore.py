"""`quantock restore FILE`: a backup in the place of what is here."""

import argparse
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from quantock.desk.keeping.archive import restore
from quantock.desk.keeping.databases import CannotKeep
from quantock.web.commands import OurCommand
from quantock.web.display import say_time


class Command(OurCommand):
    help = (
        "Look a backup through, then put it in the place of everything here; a wrong or damaged file changes "
        "nothing. Stop the site first; afterwards run `quantock migrate`, in case the backup is older."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--replace", action="store_true", help="lose what is here for the backup")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            read = restore(options["file"], replace=options["replace"])
        except CannotKeep as why:
            sys.exit(f"Nothing was restored. {why}")
        self.stdout.write(
            f"Restored as of {say_time(datetime.fromisoformat(read.made_at))}: {read.holds()}. Now run `quantock migrate`."
        )
