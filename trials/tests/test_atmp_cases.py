"""Is it an advanced therapy? Records as registers write them, each with what a careful reader says.

Each case stands for a kind: a word inside another word, a mark that looks like a hyphen, an origin
that the record states, a flag that the rest of the record contradicts.
"""

import pytest

from registers import protocol_of, read_bytes
from registers.tests.texts import ctis_file, ctis_record, euctr_file, euctr_text, product_text
from trials.models import Trial
from trials.rules import derive

from .factories import import_bytes
from .people import person

SILENT = "Information not present in EudraCT"
SILENT_FLAGS = {"atimp": SILENT, "gene": SILENT, "somatic": SILENT, "tissue": SILENT}
NO_FLAGS = {"atimp": "No", "gene": "No"}


def facts(*records):
    """The facts of one trial from EudraCT texts and CTIS dictionaries."""
    texts = [record for record in records if isinstance(record, str)]
    dictionaries = [record for record in records if isinstance(record, dict)]
    files = [euctr_file(*texts)] * bool(texts) + [ctis_file(*dictionaries)] * bool(dictionaries)
    return derive([protocol_of(record) for data in files for record in read_bytes(data, "file")])


def unflagged(name, title="A trial", inn=""):
    return facts(
        euctr_text(title=title, products=[product_text(name=name, inn=inn, **SILENT_FLAGS)])
    )


def ctis_product(**fields):
    """A product of CTIS under test; `dictionary` are fields of its dictionary entry."""
    dictionary = fields.pop("dictionary", {})
    return {"mpRoleInTrial": "1", "productDictionaryInfo": dictionary, **fields}


def ctis_trial(*products, title="A trial"):
    record = ctis_record(title=title)
    record["authorizedApplication"]["authorizedPartI"]["products"] = list(products)
    return facts(record)


@pytest.mark.parametrize(
    ("name", "inn", "title", "technology", "kind"),
    [
        ("rAAV2/5-XYZ", "", "A first study in retinal disease", "aav", "GTMP"),
        ("VBX-1", "examplocogene testaparvovec", "A study in haemophilia", "aav", "GTMP"),
        ("CAR\u2011T", "", "CAR\u2011T cells in lupus", "car-t", "GTMP"),
        ("EX-1", "", "IL\u20112 and CAR\u00a0T cells", "car-t", "GTMP"),
        ("CAR\u200bT cells", "", "A trial", "car-t", "GTMP"),
        ("CAR\u2212T cells", "", "A trial", "car-t", "GTMP"),
        ("CTL\u2013019", "", "A trial", "car-t", "GTMP"),
        ("Abecma", "", "A trial", "car-t", "GTMP"),
        ("ABECMA", "", "A trial", "car-t", "GTMP"),
        ("Alofisel", "", "A trial", "msc", "sCTMP"),
        ("MACI", "", "A trial", "chondrocyte", "cATMP"),
        ("X-1", "", "Voretigene in inherited retinal dystrophy", "aav", "GTMP"),
    ],
)
def test_a_name_makes_an_advanced_therapy_where_the_register_is_silent(
    name, inn, title, technology, kind
):
    found = unflagged(name, title, inn or "X")

    assert (found.atmp, found.atmp_class) == ("yes", kind)
    assert found.therapy.technologies == (technology,)
    assert "declared" not in found.atmp_basis
    assert " in a " in found.atmp_basis


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("Hyaluronate", "Hyaluronic acid in lesions of the knee cartilage"),
        ("Insulin in a cartridge", "Weekly insulin in diabetes"),
        ("Dolutegravir", "Switch from cART to two drugs in HIV infection"),
        ("Paracetamol", "Fra smerte til bevægelse"),
        ("Paracetamol", "FRA SMERTE TIL BEVÆGELSE HOS ELDRE"),
        ("Ticagrelor", "TALENT: ticagrelor after stenting"),
        ("Iron", "An expedited trial of oral iron"),
        ("Maci", "A trial of maci"),
        ("keratinocyte growth factor", "Mucositis"),
        ("Valganciclovir", "CMV-specific T-cell immunity guided prophylaxis"),
        ("Siltuximab", "Siltuximab for cytokine release syndrome after CAR-T cells"),
    ],
)
def test_a_word_inside_another_or_of_another_meaning_makes_none(name, title):
    found = unflagged(name, title, "X")

    assert (found.atmp, found.atmp_class) == ("unclear", "")
    assert found.atmp_basis == "the register does not say"
    assert found.therapy.technologies == ("unknown",)


