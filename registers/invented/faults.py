"""Faults of a register, to be ordered one by one with `RegisterServer.misbehave`."""

import gzip
import zlib
from dataclasses import dataclass, field, replace
from enum import StrEnum

from .pages import ERROR_PAGE, NOT_FOUND_PAGE


class Fault(StrEnum):
    # of the connection
    TIMEOUT = "timeout"  # accepts the request and does not answer
    RESET = "reset"
    DRIP_SECONDS = "drip"  # one byte of the body at a time, slowly
    DRIP_HEADERS = "drip-headers"
    ENDLESS = "endless"
    TRUNCATED = "truncated"  # closes after half of the announced body
    # of the answer
    GZIP_GARBAGE = "gzip-garbage"
    GZIP_CUT = "gzip-cut"
    GZIP_BOMB = "gzip-bomb"
    WRONG_TYPE = "wrong-type"
    HTML = "html"
    NOT_FOUND = "not-found"  # the home page, with status 200
    FORBIDDEN = "403"
    TOO_MANY = "429"
    TOO_MANY_WAIT = "429-retry-after"
    ERROR = "500"
    UNAVAILABLE = "503"
    REDIRECT_LOOP = "redirect-loop"
    REDIRECT_AWAY = "redirect-away"
    ENCODING = "encoding"
    STRUCTURE = "changed-structure"
    EMPTY = "empty"
    # of its search results
    DUPLICATES = "duplicates"
    WRONG_COUNT = "wrong-count"
    REPEATED_PAGE = "repeated-page"
    CTIS_CUT = "ctis-cut"  # announces 10,000 trials, as CTIS does for any larger number
    IGNORED_FILTER = "ignored-filter"
    NOTHING_FOUND = "nothing-found"


@dataclass(frozen=True)
class RegisterAnswer:
    body: bytes
    kind: str = "text/plain;charset=UTF-8"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


BOMB_SIZE = 64 * 1024 * 1024
STATUS = {
    Fault.FORBIDDEN: 403,
    Fault.TOO_MANY: 429,
    Fault.TOO_MANY_WAIT: 429,
    Fault.ERROR: 500,
    Fault.UNAVAILABLE: 503,
}
RENAMED = (
    (b'"data"', b'"results"'),
    (b'"authorizedApplication"', b'"application"'),
    (b'"esearchresult"', b'"searchresult"'),
    (b"PubmedArticleSet", b"ArticleSet"),
    (b"<rss ", b"<feed "),
    (b"</rss>", b"</feed>"),
    (b"EudraCT Number:", b"EudraCT No.:"),
    (b"with a EudraCT protocol", b"found"),
)


def spoil(
    answer: RegisterAnswer, fault: str, *, path: str, elsewhere: str, retry_after: str
) -> RegisterAnswer:
    """Return the answer changed by the fault; faults of the connection and of searches are
    elsewhere."""
    html = "text/html;charset=UTF-8"
    packed = {"Content-Encoding": "gzip"}
    match fault:
        case Fault.GZIP_GARBAGE:
            return replace(answer, body=b"\x1f\x8b\x08" + b"no gzip" * 99, headers=packed)
        case Fault.GZIP_CUT:
            whole = gzip.compress(answer.body, mtime=0)
            return replace(answer, body=whole[: len(whole) * 2 // 3], headers=packed)
        case Fault.GZIP_BOMB:
            return replace(answer, body=_bomb(), headers=packed)
        case Fault.WRONG_TYPE:
            return RegisterAnswer(b"\x89PNG\r\n\x1a\n" + bytes(99), "image/png")
        case Fault.HTML:
            return RegisterAnswer(ERROR_PAGE.encode(), html)
        case Fault.NOT_FOUND:
            return RegisterAnswer(NOT_FOUND_PAGE.encode(), html)
        case Fault.TOO_MANY_WAIT:
            return RegisterAnswer(ERROR_PAGE.encode(), html, 429, {"Retry-After": retry_after})
        case Fault.FORBIDDEN | Fault.TOO_MANY | Fault.ERROR | Fault.UNAVAILABLE:
            return RegisterAnswer(ERROR_PAGE.encode(), html, STATUS[Fault(fault)])
        case Fault.REDIRECT_LOOP:
            return RegisterAnswer(b"", html, 302, {"Location": path})
        case Fault.REDIRECT_AWAY:
            return RegisterAnswer(b"", html, 302, {"Location": elsewhere})
        case Fault.ENCODING:
            middle = len(answer.body) // 2
            broken = answer.body[:middle] + b"\xff\xfe\x80" + answer.body[middle:]
            return replace(answer, body=broken)
        case Fault.STRUCTURE:
            body = answer.body
            for old, new in RENAMED:
                body = body.replace(old, new)
            return replace(answer, body=body)
        case Fault.EMPTY:
            return replace(answer, body=b"")
    return answer


def _bomb():
    packer = zlib.compressobj(9, wbits=31)
    piece = bytes(1024 * 1024)
    parts = [packer.compress(piece) for _ in range(BOMB_SIZE // len(piece))]
    return b"".join([*parts, packer.flush()])
