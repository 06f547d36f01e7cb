"""A CTIS record in the portal's words, for the current and the older structure.

Everything is read with care for holes: fields come and go between releases of CTIS, and what is
not there is unknown. Source of the codes: the portal's own code lists as seen in 2026.
"""

import html
import re
from datetime import date

from .country_names import country_code
from .ctis import CtisRecord
from .euctr_protocol import NCT_NUMBER, day, nct_number, whole_number
from .keywords import advanced_therapy_word
from .records import Answer, AtmpClass, CountryEntry, Imp, Organisation, Participation, Protocol
from .therapeutic_areas import area_codes

STATUSES = {
    1: "Under evaluation",
    2: "Authorised, recruitment pending",
    3: "Authorised, recruiting",
    4: "Ongoing, recruiting",
    5: "Ongoing, recruitment ended",
    6: "Temporarily halted",
    7: "Suspended",
    8: "Ended",
    9: "Expired",
    10: "Revoked",
    11: "Not authorised",
    12: "Cancelled",
    13: "Withdrawn",
    14: "Lapsed",
    15: "Not valid",
    16: "Authorised",
    17: "Pending",
    18: "No mapped status",
}
PHASES = {
    **dict.fromkeys(("1", "2", "3"), frozenset({"I"})),
    "4": frozenset({"II"}),
    "5": frozenset({"III"}),
    "6": frozenset({"IV"}),
    **dict.fromkeys(("7", "8", "9"), frozenset({"I", "II"})),
    "10": frozenset({"II", "III"}),
    "11": frozenset({"III", "IV"}),
}
ROLES = {"1": "Test", "2": "Comparator", "3": "Placebo", "4": "Auxiliary"}
AUTHORISED = "2"  # prodAuthStatus
# Words of a declared therapy or of a substance's origin that name a class without doubt. "Cell
# therapy" names none: transduced cells are gene therapy, expanded ones somatic cell therapy.
CLASS_WORDS = {
    "gene": AtmpClass.GTMP,
    "somatic": AtmpClass.SCTMP,
    "tissue": AtmpClass.TEP,
    "combin": AtmpClass.CATMP,
}
# Fields of a declared therapy that may hold words; what their codes mean is not published.
THERAPY_WORDS = (
    "advancedTherapyType",
    "cellTypeMoreInformation",
    "cellTypeOtherSomatic",
    "cellOriginSpeciesOfOrigin",
    "geneTransferProductType",
    "gmoCellType",
    "description",
)
COUNTRY_STATUS = re.compile(r"\b([A-Z]{2}): ?(.*?)(?=, ?[A-Z]{2}:|$)")
EUDRACT_NUMBER = re.compile(r"\d{4}-\d{6}-\d{2}")
PORTAL = "https://euclinicaltrials.eu/search-for-clinical-trials/?lang=en&EUCT="
CONTACT_KEYS = frozenset(
    "publicContacts scientificContacts thirdParties contactPointForUnion personInfo person "
    "addresses address organisationAddress organisationAddressInfo email emailAddress "
    "functionalName functionalEmailAddress telephone phone phoneNumber fax submittedBy".split()
)


def protocol(record: CtisRecord) -> Protocol:
    part = record.part_one
    details = _dict(part, "trialDetails")
    numbers = _dict(details, "clinicalTrialIdentifiers")
    information = _dict(details, "trialInformation")
    objective = _dict(information, "trialObjective")
    criteria = _dict(information, "eligibilityCriteria")
    end_points = _dict(information, "endPoint")
    conditions = [c for c in _list(part, "medicalConditions") if isinstance(c, dict)]
    return Protocol(
        register="ctis",
        number=record.number,
        country="",
        eudract_number=_eudract_number(record),
        eu_ct_number=record.number,
        nct_number=_nct_number(numbers),
        sponsor_code=_text(numbers, "shortTitle"),
        title=_text(numbers, "fullTitle") or _text(record.data, "title"),
        titles=tuple(
            (_text(t, "languageDescription"), _text(t, "attributeTranslation"))
            for t in _dicts(numbers, "fullTitleTranslations")
        ),
        lay_title=_text(numbers, "publicTitle"),
        short_title=_text(numbers, "shortTitle"),
        phases=PHASES.get(_text(_dict(information, "trialCategory"), "trialPhase"), frozenset()),
        status=_status(record),
        first_entered_on=_first_entered(record),
        ended_on=_global_end(record),
        updated_on=_updated(record),
        sponsors=tuple(_sponsor(s) for s in _sponsors(part)),
        products=tuple(_product(p) for p in _dicts(part, "products")),
        condition="\n".join(filter(None, (_text(c, "medicalCondition") for c in conditions))),
        therapeutic_areas=area_codes(_text(a, "name") for a in _dicts(part, "therapeuticAreas")),
        terms=tuple(_terms(information)),
        rare_disease=_any_answer(c.get("isConditionRareDisease") for c in conditions),
        countries=(*_member_states(record), *_other_countries(part)),
        subjects=_subjects(record),
        objective=_text(objective, "mainObjective"),
        end_points="\n".join(
            filter(None, (_text(e, "endPoint") for e in _dicts(end_points, "primaryEndPoints")))
        ),
        inclusion=_criteria(criteria, "principalInclusionCriteria"),
        exclusion=_criteria(criteria, "principalExclusionCriteria"),
        link=PORTAL + record.number,
    )


