"""`quantock check-records`: are the kept figures right?"""

import sys
from typing import Any

from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from quantock.desk.keeping.records import check_records
from quantock.engines.text import plural
from quantock.web.commands import OurCommand


class Command(OurCommand):
    help = "Work out again what is derived from dated facts, and say what is kept otherwise. Changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        executor = MigrationExecutor(connection)
        if not executor.loader.applied_migrations:
            self.stdout.write(
                "There are no tables yet, so nothing to look at: `quantock migrate` makes them."
            )
            return
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            sys.exit("The tables are those of another version: run `quantock migrate` first.")
        found = check_records()
        for sentence in found.wrong:
            self.stdout.write(sentence)
        looked = f"Looked at {plural(found.projects, 'project')} and {plural(found.facts, 'dated fact')}"
        if found.wrong:
            sys.exit(f"{looked}: wrong in {plural(len(found.wrong), 'place')}.")
        self.stdout.write(f"{looked}: all sound.")
