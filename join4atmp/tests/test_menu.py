"""The main menu: what each person sees, and which room is the current one."""

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.urls import reverse
from playwright.sync_api import expect

from ..menu import ROOMS, WORK, menu_for
from .browsing import NO_SCRIPTS, PHONE, assert_accessible, sign_in

WIDE = {"width": 1280, "height": 800}


def current_labels(path):
    superuser = get_user_model()(username="admin", is_superuser=True, is_active=True)
    return [
        str(room.label) for rooms in menu_for(superuser, path) for room in rooms if room.is_current
    ]


@pytest.mark.parametrize(
    ("path", "label"),
    [
        ("/trials/", "Trials"),
        ("/trials/compare/", "Trials"),
        ("/trials/runs/7/", "Synchronisation"),
        ("/trials/sponsors/3/", "Stakeholders"),
        ("/use-cases/pragmatil/", "Use cases"),
        ("/solutions/4/", "Hurdles"),
        ("/procedures/prime/", "Hurdles"),
        ("/survey/questions/q1/", "Survey"),
        ("/countries/AT/", "Regulation"),
        ("/bottlenecks/", "Hurdles"),
    ],
)
def test_the_room_with_the_longest_address_is_the_current_one(path, label):
    assert current_labels(path) == [label]


@pytest.mark.parametrize("path", ["/", "/search/", "/accounts/login/", ""])
def test_pages_outside_the_rooms_have_no_current_room(path):
    assert current_labels(path) == []


def test_entries_with_a_permission_are_hidden_from_those_who_do_not_have_it():
    guarded = {room for room in (*ROOMS, *WORK) if room.permission}
    assert guarded

    shown = [room for rooms in menu_for(AnonymousUser(), "/") for room in rooms]

    assert shown == [room for room in (*ROOMS, *WORK) if room not in guarded]


def test_every_entry_has_a_page():
    for room in (*ROOMS, *WORK):
        for each in (room, *room.inside):
            assert reverse(each.view) == each.address


def test_a_page_of_an_error_without_a_request_has_the_menu_of_a_visitor():
    page = render_to_string("404.html", {})

    assert f'href="{reverse("usecases:gaps")}"' in page
    assert "Sign in" in page
    assert "Stakeholders" not in page


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_menu_is_one_line_on_a_wide_screen_for_the_person_with_most_entries(page):
    page.set_viewport_size(WIDE)
    sign_in(page, "admin", is_staff=True, is_superuser=True)
    page.goto("/trials/")

    boxes = [each.bounding_box() for each in page.locator(".menu-rooms > li > a").all()]

    assert len(boxes) == len(ROOMS)
    assert {round(box["y"]) for box in boxes} == {round(boxes[0]["y"])}
    assert boxes[-1]["x"] + boxes[-1]["width"] < WIDE["width"] - 16
    assert page.locator(".masthead").bounding_box()["height"] < 110
    expect(page.get_by_role("link", name="Trials", exact=True)).to_have_attribute(
        "aria-current", "page"
    )


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@NO_SCRIPTS
def test_the_menu_of_a_phone_opens_without_scripts(page):
    page.set_viewport_size(PHONE)
    page.goto("/")
    menu = page.get_by_role("navigation", name="Main")
    gaps = menu.get_by_role("link", name="Hurdles without a solution")
    expect(menu).to_be_hidden()

    page.get_by_text("Menu", exact=True).click()
    page.locator(".menu-more summary").first.click()
    gaps.click()

    expect(page.get_by_role("heading", level=1)).to_contain_text("without")


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_escape_and_a_click_elsewhere_close_the_pages_of_a_room(page):
    page.set_viewport_size(WIDE)
    page.goto("/hurdles/")
    pages = page.get_by_role("link", name="Procedures", exact=True).first
    switch = page.locator(".menu-more summary").first

    switch.click()
    expect(pages).to_be_visible()
    assert_accessible(page)
    page.keyboard.press("Escape")
    expect(pages).to_be_hidden()
    expect(switch).to_be_focused()
    switch.click()
    page.get_by_role("heading", level=1).click()

    expect(pages).to_be_hidden()


def test_every_heading_of_the_admin_menu_begins_with_a_capital_letter():
    own = [app for app in apps.get_app_configs() if "site-packages" not in app.path]
    names = [str(app.verbose_name) for app in own]

    assert len(names) > 8
    assert [name for name in names if not name[0].isupper()] == []
