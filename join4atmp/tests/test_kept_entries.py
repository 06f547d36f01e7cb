"""Typed entries survive an expired sign-in and small buttons, for their owner only."""

import json
from datetime import timedelta

import pytest
from django.contrib.admin import site
from django.utils import timezone
from time_machine import travel

from core.admin import ModelAdmin
from core.conflicts import ConflictForm
from core.drafts import entries_of
from core.models import KEPT_FOR, Draft
from core.tasks import drop_expired_drafts
from products.coversheets.content import write_cells
from products.models import Dossier, Term
from products.tests.sheets import cells
from stakeholders.erasure import erase
from stakeholders.tests.factories import make_contact
from trials.models import FactDecision, Trial, TrialNote
from trials.tests.factories import make_trial
from trials.tests.people import person

pytestmark = pytest.mark.django_db
TERM = "/admin/products/term/add/"


def expire(client):
    """The session ends on the server; the browser keeps its other cookies."""
    client.session.flush()


def hidden(page):
    """Return the entries that the page of kept entries sends."""
    return dict(page.context["draft"].entries)


def sent_while_expired(client, address, values):
    client.get("/")  # as every page does, this tells the browser who signed in
    expire(client)
    answer = client.post(address, values)
    assert answer.url.startswith("/accounts/login/")


def test_a_form_that_is_sent_after_the_sign_in_expired_is_sent_after_the_next_one(client):
    curator, trial = person("curator"), make_trial()
    client.force_login(curator)
    address = f"/admin/trials/trial/{trial.pk}/change/"
    sent_while_expired(client, address, {"note": "add", "note-text": "A long thought"})
    assert not TrialNote.objects.exists()

    client.force_login(curator)
    page = client.get(address)

    assert "Your entries are kept" in page.content.decode()
    assert "A long thought" in page.content.decode()
    client.post(address, hidden(page))
    assert TrialNote.objects.get().text == "A long thought"
    assert not Draft.objects.exists()
    assert "Your entries are kept" not in client.get(address).content.decode()


def test_a_form_of_the_admin_is_sent_or_opened_with_its_entries(client):
    curator = person("curator")
    client.force_login(curator)
    dossier = write_cells(None, cells())
    address = f"/admin/products/dossier/{dossier.pk}/change/"
    form = client.get(address)
    values = {
        name: field.value()
        for name in form.context["adminform"].form.fields
        if (field := form.context["adminform"].form[name]).value()
    }
    for formset in form.context["inline_admin_formsets"]:
        prefix = formset.formset.prefix
        values |= {f"{prefix}-INITIAL_FORMS": 0, f"{prefix}-TOTAL_FORMS": 0}
    sent_while_expired(client, address, values | {"disease": "Typed for an hour"})
    client.force_login(curator)
    page = client.get(address)

    opened = client.post(address, hidden(page) | {"_restore": "yes"})

    assert Dossier.objects.get().disease == "An invented disease"
    assert opened.context["adminform"].form["disease"].value() == "Typed for an hour"
    client.post(address, hidden(page))
    assert Dossier.objects.get().disease == "Typed for an hour"


def test_a_form_that_is_sent_after_hours_without_activity_is_sent_after_the_next_sign_in(client):
    curator, trial = person("curator"), make_trial()
    address = f"/admin/trials/trial/{trial.pk}/change/"
    with travel("2027-01-01 08:00", tick=False) as clock:
        client.force_login(curator)
        client.get(address)
        clock.shift(timedelta(hours=3))
        answer = client.post(address, {"note": "add", "note-text": "A long thought"})
        assert answer["Location"].startswith("/accounts/login/")
        assert not TrialNote.objects.exists()

        client.force_login(curator)
        client.post(address, hidden(client.get(address)))
        assert TrialNote.objects.get().text == "A long thought"


def test_a_person_who_types_for_hours_stays_signed_in(client):
    curator, trial = person("curator"), make_trial()
    address = f"/admin/trials/trial/{trial.pk}/change/"
    with travel("2027-01-01 08:00", tick=False) as clock:
        client.force_login(curator)
        for minute in range(0, 5 * 60, 30):
            entries = json.dumps([["note-text", f"Typed until minute {minute}"]])
            answer = client.post("/drafts/", {"path": address, "entries": entries})
            assert answer.status_code == 204
            clock.shift(timedelta(minutes=30))
        client.post(address, {"note": "add", "note-text": "A long thought"})
        assert TrialNote.objects.get().text == "A long thought"


def test_nobody_else_sees_the_entries(client):
    curator, other, trial = person("curator"), person("other", "curator"), make_trial()
    client.force_login(curator)
    address = f"/admin/trials/trial/{trial.pk}/change/"
    sent_while_expired(client, address, {"note": "add", "note-text": "A long thought"})

    client.force_login(other)

    assert "A long thought" not in client.get(address).content.decode()
    assert client.get("/drafts/", {"path": address}).json() == {}
    client.post("/drafts/discard/", {"path": address})
    assert Draft.objects.get().owner == curator


def test_a_person_who_signed_out_leaves_nothing(client):
    trial = make_trial()
    client.force_login(person("curator"))
    client.get("/")
    client.post("/accounts/logout/")

    client.post(f"/admin/trials/trial/{trial.pk}/change/", {"note": "add", "note-text": "x"})

    assert not Draft.objects.exists()


def test_a_forged_cookie_keeps_nothing(client):
    client.cookies["last-user"] = f"{person('curator').pk}:forged"

    client.post(f"/admin/trials/trial/{make_trial().pk}/change/", {"note-text": "x"})

    assert not Draft.objects.exists()


