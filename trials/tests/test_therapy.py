"""Technology, delivery and cell source: each rule with the texts it was made for."""

from itertools import permutations

import pytest

from registers import protocol_of, read_bytes
from registers.tests.texts import euctr_file, euctr_text, product_text
from trials.choices import CELL_SOURCES, DELIVERIES, TECHNOLOGIES
from trials.models import Trial
from trials.rules.therapy import therapy

from .factories import import_bytes


def found(*products, title="A trial", decision="yes"):
    data = euctr_file(euctr_text(title=title, products=list(products)))
    return therapy([protocol_of(record) for record in read_bytes(data, "file")], decision)


@pytest.mark.parametrize(
    ("name", "technologies", "delivery", "source"),
    [
        ("Autologous CD19 CAR-T cells", "car-t", "ex_vivo", "autologous"),
        (
            "Allogeneic natural killer cells with a chimeric antigen receptor",
            "car-nk",
            "ex_vivo",
            "allogeneic",
        ),
        ("Tumour-infiltrating lymphocytes", "til", "ex_vivo", "unknown"),
        ("Recombinant AAV-9 vector", "aav", "in_vivo", "not_applicable"),
        ("Oncolytic adenovirus", "oncolytic", "in_vivo", "not_applicable"),
        ("CD34+ cells, lentiviral vector", "hsc lentivir", "ex_vivo", "unknown"),
        ("Lentiviral vector", "lentivir", "unknown", "unknown"),
        ("Haploidentical NK cells", "nkcell", "ex_vivo", "allogeneic"),
        ("Autologous chondrocytes", "chondrocyte", "ex_vivo", "autologous"),
        ("Antiretroviral tablets", "unknown", "unknown", "unknown"),
        ("GS-1234", "unknown", "unknown", "unknown"),
    ],
)
def test_words_in_product_fields_tell(name, technologies, delivery, source):
    product = product_text(name=name)

    shown = found(product)

    assert " ".join(shown.technologies) == technologies
    assert shown.deliveries == (delivery,)
    assert shown.cell_sources == (source,)


def test_titles_are_read_only_where_the_products_are_silent():
    silent = found(product_text(name="X-1"), title="CAR-T cells in lymphoma")
    named = found(product_text(name="TIL"), title="After failure of CAR-T cells")

    assert silent.technologies == ("car-t",)
    assert named.technologies == ("til",)


def test_a_transplantation_in_the_title_says_nothing_about_the_product():
    title = "Virus-specific T cells after allogeneic stem cell transplantation"

    assert found(product_text(name="X-1"), title=title).cell_sources == ("unknown",)


def test_a_declared_class_of_cells_is_ex_vivo_and_says_why():
    shown = found(product_text(name="X-1", gene="No", somatic="Yes"))

    assert shown.deliveries == ("ex_vivo",)
    assert shown.basis == {"delivery": "declared as somatic cell therapy, which consists of cells"}


def test_only_tested_products_count_and_no_advanced_therapy_has_none():
    comparator = product_text(2, role="Comparator", name="CAR-T cells")

    assert found(product_text(name="X-1"), comparator).technologies == ("unknown",)
    assert found(product_text(name="CAR-T cells"), decision="no").technologies == ("unknown",)


def test_several_answers_are_all_kept():
    shown = found(product_text(name="Autologous TIL"), product_text(2, name="Allogeneic MSC"))

    assert shown.technologies == ("msc", "til")
    assert shown.cell_sources == ("allogeneic", "autologous")


@pytest.mark.parametrize("codes", [TECHNOLOGIES, DELIVERIES, CELL_SOURCES])
def test_no_code_is_part_of_another_for_several_stand_in_one_column(codes):
    assert not [(one, other) for one, other in permutations(codes, 2) if one in other]


@pytest.mark.django_db
def test_the_sync_writes_them_with_their_basis_and_a_curated_value_wins():
    import_bytes(euctr_file(euctr_text(products=[product_text(name="Autologous CAR-T cells")])))
    trial = Trial.objects.get()

    assert (trial.technology, trial.delivery, trial.cell_source) == (
        "car-t",
        "ex_vivo",
        "autologous",
    )
    assert "“CAR-T” in a product field" in trial.therapy_basis["technology"]
    trial.curated_technology = "til"
    trial.save()
    assert Trial.objects.with_technology(["til"]).get().technology_in_words.startswith("Tumour")
    assert trial.therapy_reasons == [
        trial.therapy_basis["delivery"],
        trial.therapy_basis["cell_source"],
    ]
