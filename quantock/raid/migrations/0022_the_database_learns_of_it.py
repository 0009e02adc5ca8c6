"""As 0014, 0016, 0018 and 0020: SQLite takes an index that it knows nothing of for a poor one."""

from django.db import migrations

from quantock.search.database import learn_sizes


def learn(apps, schema_editor):
    if apps.get_model("raid", "Entry").objects.exists():
        learn_sizes()


class Migration(migrations.Migration):
    dependencies = [("raid", "0021_what_narrows_risks_stands_in_their_index")]

    operations = [migrations.RunPython(learn, migrations.RunPython.noop)]
