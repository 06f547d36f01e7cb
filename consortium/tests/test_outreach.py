"""Events, news, documents and feeds."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from consortium.file_types import MAX_FILE_BYTES, NotAccepted, kind_of
from consortium.models import Event
from consortium.uploads import add_version, safe_name
from stakeholders.tests.factories import user_in

from .factories import body_of, make_document, make_event, make_news, make_seat

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 text"


def picture():
    file = io.BytesIO()
    Image.new("RGB", (2, 2)).save(file, "PNG")
    return file.getvalue()


def archive(*names):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        for name in names:
            made.writestr(name, "x")
    return file.getvalue()


# Events


def test_an_announced_event_of_the_past_is_asked_about_and_never_held_by_the_clock(client):
    event = make_event(starts_on="2025")

    assert list(Event.objects.to_confirm().filter(pk=event.pk)) == [event]
    assert "Was it held?" not in client.get(event.get_absolute_url()).content.decode()
    client.force_login(user_in("coordinator"))
    assert "was it held?" in client.get("/events/?state=announced").content.decode()
    assert "Was it held?" in client.get(event.get_absolute_url()).content.decode()
    client.post(f"{event.get_absolute_url()}held/", {"state": "held"})

    event.refresh_from_db()
    assert event.state == "held"
    assert event.events.get().new == "held"


def test_the_second_meeting_of_the_board_is_announced_and_not_held():
    assert Event.objects.get(slug="sab-meeting-2").state == "announced"


def test_a_member_does_not_answer_for_an_event(client):
    event = make_event(starts_on="2025")
    client.force_login(user_in("member"))

    assert client.post(f"{event.get_absolute_url()}held/", {"state": "held"}).status_code == 403


def test_each_change_of_an_event_raises_its_sequence():
    event = make_event()
    event.place = "Rome"
    event.save()
    event.save()

    assert event.sequence == 2


def test_feeds_have_what_everyone_sees(client):
    make_event(visibility="members", title="Only for members")
    make_news(title="Seen by everyone")
    make_news(title="Draft", slug="draft", published_on=None)

    events = client.get("/events/feed/").content.decode()
    news = client.get("/news/feed/").content.decode()

    assert "First annual meeting" in events
    assert "Only for members" not in events
    assert "Seen by everyone" in news
    assert "Draft" not in news
    assert client.get("/news/draft/").status_code == 404


# Documents


@pytest.mark.parametrize(
    ("name", "data", "suffix"),
    [
        ("a.pdf", PDF, "pdf"),
        ("a.docx", archive("[Content_Types].xml", "word/document.xml"), "docx"),
        ("a.pptx", archive("[Content_Types].xml", "ppt/presentation.xml"), "pptx"),
        ("a.zip", archive("data.csv"), "zip"),
        ("a.png", picture(), "png"),
        ("a.csv", "a;b\nä;1\n".encode(), "csv"),
    ],
)
def test_a_file_is_known_by_its_content(name, data, suffix):
    assert kind_of(name, data)[0] == suffix


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("report.pdf", b"MZ\x90\x00", "of no accepted kind"),
        ("report.pdf", picture(), "its content is “.png”"),
        ("slides.pptx", archive("data.csv"), "its content is “.zip”"),
        ("a.docx", archive("[Content_Types].xml", "word/vbaProject.bin"), "macros"),
        ("a.txt", b"<!DOCTYPE html><script>alert(1)</script>", "a web page"),
        ("a.csv", b"\xff\xfe\x00", "not in UTF-8"),
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "of no accepted kind"),
        ("a.png", b"\x89PNG\r\n\x1a\nbroken", "damaged"),
        ("a.zip", b"PK\x03\x04broken", "damaged"),
        ("a.pdf", b"", "empty"),
        ("a.pdf", PDF + b" " * MAX_FILE_BYTES, "The limit is 20 MB"),
        ("noname", PDF, "ends with"),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused(client, name, data, words):
    document = make_document()
    client.force_login(user_in("coordinator"))

    answer = client.post(
        f"{document.get_absolute_url()}upload/",
        {"file": SimpleUploadedFile(name, data) if data else ""},
        follow=True,
    )

    assert not document.versions.exists()
    if data:
        assert words in answer.content.decode().replace("&quot;", '"')
    with pytest.raises(NotAccepted, match=words):
        kind_of(name, data)


@given(st.binary(max_size=500), st.text(max_size=20))
def test_any_bytes_are_a_known_kind_or_refused(data, name):
    try:
        suffix, content_type = kind_of(name, data)
    except NotAccepted as refused:
        suffix, content_type = str(refused), "refused/x"
    assert suffix
    assert "/" in content_type


@given(st.text(max_size=200))
def test_any_name_of_a_file_is_safe(name):
    made = safe_name(name, "pdf")

    assert made.endswith(".pdf")
    assert len(made) <= 150
    assert not set(made) & set("/\\\r\n\"'<>\0")


def test_a_version_is_an_attachment_with_its_checksum(client):
    document = make_document()
    version = add_version(document, "../Report.pdf", PDF, by=None)

    file = client.get(version.get_absolute_url())

    assert file.content == PDF
    assert file["Content-Disposition"] == "attachment; filename*=UTF-8''Report.pdf"
    assert file["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in file["Content-Security-Policy"]
    assert version.sha256 in client.get(document.get_absolute_url()).content.decode()
    assert add_version(document, "b.pdf", PDF + b"2", by=None).number == 2


@pytest.mark.parametrize(
    ("access", "seen_by"),
    [
        ("public", "visitor member seat coordinator"),
        ("members", "member seat coordinator"),
        ("body", "seat coordinator"),
    ],
)
def test_who_reads_a_document(client, access, seen_by):
    document = make_document(access=access, body=body_of())
    version = add_version(document, "a.pdf", PDF, by=None)
    seat = user_in("member")
    make_seat(user=seat)
    people = {
        "visitor": None,
        "member": user_in("member"),
        "seat": seat,
        "coordinator": user_in("coordinator"),
    }

    for name, user in people.items():
        client.logout()
        if user:
            client.force_login(user)
        for address in (document.get_absolute_url(), version.get_absolute_url()):
            is_seen = client.get(address).status_code == 200
            assert is_seen is (name in seen_by.split()), (name, address)


def test_a_withdrawn_document_keeps_its_page_with_the_reason_and_gives_no_file(client):
    document = make_document(withdrawn_on="2026-01-01", withdrawn_because="Wrong figure.")
    version = add_version(document, "a.pdf", PDF, by=None)

    assert "Wrong figure." in client.get(document.get_absolute_url()).content.decode()
    assert client.get(version.get_absolute_url()).status_code == 404
