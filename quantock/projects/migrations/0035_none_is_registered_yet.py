"""Where there is no project yet, all are counted; elsewhere lists count live until `quantock rebuild-counts` is run."""

from django.db import migrations

COMPLETE = {"what": "complete", "place": "all/everybody", "key": "records"}


def begin(apps, schema_editor):
    if not apps.get_model("projects", "Project").objects.exists():
        apps.get_model("projects", "Count").objects.create(**COMPLETE, count=1)


def end(apps, schema_editor):
    counts = apps.get_model("projects", "Count").objects
    counts.filter(**COMPLETE).delete()
    counts.filter(what="record").delete()


class Migration(migrations.Migration):
    dependencies = [("projects", "0034_projects_are_counted")]

    operations = [migrations.RunPython(begin, end)]
