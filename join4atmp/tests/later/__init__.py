"""Migrations of `core` as of a later release: with one column more than the present one."""
