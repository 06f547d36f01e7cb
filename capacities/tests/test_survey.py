"""The survey by a personal link: a facility answers page by page and releases blocks."""

import csv
import io
import json
from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.utils import timezone

from capacities.choices import Block
from capacities.models import Campaign, Facility, FacilityContact, Invitation
from capacities.survey.answers import accept, hints_of, releasable
from capacities.survey.campaigns import invite, send_due
from capacities.survey.forms import FORMS
from capacities.survey.links import path_of, token_of
from capacities.tests.factories import make_capability, make_contact, make_facility
from core.transitions import InvalidTransition
from stakeholders.tests.factories import user_in
from trials.models import Sponsor
from trials.tests.factories import make_trial

pytestmark = pytest.mark.django_db
FIRST = {
    "name": "Cell unit",
    "kind": "GMP-C",
    "state": "operating",
    "open_to": "service",
    "classes": ["GTMP"],
    "technologies": ["car-t"],
    "steps": ["processing", "storage"],
    "measure": "batches_per_year",
    "band": "10-29",
    "licences": "MIA-IMP:AT-1:2030-01-31\nGMP:G-1",
    "contact_name": "Ada",
    "contact_email": "ada@cells.example",
}
RELEASE = {"blocks": ["identity", "capabilities"], "given_by": "Head of production", "agree": "on"}


def make_campaign(**fields):
    today = timezone.localdate()
    values = {
        "name": "Survey 2027",
        "text": "Please answer.",
        "opens_on": today,
        "closes_on": today,
    }
    return Campaign.objects.create(**values | fields)


def make_invitation(facility=None, **campaign):
    return Invitation.objects.create(
        campaign=make_campaign(**campaign),
        facility=facility or make_facility(released=[], published=False),
    )


def answers_of(invitation):
    return {row.block: row.state for row in invitation.answers.all()}


def test_a_facility_answers_the_first_page_and_releases_two_of_four_blocks(client):
    invitation = make_invitation()
    path = path_of(invitation)
    assert client.get(path).status_code == 200

    answer = client.post(path, FIRST)
    assert answer["Location"] == f"{path}release/"
    invitation.refresh_from_db()
    assert invitation.state == "started"
    assert set(answers_of(invitation).values()) == {"saved"}

    client.post(f"{path}release/", RELEASE)
    invitation.refresh_from_db()
    assert invitation.state == "answered"
    assert answers_of(invitation) == {
        "identity": "released",
        "capabilities": "released",
        "capacity": "saved",
        "authorisations": "saved",
    }
    facility = Facility.objects.get()
    assert facility.name != "Cell unit"  # nothing is written before a curator accepts it
    contact = FacilityContact.objects.get()
    assert (contact.email, contact.consent_on) == ("ada@cells.example", timezone.localdate())


def test_an_accepted_answer_is_written_and_shown_and_the_others_are_not(client):
    facility = make_facility(released=[])
    invitation = make_invitation(facility)
    path = path_of(invitation)
    client.post(path, FIRST)
    client.post(f"{path}release/", RELEASE)

    for answer in invitation.answers.filter(state="released"):
        accept(answer, by=user_in("curator"))

    facility.refresh_from_db()
    assert (facility.name, facility.shown_steps) == ("Cell unit", " processing storage ")
    assert facility.verified_by == "facility"
    page = client.get(facility.get_absolute_url()).content.decode()
    assert "Cell processing" in page
    assert not facility.statements.exists()
    assert not facility.authorisations.exists()
    assert "Head of production" not in page


def test_the_page_names_the_answer_as_the_source_of_each_accepted_value(client):
    facility = make_facility(released=[])
    invitation = make_invitation(facility)
    path = path_of(invitation)
    client.post(path, FIRST)
    client.post(f"{path}capacity/", {"exact": "12", "utilisation": ">100"})
    blocks = ["identity", "capacity", "exact", "utilisation"]
    client.post(f"{path}release/", RELEASE | {"blocks": blocks})

    for answer in invitation.answers.filter(state="released"):
        accept(answer, by=user_in("curator"))

    noted = dict(facility.evidence.values_list("fact", "value"))
    assert noted["open_to_others"] == "service"
    assert (noted["capacity_measure"], noted["capacity_band"]) == ("batches_per_year", "10-29")
    assert noted["as_of"] == timezone.localdate().isoformat()
    assert noted.keys().isdisjoint({"exact", "utilisation", "next_free"})


