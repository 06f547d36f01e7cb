"""The curators' view of facilities, their parts, people, answers, files and infrastructures."""

from . import contacts, facilities, files, infrastructures, messages, sites, survey

__all__ = ["contacts", "facilities", "files", "infrastructures", "messages", "sites", "survey"]
