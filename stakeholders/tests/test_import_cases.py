"""Files as the programs of the world write them: what comes of each, row by row.

The files are in the folder of shared cases; the tests are left out where it is not there. The kinds
that they stand for have tests of their own, without files, beside this one.
"""

from pathlib import Path

import pytest

from stakeholders.imports import commit, new_batch, read_file, replan
from stakeholders.imports.upload import problem_of_mapping
from stakeholders.models import Contact

CASES = Path(__file__).parents[3] / "shared" / "cases" / "contacts"
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not CASES.exists(), reason="the shared cases are not here"),
]
# File -> rows, of them added, updated, about a row before, waiting, refused; words to explain.
COUNTS = {
    "01-outlook-90-columns.csv": (5, 5, 0, 0, 0, 0, set()),
    "02-linkedin-notes-on-top.csv": (3, 3, 0, 0, 0, 0, set()),
    "03-contacts-three-versions.vcf": (3, 3, 0, 0, 0, 0, set()),
    "04-german-excel-cp1252.csv": (3, 3, 0, 0, 0, 0, set()),
    "05-group-numbers-with-comma.csv": (19, 19, 0, 0, 0, 0, {"1.3", "1-3"}),
    "07-headings-twice.csv": (2, 1, 0, 1, 0, 0, set()),
    "08-merged-two-header-rows-hidden-sheet.xlsx": (6, 5, 0, 0, 0, 1, {"3/4/2025"}),
    "09-two-people-one-address.csv": (2, 2, 0, 0, 0, 0, set()),
    "10-opt-outs-in-a-file.csv": (1, 1, 0, 0, 0, 0, set()),
    "11-second-sheet-hidden-row.xlsx": (2, 1, 0, 0, 1, 0, set()),
}


def imported(name):
    data = (CASES / name).read_bytes()
    batch = new_batch(by=None, by_name="test", data=data, file_name=name)
    assert problem_of_mapping(batch, read_file(data), batch.mapping) == ""
    replan(batch)
    planned = {row.number: row for row in batch.rows.all()}
    counts, questions = dict(batch.counts), batch.questions
    return commit(batch, by=None), planned, counts, questions


def person(name):
    return Contact.objects.get(name=name)


def test_every_case_has_its_counts():
    files = {path.name for path in CASES.iterdir() if path.name != "README.md"}

    assert files == set(COUNTS)


@pytest.mark.parametrize("name", COUNTS)
def test_a_file_comes_in_with_its_counts(name):
    rows, added, updated, same, waiting, refused, words = COUNTS[name]

    done, _, counts, questions = imported(name)

    assert (sum(counts.values()), done.counts["created"]) == (rows, added)
    assert (counts["changed"], counts["same"]) == (updated, same)
    assert counts["asked"] + counts["duplicate"] == waiting
    assert counts["refused"] == done.counts["failed"] == refused
    assert {question["text"] for question in questions} == words


def test_outlook_gives_work_and_not_private_life():
    imported("01-outlook-90-columns.csv")

    anna = person("Anna Lindqvist")
    assert (anna.title, anna.given_name, anna.family_name) == ("Prof. Dr.", "Anna", "Lindqvist")
    assert anna.email == "anna.lindqvist@karo-test.example"
    assert [e.email for e in anna.other_emails.all()] == ["alindq@private-mail.example"]
    assert (anna.country_codes, anna.organisation.city) == (["SE"], "Stockholm")
    assert anna.position == "Head of GMP unit, Cell Therapy"
    assert anna.group_words == ["04", "02"]
    everything = " ".join(str(vars(contact)) for contact in Contact.objects.all())
    for private in ("Lars", "1970", "Female", "700304"):
        assert private not in everything
    assert person("Marek Wójcik").email == "marek.wojcik@umed-test.example"
    assert person("Fondazione Prova Onlus").email == "info@prova-onlus.example"
    assert person("Ex Change").email == ""


def test_linkedin_has_notes_on_top_and_degrees_in_names():
    imported("02-linkedin-notes-on-top.csv")

    laura = person("Laura Rossi, MD, PhD")
    assert (laura.given_name, laura.family_name, laura.suffix) == ("Laura", "Rossi", "MD, PhD")
    assert (laura.email, laura.position) == ("", "Principal Investigator")
    assert person("Björn Åkesson, PhD").given_name == "Björn"
    assert person("Sofie De Smet").family_name == "De Smet"


