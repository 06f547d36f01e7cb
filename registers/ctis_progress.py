"""How far the trial of a CTIS record is: statuses, countries, dates and numbers of subjects."""

import re
from datetime import date

from .country_names import country_code
from .ctis_fields import date_of, dict_at, dicts_at, list_at, text_at
from .records import CountryEntry, Participation
from .values import whole_number

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
COUNTRY_STATUS = re.compile(r"\b([A-Z]{2}): ?(.*?)(?=, ?[A-Z]{2}:|$)")


def _status_words(value):
    """The status in words from a code, from "4", or from the words themselves."""
    text = str(value).strip()
    if text.isdecimal():
        return STATUSES.get(int(text), text)
    return text if text in STATUSES.values() else ""


def status_of(record):
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


def member_states(record):
    statuses = _statuses_by_country(record)
    second_parts = {
        text_at(dict_at(part, "mscInfo"), "mscName"): part
        for part in dicts_at(record.application, "authorizedPartsII")
    }
    ended_early = _early_ends(record)
    for state in dicts_at(record.application, "memberStatesConcerned"):
        name = text_at(state, "mscName")
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
            decided_on=date_of(text_at(state, "firstDecisionDate")),
            started_on=_started(dict_at(part, "mscInfo")),
            ended_early=name in ended_early,
            subjects=whole_number(text_at(part, "recruitmentSubjectCount")),
        )


def _started(state):
    days = (date_of(text_at(period, "trialStartDate")) for period in dicts_at(state, "trialPeriod"))
    return min(filter(None, days), default=None)


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


def first_entered_on(record):
    """The day of the first application, else that of the first decision."""
    applications = dicts_at(record.application, "applicationInfo") or dicts_at(
        record.data, "applications"
    )
    submitted = [date_of(text_at(application, "submissionDate")) for application in applications]
    submitted.append(date_of(text_at(record.data, "submissionDate")))
    decided = [
        date_of(text_at(state, "firstDecisionDate"))
        for state in dicts_at(record.application, "memberStatesConcerned")
    ]
    return min(filter(None, submitted), default=None) or min(filter(None, decided), default=None)


def ended_on(record):
    ends = list_at(record.application, "trialGlobalEnd")
    days = (date_of(text_at(end, "date")) if isinstance(end, dict) else None for end in ends)
    return max(filter(None, days), default=None)


def updated_on(record) -> date | None:
    days = (
        date_of(text_at(record.data, key))
        for key in ("lastUpdated", "lastPublicationUpdate", "publishDate")
    )
    return max(filter(None, days), default=None)


def planned_subjects(record):
    """The planned total: the search's figure, else the countries' and the rest of the world's."""
    if total := whole_number(text_at(record.data, "totalNumberEnrolled")):
        return total
    counts = [
        whole_number(text_at(part, "recruitmentSubjectCount"))
        for part in dicts_at(record.application, "authorizedPartsII")
    ]
    counts.append(whole_number(text_at(record.part_one, "rowSubjectCount")))
    known = [count for count in counts if count is not None]
    return sum(known) or None
