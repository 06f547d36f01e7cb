"""Let a process make few pages at the same time; the other requests wait for their turn.

A process has many more threads than turns. When pages wait for a locked table, no page can be made,
but a free thread still answers `/healthz`, so that no supervisor restarts a portal that waits.
"""

import threading

from django.conf import settings

from .unavailable import unavailable

WITHOUT_A_TURN = ("/healthz", "/readyz", "/metrics")
MAX_WAIT_SECONDS = 30


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
