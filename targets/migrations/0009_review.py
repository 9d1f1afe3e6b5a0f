"""Second stage of review, comments, notices, and what editions repeat for queries.

SQLite makes a table anew to change it, and its triggers go with the old one: they are taken away first on every
database, and 0010 puts them back.
"""

from importlib import import_module

import django.db.models.deletion
import indicators.fields
import targets.fields
from django.conf import settings
from django.db import migrations, models


ON_RECORD = [
    import_module(f"targets.migrations.{name}") for name in ("0006_history_append_only", "0008_editions_append_only")
]


def drop(apps, schema_editor):
    for each in ON_RECORD:
        each.drop(apps, schema_editor)


def create(apps, schema_editor):
    for each in ON_RECORD:
        each.create(apps, schema_editor)


class Migration(migrations.Migration):

    dependencies = [
        ('targets', '0008_editions_append_only'),
    ]

    operations = [
        migrations.RunPython(drop, create),
        migrations.CreateModel(
            name='Comment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(validators=[indicators.fields.no_controls], verbose_name='comment')),
                ('written_at', models.DateTimeField(auto_now_add=True, verbose_name='written at')),
            ],
            options={
                'verbose_name': 'comment',
                'verbose_name_plural': 'comments',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('read_at', models.DateTimeField(null=True, verbose_name='read at')),
                ('mailed_at', models.DateTimeField(null=True, verbose_name='mailed at')),
            ],
            options={
                'verbose_name': 'notice',
                'verbose_name_plural': 'notices',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='Thread',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('path', models.CharField(max_length=100, verbose_name='cell')),
                ('place', models.TextField(verbose_name='place')),
                ('quoted', models.TextField(blank=True, verbose_name='value')),
                ('resolved_at', models.DateTimeField(null=True, verbose_name='resolved at')),
            ],
            options={
                'verbose_name': 'comment thread',
                'verbose_name_plural': 'comment threads',
                'ordering': ['pk'],
            },
        ),
        migrations.RemoveConstraint(
            model_name='departmenttarget',
            name='departmenttarget_status_known',
        ),
        migrations.RemoveConstraint(
            model_name='historyentry',
            name='history_known',
        ),
        migrations.RemoveConstraint(
            model_name='membership',
            name='membership_somewhere',
        ),
        migrations.RemoveConstraint(
            model_name='membership',
            name='membership_role_known',
        ),
        migrations.RemoveConstraint(
            model_name='project',
            name='project_status_known',
        ),
        migrations.AddField(
            model_name='edition',
            name='budget',
            field=targets.fields.MoneyField(null=True, verbose_name='budget'),
        ),
        migrations.AddField(
            model_name='edition',
            name='code',
            field=models.CharField(blank=True, max_length=40, verbose_name='project code'),
        ),
        migrations.AddField(
            model_name='edition',
            name='name',
            field=models.CharField(blank=True, max_length=200, verbose_name='project name'),
        ),
        migrations.AddField(
            model_name='fiscalyear',
            name='second_stage',
            field=models.BooleanField(default=False, help_text='What a department head endorses is then approved by the finance office (财政部门审核).', verbose_name='second stage of review'),
        ),
        migrations.AddField(
            model_name='historyentry',
            name='content',
            field=models.TextField(blank=True, default='', editable=False, verbose_name='content'),
        ),
        migrations.AlterField(
            model_name='departmenttarget',
            name='status',
            field=models.CharField(choices=[('draft', 'draft'), ('submitted', 'submitted'), ('endorsed', 'endorsed'), ('returned', 'returned'), ('approved', 'approved')], default='draft', max_length=20, verbose_name='status'),
        ),
        migrations.AlterField(
            model_name='historyentry',
            name='verb',
            field=models.CharField(choices=[('begun', 'begun'), ('changed', 'changed'), ('imported', 'imported'), ('kept', 'kept with a reason'), ('withdrew', 'withdrew a reason'), ('submitted', 'submitted'), ('withdrawn', 'withdrawn from review'), ('returned', 'returned'), ('endorsed', 'endorsed'), ('approved', 'approved'), ('reopened', 'opened for adjustment'), ('deleted', 'deleted')], editable=False, max_length=20, verbose_name='what was done'),
        ),
        migrations.AlterField(
            model_name='membership',
            name='department',
            field=models.ForeignKey(blank=True, help_text='Blank, for auditors and the finance office only: all departments', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to='targets.department', verbose_name='department'),
        ),
        migrations.AlterField(
            model_name='membership',
            name='role',
            field=models.CharField(choices=[('staff', 'finance staff'), ('head', 'department head'), ('finance', 'finance office'), ('auditor', 'auditor')], max_length=20, verbose_name='role'),
        ),
        migrations.AlterField(
            model_name='project',
            name='status',
            field=models.CharField(choices=[('draft', 'draft'), ('submitted', 'submitted'), ('endorsed', 'endorsed'), ('returned', 'returned'), ('approved', 'approved')], default='draft', max_length=20, verbose_name='status'),
        ),
        migrations.AddConstraint(
            model_name='departmenttarget',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['draft', 'submitted', 'endorsed', 'returned', 'approved'])), name='departmenttarget_status_known', violation_error_message='Choose one of the statuses.'),
        ),
        migrations.AddConstraint(
            model_name='historyentry',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['project', 'target']), ('verb__in', ['begun', 'changed', 'imported', 'kept', 'withdrew', 'submitted', 'withdrawn', 'returned', 'endorsed', 'approved', 'reopened', 'deleted'])), name='history_known', violation_error_message='History knows no such verb or kind.'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.CheckConstraint(condition=models.Q(('role__in', ['auditor', 'finance']), ('department__isnull', False), _connector='OR'), name='membership_somewhere', violation_error_message='Only auditors and the finance office may span all departments: choose one.'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.CheckConstraint(condition=models.Q(('role__in', ['staff', 'head', 'finance', 'auditor'])), name='membership_role_known', violation_error_message='Choose one of the roles.'),
        ),
        migrations.AddConstraint(
            model_name='project',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['draft', 'submitted', 'endorsed', 'returned', 'approved'])), name='project_status_known', violation_error_message='Choose one of the statuses.'),
        ),
        migrations.AddField(
            model_name='comment',
            name='written_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='written by'),
        ),
        migrations.AddField(
            model_name='notice',
            name='entry',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notices', to='targets.historyentry', verbose_name='history entry'),
        ),
        migrations.AddField(
            model_name='notice',
            name='recipient',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notices', to=settings.AUTH_USER_MODEL, verbose_name='recipient'),
        ),
        migrations.AddField(
            model_name='thread',
            name='project',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='threads', to='targets.project', verbose_name='project'),
        ),
        migrations.AddField(
            model_name='thread',
            name='resolved_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='resolved by'),
        ),
        migrations.AddField(
            model_name='thread',
            name='target',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='threads', to='targets.departmenttarget', verbose_name='department target'),
        ),
        migrations.AddField(
            model_name='comment',
            name='thread',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='comments', to='targets.thread', verbose_name='comment thread'),
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(models.F('recipient'), condition=models.Q(('read_at', None)), name='notice_unread'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.UniqueConstraint(fields=('recipient', 'entry'), name='notice_once', violation_error_message='They are told of this already.'),
        ),
        migrations.AddConstraint(
            model_name='thread',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('project__isnull', False), ('target__isnull', True)), models.Q(('project__isnull', True), ('target__isnull', False)), _connector='OR'), name='thread_of_something', violation_error_message='A thread belongs to a project or to a department target.'),
        ),
        migrations.AddConstraint(
            model_name='thread',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('resolved_at', None), ('resolved_by', None)), models.Q(('resolved_at__isnull', False), ('resolved_by__isnull', False)), _connector='OR'), name='thread_resolved_by_somebody', violation_error_message='A resolved thread says who resolved it, and when.'),
        ),
    ]
