"""Wrong passwords slow an attacker down, and never keep the owner of an account out."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from time_machine import travel

pytestmark = pytest.mark.django_db
LOGIN = "/accounts/login/"
PASSWORD = "Tulip-Harbour-9"
NAMES = ["ana", "ana@portal.example", "Ana"]


@pytest.fixture
def ana():
    return User.objects.create_user("ana", "ana@portal.example", PASSWORD)


def browser(address="192.0.2.1"):
    return Client(REMOTE_ADDR=address)


def attempt(client, password, login="ana"):
    """Return whether a password signs the account in."""
    answer = client.post(LOGIN, {"login": login, "password": password})
    if answer.status_code == 302:
        client.post("/accounts/logout/")
    return answer.status_code == 302


def attack(client, *, attempts, login="ana"):
    for n in range(attempts):
        assert not attempt(client, f"wrong-{n}", login)


@pytest.mark.parametrize("login", NAMES)
def test_five_wrong_passwords_stop_the_sixth_from_the_same_address(ana, login):
    client = browser()
    attack(client, attempts=5, login=login)
    answer = client.post(LOGIN, {"login": login, "password": PASSWORD})
    assert "Too many wrong passwords" in answer.content.decode()
    assert not attempt(browser(), PASSWORD, login)


@pytest.mark.parametrize("login", NAMES)
def test_the_owner_signs_in_from_another_address_during_an_attack(ana, login):
    attack(browser("192.0.2.66"), attempts=12, login=login)
    assert attempt(browser(), PASSWORD, login)


def test_the_pause_grows(ana):
    client = browser()
    with travel("2027-01-01 08:00", tick=False) as clock:
        attack(client, attempts=5)
        assert not attempt(client, PASSWORD)
        clock.shift(61)
        attack(client, attempts=5)
        clock.shift(61)
        assert not attempt(client, PASSWORD)
        clock.shift(15 * 60)
        assert attempt(client, PASSWORD)


@pytest.mark.parametrize("login", NAMES)
def test_a_known_browser_signs_in_during_an_attack_from_its_own_address(ana, login):
    client = browser()
    assert attempt(client, PASSWORD)
    attack(browser(), attempts=12, login=login)
    assert not attempt(browser(), PASSWORD, login)
    assert attempt(client, PASSWORD, login)


def test_a_known_browser_has_the_same_limit(ana):
    client = browser()
    assert attempt(client, PASSWORD)
    attack(client, attempts=5)
    assert not attempt(client, PASSWORD)


def test_a_browser_is_known_only_for_its_own_account(ana):
    User.objects.create_user("eve", "eve@portal.example", PASSWORD)
    client = browser()
    assert attempt(client, PASSWORD, "eve")
    attack(client, attempts=5)
    assert not attempt(client, PASSWORD)


def test_a_browser_is_known_for_several_accounts(ana):
    User.objects.create_user("bea", "bea@portal.example", PASSWORD)
    client = browser()
    assert attempt(client, PASSWORD)
    assert attempt(client, PASSWORD, "bea")
    attack(browser(), attempts=5)
    assert attempt(client, PASSWORD)


def test_a_forged_cookie_is_no_known_browser(ana):
    client = browser()
    client.cookies["known-device"] = "eyIxIjoieCJ9:1:forged"
    attack(client, attempts=5)
    assert not attempt(client, PASSWORD)


def test_many_addresses_together_are_slowed_down_and_a_reset_opens_the_account(ana, mailoutbox):
    for n in range(10):
        attack(browser(f"192.0.2.{n}"), attempts=5)
    client = browser("198.51.100.1")
    assert not attempt(client, PASSWORD)
    client.post("/accounts/password/reset/", {"email": "ana@portal.example"})
    [link] = [line for line in mailoutbox[0].body.split() if "/reset/key/" in line]
    form = client.get(link.partition("8000")[2], follow=True).request["PATH_INFO"]
    client.post(form, {"password1": "Harbour-Tulip-7", "password2": "Harbour-Tulip-7"})
    assert attempt(client, "Harbour-Tulip-7")


def test_one_address_that_tries_many_accounts_is_slowed_down(ana):
    client = browser()
    for n in range(10):
        attempt(client, "wrong", f"account-{n}")
    assert not attempt(client, PASSWORD)


def test_the_admin_has_no_password_page_of_its_own(admin_client):
    answer = admin_client.get("/admin/password_change/")
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/password/change/")


def test_the_old_password_cannot_be_guessed_in_a_session(ana):
    client = browser()
    client.force_login(ana)
    wrong = {"oldpassword": "wrong", "password1": "Harbour-Tulip-7", "password2": "Harbour-Tulip-7"}
    answers = [client.post("/accounts/password/change/", wrong).status_code for _ in range(6)]
    assert answers == [200] * 5 + [429]
    page = client.post("/accounts/password/change/", wrong).content.decode()
    assert "Wait a few minutes" in page
