from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("raid", "0006_lessons_used")]
    operations = [
        migrations.AddField("matrix", "is_draft", models.BooleanField(default=False)),
        migrations.AddField(
            "matrix", "from_on", models.DateField("in force from", null=True, blank=True)
        ),
    ]
