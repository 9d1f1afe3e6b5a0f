"""A verb more, abandoning an adjustment (放弃调整).

SQLite makes the table anew for its constraint, and its triggers go with the old one: they are taken off and put back.
"""

from importlib import import_module

from django.db import migrations, models

on_record = import_module("targets.migrations.0006_history_append_only")


class Migration(migrations.Migration):

    dependencies = [
        ('targets', '0012_imports'),
    ]

    operations = [
        migrations.RunPython(on_record.drop, on_record.create),
        migrations.RemoveConstraint(
            model_name='historyentry',
            name='history_known',
        ),
        migrations.AlterField(
            model_name='historyentry',
            name='verb',
            field=models.CharField(choices=[('begun', 'begun'), ('changed', 'changed'), ('imported', 'imported'), ('kept', 'kept with a reason'), ('withdrew', 'withdrew a reason'), ('submitted', 'submitted'), ('withdrawn', 'withdrawn from review'), ('returned', 'returned'), ('endorsed', 'endorsed by the head'), ('approved', 'approved'), ('reopened', 'opened for adjustment'), ('abandoned', 'adjustment abandoned'), ('deleted', 'deleted')], editable=False, max_length=20, verbose_name='what was done'),
        ),
        migrations.AddConstraint(
            model_name='historyentry',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['project', 'target']), ('verb__in', ['begun', 'changed', 'imported', 'kept', 'withdrew', 'submitted', 'withdrawn', 'returned', 'endorsed', 'approved', 'reopened', 'abandoned', 'deleted'])), name='history_known', violation_error_message='History knows no such verb or kind.'),
        ),
        migrations.RunPython(on_record.create, on_record.drop),
    ]
