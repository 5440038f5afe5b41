"""Underlag is entered by handläggare, kommunsekreterare and administratör. Undone by what 0002 undoes."""

from importlib import import_module

from django.db import migrations

make_roles = import_module("kungsor_portal.migrations.0002_roles").make_roles


class Migration(migrations.Migration):
    dependencies = [
        ("kungsor_portal", "0003_loaded_rows"),
        ("goals", "0005_underlag"),
    ]

    operations = [migrations.RunPython(make_roles, migrations.RunPython.noop)]
