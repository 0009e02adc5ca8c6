from typing import Any

from django.db import migrations
from django.db.models import Max

AT_ONCE = 500


def begin(apps: Any, schema_editor: Any) -> None:
    """Of registers brought in before, in which projects stood: those of which each says something as of its day. What
    dashboards count is of that, and of projects with updates of days before they were registered, so they count live until
    `rebuild-counts` has been run."""
    days, projects, facts = (
        apps.get_model("projects", name).objects for name in ("RegisterDay", "Project", "ProjectFact")
    )
    done = apps.get_model("exchange", "RegisterImport").objects.filter(stage="done", batch__isnull=False)
    for batch, on in done.order_by("pk").values_list("batch", "as_at"):
        said = facts.filter(batch=batch, so_from=on, withdrawn_at=None).values_list("project", flat=True)
        keys = sorted(set(said))
        days.bulk_create(
            [days.model(project_id=key, batch_id=batch, on=on) for key in keys], batch_size=AT_ONCE
        )
    last = days.order_by().values_list("project").annotate(last=Max("on"))
    by_day: dict[Any, list[int]] = {}
    for key, on in last:
        by_day.setdefault(on, []).append(key)
    for on, keys in by_day.items():
        for start in range(0, len(keys), AT_ONCE):
            projects.filter(pk__in=keys[start : start + AT_ONCE]).update(last_register_on=on)
    _count_again(apps)


def forget(apps: Any, schema_editor: Any) -> None:
    """An earlier version does not count them."""
    _count_again(apps)
    apps.get_model("projects", "RegisterDay").objects.all().delete()
    apps.get_model("projects", "Project").objects.exclude(last_register_on=None).update(last_register_on=None)


def _count_again(apps: Any) -> None:
    if apps.get_model("projects", "Project").objects.exists():
        apps.get_model("projects", "Count").objects.filter(what="complete", key__in=("", "past")).delete()


class Migration(migrations.Migration):

    dependencies = [
        ("exchange", "0005_links_that_a_workbook_moved"),
        ("projects", "0026_stood_in_registers"),
    ]

    operations = [migrations.RunPython(begin, forget)]
