"""Migrations of `core` as of a later release: with one column more than the present one."""

from core import migrations

__path__ = [*__path__, *migrations.__path__]
