"""Texts of cells, and the words in them that vocabularies contain. This module does not use
Django."""

import re
from datetime import date

from core.exports import safe_cell, without_apostrophe
from core.spreadsheets import CONTROL

from .cover_sheet import ADDRESS

MAX_WORD_LENGTH = 200
SEVERAL = re.compile(r"[,;|\n]+")
AS_OF = re.compile(r"\s*\(?\s*(\d{1,2})\.(\d{1,2})\.(\d{4})\s*\)?\s*$")
MASKED = "[e-mail address, for staff only]"


def tidy(text):
    """Return a typed text as it would be read from a cell: without surrounding spaces and control
    characters."""
    text = CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    while (back := without_apostrophe(safe_cell(text.strip())).strip()) != text:
        text = back
    return text


def words_of(field, text):
    """Return the words of a cell that are looked up in the vocabulary of its field."""
    if field.key == "trial_status":
        text = AS_OF.sub("", text)
    parts = SEVERAL.split(text) if field.several else [text]
    words = (" ".join(part.split())[:MAX_WORD_LENGTH] for part in parts)
    return list(dict.fromkeys(word for word in words if word))


def as_of(text):
    """Return the day in a status such as "ongoing (01.10.2024)", or None."""
    found = AS_OF.search(text)
    if not found:
        return None
    day, month, year = (int(part) for part in found.groups())
    try:
        return date(year, month, day)
    except ValueError:
        return None


def without_addresses(text):
    """Mask e-mail addresses, which may be in any field, for readers who are not staff."""
    return ADDRESS.sub(MASKED, text) if "@" in text else text
