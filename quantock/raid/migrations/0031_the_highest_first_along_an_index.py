"""The indexes of risks by their score, by their height; on PostgreSQL as migrations 0026 to 0028 have it: what has none is last,
then the days by which they are due, and the index of facts holds its key."""

from django.db import migrations
from django.db.models import CheckConstraint, F, Index, Q

OPEN, FACTS, DAY = "entry_open_by_height", "entry_fact_counted", "entry_fact_by_height"
SCORED = (
    *("level", "matrix", "likelihood", "impact", "inherent_likelihood", "inherent_impact"),
    *("target_likelihood", "target_impact"),
)
COLUMNS = ("due_on", "id", "project", "restricted", "owner", "raised_by", *SCORED, "closed_on", "score")
OF_A_DAY = ("due_on", "id", "so_from", "so_until", "withdrawn_at", "closed_on", "entry")


def _as_known(model, name):
    return next(each for each in model._meta.indexes if each.name == name)


def _replace(schema_editor, model, index):
    schema_editor.remove_index(model, index)
    schema_editor.add_index(model, index)


def begin(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        by_height = (F("kind"), F("height").desc(nulls_last=True), *map(F, COLUMNS))
        index = Index(*by_height, name=OPEN, condition=Q(closed_on=None))
        _replace(schema_editor, apps.get_model("raid", "Entry"), index)
        fact = apps.get_model("raid", "EntryFact")
        _replace(schema_editor, fact, Index(fields=[*_as_known(fact, FACTS).fields, "id"], name=FACTS))
        of_a_day = (F("height").desc(nulls_last=True), *map(F, OF_A_DAY))
        _replace(schema_editor, fact, Index(*of_a_day, name=DAY, condition=Q(height__isnull=False)))


def end(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for model, name in (("Entry", OPEN), ("EntryFact", FACTS), ("EntryFact", DAY)):
            table = apps.get_model("raid", model)
            _replace(schema_editor, table, _as_known(table, name))


def _whole(*names):
    condition = Q()
    for name in names:
        condition &= Q(**{f"{name}__isnull": False, f"{name}__gte": 1})
    return condition


class Migration(migrations.Migration):
    dependencies = [("raid", "0030_every_score_has_its_height")]

    operations = [
        migrations.AddConstraint(
            model_name="entry",
            constraint=CheckConstraint(
                condition=Q(likelihood=None, impact=None, score=None, height=None, level="")
                | _whole("likelihood", "impact", "score")
                & Q(matrix__isnull=False, height__isnull=False)
                & ~Q(level=""),
                name="entry_scored_whole",
            ),
        ),
        migrations.AddIndex(
            model_name="entry",
            index=Index(
                fields=[
                    *("kind", "-height", "project", "due_on", "id", "restricted", "owner", "raised_by"),
                    *(*SCORED, "closed_on", "score"),
                ],
                condition=Q(closed_on=None),
                name=OPEN,
            ),
        ),
        migrations.AddIndex(
            model_name="entryfact",
            index=Index(
                fields=[
                    *("entry", "so_from", "so_until", "withdrawn_at", "closed_on", "score", "height"),
                    *("due_on", *SCORED),
                ],
                name=FACTS,
            ),
        ),
        migrations.AddIndex(
            model_name="entryfact",
            index=Index(
                fields=["-height", "so_from", "so_until", "withdrawn_at", "closed_on", "due_on", "entry"],
                condition=Q(height__isnull=False),
                name=DAY,
            ),
        ),
        migrations.RunPython(begin, end),
    ]