def test_an_answer_that_is_not_released_cannot_be_accepted(client):
    invitation = make_invitation()
    client.post(path_of(invitation), FIRST)

    with pytest.raises(InvalidTransition):
        accept(invitation.answers.first(), by=user_in("curator"))


def test_all_four_blocks_reach_the_record(client):
    facility = make_facility(released=[])
    invitation = make_invitation(facility)
    path = path_of(invitation)
    client.post(path, FIRST)
    client.post(f"{path}capacity/", {"exact": "12", "utilisation": ">100", "step": "processing"})
    steps = {f"{step}-answer": "unknown" for step in (choice for choice, _ in _steps())}
    steps |= {f"{step}-scale": "unknown" for step, _ in _steps()}
    steps |= {f"{step}-experience": "unknown" for step, _ in _steps()}
    steps |= {"vector-answer": "no", "processing-answer": "yes", "processing-scale": "clinical"}
    assert client.post(f"{path}capabilities/", steps).status_code == 302
    blocks = [block.value for block in Block]
    client.post(f"{path}release/", RELEASE | {"blocks": blocks})

    for answer in invitation.answers.all():
        accept(answer, by=user_in("curator"))

    facility.refresh_from_db()
    assert set(facility.released.split()) == set(blocks)
    statement = facility.statements.get()
    assert (statement.band, statement.exact, statement.utilisation) == ("10-29", 12, ">100")
    found = dict(facility.capabilities.values_list("step", "answer"))
    assert found == {"vector": "no", "processing": "yes"}
    assert facility.authorisations.count() == 2


def _steps():
    from capacities.choices import Step

    return Step.choices


def test_the_preview_shows_the_page_and_writes_nothing(client):
    facility = make_facility(released=[], published=False, name="Old name")
    invitation = make_invitation(facility)
    path = path_of(invitation)
    client.post(path, FIRST)
    client.post(f"{path}capacity/", {"exact": "12345"})
    before = Facility.history.count()

    page = client.get(f"{path}release/").content.decode()

    assert "Cell processing and expansion" in page
    assert "MIA-IMP" in page or "Manufacturing authorisation for trials" in page
    assert "12,345" not in page
    facility.refresh_from_db()
    assert facility.name == "Old name"
    assert facility.released == ""
    assert Facility.history.count() == before
    assert not facility.releases.exists()


def test_the_first_page_begins_with_what_is_known_and_what_was_saved(client):
    facility = make_facility(steps="vector", name="Known name")
    make_capability(facility, "storage")
    make_capability(facility, "processing", answer="no")
    invitation = make_invitation(facility)
    path = path_of(invitation)
    form = client.get(path).context["form"]
    assert form["name"].value() == "Known name"
    assert form["steps"].value() == ["vector", "storage"]
    assert form["classes"].value() == ["GTMP"]

    client.post(path, FIRST)

    assert client.get(path).context["form"]["name"].value() == "Cell unit"


def test_trials_of_the_organisation_are_a_hint_to_confirm():
    facility = make_facility()
    organisation = facility.site.organisation
    trial = make_trial(curation="included", register_atmp_class="GTMP", register_technology="car-t")
    Sponsor.objects.create(trial=trial, name=organisation.name, key=organisation.name_key)

    assert hints_of(facility) == (1, ["GTMP"], ["car-t"])


def opened(client, path):
    return {"opened_as": client.get(path).context["form"].initial["opened_as"]}


