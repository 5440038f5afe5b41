"""The rights to lead Framtidsdagar and to answer their proposals. Undone by taking the groups' rights as they were."""

from importlib import import_module

from django.db import migrations

make_roles = import_module("kungsor_portal.migrations.0002_roles").make_roles


class Migration(migrations.Migration):
    dependencies = [
        ("kungsor_portal", "0007_mask_rights"),
        ("framtidsdag", "0002_the_day_itself"),
    ]

    operations = [migrations.RunPython(make_roles, migrations.RunPython.noop)]
