"""schema.org metadata of public pages is correct, valid JSON, and absent for invented rows."""

import json
import re

import pytest

from core.templatetags.json_ld import json_ld
from trials.tests.factories import make_trial
from usecases.snapshot import freeze
from usecases.tests.factories import make_case, make_recommendation

pytestmark = pytest.mark.django_db


def data_of(client, address):
    page = client.get(address).content.decode()
    blocks = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    return [json.loads(block) for block in blocks]


def test_a_trial_is_a_medical_trial(client):
    trial = make_trial(
        title="A </script><b>trial", curation="included", countries="DE ES", condition="Burns"
    )

    assert data_of(client, trial.get_absolute_url()) == [
        {
            "@context": "https://schema.org",
            "@type": "MedicalTrial",
            "name": "A </script><b>trial",
            "description": "Gene therapy (GTMP), Phase II",
            "url": f"http://127.0.0.1:8000{trial.get_absolute_url()}",
            "identifier": [
                {"@type": "PropertyValue", "propertyID": "EudraCT", "value": trial.eudract_number}
            ],
            "healthCondition": {"@type": "MedicalCondition", "name": "Burns"},
            "status": "Ongoing",
            "studyLocation": [
                {"@type": "Country", "name": "Germany"},
                {"@type": "Country", "name": "Spain"},
            ],
        }
    ]


def test_invented_rows_have_no_metadata(client):
    rows = [make_trial(is_demo=True), make_case(is_demo=True), make_recommendation(is_demo=True)]

    for row in rows:
        assert client.get(row.get_absolute_url()).status_code == 200
        assert data_of(client, row.get_absolute_url()) == []


def test_a_finalised_case_and_an_adopted_recommendation_are_publications(client):
    case = make_case(slug="one", authors="Petra Planted")
    case.versions.create(number=2, finalised_on="2026-01-01", content=freeze(case))
    type(case).objects.filter(pk=case.pk).update(published_on="2026-01-01")
    recommendation = make_recommendation(text="<p>Do it.</p>", published_on="2026-02-02")

    (report,) = data_of(client, case.get_absolute_url())
    (work,) = data_of(client, recommendation.get_absolute_url())

    assert (report["@type"], report["version"], report["datePublished"]) == (
        "Report",
        2,
        "2026-01-01",
    )
    assert "Petra" not in json.dumps(report)
    assert (work["@type"], work["text"]) == ("CreativeWork", "Do it.")


def test_nothing_in_it_ends_the_block():
    block = json_ld({"@type": "Thing", "name": "</script><script>alert(1)//&\u2028", "none": ""})

    assert block.count("<") == 2
    assert "none" not in block
    assert json_ld({}) == ""
