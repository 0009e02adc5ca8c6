"""As 0014, of the index that it did not know yet."""

from typing import Any

from django.db import migrations

from quantock.search.database import learn_sizes


def learn(apps: Any, schema_editor: Any) -> None:
    if apps.get_model("raid", "Entry").objects.exists():
        learn_sizes()


class Migration(migrations.Migration):
    dependencies = [("raid", "0015_risks_of_a_day_from_the_top")]

    operations = [migrations.RunPython(learn, migrations.RunPython.noop)]
