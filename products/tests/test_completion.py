"""Completion campaigns: who is asked, answers by a personal link, proposals and their decisions."""

import re
from datetime import date, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from core.transitions import InvalidTransition
from products.completion.answers import accept, refuse, seen_of
from products.completion.links import path_of, request_of
from products.completion.people import people_of
from products.completion.progress import progress_of
from products.completion.questions import known_cells, missing_cells
from products.completion.requests import ask, send_due
from products.coversheets.content import write_cells
from products.models import AskedCell, CompletionCampaign, CompletionRequest, Dossier
from products.models.completion import AskedState
from stakeholders.erasure import erase
from stakeholders.tests.factories import make_contact, make_organisation
from trials.tests.people import person

from .sheets import STUDY, cells

pytestmark = pytest.mark.django_db
EMAIL = "paula@person.example"
LOCMEM = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture
def dossier():
    return write_cells(None, cells(None, STUDY | {"pi_email": f"Paula <{EMAIL.upper()}>"}))


@pytest.fixture
def campaign():
    return CompletionCampaign.objects.create(
        name="Spring", text="Please help.", closes_on=timezone.localdate() + timedelta(days=30)
    )


@pytest.fixture
def request_(dossier, campaign):
    value = f"study:{dossier.studies.get().pk}:pi_email"
    assert ask(campaign, dossier, [value], by=None) == 1
    return CompletionRequest.objects.get()


def cell_of(request, key):
    return request.cells.get(key=key)


def fill(client, request, **answers):
    """Send the page of a request as a browser does, with some entries changed."""
    address = path_of(request)
    form = client.get(address).context["form"]
    values = {}
    for name in form.fields:
        value = form[name].value()
        if value not in (None, False):
            values[name] = value
    for name, text in answers.items():
        kind, _, key = name.partition("__")
        if kind == "known":
            values[f"known-0-{key}"] = text
        else:
            values[f"{kind}-{cell_of(request, key).pk}"] = text
    return client.post(address, values, follow=True)


# Who is asked


def test_people_with_an_address_in_the_sheet_could_answer(dossier):
    [pi, sponsor] = people_of([dossier], person("curator"))[dossier.pk]

    assert (pi.name, pi.may_write) == ("Dr Paula Person", True)
    assert "2019-000001-10" in pi.why
    assert sponsor.name == "Example Company"


def test_contacts_are_offered_only_to_users_who_may_see_them(dossier):
    make_contact(name="Person, Paula", email="other@person.example")
    place = make_organisation(name="Example Company")
    make_contact(name="Col League", organisation=place)

    admin = {one.name for one in people_of([dossier], person("administrator"))[dossier.pk]}
    curator = {one.name for one in people_of([dossier], person("curator"))[dossier.pk]}

    assert admin - curator == {"Person, Paula", "Col League"}


@pytest.mark.parametrize(
    "answers",
    [
        {"do_not_contact": True},
        {"refused_uses": " write "},
        {"consent": "declined", "consent_on": date(2026, 1, 1)},
    ],
)
def test_a_refusal_counts_for_the_address_in_the_sheet_too(dossier, campaign, answers):
    make_contact(name="P. Person", email=EMAIL, **answers)

    [pi, _] = people_of([dossier], person("curator"))[dossier.pk]

    assert not pi.may_write
    ask(campaign, dossier, [pi.value], by=None)
    assert send_due() == 0
    assert not mail.outbox


def test_an_erased_person_is_not_written_to(dossier):
    contact = make_contact(name="Paula Person", email=EMAIL)
    erase(contact, by=person("coordinator"), reason="asked")
    curator = person("curator")
    dossier = Dossier.objects.get()

    [sponsor] = people_of([dossier], curator)[dossier.pk]
    assert sponsor.value.endswith(":sponsor_email")

    # A later cover sheet has the address again.
    write_cells(dossier, cells(None, STUDY | {"pi_email": EMAIL}))
    [pi, _] = people_of([Dossier.objects.get()], curator)[dossier.pk]

    assert not pi.may_write


def test_the_number_of_queries_does_not_grow_with_the_products(
    dossier, django_assert_max_num_queries
):
    for number in range(5):
        study = STUDY | {"study_id": "", "pi_email": f"p{number}@person.example"}
        write_cells(None, cells(None, study, name=f"P-{number}"))
    user = person("curator")
    dossiers = list(Dossier.objects.prefetch_related("studies"))
    user.has_perm("x")

    with django_assert_max_num_queries(7):
        assert len(people_of(dossiers, user)) == 6


# Questions


