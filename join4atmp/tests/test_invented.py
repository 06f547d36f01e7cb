"""Every page, file, chart, feed and answer of the API that counts invented rows says so."""

import csv
import io
import re
import zipfile
from urllib.parse import urlsplit

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.core.management import call_command
from django.urls import Resolver404, resolve

from core.invented import InventedShare, invented_notice, register_source, short_notice
from trials.tests.factories import make_trial

from ..menu import ROOMS, WORK
from .test_query_plans import addresses

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.timeout(600)]
SAYS = re.compile(r"invented|demonstration|is_demo", re.IGNORECASE)
LINK = re.compile(r'href="(/[^"#]*)')
# Rules, forms, codes, published figures and real rows alone: no row that can be invented.
WITHOUT_ROWS = {
    "state",
    "metrics",
    "api:api-root",
    "draft",
    "robots",
    "sitemap",
    "sitemap-section",
    "stakeholders:privacy",
    "usecases:bottleneck_export",
    "landscape:fact_export",
    "landscape:taxonomy_export",
    "landscape:watch_feed",
    "api:path-step-list",
    "api:country-fact-list",
    "data-dictionary-file",
    "surveys:codebook",
    "surveys:dictionary",
    "stakeholders:import-template",
    "api:statement-list",
    "consortium:statements-export",
    "consortium:event-calendar",
    "api:schema",
}
BANNER = 'class="invented"'


@pytest.fixture
def demo(db):
    call_command("load_demo", trials=40, stakeholders=12, verbosity=0)


def texts_of(response):
    """Return the text of an answer, also of packed files; "" for a picture."""
    content = response.getvalue()
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return " ".join(
                archive.read(name).decode(errors="replace") for name in archive.namelist()
            )
    return content.decode(errors="replace")


def kind_of(address):
    """Addresses of one view that differ in a number are one kind; formats are several."""
    parts = urlsplit(address)
    ending = re.search(r"\.\w+$|format=\w+", address)
    return resolve(parts.path).view_name, ending[0] if ending else ""


def walk(client, start):
    """Yield (address, response) once per kind of address that the pages link to."""
    seen, waiting = set(), list(start)
    while waiting:
        address = waiting.pop()
        try:
            kind = kind_of(address)
        except Resolver404:  # such as a static file
            continue
        if kind in seen or kind[0].split(":")[0] in {"admin", "account_logout"}:
            continue
        seen.add(kind)
        response = client.get(address)
        if response.status_code != 200:
            continue
        yield address, kind[0], response
        if response["Content-Type"].startswith("text/html"):
            found = LINK.findall(response.content.decode())
            waiting += [each.replace("&amp;", "&") for each in found]


@pytest.mark.parametrize("signed_in", [False, True])
def test_every_address_of_the_demonstration_says_that_it_counts_invented_rows(
    client, demo, signed_in
):
    if signed_in:
        client.force_login(User.objects.create_superuser("administrator"))
    silent, pages, files = [], 0, 0

    for address, view, response in walk(client, sorted(addresses())):
        if response["Content-Type"].startswith("text/html"):
            pages += 1
            if BANNER not in response.content.decode() and view not in WITHOUT_ROWS:
                silent.append(address)
        elif response["Content-Type"] not in ("image/png", "application/pdf", "text/plain"):
            files += 1
            if not SAYS.search(texts_of(response)) and view not in WITHOUT_ROWS:
                silent.append(address)

    assert pages > 30
    assert files > 20
    assert silent == [], "\n".join(silent)


def numbers(text):
    return re.search(r'class="invented".*?</aside>', text, re.DOTALL)


def test_the_banner_counts_the_rows_of_its_room_that_the_person_sees(client):
    make_trial("DE", curation="included")
    make_trial("DE", is_demo=True)
    make_trial("DE")  # members alone see it

    banner = numbers(client.get("/trials/").content.decode())[0]
    assert "1 of 2 trials" in banner
    client.force_login(User.objects.create_user("member"))
    banner = numbers(client.get("/trials/").content.decode())[0]
    assert "1 of 3 trials" in banner


@pytest.mark.parametrize("address", ["/", "/search/?q=x", "/trials/", "/hurdles/", "/api/"])
def test_without_invented_rows_there_is_no_banner(client, address):
    make_trial("DE", curation="included")

    assert numbers(client.get(address).content.decode()) is None


