"""What lists show of every measure, worked out again from its values and kept."""

from typing import Any

from quantock.engines.text import plural
from quantock.measures.models import Measure
from quantock.measures.services import keep_many
from quantock.web.commands import OurCommand


class Command(OurCommand):
    help = "Work out again what lists show of every measure, where check-records found it wrong (migrate does so after an update)."

    def handle(self, *args: Any, **options: Any) -> None:
        done = keep_many(Measure.objects.all())
        self.stdout.write(f"Kept what {plural(done, 'measure')} show{'s' if done == 1 else ''}.")
