"""The benchmark: what `make bench` runs is in `__main__`, one module a subject is beside it."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "join4atmp.settings")
