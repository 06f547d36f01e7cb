"""The overlap of two filters, as counts, as a list and as a file."""

import csv
import io

import pytest

from .factories import make_trial

pytestmark = pytest.mark.django_db
COMPARE = "/trials/compare/"
GERMANY_ITALY = {"a-country": "DE", "b-country": "IT"}


@pytest.fixture
def trials():
    for title, countries in (
        ("Both", "DE IT"),
        ("German", "DE"),
        ("German too", "DE FR"),
        ("Italian", "IT"),
        ("French", "FR"),
    ):
        make_trial(title=title, countries=countries, curation="included")


def test_every_part_counts_the_trials_that_its_link_lists(client, trials):
    parts = client.get(COMPARE, GERMANY_ITALY).context["comparison"].overlap.parts

    listed = {}
    for part in parts:
        page = client.get(part.url.removesuffix("#overlap")).context["page"]
        assert page.paginator.count == part.count
        listed[part.name] = {trial.title for trial in page}
    assert listed == {
        "both": {"Both"},
        "a": {"German", "German too"},
        "b": {"Italian"},
        "either": {"Both", "German", "German too", "Italian"},
    }


def test_a_file_has_the_trials_of_the_part_and_names_their_side(client, trials):
    def rows(**part):
        answer = client.get(f"{COMPARE}export/", GERMANY_ITALY | part | {"format": "csv"})
        text = b"".join(answer.streaming_content).decode("utf-8-sig")
        return {
            row["Title"]: (row["In A"], row["In B"]) for row in csv.DictReader(io.StringIO(text))
        }

    assert rows(part="a") == {"German": ("yes", "no"), "German too": ("yes", "no")}
    assert rows() == rows(part="a") | {"Both": ("yes", "yes"), "Italian": ("no", "yes")}


def test_an_invalid_value_gives_the_page_with_its_message_instead_of_a_file(client, trials):
    answer = client.get(f"{COMPARE}export/", {"a-country": "Atlantis"})

    assert answer.status_code == 302
    assert "Atlantis" in client.get(answer.url).content.decode()


def test_trials_that_the_reader_may_not_see_are_in_no_part(client, trials):
    make_trial(title="Hidden", countries="DE IT", curation="excluded")

    page = client.get(COMPARE, GERMANY_ITALY | {"part": "both"})

    assert [trial.title for trial in page.context["page"]] == ["Both"]
