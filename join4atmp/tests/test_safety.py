"""Headers, cookies and sign-in."""

import pytest
from django.contrib.auth.models import User
from django.core.handlers.wsgi import WSGIRequest
from django.test import RequestFactory
from django.urls import reverse

from join4atmp.wsgi import application, utf_8_only

pytestmark = pytest.mark.django_db
PAGES = ["/", "/trials/", "/accounts/login/", "/nowhere/", "/trials/?q=%00", "/healthz"]


@pytest.mark.parametrize("address", PAGES)
def test_every_answer_carries_the_strict_headers(client, address):
    answer = client.get(address)

    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy + ";"
    assert "unsafe" not in policy
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert "camera=()" in answer["Permissions-Policy"]


def test_the_wider_policy_is_only_in_the_admin(admin_client):
    policy = admin_client.get("/admin/")["Content-Security-Policy"]

    assert "'unsafe-eval'" in policy
    assert "'unsafe-inline'" in policy.split("style-src")[1].split(";")[0]
    assert "'unsafe-inline'" not in policy.split("script-src")[1].split(";")[0]


def test_the_admin_signs_in_through_the_portal(client):
    answer = client.get("/admin/login/?next=/admin/")

    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_login"))


def test_pages_of_signed_in_users_are_not_cached(client, admin_client):
    assert "no-store" in admin_client.get("/trials/")["Cache-Control"]
    assert "no-store" not in client.get("/trials/").get("Cache-Control", "")


def test_nobody_signs_up(client):
    page = client.get("/accounts/signup/")
    client.post(
        "/accounts/signup/",
        {"username": "new", "email": "a@b.example", "password1": "x9Kq!", "password2": "x9Kq!"},
    )

    assert 'name="password1"' not in page.content.decode()
    assert not User.objects.exists()


def test_pages_need_a_login_unless_they_are_declared_open(client):
    answer = client.get("/components/")

    assert answer.status_code == 302
    assert "/accounts/login/" in answer["Location"]


def test_a_login_does_not_lead_to_another_host(client):
    User.objects.create_user("member", password="right")

    answer = client.post(
        "/accounts/login/?next=https://evil.example/", {"login": "member", "password": "right"}
    )

    assert "evil.example" not in answer.get("Location", "")


@pytest.mark.parametrize(
    "content_type",
    [
        *(
            f"text/plain; charset={charset}"
            for charset in ("bz2_codec", "base64", "rot13", "idna", "undefined", "ascii", "utf-16")
        ),
        "text/plain; x*=undefined''%41",
        "text/plain; charset*=no-such-charset''%41",
        "text/plain; charset=a\0b",
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_charset_other_than_utf_8_is_answered_with_400_and_a_sentence(content_type, method):
    answers = []
    environ = {
        **RequestFactory().generic(method, "/?q=%C3%A9").META,
        "CONTENT_TYPE": content_type,
    }
    body = application(environ, lambda status, headers: answers.append((status, dict(headers))))

    [(status, headers)] = answers
    assert status == "400 Bad Request"
    assert headers["Content-Type"] == "text/plain; charset=utf-8"
    assert "Use charset=utf-8" in b"".join(body).decode()


@pytest.mark.parametrize(
    "content_type",
    ["", "text/plain", "a=b", "text/plain; charset=UTF8", "text/plain; charset=no-such-charset"],
)
def test_utf_8_and_unknown_charsets_are_read_as_utf_8(content_type):
    environ = {**RequestFactory().get("/?q=%C3%A9").META, "CONTENT_TYPE": content_type}
    page = utf_8_only(lambda environ, start_response: WSGIRequest(environ).GET["q"])

    assert page(environ, None) == "é"


@pytest.mark.parametrize("host", ["localhost", "portal.example:6666", "other.example"])
def test_the_link_to_a_new_password_has_the_address_of_the_portal(
    client, settings, mailoutbox, host
):
    settings.SITE_URL = "https://portal.example"
    settings.ALLOWED_HOSTS = ["portal.example", "other.example", "localhost"]
    User.objects.create_user("ana", "ana@portal.example", "old-Password-1")
    client.post(
        "/accounts/password/reset/", {"email": "ana@portal.example"}, headers={"Host": host}
    )

    mail = mailoutbox[0]
    assert "https://portal.example/accounts/password/reset/key/" in mail.body
    assert mail.body.count("://") == 1
    others = {"localhost", ":6666", "other.example"}
    assert not [one for one in others if one in mail.body + mail.subject]


def test_nobody_without_an_account_gets_a_mail(client, mailoutbox):
    answer = client.post("/accounts/password/reset/", {"email": "nobody@portal.example"})

    assert answer.status_code == 302
    assert mailoutbox == []
