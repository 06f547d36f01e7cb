import json

import pytest

from registers.fetching import Fetcher, Unavailable, WrongAnswer
from registers.invented.server import RegisterServer
from registers.pubmed import (
    Article,
    PubmedClient,
    parse_articles,
    trial_term,
    words_term,
)
from registers.records import NotARegisterFile, Problem

from .wire import asked, canned, http

DOCTYPE = (
    '<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle, 1st January 2026//EN" '
    '"https://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_260101.dtd">'
)
ARTICLE = """
<PubmedArticle><MedlineCitation><PMID Version="1">12345678</PMID>
<Article><Journal><JournalIssue><PubDate><Year>2021</Year><Month>Nov</Month></PubDate></JournalIssue>
<Title>The Lancet. Neurology</Title></Journal>
<ArticleTitle>Gene therapy with <i>AAV</i><sup>9</sup> &amp; more.</ArticleTitle>
<ELocationID EIdType="pii">S0001</ELocationID>
<ELocationID EIdType="doi">10.1000/printed</ELocationID>
<Abstract><AbstractText Label="BACKGROUND">We   treated
 two.</AbstractText><AbstractText>No label. EudraCT 2015\u2011000590\u201112.</AbstractText>
<AbstractText Label="EMPTY"/></Abstract>
<AuthorList><Author><LastName>Müller</LastName><ForeName>Anna B</ForeName><Initials>AB</Initials>
</Author><Author><LastName>Solo</LastName></Author>
<Author><CollectiveName>The Group</CollectiveName>
</Author><Author/></AuthorList>
<DataBankList><DataBank><DataBankName>ClinicalTrials.gov</DataBankName><AccessionNumberList>
<AccessionNumber>NCT01234567</AccessionNumber></AccessionNumberList></DataBank>
<DataBank><DataBankName>GENBANK</DataBankName><AccessionNumberList>
<AccessionNumber>AF113456</AccessionNumber></AccessionNumberList></DataBank></DataBankList>
</Article></MedlineCitation>
<PubmedData><ArticleIdList><ArticleId IdType="pubmed">12345678</ArticleId>
<ArticleId IdType="doi">10.1000/own</ArticleId></ArticleIdList>
<ReferenceList><Reference><ArticleIdList><ArticleId IdType="doi">10.1000/cited</ArticleId>
</ArticleIdList></Reference></ReferenceList></PubmedData></PubmedArticle>
"""


def article_set(*articles, doctype=DOCTYPE):
    inside = "".join(articles)
    return f"<?xml version='1.0'?>{doctype}<PubmedArticleSet>{inside}</PubmedArticleSet>".encode()


def article(pmid="1", inside="<ArticleTitle>A title</ArticleTitle>"):
    return (
        f"<PubmedArticle><MedlineCitation><PMID>{pmid}</PMID><Article>{inside}</Article>"
        "</MedlineCitation></PubmedArticle>"
    )


@pytest.fixture(scope="module")
def server():
    with RegisterServer(trials=60) as server:
        yield server


@pytest.fixture
def pubmed(server):
    server.behave()
    server.requests.clear()
    with Fetcher(server.pubmed_url, timeout=5, pause=lambda seconds: None) as fetcher:
        yield PubmedClient(fetcher, email="office@portal.example")


# Reading articles


def test_an_article_with_everything():
    assert parse_articles(article_set(ARTICLE)) == [
        Article(
            pmid="12345678",
            doi="10.1000/own",
            title="Gene therapy with AAV9 & more.",
            authors=("Müller AB", "Solo", "The Group"),
            journal="The Lancet. Neurology",
            year=2021,
            abstract="BACKGROUND: We treated two.\nNo label. EudraCT 2015\u2011000590\u201112.",
            trial_numbers=("2015-000590-12", "NCT01234567"),
        )
    ]


def test_an_article_with_next_to_nothing():
    assert parse_articles(article_set(article())) == [
        Article("1", "", "A title", (), "", None, "", ())
    ]


