"""Which articles count for a trial, by the numbers that they name."""

import pytest

from registers.pubmed import Article
from trials.models import SyncRun, TrialNumber
from trials.sync.literature import _find_for

from .factories import make_trial

pytestmark = pytest.mark.django_db


class OneArticle:
    """A PubMed that answers every search by number with the same article, and none by words."""

    def __init__(self, *numbers):
        self.article = Article("123", "", "A title", (), "J", 2024, "", numbers)

    def search(self, term, limit=200):
        return ["123"] if "[si]" in term else []

    def articles(self, pmids):
        return [self.article for _ in pmids]


def found(trial, *numbers):
    run = SyncRun.objects.create(register="pubmed", kind="incremental", state="applying")
    _find_for(trial, OneArticle(*numbers), run)
    return trial.candidates.exists()


@pytest.mark.parametrize(
    ("number", "counts"),
    [
        ("2024-590001-10", True),
        ("2024-590001-10-00", True),
        ("2024-590001-10-01", True),
        ("2024-590001-11", False),
        ("NCT01234567", True),
        ("DRKS00012345", True),
        ("DRKS00099999", False),
        ("NCT05555555", False),
    ],
)
def test_an_article_counts_by_any_number_and_resubmission_of_the_trial(number, counts):
    trial = make_trial(
        eudract_number="", eu_ct_number="2024-590001-10-00", nct_number="NCT01234567"
    )
    for other, is_own in (("DRKS00012345", True), ("NCT05555555", False)):
        TrialNumber.objects.create(trial=trial, scheme="drks", number=other, is_own=is_own)

    assert found(trial, number) is counts
