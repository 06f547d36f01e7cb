"""Saved views, their feeds and mails: theirs alone, what they may see, and nothing twice."""

import json
import re
import xml.etree.ElementTree as ET
from datetime import UTC, datetime, timedelta
from smtplib import SMTPException

import pytest
from django.contrib.auth.models import Group, User
from django.utils import timezone

from registers.tests.texts import euctr_file, euctr_text
from trials.models import RegisterRecord, SavedView, Trial
from trials.saved import mail as mails
from trials.saved.mail import mail_due, stop_token

from .factories import import_bytes, make_trial

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
SAVE, VIEWS, FEED = "/trials/views/save/", "/trials/views/", "/trials/feed/"


def person(name, role="member", **fields):
    fields = {"email": f"{name}@member.example"} | fields
    user = User.objects.create_user(name, password="x", **fields)
    user.groups.add(Group.objects.get(name=role))
    return user


@pytest.fixture
def member(client):
    user = person("member")
    client.force_login(user)
    client.user = user
    return client


def save(client, name="Mine", **fields):
    return client.post(SAVE, {"name": name, "query": "phase=II&order=title", **fields})


def titles(answer):
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    entries = ET.fromstring(answer.content).findall(f"{ATOM}entry")
    return [entry.findtext(f"{ATOM}title").split(" ", 1)[1] for entry in entries]


# Saving


def test_a_view_with_a_filter_that_its_owner_lost_finds_nothing_and_says_so(client):
    curator = person("curator", "curator")
    client.force_login(curator)
    save(client, query="curation=excluded", weekly_mail="on")
    view = SavedView.objects.get()
    make_trial(is_demo=True)
    curator.groups.set([Group.objects.get(name="member")])
    SavedView.objects.update(mailed_at=timezone.now() - timedelta(days=8))

    assert mail_due() == 0
    assert client.get(f"/trials/feed/{view.feed_key}/").status_code == 400
    assert "You may no longer filter by curation." in client.get(VIEWS).content.decode()


def test_what_is_kept_of_a_list_is_its_filter_and_not_its_page_tab_and_columns(client):
    make_trial(register_phase="II")

    page = client.get("/trials/?phase=II&page=4&view=map&columns=title&format=csv&x=1").content

    kept = page.decode().partition('id="keep-view"')[2]
    assert re.findall(r'href="(/trials/(?:feed|as-of)/[^"]*)"', kept) == [
        "/trials/feed/?phase=II",
        "/trials/feed/?format=json&amp;phase=II",
        "/trials/as-of/?phase=II",
    ]


def test_whoever_has_no_address_is_told_that_no_mail_will_come(client):
    client.force_login(person("mute", email=""))
    save(client)
    view = SavedView.objects.get()

    answer = client.post(f"/trials/views/{view.pk}/change/", {"what": "mail"}, follow=True)

    assert "you get no mail" in answer.content.decode()
    assert "you get a mail" not in answer.content.decode()


def test_a_name_in_use_is_refused_and_the_view_and_its_feed_stay(member):
    save(member)
    before = SavedView.objects.values().get()

    answer = save(member, query="phase=III", weekly_mail="on")

    assert SavedView.objects.values().get() == before
    assert answer["Location"] == "/trials/?phase=III"
    page = member.get(answer["Location"]).content.decode()
    assert "you already have a view with the name “Mine”. Choose another name" in page
    assert 'name="replace"' in page


def test_two_people_can_use_the_same_name(member):
    SavedView.objects.create(owner=person("other"), name="Mine")

    save(member)

    assert SavedView.objects.filter(name="Mine").count() == 2


def test_a_view_is_saved_replaced_if_asked_and_deleted(member):
    save(member, name="  Phase \0\n  two ")
    save(member, name="Phase two", query="phase=III&page=4&nonsense=1", replace="on")

    (view,) = SavedView.objects.all()
    assert (view.name, view.query, view.owner) == ("Phase two", "phase=III", member.user)
    page = member.get(VIEWS).content.decode()
    assert "Phase: Phase III" in page
    assert 'href="/trials/?phase=III"' in page

    member.post(f"{VIEWS}{view.pk}/change/", {"what": "delete"})
    assert "No view is saved yet" in member.get(VIEWS).content.decode()


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"name": " "}, "Enter a name"),
        ({"query": "phase=V"}, "a value that is not valid"),
        ({"query": "q=" + "&country=DE" * 500}, "too many values"),
    ],
)
def test_what_cannot_be_saved_is_refused_with_the_reason(member, fields, message):
    answer = member.post(SAVE, {"name": "Mine", "query": "", **fields}, follow=True)

    assert message in answer.content.decode()
    assert not SavedView.objects.exists()


