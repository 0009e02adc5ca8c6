"""What measures show was not counted before: an installation with projects counts live until `quantock
rebuild-counts` was run."""

from django.db import migrations


def unsay(apps, schema_editor):
    if apps.get_model("projects", "Project").objects.exists():
        apps.get_model("projects", "Count").objects.filter(what="complete").delete()


class Migration(migrations.Migration):
    dependencies = [("projects", "0015_what_measures_show_is_counted")]

    operations = [migrations.RunPython(unsay, migrations.RunPython.noop)]
