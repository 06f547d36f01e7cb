from importlib import import_module

Migration = import_module("core.migrations.0001_initial").Migration