@pytest.mark.parametrize(
    ("dates", "year"),
    [
        ("<PubDate><MedlineDate>2019 Nov-2020 Jan</MedlineDate></PubDate>", 2019),
        ("<PubDate><MedlineDate>Winter 1998</MedlineDate></PubDate>", 1998),
        ("<PubDate><Season>Winter</Season></PubDate>", None),
    ],
)
def test_years_as_they_are_printed(dates, year):
    journal = f"<Journal><JournalIssue>{dates}</JournalIssue></Journal>"
    (found,) = parse_articles(article_set(article("1", f"{journal}<ArticleTitle>A</ArticleTitle>")))

    assert found.year == year


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("NCT01234567, NCT01234567 and NCT012345678", ("NCT01234567",)),
        ("EUCTR2015-000590-12-DE", ("2015-000590-12",)),
        ("CTIS 2022-501142-30-00.", ("2022-501142-30-00",)),
        ("EudraCT2015\u2013000590\u201312;2009-010236-32", ("2015-000590-12", "2009-010236-32")),
        ("phone 12015-000590-12, 2015-000590-123 and 1999-000590-12", ()),
    ],
)
def test_trial_numbers_in_texts(text, numbers):
    title = f"<ArticleTitle>Of {text}</ArticleTitle>"
    (found,) = parse_articles(article_set(article("1", title)))

    assert found.trial_numbers == numbers


def test_an_article_in_another_language_has_its_own_title():
    inside = "<ArticleTitle/><VernacularTitle>Ein Titel</VernacularTitle>"
    (found,) = parse_articles(article_set(article("1", inside)))

    assert found.title == "Ein Titel"


def test_entries_that_cannot_be_read_do_not_hide_the_next_one():
    entries = ("<PubmedBookArticle/>", article("x"), article("7", ""), article("8"))

    *problems, last = parse_articles(article_set(*entries))

    assert problems == [
        Problem("PubMed", "", 0, "entry 1 is not a journal article but 'PubmedBookArticle'"),
        Problem("PubMed", "x", 0, "article 2 has no PMID"),
        Problem("PubMed", "7", 0, "the article has no title"),
    ]
    assert last.pmid == "8"


BOMB = "<!DOCTYPE x [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]>"
STRANGER = "<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/hosts'>]>"


@pytest.mark.parametrize(
    ("xml", "words"),
    [
        (article_set(article("1", "<ArticleTitle>&b;</ArticleTitle>"), doctype=BOMB), "entities"),
        (article_set(article("1", "<ArticleTitle>&a;</ArticleTitle>"), doctype=STRANGER), "entit"),
        (article_set(article())[:-5], "not a valid"),
        (b"", "not a valid"),
        (b"\xff\xfe", "not a valid"),
        (b"<?xml version='1.0' encoding='no-such-encoding'?><a/>", "not a valid"),
        (
            b"<eFetchResult><ERROR>x</ERROR></eFetchResult>",
            "not a list of articles but 'eFetchResult'",
        ),
    ],
)
def test_documents_that_are_refused(xml, words):
    with pytest.raises(NotARegisterFile, match=words):
        parse_articles(xml)
    with pytest.raises(WrongAnswer, match="PubMed was asked for articles, but"):
        asked(PubmedClient, "articles", ["1"], body=xml)


# Asking


def test_articles_of_trials(server, pubmed):
    numbers = server.numbers("euctr") + server.numbers("ctis")
    pmids = pubmed.search(trial_term(numbers))
    articles = pubmed.articles(pmids)

    assert len(pmids) == 14  # three more articles name no number
    assert [article.pmid for article in articles] == pmids
    assert all(set(article.trial_numbers) & set(numbers) for article in articles)
    assert all(article.title.startswith("Demonstration: ") for article in articles)
    assert pubmed.search(trial_term(["2010-123456-12"])) == []
    assert pubmed.search(trial_term(numbers), limit=5) == pmids[:5]


def test_the_article_of_one_trial(server, pubmed):
    (number,) = (n for n in sorted(server.numbers("euctr") + server.numbers("ctis"))[:1])
    (pmid,) = pubmed.search(trial_term([number]))

    assert number in pubmed.articles([pmid])[0].trial_numbers


def test_articles_are_fetched_by_the_hundred_in_the_order_asked_for(server, pubmed):
    known = ["90000003", "90000001"]
    strangers = [str(number) for number in range(1, 150)]

    articles = pubmed.articles([*known, *strangers, known[0]])

    assert [article.pmid for article in articles] == known
    sizes = [path.count("%2C") + path.count(",") + 1 for _, _, path in server.requests]
    assert sizes == [100, 51]
    assert pubmed.articles([]) == []