def test_two_people_with_one_link_keep_the_answers_of_each_other(client):
    path = path_of(make_invitation())
    client.post(path, FIRST)
    of_ann, of_ben = opened(client, path), opened(client, path)

    client.post(path, FIRST | of_ann | {"name": "Unit of Ann", "steps": ["apheresis"]})
    page = client.post(path, FIRST | of_ben | {"open_to": "no"}, follow=True)

    saved = client.get(path).context["form"].initial
    assert (saved["name"], saved["open_to"]) == ("Unit of Ann", "no")
    assert saved["steps"].split() == ["apheresis"]
    assert "They are kept: Name of the facility, Steps." in page.content.decode()


def test_an_answer_that_two_people_changed_is_shown_to_the_second_before_it_is_overwritten(client):
    path = path_of(make_invitation())
    client.post(path, FIRST)
    of_ann, of_ben = opened(client, path), opened(client, path)

    client.post(path, FIRST | of_ann | {"name": "Unit of Ann"})
    refused = client.post(path, FIRST | of_ben | {"name": "Unit of Ben"})

    assert refused.status_code == 400
    assert "Another person changed these answers" in refused.content.decode()
    assert "Name of the facility: Unit of Ann" in refused.content.decode()
    assert client.get(path).context["form"].initial["name"] == "Unit of Ann"

    seen = {"opened_as": refused.context["form"]["opened_as"].value()}
    client.post(path, FIRST | seen | {"name": "Unit of Ben"})
    assert client.get(path).context["form"].initial["name"] == "Unit of Ben"


@pytest.mark.parametrize("block", ["", *FORMS])
def test_every_page_of_answers_knows_the_answers_that_it_was_opened_with(client, block):
    path = path_of(make_invitation())
    page = client.get(f"{path}{block}/" if block else path)

    assert 'name="opened_as"' in page.content.decode()
    assert json.loads(page.context["form"].initial["opened_as"])


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"name": ""}, "name"),
        ({"kind": "Factory"}, "kind"),
        ({"steps": ["magic"]}, "steps"),
        ({"measure": ""}, "band"),
        ({"licences": "MIA:???"}, "licences"),
        ({"licences": "HE:1"}, "licences"),
        ({"contact_email": "ada"}, "contact_email"),
    ],
)
def test_a_wrong_answer_is_explained_and_nothing_is_saved(client, changed, field):
    invitation = make_invitation()

    answer = client.post(path_of(invitation), FIRST | changed)

    assert answer.status_code == 400
    assert field in answer.context["form"].errors
    assert not invitation.answers.exists()


@pytest.mark.parametrize(
    "changed",
    [
        {"blocks": []},
        {"blocks": ["exact"]},
        {"given_by": " "},
        {"agree": ""},
    ],
)
def test_nothing_is_released_without_a_block_a_name_and_consent(client, changed):
    invitation = make_invitation()
    path = path_of(invitation)
    client.post(path, FIRST)
    client.post(f"{path}capacity/", {"exact": "12"})

    assert client.post(f"{path}release/", RELEASE | changed).status_code == 400
    assert set(answers_of(invitation).values()) == {"saved"}


def test_a_withdrawn_block_leaves_the_pages_at_once_and_the_row_stays(client):
    facility = make_facility()
    invitation = make_invitation(facility)

    client.post(f"{path_of(invitation)}withdraw/", {"block": "identity"})

    assert client.get(facility.get_absolute_url()).status_code == 404
    row = facility.releases.get(block="identity")
    assert row.withdrawn_on == timezone.localdate()
    assert row.withdrawn_by


def test_a_block_can_be_withdrawn_after_the_campaign_closed(client):
    facility = make_facility()
    path = path_of(make_invitation(facility))
    yesterday = timezone.localdate() - timedelta(days=1)
    Campaign.objects.update(opens_on=yesterday, closes_on=yesterday)
    assert b'name="block" value="identity"' in client.get(path).content

    answer = client.post(f"{path}withdraw/", {"block": "identity"}, follow=True)

    assert answer.status_code == 410
    assert "is no longer shown" in answer.content.decode()
    assert client.get(facility.get_absolute_url()).status_code == 404
    assert client.post(f"{path}release/", RELEASE).status_code == 410


