"""Keyed hashes that recognise a person but do not identify anybody, and the files with them.

The files are beside the database, in case the database is lost. The hashes are valid only with the
SECRET_KEY of their time, which SECRET_KEY_FALLBACKS keeps.
"""

import json
import logging
import os
from datetime import UTC

from django.conf import settings
from django.utils.crypto import salted_hmac

from .names import person_key

ERASURES, REFUSALS = "erasures.jsonl", "refusals.jsonl"

logger = logging.getLogger(__name__)


def address_hash(email, key=None):
    return salted_hmac("stakeholders.erasure", email.strip().lower(), key).hexdigest()


def person_hash(email, name, key=None):
    """Return the hash of a person at an address, for addresses that several people share."""
    return address_hash(f"{email.strip().lower()} {person_key(name)}", key)


def row_hash(pk, created_at, key=None):
    """Return the hash by which a row is recognised in a backup; it identifies nobody once the row
    is removed."""
    # Whole seconds, because the data of a merge keep no shorter ones.
    moment = created_at.astimezone(UTC).isoformat(timespec="seconds")
    return salted_hmac("stakeholders.erased-row", f"{pk} {moment}", key).hexdigest()


def hashes_of_all_keys(kind, *values):
    """Return the hash with SECRET_KEY and with each earlier key, to compare them with kept ones.

    `kind` is one of the three functions above. Hashes outlive a change of the key.
    """
    return [kind(*values, key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]


def append_lines(name, entries):
    """Append entries to a file in VAR_DIR that only the portal's account can read."""
    path = settings.VAR_DIR / name
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.writelines(json.dumps(entry) + "\n" for entry in entries)


def kept_lines(name):
    """Return the entries of a file in VAR_DIR; none if there is no such file."""
    path = settings.VAR_DIR / name
    return read_lines(path) if path.exists() else []


def read_lines(path):
    """Return the entries of a file; skip a last line that is incomplete."""
    entries = []
    for line in path.read_text().splitlines():
        try:
            entries.append(json.loads(line))
        except ValueError:
            logger.warning("A line of %s cannot be read.", path.name)
    return entries
