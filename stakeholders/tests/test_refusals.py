"""A No stays a No: whichever way a contact is written, only an act of its own lifts a refusal."""

from datetime import date

import pytest
from django.db import transaction
from django.test import Client

from stakeholders.choices import Answer, DataUse
from stakeholders.imports import commit, undo
from stakeholders.merge import merge, undo_merge
from stakeholders.models import Contact
from stakeholders.privacy import (
    ANSWER_COLUMNS,
    SWITCHES,
    Circumstances,
    RefusalNotLifted,
    answers_of,
    put_answer,
)
from stakeholders.querysets import AnswersAreGuarded
from stakeholders.rights import personal_token

from .factories import make_contact, user_in
from .files import csv_file
from .importing import batch_of
from .pages import admin_page, opened

pytestmark = pytest.mark.django_db
REFUSED, AGREED = Answer.REFUSED, Answer.AGREED


@pytest.fixture
def user():
    return user_in("coordinator")


@pytest.fixture
def coordinator(client, user):
    client.force_login(user)
    return client


def refusing(use, **fields):
    contact = make_contact(**fields)
    contact.record_answers({use: REFUSED}, Circumstances())
    return contact


def personal_page(contact):
    return f"/stakeholders/me/{personal_token(contact)}/"


def now(contact):
    return Contact.objects.get(pk=contact.pk)


# The rule


@pytest.mark.parametrize("use", DataUse)
def test_a_copy_from_before_a_refusal_does_not_lift_it(use):
    contact = make_contact()
    copy = now(contact)
    contact.record_answers({use: REFUSED}, Circumstances(evidence="mail 7"))

    copy.position = "Chair"
    copy.save()

    assert (now(contact).position, now(contact).refusals) == ("Chair", (use,))


@pytest.mark.parametrize("use", DataUse)
def test_a_written_no_is_not_taken_back_by_writing_something_else(use):
    contact = refusing(use)

    for answer in ("", AGREED):
        row = now(contact)
        put_answer(row, use, answer, on=date(2026, 1, 1) if answer else None)
        row.save()
        assert now(contact).refusals == (use,)


@pytest.mark.parametrize("use", DataUse)
@pytest.mark.parametrize("given", [{}, {"reason": "why"}, {"evidence": "mail 8"}])
def test_a_refusal_is_not_lifted_without_reason_and_evidence(use, given):
    contact = refusing(use)

    with pytest.raises(RefusalNotLifted, match="give the reason"):
        contact.record_answers({use: AGREED}, Circumstances(**given))

    assert now(contact).refusals == (use,)


@pytest.mark.parametrize("use", DataUse)
def test_the_act_lifts_one_refusal_and_leaves_a_row(use, user):
    contact = make_contact()
    contact.record_answers(dict.fromkeys(DataUse, REFUSED), Circumstances())

    contact.record_answers(
        {use: AGREED},
        Circumstances(by=user, reason="Changed her mind", evidence="mail 8", on=date(2026, 5, 1)),
    )

    assert set(now(contact).refusals) == {*DataUse} - {use}
    row = contact.privacy_answers.first()
    assert (row.use, row.answer, row.by, row.on) == (use, AGREED, user, date(2026, 5, 1))
    assert (row.reason, row.evidence) == ("Changed her mind", "mail 8")


@pytest.mark.parametrize("column", sorted(ANSWER_COLUMNS))
def test_bulk_writes_cannot_name_a_column_of_answers(column):
    contact = make_contact()
    rows = Contact.objects.all()

    with pytest.raises(AnswersAreGuarded):
        rows.update(**{column: getattr(contact, column)})
    with pytest.raises(AnswersAreGuarded):
        rows.bulk_update([contact], [column])
    with pytest.raises(AnswersAreGuarded):
        Contact.objects.bulk_create(
            [contact], update_conflicts=True, unique_fields=["id"], update_fields=[column]
        )


def test_every_column_of_answers_is_guarded():
    """A column that the states are made of, and no other."""
    contact = Contact(consent="not_asked")
    names = {field.name for field in Contact._meta.concrete_fields}
    for use in DataUse:
        put_answer(contact, use, REFUSED, on=date(2026, 1, 1), proof="x")
    fresh = Contact(consent="not_asked")
    changed = {name for name in names if getattr(contact, name) != getattr(fresh, name)}

    assert set(answers_of(contact).values()) == {REFUSED}
    assert changed - {"created_at", "updated_at"} == ANSWER_COLUMNS - {"agreed_uses"}


