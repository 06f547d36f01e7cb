"""The lowest layer of a request to a register: HTTP/1.1 under one deadline, to public addresses.

Timeouts of an HTTP library count from byte to byte, so a slow server can block a worker for
ever. Here every step (connecting, the TLS handshake, each read) gets only the rest of the
time for the whole answer. Only the lookup of the name is outside of it; the resolver has its own.
"""

import ipaddress
import ssl
import time

import httpcore2
import httpx2

KEEP_ALIVE_SECONDS = 10  # seconds; the pause between two requests is shorter


class PrivateAddress(Exception):
    """A public name belongs to an address inside a private network; nothing was sent there."""


class Deadline:
    """The time at which the current answer must be complete."""

    def __init__(self):
        self._end = 0.0

    def start(self, seconds: float):
        self._end = time.monotonic() + seconds

    def left(self, error: type[Exception]) -> float:
        """Return the seconds left, always more than 0; raise `error` if there are none."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise error("the time for the whole answer has expired")
        return left


class _Stream(httpcore2.NetworkStream):
    def __init__(self, stream, deadline):
        self._stream, self._deadline = stream, deadline

    def read(self, max_bytes, timeout=None):
        return self._stream.read(max_bytes, self._deadline.left(httpcore2.ReadTimeout))

    def write(self, buffer, timeout=None):
        self._stream.write(buffer, self._deadline.left(httpcore2.WriteTimeout))

    def start_tls(self, ssl_context, server_hostname=None, timeout=None):
        left = self._deadline.left(httpcore2.ConnectTimeout)
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, left), self._deadline)

    def get_extra_info(self, info):
        return self._stream.get_extra_info(info)

    def close(self):
        self._stream.close()


class _Backend(httpcore2.NetworkBackend):
    def __init__(self, deadline):
        self._deadline, self._sockets = deadline, httpcore2.SyncBackend()

    def connect_tcp(self, host, port, timeout=None, local_address=None, socket_options=None):
        left = self._deadline.left(httpcore2.ConnectTimeout)
        stream = self._sockets.connect_tcp(host, port, left, local_address, socket_options)
        if not is_own_network(host):
            address = stream.get_extra_info("server_addr")[0].partition("%")[0]
            if not ipaddress.ip_address(address).is_global:
                stream.close()
                raise PrivateAddress(address)
        return _Stream(stream, self._deadline)


def is_own_network(host: str) -> bool:
    """Return whether a host is an IP address or this machine, which somebody configured
    explicitly."""
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return host == "localhost"
    return True


def is_loopback(host: str) -> bool:
    return host == "localhost" or (
        is_own_network(host) and ipaddress.ip_address(host.strip("[]")).is_loopback
    )


class Transport(httpx2.BaseTransport):
    """The transport of httpx2 with our deadline; it raises the exceptions of httpcore2."""

    def __init__(self, deadline: Deadline, ssl_context: ssl.SSLContext):
        self._pool = httpcore2.ConnectionPool(
            ssl_context=ssl_context,
            max_connections=1,
            keepalive_expiry=KEEP_ALIVE_SECONDS,
            network_backend=_Backend(deadline),
        )

    def handle_request(self, request):
        url = request.url
        answer = self._pool.handle_request(
            httpcore2.Request(
                method=request.method,
                url=httpcore2.URL(
                    scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
                ),
                headers=request.headers.raw,
                content=request.stream,
                extensions=request.extensions,
            )
        )
        return httpx2.Response(
            answer.status,
            headers=answer.headers,
            stream=_Body(answer.stream),
            extensions=answer.extensions,
        )

    def close(self):
        self._pool.close()


class _Body(httpx2.SyncByteStream):
    def __init__(self, stream):
        self._stream = stream

    def __iter__(self):
        return iter(self._stream)

    def close(self):
        self._stream.close()
