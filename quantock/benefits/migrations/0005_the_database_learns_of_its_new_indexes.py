"""SQLite takes an index that it knows nothing of for a poor one, and reads whole tables until it has looked at it."""

from typing import Any

from django.db import migrations

from quantock.search.database import learn_sizes


def learn(apps: Any, schema_editor: Any) -> None:
    if apps.get_model("benefits", "Benefit").objects.exists():
        learn_sizes()


class Migration(migrations.Migration):
    dependencies = [
        ("benefits", "0004_benefits_of_a_day_stand_in_indexes"),
        ("projects", "0022_what_ended_is_read_from_an_index_alone"),
    ]

    operations = [migrations.RunPython(learn, migrations.RunPython.noop)]
