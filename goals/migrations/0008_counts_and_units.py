"""Decisions that are there say how many texts they have, and who registered them by unit. Undone by nothing: the
columns go with the migration before."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import Count


def count_and_name(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    # The triggers that keep decisions as they are stand aside while something is migrated.
    decision, event = apps.get_model("goals", "Decision"), apps.get_model("goals", "MinutesEvent")
    using = schema_editor.connection.alias
    for row in decision.objects.using(using).annotate(found=Count("texts")).filter(found__gt=0).order_by("pk"):
        decision.objects.using(using).filter(pk=row.pk).update(text_count=row.found)
    for model in (decision, event):
        for row in model.objects.using(using).filter(registered_by__isnull=False).select_related("registered_by"):
            unit = row.registered_by.unit
            model.objects.using(using).filter(pk=row.pk).update(registered_by_unit=unit)


class Migration(migrations.Migration):
    dependencies = [("goals", "0007_record"), ("kungsor_portal", "0001_users")]

    operations = [migrations.RunPython(count_and_name, migrations.RunPython.noop)]
