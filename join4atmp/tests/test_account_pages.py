"""The pages of accounts: a recent password before a change, and a line in the history after it."""

import logging

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, User
from django.core import mail
from django.core.management import call_command
from django.test import Client

from .access import routes

pytestmark = pytest.mark.django_db
PASSWORD = "Tulip-Harbour-9"
NEW = {"password1": "Harbour-Tulip-7", "password2": "Harbour-Tulip-7"}
# Everybody may send these, or they have a check of their own: the old password, a code, a link.
NEED_NO_PASSWORD = {
    *("account_login", "account_logout", "account_signup", "account_inactive"),
    *("account_reauthenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn"),
    *("account_change_password", "account_set_password", "account_confirm_login_code"),
    *("account_reset_password", "account_reset_password_done"),
    *("account_reset_password_from_key", "account_reset_password_from_key_done"),
    *("account_email_verification_sent", "mfa_authenticate", "mfa_login_webauthn"),
    *("mfa_index", "mfa_list_webauthn", "mfa_view_recovery_codes", "mfa_download_recovery_codes"),
}


def make_user(name="ana", **rights):
    return User.objects.create_user(name, f"{name}@portal.example", PASSWORD, **rights)


def client_of(user, *, recent=False):
    client = Client()
    client.force_login(user)
    if recent:
        client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return client


def code_of(secret):
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def history_of(user):
    lines = LogEntry.objects.filter(object_id=user.pk, content_type__model="user")
    return [(line.user, line.get_change_message()) for line in lines.order_by("pk")]


def test_every_page_of_accounts_asks_for_the_password_before_a_change():
    user = make_user()
    TOTP.activate(user, generate_totp_secret())
    key = Authenticator.objects.create(user=user, type="webauthn", data={})
    pages = {
        route.name: "/" + route.pattern.replace("<int:pk>", str(key.pk))
        for route in routes()
        if route.pattern.startswith("accounts/")
    }
    assert {*pages} >= NEED_NO_PASSWORD
    client, asked = client_of(user), {}
    for name in {*pages} - NEED_NO_PASSWORD:
        answer = client.post(pages[name], {"action_add": "", "email": "new@portal.example"})
        asked[name] = answer.get("Location", "").partition("?")[0]
    assert len(asked) > 6
    doors = {"/accounts/reauthenticate/", "/accounts/2fa/reauthenticate/"}
    assert {name: place for name, place in asked.items() if place not in doors} == {}
    assert Authenticator.objects.count() == 2


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_other_methods_do_not_end_sessions(method):
    user = make_user()
    client = client_of(user, recent=True)
    assert client.generic(method, "/accounts/sessions/").status_code == 405
    assert history_of(user) == []


# The history


def change_password(client, user):
    client.post("/accounts/password/change/", {"oldpassword": PASSWORD, **NEW})


def reset_password(client, user):
    client = Client()
    client.post("/accounts/password/reset/", {"email": user.email})
    [link] = [line for line in mail.outbox[-1].body.split() if "/reset/key/" in line]
    client.post(client.get(link.partition("8000")[2])["Location"], NEW)


def change_address(client, user):
    values = {"email": "new@portal.example", "action_add": ""}
    answer = client.post("/accounts/email/", values)
    code = client.session["account_email_verification_code"]["code"]
    client.post(answer["Location"], {"code": code})


def set_up_factor(client, user):
    secret = client.get("/accounts/2fa/totp/activate/").context["form"].secret
    client.post("/accounts/2fa/totp/activate/", {"code": code_of(secret)})


def remove_factor(client, user):
    set_up_factor(client, user)
    client.post("/accounts/2fa/totp/deactivate/")


def make_new_codes(client, user):
    set_up_factor(client, user)
    client.post("/accounts/2fa/recovery-codes/generate/")


def sign_out_elsewhere(client, user):
    client.post("/accounts/sessions/")


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (change_password, "Changed the password."),
        (reset_password, "Chose a new password with the link of a mail."),
        (change_address, "Changed the e-mail address."),
        (set_up_factor, "Set up a second factor: TOTP Authenticator."),
        (remove_factor, "Removed a second factor: TOTP Authenticator."),
        (make_new_codes, "Made new codes of a second factor: Recovery codes."),
        (sign_out_elsewhere, "Signed out everywhere else."),
    ],
)
@pytest.mark.django_db(transaction=True)  # new factors are noted when they are committed
def test_a_change_by_the_owner_is_in_the_history_of_the_account(change, line):
    user = make_user()
    change(client_of(user, recent=True), user)
    assert (user, line) in history_of(user)
    assert "@" not in str(history_of(user))


def test_a_factor_that_is_removed_on_the_server_is_in_the_history_of_the_account():
    user = make_user()
    call_command("reset_second_factor", user.username, verbosity=0)
    [(_, line)] = history_of(user)
    assert line == "The second factor was removed on the server, by a command."


# Changes of other accounts


def values_of(user, **changes):
    return {
        "username": user.username,
        "email": user.email,
        "is_active": "on",
        "date_joined_0": "2026-01-01",
        "date_joined_1": "12:00:00",
        **changes,
    }


