"""A CTIS record in the portal's words, for the current and the older structure.

Every field may be missing: fields are added and removed between releases of CTIS, and a value that
is not there is unknown. Source of the codes: the portal's own code lists as seen in 2026.
"""

import re

from .ctis import CtisRecord
from .ctis_fields import answer_of, any_answer, dict_at, dicts_at, text_at
from .ctis_notes import area_names, notes_of, number_texts
from .ctis_products import product
from .ctis_progress import (
    ended_on,
    first_entered,
    member_states,
    other_countries,
    planned_subjects,
    started_on,
    status_of,
    updated_on,
)
from .identifiers import eudract_number, own_nct_number, own_numbers
from .records import Organisation, Protocol
from .therapeutic_areas import area_codes

PHASES = {
    **dict.fromkeys(("1", "2", "3"), frozenset({"I"})),
    "4": frozenset({"II"}),
    "5": frozenset({"III"}),
    "6": frozenset({"IV"}),
    **dict.fromkeys(("7", "8", "9"), frozenset({"I", "II"})),
    "10": frozenset({"II", "III"}),
    "11": frozenset({"III", "IV"}),
}
PHASE_WORD = re.compile(r"\b(IV|I{1,3})\b")
PORTAL = "https://euclinicaltrials.eu/search-for-clinical-trials/?lang=en&EUCT="
CONTACT_KEYS = frozenset(
    "publicContacts scientificContacts thirdParties contactPointForUnion personInfo person "
    "addresses address organisationAddress organisationAddressInfo email emailAddress "
    "functionalName functionalEmailAddress telephone phone phoneNumber fax submittedBy".split()
)


def protocol(record: CtisRecord) -> Protocol:
    part = record.part_one
    details = dict_at(part, "trialDetails")
    numbers = dict_at(details, "clinicalTrialIdentifiers")
    information = dict_at(details, "trialInformation")
    objective = dict_at(information, "trialObjective")
    criteria = dict_at(information, "eligibilityCriteria")
    end_points = dict_at(information, "endPoint")
    conditions = dicts_at(part, "medicalConditions")
    secondary = dict_at(numbers, "secondaryIdentifyingNumbers")
    identifiers = tuple(filter(None, number_texts(record)))
    own = own_numbers(identifiers)
    named = (text_at(numbers, key) for key in ("shortTitle", "fullTitle", "publicTitle"))
    eudract = _eudract_number(record)
    entered, year_only = first_entered(record, eudract)
    phase_code = text_at(dict_at(information, "trialCategory"), "trialPhase")
    phases, unknown_phase = _phases(phase_code, text_at(record.data, "trialPhase"))
    return Protocol(
        register="ctis",
        number=record.number,
        country="",
        eudract_number=eudract,
        eu_ct_number=record.number,
        nct_number=own_nct_number(text_at(dict_at(secondary, "nctNumber"), "number"), own),
        numbers=own,
        identifiers=identifiers,
        named_numbers=own_numbers(named),
        sponsor_code=text_at(numbers, "shortTitle"),
        title=text_at(numbers, "fullTitle") or text_at(record.data, "title"),
        titles=tuple(
            (text_at(t, "languageDescription"), text_at(t, "attributeTranslation"))
            for key in ("fullTitleTranslations", "publicTitleTranslations")
            for t in dicts_at(numbers, key)
        ),
        lay_title=text_at(numbers, "publicTitle"),
        short_title=text_at(numbers, "shortTitle"),
        phases=phases,
        status=status_of(record),
        first_entered_on=entered,
        entered_year_only=year_only,
        started_on=started_on(record),
        ended_on=ended_on(record),
        updated_on=updated_on(record),
        sponsors=tuple(_sponsor(s) for s in _sponsors(part)),
        products=tuple(map(product, dicts_at(part, "products"))),
        condition="\n".join(filter(None, (text_at(c, "medicalCondition") for c in conditions))),
        therapeutic_areas=area_codes(area_names(record)),
        terms=tuple(_terms(information)),
        rare_disease=any_answer(c.get("isConditionRareDisease") for c in conditions),
        countries=(*member_states(record), *other_countries(part)),
        subjects=planned_subjects(record),
        objective=text_at(objective, "mainObjective"),
        end_points="\n".join(
            filter(None, (text_at(e, "endPoint") for e in dicts_at(end_points, "primaryEndPoints")))
        ),
        inclusion=_criteria(criteria, "principalInclusionCriteria"),
        exclusion=_criteria(criteria, "principalExclusionCriteria"),
        link=PORTAL + record.number,
        notes=(*record.notes, *notes_of(record, unknown_phase)),
    )


def _eudract_number(record):
    code = dict_at(record.application, "eudraCt") or dict_at(record.data, "eudraCtInfo")
    return eudract_number(text_at(code, "eudraCtCode"))


def _phases(code, words):
    """Return (phases, unknown code or words).

    The phases are read from the code, else from words such as "Therapeutic exploratory (Phase II)".
    """
    if found := PHASES.get(code.lstrip("0").removesuffix(".0")):
        return found, ""
    if found := frozenset(PHASE_WORD.findall(code)):
        return found, ""
    found = frozenset(PHASE_WORD.findall(words))
    return found, code or ("" if found else words)


def _sponsors(part):
    """Return the sponsors, the primary one first."""
    return sorted(
        dicts_at(part, "sponsors"), key=lambda sponsor: sponsor.get("primary") is not True
    )


def _sponsor(sponsor):
    address = dict_at(next(iter(dicts_at(sponsor, "addresses")), {}), "address")
    return Organisation(
        name=text_at(dict_at(sponsor, "organisation"), "name"),
        country=text_at(address, "countryName"),
        commercial=answer_of(sponsor.get("isCommercial")),
    )


def _terms(information):
    conditions = dicts_at(dict_at(information, "medicalCondition"), "meddraConditionTerms")
    return filter(None, (text_at(term, "termName") for term in conditions))


def _criteria(criteria, key):
    return "\n".join(
        f"{text_at(c, 'number')}. {text_at(c, key)}".removeprefix(". ")
        for c in dicts_at(criteria, key)
    )
