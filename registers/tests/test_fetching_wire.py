"""Bodies, certificates and addresses: what the fetcher does with answers byte for byte."""

import gzip
import socket
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registers.fetching import Fetcher, Unavailable, WrongAnswer
from registers.unpacking import Damaged, TooLarge, Unpacker

from .wire import canned, fetch, http, make_certificates

TEXT = "Ünïcode answer\r\n".encode() * 200


# Bodies


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("", TEXT),
        ("identity", TEXT),
        ("gzip", gzip.compress(TEXT, mtime=0)),
        ("GZIP", gzip.compress(TEXT, mtime=0)),
        ("gzip", gzip.compress(TEXT[:99]) + gzip.compress(TEXT[99:])),
        ("deflate", zlib.compress(TEXT)),
        ("deflate", zlib.compress(TEXT)[2:-4]),
        ("gzip", b""),
    ],
)
def test_packed_bodies(encoding, body):
    assert fetch(http(body, Content_Encoding=encoding)) == (TEXT if body else b"")


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (http(TEXT, Content_Encoding="br"), "packed as 'br', which was not asked for"),
        (http(gzip.compress(TEXT) + b"rest", Content_Encoding="gzip"), "cannot be unpacked"),
        (http(gzip.compress(TEXT)[:-8], Content_Encoding="gzip"), "is incomplete"),
        (http(zlib.compress(TEXT)[:-9], Content_Encoding="deflate"), "is incomplete"),
        (http(TEXT, Content_Length=str(len(TEXT) + 1)), "ends before it is complete"),
        (
            http(b"4\r\ndata\r\n0\r\n\r\n", Transfer_Encoding="chunked", Content_Length="9"),
            "it has 4 bytes, not the announced 9",
        ),
        (
            http(b"4\r\ndata\r\n", Transfer_Encoding="chunked", Content_Length=""),
            "ends before it is complete",
        ),
    ],
)
def test_damaged_bodies(answer, words):
    with pytest.raises(WrongAnswer, match=words):
        fetch(answer)


@pytest.mark.parametrize("answer", [b"", b"garbage\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-"])
def test_an_answer_that_is_no_http_is_a_failed_try(answer):
    with pytest.raises(Unavailable, match="broke off before answering, or did not answer in HTTP"):
        fetch(answer)


@given(
    text=st.binary(min_size=1, max_size=3000),
    way=st.sampled_from(["gzip", "deflate", "raw"]),
    sizes=st.lists(st.integers(1, 700), min_size=1),
    kept=st.floats(0, 1, exclude_max=True),
)
def test_whatever_the_pieces_a_body_is_whole_or_refused(text, way, sizes, kept):
    packed = gzip.compress(text) if way == "gzip" else zlib.compress(text)
    packed = packed[2:-4] if way == "raw" else packed
    encoding = "gzip" if way == "gzip" else "deflate"

    assert unpack(packed, encoding, sizes) == text
    if part := packed[: int(len(packed) * kept)]:
        with pytest.raises(Damaged):
            unpack(part, encoding, sizes)
    with pytest.raises(TooLarge):
        unpack(packed, encoding, sizes, largest=len(text) - 1)


def unpack(packed, encoding, sizes, largest=10_000):
    unpacker, place = Unpacker(encoding, largest), 0
    while place < len(packed):
        size = sizes[place % len(sizes)]
        unpacker.feed(packed[place : place + size])
        place += size
    return unpacker.finish()


# Where it may connect


@pytest.mark.parametrize(
    "base",
    ["http://www.clinicaltrialsregister.eu", "ftp://127.0.0.1", "127.0.0.1", "http://10.0.0.1"],
)
def test_registers_are_asked_over_https_except_on_this_machine(base):
    with pytest.raises(ValueError, match="must begin with https://"):
        Fetcher(base)


def test_a_public_name_that_leads_into_a_private_network_is_refused(monkeypatch):
    with canned(http(b"secrets")) as (url, requests):
        port = int(url.rpartition(":")[2])
        found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: found)
        with (
            Fetcher(f"https://register.example:{port}") as fetcher,
            pytest.raises(WrongAnswer, match="an address inside a private network"),
        ):
            fetcher.get("page")
        assert requests == []


def test_nothing_listens():
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
        with (
            Fetcher(f"http://127.0.0.1:{port}", pause=lambda seconds: None) as fetcher,
            pytest.raises(Unavailable, match="no connection could be made"),
        ):
            fetcher.get("page")


# TLS: the register has sent its certificate without the intermediate more than once


@pytest.fixture(scope="module")
def certificates(tmp_path_factory):
    return make_certificates(tmp_path_factory.mktemp("certificates"))


def secret(certificates, ca_bundle):
    with (
        canned(http(b"data"), certificates=certificates["server"]) as (url, _),
        Fetcher(url, ca_bundle=ca_bundle, timeout=5, pause=lambda seconds: None) as fetcher,
    ):
        return fetcher.get("page")


def test_a_bundle_completes_an_incomplete_chain(certificates):
    assert secret(certificates, certificates["bundle"]) == b"data"


@pytest.mark.parametrize("bundle", ["", "root"])
def test_a_certificate_that_cannot_be_verified_is_refused(certificates, bundle):
    with pytest.raises(Unavailable, match="certificate could not be verified: unable to get local"):
        secret(certificates, certificates.get(bundle, ""))
