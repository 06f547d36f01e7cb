"""Let a process make few pages and files at the same time; other requests wait for their turn.

A process has many more threads than turns. When pages wait for a locked table, no page can be made,
but a free thread still answers `/healthz`, so that no supervisor restarts a portal that waits.

Files (exports, charts, PDF) need seconds of a processor. They have few turns of their own, and few
requests wait for them, so that pages remain fast.
"""

import re
import threading
from collections import Counter
from contextlib import contextmanager

from allauth.account.adapter import get_adapter
from django.conf import settings

from .unavailable import unavailable

WITHOUT_A_TURN = ("/healthz", "/readyz", "/metrics")
MAX_WAIT_SECONDS = 30
FILES = re.compile(
    r"/(export|pdf|docx|cover-sheet|compute|schema)/$"
    r"|\.(pdf|png|svg|csv|xlsx)$"
    r"|^/capacities/reports/[^/]+/$"
)
FILES_AT_ONCE = 1
MAX_FILE_WAIT_SECONDS = 20
FILES_WAITING = 8
FILES_WAITING_PER_ADDRESS = 4
TOO_MANY_FILES = "The portal is making too many files at the moment."


def take_turns(get_response):
    turns = threading.Semaphore(settings.PAGES_AT_ONCE)

    def middleware(request):
        if request.path_info in WITHOUT_A_TURN:
            return get_response(request)
        if not turns.acquire(timeout=MAX_WAIT_SECONDS):
            return unavailable(request, "The portal has too many requests at the moment.")
        try:
            return get_response(request)
        finally:
            turns.release()

    return middleware


def take_turns_for_files(get_response):
    """Make each file, and each part of a file that is streamed, in a turn for files."""
    turns = threading.Semaphore(FILES_AT_ONCE)
    queue = Queue()

    def middleware(request):
        if not FILES.search(request.path_info):
            return get_response(request)
        with queue.place_of(get_adapter(request).get_client_ip(request)) as has_place:
            if not has_place or not turns.acquire(timeout=MAX_FILE_WAIT_SECONDS):
                return unavailable(request, TOO_MANY_FILES)
        try:
            response = get_response(request)
        finally:
            turns.release()
        if response.streaming:
            response.streaming_content = _part_by_part(response.streaming_content, turns)
        return response

    return middleware


def _part_by_part(content, turns):
    """Yield the parts of a file. Each is made in a turn and sent without one, so that readers with
    a slow connection stop nobody."""
    parts = iter(content)
    while True:
        with turns:
            part = next(parts, None)
        if part is None:
            return
        yield part


class Queue:
    """The places of requests that wait, in total and per network address."""

    def __init__(self):
        self._lock = threading.Lock()
        self._waiting = Counter()

    @contextmanager
    def place_of(self, address):
        """Take a place while the block runs; the value says whether there was one."""
        with self._lock:
            has_place = (
                self._waiting.total() < FILES_WAITING
                and self._waiting[address] < FILES_WAITING_PER_ADDRESS
            )
            self._waiting[address] += has_place
        try:
            yield has_place
        finally:
            with self._lock:
                self._waiting[address] -= has_place
                if not self._waiting[address]:
                    del self._waiting[address]
