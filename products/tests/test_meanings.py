"""Suggestions for words of cover sheets: by meaning, and none rather than a wrong one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from products.meanings import Meanings
from products.models import Spelling, Term

pytestmark = pytest.mark.django_db


def suggested(vocabulary, text):
    known = [(term.name, term) for term in Term.objects.filter(vocabulary=vocabulary)]
    mapped = Spelling.objects.filter(vocabulary=vocabulary).exclude(term=None)
    known += [(spelling.text, spelling.term) for spelling in mapped.select_related("term")]
    found = Meanings(known).suggested(text)
    return found and found.name


@pytest.mark.parametrize(
    ("vocabulary", "text", "term"),
    [
        ("cell_source", "Autologous cells of the patient", "Autologous"),
        ("cell_source", "healthy donors", "Allogeneic"),
        ("cell_source", "off-the-shelf", "Allogeneic"),
        ("cell_source", "autologuos", "Autologous"),
        ("cell_type", "engineered T-lymphocytes", "T cells"),
        ("cell_type", "CD34+ cells", "Haematopoietic stem cells"),
        ("cell_type", "PBMC", "Mononuclear cells"),
        ("cell_type", "mesenchymal stem cells", "Stromal cells"),
        ("route", "i.v. infusion", "Intravenous"),
        ("route", "intravenos injection", "Intravenous"),
        ("route", "intraarticular injection", "Intra-articular"),
        ("route", "into the joint", "Intra-articular"),
        ("patient_cohort", "children", "Paediatric"),
        ("patient_cohort", "adult patients", "Adult"),
        ("patient_classification", "rare tumours", "Rare cancers"),
        ("gene_transfer", "lentiviral vector", "Viral vector"),
        ("gene_transfer", "nonviral", "Non-viral vector"),
        ("gene_transfer", "CRISPR/Cas9", "Gene editing"),
        ("phase", "Phase IIa", "Phase II"),
        ("phase", "phase Ib/IIa trial", "Phase I/II"),
        ("trial_status", "currently recruiting", "Ongoing"),
        ("trial_status", "not yet recruiting", "Planned"),
        ("center", "multicentric study", "Multi-centre"),
        ("sponsor_type", "university hospital", "Academic"),
        ("yes_no", "not known", "Unknown"),
    ],
)
def test_a_word_is_read_by_its_meaning(vocabulary, text, term):
    assert suggested(vocabulary, text) == term


@pytest.mark.parametrize(
    ("vocabulary", "text"),
    [
        ("cell_source", "autologous or allogeneic"),
        ("cell_source", "not autologous"),
        ("cell_type", "T cell-depleted bone marrow"),
        ("cell_type", "CAR-NK cells"),
        ("cell_type", "B cells"),
        ("cell_type", "gamma delta T cells"),
        ("route", "intramuscular"),
        ("route", "intrathecal"),
        ("route", "intracoronary"),
        ("patient_cohort", "adults and children"),
        ("patient_classification", "rare and common cancers"),
        ("patient_classification", "cancer"),
        ("gene_transfer", "viral and non-viral vectors"),
        ("phase", "phase IV"),
        ("phase", "preclinical"),
        ("trial_status", "not completed"),
        ("trial_status", "not recruiting"),
        ("trial_status", "unknown"),
        ("sponsor_type", "foundation"),
        ("yes_no", "yes, partly"),
        ("yes_no", "no, but planned"),
        ("country", "Austria and Germany"),
        ("country", "Slovakia or Slovenia"),
    ],
)
def test_there_is_no_suggestion_rather_than_a_wrong_one(vocabulary, text):
    assert suggested(vocabulary, text) is None


@pytest.mark.parametrize("slip", ["Australai", "Austrla"])
def test_a_slip_between_two_countries_is_not_corrected_to_the_wrong_one(slip):
    assert suggested("country", slip) in (None, "Australia")


def test_every_term_and_known_spelling_means_itself_or_nothing():
    wrong = []
    for vocabulary in Term.objects.values_list("vocabulary", flat=True).distinct():
        names = [(t.name, t.name) for t in Term.objects.filter(vocabulary=vocabulary)]
        mapped = Spelling.objects.filter(vocabulary=vocabulary).exclude(term=None)
        names += [(s.text, s.term.name) for s in mapped.select_related("term")]
        meanings = Meanings(names)
        wrong += [
            (vocabulary, text, found)
            for text, term in names
            if (found := meanings.suggested(text)) not in (None, term)
        ]
    assert Term.objects.count() > 50
    assert wrong == []


@given(st.text(max_size=80))
def test_any_text_is_read(text):
    found = Meanings([("T cells", "T"), ("Viral vector", "V")]).suggested(text)

    assert found in (None, "T", "V")
