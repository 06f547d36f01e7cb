"""Queue of background jobs in a folder, for a portal without Redis.

The queue of kombu writes each message under its final name, so that a worker may read half of it
and end, and removes it before its job is done. Here a message or table is visible only when it is
complete, and a damaged one is set aside. A worker locks the file of a message until its job is
done: the lock of a killed worker ends with it, so that another one takes the message.
"""

import fcntl
import logging
import os
import uuid
from pathlib import Path
from queue import Empty
from time import time_ns

from kombu.exceptions import ChannelError
from kombu.transport import filesystem, virtual
from kombu.utils.json import dumps, loads

from .jobs import MAX_ATTEMPTS

logger = logging.getLogger(__name__)


class Deliveries(virtual.QoS):
    """The messages that a worker has, each with its locked file."""

    def ack(self, delivery_tag):
        super().ack(delivery_tag)
        self.channel.remove(delivery_tag)

    def reject(self, delivery_tag, requeue=False):
        super().reject(delivery_tag, requeue)  # adds a message if it is to be delivered again
        self.channel.remove(delivery_tag)


class Channel(filesystem.Channel):
    """A connection to the folder; the base class has what is the same."""

    QoS = Deliveries
    do_restore = False  # a message keeps its file until its job is done

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._taken = {}  # delivery tag: locked file
        self._queues_without_ack = set()

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
            file = locked(path)
            if file is None:
                continue
            path = _one_attempt_more(path)
            message = read_whole(path) if path else None
            if message is None:
                file.close()
                continue
            tag = message["properties"]["delivery_tag"]
            self._taken[tag] = path, file
            if queue in self._queues_without_ack:
                self.remove(tag)
            return message
        raise Empty

    def remove(self, delivery_tag):
        """Remove the file of a message whose job is done."""
        path, file = self._taken.pop(delivery_tag)
        path.unlink(missing_ok=True)
        file.close()

    def basic_consume(self, queue, no_ack, *args, **kwargs):
        if no_ack:
            self._queues_without_ack.add(queue)
        return super().basic_consume(queue, no_ack, *args, **kwargs)

    def basic_get(self, queue, no_ack=False, **kwargs):
        message = super().basic_get(queue, no_ack, **kwargs)
        if message is not None and no_ack:
            self.remove(message.delivery_tag)
        return message

    def close(self):
        super().close()
        for _, file in self._taken.values():
            file.close()
        self._taken.clear()

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


def locked(path):
    """Return the open file of a message that no other worker has, or None."""
    try:
        file = path.open("rb")
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if path.stat().st_ino == os.fstat(file.fileno()).st_ino:
            return file
    except (BlockingIOError, FileNotFoundError):
        pass  # another worker has it, or has just done it
    file.close()
    return None


def _one_attempt_more(path):
    """Count the attempt in the name of a message, and return its new path. A message that ended its
    workers too often is renamed and logged: return None."""
    first, _, rest = path.name.partition(".")
    first, _, attempts = first.partition("+")
    attempts = int(attempts or 0) + 1
    if attempts > MAX_ATTEMPTS:
        path.rename(path.with_name(f"{path.name}.set-aside"))
        logger.error(
            "%s was tried %s times, and each time the worker ended before it was done. It is not "
            "tried again.",
            path.name,
            MAX_ATTEMPTS,
        )
        return None
    return path.rename(path.with_name(f"{first}+{attempts}.{rest}"))


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
