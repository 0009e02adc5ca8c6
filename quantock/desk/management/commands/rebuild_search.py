"""`quantock rebuild-search`: make what is searched again from the records."""

from typing import Any

from quantock.engines.text import plural
from quantock.search import index
from quantock.web.commands import OurCommand


class Command(OurCommand):
    help = "Make what search knows again from the records, after `check-records` found it out of date."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Search knows {plural(index.rebuild(), 'record')}.")