@pytest.mark.parametrize(
    ("first", "more", "field"),
    [
        ({"measure": "", "band": ""}, {"exact": "12"}, "exact"),
        ({"measure": "", "band": ""}, {"utilisation": ">100"}, "utilisation"),
        ({}, {"exact": "500"}, "exact"),
    ],
)
def test_a_capacity_that_the_first_page_contradicts_is_refused(client, first, more, field):
    invitation = make_invitation()
    path = path_of(invitation)
    client.post(path, FIRST | first)

    answer = client.post(f"{path}capacity/", more)

    assert answer.status_code == 400
    assert list(answer.context["form"].errors) == [field]


def test_an_exact_capacity_that_the_facility_deletes_is_no_longer_released(client):
    invitation = make_invitation()
    path = path_of(invitation)
    client.post(path, FIRST)
    client.post(f"{path}capacity/", {"exact": "12", "utilisation": ">100"})

    client.post(f"{path}capacity/", {"exact": "", "utilisation": ""})

    assert client.get(f"{path}capacity/").context["form"]["exact"].value() is None
    assert {block.value for block in releasable(invitation)}.isdisjoint({"exact", "utilisation"})


def test_links_of_others_changed_renewed_and_closed_ones_do_not_open(client):
    invitation = make_invitation()
    path, token = path_of(invitation), token_of(invitation)
    assert client.get(path.replace(token, f"{token}x")).status_code == 404
    assert client.get("/capacities/answer/x/").status_code == 404
    yesterday = timezone.localdate() - timedelta(days=1)
    Campaign.objects.update(opens_on=yesterday, closes_on=yesterday)
    assert client.get(path).status_code == 410

    Campaign.objects.update(closes_on=timezone.localdate())
    Invitation.objects.update(nonce="new")
    assert client.get(path).status_code == 404


def test_the_page_of_a_link_is_not_kept_and_hands_the_link_to_nobody(client):
    answer = client.get(path_of(make_invitation()))

    assert answer["Cache-Control"] == "no-store"
    assert answer["Referrer-Policy"] == "same-origin"


# Campaigns


def test_invitations_reminders_and_no_answer():
    facility = make_facility()
    make_contact(facility, email="head@facility.example", consent_on=None)
    silent = make_facility()
    campaign = make_campaign(closes_on=timezone.localdate() + timedelta(days=60))
    assert invite(campaign, Facility.objects.all()) == 2
    assert invite(campaign, Facility.objects.all()) == 0
    start, sent = timezone.now(), []
    for days in (0, 1, 7, 8, 14, 21, 28):
        mail.outbox.clear()
        send_due(start + timedelta(days=days))
        sent.append((days, [message.to[0] for message in mail.outbox]))

    head = ["head@facility.example"]
    assert sent == [(0, head), (1, []), (7, head), (8, []), (14, head), (21, []), (28, [])]
    states = dict(campaign.invitations.values_list("facility", "state"))
    assert states == {facility.pk: "no_answer", silent.pk: "no_contact"}


def test_a_facility_that_gets_a_contact_later_is_invited_then():
    facility = make_facility()
    campaign = make_campaign(closes_on=timezone.localdate() + timedelta(days=60))
    invite(campaign, Facility.objects.all())
    send_due()
    assert campaign.invitations.get().state == "no_contact"

    make_contact(facility, email="late@facility.example")
    make_contact(facility, email="other@facility.example")
    sent = [send_due(), send_due()]

    assert sent == [1, 0]
    assert campaign.invitations.get().state == "sent"
    reached = {address for message in mail.outbox for address in message.recipients()}
    assert reached == {"late@facility.example", "other@facility.example"}


