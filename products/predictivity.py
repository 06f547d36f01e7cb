"""Comparison of preclinical expectations with clinical outcomes, as counts.

A *case* is a preclinical study and a clinical outcome of the same product and subject: studies of
safety, biodistribution and dose are compared with outcomes on safety, and studies of efficacy with
outcomes on efficacy.
"""

from collections import Counter
from dataclasses import dataclass
from urllib.parse import urlencode

from .models import ClinicalOutcome, PreclinicalStudy
from .models.evidence import Aspect, ObservedOutcome, Purpose

ASPECT_OF = {
    Purpose.SAFETY: Aspect.SAFETY,
    Purpose.BIODISTRIBUTION: Aspect.SAFETY,
    Purpose.DOSE: Aspect.SAFETY,
    Purpose.EFFICACY: Aspect.EFFICACY,
}
MIN_PRODUCTS_FOR_SHARE = 5  # distinct products with a known outcome


@dataclass(frozen=True)
class Case:
    preclinical: PreclinicalStudy
    clinical: ClinicalOutcome

    @property
    def key(self):
        return self.preclinical.model_name, self.clinical.aspect, self.clinical.outcome


@dataclass(frozen=True)
class Cell:
    count: int
    url: str
    label: str


@dataclass(frozen=True)
class MatrixRow:
    model: str
    cells: list  # of both aspects, in the order of the columns
    shares: list  # (aspect, per cent as expected or None, products with a known outcome)


def cases_of(dossiers):
    """Return every Case of these dossiers."""
    outcomes = {}
    clinical = ClinicalOutcome.objects.filter(study__dossier__in=dossiers)
    for outcome in clinical.select_related("study"):
        outcomes.setdefault((outcome.study.dossier_id, outcome.aspect), []).append(outcome)
    preclinical = PreclinicalStudy.objects.filter(dossier__in=dossiers).select_related("dossier")
    return [
        Case(study, outcome)
        for study in preclinical
        for outcome in outcomes.get((study.dossier_id, ASPECT_OF[study.purpose]), ())
    ]


COLUMNS = [(aspect, outcome) for aspect in Aspect for outcome in ObservedOutcome]


def matrix_of(cases, base):
    """Return one MatrixRow per model. `base` is the address to which the query of a cell is
    added."""
    counts = Counter(case.key for case in cases)
    models = sorted({model for model, _, _ in counts}, key=str.casefold)
    return [
        MatrixRow(
            model,
            [_cell(counts, model, aspect, outcome, base) for aspect, outcome in COLUMNS],
            [_share(cases, model, aspect) for aspect in Aspect],
        )
        for model in models
    ]


def _cell(counts, model, aspect, outcome, base):
    count = counts[model, aspect, outcome]
    query = urlencode({"model": model, "aspect": aspect, "outcome": outcome})
    label = f"{model}, {aspect.label.lower()} {outcome.label.lower()}: {count}"
    return Cell(count, f"{base}{query}#rows", label)


def _share(cases, model, aspect):
    """Return the per cent of distinct products all of whose known outcomes were as expected, None
    for too few products. Several studies of one product are no independent evidence."""
    outcomes = {}
    for case in cases:
        if case.key[:2] == (model, aspect) and case.key[2] != ObservedOutcome.NOT_KNOWN:
            outcomes.setdefault(case.preclinical.dossier_id, set()).add(case.key[2])
    known = len(outcomes)
    if known < MIN_PRODUCTS_FOR_SHARE:
        return aspect, None, known
    as_expected = sum(found == {ObservedOutcome.AS_EXPECTED} for found in outcomes.values())
    return aspect, round(100 * as_expected / known), known


def chosen(cases, model, aspect, outcome):
    """Return the cases of a cell; an empty value means all."""
    wanted = (model, aspect, outcome)
    return [
        case
        for case in cases
        if all(not want or want == has for want, has in zip(wanted, case.key, strict=True))
    ]