@pytest.mark.parametrize(
    ("origin", "atmp", "basis"),
    [
        (
            "Structurally Diverse Substance - Cell therapy",
            "yes",
            "declared in the register: substance origin "
            "“Structurally Diverse Substance - Cell therapy”",
        ),
        ("Chemical", "no", "declared in the register: substance origin “Chemical”"),
        ("Protein - Other", "no", "declared in the register: substance origin “Protein - Other”"),
        ("-", "unclear", "the register does not say"),
        ("Structurally Diverse Substance - Other", "unclear", "the register does not say"),
    ],
)
@pytest.mark.parametrize("key", ["actSubstOrigin", "substanceOrigin"])
def test_ctis_states_the_origin_of_a_substance_in_either_of_two_fields(key, origin, atmp, basis):
    substance = {"actSubstName": "X", "actSubstOrigin": None, "substanceOrigin": None, key: origin}

    found = ctis_trial(ctis_product(dictionary={"productSubstances": [substance]}))

    assert (found.atmp, found.atmp_basis) == (atmp, basis)


@pytest.mark.parametrize(
    ("name", "other_type", "title"),
    [
        ("Examplin 100 units/ml in a cartridge", "", "Weekly insulin in diabetes"),
        ("Examplimin", "keratinocyte growth factor", "Mucositis"),
        ("Valexample", "", "CMV-specific T-cell immunity guided prophylaxis"),
        ("Lentiviral vector X", "", "Gene therapy"),
    ],
)
def test_words_never_overrule_an_origin_that_the_record_states(name, other_type, title):
    substance = {"actSubstName": "X", "substanceOrigin": "Protein - Other"}
    product = ctis_product(
        productName=name,
        otherMedicinalProduct=other_type,
        dictionary={"productSubstances": [substance]},
    )

    assert ctis_trial(product, title=title).atmp == "no"


def test_the_active_substance_names_a_product_that_has_no_other_name():
    found = ctis_trial(
        ctis_product(dictionary={"activeSubstanceName": "AUTOLOGOUS CD19 CAR-T CELLS"}),
        ctis_product(dictionary={"activeSubstanceName": "SECOND DRUG"}),
    )

    assert [product.imp.substances for product in found.products] == [
        ("AUTOLOGOUS CD19 CAR-T CELLS",),
        ("SECOND DRUG",),
    ]
    assert (found.atmp, found.atmp_class) == ("yes", "GTMP")


def test_products_without_any_name_stay_apart():
    assert len(ctis_trial(ctis_product(), ctis_product()).products) == 2


def test_a_synonym_and_a_descriptive_name_are_read_too():
    substance = {"actSubstName": "SUB1", "synonyms": ["aloCELYVIR"]}
    ctis = ctis_trial(ctis_product(dictionary={"productSubstances": [substance]}))
    euctr = unflagged("X-1\nD.3.9.3 Other descriptive name: AUTOLOGOUS CD34+ CELLS")

    assert (ctis.atmp, ctis.therapy.technologies) == ("yes", ("msc", "oncolytic"))
    assert (euctr.atmp, euctr.therapy.technologies) == ("yes", ("hsc",))


# Contradictions


def test_a_no_with_the_name_of_an_advanced_therapy_is_a_doubt():
    product = product_text(name="CD19 CAR-T cells", inn="X", gmo="Yes", **NO_FLAGS)

    found = facts(*(euctr_text(country=code, products=[product]) for code in ("DE", "ES")))

    assert found.atmp == "no"
    assert found.doubts == (
        "DE, ES: CD19 CAR-T cells: No in D.3.11.3, Advanced Therapy IMP, but “CD19 CAR-T” in a "
        "product field is a sign of an advanced therapy, and genetically modified organisms are "
        "declared",
    )


def test_a_title_is_a_doubt_only_with_genetically_modified_organisms():
    title = "CAR-T cells in leukaemia"

    def doubts(gmo):
        product = product_text(name="X-1", inn="X", gmo=gmo, **NO_FLAGS)
        return facts(euctr_text(title=title, products=[product])).doubts

    assert [("in a title" in doubt) for doubt in doubts("Yes")] == [True]
    assert doubts("No") == ()


def test_an_advanced_therapy_in_a_product_without_a_role_is_a_doubt_and_decides_nothing():
    found = facts(euctr_text(products=[product_text(name="Cells X", role="")]))

    assert (found.atmp, found.atmp_class) == ("unclear", "")
    assert found.atmp_basis == "declared for a product whose role the register does not state"
    assert found.doubts == (
        "DE: Cells X is declared as an advanced therapy, and the record does not say whether it "
        "is tested; it is not counted",
    )


