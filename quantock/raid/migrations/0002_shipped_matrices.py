"""The matrices that every installation begins with: the NHS one, which is the default, and two that others bring."""

from typing import Any

from django.db import migrations

from quantock.engines.risk import SHIPPED


def ship(apps: Any, schema_editor: Any) -> None:
    matrices = apps.get_model("raid", "Matrix")
    for code, one in SHIPPED.items():
        matrices.objects.get_or_create(
            organisation=None, code=code, version=1, defaults={"name": one.name, "data": one.as_data()}
        )


class Migration(migrations.Migration):
    dependencies = [("raid", "0001_a_log_of_projects")]
    operations = [migrations.RunPython(ship, migrations.RunPython.noop)]
