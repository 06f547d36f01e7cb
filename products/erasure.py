"""Erasure of a contact from cover sheets: cells, their history, imports and merges.

Cells are cleaned alike in a product, in its history and in the data for an undo, so that an import
or a merge can still be undone and does not bring the name back.
"""

from django.dispatch import receiver

from stakeholders.redaction import holding_any, naming, redact_texts
from stakeholders.signals import person_erased

from .cover_sheet import PRODUCT_FIELDS, STUDY_FIELDS
from .models import (
    AskedCell,
    BatchState,
    ClinicalOutcome,
    CompletionCampaign,
    Dossier,
    DossierMerge,
    DossierStudy,
    PreclinicalStudy,
    SheetBatch,
    SheetFile,
    SheetNote,
    Spelling,
)

# The identifier and the class of a product are no texts about people.
PRODUCT_CELLS = tuple(f.key for f in PRODUCT_FIELDS if f.key not in ("name", "atmp_category"))
STUDY_CELLS = tuple(field.key for field in STUDY_FIELDS)
REASON = "history_change_reason"
STATEMENT = ("finding", "evidence")
CELLS = (
    (Dossier, PRODUCT_CELLS),
    (Dossier.history.model, (*PRODUCT_CELLS, REASON)),
    (DossierStudy, STUDY_CELLS),
    (DossierStudy.history.model, (*STUDY_CELLS, REASON)),
    (SheetNote, ("text",)),
    (DossierMerge, ("data",)),
    (PreclinicalStudy, STATEMENT),
    (PreclinicalStudy.history.model, (*STATEMENT, REASON)),
    (ClinicalOutcome, STATEMENT),
    (ClinicalOutcome.history.model, (*STATEMENT, REASON)),
    (AskedCell, ("answer", "reason")),
    (CompletionCampaign, ("text",)),
)
# Apart, because the `name` of a product in the data of a merge must not change.
FILES = ((SheetFile, ("name", "changes", "problems", "notes", "before", "after")),)


@receiver(person_erased, dispatch_uid="products")
def erase_from_sheets(names, emails, **kwargs):
    """Remove a person from the texts of products; return the numbers of texts and rows."""
    # A waiting file may name the person in any cell. Its owner can upload it again.
    waiting = SheetBatch.objects.filter(state=BatchState.WAITING)
    list(waiting.select_for_update().values_list("pk"))
    removed = waiting.delete()[0]
    rows = redact_texts(CELLS, names, emails) + redact_texts(FILES, names, emails)
    removed_words = _remove_words(names, emails)
    changed = {model: {key for each, key in rows if each is model} for model, _ in CELLS}
    studies = DossierStudy.objects.filter(pk__in=changed[DossierStudy])
    for study in studies:
        study.set_spellings(is_new=False)
    for dossier in Dossier.objects.filter(pk__in=changed[Dossier]):
        dossier.set_spellings(is_new=False)
    of_studies = studies.values_list("dossier_id", flat=True)
    for dossier in Dossier.objects.filter(pk__in=changed[Dossier].union(of_studies)):
        dossier.index()
    return {
        "products.SheetBatch": removed,
        "products.Spelling": removed_words,
        "texts of products": len(rows),
    }


def _remove_words(names, emails):
    """Remove the words of cells that name the person, with their history; return their number."""
    texts, pattern = naming(names, emails)
    removed = 0
    for model in (Spelling, Spelling.history.model):
        found = model.objects.filter(holding_any("text", texts)).values_list("pk", "text")
        keys = [key for key, text in found if pattern.search(text)]
        # The history second: the deletion of a word writes it, too.
        removed += model.objects.filter(pk__in=keys).delete()[0]
    return removed
