"""What changed in the registers, as readers see it."""

import pytest

from registers.tests.texts import ctis_file, ctis_record, euctr_file, euctr_text
from trials.models import Trial
from trials.past.changes import changes_of

from .factories import import_bytes, make_trial

pytestmark = pytest.mark.django_db


@pytest.fixture
def member(client, django_user_model):
    client.force_login(django_user_model.objects.create_user("member", password="x"))
    return client


def fields(change):
    return [(field.label, field.old, field.new) for field in change.fields]


def test_changes_are_told_field_by_field_newest_first(member):
    for subjects, title in (("20", "One"), ("30", "One"), ("30", "Two")):
        import_bytes(euctr_file(euctr_text(subjects=subjects, title=title)))

    newest, older = changes_of(Trial.objects.get())

    assert fields(newest) == [("A.3 Full title of the trial", "One", "Two")]
    assert fields(older) == [("F.4.2.2 In the whole clinical trial", "20", "30")]
    page = member.get("/trials/2015-000001-11/").content.decode()
    assert "Changes in the register" in page


def test_a_changed_contact_person_is_a_change_without_fields(member):
    import_bytes(euctr_file(euctr_text()))
    import_bytes(euctr_file(euctr_text().replace("Dr Secret Person", "Dr Another Person")))

    (change,) = changes_of(Trial.objects.get())

    assert change.fields == ()
    page = member.get("/trials/2015-000001-11/").content.decode()
    assert "Another Person" not in page
    assert "Only contact persons changed" in page


def test_changes_of_ctis_name_the_way_to_the_field():
    first, second = ctis_record(updated="01/01/2026"), ctis_record(updated="01/02/2026")
    sponsor = second["authorizedApplication"]["authorizedPartI"]["sponsors"][0]
    sponsor["publicContacts"][0]["functionalName"] = "Dr Another Person"
    import_bytes(ctis_file(first))
    import_bytes(ctis_file(second))

    (change,) = changes_of(Trial.objects.get())

    assert fields(change) == [("lastUpdated", "01/01/2026", "01/02/2026")]


def test_a_trial_without_changes_says_nothing_of_them(member):
    import_bytes(euctr_file(euctr_text()))

    assert "Changes in the register" not in member.get("/trials/2015-000001-11/").content.decode()


def test_every_trial_of_eudract_has_a_fate(member):
    make_trial(eu_ct_number="2024-512345-11-00")
    make_trial(register_status="completed")
    make_trial(register_status="ongoing")
    make_trial(register_status="unknown", countries="GB")
    make_trial(register_status="other")
    make_trial(eudract_number="", eu_ct_number="2024-512346-11-00", registers="ctis")

    page = member.get("/trials/fates/")

    assert [row["count"] for row in page.context["rows"]] == [1, 1, 1, 1, 1]
    assert page.context["total"] == 5
    for row in page.context["rows"]:
        listed = member.get("/trials/", {"fate": row["fate"].value})
        assert listed.context["count"] == row["count"]


def test_the_page_of_fates_is_for_members(client):
    assert client.get("/trials/fates/").status_code == 302
