"""Sessions end by role, and everywhere at once; addresses are verified; people are invited."""

from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.test import Client
from time_machine import travel

from core.accounts.invitations import invite
from core.tasks import clear_expired_sessions

pytestmark = pytest.mark.django_db
LOGIN = "/accounts/login/"
PASSWORD = "Tulip-Harbour-9"
DAY = 24 * 3600


def make_user(name="ana", **rights):
    return User.objects.create_user(name, f"{name}@portal.example", PASSWORD, **rights)


def signed_in(user, **data):
    client = Client()
    client.post(LOGIN, {"login": user.username, "password": PASSWORD, **data})
    return client


def is_signed_in(client):
    return client.get("/accounts/email/").status_code == 200


@pytest.mark.parametrize(
    ("rights", "remember", "hours"),
    [
        ({}, {}, 12),
        ({}, {"remember": "on"}, 14 * 24),
        ({"is_staff": True}, {}, 12),
        ({"is_staff": True}, {"remember": "on"}, 12),
        ({"is_superuser": True}, {"remember": "on"}, 12),
    ],
)
def test_the_role_decides_the_length_of_a_session(rights, remember, hours):
    with travel("2027-01-01 08:00", tick=False) as clock:
        client = signed_in(make_user(**rights), **remember)
        cookie = client.cookies["sessionid"]
        assert cookie["max-age"] == (hours * 3600 if remember else "")
        for _ in range(hours - 1):
            clock.shift(3600)
            assert is_signed_in(client)
        clock.shift(3600 + 60)
        assert not is_signed_in(client)


@pytest.mark.parametrize(
    ("rights", "hours"), [({}, 72), ({"is_staff": True}, 2), ({"is_superuser": True}, 2)]
)
def test_the_role_decides_how_long_a_session_is_open_without_activity(rights, hours):
    with travel("2027-01-01 08:00", tick=False) as clock:
        client = signed_in(make_user(**rights), remember="on")
        for _ in range(2):
            clock.shift(hours * 3600 - 60)
            assert is_signed_in(client)
        clock.shift(hours * 3600 + 60)
        assert not is_signed_in(client)
        assert client.get("/trials/").status_code == 200
        assert not UserSession.objects.purge_and_list(User.objects.get())


def test_a_page_that_repeats_its_request_does_not_keep_a_session_open():
    with travel("2027-01-01 08:00", tick=False) as clock:
        client = signed_in(make_user(is_staff=True))
        for _ in range(2):
            clock.shift(59 * 60)
            client.get("/accounts/email/", headers={"X-Repeated": "yes"})
        clock.shift(3 * 60)
        assert not is_signed_in(client)


def test_every_page_that_repeats_its_request_says_so():
    pages = [
        (path.name, line)
        for path in Path(settings.BASE_DIR, "templates").rglob("*.html")
        for line in path.read_text().splitlines()
        if 'hx-trigger="every' in line
    ]
    assert len(pages) > 3
    assert [name for name, line in pages if "X-Repeated" not in line] == []


def test_a_user_signs_out_everywhere_else():
    user = make_user()
    here, elsewhere = signed_in(user), signed_in(user)
    stranger = signed_in(make_user("bea"))
    page = here.get("/accounts/sessions/").content.decode()
    assert "in 2 browsers" in page
    asked = here.post("/accounts/sessions/")
    assert is_signed_in(elsewhere)
    here.post(asked["Location"], {"password": PASSWORD, "next": "/accounts/sessions/"})
    assert [is_signed_in(each) for each in (here, elsewhere, stranger)] == [True, False, True]


def test_a_new_password_ends_all_sessions():
    user = make_user()
    here, elsewhere = signed_in(user), signed_in(user)
    new = {"password1": "Harbour-Tulip-7", "password2": "Harbour-Tulip-7"}
    here.post("/accounts/password/change/", {"oldpassword": PASSWORD, **new})
    assert not is_signed_in(elsewhere)


def test_records_of_ended_sessions_are_deleted():
    with travel("2027-01-01"):
        signed_in(make_user())
    with travel("2027-01-03"):
        signed_in(make_user("bea"))
        assert UserSession.objects.count() == 2
        clear_expired_sessions()
        assert [each.user.username for each in UserSession.objects.all()] == ["bea"]
        Session.objects.all().delete()
        clear_expired_sessions()
    assert not UserSession.objects.exists()


# Addresses


def reauthenticated(user):
    client = signed_in(user)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return client


def change_address(client, email):
    return client.post("/accounts/email/", {"email": email, "action_add": ""})


def test_a_change_of_the_address_needs_the_password(mailoutbox):
    answer = change_address(signed_in(make_user()), "new@portal.example")
    assert answer["Location"].startswith("/accounts/reauthenticate/")
    assert mailoutbox == []


