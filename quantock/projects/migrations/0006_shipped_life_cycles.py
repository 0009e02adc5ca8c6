"""Both life-cycle models are there from the start; steps that shipped without tools and criteria get theirs."""

from typing import Any

from django.db import migrations

from quantock.projects.lifecycles import SHIPPED


def ship(apps: Any, schema_editor: Any) -> None:
    models, steps = apps.get_model("projects", "LifeCycleModel"), apps.get_model("projects", "Step")
    for code, (name, shipped) in SHIPPED.items():
        model, _ = models.objects.get_or_create(code=code, version=1, defaults={"name": name})
        here = {step.number: step for step in steps.objects.filter(model=model)}
        for number, each in enumerate(shipped, start=1):
            criteria = [{"says": says} for says in each.criteria]
            holds = {"tools": list(each.tools), "criteria": criteria}
            if not here:
                own = {"name": each.name, "purpose": each.purpose, "tracks": list(each.tracks)}
                steps.objects.create(model=model, number=number, **own, **holds)
            elif (step := here.get(number)) and step.name == each.name and not (step.tools or step.criteria):
                steps.objects.filter(pk=step.pk).update(**holds)


class Migration(migrations.Migration):
    dependencies = [("projects", "0005_versions_of_life_cycles_are_prepared")]
    operations = [migrations.RunPython(ship, migrations.RunPython.noop)]
