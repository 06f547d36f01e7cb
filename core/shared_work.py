"""Work that several threads ask for at the same time and one of them does."""

import threading
from concurrent.futures import Future


class SharedWork:
    """Results that are being made. Threads that ask for one wait for it, and share its error too.

    With a lock, each of them would try in turn after an error: while a table is locked for some
    seconds, the last of four pages would wait for four times as long.
    """

    def __init__(self):
        self._lock = threading.Lock()
        self._running = {}

    def result(self, key, make):
        """Return `make()`, or the result for this key that another thread is making."""
        with self._lock:
            running = self._running.get(key)
            if is_first := running is None:
                running = self._running[key] = Future()
        if not is_first:
            return running.result()
        try:
            running.set_result(make())
        except BaseException as error:
            running.set_exception(error)
        finally:
            with self._lock:
                del self._running[key]
        return running.result()
