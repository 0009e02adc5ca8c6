"""Where no benefit is written down yet, all are counted; elsewhere they are counted live until `quantock rebuild-counts` is run."""

from django.db import migrations

COMPLETE = {"what": "complete", "place": "all/everybody", "key": "benefits"}


def begin(apps, schema_editor):
    if not apps.get_model("benefits", "Benefit").objects.exists():
        apps.get_model("projects", "Count").objects.create(**COMPLETE, count=1)


def end(apps, schema_editor):
    counts = apps.get_model("projects", "Count").objects
    counts.filter(**COMPLETE).delete()
    counts.filter(what__in=["benefits", "gains"]).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("benefits", "0005_the_database_learns_of_its_new_indexes"),
        ("projects", "0023_benefits_are_counted"),
    ]

    operations = [migrations.RunPython(begin, end)]