def test_ncbi_is_told_who_asks():
    body = json.dumps({"esearchresult": {"count": "0", "idlist": []}}).encode()
    with canned(http(body)) as (url, requests), Fetcher(url) as fetcher:
        PubmedClient(fetcher, email="office@portal.example").search("x")
        PubmedClient(fetcher).search("x")

    assert b"&tool=join4atmp&email=office%40portal.example " in requests[0]
    assert b"&tool=join4atmp " in requests[1]


@pytest.mark.parametrize("pmid", ["", "0", "12x", "1234567890", "1,2", "1&db=gene"])
def test_nothing_but_pmids_is_put_into_addresses(pubmed, pmid):
    with pytest.raises(ValueError, match="PMID"):
        pubmed.articles([pmid])


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "not JSON"),
        (b"<html>", "not JSON"),
        (b'{"error": "API rate limit exceeded"}', "no result in it"),
        (b"[]", "no result in it"),
        (b'{"esearchresult": {"ERROR": "Search is temporarily unavailable"}}', "temporarily"),
        (b'{"esearchresult": {"count": "1"}}', "an unknown structure"),
        (b'{"esearchresult": {"idlist": [1]}}', "an unknown structure"),
        (b'{"esearchresult": {"idlist": ["PMC1"]}}', "an unknown structure"),
    ],
)
def test_searches_that_pubmed_does_not_answer(body, words):
    with pytest.raises(WrongAnswer, match=words):
        asked(PubmedClient, "search", "x", body=body)


@pytest.mark.parametrize(
    ("fault", "error"),
    [("html", WrongAnswer), ("changed-structure", WrongAnswer), ("429", Unavailable)],
)
def test_faults_of_pubmed(server, pubmed, fault, error):
    server.misbehave(fault, times=4)
    with pytest.raises(error):
        pubmed.search("demonstration")
    server.misbehave(fault, times=4)
    with pytest.raises(error):
        pubmed.articles(["90000001"])

    assert len(pubmed.search("demonstration")) == 17
    assert len(pubmed.articles(["90000001"])) == 1


@pytest.mark.parametrize(
    ("title", "sponsor", "term"),
    [
        (
            "A phase II trial of tumour-infiltrating lymphocytes in metastatic melanoma",
            "Demo Biotech S.A.",
            '"infiltrating"[ti] AND "lymphocytes"[ti] AND "metastatic"[ti] AND "melanoma"[ti]'
            ' AND "Demo"[ad] AND "Biotech"[ad]',
        ),
        ("A trial of cells", "Demo Biotech", ""),
        ("Tumour-infiltrating lymphocytes in metastatic melanoma", "", ""),
    ],
)
def test_the_words_of_a_trial_are_asked_for_where_they_tell_something(title, sponsor, term):
    assert words_term(title, sponsor) == term


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("EU CT number 2024-590001-10. NCT 01234567.", ("2024-590001-10", "NCT01234567")),
        ("EUCTR2015-001314-10-DE and nct01234567", ("2015-001314-10", "NCT01234567")),
        ("EudraCT 2015 \u2013 001314 \u2013 10", ("2015-001314-10",)),
        ("CTIS2024-590001-10-01", ("2024-590001-10-01",)),
        ("ISRCTN 12345678; DRKS00012345", ("ISRCTN12345678", "DRKS00012345")),
    ],
)
def test_numbers_are_read_from_an_article_as_authors_print_them(text, numbers):
    inside = (
        f"<ArticleTitle>A title</ArticleTitle><Abstract><AbstractText>{text}</AbstractText>"
        "</Abstract>"
    )
    (found,) = parse_articles(article_set(article(inside=inside)))

    assert found.trial_numbers == numbers


def test_a_number_of_ctis_is_also_asked_for_without_its_last_pair():
    term = trial_term(["2024-590001-10-00", "NCT01234567"])

    assert '"2024-590001-10-00"[tiab]' in term
    assert '"2024-590001-10"[tiab]' in term
    assert '"NCT 01234567"[tiab]' in term
