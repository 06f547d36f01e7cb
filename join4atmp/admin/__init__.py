"""What the project itself shows in the admin."""

from . import accounts, issues

__all__ = ["accounts", "issues"]
