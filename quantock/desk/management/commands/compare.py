"""`quantock compare --portfolio NAME --from DATE --to DATE`: what changed. Prints one JSON object."""

import argparse
import dataclasses
import json
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from quantock.access import MACHINE
from quantock.desk.compare import compare
from quantock.desk.scope import Scope
from quantock.portfolios.models import Portfolio


class Command(BaseCommand):
    help = "Say what changed in a portfolio between two dates."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--portfolio", required=True)
        parser.add_argument("--from", dest="before", type=date.fromisoformat, required=True)
        parser.add_argument("--to", dest="after", type=date.fromisoformat, required=True)
        parser.add_argument(
            "--json", action="store_true", help="accepted for scripts; JSON is what it prints"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        portfolio = Portfolio.objects.filter(name__iexact=options["portfolio"]).first()
        if portfolio is None:
            raise CommandError(f"There is no portfolio called {options['portfolio']}.")
        found = compare(Scope(MACHINE, options["before"], options["after"], portfolio))
        self.stdout.write(json.dumps(dataclasses.asdict(found.counts)))
