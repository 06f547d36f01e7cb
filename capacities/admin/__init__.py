"""The curators' view of facilities, their parts, people, answers, files and infrastructures."""

from . import contacts, evidence, facilities, files, infrastructures, messages, sites, survey

__all__ = [
    "contacts",
    "evidence",
    "facilities",
    "files",
    "infrastructures",
    "messages",
    "sites",
    "survey",
]
