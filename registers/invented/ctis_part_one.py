"""Part I of a CTIS record: the trial itself, its products and its sponsor."""

from .composition import BOTH
from .places import OUTSIDE, country_name
from .trial import Trial
from .vocabulary import MEDICINES, ORGAN_CLASSES, THERAPEUTIC_AREAS, Medicine

LANGUAGE_NAMES = {"es": "Spanish", "de": "German", "fr": "French", "it": "Italian"}
STATE_LANGUAGES = {"ES": "es", "DE": "de", "AT": "de", "FR": "fr", "IT": "it"}
COMPARATOR, AUXILIARY = "2", "4"
ROLES = {"1": "Test", COMPARATOR: "Comparator", AUXILIARY: "Auxiliary"}

GENE_ORIGIN = "Structurally Diverse Substance - Gene therapy"
CELL_ORIGIN = "Structurally Diverse Substance - Cell therapy"
TISSUE_ORIGIN = "Structurally Diverse Substance - Tissue engineered"
THERAPY_TYPES = {
    "GTMP": "Gene therapy medicinal product",
    "sCTMP": "Somatic cell therapy medicinal product",
    "TEP": "Tissue engineered product",
    "cATMP": "Combined advanced therapy medicinal product",
}
ON_MARKET, NOT_ON_MARKET = 2, 1


def part_one(trial: Trial, phase_code: str, age_groups: list[str]) -> dict:
    products = _products(trial)
    area = THERAPEUTIC_AREAS[trial.disease.area][1]
    therapeutic_area = {
        "code": str(int(trial.disease.area[1:])),
        "name": f"Diseases [C] - {area} [{trial.disease.area}]",
    }
    decided_on = str(trial.states[0].decided_on)
    return {
        "id": 90_000_000 + trial.seat.index,
        "rowSubjectCount": trial.subjects - trial.subjects_in_eea,
        "rowCountriesInfo": _countries_outside(trial),
        "products": products,
        "trialDetails": {
            "clinicalTrialIdentifiers": _identifiers(trial),
            "trialInformation": _information(trial, phase_code, age_groups),
            "protocolInformation": {"studyDesign": {"periodDetails": []}},
            "scientificAdviceAndPip": {
                "scientificAdvices": [],
                "paediatricInvestigationPlan": [
                    {"paediatricInvestigationNumber": number} for number in _plans(trial)
                ],
            },
            "associatedClinicalTrials": [],
            "references": [],
        },
        "assessmentOutcome": "acceptable",
        "assessmentOutcomeDate": decided_on,
        "conclusionDate": decided_on,
        "therapeuticAreas": [therapeutic_area],
        "medicalConditions": [_condition(trial)],
        "sponsors": [_sponsor(trial)],
        "trialCategoryCode": "2",
        "partOneTherapeuticAreas": [{"therapeuticArea": therapeutic_area}],
        "productRoleGroupInfos": [
            {
                "comments": product["productName"],
                "productRoleCode": product["mpRoleInTrial"],
                "productRoleName": ROLES[product["mpRoleInTrial"]],
                "products": [product],
            }
            for product in products
        ],
        "isLowIntervention": False,
    }


def _plans(trial: Trial) -> list[str]:
    return [trial.pip_number] if trial.pip_number else []


def _countries_outside(trial: Trial) -> list[dict]:
    return [
        {
            "name": country.name,
            "isoNumber": country.number,
            "isoAlpha2Code": country.alpha2,
            "isoAlpha3Code": country.alpha3,
        }
        for country in (OUTSIDE[code] for code in trial.outside)
    ]


def _identifiers(trial: Trial) -> dict:
    languages = {STATE_LANGUAGES.get(state.code) for state in trial.states}
    others = {"additionalRegistries": []}
    if trial.seat.nct_number:
        others = {"nctNumber": {"number": trial.seat.nct_number}, **others}
    return {
        "fullTitle": trial.wording.title,
        "fullTitleTranslations": [
            {"attributeTranslation": trial.wording.titles[code], "languageDescription": name}
            for code, name in LANGUAGE_NAMES.items()
            if code in languages
        ],
        "publicTitle": trial.wording.lay_title,
        "publicTitleTranslations": [],
        "shortTitle": trial.protocol_code,
        "secondaryIdentifyingNumbers": others,
    }