def test_a_person_has_a_limited_number_of_views(member, monkeypatch):
    monkeypatch.setattr("trials.views.saved.MAX_SAVED_VIEWS", 1)
    save(member)
    answer = member.post(SAVE, {"name": "Another", "query": ""}, follow=True)

    assert "you have 1" in answer.content.decode()
    assert SavedView.objects.count() == 1


def test_views_are_their_owners_alone(member, client):
    other = SavedView.objects.create(owner=person("other"), name="Other's secret")

    assert "secret" not in member.get(VIEWS).content.decode()
    assert member.post(f"{VIEWS}{other.pk}/change/", {"what": "delete"}).status_code == 404
    client.logout()
    for answer in (client.get(VIEWS), save(client)):
        assert answer.status_code == 302
        assert "/accounts/login/" in answer["Location"]
    assert SavedView.objects.count() == 1


@pytest.mark.parametrize("views", [1, 4])
def test_the_page_takes_the_same_queries_for_any_number_of_views(
    member, views, django_assert_max_num_queries
):
    for number in range(views):
        save(member, name=f"View {number}")

    with django_assert_max_num_queries(8):
        page = member.get(VIEWS)
    assert len(page.context["views"]) == views


# Feeds


def test_a_feed_has_the_rows_of_the_list_for_who_asks(member, client):
    make_trial(title="new", register_phase="II")
    make_trial(title="other phase", register_phase="III", curation="included")
    make_trial(title="public\x01", register_phase="II", curation="included")

    assert set(titles(member.get(FEED, {"phase": "II"}))) == {"new", "public"}
    client.logout()
    public = client.get(FEED, {"phase": "II"})
    assert titles(public) == ["public"]
    assert "max-age=900" in public["Cache-Control"]


def test_what_a_register_said_last_comes_first(client):
    import_bytes(euctr_file(euctr_text()))
    Trial.objects.update(title="older", curation="included")
    RegisterRecord.objects.update(first_seen_at=datetime(2026, 1, 1, tzinfo=UTC))
    late = make_trial(title="newer", curation="included", first_year=1999)
    record = RegisterRecord.objects.get()
    record.pk, record.trial, record.number = None, late, late.eudract_number
    record.first_seen_at = datetime(2025, 1, 1, tzinfo=UTC)
    record.changed_at = datetime(2026, 2, 2, tzinfo=UTC)
    record.save()

    answer = client.get(FEED)
    assert titles(answer) == ["newer", "older"]
    first = ET.fromstring(answer.content).find(f"{ATOM}entry")
    assert first.findtext(f"{ATOM}published") == "2025-01-01T00:00:00+00:00"
    assert first.findtext(f"{ATOM}updated") == "2026-02-02T00:00:00+00:00"
    assert first.findtext(f"{ATOM}id") == f"http://127.0.0.1:8000{late.get_absolute_url()}"


def test_the_json_feed_says_the_same(client):
    make_trial(title="public", curation="included", countries="DE ES", is_demo=True)

    answer = client.get(FEED, {"format": "json", "country": "ES"})

    assert answer["Content-Type"] == "application/feed+json; charset=utf-8"
    feed = json.loads(answer.content)
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["description"] == "Country: Spain. Invented for demonstration: the only trial."
    assert feed["home_page_url"] == "http://127.0.0.1:8000/trials/?country=ES"
    (item,) = feed["items"]
    assert item["title"].startswith("[Demonstration] ")
    assert "Germany, Spain" in item["content_text"]


@pytest.mark.parametrize(
    ("query", "message"),
    [("phase=V", "V is not one of the values"), ("format=exe", "Choose one of: atom, json")],
)
def test_an_impossible_feed_is_refused_with_a_sentence(client, query, message):
    answer = client.get(f"{FEED}?{query}")

    assert answer.status_code == 400
    assert message in answer.content.decode()


@pytest.mark.parametrize("trials", [1, 5])
def test_a_feed_takes_the_same_queries_for_any_number_of_trials(
    client, trials, django_assert_max_num_queries
):
    for _ in range(trials):
        make_trial(is_demo=True)

    with django_assert_max_num_queries(3):
        assert len(titles(client.get(FEED))) == trials


def test_a_private_feed_shows_what_its_owner_may_see_today(member, client):
    save(member)
    view = SavedView.objects.get()
    address = f"{FEED}{view.feed_key}/"
    make_trial(title="for members")
    client.logout()

    assert titles(client.get(address)) == ["for members"]
    assert "no-store" in client.get(address)["Cache-Control"]

    User.objects.update(is_active=False)
    assert client.get(address).status_code == 404