def test_only_empty_cells_without_persons_are_asked(dossier):
    asked = {field.key for _, field in missing_cells(dossier)}

    assert {"target", "mode_of_gene_transfer", "countries"} <= asked
    assert not asked & {"disease", "pi", "pi_email", "sponsor_email", "reviewer", "review_status"}
    assert "disease" in {field.key for _, field, _ in known_cells(dossier)}


def test_cells_with_addresses_are_not_shown(client, request_):
    Dossier.objects.update(disease="Ask anna@x.example", target="")

    page = client.get(path_of(request_)).content.decode()

    assert "anna@x.example" not in page
    assert "Paula" not in page
    assert EMAIL not in page


# Mails


def test_the_mail_has_a_link_that_works_without_an_account(client, request_, settings):
    settings.EMAIL_BACKEND = LOCMEM
    assert send_due() == 1
    assert send_due() == 0

    [letter] = mail.outbox
    assert letter.to == [EMAIL]
    # The time of signing is a part of the link, so that two links differ.
    path = re.search(r"/products/answer/\S+/", letter.body)[0]
    assert request_of(path.split("/")[3]) == request_
    page = client.get(path)
    assert page.status_code == 200
    assert page["Cache-Control"] == "no-store"
    assert "TEST-01" in page.content.decode()


def test_two_reminders_follow_until_there_is_an_answer(client, request_, settings):
    settings.EMAIL_BACKEND = LOCMEM
    now = timezone.now()
    send_due(now)
    assert [send_due(now + timedelta(days=days)) for days in (6, 7, 8, 14, 20)] == [0, 1, 0, 1, 0]

    fill(client, request_, cell__target="CD19")
    CompletionRequest.objects.update(reminders=0)

    assert send_due(now + timedelta(days=15)) == 0


def test_nobody_is_written_to_about_an_invented_product(request_, settings):
    settings.EMAIL_BACKEND = LOCMEM
    Dossier.objects.update(is_demo=True)

    assert send_due() == 0


def test_a_person_who_cannot_answer_gets_no_reminder(client, request_, settings):
    settings.EMAIL_BACKEND = LOCMEM
    now = timezone.now()
    send_due(now)

    client.post(f"{path_of(request_)}no/")

    assert CompletionRequest.objects.get().state == "declined"
    assert send_due(now + timedelta(days=8)) == 0


def test_nobody_is_asked_twice_about_one_product(dossier, campaign, request_):
    assert ask(campaign, dossier, [f"study:{request_.study_id}:pi_email"], by=None) == 0
    assert ask(campaign, dossier, ["study:x:y", "contact:999999", "nonsense"], by=None) == 0


# Answers


def test_answers_are_proposals_and_change_nothing_by_themselves(client, request_):
    answer = fill(
        client, request_, cell__target="CD19", unknown__cell_source="on", known__disease="Another"
    )

    assert "3 answers saved" in answer.content.decode()
    assert Dossier.objects.get().target == ""
    assert cell_of(request_, "target").answer == "CD19"
    assert cell_of(request_, "target").state == AskedState.PROPOSED
    assert cell_of(request_, "cell_source").state == AskedState.NOT_KNOWN
    assert cell_of(request_, "disease").answer == "Another"
    assert cell_of(request_, "patient_cohort").state == AskedState.OPEN
    assert not request_.cells.filter(key="cell_type").exists()


def test_a_person_can_change_and_withdraw_an_answer(client, request_):
    fill(client, request_, cell__target="CD19", known__disease="Another")
    fill(client, request_, cell__target="", cell__disease="A third one")

    assert cell_of(request_, "target").state == AskedState.OPEN
    assert cell_of(request_, "disease").answer == "A third one"


def test_an_accepted_answer_is_in_the_sheet_with_its_curator(client, request_):
    curator = person("curator")
    fill(client, request_, cell__target="CD19", cell__countries="Spain")

    for cell in request_.cells.filter(state=AskedState.PROPOSED):
        accept(cell, by=curator, seen=seen_of(cell))

    dossier = Dossier.objects.get()
    assert (dossier.target, dossier.studies.get().countries) == ("CD19", "Spain")
    assert dossier.history.first().history_user == curator
    assert dossier.history.first().history_change_reason == "Answer in Spring"
    assert Dossier.objects.found_by("CD19").exists()


def test_an_edited_answer_is_accepted_as_edited(client, request_):
    fill(client, request_, cell__target="cd 19")
    cell = cell_of(request_, "target")

    accept(cell, by=person("curator"), seen=seen_of(cell), text="CD19")

    assert Dossier.objects.get().target == "CD19"


