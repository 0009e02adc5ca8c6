"""As 0014 and 0016: SQLite takes an index that it knows nothing of for a poor one."""

from django.db import migrations

from quantock.search.database import learn_sizes


def learn(apps, schema_editor):
    if apps.get_model("raid", "Entry").objects.exists():
        learn_sizes()


class Migration(migrations.Migration):
    dependencies = [("raid", "0017_scores_that_were_said_anew")]

    operations = [migrations.RunPython(learn, migrations.RunPython.noop)]