def test_a_new_address_makes_the_old_one_dead(member):
    save(member)
    old = SavedView.objects.get().feed_key
    member.post(f"{VIEWS}{SavedView.objects.get().pk}/change/", {"what": "new-address"})

    assert member.get(f"{FEED}{old}/").status_code == 404
    assert member.get(f"{FEED}{SavedView.objects.get().feed_key}/").status_code == 200
    assert member.get(f"{FEED}guess/").status_code == 404


# Mails


@pytest.fixture
def weekly(member):
    make_trial(title="known")
    save(member, weekly_mail="on")
    return SavedView.objects.get()


def in_a_week():
    return timezone.now() + timedelta(days=7, minutes=1)


def test_a_week_later_new_matches_are_mailed_once(weekly, mailoutbox):
    trial = make_trial(title="a new one")
    make_trial(title="another phase", register_phase="III")
    assert mail_due() == 0

    assert mail_due(in_a_week()) == 1
    assert mail_due(in_a_week()) == 0
    assert mail_due(in_a_week() + timedelta(days=8)) == 0

    (mail,) = mailoutbox
    assert mail.to == ["member@member.example"]
    assert mail.subject == "JOIN4ATMP: 1 new trial in Mine"
    assert f"http://127.0.0.1:8000{trial.get_absolute_url()}" in mail.body
    assert "a new one" in mail.body
    assert "known" not in mail.body
    assert "another phase" not in mail.body
    assert "Filter: Phase: Phase II" in mail.body


def test_a_trial_that_changes_into_the_filter_is_new(weekly, mailoutbox):
    trial = make_trial(title="changed", register_phase="III")
    mail_due(in_a_week())
    assert mailoutbox == []

    trial.curated_phase = "II"
    trial.save()
    mail_due(in_a_week() + timedelta(days=8))

    assert len(mailoutbox) == 1


@pytest.mark.parametrize(
    "change", [{"is_active": False}, {"email": ""}], ids=["inactive", "no address"]
)
def test_nobody_is_written_to_who_cannot_be(weekly, mailoutbox, change):
    make_trial()
    User.objects.update(**change)

    assert mail_due(in_a_week()) == 0
    assert mailoutbox == []


def test_what_the_owner_may_no_longer_see_is_not_mailed(member, mailoutbox):
    curator = person("curator", role="curator")
    view = SavedView.objects.create(
        owner=curator, name="All", weekly_mail=True, mailed_at=timezone.now()
    )
    make_trial(title="excluded", curation="excluded")
    curator.groups.clear()

    assert mail_due(in_a_week()) == 0
    assert SavedView.objects.get(pk=view.pk).known == []


def test_a_mail_that_fails_is_tried_again_and_stops_no_other(weekly, mailoutbox, monkeypatch):
    other = person("other")
    SavedView.objects.create(owner=other, name="Zz", weekly_mail=True, mailed_at=timezone.now())
    make_trial(title="a new one")
    send = mails.EmailMessage.send

    def fails_for_one(message):
        if message.to == ["member@member.example"]:
            raise SMTPException("no such mailbox")
        return send(message)

    with monkeypatch.context() as patch:
        patch.setattr(mails.EmailMessage, "send", fails_for_one)
        assert mail_due(in_a_week()) == 1
    assert mail_due(in_a_week()) == 1

    assert [mail.to for mail in mailoutbox] == [["other@member.example"], ["member@member.example"]]


def test_mails_are_stopped_from_the_mail_without_signing_in(weekly, mailoutbox, client):
    make_trial()
    mail_due(in_a_week())
    (mail,) = mailoutbox
    address = re.fullmatch(
        r"<http://127.0.0.1:8000(.+)>", mail.extra_headers["List-Unsubscribe"]
    ).group(1)
    client.logout()

    assert "Stop the mails" in client.get(address).content.decode()
    assert SavedView.objects.get().weekly_mail
    answer = client.post(address, {"List-Unsubscribe": "One-Click"})

    assert "Stopped." in answer.content.decode()
    assert not SavedView.objects.get().weekly_mail
    assert address in mail.body


def test_a_stop_link_of_somebody_elses_making_does_nothing(weekly, client):
    token = stop_token(weekly)
    weekly_pk = weekly.pk
    for wrong in (token[:-2], f"{weekly_pk}", "x:y:z"):
        assert client.post(f"{VIEWS}stop/{wrong}/").status_code == 404
    assert SavedView.objects.get().weekly_mail


def test_asking_for_mails_begins_with_what_is_known_then(member, mailoutbox):
    save(member)
    view = SavedView.objects.get()
    make_trial(title="before")
    member.post(f"{VIEWS}{view.pk}/change/", {"what": "mail"})

    mail_due(in_a_week())
    assert mailoutbox == []
    member.post(f"{VIEWS}{view.pk}/change/", {"what": "no-mail"})
    make_trial()
    assert mail_due(in_a_week() + timedelta(days=8)) == 0
