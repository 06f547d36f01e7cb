"""Cells in the words of other people: read, asked once for all rows, remembered, never guessed."""

from datetime import date

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from core.countries import EUROPE
from core.spoken_names import country_codes_by_spoken_name, months_by_spoken_name
from core.text import name_key
from stakeholders.imports import commit, new_batch, replan
from stakeholders.imports.cleaning import cleaned
from stakeholders.imports.dates import is_empty_date, order_of, readings
from stakeholders.imports.groups import GroupWords
from stakeholders.imports.values import Cells
from stakeholders.models import Contact, ImportValue, TargetGroup

from .files import csv_file, person
from .importing import batch_of, upload

EU_LANGUAGES = "bg cs da de el en es et fi fr ga hr hu it lt lv mt nl pl pt ro sk sl sv".split()


@pytest.mark.parametrize("language", EU_LANGUAGES)
def test_countries_are_known_in_every_language_of_the_union(language):
    names = Locale(language).territories
    known = country_codes_by_spoken_name()

    assert {code: known.get(name_key(names[code])) for code in EUROPE} == {c: c for c in EUROPE}


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Česká republika", "CZ"),
        ("Ghearmáin", "DE"),
        ("Holland", "NL"),
        ("GROSSBRITANNIEN", "GB"),
        ("Türkei", "TR"),
        ("U.S.A.", "US"),
        ("Éire", "IE"),
    ],
)
def test_countries_are_known_by_the_names_that_people_use(name, code):
    assert country_codes_by_spoken_name()[name_key(name)] == code


def test_a_month_that_means_two_things_means_nothing():
    """October in Croatian, November in Polish and Czech."""
    assert "listopad" not in months_by_spoken_name()


# Dates


@pytest.mark.parametrize(
    "text",
    [
        "2025-03-04",
        "2025-03-04 00:00:00",
        "2025-03-04T10:00:00Z",
        "2025/3/4",
        "20250304",
        "4.3.2025",
        "04.03.25",
        "4 March 2025",
        "March 4, 2025",
        "04-Mar-25",
        "4. März 2025",
        "4 mars 2025",
        "4 marzo 2025",
        "4 de marzo de 2025",
        "Dienstag, 4. März 2025",
        "45720",
    ],
)
def test_a_day_in_any_form_that_is_one_day(text):
    assert set(readings(text, this_year=2026).values()) == {date(2025, 3, 4)}


def test_a_month_is_its_first_day():
    for text in ("Mai 2024", "2024-05", "05/2024", "May 2024", "mai 2024"):
        assert set(readings(text, this_year=2026).values()) == {date(2024, 5, 1)}


@pytest.mark.parametrize("text", ["soon", "2025", "31.02.2025", "99", "1/2", "0x12", "12345678"])
def test_what_is_no_day(text):
    assert readings(text, this_year=2026) == {}


def test_programs_write_that_there_is_no_date():
    assert all(map(is_empty_date, ("0/0/00", "00.00.0000", "0000-00-00")))
    assert not is_empty_date("1/0/00")


@given(st.dates(date(1950, 1, 1), date(2025, 12, 31)))
def test_every_day_is_found_in_its_own_writing_and_never_only_another(day):
    for text in (f"{day:%d/%m/%Y}", f"{day:%m/%d/%Y}", f"{day:%d.%m.%Y}", day.isoformat()):
        assert day in readings(text, this_year=2026).values()
    assert order_of([f"{day:%d/%m/%Y}"], this_year=2026) in ("", "dmy")


def test_a_column_decides_by_a_date_that_has_one_reading():
    assert order_of(["3/4/2025", "13/4/2025"], this_year=2026) == "dmy"
    assert order_of(["3/4/2025", "4/13/2025"], this_year=2026) == "mdy"
    assert order_of(["3/4/2025", "13/4/2025", "4/13/2025"], this_year=2026) == ""
    assert order_of(["3/4/2025", "13.4.2025"], this_year=2026) == ""


@pytest.mark.django_db
def test_dates_that_may_be_two_days_are_asked_once_for_the_column(coordinator):
    header = ["Name", "E-mail", "Last contact"]
    data = csv_file(
        ["Ana", "a@x.example", "3/4/2025"], ["Bo", "b@x.example", "5/6/2025"], header=header
    )

    address = upload(coordinator, data).url
    assert address.endswith("/values/")
    assert "day, month, year" in coordinator.get(address).content.decode()
    preview = coordinator.post(address, {"answer-0": "dmy"}, follow=True)

    assert "2025-04-03" in preview.content.decode()
    again = csv_file(["Cy", "c@x.example", "7/8/2025"], header=header)
    assert not upload(coordinator, again).url.endswith("/values/")


