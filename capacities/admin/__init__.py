"""The curators' view of facilities, their parts, people, messages and files."""

from . import contacts, facilities, files, messages, sites

__all__ = ["contacts", "facilities", "files", "messages", "sites"]
