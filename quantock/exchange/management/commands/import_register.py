"""`quantock import-register FILE`: bring a register of projects in, or try it. Prints one JSON object."""

import argparse
import sys
from pathlib import Path
from typing import Any

from django.utils import timezone

from quantock.access import Permission, viewer_for
from quantock.accounts.models import User
from quantock.engines.tables import Refused, Understanding, open_source
from quantock.exchange.register.reading import (
    Choice,
    mapping_of,
    read_register,
    refuse_nhs_numbers,
    unit_called,
)
from quantock.exchange.services import Account, Order, bring_in
from quantock.people.queries import organisation_called
from quantock.web.commands import JsonCommand, day, refuse_other_tables, there_is_a_database

NOTHING = "Nothing was brought in."


class Command(JsonCommand):
    help = "Bring a register of projects in (CSV or XLSX), as one JSON account of every row and column."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("file", help="a CSV file or an .xlsx workbook; - reads standard input")
        parser.add_argument(
            "--as-at",
            type=day,
            default=None,
            help="the day the file was true, YYYY-MM-DD; today if not given",
        )
        parser.add_argument("--portfolio", default="", help="the portfolio its projects are in")
        parser.add_argument(
            "--organisation", default="", help="the code or name of the organisation it is of"
        )
        parser.add_argument("--by", default="", help="the e-mail address of whoever brings it in")
        parser.add_argument("--sheet", default=None, help="the sheet of a workbook, if not the likeliest")
        parser.add_argument(
            "--mapping", default="", help="a JSON file: the mapping, as this command prints it"
        )
        parser.add_argument("--accept-proposed", action="store_true", help="take the proposal as it is")
        parser.add_argument("--complete", action="store_true", help="projects not in it leave the portfolio")
        parser.add_argument(
            "--unit",
            default="",
            help="what amounts count where the file does not say: GBP, GBP thousand or GBP million",
        )
        parser.add_argument(
            "--no-nhs-numbers",
            action="store_true",
            help="what looks like NHS numbers in the file was looked at, and is something else",
        )
        parser.add_argument("--dry-run", action="store_true", help="try it; nothing is written")

    def answer(self, options: dict[str, Any]) -> tuple[dict[str, Any], int]:
        found = self._understand(options)
        report = found.report()
        if not options["mapping"] and not options["accept_proposed"]:
            return report, 2
        if options["complete"] and not options["portfolio"]:
            report["warnings"].append(
                "Without --portfolio, --complete has no effect: there is nothing that projects could leave."
            )
        if (options["organisation"] or options["by"]) and options["dry_run"] and not there_is_a_database():
            report["warnings"].append(
                "There is no database yet, so --organisation and --by were not looked up."
            )
        return report | told(self._bring_in(found, options)), 0

    def _understand(self, options: dict[str, Any]) -> Understanding:
        path = Path(options["file"])
        try:
            data = sys.stdin.buffer.read() if options["file"] == "-" else path.read_bytes()
            given = Path(options["mapping"]).read_text(encoding="utf-8") if options["mapping"] else ""
        except (OSError, UnicodeDecodeError) as error:
            name = Path(getattr(error, "filename", None) or options["mapping"]).name
            why = getattr(error, "strerror", None) or "it is not text in UTF-8"
            raise Refused(f"{name} could not be read: {why}.", "Check its name.") from error
        choice = Choice(sheet=options["sheet"], unit=unit_called(options["unit"]))
        source = open_source(data, "standard input" if options["file"] == "-" else path.name)
        found = read_register(source, mapping=mapping_of(given) if given else None, choice=choice)
        if not options["no_nhs_numbers"]:
            refuse_nhs_numbers(source, found)
        return found

    def _bring_in(self, found: Understanding, options: dict[str, Any]) -> Account:
        as_at = options["as_at"] or timezone.localdate()
        if as_at > timezone.localdate():
            raise Refused(f"{as_at} is in the future. {NOTHING}", "Say when the file was true.")
        asked = {"as_at": as_at, "portfolio": options["portfolio"], "complete": options["complete"]}
        dry_run = options["dry_run"]
        if dry_run and not there_is_a_database():
            return bring_in(found, Order(**asked), dry_run=True, no_database=True)
        refuse_other_tables()
        return bring_in(found, Order(**asked, **who(options)), dry_run=dry_run)


def told(account: Account) -> dict[str, Any]:
    """The account as the command prints it, beside the report of the file."""
    return {
        "created": account.created,
        "updated": account.updated,
        "unchanged": account.unchanged,
        "renamed": account.renamed,
        "absent": account.absent,
        "absent_projects": account.absent_projects,
        "doubtful": account.doubtful,
        "alike": account.alike,
        "moved": account.moved,
        "refused": account.refused,
        "organisations_added": account.organisations_added,
        "cells": dict(sorted(account.cells.items())),
    }


def who(options: dict[str, Any]) -> dict[str, Any]:
    """Who brings it in and for which organisation. Raises Refused when they are not known or may not."""
    by = User.objects.filter(email=options["by"].lower(), is_active=True).first() if options["by"] else None
    if options["by"] and by is None:
        raise Refused(f"Nobody signs in as {options['by']}. {NOTHING}", "Check the e-mail address.")
    if by and not viewer_for(by).may_anywhere(Permission.REGISTER_IMPORT):
        raise Refused(f"{by} may not bring registers in. {NOTHING}", "Ask for a role in a programme office.")
    named = options["organisation"]
    body = organisation_called(named) if named else None
    if named and body is None:
        raise Refused(f"No organisation has the code or name {named}. {NOTHING}", "Check the code.")
    return {"by": by, "organisation": body}
