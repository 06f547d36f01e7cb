"""A cover sheet in a browser: exported, edited offline, imported, and seen by a member."""

import io

import openpyxl
import pytest
from django.apps import apps
from django.contrib.auth.models import Group, User
from playwright.sync_api import expect

from join4atmp.roles import give_permissions
from products.coversheets.content import write_cells
from products.coversheets.terms import write_terms
from products.models import ClinicalOutcome, Dossier, PreclinicalStudy, Spelling
from products.tests.sheets import STUDY, cells
from trials.tests.factories import make_trial

from .browsing import (
    NO_SCRIPTS,
    PHONE,
    assert_accessible,
    assert_fits,
    expect_query,
    sign_in,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def roles():
    """The tests with a browser empty all tables, roles and terms among them."""
    write_terms(apps.get_model)
    if not Group.objects.filter(permissions__codename="import_dossier").exists():
        give_permissions(apps)


def sign_in_as(page, role):
    sign_in(page, role, is_staff=role != "member")
    User.objects.get(username=role).groups.add(Group.objects.get(name=role))


def make_dossier():
    dossier = write_cells(None, cells(cell_type="expanded human T lymphocytes"), is_demo=True)
    PreclinicalStudy.objects.create(
        dossier=dossier, setting="in_vivo", model="mouse", purpose="safety", predictive="no"
    )
    ClinicalOutcome.objects.create(study=dossier.studies.get(), aspect="safety", outcome="worse")
    return dossier


def test_a_cover_sheet_is_exported_edited_and_imported(page, roles):
    dossier = make_dossier()
    make_trial(eudract_number=STUDY["study_id"], curation="included")
    sign_in_as(page, "curator")

    page.goto(f"/admin/products/dossier/{dossier.pk}/change/")
    with page.expect_download() as download:
        page.get_by_role("link", name="Cover sheet", exact=True).click()
    book = openpyxl.load_workbook(io.BytesIO(download.value.path().read_bytes()))
    sheet = book["Sheet1"]
    assert sheet["B2"].value == "TEST-01"
    sheet["B8"] = "A disease, described better"
    sheet["C36"] = "10.1000/demo.7"
    edited = io.BytesIO()
    book.save(edited)

    page.goto("/admin/products/dossier/import/")
    mime = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    page.get_by_label("Cover sheets").set_input_files(
        {"name": "edited.xlsx", "mimeType": mime, "buffer": edited.getvalue()}
    )
    page.get_by_role("button", name="Check files").click()
    expect(page.get_by_role("row", name="B8")).to_contain_text("A disease, described better")
    expect(page.get_by_role("row", name="C36")).to_contain_text("10.1000/demo.7")
    expect(page.locator(".sheet-notes")).to_contain_text("kept as a note")
    page.get_by_role("button", name="Import the ticked files").click()
    expect(page.get_by_text("0 products added, 1 changed.")).to_be_visible()
    assert Dossier.objects.get().disease == "A disease, described better"

    page.goto("/admin/products/spelling/waiting/")
    page.get_by_role("button", name="= T cells").click()
    expect(page.get_by_text("is mapped to “T cells” in all products")).to_be_visible()
    assert not Spelling.objects.unmapped().exists()

    page.goto(dossier.get_absolute_url())
    expect(page.get_by_role("main")).to_contain_text("A disease, described better")
    expect(page.get_by_role("link", name="10.1000/demo.7")).to_be_visible()
    expect(page.get_by_role("main")).not_to_contain_text("Paula")
    page.get_by_role("link", name=STUDY["study_id"]).click()
    page.get_by_role("link", name="TEST-01").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("TEST-01")


def three_products():
    for name, cell_type, category in (
        ("ALPHA", "T-Cells", "GTMP"),
        ("BETA", "MNC", "GTMP"),
        ("GAMMA", "", "TEP"),
    ):
        content = cells({"name": name}, cell_type=cell_type, atmp_category=category)
        write_cells(None, content, is_demo=True)


def expect_names(page, *names):
    expect(page.locator(".case-card h3")).to_have_text(names)


@pytest.mark.parametrize("scripts", [True, pytest.param(False, marks=NO_SCRIPTS)])
def test_a_count_is_a_link_to_only_its_products(page, roles, scripts):
    three_products()
    page.goto("/products/")

    page.get_by_role("link", name="Only Gene therapy (GTMP): 2").click()
    expect(page.locator("#count")).to_have_text("2 of 3 products")
    expect_query(page, "atmp_class=GTMP")
    page.get_by_role("link", name="Only Mononuclear cells: 1").click()
    expect(page.locator("#count")).to_have_text("1 of 3 products")
    expect_names(page, "BETA")

    chip = page.get_by_role("link", name="Remove Class: Gene therapy (GTMP)")
    chip.click()
    expect(chip).to_have_count(0)
    expect_query(page, "cell_type=Mononuclear+cells")
    page.go_back()
    expect(chip).to_be_visible()


def test_selected_values_of_products_are_applied_in_place(page, roles):
    three_products()
    page.goto("/products/")
    page.evaluate("document.documentElement.dataset.same = 'page'")

    page.get_by_label("T cells", exact=True).check()
    expect(page.locator("#count")).to_have_text("1 of 3 products")
    page.get_by_label("Mononuclear cells", exact=True).check()
    expect(page.locator("#count")).to_have_text("2 of 3 products")

    expect_names(page, "ALPHA", "BETA")
    expect_query(page, "cell_type=Mononuclear%20cells&cell_type=T%20cells")
    expect(page.locator("#announcer")).to_have_text("2 of 3 products")
    assert page.evaluate("document.documentElement.dataset.same") == "page"
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    assert download.value.path().read_text("utf-8-sig").count("\n") == 3


@NO_SCRIPTS
def test_selected_values_of_products_wait_for_the_button(page, roles):
    three_products()
    page.goto("/products/")

    page.get_by_label("T cells", exact=True).check()
    page.get_by_label("Mononuclear cells", exact=True).check()
    page.get_by_role("button", name="Apply filters").click()

    expect_names(page, "ALPHA", "BETA")
    expect(page.get_by_label("T cells", exact=True)).to_be_checked()


@pytest.mark.parametrize("scripts", [True, pytest.param(False, marks=NO_SCRIPTS)])
def test_every_number_of_the_matrix_opens_its_cases(page, roles, scripts):
    make_dossier()
    sign_in_as(page, "member")

    page.goto("/products/predictivity/")
    page.get_by_role("link", name="Mouse, in vivo, safety worse: 1").click()

    expect(
        page.get_by_role("heading", name="1 case: Mouse, in vivo, Safety, Worse")
    ).to_be_visible()
    page.get_by_role("table", name="Cases").get_by_role("link", name="TEST-01").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("TEST-01")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_of_products_are_accessible(page, roles, scheme):
    page.emulate_media(color_scheme=scheme)
    dossier = make_dossier()
    sign_in_as(page, "curator")

    for address in (
        "/products/",
        dossier.get_absolute_url(),
        "/products/predictivity/?aspect=safety",
        "/products/completeness/",
    ):
        page.goto(address)
        assert_accessible(page)


def test_pages_of_products_fit_a_phone(page, roles):
    dossier = make_dossier()
    sign_in_as(page, "curator")
    page.set_viewport_size(PHONE)

    for address in (
        "/products/",
        dossier.get_absolute_url(),
        "/products/predictivity/?aspect=safety",
        "/products/completeness/",
        "/admin/products/dossier/import/",
        "/admin/products/spelling/waiting/",
    ):
        page.goto(address)
        assert_fits(page)