# Groups


@pytest.mark.django_db
@given(
    st.lists(st.integers(1, 15), min_size=1, max_size=4, unique=True),
    st.sampled_from([",", ", ", ";", " ; ", "/", "|", "\n", " ", " & ", "+"]),
    st.booleans(),
)
def test_numbers_are_the_groups_that_were_written(numbers, between, two_digits):
    text = between.join(f"{number:02}" if two_digits else str(number) for number in numbers)

    assert GroupWords().words_of(text) == [f"{number:02}" for number in numbers]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "candidates"),
    [
        ("1.3", [["01", "03"], None]),
        ("1-3", [["01", "03"], ["01", "02", "03"]]),
        ("1.1", [["01"], ["01", "10"]]),
        ("1.10", [["01", "10"]]),
    ],
)
def test_doubtful_numbers_are_asked(text, candidates):
    groups = GroupWords()

    assert groups.words_of(text) is None
    assert groups.candidates(text) == [words for words in candidates if words]


@pytest.mark.django_db
def test_numbers_that_are_no_group_are_no_group():
    groups = GroupWords()

    assert [groups.words_of(t) for t in ("99", "0", "-1", "1e3", "1,99", "113")] == [None] * 6
    assert groups.words_of("Group 4") == ["04"]
    assert groups.words_of("9. Regulators") == ["09"]
    assert groups.words_of("9. Patients") is None


@pytest.mark.django_db
def test_a_number_with_its_decimals_stays_as_a_workbook_shows_it():
    from .files import xlsx_file

    def two_decimals(book):
        book.active["D2"] = 1.1
        book.active["D2"].number_format = "0.00"

    batch = batch_of(xlsx_file(person(1), change=two_decimals), name="people.xlsx")

    (question,) = batch.questions
    assert (question["text"], question["candidates"]) == ("1.10", ["01 10"])


# Words that a person explains


@pytest.mark.django_db
def test_a_word_is_asked_once_with_its_count_and_remembered(coordinator):
    rows = [person(n, country="Teutonia", groups="Wise people") for n in range(3)]
    batch_address = upload(coordinator, csv_file(*rows)).url
    page = coordinator.get(batch_address)
    text = page.content.decode()
    assert text.count("Teutonia") == 1
    assert [q["count"] for q in page.context["questions"]] == [3, 3]

    keys = [q["key"] for q in page.context["questions"]]
    answers = {f"answer-{keys.index('teutonia')}": "DE", f"answer-{keys.index('wisepeople')}": "-"}
    coordinator.post(batch_address, answers)
    coordinator.post(batch_address.replace("values/", "commit/"))

    assert {c.countries for c in Contact.objects.all()} == {" DE "}
    assert {(c.groups, c.notes) for c in Contact.objects.all()} == {("", "")}
    more = csv_file(person(9, country="TEUTONIA", groups="wise people"))
    assert not upload(coordinator, more).url.endswith("/values/")


@pytest.mark.django_db
def test_a_wrong_answer_is_taken_back(coordinator):
    words = "/stakeholders/import/words/"
    assert "No word is remembered yet" in coordinator.get(words).content.decode()
    answer = ImportValue.objects.create(kind="country", key="teutonia", text="Teutonia", value="AT")
    assert "Austria" in coordinator.get(words).content.decode()

    coordinator.post(words, {"forget": answer.pk})

    assert not ImportValue.objects.exists()


@pytest.mark.django_db
def test_an_answer_that_was_not_offered_is_no_answer(coordinator):
    address = upload(coordinator, csv_file(person(1, country="Teutonia"))).url

    coordinator.post(address, {"answer-0": "XX", "answer-7": "DE"})

    assert not ImportValue.objects.exists()


@pytest.mark.django_db
def test_a_word_that_nobody_explained_is_kept_in_the_notes():
    commit(batch_of(csv_file(person(1, country="Teutonia"))), by=None)

    assert Contact.objects.get().notes == "In the file: Country: Teutonia"


@pytest.mark.django_db
def test_words_like_a_country_are_offered_first(coordinator):
    page = coordinator.get(upload(coordinator, csv_file(person(1, country="Germny"))).url)

    assert ("DE", "Germany") in page.context["questions"][0]["likely"]


