"""On PostgreSQL the index of facts by their score holds them in the order of the list of risks as at a day, as 0026 did for what is
open now: without it all facts of the day were sorted for its first page. SQLite needs none."""

from django.db import migrations
from django.db.models import F, Index, Q

NAME = "entry_fact_by_score"
COLUMNS = ("due_on", "id", "so_from", "so_until", "withdrawn_at", "closed_on", "entry")


def _replace(schema_editor, model, index):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.remove_index(model, index)
        schema_editor.add_index(model, index)


def begin(apps, schema_editor):
    by_score = (F("score").desc(nulls_last=True), *map(F, COLUMNS))
    index = Index(*by_score, name=NAME, condition=Q(score__isnull=False))
    _replace(schema_editor, apps.get_model("raid", "EntryFact"), index)


def end(apps, schema_editor):
    fact = apps.get_model("raid", "EntryFact")
    _replace(schema_editor, fact, next(each for each in fact._meta.indexes if each.name == NAME))


class Migration(migrations.Migration):
    dependencies = [("raid", "0027_no_rows_are_read_for_their_keys")]

    operations = [migrations.RunPython(begin, end)]
