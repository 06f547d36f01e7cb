"""The files in which each process keeps its counts for `/metrics`."""

import logging
import os

BYTES = {"counter": 256 * 1024, "histogram": 64 * 1024}

logger = logging.getLogger(__name__)


def make_files(folder):
    """Make the files of this process with all their space, and return whether that was possible.

    prometheus_client maps them into memory. On a full disk, a mapped page without space would end
    the process (SIGBUS), and each process that is started in its place.
    """
    try:
        folder.mkdir(exist_ok=True)
        for kind, size in BYTES.items():
            with (folder / f"{kind}_{os.getpid()}.db").open("ab") as file:
                file.write(bytes(max(0, size - file.tell())))
    except OSError as error:
        logger.error(
            "This process does not count for /metrics, because %s cannot be written: %s. Make room "
            "on the disk, or give the folder to the user of the portal, and start it again.",
            folder,
            error.strerror,
        )
        return False
    return True
