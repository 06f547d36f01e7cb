"""Pages about the portal, citations, and what search engines are given."""

import re
from datetime import date

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.urls import reverse

from capacities.reports import REPORTS
from landscape.models import FactKind
from trials.tests.factories import make_trial
from usecases.models import UseCase

from ..citation import PageCitation
from .addresses import addresses

FIGURES = re.compile(r'<figure class="chart|<table\b|id="count"')
FILE = re.compile(r"/api/v1/|export|\.\w+$")
CITATION = re.compile(r"Cite, share, terms|>Citation")
ABOUT = ("/about/", "/glossary/", "/contact/", "/privacy/", "/accessibility/", "/imprint/")


@pytest.mark.django_db
@pytest.mark.parametrize("address", ABOUT)
def test_every_page_about_the_portal_is_public_and_linked_from_the_foot(client, address):
    assert client.get(address).status_code == 200
    assert f'href="{address}"' in client.get("/").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("setting", "address", "empty"),
    [
        ("CONTACT_EMAIL", "/contact/", "have not added a contact address yet"),
        ("PUBLISHER", "/imprint/", "has not named the publisher"),
        ("FUNDING_NOTICE", "/about/", "has not been added to this portal yet"),
        ("DATA_LICENCE", "/about/", "has not stated a licence"),
        ("DATA_CONTROLLER", "/privacy/", "has not named its controller"),
    ],
)
def test_a_page_says_what_is_not_given_yet(client, settings, setting, address, empty):
    setattr(settings, setting, "")
    assert empty in client.get(address).content.decode()

    setattr(settings, setting, "given@by.example")
    text = client.get(address).content.decode()
    assert "given@by.example" in text
    assert empty not in text


@pytest.mark.django_db
def test_filtered_pages_and_those_of_members_are_not_for_search_engines(client):
    assert "noindex" not in client.get("/trials/").content.decode()
    assert "noindex" in client.get("/trials/?phase=I").content.decode()
    client.force_login(User.objects.create_user("member"))
    assert "noindex" in client.get("/trials/").content.decode()


@pytest.mark.django_db
def test_the_sitemap_has_the_real_rows_that_visitors_see(client, settings):
    shown = make_trial("DE", curation="included")
    hidden, invented = make_trial("DE"), make_trial("DE", is_demo=True)

    robots = client.get("/robots.txt").content.decode()
    assert f"Sitemap: {settings.SITE_URL}/sitemap.xml" in robots
    assert "/sitemap-trials.xml" in client.get("/sitemap.xml").content.decode()
    listed = client.get("/sitemap-trials.xml").content.decode()

    assert shown.get_absolute_url() in listed
    assert hidden.get_absolute_url() not in listed
    assert invented.get_absolute_url() not in listed
    for section in ("pages", "products", "use-cases", "hurdles", "recommendations"):
        assert client.get(f"/sitemap-{section}.xml").status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    ["/trials/?phase=I", "/trials/?view=charts&phase=I", "/hurdles/", "/trials/compare/", "/path/"],
)
def test_every_list_and_chart_can_be_cited_with_its_filter(client, settings, address):
    make_trial("DE", curation="included", register_phase="I")

    text = client.get(address).content.decode()

    assert "Cite, share, terms" in text
    assert f"{settings.SITE_URL}{address}".replace("&", "&amp;") in text


# Lists and charts without the common list of filters.
CITED_PAGES = (
    "/",
    "/changes/",
    "/trials/as-of/",
    "/hurdles/gaps/",
    "/bottlenecks/",
    "/procedures/",
    "/use-cases/compare/",
    "/economics/",
    "/capacities/reports/",
    "/survey/",
    "/consortium/",
    "/countries/",
)


