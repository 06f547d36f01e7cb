"""The curators' view of facilities, their parts, people, messages, files and infrastructures."""

from . import contacts, facilities, files, infrastructures, messages, sites

__all__ = ["contacts", "facilities", "files", "infrastructures", "messages", "sites"]
