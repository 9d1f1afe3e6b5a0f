"""An outcome more of an imported table: in error (有错误). What is in error is forgotten on the way back."""

from django.db import migrations, models


def keep(apps, schema_editor):
    pass


def forget(apps, schema_editor):
    apps.get_model('targets', 'ImportItem').objects.filter(outcome='faulty').delete()


class Migration(migrations.Migration):

    dependencies = [
        ('targets', '0013_abandoning'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='importitem',
            name='import_item_known',
        ),
        migrations.AlterField(
            model_name='importitem',
            name='content',
            field=models.TextField(blank=True, verbose_name='content'),
        ),
        migrations.AlterField(
            model_name='importitem',
            name='outcome',
            field=models.CharField(choices=[('new', 'new'), ('changed', 'changed'), ('unchanged', 'unchanged'), ('barred', 'cannot be taken'), ('faulty', 'in error')], max_length=20, verbose_name='outcome'),
        ),
        migrations.AddConstraint(
            model_name='importitem',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['project', 'target']), ('outcome__in', ['new', 'changed', 'unchanged', 'barred', 'faulty'])), name='import_item_known', violation_error_message='An import knows no such outcome or kind.'),
        ),
        migrations.RunPython(keep, forget),
    ]