def test_each_answer_is_logged_once_with_its_circumstances():
    contact = make_contact()
    contact.mailing_opt_out = True
    contact.save()
    contact.save()
    contact.record_answers({DataUse.SURVEY: AGREED}, Circumstances(channel="phone"))
    contact.record_answers({DataUse.SURVEY: AGREED}, Circumstances(channel="mail"))

    assert list(contact.privacy_answers.values_list("use", "answer", "channel")) == [
        ("survey", "agreed", "phone"),
        ("mailings", "refused", "register"),
    ]


def test_a_former_address_is_remembered():
    """A file with the old address must find the person who refused."""
    contact = make_contact(email="old@x.example")
    contact.email = "new@x.example"
    contact.save()

    assert contact.other_emails.get().email == "old@x.example"


# Forms that were opened before


def test_an_opt_out_survives_a_form_that_a_coordinator_opened_before(coordinator):
    contact = make_contact(position="Member")
    form = opened(coordinator, admin_page(contact))
    person = Client()
    mine = opened(person, personal_page(contact))
    mine |= {"do_not_contact": "on", "mailing_opt_out": "on", "consent": "declined"}
    assert person.post(personal_page(contact), mine).status_code == 302

    answer = coordinator.post(admin_page(contact), form | {"position": "Chair"})

    assert answer.status_code == 302
    row = now(contact)
    assert (row.position, row.do_not_contact, row.mailing_opt_out) == ("Chair", True, True)
    assert row.consent == "declined"


def test_a_coordinators_entries_survive_a_personal_page_that_was_opened_before(coordinator, user):
    contact = make_contact(position="Member")
    person = Client()
    mine = opened(person, personal_page(contact))
    form = opened(coordinator, admin_page(contact))
    form |= {"do_not_contact": "on", "phone": "+351 1"}
    assert coordinator.post(admin_page(contact), form).status_code == 302

    answer = person.post(personal_page(contact), mine | {"position": "Chair"}, follow=True)

    row = now(contact)
    assert (row.do_not_contact, row.phone, row.position) == (True, "+351 1", "Chair")
    assert "changed these entries meanwhile" in answer.content.decode()
    assert contact.privacy_answers.get(use="contact").by == user


def test_a_second_coordinator_does_not_drop_the_first_ones_phone(coordinator):
    contact = make_contact()
    first, second = (opened(coordinator, admin_page(contact)) for _ in range(2))
    coordinator.post(admin_page(contact), first | {"phone": "+351 1", "country_codes": ["PT"]})

    answer = coordinator.post(admin_page(contact), second | {"position": "Chair"}, follow=True)

    row = now(contact)
    assert (row.phone, row.position, row.country_codes) == ("+351 1", "Chair", ["PT"])
    assert "They are kept: Phone, Countries" in answer.content.decode()


FIELDS = {
    "name": ("Ana Theirs", "Ana Mine"),
    "phone": ("1", "2"),
    "main_group": ("01", "02"),
    "country_codes": (["PT"], ["ES"]),
    "language_codes": (["pt"], ["es"]),
    "tag_names": ("theirs", "mine"),
    "notes": ("theirs", "mine"),
}


@pytest.mark.parametrize("name", FIELDS)
def test_two_coordinators_who_change_one_field_see_the_conflict(coordinator, name):
    contact = make_contact()
    theirs, mine = FIELDS[name]
    first, second = (opened(coordinator, admin_page(contact)) for _ in range(2))
    assert coordinator.post(admin_page(contact), first | {name: theirs}).status_code == 302

    page = coordinator.post(admin_page(contact), second | {name: mine})

    assert page.status_code == 200
    assert "changed this row while you were editing it" in page.content.decode()
    stored = opened(coordinator, admin_page(contact))[name]
    assert stored == (theirs if isinstance(theirs, list) else [theirs])


def test_a_person_sees_what_the_project_changed_meanwhile(coordinator):
    contact = make_contact()
    person = Client()
    mine = opened(person, personal_page(contact))
    form = opened(coordinator, admin_page(contact))
    coordinator.post(admin_page(contact), form | {"phone": "+351 1"})

    page = person.post(personal_page(contact), mine | {"phone": "+351 2"})

    assert page.status_code == 400
    assert "Phone: +351 1" in page.content.decode()
    assert now(contact).phone == "+351 1"


def test_a_row_of_the_history_put_back_keeps_the_refusal(coordinator):
    contact = make_contact(position="Member")
    contact.record_answers({DataUse.CONTACT: REFUSED}, Circumstances())
    first = contact.history.last()
    address = f"/admin/stakeholders/contact/{contact.pk}/history/{first.pk}/"
    form = opened(coordinator, address)
    form.pop("do_not_contact", None)

    coordinator.post(address, form)

    assert now(contact).do_not_contact


@pytest.mark.parametrize("use", SWITCHES)
def test_the_coordinators_form_shows_a_refusal_and_cannot_lift_it(coordinator, use):
    contact = refusing(use)
    form = opened(coordinator, admin_page(contact))
    form.pop(SWITCHES[use], None)

    assert coordinator.post(admin_page(contact), form).status_code == 302

    assert now(contact).refusals == (use,)


