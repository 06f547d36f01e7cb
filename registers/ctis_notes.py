"""Codes, words and keys of a CTIS record that the portal does not know: kept, and noted."""

import re
from functools import lru_cache

from .ctis_fields import dict_at, dicts_at, list_at, text_at
from .ctis_products import role_of
from .ctis_progress import DAY_KEYS, END_KEYS, end_places
from .identifiers import NO_NUMBER, eudract_number, number_notes
from .records import Note
from .therapeutic_areas import is_unknown_area
from .values import day, whole_number

# Keys that look like facts that are read: a new or renamed one is noted.
TELLING_KEY = re.compile(
    r"global.?end|end.?of.?trial|date.?of.?end|trial.?end$|^(?:trial)?end.?date|eudract|isrctn|^nct|"
    r"trial.?phase|phase.?code|^phase$|public.?stat(?:e|us)",
    re.IGNORECASE,
)
# Words of a key whose day may be that of the end, and of keys with the day of another end.
WORD_OF_KEY = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
ENDS = frozenset("end ended ending completed completion".split())
OTHER_ENDS = frozenset("estimated planned expected recruitment halt".split())
# Facts that are texts or numbers, and facts that are lists of objects.
SINGLE_FACTS = frozenset(
    "trialPhase fullTitle publicTitle eudraCtCode mscName firstDecisionDate submissionDate "
    "recruitmentSubjectCount rowSubjectCount totalNumberEnrolled mpRoleInTrial productName".split()
) | {*DAY_KEYS, *END_KEYS}
LISTED_FACTS = frozenset(
    "memberStatesConcerned authorizedPartsII sponsors products medicalConditions".split()
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
MAX_KEPT_KEYS = 4096  # CTIS has some hundred


def notes_of(record, unknown_phase):
    """Yield every note on the codes and keys of a record. `unknown_phase` is its code or words for
    the phase if no rule knows them."""
    if unknown_phase:
        yield Note("phase not known", unknown_phase)
    yield from _product_notes(record)
    yield from _area_notes(record)
    yield from _day_notes(record)
    yield from _subject_notes(record)
    yield from _number_notes(record)
    yield from dict.fromkeys(_key_notes(record.data, ""))


def number_texts(record):
    """Yield the texts of the fields for numbers in other registries."""
    details = dict_at(record.part_one, "trialDetails")
    stated = dict_at(details, "clinicalTrialIdentifiers").get("secondaryIdentifyingNumbers")
    for field in stated.values() if isinstance(stated, dict) else [stated]:
        for row in field if isinstance(field, list) else [field]:
            if isinstance(row, str):
                yield row
            elif isinstance(row, dict):
                # A number under another key is among the texts of its row.
                texts = [text for text in row.values() if isinstance(text, str)]
                yield text_at(row, "number") if "number" in row else " ".join(texts)


def area_names(record):
    """Yield the therapeutic areas, which are objects with a name or plain texts."""
    for area in list_at(record.part_one, "therapeuticAreas"):
        yield text_at(area, "name") if isinstance(area, dict) else str(area)


def _product_notes(record):
    for product in dicts_at(record.part_one, "products"):
        _, unknown = role_of(product)
        if unknown:
            yield Note("product role not known", unknown)
        for key, value in product.items():
            if _has_another_shape(key, value):
                yield Note("shape not known", f"products.{key}")


def _area_notes(record):
    for name in area_names(record):
        if is_unknown_area(name):
            yield Note("therapeutic area not known", name)


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
        if value in (None, "", [], {}):
            continue
        if _has_another_shape(key, value):
            yield Note("shape not known", here)
        if key in PASSED_OVER:
            continue
        tells_an_end = isinstance(value, str) and _names_an_end(key) and day(value)
        if key not in KNOWN_KEYS and (_is_telling(key) or tells_an_end):
            yield Note("key not known", here)
        elif key == "trialGlobalEnd":
            yield from _end_key_notes(value, here)
        rows = [value] if isinstance(value, dict) else value if isinstance(value, list) else []
        for row in rows:
            if isinstance(row, dict) and depth < DEEPEST:
                yield from _key_notes(row, here, depth + 1)


def _has_another_shape(key, value):
    """Return whether a fact is an object or a list in place of a text, or is no list of objects."""
    if key in SINGLE_FACTS:
        return isinstance(value, dict | list)
    rows = value if isinstance(value, list) else [value]
    return key in LISTED_FACTS and not all(isinstance(row, dict) for row in rows)


@lru_cache(MAX_KEPT_KEYS)
def _is_telling(key):
    return bool(TELLING_KEY.search(key))


@lru_cache(MAX_KEPT_KEYS)
def _names_an_end(key):
    words = {word.lower() for word in WORD_OF_KEY.findall(key)}
    return bool(words & ENDS) and not words & OTHER_ENDS


def _end_key_notes(value, path):
    """Yield a note for each day under an unknown key of the global end, or under none."""
    for row in value if isinstance(value, list) else [value]:
        if isinstance(row, str) and isinstance(value, list) and day(row):
            yield Note("key not known", path)
        for key, text in row.items() if isinstance(row, dict) else ():
            if key not in (*END_KEYS, "date", "id") and isinstance(text, str) and day(text):
                yield Note("key not known", f"{path}.{key}")
