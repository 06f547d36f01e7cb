"""The admin on a phone: every control can be reached, and the page is as wide as the screen."""

import pytest
from django.apps import apps
from django.core.management import call_command
from playwright.sync_api import expect

from join4atmp.roles import give_permissions
from products.coversheets.content import write_cells
from products.models import CompletionCampaign, Dossier
from products.tests.sheets import cells
from trials.models import Trial
from trials.tests.factories import make_trial
from trials.tests.people import person
from usecases.models import Hurdle, HurdleCategory, Procedure

from .test_browser_curation import sign_in

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.browser_context_args(viewport={"width": 390, "height": 800}),
]
# Returns the controls of the content that are outside the screen and in no part that scrolls.
OUT_OF_REACH = """
() => [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea")]
  .filter((one) => one.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
  .filter((one) => {
    const box = one.getBoundingClientRect();
    if (!box.width || !box.height || box.right <= 0) return false;
    if (box.left >= 0 && box.right <= innerWidth + 1) return false;
    for (let part = one.parentElement; part && part !== document.body; part = part.parentElement) {
      const style = getComputedStyle(part);
      if (["auto", "scroll"].includes(style.overflowX) && part.scrollWidth > part.clientWidth) {
        const place = part.getBoundingClientRect();
        return place.left < -1 || place.right > innerWidth + 1;
      }
    }
    return true;
  })
  .map((one) => one.outerHTML.slice(0, 160))
"""


def addresses():
    dossier, trial = Dossier.objects.first(), Trial.objects.first()
    products, trials = "/admin/products/dossier", "/admin/trials/trial"
    other = write_cells(None, cells(name="TEST-01"))
    hurdle = Hurdle.objects.create(
        title="A hurdle",
        category=HurdleCategory.objects.create(code="X1", name="Category"),
        procedure=Procedure.objects.create(
            code="long", name="Clinical trial authorisation: Part II (ethics, national)"
        ),
    )
    campaign = CompletionCampaign.objects.create(name="C", text="x", closes_on="2199-01-01")
    return [
        "/admin/",
        f"{products}/",
        f"{products}/?is_demo__exact=1",
        f"{products}/{dossier.pk}/change/",
        f"{products}/{dossier.pk}/history/",
        f"{products}/import/",
        f"{products}/duplicates/",
        f"{products}/duplicates/{other.pk}/{dossier.pk}/",
        f"{products}/completion/",
        f"{products}/completion/{campaign.pk}/",
        f"{products}/completion/{campaign.pk}/people/",
        f"{products}/completion/answers/",
        "/admin/products/spelling/waiting/",
        "/admin/products/spelling/",
        f"{trials}/",
        f"{trials}/{trial.pk}/change/",
        *(
            f"{trials}/{name}/"
            for name in ("import", "matches", "agreement", "bulk", "my-work", "completeness")
        ),
        "/admin/usecases/hurdle/",
        f"/admin/usecases/hurdle/{hurdle.pk}/change/",
        "/admin/usecases/usecase/add/",
        "/admin/capacities/facility/",
        "/admin/consortium/",
        "/admin/stakeholders/contact/",
    ]


def test_the_queues_show_their_buttons_without_scrolling(page, db):
    give_permissions(apps)
    make_trial()
    person("curator")
    sign_in(page, "curator")
    page.goto("/admin/")

    box = page.get_by_role("link", name="Begin: To curate").bounding_box()

    assert box["x"] + box["width"] <= 390


def test_no_title_in_a_list_is_cut_off_on_a_phone(page, db):
    give_permissions(apps)
    make_trial(title="A multicentre trial of autologous chondrocytes for cartilage " * 3)
    person("curator")
    sign_in(page, "curator")
    page.goto("/admin/trials/trial/")

    cut = """cells => [cells.length, cells.filter(
        cell => cell.scrollHeight > cell.clientHeight + 1).map(cell => cell.innerText)]"""

    number, found = page.locator("#result_list tbody td[data-label]").evaluate_all(cut)
    assert number > 3
    assert found == []


@pytest.mark.parametrize("width", [390, 1280])
def test_the_path_of_an_admin_page_has_whole_words(page, db, width):
    give_permissions(apps)
    person("curator")
    sign_in(page, "curator")
    page.set_viewport_size({"width": width, "height": 800})
    page.goto("/admin/products/dossier/")

    shown, cut = page.locator("#header-inner h1 > .truncate").evaluate_all(
        """parts => {
          const seen = parts.filter(part => part.offsetWidth);
          const cut = seen.filter(part => part.scrollWidth > part.clientWidth + 1);
          return [seen.length, cut.map(part => part.innerText)];
        }"""
    )
    assert shown >= 1
    assert cut == []


def test_the_first_tab_skips_the_menu_of_the_admin(page, db):
    give_permissions(apps)
    person("curator")
    sign_in(page, "curator")
    for address in ("/admin/", "/admin/trials/trial/", "/admin/products/dossier/import/"):
        page.goto(address)
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        in_content = page.evaluate("!!document.activeElement.closest('#content')")
        assert in_content, address


def test_every_control_of_the_admin_is_within_reach_on_a_phone(page, db):
    give_permissions(apps)
    call_command("load_demo", trials=30, stakeholders=10, verbosity=0)
    person("boss", "administrator", "curator", "reviewer")
    sign_in(page, "boss")
    lost = {}

    for address in addresses():
        assert page.goto(address).ok, address
        expect(page.locator("#content, #content-main, main").first).to_be_attached()
        # Until the font of the icons is loaded, a button is as wide as the name of its icon.
        page.evaluate("document.fonts.ready.then(() => true)")
        width = page.evaluate("document.documentElement.scrollWidth")
        found = page.evaluate(OUT_OF_REACH)
        if width > 391:
            found = [f"the page is {width} px wide", *found]
        if found:
            lost[address] = found

    assert not lost, "\n".join(f"{name}: {found}" for name, found in lost.items())
