"""What editions repeat for queries, read from their sealed text; then the triggers of what is on record, back again."""

import json
from decimal import Decimal
from importlib import import_module

from django.db import migrations

review = import_module("targets.migrations.0009_review")


def fill(apps, schema_editor):
    editions = apps.get_model("targets", "Edition").objects
    for pk, sealed in editions.filter(project__isnull=False).values_list("pk", "sealed").iterator(chunk_size=500):
        declaration = json.loads(sealed)["declaration"]
        amounts = [Decimal(each) for each in declaration["funds"].values() if each is not None]
        budget = sum(amounts) if amounts else None
        editions.filter(pk=pk).update(name=declaration["name"], code=declaration["code"], budget=budget)


class Migration(migrations.Migration):
    dependencies = [("targets", "0009_review")]
    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RunPython(review.create, review.drop),
    ]
