"""`make run` keeps its processes running, until somebody stops it."""

import signal
import sys

import pytest

from tools.run import supervise

# Ends with status 3 twice; the third time it lives, and stops the program that started it.
ENDS_TWICE = """
import os, pathlib, signal, sys
starts = pathlib.Path(sys.argv[1])
with starts.open("a") as file:
    file.write("started\\n")
if len(starts.read_text().split()) < 3:
    sys.exit(3)
os.kill(os.getppid(), signal.SIGTERM)
signal.pause()
"""


@pytest.fixture
def own_signals():
    """Keep the signal handlers of the tests."""
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.getsignal(number) for number in numbers}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def test_a_process_that_ends_is_started_again_until_the_portal_is_stopped(
    tmp_path, capsys, own_signals
):
    starts = tmp_path / "starts"
    waiting = [sys.executable, "-c", "import signal; signal.pause()"]
    failing = [sys.executable, "-c", ENDS_TWICE, str(starts)]

    supervise({"web server": waiting, "worker": failing}, pauses=(0,))

    assert starts.read_text().split() == ["started"] * 3
    said = capsys.readouterr().err
    assert said.count("The worker ended with status 3. It is started again in 0 s.") == 2
    assert "web server" not in said
