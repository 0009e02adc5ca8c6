"""`quantock load-demonstration`: a made-up whole system to look round in."""

from typing import Any

from quantock.desk.demonstration import load
from quantock.web.commands import OurCommand


class Command(OurCommand):
    help = "Load a made-up whole system, where there are no projects yet."

    def handle(self, *args: Any, **options: Any) -> None:
        made = load()
        said = (
            f"{made} made-up projects are there to look at"
            if made
            else "There are projects already: left alone"
        )
        self.stdout.write(said)
