"""Staff of a public portal need a second factor; its secrets are encrypted."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from allauth.mfa.utils import decrypt
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.test import Client

pytestmark = pytest.mark.django_db
LOGIN = "/accounts/login/"
INDEX = "/accounts/2fa/"
PASSWORD = "Tulip-Harbour-9"


@pytest.fixture(autouse=True)
def required(settings):
    settings.STAFF_NEED_SECOND_FACTOR = True


def make_user(name="ada", **rights):
    return User.objects.create_user(name, f"{name}@portal.example", PASSWORD, **rights)


def make_curator():
    return make_user(is_staff=True)


def code_of(secret):
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def sign_in(client, user, **answer):
    return client.post(LOGIN, {"login": user.username, "password": PASSWORD}, **answer)


@pytest.mark.parametrize("address", ["/", "/trials/", "/admin/", "/api/v1/trials/", "/nowhere/"])
def test_staff_without_a_second_factor_are_led_to_its_set_up(client, address):
    sign_in(client, make_curator())
    answer = client.get(address)
    expected = (404, None) if address == "/nowhere/" else (302, INDEX)
    assert (answer.status_code, answer.get("Location")) == expected


def test_staff_without_a_second_factor_change_nothing(client):
    user = make_curator()
    sign_in(client, user)
    answer = client.post("/accounts/email/", {"email": "x@portal.example", "action_add": ""})
    assert answer.status_code == 403
    assert "needs a second factor" in answer.content.decode()
    assert client.post("/accounts/logout/").status_code == 302


@pytest.mark.parametrize("staff_need_one", [True, False])
@pytest.mark.parametrize("members_need_one", [True, False])
@pytest.mark.parametrize("rights", [{}, {"is_staff": True}, {"is_superuser": True}])
def test_a_setting_for_staff_and_one_for_members_decide(
    client, settings, rights, staff_need_one, members_need_one
):
    settings.STAFF_NEED_SECOND_FACTOR = staff_need_one
    settings.MEMBERS_NEED_SECOND_FACTOR = members_need_one
    sign_in(client, make_user(**rights))
    answer = client.get("/trials/")
    if staff_need_one if rights else members_need_one:
        assert answer["Location"] == INDEX
        assert "Your account needs a second factor" in client.get(INDEX).content.decode()
    else:
        assert answer.status_code == 200


def test_visitors_are_not_asked(client):
    assert client.get("/trials/").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_staff_set_up_an_app_and_continue_without_a_second_prompt(client):
    user = make_curator()
    sign_in(client, user)
    page = client.get(INDEX)
    assert "Your account needs a second factor" in page.content.decode()
    answer = client.get(f"{INDEX}totp/activate/")
    assert answer["Location"].startswith("/accounts/reauthenticate/")
    client.post(answer["Location"], {"password": PASSWORD})
    secret = client.get(f"{INDEX}totp/activate/").context["form"].secret
    answer = client.post(f"{INDEX}totp/activate/", {"code": code_of(secret)})
    assert answer["Location"] == f"{INDEX}recovery-codes/"
    codes = client.get(answer["Location"])
    assert len(codes.context["unused_codes"]) == 10
    assert codes.context["unused_codes"][0] in codes.content.decode()
    again = client.get(f"{INDEX}recovery-codes/").content.decode()
    assert not [code for code in codes.context["unused_codes"] if code in again]
    assert client.get("/admin/").status_code == 200

    stored = str([*Authenticator.objects.values_list("data", flat=True)])
    assert secret not in stored
    assert decrypt(Authenticator.objects.get(type="totp").data["secret"]) == secret


def set_up(user):
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


def test_the_code_of_the_app_completes_the_sign_in(client):
    user = make_curator()
    secret = set_up(user)
    answer = sign_in(client, user)
    assert answer["Location"].startswith(f"{INDEX}authenticate/")
    assert client.get("/admin/").status_code == 302
    client.post(f"{INDEX}authenticate/", {"code": "000000"})
    assert client.get("/admin/").status_code == 302
    client.post(f"{INDEX}authenticate/", {"code": code_of(secret)})
    assert client.get("/admin/").status_code == 200


def test_a_code_works_once(client):
    user = make_curator()
    code = code_of(set_up(user))
    other = Client()
    for each in (client, other):
        sign_in(each, user)
        each.post(f"{INDEX}authenticate/", {"code": code})
    assert client.get("/admin/").status_code == 200
    assert other.get("/admin/").status_code == 302


def test_a_recovery_code_works_once_when_the_device_is_lost(client):
    user = make_curator()
    set_up(user)
    code = RecoveryCodes.activate(user).get_unused_codes()[0]
    other = Client()
    for each in (client, other):
        sign_in(each, user)
        each.post(f"{INDEX}authenticate/", {"code": code})
    assert client.get("/admin/").status_code == 200
    assert other.get("/admin/").status_code == 302


def test_a_session_from_before_the_factor_proves_it_first(client):
    user = make_curator()
    client.force_login(user)
    secret = set_up(user)
    answer = client.get("/admin/?a=b")
    assert answer["Location"] == f"{INDEX}reauthenticate/?next=%2Fadmin%2F%3Fa%3Db"
    for page in ("", "totp/deactivate/", "webauthn/add/", "recovery-codes/generate/"):
        assert client.get(INDEX + page)["Location"].startswith(f"{INDEX}reauthenticate/")
        assert client.post(INDEX + page).status_code == 403
    answer = client.post(answer["Location"], {"code": code_of(secret), "next": "/admin/?a=b"})
    assert answer["Location"] == "/admin/?a=b"
    assert client.get("/admin/").status_code == 200


@pytest.mark.parametrize(
    ("is_staff", "members_need_one"), [(True, False), (False, False), (False, True)]
)
def test_people_who_need_a_factor_cannot_remove_the_last_one(
    client, settings, is_staff, members_need_one
):
    settings.MEMBERS_NEED_SECOND_FACTOR = members_need_one
    user = make_user(is_staff=is_staff)
    secret = set_up(user)
    client.force_login(user)
    client.post(f"{INDEX}reauthenticate/", {"code": code_of(secret)})
    client.post(f"{INDEX}totp/deactivate/")
    assert Authenticator.objects.exists() == (is_staff or members_need_one)


def test_a_copy_of_the_database_is_no_second_factor(client, settings, caplog):
    user = make_curator()
    secret = set_up(user)
    codes = RecoveryCodes.activate(user).get_unused_codes()
    earlier = settings.SECRET_KEY
    settings.SECRET_KEY = "another key " * 5
    for code in (code_of(secret), codes[0]):
        sign_in(client, user)
        assert client.post(f"{INDEX}authenticate/", {"code": code}).status_code == 200
    assert "SECRET_KEY_FALLBACKS" in caplog.text
    settings.SECRET_KEY_FALLBACKS = [earlier]
    assert client.post(f"{INDEX}authenticate/", {"code": codes[0]}).status_code == 302


@pytest.mark.parametrize("public", [True, False])
def test_passkeys_belong_to_the_address_of_a_public_portal(client, settings, public):
    settings.PUBLIC = public
    settings.SITE_URL = "https://portal.example"
    settings.ALLOWED_HOSTS = ["testserver", "other.example"]
    user = make_user()
    client.force_login(user)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    page = client.get(f"{INDEX}webauthn/add/", headers={"Host": "other.example"})
    party = page.context["js_data"]["creation_options"]["publicKey"]["rp"]
    assert party == {"id": "portal.example" if public else "other.example", "name": "JOIN4ATMP"}


def test_a_command_helps_the_last_administrator(client, mailoutbox):
    user = make_user(is_superuser=True)
    set_up(user)
    with pytest.raises(CommandError, match="no account eve"):
        call_command("reset_second_factor", "eve")
    call_command("reset_second_factor", user.username)
    assert not Authenticator.objects.exists()
    assert [mail.to for mail in mailoutbox] == [[user.email]]
    assert sign_in(client, user).status_code == 302
    assert client.get("/admin/")["Location"] == INDEX
