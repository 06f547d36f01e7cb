"""Send requests to a register: rate-limited, with limits of time and size, repeated if useful.

The result is the whole body of an answer with status 200, or a `RegisterError` whose message is a
sentence for curators. This module does not read the body; a client passes `check`, which raises
`WrongAnswer` for a body that is not data.
"""

import contextlib
import email.utils
import http
import itertools
import random
import ssl
import time
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from datetime import UTC, datetime

import httpcore2
import httpx2

from .transport import Deadline, PrivateAddress, Transport, is_loopback
from .unpacking import Damaged, TooLarge, Unpacker

MAX_RETRY_AFTER_SECONDS = 24 * 3600  # a longer pause is shortened to this
MAX_WAIT_SECONDS = 120  # a run is postponed if a register asks for a longer pause
MAX_REDIRECTS = 3
FIRST_PAUSE, GROWTH, JITTER = 1.0, 4, 0.25  # about 1, 4 and 16 seconds
TRY_AGAIN = {403, 408, 425, 429}  # and 5xx; the registers' firewalls send 403 under load
GONE = {404, 410}
NEVER_DATA = ("image/", "audio/", "video/", "font/", "application/pdf", "application/zip")

Params = Iterable[tuple[str, str]]
Check = Callable[[bytes], object]


class RegisterError(Exception):
    """A register did not send the requested data; the message is a sentence for curators."""


class Unavailable(RegisterError):
    """Every try ended without an answer, or with one that means "not now"."""


class Postponed(RegisterError):
    """The register asks for a pause of `seconds`, longer than a worker should wait."""

    def __init__(self, message: str, seconds: int):
        super().__init__(message)
        self.seconds = seconds


class WrongAnswer(RegisterError):
    """An answer without the data. `lasting`: a repetition would give the same answer."""

    def __init__(self, message: str, *, lasting: bool = False):
        super().__init__(message)
        self.lasting = lasting


class NotFound(RegisterError):
    """The register has no entry at this address."""


class _Trouble(Exception):
    """A try failed for a reason that may be temporary. `asked`: seconds that the register wants us
    to wait."""

    def __init__(self, reason: str, asked: int = 0):
        super().__init__(reason)
        self.asked = asked