@pytest.mark.django_db
@pytest.mark.parametrize("address", CITED_PAGES)
def test_pages_with_figures_can_be_cited_by_their_heading(client, settings, address):
    page = client.get(address)
    text = " ".join(page.content.decode().split())
    heading = re.search(r"<h1[^>]*>(.*?)</h1>", text)[1].strip()

    assert page.status_code == 200
    assert text.count("Cite, share, terms") == 1
    assert f"JOIN4ATMP consortium. {heading}. JOIN4ATMP portal. {settings.SITE_URL}" in text


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "title"),
    [
        ("/statements/", "Statements of the project"),
        ("/meetings/", "Meetings"),
        ("/solutions/?evidence=no", "Solutions and their results: Evidence: Without evidence"),
        ("/helpdesk/", "Help-desk"),
        ("/capacities/map/", "Map of capacities"),
        ("/trials/data-errors/", "Data errors in the registers"),
        ("/trials/?phase=I", "Trials of advanced therapies: Phase: Phase I"),
        (
            "/trials/compare/",
            "Comparison of trials: A: All trials; B: All trials. In A, in B or in",
        ),
    ],
)
def test_a_list_is_cited_by_the_heading_of_its_page(client, address, title):
    text = client.get(address).content.decode()

    assert f"JOIN4ATMP consortium. {title}" in text
    assert text.count("Cite, share, terms") == 1
    assert "<!-- citation" not in text


def test_pages_of_one_day_have_different_keys_in_bibtex():
    pages = [PageCitation("Trials", path, date(2026, 11, 2)) for path in ("/trials/", "/products/")]

    assert len({page.bibtex.splitlines()[0] for page in pages}) == 2


def test_bibtex_keeps_a_title_with_signs_of_tex():
    title = PageCitation(r"50 % of {A_B} \ ~ ^", "/", date(2026, 11, 2)).bibtex.splitlines()[2]

    assert title == (
        r"  title = {50 \% of \{A\_B\} \textbackslash{} \textasciitilde{} \textasciicircum{}},"
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address", ["/privacy/", "/search/", "/accounts/login/", "/landscape/ask/"]
)
def test_pages_about_the_portal_and_forms_have_no_citation(client, address):
    assert "Cite, share, terms" not in client.get(address, follow=True).content.decode()


@pytest.mark.django_db
def test_a_term_is_explained_where_it_first_stands_on_a_page(client):
    home = client.get("/").content.decode()
    glossary = client.get("/glossary/").content.decode()

    assert home.count('href="/glossary/#ATMP"') == 1
    assert 'id="ATMP"' in glossary
    assert 'class="term"' not in glossary


def test_a_citation_is_text_bibtex_and_ris(settings):
    settings.SITE_URL = "https://portal.example"
    page = PageCitation("Trials: Phase & more", "/trials/?phase=I", date(2026, 11, 2))

    assert page.text == (
        "JOIN4ATMP consortium. Trials: Phase & more. JOIN4ATMP portal. "
        "https://portal.example/trials/?phase=I (read on 2 November 2026)"
    )
    assert page.bibtex.splitlines() == [
        "@misc{join4atmp20261102c020ef,",
        "  author = {{JOIN4ATMP consortium}},",
        r"  title = {Trials: Phase \& more},",
        "  howpublished = {JOIN4ATMP portal},",
        "  year = {2026},",
        "  url = {https://portal.example/trials/?phase=I},",
        "  urldate = {2026-11-02}",
        "}",
    ]
    assert page.ris.splitlines() == [
        "TY  - ELEC",
        "AU  - JOIN4ATMP consortium",
        "TI  - Trials: Phase & more",
        "T2  - JOIN4ATMP portal",
        "PY  - 2026",
        "UR  - https://portal.example/trials/?phase=I",
        "Y2  - 2026/11/02",
        "ER  -",
    ]


@pytest.mark.django_db
@pytest.mark.timeout(600)
def test_every_public_page_with_a_list_table_or_chart_can_be_cited(client):
    call_command("load_demo", trials=20, stakeholders=0, verbosity=0)
    views = [f"/trials/?view={view}" for view in ("charts", "map")]
    rows = [row.get_absolute_url() for row in (UseCase.objects.get(slug="demo-car-t"),)]
    rows += [kind.url for kind in REPORTS.values()]
    rows += [reverse("landscape:fact", args=[FactKind.objects.first().code])]
    with_figures, silent = [], []
    pages = [one for one in sorted(set(addresses())) if not FILE.search(one)]
    for address in [*pages, *views, *rows]:
        answer = client.get(address)
        if answer.status_code != 200 or not answer["Content-Type"].startswith("text/html"):
            continue
        text = answer.content.decode()
        if FIGURES.search(text):
            with_figures.append(address)
            if not CITATION.search(text):
                silent.append(address)

    assert len(with_figures) > 30
    assert silent == []