def _dict(parent, key):
    value = parent.get(key)
    return value if isinstance(value, dict) else {}


def _list(parent, key):
    value = parent.get(key)
    return value if isinstance(value, list) else []


def _dicts(parent, key):
    return [item for item in _list(parent, key) if isinstance(item, dict)]


def _text(parent, key):
    """A field as text; CTIS escapes some characters for HTML."""
    value = parent.get(key)
    if value is None or isinstance(value, dict | list):
        return ""
    return html.unescape(str(value)).strip()


def _answer(value):
    return {True: Answer.YES, False: Answer.NO}.get(value, Answer.UNKNOWN)


def _any_answer(values):
    answers = {_answer(value) for value in values if isinstance(value, bool)}
    return next((a for a in (Answer.YES, Answer.NO) if a in answers), Answer.UNKNOWN)


def _date(text):
    """ISO dates of the record and DD/MM/YYYY of the search."""
    if match := re.fullmatch(r"(\d{2})/(\d{2})/(\d{4})", text):
        text = "-".join(reversed(match.groups()))
    return day(text)


def _eudract_number(record):
    code = _dict(record.application, "eudraCt") or _dict(record.data, "eudraCtInfo")
    number = _text(code, "eudraCtCode")
    return number if EUDRACT_NUMBER.fullmatch(number) else ""


def _nct_number(numbers):
    secondary = _dict(numbers, "secondaryIdentifyingNumbers")
    number = nct_number(_text(_dict(secondary, "nctNumber"), "number"))
    return number if NCT_NUMBER.fullmatch(number) else ""


def _status_words(value):
    """The status in words from a code, from "4", or from the words themselves."""
    text = str(value).strip()
    if text.isdecimal():
        return STATUSES.get(int(text), text)
    return text if text in STATUSES.values() else ""


def _status(record):
    """The public status of the trial; `ctStatus` alone may mean the application instead."""
    for value in (record.data.get("ctPublicStatusCode"), record.data.get("ctPublicStatus")):
        if value is not None and (words := _status_words(value)):
            return words
    words = _status_words(record.data.get("ctStatus", ""))
    return "" if words == "Authorised" else words


def _statuses_by_country(record):
    """Country code -> status, from `trialCountries` in any of its three shapes."""
    value = record.data.get("trialCountries")
    if isinstance(value, list):
        pairs = (str(item).rpartition(":") for item in value)
        return {country_code(name): _status_words(code) for name, _, code in pairs}
    return {code: _status_words(words) for code, words in COUNTRY_STATUS.findall(str(value or ""))}


def _member_states(record):
    statuses = _statuses_by_country(record)
    second_parts = {
        _text(_dict(part, "mscInfo"), "mscName"): part
        for part in _dicts(record.application, "authorizedPartsII")
    }
    ended_early = _early_ends(record)
    for state in _dicts(record.application, "memberStatesConcerned"):
        name = _text(state, "mscName")
        code = country_code(name)
        part = second_parts.get(name, {})
        status = _status_words(state.get("mscPublicStatusCode", "")) or statuses.get(code, "")
        yield CountryEntry(
            code=code,
            name=name,
            participation=Participation.REFUSED
            if status == "Not authorised"
            else Participation.CONCERNED,
            status=status,
            decided_on=_date(_text(state, "firstDecisionDate")),
            started_on=_started(_dict(part, "mscInfo")),
            ended_early=name in ended_early,
            subjects=whole_number(_text(part, "recruitmentSubjectCount")),
        )


def _started(state):
    days = (_date(_text(period, "trialStartDate")) for period in _dicts(state, "trialPeriod"))
    return min(filter(None, days), default=None)


def _early_ends(record):
    return {
        _text(state, "mscName")
        for state in _dicts(_dict(record.data, "events"), "trialEvents")
        if any("EARLY_TERMINATION" in _text(e, "notificationType") for e in _dicts(state, "events"))
    }


def _other_countries(part):
    for row in _dicts(part, "rowCountriesInfo"):
        name = _text(row, "name")
        yield CountryEntry(
            _text(row, "isoAlpha2Code") or country_code(name), name, Participation.PLANNED
        )


