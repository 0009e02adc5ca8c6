"""What our commands have in common: help that says what is ours; for scripts one JSON object, whatever happens."""

import argparse
import json
import sys
import traceback
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from quantock.engines.tables import Refused
from quantock.engines.tables.values import read_date

NO_SUCH_DATABASE = "3D000"


class OurCommand(BaseCommand):
    """Its help is spelt as people type it, and leaves out what every command of the framework takes."""

    suppressed_base_arguments = {
        *("--version", "--verbosity", "--settings", "--pythonpath"),
        *("--traceback", "--no-color", "--force-color", "--skip-checks"),
    }

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        return super().create_parser(prog_name, subcommand.replace("_", "-"), **kwargs)


class JsonCommand(OurCommand):
    """Prints what `answer` gives; of a refusal {"error", "what_to_do"}, and ends with 1.

    A wrong option and what nobody foresaw are answered in the same way, as a script reads standard output whatever
    happens; the trace of the latter goes to standard error.
    """

    # They ask whether every view says who may see it: for which all of the site would be loaded.
    requires_system_checks = ()

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        if getattr(self, "_called_from_command_line", False):
            parser.error = self._wrong_option  # type: ignore[method-assign]
        return parser

    def _wrong_option(self, message: str) -> NoReturn:
        self._print(
            {"error": f"{message[:1].upper()}{message[1:]}.", "what_to_do": "See --help. Nothing was done."}
        )
        sys.exit(1)

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "--json", action="store_true", help="accepted for scripts; JSON is what it prints"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            answer, code = self.answer(options)
        except Refused as refused:
            answer, code = refused.to_dict(), 1
        except Exception as error:
            self.stderr.write(traceback.format_exc())
            said = f"Something went wrong that was not foreseen ({type(error).__name__})."
            answer, code = (
                {"error": said, "what_to_do": "Nothing was kept. Send what stands on standard error."},
                1,
            )
        self._print(answer)
        if code:
            sys.exit(code)

    def _print(self, answer: dict[str, Any]) -> None:
        self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=1, default=str))

    def answer(self, options: dict[str, Any]) -> tuple[dict[str, Any], int]:
        """What to print, and the code to end with. Raises Refused."""
        raise NotImplementedError


def day(text: str) -> date:
    """A day given to a command: 2020-03-31, also 31/03/2020 or "31 March 2020"."""
    found = read_date(text.strip())
    if found is None or "%d" not in found.format:
        raise argparse.ArgumentTypeError(f"“{text}” is no date; write it as 2020-03-31")
    return found.day


def there_is_a_database() -> bool:
    """Whether there is one with our tables in it. A file that is not there is not made by asking.

    Raises Refused where a server does not answer: what it holds is not known then.
    """
    name = str(connection.settings_dict["NAME"])
    is_file = connection.vendor == "sqlite" and not name.startswith(("file:", ":memory:"))
    if is_file and not Path(name).exists():
        return False
    try:
        return "projects_project" in connection.introspection.table_names()
    except DatabaseError as error:
        if (
            is_file
            or getattr(error.__cause__, "sqlstate", None) == NO_SUCH_DATABASE
            or "does not exist" in str(error)
        ):
            return False
        raise Refused(
            "The database does not answer. Nothing was done.", "Check DATABASE_URL and that its server runs."
        ) from error


def refuse_other_tables() -> None:
    """Raises Refused where the database is not there yet, or its tables are those of another version."""
    if not there_is_a_database():
        raise Refused("There is no database yet. Nothing was done.", "Run `quantock migrate` first.")
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise Refused(
            "The tables of the database are those of another version. Nothing was done.",
            "Run `quantock migrate` first.",
        )
