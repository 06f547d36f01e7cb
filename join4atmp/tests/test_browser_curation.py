"""Curators in a browser: a new trial is curated, reviewed and published; then its register changes.

With PICTURES=docs/pictures the test writes the pictures of docs/curating.md.
"""

import os
import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.apps import apps
from django.utils import timezone
from PIL import Image
from playwright.sync_api import expect

from join4atmp.roles import give_permissions
from registers.tests.texts import euctr_file, euctr_text, product_text
from trials.curation.decide import Evidence, decide, one
from trials.curation.moves import make_move
from trials.models import Drift, Publication, PublicationCandidate, Trial
from trials.tests.factories import import_bytes, make_trial
from trials.tests.people import SURE, person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 390, "height": 800}
NUMBER = "2015-000001-11"
SILENT = "Information not present in EudraCT"
ADDRESS = f"/trials/{NUMBER}/"


@pytest.fixture
def people(db):
    give_permissions(apps)
    return {
        "curator": person("curator"),
        "reviewer": person("reviewer"),
        "member": person("member", staff=False),
    }


def sign_in(page, name):
    page.context.clear_cookies()
    page.goto("/accounts/login/")
    page.get_by_label("User name or e-mail address").fill(name)
    page.get_by_label("Password").fill("x")
    page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()
    # On a phone the button to sign out is in the closed menu.
    expect(page).not_to_have_url(re.compile("/accounts/login/"))


def picture(page, name):
    """A small picture for the documentation, where somebody asks for them."""
    folder = os.environ.get("PICTURES")
    if not folder:
        return
    path = Path(folder) / f"{name}.png"
    page.set_viewport_size({"width": 1120, "height": 760})
    page.screenshot(path=path)
    Image.open(path).convert("RGB").quantize(48).save(path, optimize=True)


def sync(*phases):
    """Import the register record, which does not state whether it is an advanced therapy."""
    product = product_text(
        name="SL-01", atimp=SILENT, somatic=SILENT, gene=SILENT, tissue=SILENT, combined=SILENT
    )
    title = "A living medicine with a second life in patients with lymphoma"
    text = euctr_text(NUMBER, "DE", title=title, phases=phases, products=[product])
    import_bytes(euctr_file(text))


def test_a_trial_moves_from_the_register_to_the_reader_and_back_to_the_curator(
    page, people, page_problems
):
    sync("II")
    trial = Trial.objects.get()
    assert trial.atmp == "unclear"
    publication = Publication.objects.create(
        pmid="91234567", title="Second life of T cells", authors="Exemplar A", year=2024
    )
    PublicationCandidate.objects.create(
        trial=trial, publication=publication, found_by=NUMBER, found_at=timezone.now()
    )

    # Nobody outside the curators sees a trial that may be none of ours.
    sign_in(page, "member")
    assert page.goto(ADDRESS).status == 404
    page_problems.clear()

    # The curator begins at the queue.
    sign_in(page, "curator")
    page.goto("/admin/")
    picture(page, "my-queue")
    page.get_by_role("link", name="Begin: To curate").click()
    expect(page.locator(".cu-title")).to_contain_text("A living medicine with a second life")
    page.get_by_role("button", name="Assign to me").click()
    expect(page.get_by_text("The trial is yours.")).to_be_visible()

    # Literature is accepted, and then serves as evidence.
    page.get_by_role("button", name="Accept").click()
    expect(page.get_by_text("Accepted: Second life of T cells")).to_be_visible()
    page.get_by_label("Advanced therapy", exact=True).select_option("yes")
    page.get_by_label("Class", exact=True).select_option("GTMP")
    page.get_by_role("button", name="Save decisions").click()
    expect(page.get_by_text("The evidence is missing.")).to_be_visible()
    shared = page.get_by_role("group", name="Evidence for all changes")
    shared.get_by_label("Evidence", exact=True).select_option(label=str(publication))
    shared.get_by_label("Page").fill("p. 4")
    shared.get_by_label("Quotation").fill("The cells were transduced with a lentiviral vector.")
    page.get_by_role("button", name="Save decisions").click()
    expect(page.get_by_text("Saved: Advanced therapy, Class.")).to_be_visible()
    page.get_by_role("button", name="Confirm all undecided values").click()
    expect(page.get_by_text("Register values confirmed: Phase")).to_be_visible()
    picture(page, "curation-page")
    page.get_by_role("button", name="Submit for inclusion").click()
    expect(page.get_by_text("In curation → In review").first).to_be_visible()
    expect(page.get_by_text("You have curated this trial")).to_have_count(0)

    # A second person reviews.
    sign_in(page, "reviewer")
    page.goto("/admin/")
    page.get_by_role("link", name="Begin: To review").click()
    picture(page, "review")
    page.get_by_role("button", name="Include", exact=True).click()
    expect(page.get_by_text("To review: the queue is empty.")).to_be_visible()

    # Members see it, with its literature and what it was decided on, but not by whom.
    sign_in(page, "member")
    assert page.goto(ADDRESS).status == 200
    expect(page.locator("#literature")).to_contain_text("Exemplar A")
    expect(page.locator("#decisions")).to_contain_text("PMID 91234567")
    expect(page.locator("main")).not_to_contain_text("curator,")

    # The register moves; the page stays as decided until a curator says.
    sync("III")
    page.reload()
    expect(page.locator(".trial-phase")).to_have_text("Phase II")
    sign_in(page, "curator")
    page.goto("/admin/")
    page.get_by_role("link", name="Begin: Drift").click()
    expect(page.get_by_text("The register changed under a curated value: Phase")).to_be_visible()
    picture(page, "drift")
    page.get_by_role("button", name="Adopt “Phase III”").click()
    expect(page.get_by_text("Drift: the queue is empty.")).to_be_visible()
    assert Trial.objects.get().curation == "in_review"
    sign_in(page, "reviewer")
    page.goto("/admin/")
    page.get_by_role("link", name="Begin: To review").click()
    page.get_by_role("button", name="Include", exact=True).click()
    expect(page.get_by_text("To review: the queue is empty.")).to_be_visible()
    page.goto(ADDRESS)
    expect(page.locator(".trial-phase")).to_have_text("Phase III")


