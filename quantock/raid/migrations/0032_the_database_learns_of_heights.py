"""As 0014, 0016, 0018, 0020, 0022 and 0025: SQLite takes an index that it knows nothing of for a poor one."""

from django.db import migrations

from quantock.search.database import learn_sizes


def learn(apps, schema_editor):
    if apps.get_model("raid", "Entry").objects.exists():
        learn_sizes()


class Migration(migrations.Migration):
    dependencies = [("raid", "0031_the_highest_first_along_an_index")]

    operations = [migrations.RunPython(learn, migrations.RunPython.noop)]
