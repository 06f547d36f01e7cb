"""A figure that occurs in several places is the same in all of them, over the demonstration."""

import csv
import io
import json
import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command

from consortium.live_counts import LiveCounts
from consortium.models import Statement
from core.countries import EUROPE, country_name
from join4atmp.invented import shares_of
from join4atmp.issues.contents import TABLES
from stakeholders.tests.factories import user_in
from trials.dashboard import report
from trials.models import Trial
from usecases.models import Hurdle, Recommendation, UseCase

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(600)]
# {name in the API: (page of the list, file with the same rows, table of a frozen issue)}; "" if
# there is none. The file of use cases has their milestones, and steps of the path are in several
# lanes of the file.
LISTS = {
    "trials": ("/trials/", "/trials/export/", "trials"),
    "products": ("/products/", "/products/export/", "products"),
    "use-cases": ("/use-cases/", "", "use-cases"),
    "hurdles": ("/hurdles/", "/hurdles/export/", "hurdles"),
    "solutions": ("/solutions/", "/solutions/export/", "solutions"),
    "recommendations": ("/recommendations/", "/recommendations/export/", "recommendations"),
    "meetings": ("/meetings/", "/meetings/export/", "meetings"),
    "decisions": ("/decisions/", "/decisions/export/", "decisions"),
    "advice": ("/advice/", "/advice/export/", "advice"),
    "events": ("/events/", "/events/export/", "events"),
    "documents": ("/documents/", "/documents/export/", "documents"),
    "statements": ("/statements/", "/statements/export/", "statements"),
    "facilities": ("/capacities/", "/capacities/export/", ""),
    "answers": ("/helpdesk/", "/helpdesk/export/", "answers"),
    "country-facts": ("", "/countries/export/", "country-facts"),
    "findings": ("", "", "survey-findings"),
    "scenarios": ("", "", "scenarios"),
}
COUNT = re.compile(r'id="count"[^>]*>(.*?)</h', re.DOTALL)
NUMBER = re.compile(r"\d[\d,]*")
TAG = re.compile(r"<[^>]+>")


@pytest.fixture
def demo(db):
    call_command("load_demo", trials=40, stakeholders=12, verbosity=0)


@pytest.fixture(params=["visitor", "member"])
def reader(request, demo, client):
    if request.param == "visitor":
        return AnonymousUser()
    user = user_in("member")
    client.force_login(user)
    return user


def number_in(text):
    return int(NUMBER.search(text)[0].replace(",", ""))


def count_of_page(client, address):
    words = TAG.sub(" ", COUNT.search(client.get(address).content.decode())[1])
    return number_in(words)


def count_of_api(client, name):
    return client.get(f"/api/v1/{name}/").json()["count"]


def rows_of_file(client, address, query=""):
    content = json.loads(client.get(f"{address}?{query}&format=json").getvalue())
    return len(next(rows for rows in content.values() if isinstance(rows, list)))


def test_page_api_and_file_of_a_list_have_as_many_rows(reader, client):
    different, compared = [], 0
    for name, (page, file, _) in LISTS.items():
        found = {"API": count_of_api(client, name)}
        if page:
            found["page"] = count_of_page(client, page)
        if file:
            found["file"] = rows_of_file(client, file)
        compared += len(found)
        if len(set(found.values())) > 1 or not found["API"]:
            different.append(f"{name}: {found}")

    assert compared > 2 * len(LISTS)
    assert different == []


def test_a_frozen_issue_has_the_rows_that_everybody_sees(demo, client):
    tables = {table.name: table for table in TABLES}
    different = []
    for name, (*_, table) in LISTS.items():
        if not table:
            continue
        rows = sum(len(list(tables[table].rows(demo))) for demo in (False, True))
        if rows != count_of_api(client, name):
            different.append(
                f"{name}: {rows} in the issue, {count_of_api(client, name)} in the API"
            )

    assert different == []


def test_home_page_banner_statements_and_lists_have_the_same_figures(reader, client):
    home = client.get("/").context
    found = {
        "/trials/": (home["trial_count"], Trial),
        "/use-cases/": (home["cases"][0], UseCase),
        "/hurdles/": (home["hurdles"][0], Hurdle),
        "/hurdles/?solved=no": (home["unsolved_count"], None),
        "/recommendations/": (home["recommendations"][0], Recommendation),
    }
    on_banner = {share.plural: share.total for share in shares_of(reader, "/search/")}
    for address, (number, model) in found.items():
        assert number == count_of_page(client, address), address
        if model:
            assert number == on_banner[model._meta.verbose_name_plural], address

    opened = 0
    for figure in LiveCounts(reader).beside(Statement.objects.all()):
        if figure.live and figure.live.url.startswith(("/trials/", "/use-cases/")):
            opened += 1
            assert figure.live.number == count_of_page(client, figure.live.url), figure

    assert opened > 5


def test_list_charts_map_api_file_and_pdf_of_a_filter_have_the_same_total(
    demo, client, monkeypatch
):
    said = []
    monkeypatch.setattr(
        report,
        "paragraph",
        lambda text, *look, kept=report.paragraph: said.append(text) or kept(text, *look),
    )
    total = Trial.objects.visible_to(AnonymousUser()).count()

    for query in ("", "atmp_class=GTMP", "country=DE&country=IT", "refused_in=any"):
        views = ("list", "charts", "map")
        pages = {count_of_page(client, f"/trials/?{query}&view={view}") for view in views}
        client.get(f"/trials/report.pdf?{query}")
        answer = client.get(f"/api/v1/trials/?{query}").json()
        file = rows_of_file(client, "/trials/export/", query)

        assert pages == {answer["count"]} == {file}, query
        assert f"{file:,} of {total:,} trials." in said, query


def test_refusals_of_a_country_are_the_same_in_filter_chart_map_comparison_api_and_file(
    demo, client
):
    def csv_of(chart):
        text = b"".join(client.get(f"/trials/charts/{chart}.csv")).decode("utf-8-sig")
        return list(csv.DictReader(io.StringIO(text)))

    on_map = {row["Country"]: row["Not authorised"] for row in csv_of("map")}
    content = json.loads(client.get("/trials/export/?format=json").getvalue())
    refused = {row["Not authorised in"]: int(row["Trials"]) for row in csv_of("refused-in")}
    assert refused

    codes = {country_name(code): code for code in EUROPE}
    for name, number in refused.items():
        code = codes[name]
        page = client.get(f"/trials/compare/?a-country={code}&b-country=LU")
        ((_, _, (figure, _)),) = (
            row for row in page.context["comparison"].measures if row[0].startswith("Refused")
        )
        rows = [row for row in content["trials"] if name in row["not_authorised_in"].split("; ")]
        found = {
            "filter": count_of_page(client, f"/trials/?refused_in={code}"),
            "API": client.get(f"/api/v1/trials/?refused_in={code}").json()["count"],
            "map": int(on_map[name]),
            "comparison": figure.count,
            "file": len(rows),
        }
        assert set(found.values()) == {number}, f"{name}: {found}"
