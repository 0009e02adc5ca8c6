"""As 0014 of the logs: SQLite takes an index that it knows nothing of for a poor one."""

from django.db import migrations

from quantock.search.database import learn_sizes


def learn(apps, schema_editor):
    if apps.get_model("projects", "MembershipFact").objects.exists():
        learn_sizes()


class Migration(migrations.Migration):
    dependencies = [("projects", "0027_what_is_shown_to_a_portfolio_has_an_index")]

    operations = [migrations.RunPython(learn, migrations.RunPython.noop)]
