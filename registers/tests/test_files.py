import gzip
import io
import zipfile

import pytest

from registers import NotARegisterFile, Problem, read_bytes

from .texts import ctis_file, ctis_record, euctr_file, euctr_text

EUCTR = euctr_file(euctr_text())
CTIS = ctis_file(ctis_record())


def zipped(**members):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def registers(data, register=""):
    return [
        "problem" if isinstance(item, Problem) else item.register
        for item in read_bytes(data, "file", register)
    ]


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (EUCTR, ["euctr"]),
        (CTIS, ["ctis"]),
        (gzip.compress(EUCTR), ["euctr"]),
        (zipped(a=EUCTR, b=CTIS, c=b"notes"), ["euctr", "ctis", "problem"]),
        (zipped(a=zipped(b=EUCTR)), ["problem"]),
    ],
)
def test_the_kind_is_told_by_content(data, found):
    assert registers(data) == found


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (gzip.compress(EUCTR)[:-20], "damaged or cut off"),
        (b"\x1f\x8bgarbage", "damaged or cut off"),
        (zipped(a=EUCTR)[:-30], "damaged or cut off"),
        (zipped(), "not|empty|no EudraCT"),
        (b"EudraCT Number:   2008-006649-18\nLink:  x", "summary download of 1 trial"),
    ],
)
def test_damaged_and_other_files_are_refused_with_a_reason(data, message):
    with pytest.raises(NotARegisterFile, match=message):
        registers(data)


def test_a_file_of_the_other_register_is_refused():
    with pytest.raises(NotARegisterFile, match="a file of CTIS, not of EUCTR"):
        registers(CTIS, "euctr")


def test_an_archive_that_unpacks_without_end_is_refused(monkeypatch):
    monkeypatch.setattr("registers.files.MAX_UNPACKED_BYTES", 1_000_000)

    with pytest.raises(NotARegisterFile, match="unpacks to more"):
        registers(gzip.compress(b"\0" * 2_000_000))
    with pytest.raises(NotARegisterFile, match="unpacks to more"):
        registers(zipped(a=b"\0" * 2_000_000))
