"""The vocabulary as data: every list whole, and its figures on labelled texts."""

import json
import re
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from core.text import APOSTROPHES, HYPHENS, MARKS
from registers import numbers
from registers.records import AtmpClass
from trials.models import SearchQuery
from trials.rules.vocabulary import (
    known_products,
    other_names,
    signs_in_product,
    signs_in_title,
    technologies,
)
from trials.rules.vocabulary.lists import (
    KINDS_OF_WORDS,
    gene_word,
    less_specific_than,
    stems,
    words,
)
from trials.rules.vocabulary.names import _key

from .classification.measure import KINDS, PARTS, measure, rows, table

LEAST_RECALL, LEAST_PRECISION, LEAST_TECHNOLOGY = 0.95, 0.98, 0.95
AUTHORISED = [product for product in known_products() if product.since]
SAMPLES = Path(settings.BASE_DIR).parent / "shared" / "registers"


def codes(text):
    return {code for sign in signs_in_product(text) for code in sign.technologies}


def test_every_product_is_recognised_by_each_of_its_names():
    names = [(product, name) for product in known_products() for name in product.names]

    assert len(names) > 800
    for product, name in names:
        signs = signs_in_product(name)
        assert any(sign.decides for sign in signs), name
        assert set(product.technologies) <= codes(name), name
        assert product.atmp_class in {sign.atmp_class for sign in signs}, name


def test_no_name_stands_for_two_products():
    counts = Counter(
        key for product in known_products() for key in {_key(name) for name in product.names}
    )

    assert [key for key, count in counts.items() if count > 1] == []


def test_products_have_classes_technologies_and_years_that_exist():
    assert len(AUTHORISED) == 30
    for product in known_products():
        assert product.atmp_class in set(AtmpClass), product
        assert product.technologies, product
        assert set(product.technologies) <= set(technologies()), product
        assert not product.withdrawn or product.withdrawn >= product.since >= 2009, product


@pytest.mark.parametrize("stem", stems(), ids=lambda stem: stem.ending)
def test_every_ending_is_recognised_in_its_example_and_not_alone(stem):
    assert stem.pattern.search(stem.example), stem.example
    assert set(stem.technologies) <= codes(stem.example)
    assert set(stem.technologies) <= set(technologies())
    assert not stem.pattern.search(stem.ending)


@pytest.mark.parametrize(
    "word",
    "avec gene pathogene Kollagene antigene autogene allogene parcel excel Marcel cancel Caelyx "
    "oncogene transgene estrogene plasmide idelalisib alpelisib paclitaxel Lucentis".split(),
)
def test_words_that_end_alike_are_no_names_of_substances(word):
    assert not any(stem.pattern.search(word) for stem in stems())


def test_every_technology_has_texts_that_name_it():
    named = {
        code
        for name in ("products", "titles")
        for row in rows("tuned", name)
        for code in row["technologies"].split()
    }

    assert set(technologies()) == named


def test_every_word_list_decides_in_some_labelled_text_and_no_phrase_is_empty():
    patterns = [
        pattern
        for listed in words()
        for pattern in (getattr(listed, kind) for kind in KINDS_OF_WORDS)
        if pattern
    ]

    assert patterns
    assert [pattern.pattern for pattern in patterns if pattern.search("")] == []


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("part", PARTS)
def test_the_vocabulary_reaches_its_goals_on_labelled_texts(part, kind):
    found = measure(part, kind)

    assert found.positives > 50
    assert found.negatives > 50
    assert found.recall >= LEAST_RECALL, found.missed
    assert found.precision >= LEAST_PRECISION, found.false
    assert found.technology >= LEAST_TECHNOLOGY, found.wrong_technology


def test_the_documentation_shows_the_figures_of_today():
    page = (settings.BASE_DIR / "docs" / "classification.md").read_text("utf-8")

    assert table() in page


@pytest.mark.parametrize("mark", sorted(chr(code) for code in MARKS), ids=ascii)
def test_a_name_is_recognised_with_any_mark_in_it(mark):
    if mark in APOSTROPHES:
        assert codes(f"Wharton{mark}s jelly cells") == {"msc"}
    else:
        assert codes(f"CAR{mark}T cells") == {"car-t"}
        assert codes(f"CTL{mark}019") == {"car-t"}


def test_numbers_of_trials_are_read_with_the_same_marks():
    """The registers' library may not use `core`, so it has a table of its own."""
    assert {mark for mark, read_as in numbers.MARKS.items() if read_as == "-"} == {
        ord(hyphen) for hyphen in HYPHENS
    }
    assert numbers.MARKS.items() <= MARKS.items()


