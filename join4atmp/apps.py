import gc

from django.apps import AppConfig

# Objects between two searches for cycles; each search looks at the modules again, which an import
# of records felt (15 % more records per second). https://docs.python.org/3.11/library/gc.html
GC_THRESHOLDS = (50_000, 20, 100)


class PortalConfig(AppConfig):
    name = "join4atmp"
    verbose_name = "Portal"

    def ready(self):
        from . import checks, people  # noqa: F401 - registers, and connects receivers
        from .watch import events  # noqa: F401 - connects its receivers

        gc.collect()
        gc.freeze()  # modules and models stay: no later search needs to look at them
        gc.set_threshold(*GC_THRESHOLDS)
