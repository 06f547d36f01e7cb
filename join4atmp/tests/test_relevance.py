"""The relevance of the search: sixty queries, each with the first hit that readers expect."""

import pytest
from django.contrib.auth.models import AnonymousUser

from core.text import search_text
from join4atmp.search.asked import filters_in
from join4atmp.search.find import find
from trials.tests.factories import make_trial
from usecases.tests.factories import make_case, make_hurdle, make_recommendation, make_solution

pytestmark = pytest.mark.django_db
ANYONE = AnonymousUser()
MIN_FOUND = 55
MIN_RECIPROCAL_RANK = 0.8
TRIALS = {
    # title: (products, condition, technology, countries, further fields)
    "Anti-CD19 CAR-T cells in large B-cell lymphoma": (
        "CD19 CAR-T",
        "Diffuse large B-cell lymphoma",
        "car-t",
        "ES",
        {},
    ),
    "BCMA CAR-T in relapsed multiple myeloma": (
        "BCMA CAR-T",
        "Multiple myeloma",
        "car-t",
        "DE",
        {},
    ),
    "Tumour-infiltrating lymphocytes in melanoma": ("TIL", "Melanoma", "til", "NL", {}),
    "Waiting until surgery: tilted tables for back pain": ("Cells", "Back pain", "msc", "FR", {}),
    "AAV gene therapy for haemophilia B": ("AAV5-FIX", "Haemophilia B", "aav", "GB", {}),
    "RPE65 gene therapy for Leber congenital amaurosis": ("AAV2-RPE65", "Leber", "aav", "BE", {}),
    "Autologous chondrocytes for cartilage defects of the knee": (
        "Chondrocytes",
        "Cartilage defect",
        "chondrocyte",
        "AT",
        {"register_atmp_class": "TEP"},
    ),
    "Keratinocytes for deep burns": ("Keratinocytes", "Burns", "keratinocyte", "IT", {}),
    "Limbal stem cells for the cornea": ("Limbal cells", "Limbal deficiency", "cornea", "IT", {}),
    "Mesenchymal stromal cells in graft-versus-host disease": ("MSC", "GvHD", "msc", "SE", {}),
    "IL-2 and NK cells in acute myeloid leukaemia": (
        "NK cells",
        "Acute myeloid leukaemia",
        "nkcell",
        "PL",
        {},
    ),
    "Lentiviral stem cells for β-thalassaemia": (
        "LentiGlobin",
        "Beta-thalassaemia",
        "hsc",
        "GR",
        {},
    ),
    "Dendritic cells pulsed with lysate in glioblastoma": (
        "DC",
        "Glioblastoma",
        "dendritic",
        "DK",
        {},
    ),
    "Oncolytic herpes virus in head and neck cancer": (
        "HSV",
        "Head and neck",
        "oncolytic",
        "ES",
        {},
    ),
    "Regulatory T cells after kidney transplantation": ("Treg", "Kidney", "tregs", "DE", {}),
    "CRISPR-edited cells in sickle cell disease": ("Edited HSC", "Sickle cell", "edit", "FR", {}),
    "Islet transplantation in type 1 diabetes": ("Islets", "Diabetes", "islet", "NO", {}),
    "Virus-specific T cells against cytomegalovirus": ("VST", "CMV infection", "virst", "DE", {}),
}
HURDLES = (
    "GMO consent takes longer than the approval of the trial",
    "No free slots in GMP facilities",
    "Hospitals cannot pay the price at once",
    "Authorities disagree on the potency test",
    "Transport across borders fails at customs",
)
RECOMMENDATIONS = (
    "Exempt ATMP trials from GMO authorisation",
    "One contact point for scientific advice",
    "Pay for results over several years",
)
SOLUTIONS = ("A matrix of potency assays", "Early dialogue with the authority")
CASES = ("A hospital-made CAR-T therapy for children", "Stem cells for a storage disease")
# Query: a part of the title of the expected hit.
QUERIES = {
    "CD19": "Anti-CD19", "CD-19": "Anti-CD19", "anti-CD19 CAR-T": "Anti-CD19",
    "large B-cell lymphoma": "Anti-CD19", "lymphoma": "Anti-CD19", "DLBCL CAR": None,
    "BCMA": "BCMA", "myeloma": "BCMA", "multiple myeloma": "BCMA", "CAR-T myeloma": "BCMA",
    "CAR T myeloma": "BCMA", "chimeric antigen receptor T myeloma": "BCMA",
    "TIL": "Tumour-infiltrating", "til melanoma": "Tumour-infiltrating",
    "melanoma": "Tumour-infiltrating", "tumour-infiltrating lymphocytes": "Tumour-infiltrating",
    "pain": "Waiting until surgery", "back pain": "Waiting until surgery",
    "haemophilia": "AAV gene therapy", "AAV haemophilia": "AAV gene therapy",
    "haemophilia B": "AAV gene therapy", "RPE65": "RPE65", "RPE-65": "RPE65",
    "amaurosis": "RPE65", "Leber": "RPE65", "chondrocytes": "Autologous chondrocytes",
    "cartilage": "Autologous chondrocytes", "knee": "Autologous chondrocytes",
    "burns": "Keratinocytes", "keratinocytes": "Keratinocytes", "keratinocites": "Keratinocytes",
    "cornea": "Limbal", "limbal": "Limbal", "mesenchymal": "Mesenchymal",
    "graft-versus-host": "Mesenchymal", "IL-2": "IL-2", "IL2": "IL-2", "NK cells": "IL-2",
    "leukaemia": "IL-2", "lukaemia": "IL-2", "thalassaemia": "Lentiviral",
    "beta-thalassaemia": "Lentiviral", "β-thalassaemia": "Lentiviral",
    "dendritic cells": "Dendritic", "glioblastoma": "Dendritic", "oncolytic": "Oncolytic",
    "herpes virus": "Oncolytic", "kidney transplantation": "Regulatory",
    "CRISPR": "CRISPR", "sickle cell": "CRISPR", "diabetes": "Islet", "islet": "Islet",
    "cytomegalovirus": "Virus-specific", "GMO consent": "GMO consent",
    "GMP facilities": "No free slots", "customs": "Transport", "scientific advice": "One contact",
    "GMO authorisation": "Exempt ATMP", "potency assays": "A matrix",
    "storage disease": "Stem cells for a storage", "early dialogue": "Early dialogue",
}  # fmt: skip


