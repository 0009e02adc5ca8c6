"""`quantock import-log FILE`: bring sheets of actions, issues, decisions and their kin in, or try it. Prints one JSON object."""

import argparse
from datetime import date
from typing import Any

from quantock.engines.logs.benefit_words import CLASSES
from quantock.engines.logs.benefits import Chosen
from quantock.engines.logs.finding import BENEFIT, KINDS, RISK, Found, Sheet, find_logs
from quantock.engines.logs.words import plain
from quantock.engines.risk.ratings import Ratings
from quantock.engines.risk.sheet import Sheet as RiskSheet
from quantock.engines.tables import Refused
from quantock.exchange import commanding, gains, keeping, logs, scales
from quantock.raid.kinds import REGISTERS, Kind
from quantock.web.commands import JsonCommand, refuse_other_tables

SLUGS = {kind: "benefits" if kind == BENEFIT else REGISTERS[Kind(kind)].slug for kind in KINDS}
CALLED = {slug: kind for kind, slug in SLUGS.items()} | {kind: kind for kind in KINDS}
SIZES = {"pounds": "GBP", "thousands": "GBP thousand", "millions": "GBP million"}


class Command(JsonCommand):
    help = (
        "Bring a log in (CSV or XLSX): actions, risks, issues, assumptions, dependencies, decisions, changes, lessons or "
        "benefits, each sheet as the register that its name and headings tell, as one JSON account of every row."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        super().add_arguments(parser)
        commanding.add_arguments(parser)
        commanding.add_mapping(parser)
        parser.add_argument(
            "--sheet", default=None, help="the sheet of a workbook; without it, all that hold a register"
        )
        parser.add_argument(
            "--kind",
            default="",
            choices=["", *sorted(CALLED)],
            metavar="KIND",
            help=f"what the sheets hold, whatever they seem to: {', '.join(sorted(set(CALLED) - set(KINDS)))}",
        )

        parser.add_argument(
            "--class",
            action="append",
            default=[],
            dest="classes",
            metavar="WORD=CLASS",
            help=f"which class of benefit a word of the sheet means: {', '.join(CLASSES)}; may be given again",
        )
        parser.add_argument(
            "--figures-in",
            default="",
            choices=["", *SIZES],
            metavar="SIZE",
            help=f"what figures of benefits are in that state no unit: {', '.join(SIZES)}",
        )

        parser.add_argument(
            "--reopen",
            action="store_true",
            help="open again what was closed here since and the sheet calls open",
        )

    def answer(self, options: dict[str, Any]) -> tuple[dict[str, Any], int]:
        path, source = commanding.opened(options["file"])
        logs.refuse_own(source)
        on = commanding.day_of(options)
        found = find_logs(source, options["sheet"], kind=CALLED.get(options["kind"], ""), on=on)
        chosen = Chosen(dict(map(_class, options["classes"])), SIZES.get(options["figures_in"], ""))
        # Without a project there need not be a database: nothing is remembered.
        asked = self._asked(options) if options["project"] or not options["dry_run"] else None
        ratings = scales.mapping_in(options["mapping"])
        read = [
            sheet
            for one in found
            if (sheet := _read(one, chosen, ratings, asked, on=on, matrix=options["matrix"]))
        ]
        told = [
            {"register": "risk", **each.to_dict()} if isinstance(each, RiskSheet) else each.to_dict()
            for each in read
        ]
        report: dict[str, Any] = {"file": path.name, "sheets": told}
        if asked is None:
            return report, 0
        accounts = [keeping.plan(each, asked.project, asked.viewer, on=on) for each in read]
        accounts = [account.taking() for account in accounts] if options["reopen"] else accounts
        for one, account in zip(told, accounts, strict=True):
            one |= account.to_dict()
        if not options["dry_run"]:
            title = logs.titled([account.kind for account in accounts], path.name)
            keeping.bring_in(accounts, by=asked.by, on=on, title=title)
            for each, account in zip(read, accounts, strict=True):
                if options["mapping"] and isinstance(each, RiskSheet):
                    scales.remember(each, account, by=asked.by)
        for name in ("created", "updated", "unchanged"):
            report[name] = sum(account.count(name) for account in accounts)
        report["conflicts"] = sum(account.count(logs.CONFLICT) for account in accounts)
        report["refused"] = sum(account.count("refused") for account in accounts)
        return report, 0

    def _asked(self, options: dict[str, Any]) -> commanding.Asked:
        refuse_other_tables()
        return commanding.asked_by(options)


def _read(
    one: Found,
    chosen: Chosen,
    ratings: Ratings,
    asked: commanding.Asked | None,
    *,
    on: date,
    matrix: str,
) -> Sheet | None:
    """Words of benefits and scales of risks mean what they did when they came in last, unless it is said otherwise."""
    if one.kind == BENEFIT and asked:
        chosen = gains.chosen_for(one, asked.viewer, on=on, classes=chosen.classes, size=chosen.size)
    if one.kind == RISK:
        viewer, project = (asked.viewer, asked.project) if asked else (None, None)
        return scales.read(one, project, viewer, on=on, said=ratings, matrix=matrix)
    return one.read(one.kind, on=on, chosen=chosen)


def _class(said: str) -> tuple[str, str]:
    """A word of a sheet and the class that it means. Raises Refused for what is no class."""
    word, _, code = said.rpartition("=")
    if code not in CLASSES:
        raise Refused(
            f"{code} is no class of benefit. Nothing was brought in.", f"Say one of {', '.join(CLASSES)}."
        )
    return plain(word), code
