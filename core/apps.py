from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = "Core"

    def ready(self):
        from .accounts import history, second_factor, sessions  # noqa: F401 - connect receivers