@pytest.fixture(autouse=True)
def rows():
    for title, (products, condition, technology, countries, further) in TRIALS.items():
        make_trial(
            countries,
            title=title,
            product_names=products,
            condition=condition,
            register_technology=technology,
            curation="included",
            search_text=search_text(title, products, condition),
            **further,
        )
    for title in HURDLES:
        make_hurdle(title=title, is_demo=True)
    for title in RECOMMENDATIONS:
        make_recommendation(title=title, is_demo=True)
    for title in SOLUTIONS:
        make_solution(title=title, is_demo=True)
    for place, title in enumerate(CASES):
        make_case(title=title, short_name=f"Case {place}", slug=f"case-{place}", is_demo=True)


def titles(query):
    hits = [hit for group in find(query, ANYONE).groups for hit in group.hits]
    return [str(hit.title).replace("<mark>", "").replace("</mark>", "") for hit in hits]


def rank(query, expected):
    """Return the place of the expected hit, 0 if it is not on the first page."""
    shown = titles(query)
    return next((place for place, title in enumerate(shown, 1) if title.startswith(expected)), 0)


def test_readers_find_the_expected_hit_of_sixty_queries():
    ranks = {query: rank(query, expected) for query, expected in QUERIES.items() if expected}
    assert len(ranks) == 60

    missed = sorted(query for query, place in ranks.items() if not place)
    mean = sum(1 / place for place in ranks.values() if place) / len(ranks)

    assert len(ranks) - len(missed) >= MIN_FOUND, missed
    assert mean >= MIN_RECIPROCAL_RANK, {q: place for q, place in ranks.items() if place != 1}


@pytest.mark.parametrize("query", ["CAR-T", "CAR T", "car t cells", "chimeric antigen receptor T"])
def test_the_names_of_a_technology_find_the_same_trials(query):
    found = {title for title in titles(query) if title in TRIALS}

    assert found == {
        "Anti-CD19 CAR-T cells in large B-cell lymphoma",
        "BCMA CAR-T in relapsed multiple myeloma",
    }


def test_short_words_are_not_found_inside_words():
    assert "Waiting until surgery: tilted tables for back pain" not in titles("ain")
    assert not [title for title in titles("pain") if "Spain" in title]
    assert titles("TIL")[0] == "Tumour-infiltrating lymphocytes in melanoma"


@pytest.mark.parametrize("query", ["Spain", "spain"])
def test_a_known_word_is_not_corrected(query):
    results = find(query, ANYONE)

    assert (results.corrected, results.offered) == ("", "")


@pytest.mark.parametrize(
    ("query", "filters", "words"),
    [
        ("CAR-T Spain", [("technology", "car-t"), ("country", "ES")], []),
        ("CAR T cells in Spain", [("technology", "car-t"), ("country", "ES")], []),
        ("TIL phase I/II", [("technology", "til"), ("phase_is", "I/II")], []),
        ("academic phase 2", [("phase", "II"), ("sponsor_type", "non_commercial")], []),
        (
            "gene therapy UK since 2018",
            [("year_from", "2018"), ("atmp_class", "GTMP"), ("country", "GB")],
            [],
        ),
        ("haemophilia Germany", [("country", "DE")], ["haemophilia"]),
        ("pain", [], ["pain"]),
    ],
)
def test_words_of_filters_are_understood(query, filters, words):
    assert filters_in(query) == (filters, words)


def test_the_search_offers_the_filters_of_the_query_in_one_click(client):
    page = client.get("/search/", {"q": "CAR-T Spain"})

    offer = page.context["results"].filters
    assert offer.url == "/trials/?technology=car-t&country=ES"
    assert offer.count == 1
    assert "CAR-T" in offer.words
    assert "1 trial" in page.content.decode()
    assert find("zebra Spain", ANYONE).filters is None
