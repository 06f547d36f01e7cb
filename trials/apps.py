from django.apps import AppConfig
from django.db.models.signals import post_migrate


class TrialsConfig(AppConfig):
    name = "trials"
    verbose_name = "Trials"

    def ready(self):
        from .database import make_database_objects

        post_migrate.connect(make_database_objects, sender=self)
