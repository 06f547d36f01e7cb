"""Fixtures and checks that the browser tests share."""

import re
from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth import get_user_model
from django.utils import timezone
from playwright.sync_api import expect

from core.text import search_text
from trials.models import (
    DataError,
    InvestigationalProduct,
    RegisterRecord,
    Sponsor,
    TrialCountry,
    TrialNumber,
)
from trials.tests.factories import make_trial

PHONE = {"width": 360, "height": 740}
NO_SCRIPTS = pytest.mark.browser_context_args(java_script_enabled=False)


def public_trial(**fields):
    trial = make_trial(**{"curation": "included", **fields})
    trial.search_text = search_text(trial.number, trial.title)
    trial.save()
    return trial


def three_trials():
    public_trial(register_atmp_class="GTMP", register_phase="I", title="Alpha", countries="DE ES")
    public_trial(register_atmp_class="GTMP", register_phase="II", title="Beta", countries="FR")
    public_trial(register_atmp_class="TEP", register_phase="III", title="Gamma", countries="DE")


def trial_with_everything():
    """A trial that shows every section of its page."""
    trial = public_trial(
        eudract_number="2022-002568-62",
        nct_number="NCT00000001",
        title="An open-label trial of invented cells",
        lay_title="A study of cells",
        register_phase="I/II",
        curated_phase="I",
        subjects=15,
        started_on=date(2023, 5, 18),
        conflicts={"status": {"ongoing": ["ES"], "completed": ["SE", "SE (2)"]}},
        is_demo=True,
    )
    now = timezone.now()
    for country in ("ES", "SE"):
        RegisterRecord.objects.create(
            trial=trial,
            register="euctr",
            number=trial.eudract_number,
            country=country,
            packed=b"",
            sha256=country,
            first_seen_at=now,
            last_seen_at=now,
        )
        TrialCountry.objects.create(
            trial=trial,
            register="euctr",
            code=country,
            name={"ES": "Spain", "SE": "Sweden"}[country],
            participation="concerned",
            status="ongoing",
            authority="Spain - AEMPS",
            decided_on=date(2023, 5, 18),
        )
    DataError.objects.create(
        trial=trial,
        kind="date_while_ongoing",
        register="euctr",
        sources="ES, SE (2)",
        detail="Ongoing, though the global end was on 2024-01-01",
    )
    TrialNumber.objects.create(trial=trial, scheme="isrctn", number="ISRCTN00112233")
    TrialCountry.objects.create(
        trial=trial, register="euctr", code="PL", name="Poland", participation="planned"
    )
    InvestigationalProduct.objects.create(
        trial=trial, role="Test", name="Invented cells", atmp="yes", atmp_class="GTMP", orphan="yes"
    )
    Sponsor.objects.create(trial=trial, name="Demo Neurovector Ltd")
    return trial


def sign_in(page, name, **rights):
    email = f"{name}@demo.example"
    get_user_model().objects.create_user(name, email, "a-long-password", **rights)
    page.goto("/accounts/login/")
    page.get_by_label("User name or e-mail address").fill(name)
    page.get_by_label("Password").fill("a-long-password")
    page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()
    # On a phone the button to sign out is in the closed menu.
    expect(page).not_to_have_url(re.compile("/accounts/login/"))


def expect_titles(page, *titles):
    expect(page.locator(".cell-title a")).to_have_text(titles)


def expect_query(page, query):
    expect(page).to_have_url(re.compile(rf"\?{re.escape(query)}$"))


def assert_accessible(page):
    page.wait_for_load_state()  # a click returns while the next page is still empty
    violations = Axe().run(page).response["violations"]
    assert [(v["id"], [node["html"] for node in v["nodes"]]) for v in violations] == []


# Returns texts that are cut off at the border of their box. Compact lists do so on purpose.
CUT_OFF = """
() => [...document.querySelectorAll("main :is(td, th, a, li, p, dd, h1, h2, h3, button)")]
  .filter((one) => one.checkVisibility() && one.clientWidth > 1)
  .filter((one) => !one.closest(".visually-hidden, .table-compact"))
  .filter((one) => ["hidden", "clip"].includes(getComputedStyle(one).overflowX))
  .filter((one) => one.scrollWidth > one.clientWidth + 1)
  .map((one) => one.innerText.slice(0, 60))
"""


def assert_fits(page):
    """Assert that the page is as wide as the screen, and that no text is cut off."""
    page.wait_for_load_state()
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
    assert page.evaluate(CUT_OFF) == []
