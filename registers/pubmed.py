"""Ask PubMed (NCBI E-utilities) for the articles that name a trial.

`esearch` gives the identifiers (PMIDs) for a search term, `efetch` the articles as XML of the
MEDLINE format. NCBI requires `tool` and `email` with every request, and at most three of them a
second.
Source: NCBI, "Entrez Programming Utilities Help", NBK25501.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass

from .feeds import read_xml
from .fetching import Fetcher, WrongAnswer
from .numbers import base_of, find_numbers
from .records import NotARegisterFile, Problem

PMIDS_PER_REQUEST = 100  # PMIDs in one address; NCBI asks for POST above 200
YEAR = re.compile(r"\b(?:19|20)\d\d\b")
PMID = re.compile(r"[1-9]\d{0,8}")
WORD = re.compile(r"[^\W\d_]{5,}")  # shorter words do not distinguish trials
# Where an article may name its trial, beside its title and abstract.
NUMBER_PATHS = (
    "Article/DataBankList/DataBank/AccessionNumberList/AccessionNumber",
    "Article/VernacularTitle",
    "OtherAbstract/AbstractText",
    "KeywordList/Keyword",
)
NAME = re.compile(r"[^\W_][\w.'-]+")
MIN_WORDS_OF_TITLE = 4
LEGAL_FORMS = frozenset(
    "ab ag as bv b.v gmbh inc limited ltd llc nv n.v oy plc s.a s.a.s s.l s.p.a s.r.l sa sas sl "
    "spa srl the of de du la für and und et".split()
)


@dataclass(frozen=True)
class Article:
    """One article. `trial_numbers` are those that its title, abstract or databank list names, of
    any registry, each once, in canonical form and in the order of the text."""

    pmid: str
    doi: str
    title: str
    authors: tuple[str, ...]
    journal: str
    year: int | None
    abstract: str
    trial_numbers: tuple[str, ...]


class PubmedClient:
    """The E-utilities of PubMed. Every method may raise a `RegisterError`."""

    def __init__(self, fetcher: Fetcher, *, email: str = "", tool: str = "join4atmp"):
        self._fetcher = fetcher
        self._who = [("tool", tool), *([("email", email)] if email else [])]

    def search(self, term: str, limit: int = 200) -> list[str]:
        """Return PMIDs, newest first as PubMed sorts them, at most `limit`.

        PubMed searches the parts of a term it does not know: an article is about a trial only if
        its `trial_numbers` name it.
        """
        params = [("db", "pubmed"), ("term", term), ("retmode", "json"), ("retmax", str(limit))]
        body = self._fetcher.get("esearch.fcgi", [*params, *self._who], check=_read_search)
        return _read_search(body)[:limit]

    def articles(self, pmids: Iterable[str]) -> list[Article]:
        """Return the articles with these PMIDs, in their order.

        Articles that PubMed does not have, or that cannot be read, are left out.
        """
        wanted = list(dict.fromkeys(pmids))
        if not all(map(PMID.fullmatch, wanted)):
            raise ValueError("a PMID has one to nine digits")
        found = {}
        for start in range(0, len(wanted), PMIDS_PER_REQUEST):
            ids = ",".join(wanted[start : start + PMIDS_PER_REQUEST])
            params = [("db", "pubmed"), ("id", ids), ("retmode", "xml"), *self._who]
            body = self._fetcher.get("efetch.fcgi", params, check=_check_articles)
            found |= {item.pmid: item for item in parse_articles(body) if isinstance(item, Article)}
        return [found[pmid] for pmid in wanted if pmid in found]


def trial_term(numbers: Iterable[str]) -> str:
    """Return a search for articles that name one of these numbers.

    It looks among the secondary sources (the databank list) and in title and abstract, for a CTIS
    number also without its last pair. Numbers are quoted, since PubMed would split them.
    """
    asked = dict.fromkeys(form for number in numbers for form in _forms(number))
    return " OR ".join(f'"{number}"[si] OR "{number}"[tiab]' for number in asked)


def _forms(number):
    """Yield the forms in which authors print a number."""
    yield number
    yield base_of(number)
    if number.startswith("NCT"):
        yield f"NCT {number[3:]}"


def words_term(title: str, sponsor: str) -> str:
    """Return a search for articles that may be about a trial without naming its number.

    It looks for the longest words of the trial's title in theirs, and for its sponsor among the
    affiliations. It is "" if the title or the sponsor has too few words.
    """
    words = {word.lower() for word in WORD.findall(title)}
    telling = sorted(words, key=lambda word: (-len(word), word))[:MIN_WORDS_OF_TITLE]
    names = [word for word in NAME.findall(sponsor) if word.lower().strip(".") not in LEGAL_FORMS]
    if len(telling) < MIN_WORDS_OF_TITLE or not names:
        return ""
    asked = [*(f'"{word}"[ti]' for word in telling), *(f'"{name}"[ad]' for name in names[:3])]
    return " AND ".join(asked)


def parse_articles(xml: bytes) -> list[Article | Problem]:
    """Return every article of an efetch answer; raise `NotARegisterFile`, also for declared
    entities."""
    root = read_xml(xml, "list of articles")
    if root.tag != "PubmedArticleSet":
        raise NotARegisterFile(f"it is not a list of articles but '{root.tag[:40]}'")
    return [_read_article(node, place) for place, node in enumerate(root, start=1)]


def _read_article(node, place):
    citation = node.find("MedlineCitation")
    if citation is None:
        message = f"entry {place} is not a journal article but '{node.tag[:40]}'"
        return Problem("PubMed", "", 0, message)
    pmid, article = _text(citation.find("PMID")), citation.find("Article")
    if not PMID.fullmatch(pmid):
        return Problem("PubMed", pmid[:40], 0, f"article {place} has no PMID")
    title = _text(citation.find("Article/ArticleTitle")) or _text(
        citation.find("Article/VernacularTitle")
    )
    if not title:
        return Problem("PubMed", pmid, 0, "the article has no title")
    abstract = "\n".join(
        filter(None, map(_abstract_part, article.iterfind("Abstract/AbstractText")))
    )
    return Article(
        pmid=pmid,
        doi=_doi(node),
        title=title,
        authors=tuple(filter(None, map(_author, article.iterfind("AuthorList/Author")))),
        journal=_text(article.find("Journal/Title")) or _text(citation.find(".//MedlineTA")),
        year=_year(article),
        abstract=abstract,
        trial_numbers=_trial_numbers(citation, title, abstract),
    )


def _text(node):
    """Return all text of an element, also inside its italics, with single spaces."""
    return "" if node is None else " ".join("".join(node.itertext()).split())


def _doi(node):
    # Each reference has an ArticleIdList too: only the article's own is read.
    own = node.findall("PubmedData/ArticleIdList/ArticleId[@IdType='doi']")
    printed = node.findall("MedlineCitation/Article/ELocationID[@EIdType='doi']")
    return next(filter(None, map(_text, own + printed)), "")


def _author(node):
    name = _text(node.find("CollectiveName"))
    return name or " ".join(
        filter(None, (_text(node.find(tag)) for tag in ("LastName", "Initials")))
    )


def _abstract_part(node):
    label, text = node.get("Label", "").strip(), _text(node)
    return f"{label}: {text}" if label and text else text


def _year(article):
    """Return the year of a date printed as Year or MedlineDate: "2019 Nov-Dec", "Winter 2020"."""
    printed = "Journal/JournalIssue/PubDate"
    for path in (f"{printed}/Year", f"{printed}/MedlineDate", "ArticleDate/Year"):
        if match := YEAR.search(_text(article.find(path))):
            return int(match[0])
    return None


def _trial_numbers(citation, title, abstract):
    listed = [_text(node) for path in NUMBER_PATHS for node in citation.iterfind(path)]
    text = " \n ".join([title, abstract, *listed])
    return tuple(found.number for found in find_numbers(text))


def _read_search(body):
    try:
        data = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise WrongAnswer("PubMed answered a search with something that is not JSON.") from error
    result = data.get("esearchresult") if isinstance(data, dict) else None
    if not isinstance(result, dict) or "ERROR" in result:
        reason = str(result["ERROR"])[:200] if isinstance(result, dict) else "no result in it"
        raise WrongAnswer(f"PubMed did not carry out a search: {reason}.")
    found = result.get("idlist")
    if not isinstance(found, list) or not all(
        isinstance(pmid, str) and PMID.fullmatch(pmid) for pmid in found
    ):
        raise WrongAnswer("PubMed answered a search in an unknown structure.")
    return found


def _check_articles(body):
    try:
        parse_articles(body)
    except NotARegisterFile as error:
        raise WrongAnswer(f"PubMed was asked for articles, but {error}.") from error
