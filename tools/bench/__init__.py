"""The benchmark. `__main__` is `make bench`; each other module measures one subject."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "join4atmp.settings")
