"""Section D of the EudraCT form: the tested product, its comparator and the placebo."""

from .euctr_words import answer, answers
from .trial import Trial
from .vocabulary import MEDICINES, Medicine

UNITS = {
    "cells": "Other",
    "cm2": "Other",
    "vg": "vector genomes (vg)/mL",
    "vp": "Other",
    "pfu": "PFU/ml plaque forming unit(s)/millilitre",
    "mg": "mg milligram(s)",
    "ieq": "Other",
    "microgram": "µg microgram(s)",
    "spheroids": "Other",
}

LAST_QUESTIONS = (
    "D.3.11.4 Combination product that includes a device, but does not involve an Advanced Therapy",
    "D.3.11.5 Radiopharmaceutical medicinal product",
    "D.3.11.6 Immunological medicinal product (such as vaccine, allergen, immune serum)",
    "D.3.11.7 Plasma derived medicinal product",
    "D.3.11.8 Extractive medicinal product",
    "D.3.11.9 Recombinant medicinal product",
    "D.3.11.10 Medicinal product containing genetically modified organisms",
    "D.3.11.11 Herbal medicinal product",
    "D.3.11.12 Homeopathic medicinal product",
    "D.3.11.13 Another type of medicinal product",
)


def product_lines(trial: Trial) -> list[str]:
    lines = ["D. IMP Identification", *_tested_product(trial)]
    if trial.design.comparator:
        lines += _comparator(MEDICINES[trial.design.comparator])
    placebo = _placebo(trial) if trial.design.placebo else []
    # The register leaves the blank line out if a placebo follows.
    return [*lines, *([] if placebo else [""]), "D.8 Information on Placebo", *placebo]


def _tested_product(trial: Trial) -> list[str]:
    product, therapy = trial.product, trial.therapy
    inn = f"D.3.8 INN - Proposed INN: {product.substance}"
    return [
        "D.IMP: 1",
        "D.1.2 and D.1.3 IMP Role: Test",
        *_status(trial),
        "D.3 Description of the IMP",
        f"D.3.1 Product name: {product.name}",
        f"D.3.2 Product code: {product.code}",
        f"D.3.4 Pharmaceutical form: {therapy.form}",
        f"D.3.4.1 Specific paediatric formulation: {answer(trial.disease.has_minors)}",
        "D.3.7 Routes of administration for this IMP:",
        product.route,
        "D.3.8 to D.3.10 IMP Identification Details (Active Substances)",
        *([inn] if product.authorised else []),
        f"D.3.9.2 Current sponsor code: {product.code}",
        f"D.3.9.3 Other descriptive name: {product.substance.upper()}",
        "D.3.10 Strength",
        f"D.3.10.1 Concentration unit: {UNITS[therapy.unit]}",
        f"D.3.10.2 Concentration type: {'range' if ' - ' in product.amount else 'equal'}",
        f"D.3.10.3 Concentration number: {product.amount}",
        *_kind_of_product(trial),
    ]


def _status(trial: Trial) -> list[str]:
    product = trial.product
    on_market = []
    if product.authorised:
        on_market = [
            f"D.2.1.1.1 Trade name: {product.authorised.trade_name}",
            f"D.2.1.1.2 Name of the Marketing Authorisation holder: {product.holder.name}",
            "D.2.1.2 Country which granted the Marketing Authorisation: European Union",
        ]
    return [
        "D.2 Status of the IMP to be used in the clinical trial",
        "D.2.1 IMP to be used in the trial has a marketing authorisation: "
        f"{answer(product.authorised is not None)}",
        *on_market,
        "D.2.5 The IMP has been designated in this indication as an orphan drug in the Community: "
        f"{answer(bool(product.orphan_number))}",
        f"D.2.5.1 Orphan drug designation number: {product.orphan_number}",
    ]


def _kind_of_product(trial: Trial) -> list[str]:
    """Return the lines that make the product an advanced therapy, and of which class.

    If the class is unclear, some sponsors answer No to every class and some answer none.
    """
    ticked = {trial.therapy.atmp_class, trial.product.extra_class}
    silent = "unclear" in ticked and trial.seat.index % 2 == 0
    old = trial.seat.makeup == "old"

    def box(name):
        return None if silent else name in ticked

    return [
        "D.3.11 The IMP contains an",
        *answers(
            {
                "D.3.11.1 Active substance of chemical origin": False,
                "D.3.11.2 Active substance of biological/ biotechnological origin (other than "
                "Advanced Therapy IMP (ATIMP)": False,
                "D.3.11.3 Advanced Therapy IMP (ATIMP)": True,
                "D.3.11.3.1 Somatic cell therapy medicinal product": box("sCTMP"),
                "D.3.11.3.2 Gene therapy medical product": box("GTMP"),
                "D.3.11.3.3 Tissue Engineered Product": box("TEP"),
                "D.3.11.3.4 Combination ATIMP (i.e. one involving a medical device)": box("cATMP"),
                "D.3.11.3.5 Committee on Advanced therapies (CAT) has issued a classification for "
                "this product": None if old else trial.product.cat_classified,
            }
        ),
        *_last_questions(modified=trial.therapy.modified, old=old),
    ]


def _last_questions(*, modified: bool, old: bool = False) -> list[str]:
    said = dict.fromkeys(LAST_QUESTIONS, None if old else False)
    said["D.3.11.10 Medicinal product containing genetically modified organisms"] = modified
    return answers(said)


def _comparator(medicine: Medicine) -> list[str]:
    """Return a medicine on the market, as the form shows it without a fixed trade name."""
    return [
        "D.IMP: 2",
        "D.1.2 and D.1.3 IMP Role: Comparator",
        "D.2 Status of the IMP to be used in the clinical trial",
        "D.2.1 IMP to be used in the trial has a marketing authorisation: Yes",
        "D.2.1.2 Country which granted the Marketing Authorisation: European Union",
        "D.2.5 The IMP has been designated in this indication as an orphan drug in the Community: "
        "No",
        "D.2.5.1 Orphan drug designation number: ",
        "D.3 Description of the IMP",
        f"D.3.1 Product name: {medicine.name}",
        f"D.3.4 Pharmaceutical form: {medicine.form}",
        "D.3.4.1 Specific paediatric formulation: No",
        "D.3.7 Routes of administration for this IMP:",
        medicine.route,
        "D.3.8 to D.3.10 IMP Identification Details (Active Substances)",
        f"D.3.8 INN - Proposed INN: {medicine.name.upper()}",
        "D.3.11 The IMP contains an",
        *answers(
            {
                "D.3.11.1 Active substance of chemical origin": not medicine.biological,
                "D.3.11.2 Active substance of biological/ biotechnological origin (other than "
                "Advanced Therapy IMP (ATIMP)": medicine.biological,
                "D.3.11.3 Advanced Therapy IMP (ATIMP)": False,
                "D.3.11.3.1 Somatic cell therapy medicinal product": False,
                "D.3.11.3.2 Gene therapy medical product": False,
                "D.3.11.3.3 Tissue Engineered Product": False,
                "D.3.11.3.4 Combination ATIMP (i.e. one involving a medical device)": False,
                "D.3.11.3.5 Committee on Advanced therapies (CAT) has issued a classification for "
                "this product": False,
            }
        ),
        *_last_questions(modified=False),
    ]


def _placebo(trial: Trial) -> list[str]:
    return [
        "D.8 Placebo: 1",
        "D.8.1 Is a Placebo used in this Trial? Yes",
        f"D.8.3 Pharmaceutical form of the placebo: {trial.therapy.form}",
        f"D.8.4 Route of administration of the placebo: {trial.product.route}",
    ]