def _condition(trial: Trial) -> dict:
    return {
        "id": 90_000_000 + trial.seat.index,
        "medicalCondition": trial.wording.condition,
        "isConditionRareDisease": trial.disease.rare,
    }


def _information(trial: Trial, phase_code: str, age_groups: list[str]) -> dict:
    text, disease = trial.wording, trial.disease
    terms = []
    if disease.term:
        organ_class = ORGAN_CLASSES[disease.soc][0]
        terms = [
            {
                "version": "27.0",
                "level": "PT",
                "termName": disease.term,
                "classificationCode": disease.term_code,
                "organClass": organ_class,
            }
        ]
    recruiting = [state.recruiting_on for state in trial.states if state.recruiting_on]
    starts_on = min(recruiting or [state.decided_on for state in trial.states])
    years, _ = trial.duration
    return {
        "trialCategory": {
            "isLowIntervention": False,
            "trialPhase": phase_code,
            "trialCategory": "1" if trial.seat.phase in ("I", "I/II") else "2",
        },
        "medicalCondition": {
            "partIMedicalConditions": [_condition(trial)],
            "meddraConditionTerms": terms,
        },
        "trialObjective": {
            "trialScopes": [{"code": "4"}, {"code": "6"}],
            "mainObjective": text.objective,
            "mainObjectiveTranslations": [],
            "secondaryObjectives": [{"number": 1, "secondaryObjective": text.secondary_objective}],
        },
        "eligibilityCriteria": {
            "principalInclusionCriteria": _numbered("principalInclusionCriteria", text.inclusion),
            "principalExclusionCriteria": _numbered("principalExclusionCriteria", text.exclusion),
        },
        "endPoint": {
            "primaryEndPoints": _numbered("endPoint", text.end_points, isPrimary=True),
            "secondaryEndPoints": _numbered("endPoint", text.secondary_end_points, isPrimary=False),
        },
        "trialDuration": {
            "estimatedEndDate": f"{starts_on.year + years}-12-31",
            "estimatedRecruitmentStartDate": str(starts_on),
        },
        "populationOfTrialSubjects": {
            "ageRanges": [{"ageRangeCategoryCode": c, "ageRangeCategory": c} for c in age_groups],
            "ageRangeSecondaryIds": [],
            "clinicalTrialGroups": [{"code": "2", "name": "Patients"}],
            "isFemaleSubjects": disease.sex != "male",
            "isMaleSubjects": disease.sex != "female",
            "isVulnerablePopulationSelected": disease.has_minors,
        },
    }


def _numbered(key: str, points: tuple[str, ...], **more) -> list[dict]:
    return [{"number": n, key: point, **more} for n, point in enumerate(points, start=1)]


def _sponsor(trial: Trial) -> dict:
    sponsor = trial.sponsor
    organisation = {
        "id": 9_000_000 + sponsor.rank,
        "type": "Pharmaceutical company"
        if sponsor.commercial
        else "Hospital/Clinic/Other health care facility",
        "typeCode": "10" if sponsor.commercial else "8",
        "name": sponsor.name,
        "commercial": sponsor.commercial,
        "businessKey": f"ORG-9{sponsor.rank:08}",
    }
    contact = {
        "functionalName": "Clinical Trial Information Desk",
        "functionalEmailAddress": sponsor.contact,
        "organisation": organisation,
    }
    address = {
        "oneLine": sponsor.street,
        "addressLine1": sponsor.street,
        "city": sponsor.town,
        "postcode": sponsor.postcode,
        "countryName": country_name(sponsor.country),
    }
    return {
        "id": 9_000_000 + sponsor.rank,
        "primary": True,
        "publicContacts": [{"type": "Public", **contact}],
        "scientificContacts": [{"type": "Scientific", **contact}],
        "thirdParties": [],
        "organisation": organisation,
        "addresses": [{"organisation": organisation, "address": address}],
        "isCommercial": sponsor.commercial,
        "commercial": "Commercial" if sponsor.commercial else "Non-Commercial",
    }


def _products(trial: Trial) -> list[dict]:
    products = [_tested_product(trial)]
    if trial.design.comparator:
        products.append(_medicine(trial, MEDICINES[trial.design.comparator], COMPARATOR))
    if "fludarabine" in trial.wording.title:
        products.append(_medicine(trial, MEDICINES["Fludarabine phosphate"], AUXILIARY))
    return products


