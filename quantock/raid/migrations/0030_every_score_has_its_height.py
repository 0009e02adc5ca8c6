"""What was scored before has its height by the matrix that it was scored on, in what was so on each day, too."""

from django.db import migrations
from django.db.models import Case, PositiveSmallIntegerField, Value, When

from quantock.engines.risk import matrix_from


def fill(apps, schema_editor):
    matrices = {each.pk: each for each in apps.get_model("raid", "Matrix").objects.all()}
    for name in ("Entry", "EntryFact"):
        table = apps.get_model("raid", name).objects
        scored = table.exclude(score=None).order_by()
        found = {}
        for matrix, score in scored.values_list("matrix", "score").distinct():
            found.setdefault(matrix, []).append(score)
        for key, scores in found.items():
            scale = matrix_from(matrices[key].name, matrices[key].data)
            whens = [When(score=score, then=Value(scale.height(score))) for score in scores]
            heights = Case(*whens, output_field=PositiveSmallIntegerField())
            scored.filter(matrix=key).update(height=heights)
    _say(apps, lambda names: sorted({*names, "height"}) if "score" in names else names)


def forget(apps, schema_editor):
    _say(apps, lambda names: [name for name in names if name != "height"])


def _say(apps, said):
    """Which columns a fact says for itself: these lists are few."""
    facts = apps.get_model("raid", "EntryFact").objects.order_by()
    for names in list(facts.values_list("asserts", flat=True).distinct()):
        if (now := said(names)) != names:
            facts.filter(asserts=names).update(asserts=now)


class Migration(migrations.Migration):
    dependencies = [("raid", "0029_how_high_a_risk_stands")]

    operations = [migrations.RunPython(fill, forget)]
