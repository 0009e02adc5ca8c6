"""As 0014, 0016 and 0018: SQLite takes an index that it knows nothing of for a poor one."""

from django.db import migrations

from quantock.search.database import learn_sizes


def learn(apps, schema_editor):
    if apps.get_model("raid", "Entry").objects.exists():
        learn_sizes()


class Migration(migrations.Migration):
    dependencies = [("raid", "0019_no_whole_rows_for_words_and_deep_pages")]

    operations = [migrations.RunPython(learn, migrations.RunPython.noop)]
