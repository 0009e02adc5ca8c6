"""PostgreSQL's indexes hold no key of their own, as SQLite's do: for the keys of risks as at a day, and for who may see them, it
read their rows. There alone the index of facts holds its key, and another all entries of a kind."""

from django.db import migrations
from django.db.models import Index

FACTS = "entry_fact_counted"
OF_KIND = Index(
    fields=["kind", "id", "score", "project", "restricted", "owner", "raised_by"], name="entry_of_kind"
)


def _as_known(model):
    return next(each for each in model._meta.indexes if each.name == FACTS)


def _replace(schema_editor, model, index):
    schema_editor.remove_index(model, index)
    schema_editor.add_index(model, index)


def begin(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        fact = apps.get_model("raid", "EntryFact")
        _replace(schema_editor, fact, Index(fields=[*_as_known(fact).fields, "id"], name=FACTS))
        schema_editor.add_index(apps.get_model("raid", "Entry"), OF_KIND)


def end(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        fact = apps.get_model("raid", "EntryFact")
        _replace(schema_editor, fact, _as_known(fact))
        schema_editor.remove_index(apps.get_model("raid", "Entry"), OF_KIND)


class Migration(migrations.Migration):
    dependencies = [("raid", "0026_the_worst_first_along_an_index")]

    operations = [migrations.RunPython(begin, end)]
