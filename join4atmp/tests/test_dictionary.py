"""The data dictionary is that of the models, without tables of people."""

import csv
import io

import pytest

from join4atmp.dictionary import TABLES, tables
from trials.choices import DELIVERIES, Status
from trials.models.facts import FACTS

MAX_MEANING_LENGTH = 170  # characters; two lines of the page

pytestmark = pytest.mark.django_db


def test_every_field_of_a_public_table_is_listed_with_its_values():
    (trial,) = (table for table in tables() if table.name == "trial")
    fields = {field.name: field for field in trial.fields}

    assert fields["status"].values == tuple(Status.choices)
    assert fields["delivery"].values == tuple(DELIVERIES.items())
    assert fields["register_delivery"].values == fields["curated_delivery"].values
    assert fields["first_entered_on"].kind == "date"
    assert fields["first_entered_on"].may_be_empty
    assert not fields["is_demo"].may_be_empty
    assert "search_text" not in fields


def test_every_field_has_a_meaning_of_one_line():
    found = [(table, field) for table in tables() for field in table.fields]

    assert [(table.name, field.name) for table, field in found if not field.help] == []
    assert [field.name for _, field in found if len(field.help) > MAX_MEANING_LENGTH] == []


def test_the_three_columns_of_a_fact_have_different_meanings():
    (trial,) = (table for table in tables() if table.name == "trial")
    fields = {field.name: field for field in trial.fields}

    for fact in FACTS:
        register, curated, effective = (
            fields[name] for name in (f"register_{fact}", f"curated_{fact}", fact)
        )
        assert register.label == f"{effective.label}: register value"
        assert register.help.startswith("By rule from the registers: ")
        assert curated.label == f"{effective.label}: curated value"
        assert "used instead of the register" in curated.help
        assert effective.help.endswith("Curated value if there is one, else register value.")


def test_no_table_of_persons_and_no_account_is_named(client):
    assert not any(model._meta.app_label == "stakeholders" for model in TABLES)
    page = client.get("/data-dictionary/").content.decode().lower()
    # The way to cite the page, below its tables, leads to the contact of the portal.
    text = page.partition("<main")[2].partition("</main")[0].replace('href="/contact/"', "")

    assert "trial" in text
    for word in ("e-mail", "phone", "password", "user", "contact"):
        assert word not in text, word


def test_the_file_has_one_line_per_field(client):
    data = b"".join(client.get("/data-dictionary.csv").streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(data)))

    assert len(rows) == sum(len(table.fields) for table in tables())
    assert rows[0]["Table"] == "trial"


def test_a_table_begins_with_what_names_its_rows():
    first = {table.name: [field.name for field in table.fields][:2] for table in tables()}

    assert first["trial"] == ["eudract_number", "eu_ct_number"]
    assert first["hurdle"][0] == first["solution"][0] == first["recommendation"][0] == "title"
    assert first["procedure"] == first["stage"] == ["code", "name"]
