"""The papers of editions, and triggers that keep the rows as they were written (see targets/migrations/0006 and 0008)."""

import django.db.models.deletion
from django.db import migrations, models

TABLE = "reports_paper"
SENTENCE = "what is on record can neither be changed nor deleted"
TAKEN = "id = NEW.id OR edition_id = NEW.edition_id OR name = NEW.name OR sha256 = NEW.sha256"

SQLITE = {
    "update": f"BEFORE UPDATE ON {TABLE}",
    "delete": f"BEFORE DELETE ON {TABLE}",
    "replace": f"BEFORE INSERT ON {TABLE} WHEN EXISTS (SELECT 1 FROM {TABLE} WHERE {TAKEN})",
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

    initial = True

    dependencies = [
        ('targets', '0010_editions_searchable'),
    ]

    operations = [
        migrations.CreateModel(
            name='Paper',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200, unique=True, verbose_name='name in the storage')),
                ('sha256', models.CharField(max_length=64, unique=True, verbose_name='SHA-256')),
                ('unsigned_sha256', models.CharField(max_length=64, verbose_name='SHA-256 without signature')),
                ('size', models.PositiveIntegerField(help_text='Bytes', verbose_name='size')),
                ('made_at', models.DateTimeField(verbose_name='made at')),
                ('made_with', models.CharField(help_text='Versions of the press and its faces', max_length=200, verbose_name='made with')),
                ('site', models.CharField(help_text='The address in its QR code', max_length=200, verbose_name='site')),
                ('certificate', models.CharField(blank=True, help_text='SHA-256 of the certificate it is signed with', max_length=64, verbose_name='certificate')),
                ('edition', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='paper', to='targets.edition', verbose_name='edition')),
            ],
            options={
                'verbose_name': 'paper',
                'verbose_name_plural': 'papers',
                'ordering': ['pk'],
            },
        ),
        migrations.RunPython(create, drop),
    ]
