"""The roles of kungsor_portal.roles as groups with permissions. Undone by removing the groups."""

from django.apps.registry import Apps
from django.contrib.auth.management import create_permissions
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def make_roles(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    from django.apps import apps as installed

    from kungsor_portal.roles import ensure_roles

    # Permissions are otherwise made only when the whole migrate is over.
    for config in installed.get_app_configs():
        create_permissions(config, verbosity=0, using=schema_editor.connection.alias, apps=apps)
    ensure_roles(apps.get_model("auth", "Group"), apps.get_model("auth", "Permission"))


def remove_roles(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    from kungsor_portal.roles import ROLES

    apps.get_model("auth", "Group").objects.filter(name__in=ROLES).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("kungsor_portal", "0001_users"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("goals", "0001_steering"),
        ("kpis", "0001_kpis"),
        ("framtidsdag", "0001_days"),
    ]

    operations = [migrations.RunPython(make_roles, remove_roles)]
