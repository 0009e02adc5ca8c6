"""What was there before versions were published from a day has always been in force, or since it was made."""

from datetime import date
from typing import Any

from django.db import migrations


def since_always(apps: Any, schema_editor: Any) -> None:
    matrices = apps.get_model("raid", "Matrix").objects.filter(from_on=None, is_draft=False)
    matrices.filter(organisation=None).update(from_on=date(2000, 1, 1))
    for one in matrices.exclude(organisation=None):
        one.from_on = one.made_at.date()
        one.save(update_fields=["from_on"])


class Migration(migrations.Migration):
    dependencies = [("raid", "0007_versions_of_matrices_are_prepared")]
    operations = [migrations.RunPython(since_always, migrations.RunPython.noop)]
