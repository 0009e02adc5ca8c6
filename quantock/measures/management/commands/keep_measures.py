"""What lists show of every measure, worked out again from its values and kept."""

from typing import Any

from django.core.management.base import BaseCommand

from quantock.engines.text import plural
from quantock.measures.models import Measure
from quantock.measures.services import keep_results

AT_ONCE = 500


class Command(BaseCommand):
    help = "Work out again what lists show of every measure, after an update or where check-records found it wrong."

    def handle(self, *args: Any, **options: Any) -> None:
        last = done = 0
        while some := list(Measure.objects.filter(pk__gt=last).order_by("pk")[:AT_ONCE]):
            keep_results(some)
            last, done = some[-1].pk, done + len(some)
        self.stdout.write(f"Kept what {plural(done, 'measure')} show{'s' if done == 1 else ''}.")