@given(st.text(max_size=300))
def test_any_text_can_be_read(text):
    assert isinstance(signs_in_product(text), tuple)
    assert isinstance(signs_in_title(text), tuple)


def test_a_long_text_without_an_end_is_read_in_a_moment():
    """Patterns with repeats must not try all ways to divide a text."""
    texts = ("autologous " * 2000, "stem cells " * 2000, "gene " * 4000, "a" * 20000)
    beside = ("-" * 20000, "- " * 900, "after CAR-T " * 300, "(MSC) " * 300, "mab" * 700)
    for text in (*texts, *(f"{many} CAR-T {many}" for many in beside)):
        assert isinstance(signs_in_title(text), tuple)


def test_other_names_of_a_product_are_offered_to_the_search():
    assert "Kymriah" in other_names("CTL-019 in children")
    assert "onasemnogene abeparvovec" in other_names("Zolgensma")
    assert other_names("Paracetamol", "") == []


@pytest.mark.django_db
def test_a_new_portal_asks_both_registers_for_every_authorised_product_by_name():
    asked = {
        register: "\n".join(
            SearchQuery.objects.filter(register=register).values_list("text", flat=True)
        )
        for register in ("euctr", "ctis")
    }

    for product in AUTHORISED:
        name = gene_word(product.names[1]) or product.names[0]
        assert all(name in text for text in asked.values()), product
    assert '"BMN 270"' in asked["euctr"]
    assert "BMN 270," in asked["ctis"]


def test_real_titles_of_the_samples_are_told_apart():
    """Of 98 real titles four are of advanced therapies."""
    summaries = SAMPLES / "euctr" / "summary_pages_1-3.txt"
    if not summaries.exists():
        pytest.skip("the register samples are not here")
    items = json.loads((SAMPLES / "euctr" / "rss_items_multiple_sclerosis_2022.json").read_bytes())
    titles = re.findall(r"^Full Title:\s+(.*)", summaries.read_text("utf-8"), re.MULTILINE)
    titles += [item["title"] or "" for item in items]

    found = [title for title in titles if any(sign.decides for sign in signs_in_title(title))]

    assert len(titles) == 98
    assert [re.search("CMV TCR|MSC_apceth|DCVAC|PBGM01", title)[0] for title in found] == [
        "CMV TCR",
        "MSC_apceth",
        "DCVAC",
        "PBGM01",
    ]


def decided(text, signs_in=signs_in_title):
    return any(sign.decides for sign in signs_in(text))


@pytest.mark.parametrize("language", ["-{}erapie", "{}erapi", " {}erapy"])
@pytest.mark.parametrize("word", ["Östrogen", "Antigen", "Androgen", "Oxygen", "Kollagen"])
def test_a_compound_that_ends_in_gen_is_no_gene(word, language):
    assert not decided(word + language.format("th"))
    assert not decided(f"{word}therapie bei Erwachsenen")
    assert not decided(f"{word}terapi hos voksne")
    assert not decided(f"Kryogene Therapie nach {word}")


@pytest.mark.parametrize(
    "text",
    ["AAV-Gentherapie", "Gentherapie", "Genterapi", "Gen-Therapie", "gene therapy", "Gentherapy"],
)
def test_gene_therapy_is_found_in_every_spelling(text):
    assert decided(f"{text} in haemophilia")


@pytest.mark.parametrize(
    ("name", "technology"),
    [
        ("Axicabtagen-Ciloleucel", "car-t"),
        ("idecabtagén vicleucel", "car-t"),
        ("Tisagenlecleucelum", "car-t"),
        ("onasemnogén abeparvovek", "aav"),
        ("talimogén laherparepvek", "oncolytic"),
        ("darvadstrocelum", "msc"),
    ],
)
def test_an_inn_of_another_language_is_that_of_english(name, technology):
    assert codes(name) == {technology}
    assert other_names(name) == other_names(name.replace("vek", "vec"))


@pytest.mark.parametrize("word", ["stam-cel", "beta-cel", "avec", "T-cel"])
def test_the_dutch_word_for_cell_is_no_short_form_of_an_inn(word):
    assert not decided(f"{word} in diabetes", signs_in_product)
    assert decided("newi-cel", signs_in_product)
    assert decided("newi-vec", signs_in_product)