class Fetcher:
    """Requests to one register, one at a time; not to be shared between threads.

    `base` is https, or anything on this machine. `timeout` is for each whole answer, in seconds,
    `largest` for each body, in bytes. Each single request, a redirected one too, is made inside
    `with turn():`, and the pauses before another try are outside of it. `ca_bundle` is a PEM file
    with certificates to trust beside the system's, for a register that forgets its intermediate.
    """

    def __init__(
        self,
        base: str,
        *,
        timeout: float = 45.0,
        largest: int = 20 * 1024 * 1024,
        contact: str = "",
        ca_bundle: str = "",
        turn: Callable[[], AbstractContextManager] = contextlib.nullcontext,
        tries: int = 4,
        pause: Callable[[float], object] = time.sleep,
    ):
        self._base = httpx2.URL(base.rstrip("/") + "/")
        self.host = self._base.host
        if self._base.scheme != "https" and not (
            self._base.scheme == "http" and is_loopback(self.host)
        ):
            raise ValueError(f"The address of a register must begin with https://. It is {base}")
        self._timeout, self._largest, self._tries = timeout, largest, tries
        self._turn, self._pause = turn, pause
        self._deadline = Deadline()
        trusted = ssl.create_default_context()
        if ca_bundle:
            trusted.load_verify_locations(cafile=ca_bundle)
        self._client = httpx2.Client(
            transport=Transport(self._deadline, trusted),
            trust_env=False,
            headers={
                "User-Agent": f"JOIN4ATMP portal (+{contact})" if contact else "JOIN4ATMP portal",
                "Accept-Encoding": "gzip, deflate",
            },
        )

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self._client.close()

    def get(self, path: str, params: Params = (), *, check: Check | None = None) -> bytes:
        """Return the body of the answer; `path` is below the base address."""
        url = self._base.join(path)
        return self._fetch(self._client.build_request("GET", url, params=list(params)), check)

    def post(self, path: str, body: dict, *, check: Check | None = None) -> bytes:
        """Return the body of the answer to a question that is sent as JSON."""
        return self._fetch(
            self._client.build_request("POST", self._base.join(path), json=body), check
        )

    def _fetch(self, request, check):
        for number in itertools.count(1):
            is_last = number >= self._tries
            wait = FIRST_PAUSE * GROWTH ** (number - 1) * random.uniform(1 - JITTER, 1 + JITTER)
            try:
                body = self._follow(request)
                if check:
                    check(body)
                return body
            except WrongAnswer as error:
                if error.lasting or is_last:
                    raise
            except _Trouble as trouble:
                if trouble.asked > MAX_WAIT_SECONDS:
                    raise Postponed(
                        f"{self.host} asks for a pause of {trouble.asked:,} seconds: {trouble}.",
                        trouble.asked,
                    ) from trouble
                if is_last:
                    raise Unavailable(
                        f"{self.host} could not be read in {self._tries} tries; "
                        f"at the last one {trouble}."
                    ) from trouble
                wait = max(wait, trouble.asked)
            self._pause(wait)

    def _follow(self, request):
        """Return the body after all redirects, which must stay on the register's host."""
        for _ in range(MAX_REDIRECTS + 1):
            with self._turn(), self._answer(request) as response:
                if response.next_request is None:
                    return self._body(response)
                request = response.next_request
            if _origin(request.url) != _origin(self._base):
                raise WrongAnswer(
                    f"{self.host} redirects to another address, {request.url.scheme}://"
                    f"{request.url.netloc.decode()[:80]}, which is not followed.",
                    lasting=True,
                )
        raise WrongAnswer(
            f"{self.host} redirects in a circle: more than {MAX_REDIRECTS} redirects.", lasting=True
        )

    @contextlib.contextmanager
    def _answer(self, request):
        """Yield the answer before its body is read; turn network errors into `_Trouble`."""
        self._deadline.start(self._timeout)
        try:
            response = self._client.send(request, stream=True)
            with contextlib.closing(response):
                yield response
        except httpcore2.TimeoutException as error:
            raise _Trouble(
                f"its answer was not complete within {self._timeout:g} seconds"
            ) from error
        except httpcore2.RemoteProtocolError as error:
            raise _Trouble("it broke off before answering, or did not answer in HTTP") from error
        except httpcore2.ConnectError as error:
            refused = error.args[0] if error.args else None
            if isinstance(refused, ssl.SSLCertVerificationError):
                raise _Trouble(
                    f"its certificate could not be verified: {refused.verify_message}"
                ) from error
            raise _Trouble("no connection could be made") from error
        except httpcore2.NetworkError as error:
            raise _Trouble("the connection broke off") from error
        except PrivateAddress as error:
            raise WrongAnswer(
                f"The name {self.host} belongs to {error}, an address inside a private network, "
                "where no register can be.",
                lasting=True,
            ) from error

    def _body(self, response):
        self._refuse_status(response)
        kind = response.headers.get("Content-Type", "").lower()
        if kind.startswith(NEVER_DATA):
            raise WrongAnswer(f"{self.host} sent '{kind[:60]}' where data were expected.")
        announced = _decimal(response.headers.get("Content-Length", ""))
        try:
            if announced and announced > self._largest:
                raise TooLarge
            unpacker = Unpacker(
                response.headers.get("Content-Encoding", "").strip().lower(), self._largest
            )
            for piece in response.iter_raw():
                unpacker.feed(piece)
            if announced is not None and announced != unpacker.received:
                raise Damaged(
                    f"it has {unpacker.received:,} bytes, not the announced {announced:,}"
                )
            return unpacker.finish()
        except TooLarge as error:
            raise WrongAnswer(
                f"{self.host} sent more than {self._largest:,} bytes in one answer; "
                "it was not read to the end.",
                lasting=True,
            ) from error
        except Damaged as error:
            raise WrongAnswer(f"The answer of {self.host} is damaged: {error}.") from error
        except httpcore2.RemoteProtocolError as error:
            raise WrongAnswer(f"The answer of {self.host} ends before it is complete.") from error

    def _refuse_status(self, response):
        status = response.status_code
        if status == 200:
            return
        try:
            words = f"{status} ({http.HTTPStatus(status).phrase})"
        except ValueError:
            words = str(status)
        if status in TRY_AGAIN or status >= 500:
            raise _Trouble(f"it answered with status {words}", retry_after(response.headers))
        if status in GONE:
            raise NotFound(f"{self.host} has nothing at this address: status {words}.")
        raise WrongAnswer(f"{self.host} refused the request: status {words}.", lasting=True)


def _origin(url):
    return url.scheme, url.host, url.port


def retry_after(headers) -> int:
    """Return the seconds of the header Retry-After, at most a day, 0 if it cannot be read.

    A date is compared with the answer's own Date, so that a wrong clock on either side does not
    matter.
    """
    asked = headers.get("Retry-After", "").strip()
    seconds = _decimal(asked)
    if seconds is None and (then := _moment(asked)):
        now = _moment(headers.get("Date", "")) or datetime.now(UTC)
        seconds = round((then - now).total_seconds())
    return min(max(0, seconds or 0), MAX_RETRY_AFTER_SECONDS)


def _decimal(text):
    """Return the number in a header, None for other text; only 20 digits are read."""
    return int(text[:20]) if text.isascii() and text.isdecimal() else None


def _moment(text):
    try:
        moment = email.utils.parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
