from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("measures", "0013_what_a_note_is_about")]

    operations = [
        migrations.AddField(
            model_name="rebase",
            name="about",
            field=models.CharField(blank=True, default="", max_length=40, verbose_name="what it is about"),
            preserve_default=False,
        ),
    ]