@pytest.mark.parametrize("acronym", ["MACI", "CIK", "MSC", "PREOB", "TIL", "BM-MNC"])
def test_the_acronym_of_a_trial_is_no_product(acronym):
    assert not decided(f"{acronym}: morphine in cancer pain")
    assert not decided(f"Morphine in cancer pain ({acronym})")
    assert decided(f"Infusion of {acronym} in critical ischaemia")
    assert decided("Modified lymphocytes in lupus (CAR-T)")


@pytest.mark.parametrize(
    "text",
    ["AUTOLOGOUS ANTI CD19 CAR T", "CD 19 CAR T", "CAR_T cells", "AUTOLOGOUS EX VIVO EXPANDED TIL"],
)
def test_acronyms_are_read_in_product_names_in_capitals(text):
    assert codes(text) & {"car-t", "til"}
    assert not decided("EFFEKT AF MELATONIN TIL BØRN MED ADHD")


@pytest.mark.parametrize(
    ("transplantation", "other_cells"),
    [
        ("Trasplante de células madre", "mesenquimales"),
        ("Trapianto di cellule staminali", "mesenchimali"),
        ("Greffe de cellules souches", "mésenchymateuses"),
        ("Greffe de cellules souches", "limbiques"),
        ("Transplante de células tronco", "mesenquimais"),
        ("Transplant de celule stem", "mezenchimale"),
    ],
)
def test_transplants_of_other_stem_cells_count_in_every_language(transplantation, other_cells):
    assert not decided(transplantation)
    assert decided(f"{transplantation} {other_cells}")


@pytest.mark.parametrize(
    "title",
    [
        "Aféresis de células madre tras G-CSF",
        "Movilización de células madre con plerixafor",
        "Autotrasplante de células madre en linfoma",
        "Raccolta di cellule staminali con plerixafor",
        "Recueil de cellules souches périphériques",
        "Stammzellsammlung mit Filgrastim",
        "Transplantace kmenových buněk a letermovir",
        "Kantasolusiirto ja flukonatsoli",
        "Őssejt-transzplantáció: treosulfan",
    ],
)
def test_collection_and_transplantation_of_blood_stem_cells_do_not_count(title):
    assert not decided(title)


def test_patients_treated_with_a_therapy_are_not_those_who_are_given_it():
    assert not decided("Seizure prophylaxis in patients treated with CAR-T cells")
    assert decided("Patients with lymphoma treated with CAR-T cells")


def test_the_toxicity_of_a_therapy_is_no_test_of_it():
    assert not decided("Ciltacabtagene autoleucel neurotoxicity: dexamethasone prophylaxis")
    assert decided("Ciltacabtagene autoleucel in myeloma")


@pytest.mark.parametrize(
    "title",
    [
        "Prophylaxe nach {}-Zelltherapie",
        "Profylax hos patienter som behandlats med {}-celler",
        "Vaccination af patienter, der tidligere er behandlet med {}-celler",
        "Infeksjoner etter {}-behandling",
        "Infections après traitement par cellules {}",
        "Neurotoxicidad grave (ICANS) asociada a {}",
        "Infecciones en pacientes sometidos a terapia {}",
        "Vaccinazione nei pazienti già trattati con {}",
        "Infeções em doentes submetidos a terapêutica com células {}",
        "Infecties na {}-celtherapie",
        "Profilaktyka zakażeń u chorych po terapii {}",
        "Prevence infekcí po podání {} lymfocytů",
        "Prevencia infekcií po liečbe {} bunkami",
        "Infekciók {}-terápia után",
        "Profilaxia infecțiilor după tratamentul cu celule {}",
        "Okužbe po zdravljenju s celicami {}",
        "Infekcije nakon liječenja stanicama {}",
        "Infektiot {}-hoidon jälkeen",
        "Λοιμώξεις μετά από θεραπεία με κύτταρα {}",
    ],
)
def test_an_earlier_therapy_is_recognised_in_every_language(title):
    assert not decided(title.format("CAR-T"))


@pytest.mark.parametrize("with_", "with mit avec con com met med z s cu sa με".split())
def test_with_ends_what_a_title_says_of_the_patients(with_):
    assert decided(f"Relapsed myeloma after three lines {with_} CAR-T cells")


