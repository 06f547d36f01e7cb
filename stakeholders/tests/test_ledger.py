"""Persons without a basis become figures, and whom a backup brings back goes again."""

import json
from datetime import date

import pytest
from django.core import serializers
from django.utils import timezone

from stakeholders.duplicates import contact_pairs
from stakeholders.erasure import erase, ledger, replay
from stakeholders.hashes import ERASURES, read_lines
from stakeholders.merge import merge
from stakeholders.models import Contact, Engagement, Erasure, ImportBatch

from .factories import make_contact, make_organisation
from .files import csv_file
from .importing import batch_of
from .test_rights import SECRETS, dump, link

pytestmark = pytest.mark.django_db
TAKEN_BACK = {
    "lawful_basis": "consent",
    "consent": "declined",
    "consent_on": date(2026, 1, 1),
}


def xenia(**fields):
    values = {"name": "Xenia Quill", "email": "xenia@quill.example", "notes": "Xenia likes mail"}
    contact = make_contact("15 03", "PT", organisation=make_organisation(), **values | fields)
    contact.engagements.create(kind="met", on=date(2025, 3, 4), note="with Xenia")
    contact.engagements.create(kind="met", on=date(2025, 9, 9))
    return contact


def anonymise(client):
    return client.post("/stakeholders/processing/anonymise/", {"sure": "on"}, follow=True)


def test_who_took_the_only_basis_back_becomes_a_figure(coordinator):
    xenia(**TAKEN_BACK)
    stays = make_contact(lawful_basis="public_task", consent="declined", consent_on=date.today())
    page = coordinator.get("/stakeholders/processing/").content.decode()
    assert "1 contact" in page
    assert "withdrew the consent, which was the only legal basis" in page

    page = anonymise(coordinator)

    assert "Anonymised: 1." in page.content.decode()
    assert [secret for secret in SECRETS if secret in dump()] == []
    anonymous = Contact.objects.exclude(pk=stays.pk).get()
    assert (anonymous.group_words, anonymous.country_codes) == (["15", "03"], ["PT"])
    assert (anonymous.organisation, anonymous.do_not_contact) == (None, True)
    assert list(Engagement.objects.values_list("kind", "on", "note")) == [
        ("met", date(2025, 1, 1), "")
    ]
    assert Erasure.objects.get().kept_figures


def test_figures_are_nobodys_duplicates_and_never_due(coordinator):
    for number in (1, 2):
        xenia(email=f"xenia{number}@quill.example", **TAKEN_BACK)
    anonymise(coordinator)
    Contact.objects.update(created_at=timezone.now().replace(year=2020))

    assert contact_pairs() == []
    assert coordinator.get("/stakeholders/processing/").context["due"] == 0
    batch = batch_of(csv_file(["Anonymised person", "", "", "15", "PT"]))
    assert batch.rows.get().outcome == "new"


def test_without_a_tick_nobody_is_anonymised(coordinator):
    contact = xenia(**TAKEN_BACK)

    coordinator.post("/stakeholders/processing/anonymise/")

    assert Contact.objects.get() == contact


def test_a_person_who_says_no_is_told_what_follows(client):
    contact = xenia(lawful_basis="consent")

    page = client.post(link(contact), {"name": "Xenia", "consent": "declined"}, follow=True)

    assert "so they will be removed" in page.content.decode()


def test_erasing_by_hand_may_keep_the_figures(coordinator):
    contact = xenia(lawful_basis="consent")
    address = f"/stakeholders/{contact.pk}/erase/"
    assert coordinator.get(address).context["form"].initial["keep_figures"]

    coordinator.post(address, {"reason": "asked", "sure": "on", "keep_figures": "on"})

    assert Contact.objects.get().anonymised_on


# A restored backup


def restored(*rows):
    """Rows as a backup had them are back, and nothing is known of later erasures."""
    Erasure.objects.all().delete()
    for row in serializers.deserialize("json", serializers.serialize("json", rows)):
        row.save()


def test_a_person_who_comes_back_with_a_backup_goes_again(user):
    contact = xenia()
    other = make_contact(name="Other")
    waiting = batch_of(csv_file(["Xenia Quill", "x@quill.example", "", "", ""]))
    copy = Contact.objects.get(pk=contact.pk)
    erase(contact, by=user, reason="asked")
    entries = ledger()
    restored(copy)
    ImportBatch.objects.bulk_create([waiting])

    assert replay(entries) == 1

    assert list(Contact.objects.all()) == [other]
    assert not ImportBatch.objects.exists()
    assert [secret for secret in SECRETS if secret in dump()] == []
    assert replay(entries) == 0


def test_a_person_without_an_address_is_known_by_the_row(user):
    contact = xenia(email="", **TAKEN_BACK)
    copy = Contact.objects.get(pk=contact.pk)
    erase(contact, by=user, reason="asked", keep_figures=True)
    entries = ledger()
    restored(copy)

    assert replay(entries) == 1

    assert not Contact.objects.filter(anonymised_on=None).exists()


def test_who_went_by_a_merge_is_known_too(user):
    kept, gone = xenia(email=""), xenia(email="")
    copy = Contact.objects.get(pk=gone.pk)
    merge(kept, gone, by=user)
    erase(Contact.objects.get(pk=kept.pk), by=user, reason="asked")
    entries = ledger()
    restored(copy)

    assert replay(entries) == 1


def test_who_came_again_by_their_own_wish_stays(user):
    erase(xenia(), by=user, reason="asked")
    entries = ledger()
    Erasure.objects.all().delete()
    xenia()

    assert replay(entries) == 0

    assert Contact.objects.exists()
    row = batch_of(csv_file(["Xenia Quill", "xenia@quill.example", "", "", "SE"])).rows.get()
    assert row.outcome == "changed"


def test_the_ledger_beside_the_database_names_nobody(
    user, settings, tmp_path, django_capture_on_commit_callbacks
):
    settings.VAR_DIR = tmp_path
    contact = xenia()

    with django_capture_on_commit_callbacks(execute=True):
        done = erase(contact, by=user, reason="Xenia asked")

    path = tmp_path / ERASURES
    text = path.read_text()
    assert json.loads(text.splitlines()[-1])["addresses"] == done.address_hashes
    assert [secret for secret in SECRETS if secret in text] == []
    assert path.stat().st_mode & 0o077 == 0


def test_a_cut_line_of_the_ledger_is_passed_over(tmp_path):
    path = tmp_path / ERASURES
    path.write_text('{"at": "2026-01-01", "rows": []}\n{"at": "20')

    assert [entry["at"] for entry in read_lines(path)] == ["2026-01-01"]
