"""As 0014 of the logs: SQLite takes an index that it knows nothing of for a poor one."""

from django.db import migrations

from quantock.search.database import learn_sizes


def learn(apps, schema_editor):
    if apps.get_model("projects", "Milestone").objects.exists():
        learn_sizes()


class Migration(migrations.Migration):
    dependencies = [("projects", "0024_open_milestones_the_soonest_first")]

    operations = [migrations.RunPython(learn, migrations.RunPython.noop)]
