from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0003_code_lists'),
    ]

    operations = [
        migrations.AddField(
            model_name='person',
            name='mail',
            field=models.CharField(choices=[('weekly', 'Once a week, when there is something to say'), ('never', 'Never')], default='weekly', max_length=6),
        ),
    ]
