"""Files as scripts and people make them: what is none of the register's is left out and named."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registers import NotARegisterFile, parse_raw, protocol_of, read_bytes
from registers.ctis import CtisRecord
from registers.encoding import decoded_once_more, encoded_twice
from registers.euctr import EuctrRecord
from registers.records import Note, Problem

from .texts import ctis_file, ctis_record, euctr_file, euctr_text

FIRST, SECOND = euctr_text(country="DE"), euctr_text(country="ES")
MARKS = [
    "=" * 80 + "\nPAGE 2\n" + "=" * 80,
    "--- Page 2 of 10 ---",
    "# page: 3/10",
    "[Seite 2]",
    "________",
    "\f",
    "***",
    "- 2 -",
    "2/10",
]


def read(data):
    return list(read_bytes(data, "file"))


def last_value(record):
    return record.value("P.", "End of Trial Status")


@pytest.mark.parametrize("mark", MARKS)
def test_marks_between_pages_are_no_value(mark):
    first, second = read(euctr_file(FIRST, f"\n{mark}\n\n", SECOND))

    assert (last_value(first), last_value(second)) == ("Ongoing", "Ongoing")


def test_marks_between_pages_are_noted_also_when_the_record_is_read_again():
    first, second = read(euctr_file(FIRST, f"\n{MARKS[0]}\n\n", SECOND))

    assert [note.kind for note in first.notes] == ["text after the record"]
    assert "PAGE 2" in first.notes[0].word
    assert second.notes == ()
    assert parse_raw("euctr", first.raw).notes == first.notes


def test_marks_between_pages_make_no_other_record():
    plain, _ = read(euctr_file(FIRST, SECOND))
    marked, _ = read(euctr_file(FIRST, f"\n{MARKS[0]}\n\n", SECOND))

    assert marked.comparable == plain.comparable


def test_marks_in_front_of_the_first_record_are_no_problem():
    items = read(f"=====\nPAGE 1\n=====\n{FIRST}".encode())

    assert [type(item) for item in items] == [EuctrRecord]


@pytest.mark.parametrize(
    "text",
    [
        "Request failed.",
        "Error 503: Service Unavailable",
        "<html><body>Service unavailable</body></html>",
        "Downloaded on Monday",
    ],
)
def test_other_text_behind_a_record_is_a_problem_with_its_line(text):
    data = euctr_file(FIRST, f"\n{text}\n\n", SECOND)

    first, problem, second = read(data)

    assert (last_value(first), last_value(second)) == ("Ongoing", "Ongoing")
    assert isinstance(problem, Problem)
    assert text in problem.message
    assert problem.line == data[: data.index(text.encode())].count(b"\n") + 1


def test_other_text_at_the_end_of_a_file_is_a_problem():
    record, problem = read(euctr_file(FIRST, "\nRequest failed.\n"))

    assert last_value(record) == "Ongoing"
    assert "Request failed." in problem.message


def test_a_file_of_a_failed_request_says_so():
    with pytest.raises(NotARegisterFile, match="Request failed"):
        read(b"Request failed.\n")


def test_text_behind_a_record_of_a_third_country_is_none_of_its_values():
    record, _ = read(euctr_file(euctr_text(country="3rd"), "\nRequest failed.\n"))

    assert record.value("H.4.1") == "Japan"


# JSON


def test_marks_between_json_records_are_passed_over():
    one, two = ctis_record(), ctis_record("2024-512346-22-00")
    text = f"{json.dumps(one)}\n===== PAGE 2 =====\n{json.dumps(two)}"

    items = read(text.encode())

    assert [type(item) for item in items] == [CtisRecord, CtisRecord]


def test_a_failed_request_between_json_records_is_a_problem_and_hides_none():
    one, two = ctis_record(), ctis_record("2024-512346-22-00")
    text = f"{json.dumps(one)}\nRequest failed.\n{json.dumps(two)}"

    first, problem, second = read(text.encode())

    assert (first.number, second.number) == ("2024-512345-11-00", "2024-512346-22-00")
    assert "Request failed." in problem.message
    assert problem.line == 2


def test_json_behind_a_mark_is_still_of_ctis():
    items = read(f"===== PAGE 1 =====\n{json.dumps(ctis_record())}".encode())

    assert [type(item) for item in items] == [CtisRecord]


# Encoded twice

MEANT = "Ensayo multicéntrico – “células” Ελλάδα ąę"


def twice(text, code_page):
    """The text as a script writes it that read it in a code page."""
    letters = (
        bytes([byte]).decode(code_page, errors="ignore") or chr(byte) for byte in text.encode()
    )
    return "".join(letters)


@pytest.mark.parametrize("code_page", ["cp1252", "latin-1"])
@pytest.mark.parametrize("times", [1, 2])
def test_text_encoded_twice_is_read_as_it_was_meant_and_noted(code_page, times):
    title = MEANT
    for _ in range(times):
        title = twice(title, code_page)

    (record,) = read(euctr_file(euctr_text(title=title)))

    assert protocol_of(record).title == MEANT
    assert [note.kind for note in protocol_of(record).notes] == ["text encoded twice"]


def test_a_record_encoded_twice_is_no_other_record():
    (good,) = read(euctr_file(euctr_text(title=MEANT)))
    (bad,) = read(euctr_file(euctr_text(title=twice(MEANT, "cp1252"))))

    assert bad.comparable == good.comparable
    assert bad.raw != good.raw


def test_one_right_letter_keeps_the_others_and_the_doubt_is_noted():
    (record,) = read(euctr_file(euctr_text(title="multicÃ©ntrico", inclusion="células")))

    assert protocol_of(record).title == "multicÃ©ntrico"
    assert Note("text encoded twice", "multicÃ©ntrico") in protocol_of(record).notes


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_file_is_read_in_the_encodings_that_a_shell_writes(encoding):
    mark = "" if encoding in ("utf-8-sig", "utf-16") else "\ufeff"
    text = euctr_file(euctr_text(title=MEANT)).decode()
    json_text = json.dumps(ctis_record(title=MEANT), ensure_ascii=False)

    for content in (text, json_text):
        (found,) = read((mark + content).encode(encoding))
        assert protocol_of(found).title == MEANT
        assert protocol_of(found).notes == ()


def test_the_mark_in_front_of_a_file_may_be_encoded_twice_as_well():
    data = euctr_file(euctr_text(title="plain"))

    (found,) = read("\u00ef\u00bb\u00bf".encode() + data)

    assert found.notes == ()


@pytest.mark.parametrize("escaped", [True, False])
def test_a_ctis_record_encoded_twice_is_read_as_it_was_meant_and_noted(escaped):
    record = ctis_record(title=twice(MEANT, "latin-1"))

    (found,) = read(json.dumps(record, ensure_ascii=escaped).encode())

    assert protocol_of(found).title == MEANT
    assert [note.kind for note in protocol_of(found).notes] == ["text encoded twice"]


@pytest.mark.parametrize(
    "text", ["", "plain", "SÃO PAULO", "Âge", "Köln – Å", "β-cells", "naïve T cells", "°C ± 2"]
)
def test_text_in_order_is_left_alone(text):
    assert decoded_once_more(text) == ""
    assert encoded_twice(text) == ""


@given(st.text())
def test_a_text_that_was_encoded_twice_is_found_as_it_was(text):
    found = decoded_once_more(twice(text, "latin-1"))

    assert found in ("", text) or decoded_once_more(text)


@pytest.mark.parametrize("code_page", ["cp1250", "cp1257", "mac_roman", "cp850", "cp437"])
def test_text_read_by_another_code_page_is_noted(code_page):
    title = "Ensayo multicéntrico".encode().decode(code_page)

    (record,) = read(euctr_file(euctr_text(title=title)))

    assert protocol_of(record).title == title
    assert [note.kind for note in protocol_of(record).notes] == ["text encoded twice"]


@pytest.mark.parametrize(
    ("text", "code_page"),
    [
        ("Клинично изпитване на клетки", "cp1251"),
        ("Клинично изпитване на клетки", "koi8_r"),
        ("Μελέτη κυττάρων", "cp1253"),
    ],
)
def test_greek_and_cyrillic_read_by_their_old_code_pages_are_noted(text, code_page):
    title = twice(text, code_page)

    (record,) = read(euctr_file(euctr_text(title=title)))

    assert [note.kind for note in protocol_of(record).notes] == ["text encoded twice"]


@pytest.mark.parametrize("code_page", ["cp1251", "cp1253", "koi8_r"])
@pytest.mark.parametrize(
    "title",
    ["Ensayo multicéntrico", "Für Übungen", "Próba łączna", "Naïve T cells", "The patient’s cells"],
)
def test_latin_words_read_by_a_greek_or_cyrillic_code_page_are_noted(title, code_page):
    title = title.encode().decode(code_page, "replace")

    (record,) = read(euctr_file(euctr_text(title=title)))

    assert "text encoded twice" in [note.kind for note in protocol_of(record).notes]


def test_a_text_that_may_be_of_latin_9_is_not_guessed():
    title = "Zürich, für Köln, Straße".encode().decode("iso8859-15")

    (record,) = read(euctr_file(euctr_text(title=title)))

    assert protocol_of(record).title == title
    assert [note.kind for note in protocol_of(record).notes] == ["text encoded twice"]


def test_a_lost_character_is_noted_in_both_registers():
    title = "Ensayo multic\ufffdntrico"
    (euctr,) = read(euctr_file(euctr_text(title=title)))
    (ctis,) = read(ctis_file(ctis_record(title=title)))

    for record in (euctr, ctis):
        assert next(str(note) for note in protocol_of(record).notes).startswith("character lost: ")


@pytest.mark.parametrize(
    "title",
    [
        "Žluťoučký kůň – „úpěl“ ďábelské ódy",
        "Zażółć „gęślą jaźń”",
        "CAFÉ” STRAẞE» ÅNGSTRÖM’S",
        "Ελληνική δοκιμή β-θαλασσαιμίας",
        "√2 ≈ 1,4 ≥ 10 µg ¬ P",
        "Cohort A ─ B, ½ dose",
        "Изпитване",
        "ДОСЛІДЖЕННЯ РІВНЯ КЛІТИН – РІВІ, «Рівень №1», Її",
        "ИСПЫТАНИЕ: П–Р–О, НОС°, РОССИЯ",
        "ΚΛΙΝΙΚΗ ΜΕΛΕΤΗ: Ξ–Ο–Π, «ΞΟ», Ό,τι, Ξ·Ο·Π",
        "ИСПИТИВАЊЕ ЋЕЛИЈА, Ђорђе Љубишић",
        "Её клетки CAR-T при гепатите В®, МАБТЕРА® и Вi",
        "ΔF508, IFN-Γ» και TNF-Α®, Γδ-T cells, Δ9-THC, ΕΊΝΑΙ",
    ],
)
def test_a_text_of_its_own_language_is_not_noted(title):
    (record,) = read(euctr_file(euctr_text(title=title)))

    assert protocol_of(record).notes == ()