def test_an_address_changes_when_its_owner_enters_the_code(mailoutbox):
    user = make_user()
    client = reauthenticated(user)
    answer = change_address(client, "new@portal.example")
    user.refresh_from_db()
    assert user.email == "ana@portal.example"
    assert not EmailAddress.objects.filter(email="new@portal.example").exists()
    page = client.get(answer["Location"]).content.decode()
    assert "new@portal.example" in page
    [mail] = mailoutbox
    assert mail.to == ["new@portal.example"]
    code = client.session["account_email_verification_code"]["code"]
    assert code in mail.body
    client.post(answer["Location"], {"code": "wrong"})
    user.refresh_from_db()
    assert user.email == "ana@portal.example"
    client.post(answer["Location"], {"code": code})
    user.refresh_from_db()
    assert user.email == "new@portal.example"
    assert mailoutbox[-1].to == ["ana@portal.example"]
    assert list(EmailAddress.objects.values_list("email", "verified")) == [
        ("new@portal.example", True)
    ]


def test_nobody_takes_the_address_of_another_account(mailoutbox):
    victim, thief = make_user("bea"), make_user("eve")
    client = reauthenticated(thief)
    change_address(client, victim.email)
    assert not EmailAddress.objects.filter(user=thief, email=victim.email).exists()
    code = client.session.get("account_email_verification_code", {}).get("code")
    if code:
        client.post("/accounts/confirm-email/", {"code": code})
    thief.refresh_from_db()
    assert thief.email == "eve@portal.example"
    assert signed_in(victim).get("/accounts/email/").context["user"] == victim


# Invitations


def test_the_invited_person_chooses_the_password_once(mailoutbox, settings):
    settings.SITE_URL = "https://portal.example"
    user = User.objects.create_user("ana", "ana@portal.example")
    assert not user.has_usable_password()
    assert invite(user)
    [mail] = mailoutbox
    assert mail.to == ["ana@portal.example"]
    link = next(line for line in mail.body.split() if "/reset/key/" in line)
    path = link.removeprefix("https://portal.example")
    client = Client()
    form = client.get(path, follow=True).request["PATH_INFO"]
    client.post(form, {"password1": PASSWORD, "password2": PASSWORD})
    user.refresh_from_db()
    assert user.check_password(PASSWORD)
    assert "password1" not in Client().get(path, follow=True).content.decode()
    assert is_signed_in(signed_in(user))


def test_an_invitation_expires(mailoutbox):
    user = User.objects.create_user("ana", "ana@portal.example")
    with travel("2027-01-01"):
        invite(user)
    link = next(line for line in mailoutbox[0].body.split() if "/reset/key/" in line)
    path = link.partition("8000")[2]
    with travel("2027-01-03"):
        assert "password1" in Client().get(path, follow=True).content.decode()
    with travel("2027-01-05"):
        assert "password1" not in Client().get(path, follow=True).content.decode()


# Sign-ins in new browsers


def test_the_owner_gets_a_mail_about_a_sign_in_in_a_new_browser_only(mailoutbox):
    user = make_user()
    first = signed_in(user)
    first.post("/accounts/logout/")
    first.post(LOGIN, {"login": user.username, "password": PASSWORD})
    assert mailoutbox == []  # the first browser of an account, and the same one again

    other = Client(HTTP_USER_AGENT="Firefox 140", REMOTE_ADDR="192.0.2.7")
    other.post(LOGIN, {"login": user.username, "password": PASSWORD})
    [mail] = mailoutbox
    assert mail.to == ["ana@portal.example"]
    assert "Firefox 140" in mail.body
    assert "192.0.2.7" in mail.body
    assert f"{settings.SITE_URL}/accounts/password/reset/" in mail.body

    other.post("/accounts/logout/")
    other.post(LOGIN, {"login": user.username, "password": PASSWORD})
    assert len(mailoutbox) == 1


def test_a_failed_sign_in_in_a_new_browser_sends_no_mail(mailoutbox):
    user = make_user()
    signed_in(user)
    Client().post(LOGIN, {"login": user.username, "password": "wrong"})
    assert mailoutbox == []


def test_a_browser_that_chose_the_password_is_known(mailoutbox):
    user = make_user()
    signed_in(user)
    client = Client()
    client.post("/accounts/password/reset/", {"email": user.email})
    [link] = [line for line in mailoutbox.pop().body.split() if "/reset/key/" in line]
    form = client.get(link.partition("8000")[2], follow=True).request["PATH_INFO"]
    client.post(form, {"password1": "Harbour-Tulip-7", "password2": "Harbour-Tulip-7"})
    mailoutbox.clear()
    client.post(LOGIN, {"login": user.username, "password": "Harbour-Tulip-7"})
    assert is_signed_in(client)
    assert mailoutbox == []


# Passwords


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("qwertyuiop123", "stolen elsewhere"),
        ("QwertyUiop123", "stolen elsewhere"),
        ("Short-1", "at least 10 characters"),
        ("86429753108642", "entirely numeric"),
        ("Tulip-Harbour-7", None),
        ("quiet tulip harbour glove", None),
    ],
)
def test_a_leaked_or_short_password_is_refused_with_the_reason(password, words):
    user = make_user()
    answer = signed_in(user).post(
        "/accounts/password/change/",
        {"oldpassword": PASSWORD, "password1": password, "password2": password},
    )
    user.refresh_from_db()
    assert user.check_password(password) == (words is None)
    if words:
        assert words in answer.content.decode()
