"""The programs of the tests, servers, browser and LibreOffice: find, install and start them.

PostgreSQL and Redis are started with a password on loopback, at a free port, in a temporary folder.
Other servers on the machine are not used.
"""

import contextlib
import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

DEBIAN_PACKAGES = {
    "PostgreSQL": ["postgresql"],
    "Redis": ["redis-server"],
    "Chromium": ["chromium", "fonts-dejavu-core"],
    "LibreOffice": ["libreoffice-calc-nogui"],
}


def postgresql_programs():
    """Return the folder of the newest PostgreSQL programs, which Debian does not add to PATH."""
    folders = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    if folders:
        return max(folders, key=lambda folder: int(folder.parent.name))
    found = shutil.which("initdb")
    return Path(found).parent if found else None


def chromium():
    return shutil.which("chromium") or shutil.which("google-chrome")


def libreoffice():
    return shutil.which("soffice") or shutil.which("libreoffice")


def missing():
    found = {
        "PostgreSQL": postgresql_programs(),
        "Redis": shutil.which("redis-server"),
        "Chromium": chromium(),
        "LibreOffice": libreoffice(),
    }
    return [name for name, program in found.items() if not program]


def install(names):
    """Install the programs with apt-get if possible; return the names that are still missing."""
    if not names or os.geteuid() != 0 or not shutil.which("apt-get"):
        return names
    packages = [package for name in names for package in DEBIAN_PACKAGES[name]]
    print(f"Installing {', '.join(packages)}", flush=True)
    # RUNLEVEL=1: Debian does not start the servers it installs; tests start their own.
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
    for command in (
        ["apt-get", "-q", "-o", "Acquire::Retries=3", "update"],
        ["apt-get", "-q", "-y", "-o", "Acquire::Retries=3", "-o", "DPkg::Lock::Timeout=120"]
        + ["install", "--no-install-recommends", *packages],
    ):
        done = subprocess.run(
            command,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if done.returncode:
            print("\n".join(done.stdout.splitlines()[-10:]), flush=True)
            break
    return missing()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """A server that tests stop, freeze and start again at the same port with the same data."""

    def __init__(self, command, *, log, ready, stop_signal, **options):
        self.command, self.log, self.ready = command, log, ready
        self.stop_signal, self.options = stop_signal, options
        self.process = None

    def start(self):
        with self.log.open("a") as output:
            self.process = subprocess.Popen(
                self.command, stdout=output, stderr=subprocess.STDOUT, **self.options
            )
        deadline = time.monotonic() + 60
        while not self.ready():
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.process.kill()
                raise RuntimeError(f"{self.command[0]} did not start:\n{self.log.read_text()}")
            time.sleep(0.05)

    def stop(self):
        self.process.send_signal(self.stop_signal)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def restart(self):
        self.stop()
        self.start()

    def kill(self):
        """End it with SIGKILL, as a lack of memory does."""
        self.process.kill()
        self.process.wait()

    def children(self):
        """Return {process id: command} of the processes that it started."""
        number = self.process.pid
        found = Path(f"/proc/{number}/task/{number}/children").read_text().split()
        return {int(key): Path(f"/proc/{key}/cmdline").read_text() for key in found}

    @contextlib.contextmanager
    def frozen(self):
        """Keep the connections open without an answer until the end of the block."""
        self.process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self.process.send_signal(signal.SIGCONT)


@contextlib.contextmanager
def running(command, **options):
    """Run a server until the end of the block, and yield it when it is ready."""
    server = Server(command, **options)
    server.start()
    try:
        yield server
    finally:
        server.stop()


@contextlib.contextmanager
def postgresql():
    """Yield a DATABASE_URL."""
    with postgresql_server() as (url, _):
        yield url


@contextlib.contextmanager
def postgresql_server(*, survives_kills=False):
    """Yield (DATABASE_URL, `Server`). The data are temporary and would not survive a failure of the
    machine; with `survives_kills` every commit survives a killed process."""
    programs, port, password = postgresql_programs(), free_port(), secrets.token_hex(16)
    # PostgreSQL refuses to run as root, and its own user may not enter root's TMPDIR.
    owner = {"user": "postgres", "group": "postgres", "extra_groups": []}
    as_owner = owner if os.geteuid() == 0 else {}
    with tempfile.TemporaryDirectory(prefix="join4atmp-postgresql-", dir="/tmp") as name:
        folder = Path(name)
        (folder / "password").write_text(password)
        if as_owner:
            for path in (folder, folder / "password"):
                shutil.chown(path, "postgres", "postgres")
        subprocess.run(
            [programs / "initdb", "--pgdata", folder / "data", "--username", "join4atmp"]
            + ["--auth", "scram-sha-256", "--pwfile", folder / "password"]
            + ["--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync"],
            cwd=folder,
            check=True,
            stdout=subprocess.DEVNULL,
            **as_owner,
        )
        switches = {
            "listen_addresses": "127.0.0.1",
            "port": port,
            "unix_socket_directories": "",
            "fsync": "off",
            "synchronous_commit": "on" if survives_kills else "off",
            "full_page_writes": "off",
        }
        options = [f"--{name}={value}" for name, value in switches.items()]
        probe = [programs / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(port)]
        with running(
            [programs / "postgres", "-D", folder / "data", *options],
            log=folder / "log",
            ready=lambda: subprocess.run(probe, check=False).returncode == 0,
            stop_signal=signal.SIGINT,
            cwd=folder,
            **as_owner,
        ) as server:
            yield f"postgres://join4atmp:{password}@127.0.0.1:{port}/join4atmp", server


@contextlib.contextmanager
def redis():
    """Yield the REDIS_URL of a server that writes nothing to disk."""
    with redis_server() as (url, _):
        yield url


@contextlib.contextmanager
def redis_server(*, survives_kills=False):
    """Yield (REDIS_URL, `Server`); with `survives_kills` all jobs survive a killed process."""
    port, password = free_port(), secrets.token_hex(16)
    with tempfile.TemporaryDirectory(prefix="join4atmp-redis-") as name:
        folder = Path(name)
        configuration = folder / "redis.conf"
        configuration.write_text(
            f'bind 127.0.0.1\nport {port}\nrequirepass {password}\nsave ""\ndir {folder}\n'
            f"appendonly {'yes' if survives_kills else 'no'}\n"
        )

        def answers():
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                return True

        with running(
            ["redis-server", configuration],
            log=folder / "log",
            ready=answers,
            stop_signal=signal.SIGTERM,
        ) as server:
            yield f"redis://:{password}@127.0.0.1:{port}/0", server