def test_cards_of_three_versions():
    done, *_ = imported("03-contacts-three-versions.vcf")

    hans = person("Prof. Dr. med. Hans Müller")
    assert (hans.title, hans.given_name, hans.family_name) == ("Prof. Dr. med.", "Hans", "Müller")
    assert (hans.organisation.name, hans.organisation.city) == (
        "Universitätsklinikum Test",
        "Tübingen",
    )
    assert hans.position == "Chefarzt, Abteilung Hämatologie"
    assert hans.notes == "Line one\nline two, with comma"
    assert hans.group_words == ["02", "04"]
    assert person("Jana Škoda").email == "jana.skoda@sukl-test.example"
    assert person("Patient Alliance Test").email == "office@pat-test.example"
    assert "birthdays" in done.note


def test_a_german_list_keeps_accents_days_and_a_no():
    imported("04-german-excel-cp1252.csv")

    jürgen, katrin = person("Jürgen Groß"), person("Katrin Schäfer-Weiß")
    assert (jürgen.salutation, jürgen.title) == ("Herr", "Prof. Dr. Dr. h.c.")
    assert jürgen.notes == "Zeile 1\nZeile 2"
    assert [row.on.isoformat() for row in jürgen.engagements.all()] == ["2025-02-05"]
    assert [row.on.isoformat() for row in katrin.engagements.all()] == ["2024-03-01"]
    assert (jürgen.consent, katrin.consent) == ("not_asked", "declined")
    assert person("Zoë Müller").country_codes == ["AT"]


def test_group_numbers_are_never_run_together():
    imported("05-group-numbers-with-comma.csv")

    both = {"01", "03"}
    meant = dict.fromkeys((0, 2, 4, 5, 6, 7, 12, 14, 15), both) | {
        1: set(),
        3: set(),
        8: {"01", "02", "03"},
        9: {"01", "05"},
        10: {"02", "04"},
        11: {"10", "02"},
        13: {"13"},
        16: {"09", "10"},
        17: {"10", "09"},
        18: {"01", "03", "05"},
    }
    assert {n: set(person(f"G {n}").group_words) for n in range(19)} == meant


def test_headings_that_are_there_twice_add_up():
    imported("07-headings-twice.csv")

    paula = person("Paula Prieto")
    assert paula.phone == "+34 1; +34 2"
    assert paula.group_words == ["02", "09", "07"]
    assert [e.email for e in paula.other_emails.all()] == ["paula.private@home.example"]


def test_two_rows_of_headings_sections_and_a_hidden_sheet():
    done, planned, *_ = imported("08-merged-two-header-rows-hidden-sheet.xlsx")

    assert set(planned) == {5, 6, 8, 9, 11, 12}
    assert planned[12].reason.startswith("Person: Last name: The cell is a formula")
    karl = person("Karl Huber")
    assert (karl.organisation.name, karl.country_codes) == ("BASG Test", ["AT"])
    assert [row.on.isoformat() for row in karl.engagements.all()] == ["2023-03-15"]
    assert {c.email for c in Contact.objects.filter(family_name="Conti")} == {
        "shared@prova-onlus.example"
    }
    assert "Hidden sheets, not read: internal remarks." in done.note
    assert "Not read: old list 2023." in done.note
    assert "Invisible characters were removed from 1 cell, first in row 11" in done.note


def test_two_people_at_one_address_stay_two():
    imported("09-two-people-one-address.csv")

    assert Contact.objects.filter(email="shared@prova-two.example").count() == 2


def test_a_no_in_a_file_is_taken():
    imported("10-opt-outs-in-a-file.csv")

    olaf = person("Olaf Brandt")
    assert (olaf.mailing_opt_out, olaf.do_not_contact, olaf.consent) == (True, True, "declined")
    assert {answer.channel for answer in olaf.privacy_answers.all()} == {"file"}


def test_another_sheet_is_named_and_a_hidden_row_waits():
    done, planned, *_ = imported("11-second-sheet-hidden-row.xlsx")

    assert planned[3].reason == "The row is hidden in the workbook."
    assert done.note.splitlines() == [
        "Read: sheet A. Not read: B.",
        "Hidden sheets, not read: H.",
        "Hidden in the workbook: row 3.",
    ]
    data = (CASES / "11-second-sheet-hidden-row.xlsx").read_bytes()
    assert read_file(data, "B").rows[0][1][0] == "Sheet Two"
