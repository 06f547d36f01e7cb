"""Work of people on a product that its cover sheet does not have, such as outcomes and questions to
colleagues. No import removes it, and no undo of an import."""

# Rows that the sheet itself makes, and remarks that mean nothing without the product.
MADE_BY_SHEETS = {"DossierStudy", "StudyNumber", "SheetNote", "SheetFile", "NotSameDossier"}


class Changed(RuntimeError):
    """A product or a batch is not as the person saw it; nothing was written."""


def work_on(row):
    """Return the names of the kinds of rows that people added to a product or a study."""
    return [
        str(relation.related_model._meta.verbose_name_plural)
        for relation in row._meta.related_objects
        if relation.related_model.__name__ not in MADE_BY_SHEETS
        and relation.related_model._base_manager.filter(**{relation.field.name: row}).exists()
    ]


def work_on_product(dossier):
    """Return the names of the kinds of work on a product and its studies, and its publication."""
    names = ["a publication"] if dossier.is_public else []
    for row in (dossier, *dossier.studies.all()):
        names += work_on(row)
    return list(dict.fromkeys(names))


def refuse_lost_work(study):
    """Raise Changed if the removal of a study would remove work of people."""
    if names := work_on(study):
        raise Changed(
            f"The study {study} of {study.dossier} would be removed, but people added "
            f"{' and '.join(names)} to it. Nothing was changed. Delete the study in "
            "the form of the product, or keep it."
        )
