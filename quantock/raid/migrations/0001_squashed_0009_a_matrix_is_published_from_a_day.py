"""The logs, with the matrices every installation begins with: the NHS one, the default, and two that others bring."""

from datetime import date
from typing import Any

import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models

from quantock.engines.risk import SHIPPED


ALWAYS = date(2000, 1, 1)


def ship(apps: Any, schema_editor: Any) -> None:
    for code, one in SHIPPED.items():
        apps.get_model("raid", "Matrix").objects.create(
            organisation=None, code=code, version=1, name=one.name, data=one.as_data(), from_on=ALWAYS
        )


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('raid', '0001_a_log_of_projects'),
        ('raid', '0002_shipped_matrices'),
        ('raid', '0003_somebody_higher'),
        ('raid', '0004_change_requests_move_baselines'),
        ('raid', '0005_two_sides_of_a_dependency'),
        ('raid', '0006_lessons_used'),
        ('raid', '0007_versions_of_matrices_are_prepared'),
        ('raid', '0008_matrices_there_are_in_force'),
        ('raid', '0009_a_matrix_is_published_from_a_day'),
    ]

    dependencies = [
        ('audit', '0001_initial'),
        ('people', '0005_how_new_projects_begin'),
        ('portfolios', '0001_initial'),
        ('projects', '0001_squashed_0017_texts_that_the_record_fills'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Matrix',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=40)),
                ('version', models.PositiveSmallIntegerField(default=1)),
                ('name', models.CharField(max_length=100)),
                ('data', models.JSONField()),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('is_draft', models.BooleanField(default=False)),
                ('from_on', models.DateField(blank=True, null=True, verbose_name='in force from')),
                ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
            ],
            options={
                'verbose_name': 'risk matrix',
                'constraints': [models.UniqueConstraint(fields=('organisation', 'code', 'version'), name='matrix_version_once'), models.UniqueConstraint(condition=models.Q(('organisation', None)), fields=('code', 'version'), name='matrix_version_once_in_system'), models.UniqueConstraint(condition=models.Q(('is_draft', True)), fields=('organisation',), name='matrix_one_draft_of_an_organisation'), models.UniqueConstraint(condition=models.Q(('is_draft', True), ('organisation', None)), fields=('is_draft',), name='matrix_one_draft_of_the_system'), models.CheckConstraint(condition=models.Q(models.Q(('from_on', None), ('is_draft', True)), models.Q(('from_on__isnull', False), ('is_draft', False)), _connector='OR'), name='matrix_published_from_a_day')],
            },
        ),
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=500, verbose_name='what')),
                ('state', models.CharField(max_length=12, verbose_name='how it stands')),
                ('owner_text', models.CharField(blank=True, max_length=200, verbose_name='owner')),
                ('due_on', models.DateField(blank=True, null=True, verbose_name='due')),
                ('closed_on', models.DateField(blank=True, null=True, verbose_name='closed')),
                ('reviewed_on', models.DateField(blank=True, null=True, verbose_name='reviewed')),
                ('likelihood', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('impact', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('score', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('level', models.CharField(blank=True, choices=[('low', 'low'), ('moderate', 'moderate'), ('high', 'high'), ('extreme', 'extreme')], max_length=8)),
                ('inherent_likelihood', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('inherent_impact', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('target_likelihood', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('target_impact', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('details', models.JSONField(blank=True, default=dict)),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('kind', models.CharField(choices=[('action', 'Action'), ('risk', 'Risk'), ('issue', 'Issue'), ('assumption', 'Assumption'), ('dependency', 'Dependency'), ('decision', 'Decision'), ('change', 'Change request'), ('lesson', 'Lesson')], max_length=10)),
                ('number', models.PositiveIntegerField()),
                ('raised_on', models.DateField()),
                ('restricted', models.BooleanField(default=False)),
                ('source_key', models.CharField(blank=True, max_length=200)),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='people.person')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='entries', to='projects.project')),
                ('raised_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('matrix', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='raid.matrix')),
            ],
            options={
                'indexes': [models.Index(fields=['project', 'kind', 'closed_on', 'due_on'], name='entry_by_project'), models.Index(fields=['kind', 'closed_on', 'due_on', 'project'], name='entry_by_due'), models.Index(condition=models.Q(('closed_on', None)), fields=['kind', '-score', 'project'], name='entry_open_by_score'), models.Index(condition=models.Q(('restricted', True)), fields=['id'], name='entry_kept'), models.Index(fields=['owner', 'closed_on', 'due_on'], name='entry_by_owner')],
                'constraints': [models.UniqueConstraint(fields=('project', 'kind', 'number'), name='entry_number_once'), models.CheckConstraint(condition=models.Q(('number__gte', 1)), name='entry_numbers_from_one'), models.CheckConstraint(condition=models.Q(models.Q(('impact', None), ('level', ''), ('likelihood', None), ('score', None)), models.Q(('likelihood__gte', 1), ('likelihood__isnull', False), ('impact__gte', 1), ('impact__isnull', False), ('score__gte', 1), ('score__isnull', False), ('matrix__isnull', False), models.Q(('level', ''), _negated=True)), _connector='OR'), name='entry_scored_whole'), models.CheckConstraint(condition=models.Q(models.Q(('inherent_impact', None), ('inherent_likelihood', None)), models.Q(('inherent_likelihood__gte', 1), ('inherent_likelihood__isnull', False), ('inherent_impact__gte', 1), ('inherent_impact__isnull', False)), _connector='OR'), name='entry_inherent_whole'), models.CheckConstraint(condition=models.Q(models.Q(('target_impact', None), ('target_likelihood', None)), models.Q(('target_likelihood__gte', 1), ('target_likelihood__isnull', False), ('target_impact__gte', 1), ('target_impact__isnull', False)), _connector='OR'), name='entry_target_whole')],
            },
        ),
        migrations.CreateModel(
            name='Document',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('label', models.CharField(max_length=200)),
                ('url', models.URLField(max_length=1000)),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='documents', to='raid.entry')),
            ],
        ),
        migrations.CreateModel(
            name='EntryFact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('so_from', models.DateField()),
                ('so_until', models.DateField(editable=False, null=True)),
                ('recorded_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('asserts', models.JSONField(default=list)),
                ('title', models.CharField(max_length=500, verbose_name='what')),
                ('state', models.CharField(max_length=12, verbose_name='how it stands')),
                ('owner_text', models.CharField(blank=True, max_length=200, verbose_name='owner')),
                ('due_on', models.DateField(blank=True, null=True, verbose_name='due')),
                ('closed_on', models.DateField(blank=True, null=True, verbose_name='closed')),
                ('reviewed_on', models.DateField(blank=True, null=True, verbose_name='reviewed')),
                ('likelihood', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('impact', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('score', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('level', models.CharField(blank=True, choices=[('low', 'low'), ('moderate', 'moderate'), ('high', 'high'), ('extreme', 'extreme')], max_length=8)),
                ('inherent_likelihood', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('inherent_impact', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('target_likelihood', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('target_impact', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('details', models.JSONField(blank=True, default=dict)),
                ('reason', models.TextField(blank=True)),
                ('batch', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='audit.batch')),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='facts', to='raid.entry')),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='people.person')),
                ('recorded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('matrix', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='raid.matrix')),
            ],
            options={
                'indexes': [models.Index(fields=['entry', 'so_from'], name='entry_fact_by_date')],
            },
        ),
        migrations.CreateModel(
            name='Move',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('was', models.DateField(null=True)),
                ('baseline', models.DateField()),
                ('moved_on', models.DateField(null=True)),
                ('change', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='moves', to='raid.entry')),
                ('milestone', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='moves', to='projects.milestone')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('change', 'milestone'), name='move_once'), models.CheckConstraint(condition=models.Q(('was', None), models.Q(('was', models.F('baseline')), _negated=True), _connector='OR'), name='move_moves')],
            },
        ),
        migrations.CreateModel(
            name='Reader',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='readers', to='raid.entry')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('entry', 'user'), name='reader_once')],
            },
        ),
        migrations.CreateModel(
            name='Relation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('relation', models.CharField(choices=[('relates', 'Goes with'), ('answers', 'Is done about'), ('became', 'Became'), ('blocks', 'Holds up'), ('causes', 'Leads to')], max_length=8)),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='leads_to', to='raid.entry')),
                ('target', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='comes_from', to='raid.entry')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('source', 'target', 'relation'), name='relation_once'), models.CheckConstraint(condition=models.Q(('source', models.F('target')), _negated=True), name='relation_to_another')],
            },
        ),
        migrations.CreateModel(
            name='Remark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('text', models.TextField()),
                ('taken_back_at', models.DateTimeField(blank=True, null=True)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='remarks', to='raid.entry')),
            ],
            options={
                'indexes': [models.Index(fields=['entry', 'at'], name='remark_by_entry')],
            },
        ),
        migrations.CreateModel(
            name='Sides',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ours_on', models.DateField(null=True)),
                ('theirs_on', models.DateField(null=True)),
                ('dependency', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='sides', to='raid.entry')),
                ('other', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='projects.project')),
                ('ours_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('theirs_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name_plural': 'sides',
                'indexes': [models.Index(fields=['other'], name='sides_by_other')],
            },
        ),
        migrations.CreateModel(
            name='Use',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('lesson', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='uses', to='raid.entry')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='projects.project')),
            ],
            options={
                'indexes': [models.Index(fields=['project'], name='use_by_project')],
                'constraints': [models.UniqueConstraint(fields=('lesson', 'project'), name='use_once')],
            },
        ),
        migrations.CreateModel(
            name='Escalation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('asked_on', models.DateField(verbose_name='asked')),
                ('by_when', models.DateField(verbose_name='answer wanted by')),
                ('why', models.TextField(verbose_name='what is asked')),
                ('title', models.CharField(max_length=500)),
                ('shown', models.JSONField(default=dict)),
                ('answered_on', models.DateField(null=True)),
                ('answer', models.TextField(blank=True)),
                ('taken_back_on', models.DateField(null=True)),
                ('answered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('asked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('asked_organisation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.organisation')),
                ('asked_portfolio', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='portfolios.portfolio')),
                ('asked_project', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='projects.project')),
                ('asked_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='escalations', to='raid.entry')),
                ('owner', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='people.person')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('answered_on', None), ('taken_back_on', None)), fields=['by_when'], name='escalation_waiting')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('asked_organisation__isnull', True), ('asked_portfolio__isnull', True), ('asked_project__isnull', False), ('asked_user__isnull', True)), models.Q(('asked_organisation__isnull', True), ('asked_portfolio__isnull', False), ('asked_project__isnull', True), ('asked_user__isnull', True)), models.Q(('asked_organisation__isnull', False), ('asked_portfolio__isnull', True), ('asked_project__isnull', True), ('asked_user__isnull', True)), models.Q(('asked_organisation__isnull', True), ('asked_portfolio__isnull', True), ('asked_project__isnull', True), ('asked_user__isnull', False)), _connector='OR'), name='escalation_asks_one'), models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('answered_on', None)), models.Q(('answered_on__isnull', False), models.Q(('answer', ''), _negated=True)), _connector='OR'), name='escalation_answered_whole'), models.CheckConstraint(condition=models.Q(('answered_on', None), ('taken_back_on', None), _connector='OR'), name='escalation_ends_once')],
            },
        ),
        migrations.RunPython(ship, migrations.RunPython.noop),
    ]
