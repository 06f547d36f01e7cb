"""Gaps of a product's dossier, ordered by importance."""

from dataclasses import dataclass

from trials.models import Trial

from .cover_sheet import BY_KEY, FIELDS, PRODUCT_FIELDS, section_of
from .doubts import doubts_of
from .page import LABORATORY_SECTION

# In the order in which a curator should fill them in.
FIRST_FIELDS = ("disease", "atmp_type", "route_of_administration", "patient_classification")
NEXT_FIELDS = ("cell_source", "cell_type", "target", "patient_cohort", "country_of_origin")
GENE_FIELDS = ("mode_of_gene_transfer",)
STUDY_FIELDS = ("phase", "trial_status", "sponsor")
SHARED = {field.key for field in PRODUCT_FIELDS if not field.personal}
LABORATORY = [field.key for field in PRODUCT_FIELDS if section_of(field.row) == LABORATORY_SECTION]


@dataclass(frozen=True)
class Missing:
    weight: int  # 1 is the most important
    text: str


@dataclass(frozen=True)
class Completeness:
    """The gaps of one product. `filled` counts fields of the sheet, of studies those that at least
    one study has; `fields` are all fields of the sheet."""

    dossier: object
    missing: list
    filled: int
    fields: int

    @property
    def order(self):
        """Return the sort key of a list that begins with the most important gaps."""
        weights = [entry.weight for entry in self.missing]
        return ([-weights.count(weight) for weight in range(1, 5)], self.dossier.name.casefold())


def with_parts(dossiers):
    """Prefetch the rows that `completeness_of` reads, in a fixed number of queries."""
    return dossiers.defer("search_text").prefetch_related(
        "spellings__term",
        "preclinical_studies",
        "studies__numbers",
        "studies__outcomes",
        "studies__spellings__term",
    )


def completeness_over(dossiers):
    """Return one Completeness per dossier, most important gaps first."""
    dossiers = list(with_parts(dossiers))
    known = known_numbers(number for dossier in dossiers for number in dossier.numbers)
    return sorted((completeness_of(one, known) for one in dossiers), key=lambda one: one.order)


def known_numbers(numbers):
    """Return the numbers for which the portal has a trial."""
    numbers = set(numbers)
    found = set()
    trials = Trial.objects.with_base_numbers(numbers).order_by()
    for numbers_of_trial in trials.values_list("eudract_number", "eu_ct_number", "nct_number"):
        found |= {number[:14] for number in numbers_of_trial}
    return found & numbers


def completeness_of(dossier, known):
    filled = SHARED & set(dossier.sheet_values)
    missing = [*_of_studies(dossier, known), *_of_product(dossier, filled)]
    return Completeness(
        dossier,
        sorted(missing, key=lambda entry: entry.weight),
        filled=len(dossier.sheet_values) + len(_fields_of_studies(dossier)),
        fields=len(FIELDS),
    )


def _fields_of_studies(dossier):
    return {key for study in dossier.studies.all() for key in study.sheet_values}


def _of_studies(dossier, known):
    studies = list(dossier.studies.all())
    if not studies:
        yield Missing(1, "There is no study.")
    for study in studies:
        numbers = [row.number for row in study.numbers.all()]
        if not numbers:
            yield Missing(1, f"Study {study}: no EudraCT, EU CT or NCT number.")
        elif not set(numbers) & known:
            yield Missing(2, f"Study {study}: its trial is not in the portal.")
        for key in STUDY_FIELDS:
            if not getattr(study, key):
                yield Missing(2, f"Study {study}: {BY_KEY[key].name.lower()} is missing.")
        if not study.outcomes.all():
            yield Missing(3, f"Study {study}: no clinical outcome is recorded.")


def _of_product(dossier, filled):
    for weight, keys in ((1, FIRST_FIELDS), (2, NEXT_FIELDS)):
        for key in keys:
            if key not in filled:
                yield Missing(weight, f"{BY_KEY[key].name} is missing.")
    if dossier.atmp_category == "GTMP":
        for key in GENE_FIELDS:
            if key not in filled:
                yield Missing(2, f"{BY_KEY[key].name} is missing.")
    for doubt in doubts_of(dossier):
        yield Missing(2, doubt)
    if not dossier.preclinical_studies.all():
        yield Missing(3, "No preclinical study is recorded as a row.")
    waiting = [
        spelling.text
        for row in (dossier, *dossier.studies.all())
        for spelling in row.spellings.all()
        if spelling.term_id is None
    ]
    if waiting:
        yield Missing(3, f"Words without a term: {', '.join(dict.fromkeys(waiting))}.")
    empty = [BY_KEY[key].name for key in LABORATORY if key not in filled]
    if empty:
        yield Missing(4, f"{len(empty)} of {len(LABORATORY)} fields of WP 1 are empty.")
