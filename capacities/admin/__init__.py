"""The curators' view of facilities, their parts, people and files."""

from . import contacts, facilities, files, sites

__all__ = ["contacts", "facilities", "files", "sites"]
