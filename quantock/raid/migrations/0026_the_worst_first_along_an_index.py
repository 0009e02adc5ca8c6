"""On PostgreSQL the index of open risks by their score holds what has none last, as their list does, then the days by which they
are due: there nothing comes first, and the list was sorted whole. SQLite has no such choice and needs none."""

from django.db import migrations
from django.db.models import F, Index, Q

NAME = "entry_open_by_score"
COLUMNS = (
    *("due_on", "id", "project", "restricted", "owner", "raised_by", "level", "matrix"),
    *("likelihood", "impact", "inherent_likelihood", "inherent_impact"),
    *("target_likelihood", "target_impact", "closed_on"),
)


def _replace(schema_editor, model, index):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.remove_index(model, index)
        schema_editor.add_index(model, index)


def begin(apps, schema_editor):
    by_score = (F("kind"), F("score").desc(nulls_last=True), *map(F, COLUMNS))
    index = Index(*by_score, name=NAME, condition=Q(closed_on=None))
    _replace(schema_editor, apps.get_model("raid", "Entry"), index)


def end(apps, schema_editor):
    entry = apps.get_model("raid", "Entry")
    _replace(schema_editor, entry, next(each for each in entry._meta.indexes if each.name == NAME))


class Migration(migrations.Migration):
    dependencies = [("raid", "0025_the_database_learns_of_this")]

    operations = [migrations.RunPython(begin, end)]
