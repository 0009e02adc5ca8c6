"""The project record, with both life-cycle models, and an installation counted in full from its first day."""

from typing import Any

import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models

from quantock.projects.lifecycles import SHIPPED


COMPLETE = {"what": "complete", "place": "all/everybody", "count": 1}


def ship(apps: Any, schema_editor: Any) -> None:
    models, steps = apps.get_model("projects", "LifeCycleModel"), apps.get_model("projects", "Step")
    for code, (name, shipped) in SHIPPED.items():
        model = models.objects.create(code=code, version=1, name=name)
        for number, each in enumerate(shipped, start=1):
            criteria = [{"says": says} for says in each.criteria]
            own = {"name": each.name, "purpose": each.purpose, "tracks": list(each.tracks)}
            steps.objects.create(model=model, number=number, tools=list(each.tools), criteria=criteria, **own)


def nothing_is_left_to_count(apps: Any, schema_editor: Any) -> None:
    apps.get_model("projects", "Count").objects.create(**COMPLETE)


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('projects', '0001_initial'),
        ('projects', '0002_status_milestones_people'),
        ('projects', '0003_project_type'),
        ('projects', '0004_the_day_of_the_step'),
        ('projects', '0005_versions_of_life_cycles_are_prepared'),
        ('projects', '0006_shipped_life_cycles'),
        ('projects', '0007_comments_mention_and_coaches_note'),
        ('projects', '0008_what_is_counted_is_indexed'),
        ('projects', '0009_what_was_learned'),
        ('projects', '0010_local_fields_retire'),
        ('projects', '0011_what_dashboards_count'),
        ('projects', '0012_nothing_is_left_to_count'),
        ('projects', '0013_confidence_is_indexed'),
        ('projects', '0014_facts_as_at_a_day_are_indexed'),
        ('projects', '0015_what_measures_show_is_counted'),
        ('projects', '0016_counted_once_more'),
        ('projects', '0017_texts_that_the_record_fills'),
    ]

    dependencies = [
        ('audit', '0001_initial'),
        ('people', '0005_how_new_projects_begin'),
        ('portfolios', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='LifeCycleModel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=40)),
                ('version', models.PositiveSmallIntegerField(default=1)),
                ('name', models.CharField(max_length=100)),
                ('is_draft', models.BooleanField(default=False)),
                ('retired_on', models.DateField(blank=True, null=True)),
                ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='life_cycles', to='people.organisation')),
            ],
            options={
                'verbose_name': 'life-cycle model',
                'constraints': [models.UniqueConstraint(fields=('code', 'version'), name='lifecycle_version_once'), models.UniqueConstraint(condition=models.Q(('is_draft', True)), fields=('code',), name='lifecycle_one_draft_at_a_time')],
            },
        ),
        migrations.CreateModel(
            name='Count',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('what', models.CharField(choices=[('complete', 'Every project is counted'), ('standing', 'Live projects, by track|confidence|step'), ('asking', 'Live projects that want help'), ('quiet', 'Live projects, by the day from which they are quiet'), ('step month', 'Live projects, by step|month in which they came to it'), ('step day', 'The same, with the day'), ('earlier', 'Projects live at the start of months, by track|confidence: what the month changed'), ('moved', 'Projects rated otherwise at the start of months, by was|is: what the month changed'), ('theme', 'Live projects, by theme|confidence'), ('money', 'Amounts of live projects in no programme, by nature|basis'), ('gave', 'Of those, the ones with a number'), ('text', 'Of those, the ones with words instead'), ('inside', 'Live projects in a programme'), ('shown', 'Outcome measures of live projects, by aim|what they show; and projects without data'), ('open', 'Milestones of live projects not reached, by the day they are expected; provisional ones apart'), ('slipped', 'Those expected earlier at the start of months: what the month changed')], max_length=10)),
                ('place', models.CharField(max_length=34)),
                ('key', models.CharField(blank=True, max_length=100)),
                ('day', models.DateField(null=True)),
                ('count', models.IntegerField()),
                ('pence', models.BigIntegerField(default=0)),
            ],
            options={
                'indexes': [models.Index(fields=['place', 'what', 'key', 'day', 'count', 'pence'], name='count_by_place')],
            },
        ),
        migrations.CreateModel(
            name='LocalField',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('label', models.CharField(max_length=200)),
                ('key', models.CharField(max_length=200)),
                ('kind', models.CharField(choices=[('text', 'Text'), ('number', 'Number'), ('money', 'Money'), ('date', 'Date'), ('choice', 'Choice')], default='text', max_length=6)),
                ('choices', models.JSONField(blank=True, default=list)),
                ('is_retired', models.BooleanField(default=False, verbose_name='retired')),
                ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='local_fields', to='people.organisation')),
            ],
            options={
                'verbose_name': 'local field',
                'constraints': [models.UniqueConstraint(fields=('organisation', 'key'), name='local_field_once'), models.UniqueConstraint(condition=models.Q(('organisation', None)), fields=('key',), name='local_field_once_in_system')],
            },
        ),
        migrations.CreateModel(
            name='Step',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('name', models.CharField(max_length=60)),
                ('purpose', models.TextField()),
                ('tools', models.JSONField(default=list)),
                ('criteria', models.JSONField(default=list, verbose_name='before you move on')),
                ('tracks', models.JSONField(default=list)),
                ('model', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='projects.lifecyclemodel')),
            ],
            options={
                'ordering': ('model', 'number'),
                'constraints': [models.UniqueConstraint(fields=('model', 'number'), name='step_number_once')],
            },
        ),
        migrations.CreateModel(
            name='Project',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=300)),
                ('category', models.CharField(blank=True, max_length=200)),
                ('place_text', models.CharField(blank=True, max_length=300, verbose_name='place')),
                ('organisation_text', models.CharField(blank=True, max_length=200, verbose_name='organisation as written')),
                ('track', models.CharField(choices=[('quick', 'Quick'), ('standard', 'Standard'), ('full', 'Full')], default='standard', max_length=8)),
                ('state', models.CharField(choices=[('idea', 'Idea'), ('active', 'Active'), ('paused', 'Paused'), ('stopped', 'Stopped'), ('completed', 'Completed')], default='active', max_length=9)),
                ('state_reason', models.TextField(blank=True, verbose_name='reason')),
                ('outcome', models.CharField(blank=True, choices=[('met', 'Aim met'), ('partly', 'Aim partly met'), ('not met', 'Aim not met'), ('unknown', 'Not known')], max_length=7)),
                ('outcome_sentence', models.TextField(blank=True)),
                ('lesson', models.TextField(blank=True)),
                ('planned_start', models.DateField(blank=True, null=True)),
                ('planned_start_text', models.TextField(blank=True, verbose_name='start, as answered')),
                ('actual_start', models.DateField(blank=True, null=True)),
                ('planned_end', models.DateField(blank=True, null=True)),
                ('forecast_end', models.DateField(blank=True, null=True)),
                ('forecast_end_text', models.TextField(blank=True, verbose_name='end, as answered')),
                ('actual_end', models.DateField(blank=True, null=True)),
                ('confidence', models.CharField(blank=True, choices=[('green', 'Green'), ('amber/green', 'Amber/Green'), ('amber', 'Amber'), ('amber/red', 'Amber/Red'), ('red', 'Red')], max_length=11)),
                ('confidence_text', models.CharField(blank=True, max_length=500, verbose_name='confidence, as answered')),
                ('confidence_rater', models.CharField(blank=True, choices=[('sponsor', 'Sponsor'), ('office', 'Programme office'), ('independent', 'Independent review')], max_length=11)),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('number', models.PositiveIntegerField(unique=True)),
                ('visibility', models.CharField(choices=[('team', 'The team'), ('organisation', 'The organisations taking part'), ('system', 'Everyone signed in'), ('public', 'Everyone')], default='organisation', max_length=12)),
                ('registered_on', models.DateField()),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('archived_at', models.DateTimeField(blank=True, null=True)),
                ('reporting_days', models.PositiveSmallIntegerField(default=30, verbose_name='days between updates')),
                ('last_update_on', models.DateField(blank=True, null=True)),
                ('step_since', models.DateField(blank=True, null=True)),
                ('course', models.CharField(blank=True, max_length=11)),
                ('forward_look', models.CharField(blank=True, max_length=9)),
                ('led_by', models.CharField(blank=True, choices=[('service', 'The service itself'), ('improvement', 'The improvement team'), ('external', 'An external body')], max_length=20)),
                ('kind', models.CharField(blank=True, max_length=60, verbose_name='type')),
                ('quadruple_aim', models.JSONField(blank=True, default=list)),
                ('quality_domains', models.JSONField(blank=True, default=list)),
                ('tags', models.JSONField(blank=True, default=list)),
                ('lead_organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                ('merged_into', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='absorbed', to='projects.project')),
                ('parent', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='projects', to='projects.project')),
                ('top', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='projects.project')),
                ('unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.unit')),
                ('life_cycle', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='projects.lifecyclemodel')),
                ('step', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='projects.step')),
            ],
            options={
                'indexes': [models.Index(fields=['state', 'title'], name='project_by_state'), models.Index(fields=['title', 'id'], name='project_by_title'), models.Index(condition=models.Q(('archived_at', None)), fields=['track', 'confidence', 'title', 'number'], name='project_by_confidence'), models.Index(condition=models.Q(('archived_at', None)), fields=['state', 'visibility', 'lead_organisation', 'track', 'confidence', 'step', 'course', 'reporting_days', 'last_update_on', 'registered_on', 'step_since', 'parent', 'top', 'archived_at', 'id'], name='project_counted')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('parent', None), ('top', None)), models.Q(('parent__isnull', False), ('top__isnull', False)), _connector='OR'), name='project_parent_has_top')],
            },
        ),
        migrations.CreateModel(
            name='Counted',
            fields=[
                ('project', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to='projects.project')),
                ('organisation', models.PositiveBigIntegerField()),
                ('seen', models.CharField(choices=[('everybody', 'Everybody signed in'), ('organisation', 'The people of its lead organisation'), ('team', 'Who sees all of its lead organisation')], max_length=12)),
                ('shares', models.JSONField(default=list)),
            ],
        ),
        migrations.CreateModel(
            name='Link',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('label', models.CharField(max_length=200)),
                ('url', models.URLField(max_length=1000)),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='links', to='projects.project')),
            ],
        ),
        migrations.CreateModel(
            name='LocalFact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('so_from', models.DateField()),
                ('so_until', models.DateField(editable=False, null=True)),
                ('recorded_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('asserts', models.JSONField(default=list)),
                ('text', models.TextField(blank=True)),
                ('number', models.DecimalField(blank=True, decimal_places=10, max_digits=30, null=True)),
                ('pence', models.BigIntegerField(blank=True, null=True)),
                ('on', models.DateField(blank=True, null=True)),
                ('batch', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='audit.batch')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='local_values', to='projects.project')),
                ('recorded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('field', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='values', to='projects.localfield')),
            ],
            options={
                'indexes': [models.Index(fields=['project', 'so_from'], name='local_by_project')],
            },
        ),
        migrations.CreateModel(
            name='MembershipFact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('so_from', models.DateField()),
                ('so_until', models.DateField(editable=False, null=True)),
                ('recorded_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('asserts', models.JSONField(default=list)),
                ('present', models.BooleanField(default=True)),
                ('shown_to_holders', models.BooleanField(default=False)),
                ('batch', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='audit.batch')),
                ('portfolio', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='portfolios.portfolio')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to='projects.project')),
                ('recorded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['portfolio', 'so_from'], name='membership_by_portfolio'), models.Index(fields=['project', 'so_from'], name='membership_by_project'), models.Index(condition=models.Q(('so_until', None), ('withdrawn_at', None)), fields=['portfolio', 'present', 'project', 'shown_to_holders', 'so_until', 'withdrawn_at'], name='membership_now')],
            },
        ),
        migrations.CreateModel(
            name='Milestone',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('name', models.CharField(max_length=300)),
                ('kind', models.CharField(choices=[('key', 'Key'), ('gate', 'Gate'), ('benefit', 'Benefit'), ('dependency in', 'Needed from others'), ('dependency out', 'Promised to others'), ('external', 'External'), ('routine', 'Routine')], default='key', max_length=14)),
                ('owner_text', models.CharField(blank=True, max_length=200)),
                ('evidence', models.TextField(blank=True)),
                ('rebaselined', models.PositiveSmallIntegerField(default=0)),
                ('removed_at', models.DateTimeField(blank=True, null=True)),
                ('baseline', models.DateField(blank=True, null=True)),
                ('forecast', models.DateField(blank=True, null=True)),
                ('provisional', models.BooleanField(default=False)),
                ('actual', models.DateField(blank=True, null=True)),
                ('reviewed_on', models.DateField(blank=True, null=True)),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='people.person')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='milestones', to='projects.project')),
            ],
            options={
                'indexes': [models.Index(fields=['project', 'forecast'], name='milestone_by_project'), models.Index(fields=['forecast'], name='milestone_by_forecast'), models.Index(condition=models.Q(('actual', None), ('removed_at', None)), fields=['project', 'forecast', 'provisional', 'removed_at', 'actual', 'id'], name='milestone_open')],
            },
        ),
        migrations.CreateModel(
            name='MoneyFact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('so_from', models.DateField()),
                ('so_until', models.DateField(editable=False, null=True)),
                ('recorded_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('asserts', models.JSONField(default=list)),
                ('nature', models.CharField(blank=True, choices=[('revenue', 'Revenue'), ('capital', 'Capital'), ('', 'Not stated')], max_length=8)),
                ('span', models.CharField(blank=True, choices=[('in-year', 'In-year'), ('full-year', 'Full-year'), ('whole-life', 'Whole-life'), ('', 'Not stated')], max_length=10)),
                ('basis', models.CharField(blank=True, choices=[('budget', 'Budget'), ('forecast', 'Forecast'), ('actual', 'Actual'), ('', 'Not stated')], max_length=8)),
                ('pence', models.BigIntegerField(blank=True, null=True)),
                ('text', models.TextField(blank=True, verbose_name='as answered')),
                ('batch', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='audit.batch')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='money', to='projects.project')),
                ('recorded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['project', 'so_from'], name='money_by_project'), models.Index(condition=models.Q(('so_until', None), ('withdrawn_at', None)), fields=['project', 'span', 'basis', 'nature', 'pence', 'so_until', 'withdrawn_at'], name='money_now')],
            },
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('mention', 'Mentioned you'), ('help', 'Asks for your help'), ('reminder', 'Reminder')], max_length=20)),
                ('says', models.TextField()),
                ('url', models.CharField(max_length=300)),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('seen_at', models.DateTimeField(blank=True, null=True)),
                ('project', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='projects.project')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notices', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['user', 'seen_at', '-made_at'], name='notice_by_user')],
            },
        ),
        migrations.CreateModel(
            name='Partner',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='partners', to='projects.project')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('project', 'organisation'), name='partner_once')],
            },
        ),
        migrations.CreateModel(
            name='RatingFact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('so_from', models.DateField()),
                ('so_until', models.DateField(editable=False, null=True)),
                ('recorded_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('asserts', models.JSONField(default=list)),
                ('rater', models.CharField(choices=[('sponsor', 'Sponsor'), ('office', 'Programme office'), ('independent', 'Independent review')], max_length=11)),
                ('confidence', models.CharField(blank=True, choices=[('green', 'Green'), ('amber/green', 'Amber/Green'), ('amber', 'Amber'), ('amber/red', 'Amber/Red'), ('red', 'Red')], max_length=11)),
                ('text', models.TextField(blank=True, verbose_name='as answered')),
                ('scale', models.CharField(blank=True, max_length=20)),
                ('batch', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='audit.batch')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='ratings', to='projects.project')),
                ('recorded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['project', 'so_from'], name='rating_by_project')],
            },
        ),
        migrations.CreateModel(
            name='StatusUpdate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('as_at', models.DateField(default=django.utils.timezone.localdate)),
                ('stage', models.CharField(choices=[('draft', 'Draft'), ('submitted', 'Submitted'), ('published', 'Published'), ('superseded', 'Superseded')], default='draft', max_length=10)),
                ('course', models.CharField(blank=True, choices=[('on course', 'On course'), ('help wanted', 'Help wanted'), ('paused', 'Paused')], max_length=11)),
                ('confidence', models.CharField(blank=True, choices=[('green', 'Green'), ('amber/green', 'Amber/Green'), ('amber', 'Amber'), ('amber/red', 'Amber/Red'), ('red', 'Red')], max_length=11)),
                ('rater', models.CharField(blank=True, choices=[('sponsor', 'Sponsor'), ('office', 'Programme office'), ('independent', 'Independent review')], max_length=11)),
                ('forward_look', models.CharField(blank=True, choices=[('improving', 'Improving'), ('no change', 'No change'), ('worsening', 'Getting worse')], max_length=9)),
                ('why', models.TextField(blank=True)),
                ('done', models.TextField(blank=True)),
                ('next', models.TextField(blank=True)),
                ('decisions', models.TextField(blank=True)),
                ('support', models.TextField(blank=True)),
                ('decide_by', models.DateField(blank=True, null=True)),
                ('carried', models.JSONField(default=list)),
                ('told', models.JSONField(default=list)),
                ('published_at', models.DateTimeField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('drafted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='updates', to='projects.project')),
                ('published_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['project', 'stage', '-as_at'], name='update_by_project')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('stage__in', ('draft', 'submitted'))), fields=('project',), name='update_one_open'), models.CheckConstraint(condition=models.Q(models.Q(('published_at', None), ('stage__in', ('draft', 'submitted'))), models.Q(('published_at__isnull', False), ('stage__in', ('published', 'superseded'))), _connector='OR'), name='update_published_has_time')],
            },
        ),
        migrations.CreateModel(
            name='ProjectFact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=300)),
                ('category', models.CharField(blank=True, max_length=200)),
                ('place_text', models.CharField(blank=True, max_length=300, verbose_name='place')),
                ('organisation_text', models.CharField(blank=True, max_length=200, verbose_name='organisation as written')),
                ('track', models.CharField(choices=[('quick', 'Quick'), ('standard', 'Standard'), ('full', 'Full')], default='standard', max_length=8)),
                ('state', models.CharField(choices=[('idea', 'Idea'), ('active', 'Active'), ('paused', 'Paused'), ('stopped', 'Stopped'), ('completed', 'Completed')], default='active', max_length=9)),
                ('state_reason', models.TextField(blank=True, verbose_name='reason')),
                ('outcome', models.CharField(blank=True, choices=[('met', 'Aim met'), ('partly', 'Aim partly met'), ('not met', 'Aim not met'), ('unknown', 'Not known')], max_length=7)),
                ('outcome_sentence', models.TextField(blank=True)),
                ('lesson', models.TextField(blank=True)),
                ('planned_start', models.DateField(blank=True, null=True)),
                ('planned_start_text', models.TextField(blank=True, verbose_name='start, as answered')),
                ('actual_start', models.DateField(blank=True, null=True)),
                ('planned_end', models.DateField(blank=True, null=True)),
                ('forecast_end', models.DateField(blank=True, null=True)),
                ('forecast_end_text', models.TextField(blank=True, verbose_name='end, as answered')),
                ('actual_end', models.DateField(blank=True, null=True)),
                ('confidence', models.CharField(blank=True, choices=[('green', 'Green'), ('amber/green', 'Amber/Green'), ('amber', 'Amber'), ('amber/red', 'Amber/Red'), ('red', 'Red')], max_length=11)),
                ('confidence_text', models.CharField(blank=True, max_length=500, verbose_name='confidence, as answered')),
                ('confidence_rater', models.CharField(blank=True, choices=[('sponsor', 'Sponsor'), ('office', 'Programme office'), ('independent', 'Independent review')], max_length=11)),
                ('so_from', models.DateField()),
                ('so_until', models.DateField(editable=False, null=True)),
                ('recorded_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('asserts', models.JSONField(default=list)),
                ('batch', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='audit.batch')),
                ('lead_organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                ('life_cycle', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='projects.lifecyclemodel')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='facts', to='projects.project')),
                ('recorded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.unit')),
                ('step', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='projects.step')),
            ],
            options={
                'indexes': [models.Index(fields=['project', 'so_from', 'so_until', 'withdrawn_at', 'state', 'track', 'confidence', 'step'], name='fact_by_project_counted'), models.Index(fields=['so_from', 'so_until'], name='fact_by_date'), models.Index(condition=models.Q(('withdrawn_at', None)), fields=['so_from', 'so_until', 'project', 'state', 'track', 'confidence', 'step', 'withdrawn_at'], name='fact_counted')],
            },
        ),
        migrations.CreateModel(
            name='ThemeFact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('so_from', models.DateField()),
                ('so_until', models.DateField(editable=False, null=True)),
                ('recorded_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('asserts', models.JSONField(default=list)),
                ('contribution', models.PositiveSmallIntegerField(default=1)),
                ('batch', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='audit.batch')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='themes', to='projects.project')),
                ('recorded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('theme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='contributions', to='portfolios.theme')),
            ],
            options={
                'indexes': [models.Index(fields=['project', 'so_from'], name='theme_by_project'), models.Index(condition=models.Q(('so_until', None), ('withdrawn_at', None)), fields=['project', 'theme', 'contribution', 'so_until', 'withdrawn_at'], name='theme_now')],
            },
        ),
        migrations.CreateModel(
            name='Comment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('text', models.TextField()),
                ('taken_back_at', models.DateTimeField(blank=True, null=True)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('mentions', models.ManyToManyField(related_name='+', to=settings.AUTH_USER_MODEL)),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='comments', to='projects.project')),
            ],
            options={
                'indexes': [models.Index(fields=['project', '-at'], name='comment_by_project')],
            },
        ),
        migrations.CreateModel(
            name='CoachingNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField(default=django.utils.timezone.localdate)),
                ('how', models.CharField(blank=True, choices=[('met', 'We met'), ('visited', 'I visited them'), ('called', 'We spoke by telephone or video'), ('wrote', 'We wrote to each other'), ('', 'No contact: only a note')], max_length=7)),
                ('text', models.TextField(blank=True)),
                ('for_team', models.BooleanField(default=False)),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='coaching_notes', to='projects.project')),
            ],
            options={
                'indexes': [models.Index(fields=['project', '-on'], name='coaching_note_by_project')],
            },
        ),
        migrations.CreateModel(
            name='CharterFact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('so_from', models.DateField()),
                ('so_until', models.DateField(editable=False, null=True)),
                ('recorded_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('asserts', models.JSONField(default=list)),
                ('description', models.TextField(blank=True)),
                ('problem', models.TextField(blank=True)),
                ('aim', models.TextField(blank=True)),
                ('aim_measure', models.CharField(blank=True, max_length=200)),
                ('aim_baseline', models.CharField(blank=True, max_length=100)),
                ('aim_target', models.CharField(blank=True, max_length=100)),
                ('aim_by', models.DateField(blank=True, null=True)),
                ('scope_in', models.TextField(blank=True)),
                ('scope_out', models.TextField(blank=True)),
                ('rationale', models.TextField(blank=True)),
                ('benefits_text', models.TextField(blank=True, verbose_name='benefits, as answered')),
                ('batch', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='audit.batch')),
                ('recorded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='charters', to='projects.project')),
            ],
            options={
                'indexes': [models.Index(fields=['project', 'so_from'], name='charter_by_project')],
            },
        ),
        migrations.CreateModel(
            name='ExternalId',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('value', models.CharField(max_length=200)),
                ('key', models.CharField(db_index=True, max_length=200)),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='external_ids', to='projects.project')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('project', 'key'), name='external_id_once')],
            },
        ),
        migrations.CreateModel(
            name='Follow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='followers', to='projects.project')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='follows', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('user', 'project'), name='follow_once')],
            },
        ),
        migrations.CreateModel(
            name='Involvement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(max_length=20)),
                ('name', models.CharField(blank=True, max_length=200)),
                ('staff_group', models.CharField(blank=True, max_length=60)),
                ('since', models.DateField(default=django.utils.timezone.localdate)),
                ('until', models.DateField(blank=True, null=True)),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='involvements', to='projects.project')),
            ],
            options={
                'indexes': [models.Index(fields=['project', 'role'], name='involvement_by_project')],
                'constraints': [models.CheckConstraint(condition=models.Q(('name', ''), ('person', None), _negated=True), name='involvement_of_somebody'), models.UniqueConstraint(condition=models.Q(('person__isnull', False), ('until', None)), fields=('project', 'role', 'person'), name='involvement_once')],
            },
        ),
        migrations.CreateModel(
            name='MilestoneFact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('so_from', models.DateField()),
                ('so_until', models.DateField(editable=False, null=True)),
                ('recorded_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('asserts', models.JSONField(default=list)),
                ('baseline', models.DateField(blank=True, null=True)),
                ('forecast', models.DateField(blank=True, null=True)),
                ('provisional', models.BooleanField(default=False)),
                ('actual', models.DateField(blank=True, null=True)),
                ('reviewed_on', models.DateField(blank=True, null=True)),
                ('reason', models.TextField(blank=True)),
                ('batch', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='audit.batch')),
                ('milestone', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='facts', to='projects.milestone')),
                ('recorded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['milestone', 'so_from'], name='milestone_fact_by_date')],
            },
        ),
        migrations.RunPython(ship, migrations.RunPython.noop),
        migrations.RunPython(nothing_is_left_to_count, migrations.RunPython.noop),
    ]
