"""Hints on a trial before it is submitted for inclusion: values that rarely fit together, and tasks
that are still open. A curator corrects them, or submits anyway with a sentence."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from core.text import folded

from ..choices import DISEASE_AREAS, TECHNOLOGIES, AtmpClass, Decision
from ..models import Trial
from ..models.facts import FACTS, fact_label, value_label
from ..rules.therapy import CELLS, EX_VIVO, IN_VIVO, NO_CELLS, VECTOR
from ..rules.vocabulary import technologies

OF_CELLS = (AtmpClass.SCTMP, AtmpClass.TEP)


@dataclass(frozen=True)
class Hint:
    """`name` is the kind of the hint, `text` the reason as sentences."""

    name: str
    text: str

    def __str__(self):
        return self.text


def hints_of(trial):
    """Return the hints of a trial, those on its values first."""
    return [*_of_class(trial), *_of_cells(trial), *_of_disease(trial), *_open_tasks(trial)]


def _of_class(trial):
    made_of = {kind.code: kind.made_of for kind in technologies().values()}
    codes = trial.technology.split()
    if trial.atmp_class in ("", AtmpClass.UNCLEAR):
        yield Hint("class_missing", "The class is not decided.")
    if trial.atmp_class in OF_CELLS and trial.delivery == IN_VIVO:
        yield Hint(
            "class_in_vivo",
            f"The delivery is in vivo and the class is {trial.atmp_class}. Products of cells are "
            "made ex vivo.",
        )
    vectors = [code for code in codes if made_of.get(code) == VECTOR]
    if trial.atmp_class in OF_CELLS and vectors:
        yield Hint(
            "class_of_vector",
            f"{_labels(vectors, TECHNOLOGIES)}: a product with a vector is a gene therapy, and the "
            f"class is {trial.atmp_class}.",
        )
    cells = [code for code in codes if made_of.get(code) == CELLS]
    if cells and not vectors and trial.delivery == IN_VIVO:
        yield Hint(
            "cells_in_vivo",
            f"{_labels(cells, TECHNOLOGIES)}: cells are changed ex vivo, and the delivery is in "
            "vivo.",
        )


def _of_cells(trial):
    sources = set(trial.cell_source.split())
    if sources - {NO_CELLS, "unknown"} and trial.delivery == IN_VIVO:
        yield Hint(
            "source_in_vivo",
            "The delivery is in vivo, so the product has no cells, but a cell source is given.",
        )
    if sources == {NO_CELLS} and trial.delivery == EX_VIVO:
        yield Hint(
            "no_source_ex_vivo",
            "The delivery is ex vivo, so the product has cells, but the cell source is “no cells”.",
        )


def _of_disease(trial):
    areas = {*trial.disease_areas.split()} - {"unknown", "other"}
    said = f" {folded(f'{trial.title} {trial.condition}')} "
    for disease in known_diseases():
        if areas and disease.is_named_in(said) and not areas & disease.areas:
            yield Hint(
                "disease_area",
                f"The title or condition names {disease.name}, which belongs to "
                f"{_labels(sorted(disease.areas), DISEASE_AREAS)}. The disease areas are "
                f"{value_label(Trial, 'disease_areas', trial.disease_areas)}.",
            )


def _open_tasks(trial):
    if not trial.decisions.exists():
        yield Hint("no_decision", "No fact has been decided. Confirm the values that you checked.")
    for fact in FACTS:
        if trial.conflicts.get(fact) and not getattr(trial, f"curated_{fact}"):
            yield Hint("conflict", f"{fact_label(Trial, fact)}: the records disagree.")
    if trial.has_open_notes:
        yield Hint("unmapped", "A word of the registers is not mapped. Decide its fact.")
    if trial.has_open_doubts:
        yield Hint(
            "contradiction",
            "The records contradict themselves. Decide the facts, then mark this as done.",
        )
    if trial.candidates.filter(judgement="").exists():
        yield Hint("unjudged", "A suggested publication is not judged. Accept or reject it.")
    if trial.drifts.filter(resolved_at=None).exists():
        yield Hint("drift", "A register value changed under a curated value. Resolve the drift.")
    if trial.atmp == Decision.UNCLEAR:
        yield Hint("atmp_unclear", "It is unclear whether this is an advanced therapy.")


def _labels(codes, labels):
    return ", ".join(str(labels.get(code, code)) for code in codes)


@dataclass(frozen=True)
class Disease:
    """A disease by its words, with the chapters of MeSH that it belongs to."""

    name: str
    words: tuple[str, ...]
    areas: frozenset[str]

    def is_named_in(self, text):
        """Look in a text that was folded and has a space at both ends."""
        return any(f" {word}" in text for word in self.words)


@cache
def known_diseases():
    text = (Path(__file__).parent / "diseases.toml").read_text(encoding="utf-8")
    return tuple(
        Disease(name, tuple(row["words"]), frozenset(row["areas"]))
        for name, row in tomllib.loads(text)["diseases"].items()
    )