def _first_entered(record):
    """The day of the first application, else that of the first decision."""
    applications = _dicts(record.application, "applicationInfo") or _dicts(
        record.data, "applications"
    )
    submitted = [_date(_text(application, "submissionDate")) for application in applications]
    submitted.append(_date(_text(record.data, "submissionDate")))
    decided = [
        _date(_text(state, "firstDecisionDate"))
        for state in _dicts(record.application, "memberStatesConcerned")
    ]
    return min(filter(None, submitted), default=None) or min(filter(None, decided), default=None)


def _global_end(record):
    ends = _list(record.application, "trialGlobalEnd")
    days = (_date(_text(end, "date")) if isinstance(end, dict) else None for end in ends)
    return max(filter(None, days), default=None)


def _updated(record) -> date | None:
    days = (
        _date(_text(record.data, key))
        for key in ("lastUpdated", "lastPublicationUpdate", "publishDate")
    )
    return max(filter(None, days), default=None)


def _sponsors(part):
    """The primary sponsor first."""
    return sorted(_dicts(part, "sponsors"), key=lambda sponsor: sponsor.get("primary") is not True)


def _sponsor(sponsor):
    address = _dict(next(iter(_dicts(sponsor, "addresses")), {}), "address")
    return Organisation(
        name=_text(_dict(sponsor, "organisation"), "name"),
        country=_text(address, "countryName"),
        commercial=_answer(sponsor.get("isCommercial")),
    )


def _product(product):
    dictionary = _dict(product, "productDictionaryInfo")
    substances = _dicts(dictionary, "productSubstances")
    therapies = [_text(t, "advancedTherapyType") for t in _dicts(product, "therapies")]
    origins = [_text(s, "substanceOrigin") for s in substances]
    name = _text(product, "productName") or _text(dictionary, "prodName")
    names = [_text(s, "actSubstName") for s in substances]
    other_type = _text(product, "otherMedicinalProduct")
    declared = bool(_list(product, "therapies")) or (
        product.get("anAdvancedTherapyMedicinalProduct") is True
    )
    classes = frozenset(
        kind
        for word, kind in CLASS_WORDS.items()
        if any(word in text.lower() for text in (*therapies, *origins) if text)
        and (therapies or any("therapy" in o.lower() or "tissue" in o.lower() for o in origins))
    )
    therapy = declared or bool(classes) or any("therapy" in origin.lower() for origin in origins)
    if therapy or advanced_therapy_word(name, other_type, *names):
        atmp = Answer.YES
    else:
        atmp = Answer.NO if any(origins) else Answer.UNKNOWN
    number = _text(dictionary, "marketingAuthNumber")
    return Imp(
        role=ROLES.get(
            _text(product, "mpRoleInTrial") or _text(product, "part1MpRoleTypeCode"), ""
        ),
        name=name,
        code=_text(product, "sponsorProductCode"),
        trade_name=_text(dictionary, "prodName") if number.strip("-") else "",
        substances=tuple(dict.fromkeys(filter(None, names))),
        form=_text(product, "pharmaceuticalFormDisplay") or _text(dictionary, "pharmForm"),
        routes=tuple(str(route) for route in _list(product, "routes")),
        atmp=atmp,
        classes=classes,
        authorised=_answer(
            {AUTHORISED: True}.get(_text(dictionary, "prodAuthStatus"), False)
            if dictionary
            else None
        ),
        orphan=_answer(product.get("orphanDrugEdit")),
        gmo=_any_answer(t.get("isGmo") for t in _dicts(product, "therapies")),
        other_type=other_type,
        declared=tuple(
            text
            for therapy in _dicts(product, "therapies")
            for key in THERAPY_WORDS
            if (text := _text(therapy, key)) and not text.isdecimal()
        ),
    )


def _terms(information):
    conditions = _dicts(_dict(information, "medicalCondition"), "meddraConditionTerms")
    return filter(None, (_text(term, "termName") for term in conditions))


def _subjects(record):
    """The planned total: the search's figure, else the countries' and the rest of the world's."""
    if total := whole_number(_text(record.data, "totalNumberEnrolled")):
        return total
    counts = [
        whole_number(_text(part, "recruitmentSubjectCount"))
        for part in _dicts(record.application, "authorizedPartsII")
    ]
    counts.append(whole_number(_text(record.part_one, "rowSubjectCount")))
    known = [count for count in counts if count is not None]
    return sum(known) or None


def _criteria(criteria, key):
    return "\n".join(
        f"{_text(c, 'number')}. {_text(c, key)}".removeprefix(". ") for c in _dicts(criteria, key)
    )
