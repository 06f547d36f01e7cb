"""Admin of facilities, their parts, contacts, answers, files and infrastructures."""

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
