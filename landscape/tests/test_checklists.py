"""Checklists: two links, refused texts, and no lost edit."""

from datetime import date

import pytest
from django.urls import reverse

from landscape.checklists import paths_of, save, start
from landscape.models import Checklist
from landscape.path.choice import PathChoice

pytestmark = pytest.mark.django_db
AUSTRIA = PathChoice(country="AT", atmp_class="GTMP", gmo="no", source="none")


def data_of(checklist, edition=None, **changed):
    """Return what the form of the checklist would send."""
    data = {"title": checklist.title, "edition": edition or checklist.edition}
    for item in checklist.items.all():
        for name in ("planned_on", "done_on", "note"):
            data[f"item-{item.pk}-{name}"] = getattr(item, name) or ""
    return data | changed


def test_the_button_of_the_path_saves_the_steps_that_apply(client):
    address = reverse("landscape:start_checklist") + "?country=AT&class=GTMP&gmo=no&source=none"

    response = client.post(address, {"title": "Our team"}, follow=True)

    assert response.status_code == 200
    numbers = [form.instance.step.number for form in response.context["rows"]]
    assert numbers == [1, 2, 3, 5, 6, 8, 9, 10, 11, 12, 13, 14]


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("country=ZZ", "Fine"),
        ("", ""),
        ("", "For patient no 123456"),
        ("class=TEP&gmo=yes", "Fine"),
    ],
)
def test_a_checklist_with_a_wrong_choice_or_title_is_refused_in_a_sentence(client, query, title):
    address = f"{reverse('landscape:start_checklist')}?{query}"

    response = client.post(address, {"title": title}, follow=True)

    assert "The checklist was not saved" in response.content.decode()
    assert not Checklist.objects.exists()


def test_one_link_edits_and_the_other_only_reads(client):
    checklist = start("Our team", AUSTRIA)
    item = checklist.items.first()
    edit, read = paths_of(checklist)

    client.post(edit, data_of(checklist, **{f"item-{item.pk}-planned_on": "2027-01-31"}))
    item.refresh_from_db()
    assert item.planned_on == date(2027, 1, 31)

    checklist.refresh_from_db()
    client.post(read, data_of(checklist, **{f"item-{item.pk}-planned_on": "2028-01-31"}))
    item.refresh_from_db()
    assert item.planned_on == date(2027, 1, 31)
    page = client.get(read).content.decode()
    assert edit not in page
    assert "<form method" not in page.partition("<main")[2]


def test_an_edit_after_somebody_elses_save_is_kept_on_the_page_and_saved_with_the_next_one(client):
    checklist = start("Our team", AUSTRIA)
    item = checklist.items.first()
    edit, _ = paths_of(checklist)
    client.post(edit, data_of(checklist, edition=1, **{f"item-{item.pk}-note": "First"}))

    late = data_of(checklist, edition=1, **{f"item-{item.pk}-note": "Second"})
    response = client.post(edit, late)

    page = response.content.decode()
    assert response.status_code == 400
    assert "Somebody else has saved" in page
    assert "Second" in page
    assert "First" in page
    item.refresh_from_db()
    assert item.note == "First"
    assert client.post(edit, late | {"edition": 2}).status_code == 302


@pytest.mark.parametrize(
    ("field", "value"),
    [("planned_on", "soon"), ("note", "Patient no 123456"), ("note", "x" * 201)],
)
def test_a_wrong_date_or_a_note_with_patient_data_is_refused(client, field, value):
    checklist = start("Our team", AUSTRIA)
    item = checklist.items.first()

    response = client.post(
        paths_of(checklist)[0], data_of(checklist, **{f"item-{item.pk}-{field}": value})
    )

    assert response.status_code == 400
    checklist.refresh_from_db()
    assert checklist.edition == 1


@pytest.mark.parametrize("token", ["1", "x:y", "a" * 300])
def test_a_link_that_is_not_ours_finds_nothing(client, token):
    assert client.get(f"/path/checklists/{token}/").status_code == 404


def test_saving_counts_editions():
    checklist = start("Our team", AUSTRIA)

    save(checklist, edition=1, title="New", items=list(checklist.items.all()))

    checklist.refresh_from_db()
    assert (checklist.title, checklist.edition) == ("New", 2)
