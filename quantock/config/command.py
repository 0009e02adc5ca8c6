"""The `quantock` console command: our own commands, and all of the framework's."""

import gc
import os
import re
import secrets
import sys

WELCOME = """\
quantock: the record of a whole health and care system's improvement and change work

Everyday
  quantock import-register FILE   bring a register of projects in (CSV or XLSX); --dry-run tries it only
  quantock compare                what changed in a portfolio between two dates
  quantock import-log FILE        actions, risks, decisions, benefits … of a sheet (import-risks: risks alone); --dry-run
  quantock read-plan FILE         the tasks of a plan (Microsoft Project XML, workbook, CSV); keeps nothing
  quantock import-points FILE --measure NAME    values of a measure from a file, for a timer; --dry-run tries it only
  quantock spc FILE               the SPC charts of a file of values: limits, signals, sentence; needs no database
Looking after it
  quantock import-organisations FILE...   published lists of trusts, practices, boards and councils
  quantock backup FILE            database and uploaded files in one file, read back before it counts
  quantock restore FILE           a backup in the place of what is here; a wrong or damaged one changes nothing
  quantock check                  what is unsound in the settings
  quantock check-records          are the kept figures right? worked out again and compared
  quantock rebuild-counts         count again what dashboards show; --gather tidies it up, every night
  quantock rebuild-search         make what search knows again, where check-records found it out of date
  quantock keep-measures          what lists show of measures, worked out again (migrate does so after an update)
  quantock make-administrator EMAIL      the first administrator, with a link to set a password
  quantock send-weekly-mail       what is due and what changed, once a week to each; put it into a daily timer
  quantock work                   what takes long, one job after the other (tools.serve runs it beside the site)
  quantock delete-old-uploads     originals of registers after 30 days; put it into a daily timer
  quantock migrate                bring the database up to this version
  quantock load-demonstration     a made-up whole system to look round in
  quantock runserver              a development server (in earnest: tools.serve, see docs/administrators.md)

Settings come from the environment: DATABASE_URL, SECRET_KEY, DEBUG (1 is true); the rest are in
docs/configuration.md. `quantock COMMAND --help` explains one; `quantock help --commands` lists all.
"""


# What writes nothing, also where nothing is there yet.
WRITES_NOTHING = {"help", "version", "--version", "--dry-run", "--help", "-h"}
# What SQLite and PostgreSQL say of a table or column that is not there.
NOT_MIGRATED = re.compile(r"no such (table|column)|(relation|column) \S+ does not exist")
# What SQLite says of a file that is no database any more.
DAMAGED = re.compile(r"file is not a database|disk image is malformed")
# What tells about a command and does nothing, so that it needs no settings.
TELLS = {"help", "version", "--version", "--help", "-h"}


# How many things are made before rubbish is looked for, as in a web worker: a register is a million things that are all
# needed, and looking through them time and again took a quarter of bringing it in.
RUBBISH = (60_000, 20, 20)


def main() -> None:
    """Run one command; hyphens and underscores in its name are the same."""
    gc.set_threshold(*RUBBISH)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "quantock.config.settings")
    if len(sys.argv) < 2 or sys.argv[1] in {"-h", "--help"}:
        sys.stdout.write(WELCOME)
        return
    if sys.argv[1] == "spc":
        from quantock.engines.shell.spc import main as spc

        sys.exit(spc(sys.argv[2:]))
    if not TELLS.isdisjoint(sys.argv[1:]) and not (
        os.environ.get("SECRET_KEY") or os.environ.get("SECRET_KEY_FILE")
    ):
        os.environ["SECRET_KEY"] = secrets.token_urlsafe(50)
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured

    try:
        folder = settings.DATA_DIR
    except ImproperlyConfigured as refused:
        sys.exit(str(refused))
    if WRITES_NOTHING.isdisjoint(sys.argv[1:]):
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as refused:
            sys.exit(f"DATA_DIR names {folder}, which cannot be made: {refused.strerror}.")
    execute(named(sys.argv[1:]))


def named(said: list[str]) -> list[str]:
    """What was said, with the names of commands as the framework spells them, also behind `help`."""
    names = 2 if said[0] == "help" else 1
    return [word if word.startswith("-") else word.replace("-", "_") for word in said[:names]] + said[names:]


def execute(said: list[str]) -> None:
    """Run it. A database that cannot be reached, or lacks a table, is said in words; --traceback shows where."""
    from django.core.management import execute_from_command_line
    from django.db import DatabaseError, OperationalError

    try:
        execute_from_command_line(["quantock", *said])
    except DatabaseError as refused:
        if "--traceback" in said:
            raise
        if DAMAGED.search(str(refused)):
            sys.exit(
                f"The database is damaged: {refused}.\n"
                "Bring a backup back: `quantock restore FILE --replace`. The damaged file is kept beside it."
            )
        if said[0] != "migrate" and NOT_MIGRATED.search(str(refused)):
            sys.exit(
                "The database has no tables yet, or not all of this version's. "
                "Run `quantock migrate`, then this command again."
            )
        if not isinstance(refused, OperationalError):
            raise
        sys.exit(
            f"The database cannot be used: {str(refused).strip()}\n"
            "Check DATABASE_URL, and that the database is running."
        )
