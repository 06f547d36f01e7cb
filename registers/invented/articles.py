"""Invented articles about the demonstration's trials, as PubMed's efetch writes them."""

from collections.abc import Iterable
from dataclasses import dataclass
from xml.sax.saxutils import escape

from .search import words
from .store import Entry

TRIALS_PER_ARTICLE = 4  # one trial in four has an article
ARTICLES_PER_UNNAMED_ONE = 5  # one article in five does not name its trial
FIRST_PMID = 90_000_001
AUTHORS = (("Exemplar", "A"), ("Muster", "B"), ("Voorbeeld", "C"), ("Ejemplo", "D"))
HEAD = """<?xml version="1.0" ?>
<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle, 1st January 2026//EN" \
"https://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_260101.dtd">
<PubmedArticleSet>
"""
FOOT = "</PubmedArticleSet>\n"


@dataclass(frozen=True)
class DemoArticle:
    pmid: str
    title: str
    year: int
    sponsor: str
    numbers: tuple[tuple[str, str], ...]  # (databank, number)

    @property
    def searched(self) -> str:
        numbers = " ".join(number for _, number in self.numbers)
        return words(f"{self.title} {self.sponsor} {numbers}")


def invent_articles(entries: Iterable[Entry]) -> dict[str, DemoArticle]:
    """Return {PMID: article}; the same trials give the same articles."""
    chosen = sorted(entries, key=lambda entry: entry.number)[::TRIALS_PER_ARTICLE]
    articles = (_article(str(pmid), entry) for pmid, entry in enumerate(chosen, start=FIRST_PMID))
    return {article.pmid: article for article in articles}


def _article(pmid, entry):
    numbers = [("EudraCT" if entry.register == "euctr" else "EU CTIS", entry.number)]
    if entry.nct_number:
        numbers.append(("ClinicalTrials.gov", entry.nct_number))
    if entry.register == "euctr":
        title = entry.line("A.3 Full title of the trial:")
        sponsor = entry.line("B.1.1 Name of Sponsor:")
    else:
        part_one = entry.data.get("authorizedApplication", entry.data)["authorizedPartI"]
        title = part_one["trialDetails"]["clinicalTrialIdentifiers"]["fullTitle"]
        sponsor = part_one["sponsors"][0]["organisation"]["name"]
    if int(pmid) % ARTICLES_PER_UNNAMED_ONE == 0:
        numbers = []
    year = int(entry.number[:4]) + 3
    return DemoArticle(pmid, f"Demonstration: {title}", year, sponsor, tuple(numbers))


def efetch(articles: Iterable[DemoArticle]) -> bytes:
    return "".join([HEAD, *map(_xml, articles), FOOT]).encode()


def _xml(article):
    authors = "".join(
        f"<Author><LastName>{last}</LastName><Initials>{initials}</Initials><AffiliationInfo>"
        f"<Affiliation>{escape(article.sponsor)}</Affiliation></AffiliationInfo></Author>"
        for last, initials in AUTHORS[: 2 + int(article.pmid) % 3]
    )
    banks = "".join(
        f"<DataBank><DataBankName>{bank}</DataBankName><AccessionNumberList><AccessionNumber>"
        f"{number}</AccessionNumber></AccessionNumberList></DataBank>"
        for bank, number in article.numbers
    )
    registration = "".join(
        f'<AbstractText Label="TRIAL REGISTRATION">Number {number}.</AbstractText>'
        for _, number in article.numbers[:1]
    )
    return f"""<PubmedArticle><MedlineCitation Status="MEDLINE" Owner="NLM">
<PMID Version="1">{article.pmid}</PMID>
<Article PubModel="Print"><Journal><JournalIssue CitedMedium="Internet">\
<PubDate><Year>{article.year}</Year><Month>May</Month></PubDate></JournalIssue>\
<Title>Demo Journal of Advanced Therapies</Title></Journal>
<ArticleTitle>{escape(article.title)}</ArticleTitle>
<ELocationID EIdType="doi" ValidYN="Y">10.5555/demo.{article.pmid}</ELocationID>
<Abstract><AbstractText Label="BACKGROUND">An invented article about an invented trial.\
</AbstractText>{registration}</Abstract>
<AuthorList CompleteYN="Y">{authors}</AuthorList>
<DataBankList CompleteYN="Y">{banks}</DataBankList></Article></MedlineCitation>
<PubmedData><ArticleIdList><ArticleId IdType="pubmed">{article.pmid}</ArticleId>\
</ArticleIdList></PubmedData></PubmedArticle>
"""
