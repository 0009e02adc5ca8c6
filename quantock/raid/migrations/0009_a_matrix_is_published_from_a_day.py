from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("raid", "0008_matrices_there_are_in_force")]
    operations = [
        migrations.AddConstraint(
            "matrix",
            models.UniqueConstraint(
                fields=["organisation"], condition=Q(is_draft=True), name="matrix_one_draft_of_an_organisation"
            ),
        ),
        migrations.AddConstraint(
            "matrix",
            models.UniqueConstraint(
                fields=["is_draft"],
                condition=Q(is_draft=True, organisation=None),
                name="matrix_one_draft_of_the_system",
            ),
        ),
        migrations.AddConstraint(
            "matrix",
            models.CheckConstraint(
                condition=Q(is_draft=True, from_on=None) | Q(is_draft=False, from_on__isnull=False),
                name="matrix_published_from_a_day",
            ),
        ),
    ]
