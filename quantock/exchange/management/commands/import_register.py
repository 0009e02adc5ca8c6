"""`quantock import-register FILE`: bring a register of projects in, or try it. Prints one JSON object."""

import argparse
import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, ProgrammingError
from django.utils import timezone

from quantock.accounts.models import User
from quantock.engines.tables import Mapping, Refused, open_source, read_table
from quantock.engines.tables.propose import propose
from quantock.engines.tables.understand import Understanding, understand
from quantock.exchange.services import Account, Order, bring_in
from quantock.people.queries import organisation_called


class Command(BaseCommand):
    help = "Bring a register of projects in (CSV or XLSX), as one JSON account of every row and column."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("file")
        parser.add_argument(
            "--as-at", type=date.fromisoformat, default=None, help="YYYY-MM-DD; today if not given"
        )
        parser.add_argument("--portfolio", default="", help="the portfolio its projects are in")
        parser.add_argument(
            "--organisation", default="", help="the code or name of the organisation it is of"
        )
        parser.add_argument("--by", default="", help="the e-mail address of whoever brings it in")
        parser.add_argument("--sheet", default=None)
        parser.add_argument(
            "--mapping", default="", help="a JSON file: the mapping, as this command prints it"
        )
        parser.add_argument("--accept-proposed", action="store_true")
        parser.add_argument("--complete", action="store_true", help="projects not in it leave the portfolio")
        parser.add_argument("--dry-run", action="store_true", help="try it; nothing is written")
        parser.add_argument(
            "--json", action="store_true", help="accepted for scripts; JSON is what it prints"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            path = Path(options["file"])
            try:
                data = path.read_bytes()
            except OSError as error:
                raise Refused(
                    f"{path.name} could not be read: {error.strerror}.", "Check its name."
                ) from error
            table = read_table(open_source(data, path.name), options["sheet"])
            given = Path(options["mapping"]).read_text() if options["mapping"] else ""
            mapping = Mapping.from_dict(json.loads(given)) if given else propose(table)
            found = understand(table, mapping)
        except Refused as refused:
            self._say(refused.to_dict())
            sys.exit(1)
        report = found.report()
        if not given and not options["accept_proposed"]:
            self._say(report)
            sys.exit(2)
        account = self._bring_in(found, options)
        self._say(
            {
                **report,
                "created": account.created,
                "updated": account.updated,
                "unchanged": account.unchanged,
                "renamed": account.renamed,
                "absent": account.absent,
                "doubtful": account.doubtful,
            }
        )

    def _bring_in(self, found: Understanding, options: dict[str, Any]) -> Account:
        order_of = {"as_at": options["as_at"] or timezone.localdate(), "portfolio": options["portfolio"]}
        try:
            order = Order(**order_of, complete=options["complete"], **self._who(options))
            return bring_in(found, order, dry_run=options["dry_run"])
        except (OperationalError, ProgrammingError):
            if not options["dry_run"]:
                raise
            return Account(created=len(found.records))  # no database yet: every project would be new

    def _who(self, options: dict[str, Any]) -> dict[str, Any]:
        by = User.objects.filter(email=options["by"].lower()).first() if options["by"] else None
        if options["by"] and by is None:
            raise CommandError(f"Nobody signs in as {options['by']}. Nothing was brought in.")
        named = options["organisation"]
        body = organisation_called(named) if named else None
        if named and body is None:
            raise CommandError(f"No organisation has the code or name {named}. Nothing was brought in.")
        return {"by": by, "organisation": body}

    def _say(self, what: dict[str, Any]) -> None:
        self.stdout.write(json.dumps(what, ensure_ascii=False, indent=1, default=str))
