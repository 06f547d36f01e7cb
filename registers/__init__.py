"""Read public registers of clinical trials: bytes in, frozen dataclasses out, without Django.

`read_file` and `read_bytes` give the records of a download; `protocol_of` returns the meaning of a
record in the portal's words; `parse_raw` reads a single record again from the bytes that the
database kept. The clients (`euctr_client`, `ctis_client`, `pubmed`) fetch such bytes with a
`fetching.Fetcher`.
"""

from . import ctis, ctis_protocol, euctr, euctr_protocol
from .files import read_bytes, read_file
from .records import Answer, AtmpClass, NotARegisterFile, Participation, Problem, Protocol

__all__ = [
    "Answer",
    "AtmpClass",
    "NotARegisterFile",
    "Participation",
    "Problem",
    "Protocol",
    "parse_raw",
    "protocol_of",
    "read_bytes",
    "read_file",
]


def protocol_of(record: euctr.EuctrRecord | ctis.CtisRecord) -> Protocol:
    module = euctr_protocol if record.register == "euctr" else ctis_protocol
    return module.protocol(record)


def parse_raw(register: str, raw: bytes) -> euctr.EuctrRecord | ctis.CtisRecord:
    """Return the record of bytes that were parsed before; raise ValueError if they cannot be read
    now."""
    read = euctr.read_full_text if register == "euctr" else ctis.read_records
    record = next(iter(read(raw, "stored record")))
    if isinstance(record, Problem):
        raise ValueError(record.message)
    return record
