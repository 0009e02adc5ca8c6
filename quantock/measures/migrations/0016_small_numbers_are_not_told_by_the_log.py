import re

from django.db import migrations

UNTOLD = "a value that is not shown"
TOLD = re.compile(r"^(.* for .*): -?\d[\d.]*((?:, [^“”]*)?)$", re.DOTALL)


def withhold(apps, schema_editor):
    """What the log told of measures that were marked before marking withheld it."""
    Measure, Event = apps.get_model("measures", "Measure"), apps.get_model("audit", "Event")
    marked = Measure.objects.filter(small_numbers=True).values_list("pk", flat=True)
    for measure in marked.iterator():
        told = list(
            Event.objects.filter(kind="measure", record_id=measure, verb__in=("points recorded", "point removed"))
        )
        for event in told:
            event.says = TOLD.sub(rf"\1: {UNTOLD}\2", event.says)
            event.changes = [{**change, "was": UNTOLD, "is": UNTOLD} for change in event.changes]
        Event.objects.bulk_update(told, ["says", "changes"], batch_size=500)


class Migration(migrations.Migration):
    dependencies = [
        ("measures", "0015_which_way_made_a_result"),
        ("audit", "0001_initial"),
    ]

    operations = [migrations.RunPython(withhold, migrations.RunPython.noop)]
