"""`quantock compare --portfolio NAME --from DATE --to DATE`: what changed. Prints one JSON object."""

import argparse
import dataclasses
from typing import Any

from quantock.access import MACHINE
from quantock.desk.compare import compare
from quantock.desk.scope import Scope
from quantock.engines.tables import Refused
from quantock.portfolios.models import Portfolio
from quantock.web.commands import JsonCommand, day, refuse_other_tables


class Command(JsonCommand):
    help = "Say what changed in a portfolio between two dates, as one JSON object."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--portfolio", required=True, help="its name")
        parser.add_argument("--from", dest="before", type=day, required=True, help="YYYY-MM-DD")
        parser.add_argument("--to", dest="after", type=day, required=True, help="YYYY-MM-DD")

    def answer(self, options: dict[str, Any]) -> tuple[dict[str, Any], int]:
        refuse_other_tables()
        named = Portfolio.objects.filter(name__iexact=options["portfolio"].strip())
        portfolio = named.order_by("pk").first()
        if portfolio is None:
            raise Refused(
                f"There is no portfolio called {options['portfolio']}.",
                "Check its name, as its page says it.",
            )
        found = compare(Scope(MACHINE, options["before"], options["after"], portfolio))
        return dataclasses.asdict(found.counts), 0
