"""`quantock work`: the worker, which does what takes long, one job after the other."""

from typing import Any

from django.utils import timezone
from django_tasks_db.management.commands import db_worker

from quantock.exchange.services.imports import go_on
from quantock.people.called import keep_called
from quantock.web.commands import OurCommand


class Command(OurCommand, db_worker.Command):
    help = "Do what waits in the queue (registers that are tried or brought in); first what a worker left when it ended."

    def handle(self, *args: Any, **options: Any) -> None:
        if again := go_on():
            self.stdout.write(f"Begun again what the last worker left: {again}.")
        keep_called(timezone.localdate())
        super().handle(*args, **options)