@pytest.mark.parametrize(("address", "status"), [("/no-page/", 404), ("/admin/auth/user/", 403)])
def test_an_error_counts_no_invented_rows(client, demo, address, status):
    client.force_login(User.objects.create_user("curator", is_staff=True))

    response = client.get(address)

    assert response.status_code == status
    assert numbers(response.content.decode()) is None


def test_a_page_outside_the_rooms_names_the_invented_rows_of_all_rooms(client, demo):
    banner = numbers(client.get("/").content.decode())[0]

    for words in ("all 40 trials", "use cases", "products", "scenarios", "facilities"):
        assert words in banner
    assert "contacts" not in banner
    (short,) = re.findall(r"<summary>(.*?)</summary>", banner, re.DOTALL)
    assert re.search(r"Invented: all 40 trials and rows of \d+ other kinds", short)


def test_a_notice_of_a_few_kinds_is_not_shortened():
    shares = [
        InventedShare(noun, f"{noun}s", 1, 2) for noun in ("trial", "product", "case", "fact")
    ]

    assert short_notice(*shares[:3]) == ""
    assert short_notice(*shares) == "Invented: 1 of 2 trials and rows of 3 other kinds"
    assert short_notice(*shares[:3], InventedShare("fact", "facts", 0, 9)) == ""


def test_every_room_names_rows_that_can_be_invented():
    for room in (*ROOMS, *WORK):
        assert room.rows or room.view in WITHOUT_ROWS
        for label in room.rows:
            assert apps.get_model(label)._meta.get_field("is_demo")


def test_every_kind_of_row_that_visitors_see_belongs_to_a_room():
    """A model of a new room would otherwise show invented rows without the banner."""
    ours = [model for model in apps.get_models() if hasattr(model._default_manager, "visible_to")]
    invented = {
        model._meta.label
        for model in ours
        if any(each.name == "is_demo" for each in model._meta.get_fields())
    }
    named = {label for room in (*ROOMS, *WORK) for label in room.rows}

    assert invented - named == {"trials.TrialState"}  # earlier facts of the same trials


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (InventedShare("trial", "trials", 0, 3), ""),
        (InventedShare("trial", "trials", 1, 3), "Invented for demonstration: 1 of 3 trials."),
        (InventedShare("trial", "trials", 0, 0), ""),
        (InventedShare("trial", "trials", 1, 1), "Invented for demonstration: the only trial."),
        (
            InventedShare("trial", "trials", 1200, 1200),
            "Invented for demonstration: all 1,200 trials.",
        ),
    ],
)
def test_the_notice_says_how_many_rows_are_invented(share, words):
    assert invented_notice(share) == words


@pytest.mark.parametrize(
    ("invented", "words"),
    [
        (0, "Source: EMA"),
        (1, "Source of the other rows: EMA"),
        (3, "Source: invented records, not from a register"),
    ],
)
def test_no_register_is_the_source_of_invented_rows(invented, words):
    assert register_source("EMA", invented=invented, total=3) == words


@pytest.mark.parametrize("name", ["class", "year-by-class", "map"])
def test_the_numbers_of_a_chart_file_say_how_many_are_invented(client, name):
    make_trial("DE", curation="included", register_atmp_class="GTMP")
    make_trial("DE", is_demo=True, register_atmp_class="GTMP")

    both = client.get(f"/trials/charts/{name}.csv").getvalue().decode("utf-8-sig")
    real = client.get(f"/trials/charts/{name}.csv?demo=no").getvalue().decode("utf-8-sig")

    rows = list(csv.reader(io.StringIO(both)))
    assert rows[0][-1] == "Of them invented"
    assert sum(int(row[-1]) for row in rows[1:]) == 1
    assert "invented" not in real


def test_files_and_feeds_do_not_name_a_register_as_source_of_invented_trials(client, demo):
    for address in ("/trials/export/?format=json", "/trials/charts/class.svg"):
        text = re.sub(r"<[^>]+>|\s+", " ", client.get(address).getvalue().decode())
        assert "invented records, not from a register" in re.sub(" +", " ", text)
        assert "European Medicines Agency" not in text
    for address in ("/trials/feed/", "/trials/feed/?format=json"):
        assert "all 40 trials" in client.get(address).content.decode()


def test_lists_of_the_api_count_their_invented_rows(client):
    make_trial("DE", curation="included")
    make_trial("FR", is_demo=True)

    def answer(query):
        found = client.get(f"/api/v1/trials/{query}").json()
        return found["count"], found["invented"]

    assert answer("") == (2, 1)
    assert answer("?country=FR") == (1, 1)
    assert answer("?country=DE") == (1, 0)
