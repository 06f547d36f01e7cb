"""How far the trial of a CTIS record is: statuses, countries, dates and numbers of subjects."""

import re
from datetime import date

from .country_names import country_code
from .ctis_fields import day_at, days_at, dict_at, dicts_at, text_at
from .records import CountryEntry, Participation
from .values import british, whole_number

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
# Words of a country whose application ended before the trial could begin there, without a refusal.
# An authorisation that expired or was revoked is none of them: the country did authorise the trial.
WITHDRAWN = ("withdrawn", "lapsed", "not valid", "cancelled")
START_KEYS = ("startDateEU", "eeaStartDate", "trialStartDate")
UPDATE_KEYS = ("lastUpdated", "lastPublicationUpdate", "publishDate")
DAY_KEYS = (*START_KEYS, *UPDATE_KEYS, "endDateEU", "submissionDate")
END_KEYS = ("globalEndDate", "trialGlobalEndDate", "endDate", "endOfTrialDate")
COUNTRY_STATUS = re.compile(r"\b([A-Z]{2}): ?(.*?)(?=, ?[A-Z]{2}:|$)")


def _status_words(value):
    """Return the status in words from a code, from "4", or from the words themselves. An unknown
    one is returned as it is, for the rules to report."""
    text = "" if value is None else str(value).strip().removesuffix(".0")
    return STATUSES.get(int(text), text) if text.isdecimal() else text


def status_of(record):
    """Return the public status of the trial; `ctStatus` alone may mean the application instead."""
    for key in ("ctPublicStatusCode", "ctPublicStatus"):
        if words := _status_words(record.data.get(key)):
            return words
    words = _status_words(record.data.get("ctStatus"))
    return "" if words == "Authorised" else words


def _statuses_by_country(record):
    """Return {country code: status}, from `trialCountries` in any of its three shapes."""
    value = record.data.get("trialCountries")
    if isinstance(value, list):
        pairs = (str(item).rpartition(":") for item in value)
        return {country_code(name): _status_words(code) for name, _, code in pairs}
    return {code: _status_words(words) for code, words in COUNTRY_STATUS.findall(str(value or ""))}


def member_states(record):
    statuses = _statuses_by_country(record)
    second_parts = {
        text_at(dict_at(part, "mscInfo"), "mscName"): part
        for part in dicts_at(record.application, "authorizedPartsII")
    }
    ended_early = _early_ends(record)
    of_trial = status_of(record)
    for state in dicts_at(record.application, "memberStatesConcerned"):
        name = text_at(state, "mscName")
        code = country_code(name)
        part = second_parts.get(name, {})
        status = _status_words(state.get("mscPublicStatusCode", "")) or statuses.get(code, "")
        started_on = _started(dict_at(part, "mscInfo"))
        yield CountryEntry(
            code=code,
            name=name,
            participation=_participation(status or of_trial, started_on),
            status=status,
            decided_on=day_at(state, "firstDecisionDate"),
            started_on=started_on,
            ended_early=name in ended_early,
            subjects=whole_number(text_at(part, "recruitmentSubjectCount")),
        )


def _participation(status, started_on):
    """Return how a country takes part whose status, or else that of the whole trial, is this word.
    A country that states a start had the trial, whatever became of a later application."""
    word = british(status)
    if word == "not authorised":
        return Participation.REFUSED
    if word in WITHDRAWN and not started_on:
        return Participation.WITHDRAWN
    return Participation.CONCERNED


def _started(state):
    return min(days_at(dicts_at(state, "trialPeriod"), "trialStartDate"), default=None)


def _early_ends(record):
    return {
        text_at(state, "mscName")
        for state in dicts_at(dict_at(record.data, "events"), "trialEvents")
        if any(
            "EARLY_TERMINATION" in text_at(e, "notificationType") for e in dicts_at(state, "events")
        )
    }


def other_countries(part):
    for row in dicts_at(part, "rowCountriesInfo"):
        name = text_at(row, "name")
        yield CountryEntry(
            text_at(row, "isoAlpha2Code") or country_code(name), name, Participation.PLANNED
        )


def first_entered(record, eudract_number):
    """Return (day, whether only its year is known) of the first application or decision.

    A trial that moved from EudraCT was entered there, in the year that its number begins with; its
    application to CTIS was years later.
    """
    applications = dicts_at(record.application, "applicationInfo") or dicts_at(
        record.data, "applications"
    )
    submitted = days_at([*applications, record.data], "submissionDate")
    decided = days_at(dicts_at(record.application, "memberStatesConcerned"), "firstDecisionDate")
    first = min(submitted, default=None) or min(decided, default=None)
    moved = dict_at(record.application, "eudraCt").get("isTransitioned") is True
    if eudract_number:
        year = date(int(eudract_number[:4]), 1, 1)
        if moved or first is None or first.year > year.year:
            return year, True
    return (None, False) if moved else (first, False)


def started_on(record):
    """Return the start in the European Union that the record states for the whole trial."""
    return next(filter(None, (day_at(record.data, key) for key in START_KEYS)), None)


def ended_on(record):
    """Return the global end, under any of the keys that CTIS and its readers have used; else the
    last end of the countries, if all have one and no place is outside the European Union."""
    days = [
        found for place, keys in end_places(record) for key in keys if (found := day_at(place, key))
    ]
    return max(days, default=None) or _end_in_all_countries(record)


def end_places(record):
    """Yield (object, keys under which it may have the global end of the trial)."""
    events = dict_at(record.data, "events")
    for place in (record.data, record.application, events):
        yield place, (*END_KEYS, "trialGlobalEnd")
        for end in dicts_at(place, "trialGlobalEnd"):
            yield end, (*END_KEYS, "date")


def _end_in_all_countries(record):
    if dicts_at(record.part_one, "rowCountriesInfo"):
        return None
    if in_eu := day_at(record.data, "endDateEU"):
        return in_eu
    states = [
        dict_at(part, "mscInfo") for part in dicts_at(record.application, "authorizedPartsII")
    ]
    ends = [max(days_at(dicts_at(s, "trialPeriod"), "trialEndDate"), default=None) for s in states]
    return max(ends) if ends and all(ends) else None


def updated_on(record) -> date | None:
    return max(filter(None, (day_at(record.data, key) for key in UPDATE_KEYS)), default=None)


def planned_subjects(record):
    """Return the planned total: that of the member states and that of the rest of the world. A
    stated 0 is 0; None if there is no number.

    `totalNumberEnrolled` is the sum of the member states; only if it is exactly that sum and
    the rest of the world together, it has both already.
    """
    counts = [
        whole_number(text_at(part, "recruitmentSubjectCount"))
        for part in dicts_at(record.application, "authorizedPartsII")
    ]
    elsewhere = whole_number(text_at(record.part_one, "rowSubjectCount"))
    stated = whole_number(text_at(record.data, "totalNumberEnrolled"))
    if not elsewhere and all(count is None for count in (*counts, stated)):
        return None
    states, elsewhere, stated = sum(filter(None, counts)), elsewhere or 0, stated or 0
    if elsewhere and states and stated == states + elsewhere:
        return stated
    return max(stated, states) + elsewhere
