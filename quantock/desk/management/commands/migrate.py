"""`quantock migrate`: the tables, and then whatever is kept in them that this version works out otherwise."""

from typing import Any

from django.core.management.commands.migrate import Command as Migrate
from django.db import connections
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from quantock.engines.text import plural
from quantock.measures.services import keep_outdated
from quantock.people.called import keep_called
from quantock.search.database import has_learned, learn_sizes


class Command(Migrate):
    def handle(self, *args: Any, **options: Any) -> None:
        super().handle(*args, **options)
        # SQLite takes an index that an update made anew for a poor one, and reads whole tables instead: a dashboard took
        # twice as long. One that has not learned yet is empty, or new.
        if has_learned() and not options["plan"]:
            learn_sizes()
        if options["plan"] or options["check_unapplied"]:
            return
        executor = MigrationExecutor(connections[options["database"]])
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return  # only a part was asked for
        keep_called(timezone.localdate())
        if (done := keep_outdated()) and options["verbosity"] > 0:
            self.stdout.write(f"Worked out again what lists show of {plural(done, 'measure')}.")
