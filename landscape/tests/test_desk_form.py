"""The form of the help-desk: nearest answers before sending, and what is refused."""

import io
import zipfile
from datetime import timedelta

import pytest
from django.core import mail, signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from docx import Document

from landscape.desk.attachments import TEXT_PART
from landscape.desk.links import path_of
from landscape.forms import STAMP_SALT
from landscape.models import LibraryAnswer, RotaShift, Ticket
from landscape.tests.factories import QUESTION, form_data, make_answer
from usecases.tests.factories import make_user

pytestmark = pytest.mark.django_db
ASK = "/helpdesk/ask/"


ENTITIES = '<!DOCTYPE a [<!ENTITY b "bbbb">]><a>&b;</a>'


def archive(content=None, **parts):
    """Return a zip with `content` where a Word document has its text."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as target:
        for name, text in (parts if content is None else parts | {TEXT_PART: content}).items():
            target.writestr(name, text)
    return file.getvalue()


def word(*words):
    """Return a Word document with a paragraph, and each word in a run of its own."""
    document, file = Document(), io.BytesIO()
    paragraph = document.add_paragraph()
    for place, each in enumerate(words):
        paragraph.add_run(each + " " * (place < len(words) - 1))
    document.save(file)
    return file.getvalue()


def errors_of(response):
    assert response.status_code == 400
    return " ".join(
        str(text) for texts in response.context["form"].errors.values() for text in texts
    )


def test_a_question_becomes_a_ticket_with_a_personal_link_and_no_mail_has_its_text(
    client, settings
):
    settings.CONTACT_EMAIL = "desk@portal.example"
    response = client.post(ASK, form_data(name="Ada", email="ada@x.example", country="AT"))

    ticket = Ticket.objects.get()
    assert response.url == path_of(ticket)
    assert (ticket.state, ticket.country, ticket.asker.email) == ("new", "AT", "ada@x.example")
    assert QUESTION in client.get(response.url).content.decode()
    assert [message.to for message in mail.outbox] == [["ada@x.example"], ["desk@portal.example"]]
    assert not any(QUESTION in message.body for message in mail.outbox)


def test_the_person_on_duty_gets_the_note(client):
    today = timezone.localdate()
    person = make_user("curator", email="curator@portal.example")
    RotaShift.objects.create(person=person, first_on=today, last_on=today)

    client.post(ASK, form_data())

    assert [message.to for message in mail.outbox] == [["curator@portal.example"]]


def test_the_form_shows_the_nearest_answers_before_it_sends(client):
    near = make_answer("Which form does a trial with a viral vector need?")
    make_answer("Who pays for the treatment?")

    data = form_data()
    del data["send"]
    response = client.post(ASK, data)
    assert response.context["near"].answers[0] == near
    assert "Send the question" in response.content.decode()
    assert not Ticket.objects.exists()


def test_the_nearest_answers_are_asked_for_by_post_so_that_no_log_has_the_question(client):
    make_answer("Which form does a trial with a viral vector need?")

    assert client.get("/helpdesk/nearest/").status_code == 405
    assert (
        "viral vector"
        in client.post(
            "/helpdesk/nearest/", {"question": "form for viral vektor trial"}
        ).content.decode()
    )
    assert client.post("/helpdesk/nearest/", {"question": ""}).status_code == 200


def test_an_answer_that_helped_is_counted_and_an_open_one_is_not(client):
    answer, opened = make_answer(), LibraryAnswer.objects.filter(state="open").first()

    client.post(f"/helpdesk/answers/{answer.pk}/helped/")
    answer.refresh_from_db()
    assert answer.helped == 1
    assert client.post(f"/helpdesk/answers/{opened.pk}/helped/").status_code == 404


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("The patient was born on 12.03.1980. What now?", "date of birth"),
        ("Our patient no 123456 needs it.", "number of a patient"),
        ("Mrs Ada Lovelace needs the product.", "seems to name a person"),
        ("Write to ada@x.example please", "e-mail address"),
        ("Call +43 1 40400 12345 for more", "telephone number"),
        ("The insert is ACGTACGTACGTACGTACGTACGTACGTACGT.", "nucleotide sequence"),
        ("This is strictly confidential: our promoter", "says that it is confidential"),
        ("Batch no. AB12-34 failed", "number of a batch"),
        ("<script>alert(1)</script> what form?", "has HTML"),
        ("<b>Which</b> form?", "has HTML"),
        (
            "http://a.example http://b.example http://c.example http://d.example",
            "more than 3 links",
        ),
        ("x" * 100_000, "4000"),
        ("", "required"),
    ],
)
def test_what_nobody_may_send_is_refused_in_a_sentence_and_not_stored(client, question, words):
    assert words in errors_of(client.post(ASK, form_data(question=question)))
    assert not Ticket.objects.exists()


@pytest.mark.parametrize(
    "question",
    [
        "Do I need a licence for < 10 patients under the exemption?",
        "Is 60 + 45 days the time for part I, or 2024/1938 from 7.8.2027?",
        "Does Regulation (EU) 536/2014, Article 5, hold for CD19 CAR-T?",
        "Which form for a Phase I/II trial of EudraCT 2022-002568-62?",
    ],
)
def test_usual_questions_are_accepted(client, question):
    client.post(ASK, form_data(question=question))

    assert Ticket.objects.get().question == question


@pytest.mark.parametrize(
    "name", ["Ada\nBcc: all@x.example", "Ada Bcc: x", "<b>Ada</b>", "www.x.example"]
)
def test_a_name_with_a_mail_header_html_or_link_is_refused(client, name):
    assert "Enter only a name" in errors_of(client.post(ASK, form_data(name=name)))


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("scan.pdf", b"%PDF-1.7", "neither plain text nor a Word document"),
        ("scan.txt", b"%PDF-1.7", "a PDF with another name"),
        ("photo.txt.exe", b"MZ", "neither plain text nor a Word document"),
        ("image.txt", b"\x89PNG\r\n\x1a\n", "not plain text in UTF-8"),
        ("zero.txt", b"a\x00b", "a program or damaged"),
        ("large.txt", b"x" * 2_000_001, "larger than 2 MB"),
        ("long.txt", b"x" * 20_001, "20,001 characters"),
        ("patient.txt", b"Patient no 123456", "number of a patient"),
        ("word.docx", b"MZ", "neither plain text nor a Word document"),
        ("word.docx", b"PK\x03\x04", "not a Word document that can be read"),
        ("word.docx", archive(other="x"), "not a Word document that can be read"),
        ("word.docx", archive("<w:document>"), "is damaged"),
        ("word.docx", archive(ENTITIES), "is damaged"),
        ("word.docx", archive("x" * 5_000_001), "too long"),
        ("word.docx", archive("<a/>", **{"word/vbaProject.bin": "x"}), "has macros"),
        ("word.docx", word("Patient", "no 123456"), "number of a patient"),
    ],
)
def test_an_attachment_of_the_wrong_kind_is_refused_in_a_sentence(client, name, data, words):
    file = SimpleUploadedFile(name, data)

    assert words in errors_of(client.post(ASK, form_data(attachment=file)))


def test_a_plain_text_file_is_kept_with_the_ticket(client):
    client.post(ASK, form_data(attachment=SimpleUploadedFile("More.txt", "Zwei Wörter".encode())))

    ticket = Ticket.objects.get()
    assert (ticket.attachment_name, ticket.attachment_text) == ("More.txt", "Zwei Wörter")


def test_the_text_of_a_word_document_is_kept_and_not_the_file(client):
    file = SimpleUploadedFile("More.docx", word("Zwei", "Wörter"))
    client.post(ASK, form_data(attachment=file))

    ticket = Ticket.objects.get()
    assert (ticket.attachment_name, ticket.attachment_text) == ("More.docx", "Zwei Wörter")


def test_a_file_that_was_read_while_looking_for_answers_is_sent_with_the_question(client):
    data = form_data(attachment=SimpleUploadedFile("More.txt", b"Two words"))
    del data["send"]
    page = client.post(ASK, data)
    assert "“More.txt” was read" in page.content.decode()

    client.post(ASK, form_data(kept=page.context["form"].kept_file))

    ticket = Ticket.objects.get()
    assert (ticket.attachment_name, ticket.attachment_text) == ("More.txt", "Two words")


def test_a_forged_text_of_a_file_is_left_out(client):
    client.post(ASK, form_data(kept="forged"))

    assert Ticket.objects.get().attachment_text == ""


def test_a_class_and_a_gmo_that_contradict_each_other_are_refused_as_on_the_path(client):
    data = form_data(atmp_class="sCTMP", gmo="yes")

    assert "contradict each other" in errors_of(client.post(ASK, data))


@pytest.mark.parametrize("country", ["ZZ", "at", "US"])
def test_an_unknown_country_is_refused(client, country):
    assert "Select a valid choice" in errors_of(client.post(ASK, form_data(country=country)))


def test_a_day_that_has_passed_is_refused(client):
    day = timezone.localdate() - timedelta(days=1)

    assert "has passed" in errors_of(client.post(ASK, form_data(needed_by=day.isoformat())))


def stamp_of(seconds):
    return signing.dumps(int(timezone.now().timestamp()) - seconds, salt=STAMP_SALT)


@pytest.mark.parametrize("seconds", [0, 2])
def test_a_form_that_is_sent_too_fast_is_dropped(client, seconds):
    client.post(ASK, form_data(stamp=stamp_of(seconds)))

    assert not Ticket.objects.exists()


def test_a_form_that_was_open_for_longer_than_a_day_says_so_and_can_be_sent_again(client):
    page = client.post(ASK, form_data(stamp=stamp_of(25 * 3600)))
    assert "open for longer than a day" in errors_of(page)

    form = page.context["form"]
    assert QUESTION in page.content.decode()
    assert signing.loads(form["stamp"].value(), salt=STAMP_SALT) > timezone.now().timestamp() - 60


@pytest.mark.parametrize("fields", [{"website_2": "x"}, {"stamp": "forged"}, {"stamp": ""}])
def test_a_robot_is_dropped_without_a_hint(client, fields):
    assert client.post(ASK, form_data(**fields)).status_code == 302
    assert not Ticket.objects.exists()


def test_more_than_five_questions_per_hour_from_one_address_are_refused(client):
    for _ in range(5):
        client.post(ASK, form_data())

    assert "Too many messages" in errors_of(client.post(ASK, form_data()))
    assert Ticket.objects.count() == 5