def _tested_product(trial: Trial) -> dict:
    product, therapy = trial.product, trial.therapy
    on_market = product.authorised
    therapies = _therapies(trial)
    return {
        "id": 90_000_000 + trial.seat.index * 10 + 1,
        "part1MpRoleTypeCode": "1",
        "productDictionaryInfo": {
            "productPharmForm": therapy.form.upper(),
            "euMpNumber": f"PRD9{trial.seat.index:07}",
            "marketingAuthNumber": on_market.number if on_market else "-",
            "prodAuthStatus": ON_MARKET if on_market else NOT_ON_MARKET,
            "prodName": product.name,
            "pharmForm": therapy.form.upper(),
            "activeSubstanceName": product.substance.upper(),
            "sponsorSubstanceCode": product.code,
            "nameOrg": (product.holder or trial.sponsor).name,
            "productSubstances": [
                {
                    "nameOrg": (product.holder or trial.sponsor).name,
                    "substanceOrigin": _origin(trial),
                    "actSubstOrigin": _origin(trial),
                    "actSubstName": product.substance.upper(),
                }
            ],
            "atcCode": "-",
            "atcName": "-",
        },
        "isPaediatricFormulation": trial.disease.has_minors,
        "mpRoleInTrial": "1",
        "orphanDrugEdit": bool(product.orphan_number),
        "sponsorProductCode": product.code,
        "doseUom": "Other",
        "maxDailyDoseAmount": product.amount,
        "devices": [{"deviceTypeCode": "1"}] if therapy.atmp_class == "cATMP" else [],
        "characteristics": ["4"],
        "routes": [product.route.upper()],
        "allSubstancesChemicals": False,
        "productName": product.name,
        "jsonActiveSubstanceNames": product.substance.lower(),
        "pharmaceuticalFormDisplay": therapy.form.upper(),
        **({"therapies": therapies} if therapies else {}),
    }


def _origin(trial: Trial) -> str:
    """Return the origin of the substance in the words of the product dictionary.

    Some sponsors of transitioned cell products entered only "Cell therapy".
    """
    therapy = trial.therapy
    vague = trial.seat.register == BOTH and trial.seat.index % 2 == 0 and therapy.unit == "cells"
    if therapy.atmp_class == "GTMP" and not vague:
        return GENE_ORIGIN
    if therapy.atmp_class == "TEP" and not vague:
        return TISSUE_ORIGIN
    return CELL_ORIGIN


def _therapies(trial: Trial) -> list[dict]:
    """Return the declaration as an advanced therapy.

    Only gene therapies can be recognised without it. Transitioned trials have none, and their EUCTR
    records state the class.
    """
    kind = THERAPY_TYPES.get(trial.therapy.atmp_class)
    needed = trial.therapy.atmp_class != "GTMP" or trial.seat.index % 3 == 0
    if not kind or not needed or trial.seat.register == BOTH:
        return []
    return [
        {
            "advancedTherapyType": kind,
            "isGmo": trial.therapy.modified,
            "description": trial.product.name,
        }
    ]


def _medicine(trial: Trial, medicine: Medicine, role: str) -> dict:
    """Return a comparator or background medicine that is on the market."""
    name = medicine.name.upper()
    origin = "Protein - Other" if medicine.biological else "Chemical"
    return {
        "id": 90_000_000 + trial.seat.index * 10 + int(role),
        "part1MpRoleTypeCode": "3",
        "productDictionaryInfo": {
            "euMpNumber": f"SUB9{trial.seat.index:06}",
            "marketingAuthNumber": "-",
            "prodAuthStatus": ON_MARKET,
            "prodName": name,
            "pharmForm": medicine.form.upper(),
            "activeSubstanceName": name,
            "productSubstances": [
                {"substanceOrigin": origin, "actSubstOrigin": origin, "actSubstName": name}
            ],
            "atcCode": "-",
            "atcName": "-",
        },
        "mpRoleInTrial": role,
        "orphanDrugEdit": False,
        "devices": [],
        "characteristics": ["11"],
        "routes": [medicine.route.upper()],
        "allSubstancesChemicals": not medicine.biological,
        "productName": medicine.name,
    }
