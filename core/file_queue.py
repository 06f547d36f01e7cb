"""Queue of background jobs in a folder, for a portal without Redis.

The queue of kombu writes each message under its final name, so that a worker may read half of it
and end. Here a message or table is visible only when it is complete, and a damaged one is set
aside.
"""

import fcntl
import logging
import os
import uuid
from pathlib import Path
from queue import Empty
from time import time_ns

from kombu.exceptions import ChannelError
from kombu.transport import filesystem
from kombu.utils.json import dumps, loads

logger = logging.getLogger(__name__)


class Channel(filesystem.Channel):
    """A connection to the folder; the base class has what is the same."""

    @property
    def messages(self):
        return Path(self.data_folder_in)

    def _put(self, queue, payload, **kwargs):
        """Add a message to a queue; raise ChannelError."""
        path = self.messages / f"{time_ns()}_{uuid.uuid4()}.{queue}.msg"
        try:
            write_whole(path, payload)
        except OSError as error:
            raise ChannelError(f"A job could not be added to {self.messages}: {error}") from error

    def _get(self, queue):
        """Take the oldest message of a queue; raise Empty if there is none."""
        for path in sorted(self.messages.glob("*.msg")):
            if path.name.partition(".")[2] != f"{queue}.msg":
                continue
            taken = path.with_name(f"{path.name}.taken")
            try:
                path.rename(taken)  # fails for all workers but one
            except FileNotFoundError:
                continue
            message = read_whole(taken)
            if message is not None:
                taken.unlink()
                return message
        raise Empty

    def get_table(self, exchange):
        """Return the queues of an exchange."""
        file = self._exchange_file(exchange)
        table = read_whole(file) if file.exists() else None
        return [filesystem.exchange_queue_t(*queue) for queue in table or ()]

    def _queue_bind(self, exchange, routing_key, pattern, queue):
        bound = filesystem.exchange_queue_t(routing_key or "", pattern or "", queue or "")
        file = self._exchange_file(exchange)
        with open(file.with_suffix(".lock"), "wb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            table = self.get_table(exchange)
            if bound not in table:
                write_whole(file, [bound, *table])


class Transport(filesystem.Transport):
    """The setting CELERY_BROKER_TRANSPORT names it."""

    Channel = Channel


def write_whole(path, content):
    """Write JSON to a file that other processes see only when it is complete."""
    writing = path.with_name(f"{uuid.uuid4()}.writing")
    writing.write_text(dumps(content), encoding="utf-8")
    os.replace(writing, path)


def read_whole(path):
    """Return the JSON of a file. A file that cannot be read is renamed and logged: return None."""
    try:
        return loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        damaged = path.with_name(f"{path.name}.damaged")
        os.replace(path, damaged)
        logger.error("%s cannot be read (%s) and is now %s", path.name, error, damaged.name)
        return None
