"""Products in search, API, frozen issues and data dictionary: as on the pages, without people."""

import io
import json
import zipfile

import pytest

from join4atmp.issues.freeze import freeze
from products.tests.test_products import make_dossier, make_secret, sign_in

pytestmark = pytest.mark.django_db


def read(client, address):
    answer = client.get(f"/api/v1/{address}")
    assert answer.status_code == 200, answer.content
    return answer.json()


def found(client, words):
    answer = client.get("/search/", {"q": words})
    assert answer.status_code == 200
    return answer.content.decode()


def test_programs_read_the_products_that_the_reader_sees(client):
    shown = make_dossier("SHOWN-01", is_public=True)
    make_dossier("MEMBERS-02")

    assert [row["name"] for row in read(client, "products/")["results"]] == ["SHOWN-01"]
    assert client.get("/api/v1/products/members-02/").status_code == 404
    one = read(client, f"products/{shown.slug}/")
    assert one["study_numbers"] == shown.numbers
    assert one["url"].endswith(shown.get_absolute_url())

    sign_in(client, "member")
    assert len(read(client, "products/")["results"]) == 2
    assert len(read(client, "products/?q=MEMBERS")["results"]) == 1


def test_the_search_finds_products_that_the_reader_sees(client):
    make_dossier("SHOWN-01", is_public=True)
    make_dossier("MEMBERS-02")

    assert "/products/shown-01/" in found(client, "shown")
    assert "/products/members-02/" not in found(client, "members")
    sign_in(client, "member")
    assert "/products/members-02/" in found(client, "members")


def test_a_product_is_exported_without_personal_data(client):
    dossier = make_secret()
    issue = freeze(title="First")
    archive = zipfile.ZipFile(io.BytesIO(issue.content()))
    assert dossier.name in archive.read("products.csv").decode("utf-8-sig")

    texts = [archive.read(name).decode("utf-8-sig") for name in archive.namelist()]
    sign_in(client, "administrator")
    texts += [json.dumps(read(client, f"products/{end}")) for end in ("", f"{dossier.slug}/")]
    texts += [found(client, dossier.name)]
    for text in texts:
        assert "secret" not in text.lower()


def test_the_data_dictionary_names_the_fields_of_a_cover_sheet(client):
    text = client.get("/data-dictionary/").content.decode()

    assert "route_of_administration" in text
    assert "study_title" in text
