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


def line_ends(ends):
    return euctr_file(euctr_text(), euctr_text(country="ES")).replace(b"\n", ends)


@pytest.mark.parametrize("ends", [b"\n", b"\r\n", b"\r", b"\r\r\n"])
def test_a_text_is_read_with_the_line_ends_of_every_system(ends):
    records = list(read_bytes(line_ends(ends), "file"))
    plain = list(read_bytes(line_ends(b"\n"), "file"))

    assert [record.comparable for record in records] == [record.comparable for record in plain]
    assert [record.entries for record in records] == [record.entries for record in plain]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"])
@pytest.mark.parametrize("data", [EUCTR, CTIS])
def test_the_encoding_needs_no_mark_in_front(data, encoding):
    (record,) = read_bytes(data.decode().encode(encoding), "file")
    (plain,) = read_bytes(data, "file")

    assert record.comparable == plain.comparable


MARK = b"\xef\xbb\xbf"
OTHER = euctr_text(country="ES").encode()


@pytest.mark.parametrize(
    "data",
    [
        EUCTR + MARK + OTHER,
        EUCTR + b"\n" + MARK + euctr_file(OTHER.decode()),
        EUCTR + b"\f" + OTHER,
        CTIS + MARK + ctis_file(ctis_record("2024-512346-11-00")),
        CTIS + b"\n" + MARK + b" " + ctis_file(ctis_record("2024-512346-11-00")),
    ],
)
def test_the_mark_between_two_joined_files_hides_no_record(data):
    first, second = read_bytes(data, "file")

    assert second.comparable[:7] in (b"Summary", b'{"autho')
    assert first.notes == second.notes == ()


@pytest.mark.parametrize(("printed", "country"), [("de", "DE"), ("3RD", "3rd")])
def test_the_country_of_a_link_is_one_in_any_case(printed, country):
    text = euctr_text(country=country).replace(f"/{country}/", f"/{printed}/")
    (record,) = read_bytes(euctr_file(text), "file")

    assert record.country == country


def test_a_file_of_the_other_register_is_refused():
    with pytest.raises(NotARegisterFile, match="a file of CTIS, not of EUCTR"):
        registers(CTIS, "euctr")


def test_an_archive_that_unpacks_without_end_is_refused(monkeypatch):
    monkeypatch.setattr("registers.files.MAX_UNPACKED_BYTES", 1_000_000)

    with pytest.raises(NotARegisterFile, match="unpacks to more"):
        registers(gzip.compress(b"\0" * 2_000_000))
    with pytest.raises(NotARegisterFile, match="unpacks to more"):
        registers(zipped(a=b"\0" * 2_000_000))
