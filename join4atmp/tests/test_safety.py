"""Headers, cookies and sign-in."""

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

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


def test_wrong_passwords_are_slowed_down(client, settings):
    User.objects.create_user("member", password="right")
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    answers = [
        client.post("/accounts/login/", {"login": "member", "password": f"wrong{n}"})
        for n in range(8)
    ]

    assert any("Too many failed login attempts" in a.content.decode() for a in answers) or (
        answers[-1].status_code == 429
    )


def test_a_login_does_not_lead_to_another_host(client):
    User.objects.create_user("member", password="right")

    answer = client.post(
        "/accounts/login/?next=https://evil.example/", {"login": "member", "password": "right"}
    )

    assert "evil.example" not in answer.get("Location", "")
