"""The `quantock` console command: our own commands, and all of the framework's."""

import os
import sys

WELCOME = """\
quantock: the record of a whole health and care system's improvement and change work

Everyday
  quantock import-register FILE   bring a register of projects in (CSV or XLSX); --dry-run tries it only
  quantock compare                what changed in a portfolio between two dates
  quantock spc FILE               the SPC charts of a file of values: limits, signals, sentence; needs no database
Looking after it
  quantock import-organisations FILE...   published lists of trusts, practices, boards and councils
  quantock backup FILE            database and uploaded files in one file, read back before it counts
  quantock restore FILE           a backup in the place of what is here; a wrong or damaged one changes nothing
  quantock check-records          are the kept figures right? worked out again and compared
  quantock rebuild-counts         count again what dashboards show; --gather tidies it up, every night
  quantock rebuild-search         make what search knows again, where check-records found it out of date
  quantock keep-measures          what lists show of measures, worked out again after an update
  quantock make-administrator EMAIL      the first administrator, with a link to set a password
  quantock send-weekly-mail       what is due and what changed, once a week to each; put it into a daily timer
  quantock delete-old-uploads     originals of registers after 30 days; put it into a daily timer
  quantock migrate                bring the database up to this version
  quantock load-demonstration     a made-up whole system to look round in
  quantock runserver              a development server (in earnest: make run, or see docs/administrators.md)

Settings come from the environment: DATABASE_URL, SECRET_KEY, DEBUG (1 is true); the rest are in
docs/configuration.md. `quantock COMMAND --help` explains one; `quantock help --commands` lists all.
"""


# What writes nothing, also where nothing is there yet.
WRITES_NOTHING = {"help", "version", "--version", "--dry-run", "--help", "-h"}


def main() -> None:
    """Run one command; hyphens and underscores in its name are the same."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "quantock.config.settings")
    if len(sys.argv) < 2 or sys.argv[1] in {"-h", "--help"}:
        sys.stdout.write(WELCOME)
        return
    if sys.argv[1] == "spc":
        from quantock.engines.shell.spc import main as spc

        sys.exit(spc(sys.argv[2:]))
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        folder = settings.DATA_DIR
    except ImproperlyConfigured as refused:
        sys.exit(str(refused))
    if WRITES_NOTHING.isdisjoint(sys.argv[1:]):
        folder.mkdir(parents=True, exist_ok=True)
    command = sys.argv[1].replace("-", "_") if not sys.argv[1].startswith("-") else sys.argv[1]
    execute_from_command_line([sys.argv[0], command, *sys.argv[2:]])