@pytest.mark.django_db
def test_categories_are_groups_or_else_tags():
    header = ["Name", "E-mail", "Labels"]
    data = csv_file(["Ana", "a@x.example", "* myContacts ::: Patients ::: SAB 2025"], header=header)

    batch = batch_of(data)
    commit(batch, by=None)

    ana = Contact.objects.get()
    assert (ana.group_words, ana.tag_names) == (["15"], ["sab-2025"])
    assert batch.questions[0]["kind"] == "category"


@pytest.mark.django_db
def test_a_retired_group_is_asked_for():
    TargetGroup.objects.filter(number=15).update(retired_on=date(2025, 1, 1))

    batch = batch_of(csv_file(person(1, groups="Patients")))

    assert [question["text"] for question in batch.questions] == ["Patients"]


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["n/a", "-", "k.A.", "?", "(none)"])
def test_a_placeholder_says_nothing(text):
    cells = Cells()

    for field in ("groups", "countries", "email", "phone", "position"):
        assert cells.read(field, text, field).value is None
    assert cells.read("name", "Null", "Name").value == "Null"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "addresses"),
    [
        ("Ana Silva <Ana@x.example>", ["ana@x.example"]),
        ("mailto:ana@x.example", ["ana@x.example"]),
        ("ana@x.example ::: b@x.example", ["ana@x.example", "b@x.example"]),
        ("'ana@x.example'", ["ana@x.example"]),
    ],
)
def test_addresses_with_something_around_them(text, addresses):
    assert Cells().read("email", text, "E-mail").value == addresses


@pytest.mark.django_db
def test_the_name_beside_an_address_names_the_person():
    data = csv_file(["Ana Silva <ana@x.example>"], header=["E-mail"])
    batch = new_batch(by=None, by_name="test", data=data, file_name="a.csv")
    replan(batch)

    assert batch.rows.get().name == "Ana Silva"


# Characters that nobody sees


@given(st.text(max_size=30))
def test_a_cleaned_text_has_nothing_invisible_left(text):
    clean, _ = cleaned(text)

    assert not set(clean) & set("\u200b\u200e\u202e\u2066\ufeff\x00\x07\u00ad")
    assert cleaned(clean) == (clean, False)


def test_letters_that_need_joiners_keep_them():
    assert cleaned("نمی\u200cخواهم") == ("نمی\u200cخواهم", False)
    assert cleaned("An\u200dna") == ("Anna", True)


# Refusals in the files of mail tools and address books


def refused_in(text):
    """Return {name: refused uses} of the people in a file after its import."""
    batch = batch_of(text.encode())
    commit(batch, by=None)
    return {contact.name: list(map(str, contact.refusals)) for contact in Contact.objects.all()}


@pytest.mark.django_db
def test_several_columns_of_one_mail_tool_refuse_mailings():
    text = (
        "Email Address,First Name,Last Name,UNSUB_TIME,UNSUB_CAMPAIGN_TITLE,UNSUB_REASON,"
        "UNSUB_REASON_OTHER,CLEAN_TIME\n"
        "a@x.example,Anna,Alt,2021-01-01 10:00:00,Spring,N/A,,\n"
        "b@x.example,Bert,Bau,,,,,2021-01-01 10:00:00\n"
        "c@x.example,Cora,Cit,,,N/A,,\n"
    )

    assert refused_in(text) == {"Anna Alt": ["mailings"], "Bert Bau": ["mailings"], "Cora Cit": []}


@pytest.mark.django_db
@pytest.mark.parametrize("heading", ["Labels", "Tags"])
@pytest.mark.parametrize(
    ("label", "refused", "tags"),
    [
        ("Unsubscribed", ["mailings"], []),
        ("Eye; abgemeldet", ["mailings"], ["eye"]),
        ("Do not contact", ["contact"], []),
        ("Archived", [], ["archived"]),
    ],
)
def test_a_label_that_says_no_is_a_refusal(heading, label, refused, tags):
    text = f"Name,E-mail,{heading}\nAnna Alt,a@x.example,{label}\n"

    assert refused_in(text) == {"Anna Alt": refused}
    assert Contact.objects.get().tag_names == tags


@pytest.mark.django_db
def test_a_card_with_a_label_that_says_no_is_a_refusal():
    text = (
        "BEGIN:VCARD\nVERSION:3.0\nN:Alt;Anna;;;\nFN:Anna Alt\nEMAIL:a@x.example\n"
        "CATEGORIES:Unsubscribed,Regulators\nEND:VCARD\n"
    )

    assert refused_in(text) == {"Anna Alt": ["mailings"]}
