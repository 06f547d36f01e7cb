from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "join4atmp"
    verbose_name = "Portal"
