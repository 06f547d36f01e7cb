"""A passkey is set up and used in a real browser, under the content security policy."""

import re

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import expect

from .browsing import PHONE, assert_accessible, assert_fits, sign_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def authenticator(context, page):
    """Give the browser a device that confirms everything, and return its connection."""
    connection = context.new_cdp_session(page)
    connection.send("WebAuthn.enable")
    connection.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
            }
        },
    )
    return connection


def test_staff_set_up_a_passkey_and_sign_in_with_it_alone(page, settings, authenticator):
    settings.STAFF_NEED_SECOND_FACTOR = True
    page.set_viewport_size(PHONE)
    sign_in(page, "ada", is_staff=True)
    page.goto("/admin/")
    expect(page.get_by_text("Your account needs a second factor")).to_be_visible()
    assert_accessible(page)
    assert_fits(page)

    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("Password").fill("a-long-password")
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("textbox", name="Name").fill("Phone")
    page.get_by_label("Sign in with this passkey alone").check()
    assert_accessible(page)
    page.get_by_role("button", name="Add the passkey").click()
    expect(page.locator(".recovery-codes li")).to_have_count(10)
    assert_fits(page)
    page.goto("/admin/")
    expect(page).to_have_url(re.compile("/admin/$"))

    page.context.clear_cookies()
    page.goto("/accounts/login/")
    assert_accessible(page)
    page.get_by_role("button", name="Use a passkey").click()
    expect(page).not_to_have_url(re.compile("/accounts/login/"))
    page.goto("/admin/")
    expect(page).to_have_url(re.compile("/admin/$"))


def test_a_browser_without_passkey_says_what_to_do(page):
    page.goto("/accounts/login/")
    page.evaluate(
        "() => { navigator.credentials.get = () => Promise.reject(new Error('refused')) }"
    )
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_text("The browser did not use a passkey")).to_be_visible()


def test_the_message_about_a_refused_passkey_is_hidden_until_then(page):
    page.goto("/accounts/login/")

    expect(page.locator("#passkey-problem")).to_be_hidden()


def test_an_administrator_enters_the_password_before_a_change_of_an_account(page):
    other = User.objects.create_user("bea", "bea@portal.example")
    sign_in(page, "root", is_staff=True, is_superuser=True)
    page.set_viewport_size(PHONE)
    page.goto(f"/admin/auth/user/{other.pk}/change/")
    page.get_by_label("First name").fill("Beatrice")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("your next step changes an account")).to_be_visible()
    assert_accessible(page)
    assert_fits(page)
    page.get_by_label("Password").fill("a-long-password")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_text("was changed successfully")).to_be_visible()
    other.refresh_from_db()
    assert other.first_name == "Beatrice"


def test_the_page_for_too_many_attempts_is_readable(page, page_problems, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "change_password": "1/h/user"}
    sign_in(page, "ada")
    page.set_viewport_size(PHONE)
    for _ in range(2):
        page.goto("/accounts/password/change/")
        page.get_by_label("Current password").fill("wrong")
        page.get_by_label("New Password", exact=True).fill("Harbour-Tulip-7")
        page.get_by_label("New password (again)").fill("Harbour-Tulip-7")
        page.get_by_role("button", name="Change password").click()
    expect(page.get_by_role("heading", name="Too many attempts")).to_be_visible()
    assert page_problems.pop().endswith("429 (Too Many Requests)")
    assert_accessible(page)
    assert_fits(page)