@pytest.mark.parametrize("use", DataUse)
def test_a_person_lifts_an_own_refusal_by_a_button_and_not_by_the_form(use, client):
    contact = refusing(use)
    address = personal_page(contact)
    everything = {"do_not_contact": "", "mailing_opt_out": "", "consent": "given"}
    everything |= {f"consent_{use}": "given" for use in ("write", "survey", "publish_name")}
    form = opened(client, address)
    client.post(address, form | everything)
    assert use in now(contact).refusals

    client.post(f"{address}allow/", {"use": use})

    assert use not in now(contact).refusals
    row = contact.privacy_answers.first()
    assert (row.use, row.answer, row.channel) == (use, "agreed", "personal_page")
    assert row.wording
    assert client.post(f"{address}allow/", {"use": "nonsense"}).status_code == 404


# The coordinators' page of answers


def test_a_coordinator_lifts_a_refusal_with_reason_and_evidence(coordinator, user):
    contact = refusing(DataUse.MAILINGS)
    address = f"/stakeholders/{contact.pk}/answers/"
    data = {
        "use": "mailings",
        "answer": "agreed",
        "on": "2026-05-01",
        "channel": "mail",
        "evidence": "Mail of 1 May 2026",
    }

    page = coordinator.post(address, data)
    assert page.status_code == 400
    assert "give the reason" in page.content.decode()
    assert now(contact).mailing_opt_out
    coordinator.post(address, data | {"reason": "Wants the newsletter again"})

    assert not now(contact).mailing_opt_out
    row = contact.privacy_answers.first()
    assert (row.by, row.evidence, row.reason) == (
        user,
        "Mail of 1 May 2026",
        "Wants the newsletter again",
    )
    assert "Wants the newsletter again" in coordinator.get(address).content.decode()


# Merge, and its undo


@pytest.mark.parametrize("use", DataUse)
@pytest.mark.parametrize("other", ["", AGREED])
@pytest.mark.parametrize("refusing_one", ["kept", "gone"])
def test_a_merge_keeps_a_refusal_of_either_row(use, other, refusing_one, user):
    pair = {"kept": make_contact(), "gone": make_contact()}
    for name, contact in pair.items():
        answer = REFUSED if name == refusing_one else other
        if answer:
            contact.record_answers({use: answer}, Circumstances())

    merged = merge(pair["kept"], pair["gone"], by=user)

    assert now(pair["kept"]).refusals == (use,)
    undo_merge(merged)
    assert now(pair["kept"]).refusals == (use,)
    assert now(pair[refusing_one]).refusals == (use,)


@pytest.mark.parametrize("use", [DataUse.KEEP, DataUse.WRITE, DataUse.SURVEY])
@pytest.mark.parametrize("agreeing", ["kept", "gone"])
def test_a_merge_keeps_a_yes_where_nobody_said_no(use, agreeing, user):
    pair = {"kept": make_contact(), "gone": make_contact()}
    pair[agreeing].record_answers({use: AGREED}, Circumstances(evidence="form 3"))

    merge(pair["kept"], pair["gone"], by=user)

    assert answers_of(now(pair["kept"]))[use] == AGREED
    assert pair["kept"].privacy_answers.filter(evidence="form 3").exists()


def test_a_refusal_since_a_merge_is_of_both_rows_when_the_merge_is_undone(user):
    one, two = make_contact(), make_contact()
    merged = merge(one, two, by=user)
    now(one).record_answers({DataUse.CONTACT: REFUSED}, Circumstances())

    undo_merge(merged, by=user)

    assert now(one).do_not_contact
    assert now(two).do_not_contact


def test_a_failed_act_changes_nothing():
    contact = refusing(DataUse.CONTACT)

    with pytest.raises(RefusalNotLifted), transaction.atomic():
        contact.record_answers(
            {DataUse.SURVEY: AGREED, DataUse.CONTACT: AGREED}, Circumstances(reason="x")
        )

    assert answers_of(now(contact))[DataUse.SURVEY] == ""


def test_an_undo_keeps_a_new_contact_whose_refusal_the_file_brought(user):
    """Otherwise the next file would bring the person back without the refusal."""
    header = ["Name", "E-mail", "Do not contact"]
    rows = (["Ana", "ana@x.example", "yes"], ["Bo", "bo@x.example", ""])
    batch = commit(batch_of(csv_file(*rows, header=header), user), by=user)

    undone = undo(batch, by=user)

    assert Contact.objects.get().name == "Ana"
    assert Contact.objects.get().do_not_contact
    assert "refuses a use of their data: row 2" in undone.undo_note