def test_a_change_of_another_account_is_made_after_the_password_of_the_administrator():
    root, other = make_user("root", is_staff=True, is_superuser=True), make_user("bea")
    client = client_of(root)
    page = f"/admin/auth/user/{other.pk}/change/"
    assert client.get(page).status_code == 200
    asked = client.post(page, values_of(other, is_staff="on"))
    other.refresh_from_db()
    assert (asked.status_code, other.is_staff) == (302, False)

    client.post(asked["Location"], {"password": "wrong", "next": page})
    other.refresh_from_db()
    assert not other.is_staff
    client.post(asked["Location"], {"password": PASSWORD, "next": page})
    other.refresh_from_db()
    assert other.is_staff
    assert [line[0] for line in history_of(other)] == [root]

    client.post(page, values_of(other))  # the password is recent
    other.refresh_from_db()
    assert not other.is_staff


def test_a_password_for_another_account_is_never_kept_in_the_session():
    root, other = make_user("root", is_staff=True, is_superuser=True), make_user("bea")
    client = client_of(root)
    page = f"/admin/auth/user/{other.pk}/password/"
    values = {**NEW, "usable_password": "true"}
    assert client.post(page, values)["Location"] == page
    assert "Harbour" not in str(client.session.items())
    asked = client.get(page)
    client.post(asked["Location"], {"password": PASSWORD, "next": page})
    client.post(page, values)
    other.refresh_from_db()
    assert other.check_password(NEW["password1"])


@pytest.mark.parametrize(
    ("page", "values", "to", "words"),
    [
        (
            "password/",
            {**NEW, "usable_password": "true"},
            "bea@portal.example",
            "changed the password",
        ),
        ("change/", {"email": "eve@portal.example"}, "bea@portal.example", "changed the e-mail"),
    ],
)
def test_the_owner_gets_a_mail_about_a_change_by_an_administrator(
    mailoutbox, page, values, to, words
):
    root, other = make_user("root", is_staff=True, is_superuser=True), make_user("bea")
    client = client_of(root, recent=True)
    client.post(f"/admin/auth/user/{other.pk}/{page}", values_of(other, **values))
    [message] = mailoutbox
    assert message.to == [to]
    assert words in message.body


@pytest.mark.parametrize(
    "page",
    [
        "/admin/auth/user/",
        "/admin/auth/user/add/",
        "/admin/auth/user/{}/change/",
        "/admin/auth/user/{}/delete/",
        "/admin/auth/group/add/",
        "/admin/auth/group/",
    ],
)
def test_every_page_that_changes_accounts_asks_for_the_password(page):
    other, root = make_user("bea"), make_user("root", is_staff=True, is_superuser=True)
    answer = client_of(root).post(page.format(other.pk), {"post": "yes"})
    assert answer["Location"].startswith("/accounts/reauthenticate/")
    assert User.objects.filter(pk=other.pk).exists()


# The log


def sign_in(user, password):
    Client().post("/accounts/login/", {"login": user.username, "password": password})


def wrong_code(user):
    TOTP.activate(user, generate_totp_secret())
    client = Client()
    client.post("/accounts/login/", {"login": user.username, "password": PASSWORD})
    client.post("/accounts/2fa/authenticate/", {"code": "000000"})


def many_wrong_passwords(user):
    for _ in range(6):
        sign_in(user, "wrong")


def switch_off(user):
    user.is_active = False
    user.save()


def give_permission_to_group(user):
    group = Group.objects.create(name="hosts")
    group.permissions.add(1)


@pytest.mark.parametrize(
    ("act", "event", "words"),
    [
        (lambda user: sign_in(user, PASSWORD), "sign-in", "Account {} signed in"),
        (lambda user: sign_in(user, "wrong"), "failed sign-in", "A sign-in failed"),
        (many_wrong_passwords, "refused sign-in", "A sign-in was refused"),
        (wrong_code, "failed second factor", "A code of account {} was wrong"),
        (lambda user: client_of(user).logout(), "sign-out", "Account {} signed out"),
        (switch_off, "change of rights", "Rights of account {}: is_active=False"),
        (
            lambda user: user.groups.add(Group.objects.get(name="curator")),
            "change of rights",
            "Rights of user {}: add of group",
        ),
        (lambda user: user.user_permissions.add(1), "change of rights", "Rights of user {}: add"),
        (give_permission_to_group, "change of rights", "Rights of group"),
        (lambda user: user.delete(), "change of rights", "The user {} was deleted"),
        (
            lambda user: client_of(user, recent=True).post("/accounts/sessions/"),
            "change of account",
            "The user {} was changed by account {}",
        ),
        (
            lambda user: client_of(user).get("/trials/export/?format=csv"),
            "download",
            "File of trials:export for account {}",
        ),
    ],
)
def test_each_event_of_an_account_is_in_the_log_without_its_name(caplog, act, event, words):
    user = make_user()
    number = user.pk
    with caplog.at_level(logging.INFO, logger="portal.events"):
        act(user)
    lines = [each.getMessage() for each in caplog.records if getattr(each, "event", "") == event]
    assert [line for line in lines if words.format(number, number) in line]
    assert "ana" not in "".join(lines)


def test_a_download_of_a_visitor_is_logged_without_its_filter(client, caplog):
    with caplog.at_level(logging.INFO, logger="portal.events"):
        client.get("/trials/export/?format=csv&q=Smith")
    assert "File of trials:export for a visitor" in caplog.text
    assert "Smith" not in "".join(
        r.getMessage() for r in caplog.records if r.name == "portal.events"
    )
