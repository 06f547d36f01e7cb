"""Read register files from disk: text or JSON, alone or in a zip or gzip.

`read_file` detects the kind of a file and yields its records one by one, so that memory is limited
by the largest single file and not by their number.
"""

import codecs
import gzip
import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from . import ctis, euctr, euctr_summary
from .records import NotARegisterFile, Problem

MAX_UNPACKED_BYTES = (
    2 * 1024**3
)  # bytes of one file once unpacked; a full CTIS download is about 1 GB
MAX_ARCHIVE_MEMBERS = 20_000
BOM_ENCODED_TWICE = codecs.BOM_UTF8.decode("cp1252").encode()
ZIP, GZIP = b"PK\x03\x04", b"\x1f\x8b"
CHUNK_BYTES = 1024**2
HEAD_BYTES = 40  # bytes of a text without letters beyond ASCII

Item = euctr.EuctrRecord | ctis.CtisRecord | Problem


def read_file(path: Path, register: str = "") -> Iterator[Item]:
    """Return records and problems of a file; raise `NotARegisterFile` or `OSError`.

    With `register` (euctr or ctis), files of the other register are refused.
    """
    size = path.stat().st_size
    if size > MAX_UNPACKED_BYTES:
        raise NotARegisterFile(
            f"it has {size:,} bytes, more than the {MAX_UNPACKED_BYTES:,} that are read"
        )
    return read_bytes(path.read_bytes(), path.name, register)


def read_bytes(data: bytes, name: str, register: str = "") -> Iterator[Item]:
    """Yield records and problems of bytes, whose kind is detected by content, never by file
    name."""
    if data.startswith(ZIP):
        yield from _read_zip(data, name, register)
    elif data.startswith(GZIP):
        yield from read_bytes(_gunzip(data), name, register)
    else:
        yield from _read_plain(data, name, register)


def _read_plain(data, name, register):
    data = _as_utf_8(data)
    head = data[:200].removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    is_json = head in (b"{", b"[") or (
        b'"ctNumber"' in data and not euctr.RECORD_START.search(data)
    )
    kind = "ctis" if is_json else "euctr"
    if register and head and kind != register:
        raise NotARegisterFile(f"it is a file of {kind.upper()}, not of {register.upper()}")
    if kind == "euctr" and euctr_summary.is_summary(data):
        count = sum(1 for _ in euctr_summary.read_summaries(data, name))
        raise NotARegisterFile(
            f"it is a summary download of {count} trials, which has no protocols. Download "
            "'Full Trial details' instead"
        )
    read = ctis.read_records if kind == "ctis" else euctr.read_full_text
    for item in read(data, name):
        yield replace(item, register=kind) if isinstance(item, Problem) else item


def _as_utf_8(data):
    """Return text that a shell stored as UTF-16 as UTF-8, and any text without the mark in front
    that says so and with plain line ends; bytes that are neither are returned as they are."""
    if encoding := _utf_16(data):
        try:
            data = data.decode(encoding).encode()
        except UnicodeError:
            return data
    data = data.removeprefix(codecs.BOM_UTF8).removeprefix(BOM_ENCODED_TWICE)
    if b"\r" in data and b"\n" not in data:  # as old Macintosh programs write
        return data.replace(b"\r", b"\n")
    return data.replace(b"\r\r\n", b"\r\n")  # text that was written as text twice


def _utf_16(data):
    """Return the name of the encoding; without a mark in front, the zeros beside ASCII tell it."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    head = data[:HEAD_BYTES]
    for encoding, zeros, letters in (("utf-16-le", 1, 0), ("utf-16-be", 0, 1)):
        if head and not any(head[zeros::2]) and all(head[letters::2]):
            return encoding
    return ""


def _gunzip(data):
    """Return the unpacked bytes; raise `NotARegisterFile` if the archive is cut off or too
    large."""
    unpacked = io.BytesIO()
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as archive:
            while chunk := archive.read(CHUNK_BYTES):
                unpacked.write(chunk)
                if unpacked.tell() > MAX_UNPACKED_BYTES:
                    raise NotARegisterFile("the gzip archive unpacks to more than 2 GB")
    except (OSError, EOFError, zlib.error) as error:
        raise NotARegisterFile("the gzip archive is damaged or cut off") from error
    return unpacked.getvalue()


def _read_zip(data, name, register):
    """Yield records and problems of every member; a member that is not a register file is a
    problem."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise NotARegisterFile("the zip archive is damaged or cut off") from error
    members = [member for member in archive.infolist() if not member.is_dir()]
    if (
        len(members) > MAX_ARCHIVE_MEMBERS
        or sum(member.file_size for member in members) > MAX_UNPACKED_BYTES
    ):
        raise NotARegisterFile(
            f"the zip archive contains more than {MAX_ARCHIVE_MEMBERS:,} files "
            "or unpacks to more than 2 GB"
        )
    if not members:
        raise NotARegisterFile("the zip archive is empty")
    for member in members:
        inside = f"{name}/{member.filename}"
        try:
            with archive.open(member) as stream:
                content = stream.read(member.file_size + 1)
            if content.startswith((ZIP, GZIP)):
                raise NotARegisterFile("it is an archive inside an archive")
            yield from _read_plain(content, inside, register)
        except NotARegisterFile as error:
            yield Problem(inside, "", 0, f"not a register file: {error}")
        except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, zlib.error):
            yield Problem(inside, "", 0, "this part of the archive is damaged or has a password")
