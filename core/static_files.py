"""Static files under names with a hash of their content; without it if nobody collected them."""

import filecmp
import logging
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage

MANIFEST = ManifestStaticFilesStorage.manifest_name
COMMAND = "Run: .venv/bin/python manage.py collectstatic --noinput, and start the portal again."

logger = logging.getLogger(__name__)


class CollectedFiles(ManifestStaticFilesStorage):
    """The collected files. A file that was not collected keeps its plain name: its page works."""

    def stored_name(self, name):
        try:
            return super().stored_name(name)
        except ValueError:
            return name


def trouble():
    """Return why pages may look wrong, or "". Compares each file with its collected copy."""
    root = Path(settings.STATIC_ROOT)
    if not (root / MANIFEST).exists():
        return f"The static files are not collected. {COMMAND}"
    sources = {}
    for finder in finders.get_finders():
        for path, storage in finder.list([]):
            # Two packages may have a file of one name: the first one is collected.
            sources.setdefault(path, Path(storage.path(path)))
    different = sorted(
        path for path, source in sources.items() if not _is_same(source, root / path)
    )
    if not different:
        return ""
    return (
        f"Static files changed after they were collected: {len(different):,}, such as "
        f"{different[0]}. {COMMAND}"
    )


def _is_same(source, copy):
    return copy.exists() and filecmp.cmp(source, copy, shallow=False)


def warn():
    """Log the trouble with static files, if there is any. The web server calls it at its start."""
    if not settings.DEBUG and (found := trouble()):
        logger.error(found)
