"""Threads that ask for the same work wait for one thread, and get its result or its error."""

import threading
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from core import shared_work
from core.shared_work import SharedWork


@pytest.fixture
def ask_together(monkeypatch):
    """Let four threads ask, three of them while the first one works; return their futures."""
    waiting, may_end, calls = threading.Semaphore(0), threading.Event(), []

    class Announced(Future):
        def result(self, timeout=None):
            waiting.release()
            return super().result(timeout)

    def ask(work, make):
        def slow():
            calls.append("call")
            waiting.release()
            assert may_end.wait(30)
            return make()

        first = pool.submit(work.result, "key", slow)
        assert waiting.acquire(timeout=30)
        others = [pool.submit(work.result, "key", slow) for _ in range(3)]
        assert all(waiting.acquire(timeout=30) for _ in range(3))
        may_end.set()
        return [first, *others], calls

    monkeypatch.setattr(shared_work, "Future", Announced)
    with ThreadPoolExecutor(4) as pool:
        yield ask


def test_one_thread_works_for_all(ask_together):
    futures, calls = ask_together(SharedWork(), lambda: "result")

    assert [future.result(30) for future in futures] == ["result"] * 4
    assert calls == ["call"]


def test_an_error_ends_the_wait_of_all_and_the_next_one_tries_again(ask_together):
    def fail():
        raise OSError("locked")

    work = SharedWork()
    futures, calls = ask_together(work, fail)

    assert [str(future.exception(30)) for future in futures] == ["locked"] * 4
    assert calls == ["call"]
    assert work.result("key", lambda: "works again") == "works again"
