"""A hundred hostile and broken files: refused, or imported with what stands in the preview."""

import pytest

from core.spreadsheets import CONTROL, DIRECTION_MARKS
from core.text import name_key
from stakeholders.imports.grids import MACROS
from stakeholders.models import Contact, ContactEmail, ImportBatch, Organisation

from .hostile import hostile_files
from .importing import everything, upload

pytestmark = pytest.mark.django_db
FILES = hostile_files()


def test_there_are_a_hundred():
    assert len(FILES) >= 100


@pytest.mark.parametrize("what", FILES)
def test_a_hostile_file_is_refused_or_imported_as_announced(coordinator, what):
    data, name = FILES[what]

    answer = upload(coordinator, data, name)

    if answer.status_code == 400:
        assert 'class="errorlist"' in answer.content.decode()
        assert not any(everything())
        assert not ImportBatch.objects.exists()
        return
    assert answer.status_code == 302
    batch = ImportBatch.objects.get()
    page = coordinator.get(answer["Location"])
    assert page.status_code == 200
    assert_harmless(page)
    announced = batch.rows.filter(choice="add").count()
    if not batch.rows.exists():
        assert answer["Location"].endswith("/columns/")
        assert not any(everything())
        return
    page = coordinator.post(f"{batch.get_absolute_url()}commit/", follow=True)
    assert page.status_code == 200
    batch.refresh_from_db()
    assert (batch.state, bytes(batch.data)) == ("committed", b"")
    assert batch.counts["created"] == announced == Contact.objects.count()
    assert_harmless(page)
    assert_harmless(coordinator.get("/stakeholders/"))
    for contact in Contact.objects.all():
        assert not CONTROL.search(contact.name + contact.email + contact.position)
        assert not DIRECTION_MARKS.search(contact.name)
        assert contact.name_key
        assert (contact.consent, contact.do_not_contact) == ("not_asked", False)
    for email in ContactEmail.objects.values_list("email", flat=True):
        assert email.count("@") == 1
    assert all(name_key(place.name) for place in Organisation.objects.all())


def assert_harmless(page):
    text = page.content.decode()
    assert "<script>alert" not in text
    assert "<img src=x" not in text


def test_macros_are_named(coordinator):
    upload(coordinator, *FILES["workbooks: macros"])

    assert ImportBatch.objects.get().note == MACROS
