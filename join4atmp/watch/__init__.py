"""The state of the portal in words: for its page, for `/readyz`, and for mails to operators."""

from .findings import Finding, findings

__all__ = ["Finding", "findings"]
