"""Serve EUCTR, CTIS and PubMed with invented trials on loopback, for tests and offline syncs.

`python -m registers.invented.server --port 8001` runs until Ctrl-C and prints the three settings
that point a portal at it. In a test, `with RegisterServer(trials=40) as server:` does the same, and
`server.misbehave("503", times=2)` makes it behave as the real registers sometimes do.
"""

import argparse
import signal
import sys
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from http.server import ThreadingHTTPServer
from itertools import islice

from .answers import Registers
from .articles import invent_articles
from .changes import moved_on
from .faults import Fault
from .files import register_files
from .handler import Handler
from .store import Store


@dataclass
class _Order:
    fault: Fault
    times: int
    path: str
    retry_after: str


class RegisterServer:
    """The three registers at one port. `files` are downloads of either register, (name, bytes), in
    place of generated ones; `most_rows` is the row after which a CTIS search silently ends.

    `requests` lists (time, method, path with query) of every request, in order.
    """

    def __init__(
        self,
        trials: int = 40,
        *,
        files: Iterable[tuple[str, bytes]] | None = None,
        seed: int = 640,
        port: int = 0,
        most_rows: int = 10_000,
    ):
        self._store = Store(register_files(trials, seed) if files is None else files)
        everything = self._store.all_of("euctr") + self._store.all_of("ctis")
        self.registers = Registers(self._store, invent_articles(everything), most_rows)
        self.requests: list[tuple[float, str, str]] = []
        self.closing = threading.Event()
        self._lock = threading.Lock()
        self._orders: list[_Order] = []
        self._http = _HttpServer(("127.0.0.1", port), self)
        self.port = self._http.server_address[1]
        self._thread = threading.Thread(
            target=self._http.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
        )

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self.closing.set()
        if self._thread.is_alive():
            self._http.shutdown()
        self._http.server_close()

    @property
    def euctr_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/ctr-search"

    @property
    def ctis_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/ctis-public-api"

    @property
    def pubmed_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/entrez/eutils"

    # Its trials

    def numbers(self, register: str) -> list[str]:
        """Return the numbers of `euctr` or `ctis`, newest first."""
        return [entry.number for entry in self._store.all_of(register)]

    def raw(self, number: str) -> bytes:
        """Return a trial as a download, to be changed and passed to `replace`."""
        return self._store.get(number).raw

    def replace(self, data: bytes) -> list[str]:
        """Add or replace the trials of a download; they are in the feeds from now on."""
        return self._store.replace(data)

    def remove(self, number: str) -> bytes:
        """Remove a trial and return it as a download, with which `replace` adds it again."""
        return self._store.remove(number)

    def move_on(self, count: int, day: date) -> list[str]:
        """Give `count` trials of each register their next status, as published on that day. Return
        returns the numbers of those that had one."""
        changed = []
        for register in ("euctr", "ctis"):
            news = (moved_on(self.raw(number), day) for number in self.numbers(register))
            for data in islice(filter(None, news), count):
                changed += self.replace(data)
        return changed

    # Its faults

    def misbehave(self, fault: str, times: int = 1, path: str = "", retry_after: str = "2"):
        """Spoil the next `times` answers to requests whose path contains `path`.

        Several orders are carried out one after the other. `retry_after` is for `429-retry-after`.
        """
        with self._lock:
            self._orders.append(_Order(Fault(fault), times, path, retry_after))

    def behave(self):
        """Forget all orders that are not carried out yet."""
        with self._lock:
            self._orders.clear()

    def next_fault(self, method: str, path: str) -> _Order | None:
        """Record a request and return the fault for its answer."""
        with self._lock:
            self.requests.append((time.time(), method, path))
            for order in self._orders:
                if order.times > 0 and order.path in path:
                    order.times -= 1
                    return order
        return None


class _HttpServer(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, address, register_server):
        self.register_server = register_server
        super().__init__(address, Handler)

    def handle_error(self, request, client_address):
        """Report errors, except of a client that closed the connection."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--port", type=int, default=8001)
    parser.add_argument("--trials", type=int, default=640)
    parser.add_argument("--seed", type=int, default=640)
    parser.add_argument(
        "--changes",
        type=int,
        default=0,
        metavar="N",
        help="N trials of each register have another status than the same trials of load_demo",
    )
    parser.add_argument(
        "--fault",
        action="append",
        default=[],
        metavar="NAME[:TIMES[:PATH]]",
        help=f"faults of the first answers. Names: {', '.join(Fault)}",
    )
    options = parser.parse_args(arguments)
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(0))
    with RegisterServer(options.trials, seed=options.seed, port=options.port) as server:
        server.move_on(options.changes, date.today())
        for order in options.fault:
            name, times, path, *_ = [*order.split(":"), "", ""]
            server.misbehave(name, int(times or 1), path)
        for name in ("euctr", "ctis", "pubmed"):
            print(f"{name.upper()}_URL={getattr(server, f'{name}_url')}", flush=True)
        try:
            signal.pause()
        except KeyboardInterrupt:
            print("The demonstration's registers have stopped.")


if __name__ == "__main__":
    main()