@pytest.mark.parametrize(
    ("flags", "doubt"),
    [
        ({"somatic": "Yes", "gene": "Yes"}, "Cells X: declared as GTMP and sCTMP at the same time"),
        (
            {"atimp": "No", "gene": "Yes"},
            "Cells X: D.3.11.3 states that it is not an advanced therapy, but its class GTMP is "
            "Yes",
        ),
        (
            {"chemical": "Yes"},
            "Cells X: declared as an advanced therapy and, in D.3.11.1, as of chemical origin",
        ),
        (
            {"biological": "Yes"},
            "Cells X: declared as an advanced therapy and, in D.3.11.2, as of biological origin "
            "other than an advanced therapy",
        ),
    ],
)
def test_two_flags_that_exclude_each_other_are_a_doubt(flags, doubt):
    found = facts(euctr_text(products=[product_text(**flags)]))

    assert found.atmp == "yes"
    assert found.doubts == (f"DE: {doubt}",)


def test_a_combined_product_of_another_class_is_no_contradiction():
    assert (
        facts(euctr_text(products=[product_text(gene="No", tissue="Yes", combined="Yes")])).doubts
        == ()
    )


def test_an_authorised_product_of_another_class_is_a_doubt():
    product = product_text(name="Kymriah", inn="X", gene="No", somatic="Yes")

    assert facts(euctr_text(products=[product])).doubts == (
        "DE: Kymriah is declared as sCTMP, and Kymriah is authorised as GTMP",
    )


def test_a_declared_therapy_of_chemical_origin_is_a_doubt():
    substance = {"actSubstName": "X", "substanceOrigin": "Chemical"}
    product = ctis_product(
        productName="X-1",
        therapies=[{"advancedTherapyType": "Gene therapy"}],
        dictionary={"productSubstances": [substance]},
    )

    found = ctis_trial(product)

    assert found.atmp == "yes"
    assert found.doubts == (
        "CTIS: X-1: the product's list of advanced therapies states an advanced therapy, but the "
        "substance origin is “Chemical”",
    )


@pytest.mark.django_db
def test_a_doubt_waits_in_the_queue_until_a_curator_has_dealt_with_it(client):
    client.force_login(person("curator"))
    product = product_text(name="CD19 CAR-T cells", **NO_FLAGS)
    import_bytes(euctr_file(euctr_text(products=[product])))
    trial = Trial.objects.get()
    address = f"/admin/trials/trial/{trial.pk}/change/"

    waiting = client.get("/admin/trials/trial/?doubts=yes").context["cl"].result_count
    page = client.get(address)
    assert trial.atmp == "no"
    assert waiting == 1
    assert "is a sign of an advanced therapy" in page.content.decode()

    client.post(address, {"doubts": trial.open_doubts[0]})
    assert not Trial.objects.get().has_open_doubts

    import_bytes(euctr_file(euctr_text(products=[product], subjects="21")))
    assert not Trial.objects.get().has_open_doubts


@pytest.mark.django_db
def test_the_page_says_of_each_value_whether_a_record_states_it(client):
    client.force_login(person("curator"))
    named = product_text(name="CTL019", inn="X", **SILENT_FLAGS)
    import_bytes(euctr_file(euctr_text("2015-000001-11", products=[named])))
    declared = product_text(name="CTL019", inn="X")
    import_bytes(euctr_file(euctr_text("2015-000002-22", products=[declared])))

    by_words, by_record = (
        " ".join(client.get(f"/trials/2015-00000{number}/").content.decode().split())
        for number in ("1-11", "2-22")
    )

    words = "Derived by rule, not stated in the register: “CTL019” in a product field"
    assert words in by_words
    assert "“CTL019” in a product field: a name of Kymriah </dd>" in by_words
    assert "declared in the register" not in by_words
    assert words not in by_record
    assert "declared in the register: Yes in D.3.11.3" in by_record


@pytest.mark.django_db
def test_a_trial_is_found_by_any_name_of_its_product():
    import_bytes(euctr_file(euctr_text(products=[product_text(name="CTL019")])))

    assert Trial.objects.found_by("kymriah").exists()
    assert Trial.objects.found_by("tisagenlecleucel").exists()
    assert not Trial.objects.found_by("yescarta").exists()


@pytest.mark.parametrize(
    "name", ["LETERMOVIR", "Tocilizumab 20 mg/ml", "Ciclosporina", "VP-1 (valganciclovir)"]
)
def test_the_title_of_a_trial_of_another_medicine_makes_none(name):
    title = "Chimeric antigen receptor T cells: a trial of their patients"

    named = unflagged(name, title=title)

    assert unflagged("X-1", title=title).atmp == "yes"
    assert (named.atmp, named.therapy.technologies) == ("unclear", ("unknown",))


def test_a_title_counts_if_one_product_may_be_the_therapy():
    products = [product_text(name=name, **SILENT_FLAGS) for name in ("Fludarabine", "X-1")]

    found = facts(euctr_text(title="CAR-T cells in lupus", products=products))

    assert found.atmp == "yes"
