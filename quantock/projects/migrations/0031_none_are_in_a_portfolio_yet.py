"""Where no project is in a portfolio yet, all that are have been counted; elsewhere they are counted live until
`quantock rebuild-counts` is run."""

from django.db import migrations

COMPLETE = {"what": "complete", "place": "all/everybody", "key": "portfolios"}


def begin(apps, schema_editor):
    if not apps.get_model("projects", "MembershipFact").objects.exists():
        apps.get_model("projects", "Count").objects.create(**COMPLETE, count=1)


def end(apps, schema_editor):
    counts = apps.get_model("projects", "Count").objects
    counts.filter(**COMPLETE).delete()
    counts.filter(what="portfolio").delete()


class Migration(migrations.Migration):
    dependencies = [("projects", "0030_how_many_are_in_a_portfolio_is_kept")]

    operations = [migrations.RunPython(begin, end)]
