"""Bringing the database up to this version; what it knows of its own tables, too."""

from typing import Any

from django.core.management.commands import migrate

from quantock.search.database import has_learned, learn_sizes


class Command(migrate.Command):
    """SQLite takes an index that an update made anew for a poor one, and reads whole tables instead: a dashboard took twice
    as long. One that has not learned yet is empty, or new."""

    def handle(self, *args: Any, **options: Any) -> None:
        super().handle(*args, **options)
        if has_learned() and not options["plan"]:
            learn_sizes()
