"""SQLite takes an index that it knows nothing of for a poor one, and reads wide rows until it has looked at it."""

from typing import Any

from django.db import migrations

from quantock.search.database import learn_sizes


def learn(apps: Any, schema_editor: Any) -> None:
    if apps.get_model("measures", "Measure").objects.exists():
        learn_sizes()


class Migration(migrations.Migration):
    dependencies = [("measures", "0017_lists_read_short_rows")]

    operations = [migrations.RunPython(learn, migrations.RunPython.noop)]
