#!/usr/bin/env python
import os
import sys
from importlib import import_module

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

if __name__ == "__main__":
    module = os.environ.setdefault("DJANGO_SETTINGS_MODULE", "join4atmp.settings")
    try:
        import_module(module)
    except ImproperlyConfigured as error:
        sys.exit(f"The settings are wrong. {error}")
    execute_from_command_line(sys.argv)
