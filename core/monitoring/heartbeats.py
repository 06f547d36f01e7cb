"""Signs of life of workers and of the schedule, in the cache that all processes share."""

import threading
import time

from django.core.cache import cache

SCHEDULE = "schedule"
INTERVAL_SECONDS = 30
# A worker beats by itself. The schedule beats through a job, which may wait behind an import.
MAX_SILENCE_SECONDS = 180
MAX_SILENCE_OF_SCHEDULE_SECONDS = 600
KEPT_SECONDS = 24 * 3600


def beat(name):
    cache.set(_key(name), time.time(), KEPT_SECONDS)


def seconds_since(name):
    """Return how long ago the last sign of life was; None without one in the last day."""
    seen = cache.get(_key(name))
    return None if seen is None else max(0.0, time.time() - seen)


def is_alive(name):
    silence = seconds_since(name)
    limit = MAX_SILENCE_OF_SCHEDULE_SECONDS if name == SCHEDULE else MAX_SILENCE_SECONDS
    return silence is not None and silence < limit


def keep_beating(names):
    """Beat for the queues of a worker until its process ends."""

    def run():
        while True:
            for name in names:
                beat(name)
            time.sleep(INTERVAL_SECONDS)

    threading.Thread(target=run, name="heartbeat", daemon=True).start()


def _key(name):
    return f"heartbeat.{name}"
