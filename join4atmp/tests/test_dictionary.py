"""The data dictionary says what the models say, and nothing of persons."""

import csv
import io

import pytest

from join4atmp.dictionary import TABLES, tables
from trials.choices import Status

pytestmark = pytest.mark.django_db


def test_every_field_of_a_public_table_stands_there_with_its_values():
    (trial,) = (table for table in tables() if table.name == "trial")
    fields = {field.name: field for field in trial.fields}

    assert fields["status"].values == tuple(Status.choices)
    assert fields["curated_status"].help == "What a curator decided; empty: nothing."
    assert fields["first_entered_on"].kind == "day"
    assert fields["first_entered_on"].may_be_empty
    assert not fields["is_demo"].may_be_empty
    assert "search_text" not in fields


def test_no_table_of_persons_and_no_account_is_named(client):
    assert not any(model._meta.app_label == "stakeholders" for model in TABLES)
    text = client.get("/data-dictionary/").content.decode().lower()

    assert "trial" in text
    for word in ("e-mail", "phone", "password", "user", "contact"):
        assert word not in text.partition("<main")[2].partition("</main")[0], word


def test_the_file_has_a_line_a_field(client):
    data = b"".join(client.get("/data-dictionary.csv").streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(data)))

    assert len(rows) == sum(len(table.fields) for table in tables())
    assert rows[0]["Table"] == "trial"
