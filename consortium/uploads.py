"""Versions of documents: adding a file, which is checked by its content."""

import hashlib
import re

from django.db import transaction

from .file_types import kind_of
from .models import Document, DocumentVersion

UNSAFE = re.compile(r"[^\w.() -]+")
MAX_NAME_CHARACTERS = 150


def safe_name(name, suffix):
    """Return a file name without paths and control characters, which ends with the suffix."""
    stem = UNSAFE.sub("_", name.replace("\\", "/").rpartition("/")[2].rpartition(".")[0])
    stem = stem.strip(" ._")[: MAX_NAME_CHARACTERS - 10] or "document"
    return f"{stem}.{suffix}"


@transaction.atomic
def add_version(document, name, data, *, by, note=""):
    """Add a file as the next version of a document. Raise NotAccepted."""
    suffix, content_type = kind_of(name, data)
    Document.objects.select_for_update().get(pk=document.pk)
    last = document.versions.values_list("number", flat=True).first() or 0
    return DocumentVersion.objects.create(
        document=document,
        number=last + 1,
        file_name=safe_name(name, suffix),
        content_type=content_type,
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        content=data,
        note=note,
        by=by,
    )
