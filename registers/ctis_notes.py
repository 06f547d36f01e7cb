"""Codes, words and keys of a CTIS record that the portal does not know: kept, and noted."""

import re

from .ctis_fields import dict_at, dicts_at, list_at, text_at
from .ctis_products import role_of
from .ctis_progress import DAY_KEYS, END_KEYS, end_places
from .identifiers import NO_NUMBER, eudract_number, number_notes
from .records import Note
from .values import day, whole_number

# Keys that look like facts that are read: a new or renamed one is noted.
TELLING_KEY = re.compile(
    r"global.?end|end.?of.?trial|date.?of.?end|trial.?end$|^(?:trial)?end.?date|eudract|isrctn|^nct|trial.?phase|"
    r"public.?status",
    re.IGNORECASE,
)
KNOWN_KEYS = frozenset(
    "trialGlobalEnd trialEndDate endDateEU eudraCt eudraCtInfo eudraCtCode nctNumber isrctnNumber "
    "trialPhase ctPublicStatus ctPublicStatusCode mscPublicStatusCode mscPublicStatus "
    "endOfTrialDefinition isEndOfTrialDefinition estimatedGlobalEndDate".split()
) | set(END_KEYS)
# Large parts without such facts, and earlier applications.
PASSED_OVER = frozenset(
    "products productRoleGroupInfos trialSites documents applicationInfo applications sponsors "
    "publicEvaluation primarySponsor coSponsors results summaryOfResults rfis "
    "eligibilityCriteria medicalConditions partIIInfo".split()
)
DEEPEST = 8


def notes_of(record, unknown_phase):
    """Yield every note on the codes and keys of a record. `unknown_phase` is its code or words for
    the phase if no rule knows them."""
    if unknown_phase:
        yield Note("phase not known", unknown_phase)
    yield from _product_notes(record)
    yield from _day_notes(record)
    yield from _subject_notes(record)
    yield from _number_notes(record)
    yield from dict.fromkeys(_key_notes(record.data, ""))


def number_texts(record):
    """Yield the texts of the fields for numbers in other registries."""
    details = dict_at(record.part_one, "trialDetails")
    secondary = dict_at(dict_at(details, "clinicalTrialIdentifiers"), "secondaryIdentifyingNumbers")
    for key in secondary:
        for row in list_at(secondary, key):
            if isinstance(row, dict):
                yield text_at(row, "number")
            elif isinstance(row, str):
                yield row


def _product_notes(record):
    for product in dicts_at(record.part_one, "products"):
        _, unknown = role_of(product)
        if unknown:
            yield Note("product role not known", unknown)


def _day_notes(record):
    places = [(record.data, DAY_KEYS)]
    for state in dicts_at(record.application, "memberStatesConcerned"):
        places.append((state, ("firstDecisionDate",)))
    places += [(place, (*keys, "date")) for place, keys in end_places(record)]
    for place, keys in places:
        for key in keys:
            text = text_at(place, key)
            if text and day(text) is None:
                yield Note("date not known", f"{key}: {text[:40]}")


def _subject_notes(record):
    places = [(record.data, "totalNumberEnrolled"), (record.part_one, "rowSubjectCount")]
    for part in dicts_at(record.application, "authorizedPartsII"):
        places.append((part, "recruitmentSubjectCount"))
    for place, key in places:
        text = text_at(place, key)
        if text and whole_number(text) is None:
            yield Note("number of subjects not known", f"{key}: {text[:40]}")


def _number_notes(record):
    code = dict_at(record.application, "eudraCt") or dict_at(record.data, "eudraCtInfo")
    text = text_at(code, "eudraCtCode")
    if text.lower() not in NO_NUMBER and not eudract_number(text):
        yield Note("EudraCT number not known", text)
    yield from number_notes(number_texts(record))


def _key_notes(parent, path, depth=0):
    for key, value in parent.items():
        here = f"{path}.{key}" if path else key
        if key in PASSED_OVER or value in (None, "", [], {}):
            continue
        if TELLING_KEY.search(key) and key not in KNOWN_KEYS:
            yield Note("key not known", here)
        elif key == "trialGlobalEnd":
            yield from _end_key_notes(value, here)
        rows = [value] if isinstance(value, dict) else value if isinstance(value, list) else []
        for row in rows:
            if isinstance(row, dict) and depth < DEEPEST:
                yield from _key_notes(row, here, depth + 1)


def _end_key_notes(value, path):
    """Yield a note for each day under an unknown key of the global end, or under none."""
    for row in value if isinstance(value, list) else [value]:
        if isinstance(row, str) and isinstance(value, list) and day(row):
            yield Note("key not known", path)
        for key, text in row.items() if isinstance(row, dict) else ():
            if key not in (*END_KEYS, "date", "id") and isinstance(text, str) and day(text):
                yield Note("key not known", f"{path}.{key}")