def test_a_refused_answer_changes_nothing_and_the_person_reads_the_reason(client, request_):
    fill(client, request_, cell__target="CD19")
    cell = cell_of(request_, "target")
    with pytest.raises(InvalidTransition, match="reason is missing"):
        refuse(cell, by=person("curator"), seen=seen_of(cell), reason=" ")

    refuse(cell, by=person("other", "curator"), seen=seen_of(cell), reason="It is CD20")

    assert Dossier.objects.get().target == ""
    page = client.get(path_of(request_)).content.decode()
    assert "It is CD20" in page
    fill(client, request_, cell__cell_source="Autologous")
    assert cell_of(request_, "target").state == AskedState.REFUSED


@pytest.mark.parametrize("change", ["cell", "answer", "decision"])
def test_a_decision_is_about_what_the_curator_saw(client, request_, change):
    fill(client, request_, cell__target="CD19")
    cell = cell_of(request_, "target")
    seen = seen_of(cell)
    if change == "cell":
        Dossier.objects.update(target="CD22")
    elif change == "answer":
        fill(client, request_, cell__target="CD20")
    else:
        accept(cell, by=person("curator"), seen=seen)

    with pytest.raises(InvalidTransition):
        accept(cell, by=person("other", "curator"), seen=seen)

    assert Dossier.objects.get().target == {"cell": "CD22", "answer": ""}.get(change, "CD19")


def test_progress_is_counted_per_question(client, request_, campaign):
    fill(client, request_, cell__target="CD19", unknown__cell_source="on")

    rows = {row.name: row.counts for row in progress_of(campaign)}

    assert rows["Target"] == [0, 0, 1, 0, 0]
    assert rows["Cell source"] == [0, 1, 0, 0, 0]
    assert sum(map(sum, rows.values())) == request_.cells.count()


# The link


def test_a_closed_campaign_and_a_wrong_link_show_nothing(client, request_, campaign):
    address = path_of(request_)
    assert client.get("/products/answer/wrong/").status_code == 404
    CompletionCampaign.objects.update(closes_on=timezone.localdate() - timedelta(days=1))

    assert client.get(address).status_code == 410
    assert client.post(address, {"x": "y"}).status_code == 410
    assert not AskedCell.objects.exclude(state=AskedState.OPEN).exists()


# Pages of curators


class TestPages:
    @pytest.fixture
    def curator(self):
        client = Client()
        client.force_login(person("curator"))
        return client

    def test_from_a_new_campaign_to_an_accepted_answer(self, curator, client, dossier, settings):
        settings.EMAIL_BACKEND = LOCMEM
        base = "/admin/products/dossier/completion/"
        values = {"name": "Autumn", "text": "Please.", "closes_on": "2199-01-01"}
        page = curator.post(base, values, follow=True)
        value = f"{dossier.pk}|study:{dossier.studies.get().pk}:pi_email"
        assert value in page.content.decode()

        page = curator.post(page.request["PATH_INFO"], {"ask": value}, follow=True)

        assert "Dr Paula Person" in page.content.decode()
        request = CompletionRequest.objects.get()
        assert path_of(request).rpartition("/answer/")[0] in page.content.decode()
        fill(client, request, cell__target="CD19")
        assert "Answers to cover sheets" in curator.get("/admin/").content.decode()
        page = curator.get(f"{base}answers/")
        [(cell, present, seen)] = page.context["page"].object_list
        assert (cell.answer, present) == ("CD19", "")
        values = {"seen": seen, "decision": "accept", "text": "CD19"}
        curator.post(f"{base}answers/{cell.pk}/", values)
        assert Dossier.objects.get().target == "CD19"
        assert "No answer waits" in curator.get(f"{base}answers/").content.decode()

    def test_a_person_who_must_not_be_written_to_cannot_be_chosen(self, curator, dossier, campaign):
        make_contact(name="P. Person", email=EMAIL, do_not_contact=True)
        value = f"{dossier.pk}|study:{dossier.studies.get().pk}:pi_email"
        address = f"/admin/products/dossier/completion/{campaign.pk}/people/"
        assert "must not be written to" in curator.get(address).content.decode()

        curator.post(address, {"ask": value})

        assert not CompletionRequest.objects.exists()

    def test_a_link_that_was_sent_by_other_means_is_marked(self, curator, request_, campaign):
        curator.post(campaign.get_absolute_url(), {"sent": request_.pk})

        assert CompletionRequest.objects.get().state == "sent"

    @pytest.mark.parametrize("role", ["reviewer", "coordinator"])
    def test_others_see_no_campaign(self, client, campaign, request_, role):
        client.force_login(person(role))
        cell = request_.cells.first()
        base = "/admin/products/dossier/completion/"

        for path in ("", f"{campaign.pk}/", f"{campaign.pk}/people/", "answers/"):
            assert client.get(base + path).status_code == 403
        assert client.post(f"{base}answers/{cell.pk}/", {"decision": "accept"}).status_code == 403
