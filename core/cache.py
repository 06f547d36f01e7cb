"""The cache in Redis, with the memory of the process in its place while Redis does not answer.

Limits on attempts to sign in and on requests are counted in the cache. Without a cache these pages
would fail, and without counts there would be no limits. Counts in the memory are per process: the
limits are then weaker, and still there.
"""

import logging
import time

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

# Of one command. A page makes few, and Redis needs less than a millisecond.
TIMEOUT_SECONDS = 1
# After a failure Redis is left alone for this time, so that not every page waits for it.
PAUSE_SECONDS = 10
OPTIONS = {
    "socket_timeout": TIMEOUT_SECONDS,
    "socket_connect_timeout": TIMEOUT_SECONDS,
    # Once more, because the first connection may be one that Redis closed in a restart.
    "retry": Retry(NoBackoff(), 1),
}

logger = logging.getLogger(__name__)


class RedisOrMemory(RedisCache):
    """A cache that works without Redis. `answers` returns whether Redis is there."""

    away_until = 0.0  # seconds of the monotonic clock; for all threads, which have own objects

    def __init__(self, server, params):
        super().__init__(server, {**params, "OPTIONS": {**OPTIONS, **params.get("OPTIONS", {})}})
        self.memory = LocMemCache("in place of Redis", {})

    def answers(self):
        try:
            return bool(self._cache.get_client().ping())
        except (RedisError, OSError):
            return False

    def clear(self):
        self.memory.clear()
        return self._asked("clear")

    def _asked(self, name, *args, **kwargs):
        """Call a method of the cache in Redis, or else the same of the cache in the memory."""
        if time.monotonic() >= RedisOrMemory.away_until:
            try:
                return getattr(super(), name)(*args, **kwargs)
            except (RedisError, OSError) as error:
                RedisOrMemory.away_until = time.monotonic() + PAUSE_SECONDS
                logger.warning(
                    "Redis does not answer (%s). The cache is in the memory of each process.",
                    type(error).__name__,
                )
        return getattr(self.memory, name)(*args, **kwargs)


def _with_memory(name):
    def method(self, *args, **kwargs):
        return self._asked(name, *args, **kwargs)

    method.__name__ = name
    return method


for _name in (
    *("add", "get", "set", "touch", "delete", "has_key", "incr"),
    *("get_many", "set_many", "delete_many"),
):
    setattr(RedisOrMemory, _name, _with_memory(_name))
