"""Publications that a curator adds: looked up at PubMed, or another source with an address."""

import pytest

from registers.pubmed import Article
from trials.admin.curation import steps
from trials.models import Publication

from .factories import make_trial
from .people import person
from .test_curation_pages import address

pytestmark = pytest.mark.django_db
ARTICLE = Article(
    "91234567",
    "10.5555/cells.1",
    "Cells that heal",
    ("Exemplar A", "Exemplar B"),
    "J",
    2024,
    "",
    (),
)


class OnePubmed:
    """A PubMed that has one article."""

    def __init__(self, fetcher):
        pass

    def search(self, term, limit=200):
        return [ARTICLE.pmid] if ARTICLE.doi in term.casefold() else []

    def articles(self, pmids):
        return [ARTICLE for pmid in pmids if pmid == ARTICLE.pmid]


@pytest.fixture
def curator(client, monkeypatch):
    monkeypatch.setattr(steps, "PubmedClient", OnePubmed)
    user = person("curator")
    client.force_login(user)
    return user


@pytest.mark.parametrize(
    "number", [{"pmid": "91234567"}, {"doi": "https://doi.org/10.5555/CELLS.1"}]
)
def test_a_number_is_looked_up_checked_and_added(client, curator, number):
    trial = make_trial()
    entered = {f"publication-{name}": text for name, text in number.items()}

    page = client.post(address(trial), entered | {"lookup": "pubmed"}, follow=True)

    assert "PubMed has: Cells that heal" in page.content.decode()
    assert not Publication.objects.exists()
    form = page.context["forms"].publication
    values = {f"publication-{name}": form[name].value() or "" for name in form.fields}
    client.post(address(trial), values | {"publication": "add"})
    publication = Publication.objects.get()
    assert (publication.pmid, publication.doi) == ("91234567", "10.5555/cells.1")
    assert (publication.author_list, publication.year) == ("Exemplar A, Exemplar B", 2024)
    assert trial.candidates.get().judgement == "accepted"


@pytest.mark.parametrize(
    ("number", "says"),
    [
        ({}, "Enter the PMID or the DOI"),
        ({"pmid": "1"}, "PubMed has no article with PMID 1"),
        ({"doi": "10.5555/other"}, "PubMed has no article with DOI 10.5555/other"),
        ({"pmid": "abc"}, "not a PMID"),
    ],
)
def test_a_number_without_an_article_says_so(client, curator, number, says):
    entered = {f"publication-{name}": text for name, text in number.items()}

    answer = client.post(address(make_trial()), entered | {"lookup": "pubmed"})

    assert says in answer.content.decode()


def test_a_silent_pubmed_is_no_error(client, curator, monkeypatch):
    def silent(self, pmids):
        raise steps.RegisterError("no answer")

    monkeypatch.setattr(OnePubmed, "articles", silent)

    answer = client.post(
        address(make_trial()), {"lookup": "pubmed", "publication-pmid": "91234567"}
    )

    assert "PubMed did not answer" in answer.content.decode()


def test_other_sources_have_a_web_address_in_place_of_a_number(client, curator):
    trial = make_trial()
    values = {
        "publication": "add",
        "publication-link": "https://congress.example/abstracts/12",
        "publication-title": "Cells that heal, first results",
    }
    answer = client.post(address(trial), values)
    assert "Enter a PMID or a DOI" in answer.content.decode()

    client.post(address(trial), values | {"publication-kind": "abstract"})

    publication = Publication.objects.get()
    assert publication.number == "Conference abstract"
    assert publication.address == "https://congress.example/abstracts/12"
    other = make_trial()
    client.post(address(other), values | {"publication-kind": "abstract", "publication-title": ""})
    assert other.candidates.get().publication == publication
