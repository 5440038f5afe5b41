from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "kungsor_portal"
    verbose_name = "Portalen"