def test_keys_work_once_they_are_switched_on(page, people):
    first, second = make_trial(), make_trial()
    sign_in(page, "curator")
    page.goto(f"/admin/trials/trial/{first.pk}/change/?queue=curate")

    page.keyboard.press("n")
    assert str(first.pk) in page.url.split("/")
    page.get_by_label("Keyboard shortcuts").check()
    expect(page.locator("#cu-keys-list")).to_contain_text("Skip to the next trial")
    page.keyboard.press("n")
    page.wait_for_url(re.compile(rf"/{second.pk}/change/"))
    page.locator("#id_note-text").press_sequentially("mnv")
    expect(page.locator("#id_note-text")).to_have_value("mnv")
    assert not Trial.objects.exclude(assigned_to=None).exists()
    page.locator("#id_note-text").fill("")
    page.get_by_label("Keyboard shortcuts").focus()
    page.keyboard.press("m")
    expect(page.get_by_text("The trial is yours.")).to_be_visible()


def test_two_clicks_submit_a_trial_and_open_the_next_one_of_the_list(page, people):
    for _ in range(2):
        make_trial(curation="in_curation")
    make_trial()
    sign_in(page, "curator")
    page.goto("/admin/trials/trial/?curation__exact=in_curation")
    page.locator("#result_list tbody a").first.click()
    expect(page.get_by_text("trial 1 of 2")).to_be_visible()
    first = page.url

    page.get_by_role("button", name="Confirm all undecided values").click()
    page.get_by_role("button", name="Submit for inclusion and open the next").click()

    expect(page.get_by_text("trial 1 of 1")).to_be_visible()
    assert page.url != first
    page.get_by_role("link", name="Back to the list").click()
    page.wait_for_url(re.compile(r"\?curation__exact=in_curation"))
    assert Trial.objects.get(curation="in_review").decisions.exists()


def test_a_bulk_decision_shows_the_value_of_the_chosen_fact_only(page, people):
    make_trial()
    sign_in(page, "curator")
    page.goto("/admin/trials/trial/")
    page.locator("#action-toggle").check()
    page.locator("select[name=action]").first.select_option("decide_all")
    page.get_by_role("button", name="Run").click()

    page.locator("#id_fact").select_option("phase")

    expect(page.locator("#id_value_phase")).to_be_visible()
    expect(page.locator("#id_value_status")).to_be_hidden()


def test_all_rows_of_a_filter_means_all(page, people):
    for _ in range(60):
        make_trial()
    make_trial(register_atmp_class="TEP")
    sign_in(page, "curator")
    page.goto("/admin/trials/trial/?atmp_class__exact=GTMP")
    page.locator("#action-toggle").check()
    page.get_by_text("Select all 60 trials").click()
    page.locator("select[name=action]").first.select_option("tag_all")
    page.get_by_role("button", name="Run").click()
    expect(page.get_by_text("all rows of the list with its filters")).to_be_visible()
    page.locator("#id_tag").fill("Batch")
    page.get_by_role("button", name="Apply to 60 trials").click()

    expect(page.get_by_text("60 of 60 trials changed")).to_be_visible()
    assert Trial.objects.filter(tags__name="Batch").count() == 60


def everything(people):
    """One trial a page with all that it can show."""
    sync("II")
    trial = Trial.objects.get()
    curator = people["curator"]
    decide(one(trial), "phase", "II", by=curator, evidence=Evidence.of_text("https://a.example/"))
    Drift.objects.create(
        trial=trial, fact="phase", old="II", new="I", curated="II", opened_at=timezone.now()
    )
    Trial.objects.update(
        conflicts={"phase": {"II": ["DE"], "I": ["ES"]}},
        register_notes=["DE: status not known: Paused"],
        has_open_notes=True,
        nct_number="NCT01234567",
    )
    publication = Publication.objects.create(pmid="91234567", title="Cells " * 20)
    PublicationCandidate.objects.create(
        trial=trial, publication=publication, found_by=NUMBER, found_at=timezone.now()
    )
    make_trial(nct_number="NCT01234567")
    review = make_trial()
    make_move(review, "include", by=curator, override=SURE)
    base = "/admin/trials/trial"
    pages = [f"{base}/{name}/" for name in ("import", "matches", "completeness", "agreement")]
    return ["/admin/", f"{base}/{trial.pk}/change/", f"{base}/{review.pk}/change/", *pages]


@pytest.mark.parametrize(
    "scheme",
    [
        pytest.param("light", marks=pytest.mark.browser_context_args(color_scheme="light")),
        pytest.param(
            "dark", marks=pytest.mark.browser_context_args(color_scheme="dark", viewport=PHONE)
        ),
    ],
)
def test_axe_finds_nothing_on_the_curators_pages(page, people, scheme):
    person("both", "curator", "reviewer")
    addresses = everything(people)
    sign_in(page, "both")

    for address in addresses:
        page.goto(address)
        for details in page.locator(".curation summary").all():
            details.click()
        found = Axe().run(page, context=".curation").response["violations"]
        assert [(one["id"], one["nodes"][0]["html"]) for one in found] == [], address
        width = page.evaluate("document.querySelector('.curation').scrollWidth")
        assert width <= page.viewport_size["width"], address
