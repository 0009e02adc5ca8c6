"""`quantock rebuild-counts`: count again what dashboards show."""

from typing import Any

from django.utils import timezone

from quantock.engines.text import plural
from quantock.people.called import keep_called
from quantock.projects import counting
from quantock.search.database import learn_sizes
from quantock.web.commands import OurCommand


class Command(OurCommand):
    help = "Count again what dashboards show, after `check-records` found it wrong; with --gather only tidy it up."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument(
            "--gather",
            action="store_true",
            help="make one row of all that count the same; quick, for every night",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        rows = counting.gather() if options["gather"] else counting.count_again()
        learn_sizes()
        keep_called(timezone.localdate())
        self.stdout.write(f"Dashboards are added up from {plural(rows, 'row')}.")
