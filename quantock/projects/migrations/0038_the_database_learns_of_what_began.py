"""As 0028: SQLite takes an index that it knows nothing of for a poor one."""

from django.db import migrations

from quantock.search.database import learn_sizes


def learn(apps, schema_editor):
    if apps.get_model("projects", "CharterFact").objects.exists():
        learn_sizes()


class Migration(migrations.Migration):
    dependencies = [("projects", "0037_what_began_is_found_by_its_day")]

    operations = [migrations.RunPython(learn, migrations.RunPython.noop)]
