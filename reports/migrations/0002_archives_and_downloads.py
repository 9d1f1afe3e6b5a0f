"""Archives, and downloads with triggers that keep them as they were written (see targets/migrations/0006)."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

TABLE = "reports_download"
SENTENCE = "what is on record can neither be changed nor deleted"

SQLITE = {
    "update": f"BEFORE UPDATE ON {TABLE}",
    "delete": f"BEFORE DELETE ON {TABLE}",
    "replace": f"BEFORE INSERT ON {TABLE} WHEN EXISTS (SELECT 1 FROM {TABLE} WHERE id = NEW.id)",
}
POSTGRESQL = {
    "change": f"BEFORE UPDATE OR DELETE ON {TABLE} FOR EACH ROW",
    "truncate": f"BEFORE TRUNCATE ON {TABLE} FOR EACH STATEMENT",
}


def create(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for name, when in POSTGRESQL.items():
            schema_editor.execute(f"CREATE TRIGGER {TABLE}_{name} {when} EXECUTE FUNCTION targets_on_record()")
    else:
        for name, when in SQLITE.items():
            refusal = f"BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END"
            schema_editor.execute(f"CREATE TRIGGER {TABLE}_{name} {when} {refusal}")


def drop(apps, schema_editor):
    on_table = f" ON {TABLE}" if schema_editor.connection.vendor == "postgresql" else ""
    for name in POSTGRESQL if on_table else SQLITE:
        schema_editor.execute(f"DROP TRIGGER {TABLE}_{name}{on_table}")


class Migration(migrations.Migration):

    dependencies = [
        ('reports', '0001_papers'),
        ('targets', '0010_editions_searchable'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Archive',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='asked at')),
                ('title', models.CharField(max_length=250, verbose_name='what was asked for')),
                ('asked_for', models.CharField(max_length=64, verbose_name='SHA-256 of what was asked for')),
                ('total', models.PositiveIntegerField(verbose_name='editions in all')),
                ('done', models.PositiveIntegerField(default=0, verbose_name='editions done')),
                ('state', models.CharField(choices=[('waiting', 'waiting'), ('working', 'being made'), ('done', 'ready'), ('failed', 'failed'), ('cancelled', 'cancelled'), ('expired', 'removed')], default='waiting', max_length=20, verbose_name='state')),
                ('run', models.CharField(blank=True, editable=False, max_length=32)),
                ('started_at', models.DateTimeField(null=True, verbose_name='started at')),
                ('heard_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='last heard of')),
                ('finished_at', models.DateTimeField(null=True, verbose_name='finished at')),
                ('file', models.CharField(blank=True, max_length=100, verbose_name='file')),
                ('sha256', models.CharField(blank=True, max_length=64, verbose_name='SHA-256')),
                ('size', models.PositiveBigIntegerField(help_text='Bytes', null=True, verbose_name='size')),
                ('problem', models.CharField(blank=True, choices=[('no-room', 'The disk is full. Ask an administrator to make room, then begin anew.'), ('lost-right', 'You may no longer read some of these editions. Choose again.'), ('broken-edition', 'An edition is not what was approved. Ask an administrator to run verify_editions at once.'), ('no-fonts', 'The printing fonts are not prepared. Ask an administrator to run prepare_fonts, then begin anew.'), ('lost-paper', 'The PDF of an edition is lost. Ask an administrator to restore it from a backup, then begin anew.'), ('no-paper', 'The PDF of an edition can be neither signed nor stored. Ask an administrator, then begin anew.'), ('unexpected', 'Something unexpected happened. Begin anew; if it fails again, ask an administrator to look at the log.')], max_length=20, verbose_name='why it failed')),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='archives', to=settings.AUTH_USER_MODEL, verbose_name='asked by')),
                ('editions', models.ManyToManyField(related_name='archives', to='targets.edition', verbose_name='editions')),
            ],
            options={
                'verbose_name': 'bulk download',
                'verbose_name_plural': 'bulk downloads',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='Download',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='time')),
                ('kind', models.CharField(choices=[('project', "project's form (draft)"), ('document', "department's document"), ('edition', 'edition, PDF'), ('sealed', 'edition, JSON'), ('archive', 'bulk download (ZIP)'), ('table', 'table')], editable=False, max_length=20, verbose_name='kind')),
                ('name', models.CharField(editable=False, max_length=300, verbose_name='file name')),
                ('departments', models.TextField(blank=True, editable=False, verbose_name='departments')),
                ('sha256', models.CharField(editable=False, max_length=64, verbose_name='SHA-256')),
                ('size', models.PositiveBigIntegerField(editable=False, help_text='Bytes', verbose_name='size')),
                ('address', models.GenericIPAddressField(editable=False, null=True, verbose_name='address')),
                ('archive', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='downloads', to='reports.archive', verbose_name='bulk download')),
                ('by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by whom')),
                ('edition', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='downloads', to='targets.edition', verbose_name='edition')),
            ],
            options={
                'verbose_name': 'download',
                'verbose_name_plural': 'downloads',
                'ordering': ['-pk'],
            },
        ),
        migrations.AddConstraint(
            model_name='archive',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'working', 'done', 'failed', 'cancelled', 'expired'])), name='archive_state_known', violation_error_message='Choose one of the states.'),
        ),
        migrations.AddConstraint(
            model_name='archive',
            constraint=models.CheckConstraint(condition=models.Q(('done__lte', models.F('total'))), name='archive_done_of_total', violation_error_message='No more editions can be done than there are.'),
        ),
        migrations.AddConstraint(
            model_name='archive',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'done'), _negated=True), models.Q(models.Q(('file', ''), _negated=True), models.Q(('sha256', ''), _negated=True), ('size__isnull', False)), _connector='OR'), name='archive_done_with_file', violation_error_message='An archive that is ready has a file.'),
        ),
        migrations.AddConstraint(
            model_name='archive',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ('waiting', 'working'))), fields=('asked_by', 'asked_for'), name='archive_under_way_once', violation_error_message='This archive is under way already.'),
        ),
        migrations.AddConstraint(
            model_name='download',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['project', 'document', 'edition', 'sealed', 'archive', 'table'])), name='download_kind_known', violation_error_message='There is no such kind of file.'),
        ),
        migrations.RunPython(create, drop),
    ]
