"""The roles' rights to read drafts and what has been put forward. Undone by taking the groups' rights as they were."""

from importlib import import_module

from django.db import migrations

make_roles = import_module("kungsor_portal.migrations.0002_roles").make_roles


class Migration(migrations.Migration):
    dependencies = [
        ("kungsor_portal", "0004_underlag_rights"),
        ("drafts", "0001_drafts"),
    ]

    operations = [migrations.RunPython(make_roles, migrations.RunPython.noop)]
