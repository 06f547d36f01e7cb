"""The cells of a product that can be asked: those without persons and without our own notes."""

from ..cell_texts import MASKED
from ..completeness import GENE_FIELDS
from ..cover_sheet import PRODUCT_FIELDS, STUDY_FIELDS

OWN_FIELDS = ("name", "atmp_category", "review_status")  # filled by curators
ASKED_OF_PRODUCT = tuple(
    field for field in PRODUCT_FIELDS if not field.personal and field.key not in OWN_FIELDS
)
ASKED_OF_STUDY = tuple(field for field in STUDY_FIELDS if not field.personal)


def _cells(dossier):
    """Yield (study or None, field) of each cell that can be asked."""
    is_gene_therapy = dossier.atmp_category == "GTMP"
    for field in ASKED_OF_PRODUCT:
        if is_gene_therapy or field.key not in GENE_FIELDS:
            yield None, field
    for study in dossier.studies.all():
        for field in ASKED_OF_STUDY:
            yield study, field


def missing_cells(dossier):
    """Return (study or None, field) of each empty cell."""
    return [
        (study, field)
        for study, field in _cells(dossier)
        if not getattr(study or dossier, field.key)
    ]


def known_cells(dossier):
    """Return (study or None, field, text) of each filled cell. Cells with addresses are left out,
    because nobody but staff sees them."""
    texts = {None: dossier.shared_texts}
    texts |= {study: study.shared_texts for study in dossier.studies.all()}
    return [
        (study, field, text)
        for study, field in _cells(dossier)
        if (text := texts[study].get(field.key)) and MASKED not in text
    ]
