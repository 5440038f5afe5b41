"""The right to mask texts. Undone by taking the groups' rights as they were."""

from importlib import import_module

from django.db import migrations

make_roles = import_module("kungsor_portal.migrations.0002_roles").make_roles


class Migration(migrations.Migration):
    dependencies = [
        ("kungsor_portal", "0006_meeting_rights"),
        ("goals", "0010_masks"),
    ]

    operations = [migrations.RunPython(make_roles, migrations.RunPython.noop)]
