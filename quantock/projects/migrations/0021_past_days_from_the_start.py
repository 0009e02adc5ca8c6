from typing import Any

from django.db import migrations

from quantock.search.database import learn_sizes

COMPLETE = {"what": "complete", "place": "all/everybody", "key": "past"}


def begin(apps: Any, schema_editor: Any) -> None:
    """Where there is no project yet, all of the past is counted; elsewhere once `rebuild-counts` has been run. What the
    database does not know of its new indexes it would take for poor ones."""
    if apps.get_model("projects", "Project").objects.exists():
        learn_sizes()
    else:
        apps.get_model("projects", "Count").objects.create(**COMPLETE, count=1)


def forget(apps: Any, schema_editor: Any) -> None:
    """What an earlier version does not know: it would add up what months changed."""
    counts = apps.get_model("projects", "Count").objects
    counts.filter(**COMPLETE).delete()
    counts.filter(what="past").delete()
    counts.filter(what__regex=r"^[0-9]").delete()


class Migration(migrations.Migration):

    dependencies = [
        ('projects', '0020_past_days_are_counted'),
    ]

    operations = [migrations.RunPython(begin, forget)]
