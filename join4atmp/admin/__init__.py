"""The admin pages of the project itself."""

from . import accounts, issues

__all__ = ["accounts", "issues"]
