"""An installation without projects is counted in full from its first day. One that has some counts live until
`quantock rebuild-counts` was run: what counts them is today's code, not this migration's."""

from django.db import migrations

COMPLETE = {"what": "complete", "place": "all/everybody", "count": 1}


def say(apps, schema_editor):
    if not apps.get_model("projects", "Project").objects.exists():
        apps.get_model("projects", "Count").objects.create(**COMPLETE)


def unsay(apps, schema_editor):
    apps.get_model("projects", "Count").objects.filter(what="complete").delete()


class Migration(migrations.Migration):
    dependencies = [("projects", "0011_what_dashboards_count")]

    operations = [migrations.RunPython(say, unsay)]