def test_a_contact_gets_one_invitation_also_if_the_address_of_another_fails(monkeypatch):
    facility = make_facility()
    for name in ("good", "bad"):
        make_contact(facility, email=f"{name}@facility.example")
    send = EmailMessage.send

    def refuse(message, *args, **kwargs):
        if message.to == ["bad@facility.example"]:
            raise OSError
        return send(message, *args, **kwargs)

    monkeypatch.setattr(EmailMessage, "send", refuse)
    invite(make_campaign(), Facility.objects.all())

    assert [send_due(), send_due()] == [1, 0]
    assert [message.to for message in mail.outbox] == [["good@facility.example"]]


def test_the_mail_holds_the_link_that_opens_the_page(client):
    facility = make_facility()
    make_contact(facility)
    invite(make_campaign(), Facility.objects.all())
    send_due()

    link = next(w for w in mail.outbox[0].body.split() if "/capacities/answer/" in w)
    path = "/capacities/" + link.partition("/capacities/")[2]

    assert client.get(path).status_code == 200


@pytest.mark.parametrize("changed", [{"is_demo": True}, {"opens_on": None}])
def test_no_mail_is_sent_for_demonstrations_or_before_a_campaign_opens(changed):
    make_contact(make_facility())
    tomorrow = timezone.localdate() + timedelta(days=1)
    if "opens_on" in changed:
        changed = {"opens_on": tomorrow, "closes_on": tomorrow}
    invite(make_campaign(**changed), Facility.objects.all())

    assert send_due() == 0
    assert not mail.outbox


def test_an_answered_invitation_gets_no_reminder(client):
    facility = make_facility()
    make_contact(facility)
    campaign = make_campaign(closes_on=timezone.localdate() + timedelta(days=60))
    invite(campaign, Facility.objects.all())
    send_due()
    path = path_of(campaign.invitations.get())
    client.post(path, FIRST)
    client.post(f"{path}release/", RELEASE)
    mail.outbox.clear()

    send_due(timezone.now() + timedelta(days=8))

    assert not mail.outbox


def test_a_coordinator_sees_the_campaign_and_exports_the_silent_ones(client):
    campaign = make_campaign()
    first, second = make_facility("AT"), make_facility("DE")
    make_contact(first, email="head@facility.example")
    client.force_login(user_in("coordinator"))
    client.post(f"/capacities/campaigns/{campaign.pk}/invite/", {"country": ["AT", "DE"]})
    Invitation.objects.filter(facility=first).update(state="answered", answered_at=timezone.now())
    Invitation.objects.filter(facility=second).update(state="no_answer")

    page = client.get(f"/capacities/campaigns/{campaign.pk}/")
    assert page.context["countries"] == [("Austria", 1, 1, 0), ("Germany", 1, 0, 1)]
    assert page.context["silent"] == 1
    answer = client.get(f"/capacities/campaigns/{campaign.pk}/silent/")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [(row["Facility"], row["State"]) for row in rows] == [(second.name, "No answer")]
    assert "@" not in text


@pytest.mark.parametrize("role", ["member", "reviewer"])
def test_campaigns_are_for_those_who_run_them(client, role):
    campaign = make_campaign()
    client.force_login(user_in(role))

    for address in ("", f"{campaign.pk}/", f"{campaign.pk}/silent/"):
        assert client.get(f"/capacities/campaigns/{address}").status_code == 404


def test_a_curator_accepts_and_declines_in_the_admin(client):
    facility = make_facility(released=[])
    invitation = make_invitation(facility)
    path = path_of(invitation)
    client.post(path, FIRST)
    client.post(f"{path}release/", RELEASE)
    identity = invitation.answers.get(block="identity")
    capabilities = invitation.answers.get(block="capabilities")
    client.force_login(user_in("curator"))
    address = "/admin/capacities/blockanswer/"
    assert client.get(address).content.decode().count("Head of production") == 2

    client.post(address, {"action": "accept_answers", "_selected_action": [identity.pk]})
    client.post(address, {"action": "decline_answers", "_selected_action": [capabilities.pk]})

    facility.refresh_from_db()
    assert facility.released == " identity "
    assert answers_of(invitation)["capabilities"] == "declined"