@pytest.mark.parametrize(
    "title",
    [
        "Letermovir in adults who had allogeneic transplantation or {}",
        "A phase 2 study of tocilizumab for severe neurotoxicity of {}",
        "Zanubrutinib bei Mantelzell-Lymphom, ungeeignet für {}",
        "Antibiotics during neutropenia of patients with {}",
        "FDG-PET in lymphoma patients, early response to {}",
        "Belatacept zur Immunsuppression bei {}",
    ],
)
def test_a_therapy_behind_another_medicine_and_its_patients_is_not_tested(title):
    assert not decided(title.format("CAR-T cells"))


@pytest.mark.parametrize(
    "title",
    [
        "Pembrolizumab plus {} in patients with melanoma",
        "{} versus ipilimumab in patients with melanoma",
        "Ipilimumab for patients with melanoma versus {}",
        "Fludarabine and cyclophosphamide followed by {} in adults",
        "Fludarabine in adults with lymphoma, followed by {}",
        "Nivolumab in children combined with {}",
        "Rituximab in children and {}",
        "Nivolumab with or without {} in melanoma",
        "High-dose {} in melanoma",
        "Nivolumab-refractory melanoma patients treated with {}",
    ],
)
def test_a_therapy_that_is_joined_to_another_medicine_is_tested(title):
    assert decided(title.format("CAR-T cells"))
    assert decided(title.format("TIL"))


@pytest.mark.parametrize(
    "title",
    [
        "Zoledronic acid in musculoskeletal complications (MSC) of cystic fibrosis: MSC score",
        "Docetaxel and carboplatin (DC) vaccine-naive prostate cancer, DC therapy",
        "CRISPR: CRP guided steroids in pneumonia",
        "GENE-PATH - genotype guided clopidogrel",
        "Sleep in children: the TIL trial",
        "D-vitamin til børn: TIL-studiet",
        "Étude TIL chez les enfants",
    ],
)
def test_acronyms_of_other_things_are_no_therapies(title):
    assert not decided(title)


def test_an_acronym_that_is_short_for_a_therapy_counts():
    assert decided("Mesenchymal stromal cells (MSC) in arthritis")
    assert decided("Chimeric antigen receptor T cells (CAR-T) in lupus")
    assert decided("HOLOCLAR: cornea after burns")


@pytest.mark.parametrize(
    "title",
    [
        "De-escalation guided by tumour infiltrating lymphocytes in breast cancer",
        "PET to image CD8+ tumour-infiltrating lymphocytes",
        "Borstkanker met veel tumorinfiltrerende lymfocyten",
        "Foscarnet, when no virus-specific T cells are available",
        "Bosutinib, selected by iPSC-based drug screening",
        "Desescalada guiada por linfocitos infiltrantes de tumor",
    ],
)
def test_cells_that_are_measured_are_not_given(title):
    assert not decided(title)


@pytest.mark.parametrize(
    ("title", "technology"),
    [
        ("Adoptiver Transfer CMV-spezifischer T-Lymphozyten", "virst"),
        ("Lymphocytes T anti-adénovirus d’un tiers donneur", "virst"),
        ("NK-celbehandeling bij ouderen met leukemie", "nkcell"),
        ("Infusión de células NK alogénicas activadas con IL-15", "nkcell"),
        ("Terapia limfocytami T-regulatorowymi namnażanymi in vitro", "tregs"),
        ("Cellules dendritiques autologues dans le glioblastome", "dendritic"),
        ("TCR-gemodificeerde T-cellen bij leukemie", "tcr-t"),
        ("Infusione intraportale di epatociti umani isolati", "liver"),
        ("Células mononucleares de la médula ósea por vía intracoronaria", "mononuclear"),
        ("Autologní chondrocyty do chrupavky kolene", "chondrocyte"),
        ("Stamceller från fettväv vid knäartros", "msc"),
        ("Hämatopoetische Stammzellen, transduziert mit einem lentiviralen Vektor", "hsc"),
    ],
)
def test_nouns_are_recognised_in_each_language_and_form(title, technology):
    assert technology in {code for sign in signs_in_title(title) for code in sign.technologies}
    assert any(sign.decides for sign in signs_in_title(title))


def test_a_technology_for_other_products_is_not_shown_beside_a_named_one():
    signs = signs_in_title("Intracranial injection of CAR-NK cells (NK-92/5.28.z) in glioblastoma")

    assert {code for sign in signs for code in sign.technologies} == {"car-nk"}


def test_no_two_technologies_exclude_each_other():
    excluded = {(code, other) for code in technologies() for other in less_specific_than(code)}

    assert excluded
    assert not {(other, code) for code, other in excluded} & excluded
