"""The secretary's rights to conduct meetings and register decisions. Undone by taking the groups' rights as they were."""

from importlib import import_module

from django.db import migrations

make_roles = import_module("kungsor_portal.migrations.0002_roles").make_roles


class Migration(migrations.Migration):
    dependencies = [
        ("kungsor_portal", "0005_draft_rights"),
        ("goals", "0008_counts_and_units"),
        ("assembly", "0001_assembly"),
    ]

    operations = [migrations.RunPython(make_roles, migrations.RunPython.noop)]
