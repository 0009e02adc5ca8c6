from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("raid", "0028_from_the_top_of_a_day")]

    operations = [
        migrations.RemoveConstraint(model_name="entry", name="entry_scored_whole"),
        migrations.RemoveIndex(model_name="entry", name="entry_open_by_score"),
        migrations.RemoveIndex(model_name="entryfact", name="entry_fact_counted"),
        migrations.RemoveIndex(model_name="entryfact", name="entry_fact_by_score"),
        migrations.AddField(
            model_name="entry", name="height", field=models.PositiveSmallIntegerField(blank=True, null=True)
        ),
        migrations.AddField(
            model_name="entryfact",
            name="height",
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
    ]
