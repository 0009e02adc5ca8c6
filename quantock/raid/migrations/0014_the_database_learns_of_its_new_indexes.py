"""SQLite takes an index that it knows nothing of for a poor one, and reads whole tables until it has looked at it."""

from django.db import migrations

from quantock.search.database import learn_sizes


def learn(apps, schema_editor):
    if apps.get_model("raid", "Entry").objects.exists():
        learn_sizes()


class Migration(migrations.Migration):
    dependencies = [("raid", "0013_what_is_counted_of_a_day_stands_in_an_index")]

    operations = [migrations.RunPython(learn, migrations.RunPython.noop)]