def test_passwords_and_tokens_are_never_kept(rf):
    posted = rf.post(
        "/", {"password1": "a", "csrfmiddlewaretoken": "b", "api_token": "c", "x": "d"}
    )

    assert entries_of(posted.POST) == [["x", "d"]]


def test_entries_expire(client):
    curator = person("curator")
    client.force_login(curator)
    draft = Draft.objects.create(owner=curator, path="/x/", entries=[["a", "b"]])
    assert client.get("/drafts/", {"path": "/x/"}).json()["entries"] == [["a", "b"]]
    Draft.objects.filter(pk=draft.pk).update(saved_at=timezone.now() - KEPT_FOR)

    assert client.get("/drafts/", {"path": "/x/"}).json() == {}
    drop_expired_drafts()
    assert not Draft.objects.exists()


@pytest.mark.parametrize(
    ("values", "status"),
    [
        ({"path": "/x/", "entries": json.dumps([["a", "b"]])}, 204),
        ({"path": "/x/", "entries": "no json"}, 400),
        ({"path": "/x/", "entries": "[1]"}, 400),
        ({"path": "https://x.example/", "entries": "[]"}, 400),
        ({"path": "/x/", "entries": json.dumps([["a", "b" * 500_000]])}, 413),
        ({"path": "/" + "x" * 600, "entries": "[]"}, 413),
    ],
)
def test_the_address_for_entries_refuses_what_it_cannot_keep(client, values, status):
    client.force_login(person("curator"))

    assert client.post("/drafts/", values).status_code == status
    assert Draft.objects.count() == (status == 204)


def test_an_erased_person_is_removed_from_unsaved_entries():
    user, contact = person("coordinator"), make_contact(name="Rosa Example")
    for path, text in (("/a/", "I met rosa example"), ("/b/", "I met nobody")):
        Draft.objects.create(owner=user, path=path, entries=[["text", text]])

    erase(contact, by=user, reason="request")

    assert list(Draft.objects.values_list("path", flat=True)) == ["/b/"]


def test_visitors_have_no_entries(client):
    assert client.get("/drafts/", {"path": "/x/"}).status_code == 302


# The curation page


def page_values(client, address):
    context = client.get(address).context
    form = context["forms"].facts
    values = {name: form[name].value() for name in form.fields}
    values |= {"seen": context["seen"], "seen-register": context["seen_register"]}
    return {name: value for name, value in values.items() if value not in (None, [], "")}


def test_facts_that_are_not_saved_survive_a_note(client):
    client.force_login(person("curator"))
    trial = make_trial()
    address = f"/admin/trials/trial/{trial.pk}/change/"
    typed = {
        "curated_phase": "III",
        "curated_disease_areas": ["C04", "C15"],
        "phase-quotation": "Phase 3",
        "all-source": "A poster",
        "new-tag": "Eye",
    }

    client.post(address, page_values(client, address) | typed | {"note": "add", "note-text": "Hm"})

    assert TrialNote.objects.get().text == "Hm"
    assert not FactDecision.objects.exists()
    page = client.get(address)
    shown = page.context["forms"]
    assert shown.facts["curated_phase"].value() == "III"
    assert shown.facts["curated_disease_areas"].value() == ["C04", "C15"]
    assert shown.evidence["phase"]["quotation"].value() == "Phase 3"
    assert shown.shared["source"].value() == "A poster"
    assert shown.tag["tag"].value() == "Eye"
    assert shown.note["text"].value() is None
    assert "entries of yours that are not saved yet" in page.content.decode()

    values = page_values(client, address) | typed | {"facts": "save", "new-tag": ""}
    client.post(address, values)

    assert {row.fact for row in FactDecision.objects.all()} == {"phase", "disease_areas"}
    assert not Draft.objects.exists()


def test_kept_facts_do_not_hide_what_another_person_decided_meanwhile(client):
    curator = person("curator")
    client.force_login(curator)
    trial = make_trial()
    address = f"/admin/trials/trial/{trial.pk}/change/"
    typed = {"curated_phase": "III", "note": "add", "note-text": "Hm"}
    client.post(address, page_values(client, address) | typed)
    Trial.objects.update(
        curated_status="completed", status="completed", curated_phase="I", phase="I"
    )

    form = client.get(address).context["forms"].facts

    assert form["curated_status"].value() == "completed"
    assert form["curated_phase"].value() == "III"
    values = page_values(client, address) | {"facts": "save", "all-source": "A poster"}
    text = client.post(address, values).content.decode()
    assert "changed this row while you were editing it" in text
    assert Trial.objects.get().curated_phase == "I"


# All forms of the admin


def test_forms_that_can_show_entries_again_have_the_script(client):
    own = [each for each in site._registry.values() if isinstance(each, ModelAdmin)]
    with_script = [each for each in own if "js/drafts.js" in str(each.media)]

    assert len(with_script) > 20
    assert all(issubclass(each.form, ConflictForm) for each in with_script)


def test_saving_a_form_of_the_admin_discards_its_kept_entries(client):
    user = person("curator")
    client.force_login(user)
    values = {"vocabulary": "cell_type", "name": "Typed cells"}
    Draft.objects.create(owner=user, path=TERM, entries=[*map(list, values.items())])

    shown = client.post(TERM, values | {"_restore": "yes"})

    assert not Term.objects.filter(name="Typed cells").exists()
    assert shown.context["adminform"].form["name"].value() == "Typed cells"

    client.post(TERM, values)

    assert Term.objects.filter(name="Typed cells").exists()
    assert not Draft.objects.exists()
