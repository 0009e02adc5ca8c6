"""Where nothing stands in a log yet, all is counted; elsewhere it is counted live until `quantock rebuild-counts` is run."""

from django.db import migrations

COMPLETE = {"what": "complete", "place": "all/everybody", "key": "registers"}


def begin(apps, schema_editor):
    if not apps.get_model("raid", "Entry").objects.exists():
        apps.get_model("projects", "Count").objects.create(**COMPLETE, count=1)


def end(apps, schema_editor):
    counts = apps.get_model("projects", "Count").objects
    counts.filter(**COMPLETE).delete()
    counts.filter(what__in=["log", "scored"]).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("raid", "0022_the_database_learns_of_it"),
        ("projects", "0033_open_logs_are_counted"),
    ]

    operations = [migrations.RunPython(begin, end)]
