"""The small inputs that once gave wrong figures or hid something, each with its right value. They
are data beside the project; each stands for a kind, which other tests take up with own texts."""

from datetime import date
from pathlib import Path

import pytest
from django.conf import settings

from registers import Problem, protocol_of, read_bytes
from registers.pubmed import parse_articles
from trials.rules import derive

CASES = Path(settings.BASE_DIR).parent / "shared" / "cases" / "registers"
EXPECTED = {
    "eu01_isrctn_line.txt": lambda f: (f.lead.sponsor_code, f.notes) == ("ABC/1", ()),
    "eu02_national_total.txt": lambda f: f.subjects == 178,
    "eu14_mojibake.txt": lambda f: f.notes[0].kind == "text encoded twice",
    "eu17_ethics_refused.txt": lambda f: f.started_on is None,
    "eu18_end_date_prohibited.txt": lambda f: f.status == "not_authorised",
    "eu19_status_tie.txt": lambda f: f.status == "completed",
    "ct08_rest_of_world.json": lambda f: f.subjects == 32,
    "ct09_not_started.json": lambda f: f.status == "ongoing",
    "ct11_transitioned_year.json": lambda f: (
        (f.first_entered_on.year, f.entered_year_only) == (2015, True)
    ),
    "ct13_eudract_suffix.json": lambda f: f.eudract_number == "2015-900002-10",
    "ct14_end_date.json": lambda f: f.ended_on == date(2025, 12, 31),
}


def items(name):
    path = CASES / name
    if not path.exists():
        pytest.skip("the shared cases are not here")
    return list(read_bytes(path.read_bytes(), name))


@pytest.mark.parametrize("name", EXPECTED)
def test_a_case_has_its_right_value(name):
    facts = derive([protocol_of(item) for item in items(name)])

    assert EXPECTED[name](facts), facts


def test_a_file_with_marks_of_pages_has_two_whole_records():
    first, second = items("eu15_page_separators.txt")

    assert not isinstance(first, Problem)
    assert not isinstance(second, Problem)
    assert first.value("P.", "End of Trial Status") == "Ongoing"


def test_an_article_names_a_trial_without_its_last_pair():
    path = CASES / "pm01_euct_short.xml"
    if not path.exists():
        pytest.skip("the shared cases are not here")
    (article,) = parse_articles(path.read_bytes())

    assert article.trial_numbers == ("2024-590001-10", "NCT01234567")
