"""Errors in the registers' own data: records that contradict themselves or each other, or leave out
required values. The rules name them and never correct them.

The kinds begin with those of the EU Trials Tracker of the Bennett Institute, University of Oxford:
ended without a date, and a date of the end while some country is still ongoing.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from registers.verdicts import is_permission, is_refusal

from .lead import source, tier
from .places import country_start
from .status import ENDED, record_status

FIRST_YEAR = 1980  # of a day in a register; EudraCT began in 2004 and includes older trials
MAX_YEARS_AHEAD = 30


class ErrorKind(StrEnum):
    ENDED_WITHOUT_DATE = "ended_without_date"
    DATE_WHILE_ONGOING = "date_while_ongoing"
    DATE_THOUGH_REFUSED = "date_though_refused"
    END_BEFORE_START = "end_before_start"
    END_DATES_DIFFER = "end_dates_differ"
    RAN_THOUGH_REFUSED = "ran_though_refused"
    PERMITTED_WITHOUT_DATE = "permitted_without_date"
    IMPOSSIBLE_DATE = "impossible_date"
    NO_STATUS = "no_status"
    NO_SUBJECTS = "no_subjects"
    TOTAL_BELOW_PART = "total_below_part"


@dataclass(frozen=True, slots=True)
class DataError:
    """One kind of error in the records of one register: which records show it, and in words of
    their values how."""

    kind: ErrorKind
    register: str
    sources: tuple[str, ...]
    detail: str


def data_errors(protocols):
    """Return the errors in the records of one trial, in the order of `ErrorKind`, each kind at most
    once per register."""
    found = []
    for register in ("ctis", "euctr"):
        records = [p for p in protocols if p.register == register]
        for kind, check in CHECKS.items():
            shown = list(check(records)) if records else []
            if shown:
                sources = tuple(dict.fromkeys(source(p) for p, _ in shown))
                details = dict.fromkeys(detail for _, detail in shown)
                found.append(DataError(kind, register, sources, "; ".join(details)))
    return tuple(sorted(found, key=lambda error: list(ErrorKind).index(error.kind)))


def _status(protocol):
    return record_status(protocol)


def _own_countries(protocol):
    return [entry for entry in protocol.countries if entry.participation != "planned"]


def _ended_without_date(records):
    """Yield each record if all have ended and none has a date of the end."""
    in_union = [p for p in records if tier(p) != 3] or records
    if all(_status(p) in ENDED for p in in_union) and not any(p.ended_on for p in records):
        for protocol in in_union:
            yield protocol, f"{protocol.status}, no date of the global end"


def _date_while_ongoing(records):
    """Yield a record with a trial that still runs or is halted after the global end."""
    last = max((p.ended_on for p in records if p.ended_on), default=None)
    for protocol in records:
        if last and _status(protocol) in ("ongoing", "halted"):
            yield protocol, f"{protocol.status}, though the global end was on {last}"


def _date_though_refused(records):
    for protocol in records:
        if protocol.ended_on and _status(protocol) == "not_authorised":
            stated = protocol.status or "Refused by the country"
            yield protocol, f"{stated}, yet with a global end on {protocol.ended_on}"


def _end_before_start(records):
    for protocol in records:
        starts = [country_start(protocol, entry) for entry in protocol.countries]
        if not protocol.entered_year_only:  # else the decision may be on the move to CTIS
            starts += [entry.decided_on for entry in protocol.countries]
        start = protocol.started_on or min(filter(None, starts), default=None)
        if protocol.ended_on and start and protocol.ended_on < start:
            yield protocol, f"ended on {protocol.ended_on}, began on {start} at the earliest"


def _end_dates_differ(records):
    days = {p.ended_on for p in records if p.ended_on}
    if len(days) > 1:
        for protocol in records:
            if protocol.ended_on:
                yield protocol, f"{source(protocol)}: {protocol.ended_on}"


def _ran_though_refused(records):
    """Yield a record of a trial that took place against a refusal of authority or ethics
    committee."""
    for protocol in records:
        if _status(protocol) not in (*ENDED, "ongoing", "halted"):
            continue
        for entry in _own_countries(protocol):
            for word in (entry.decision, entry.opinion):
                if is_refusal(word):
                    yield protocol, f"{protocol.status}, though “{word}”"


def _permitted_without_date(records):
    for protocol in records:
        for entry in _own_countries(protocol):
            if is_permission(entry.decision) and not entry.decided_on:
                yield protocol, f"decision of the authority: {entry.decision}, no day"
            if is_permission(entry.opinion) and not entry.opinion_on:
                yield protocol, f"opinion of the ethics committee: {entry.opinion}, no day"


def _impossible_date(records):
    last_year = date.today().year + MAX_YEARS_AHEAD
    for protocol in records:
        for name, stated in _days(protocol):
            if stated and not FIRST_YEAR <= stated.year <= last_year:
                yield protocol, f"{name}: {stated}"


def _days(protocol):
    yield "first entered", protocol.first_entered_on
    yield "global end", protocol.ended_on
    for entry in protocol.countries:
        yield "decision of the authority", entry.decided_on
        yield "opinion of the ethics committee", entry.opinion_on
        yield "start", entry.started_on


def _no_status(records):
    """Yield a record without a status, unless its country refused the trial. The form for third
    countries asks for none."""
    for protocol in records:
        if not protocol.status and _status(protocol) == "unknown" and tier(protocol) != 3:
            yield protocol, "no status"


def _no_subjects(records):
    """Yield a record with zero planned persons; a missing number is not an error."""
    for protocol in records:
        if protocol.subjects == 0:
            yield protocol, "0 planned in the whole trial"


def _total_below_part(records):
    for protocol in records:
        parts = [protocol.subjects_in_eea, *(entry.subjects for entry in protocol.countries)]
        largest = max(filter(None, parts), default=0)
        if protocol.subjects and protocol.subjects < largest:
            yield protocol, f"{protocol.subjects} in the whole trial, {largest} in a part of it"


CHECKS = {
    ErrorKind.ENDED_WITHOUT_DATE: _ended_without_date,
    ErrorKind.DATE_WHILE_ONGOING: _date_while_ongoing,
    ErrorKind.DATE_THOUGH_REFUSED: _date_though_refused,
    ErrorKind.END_BEFORE_START: _end_before_start,
    ErrorKind.END_DATES_DIFFER: _end_dates_differ,
    ErrorKind.RAN_THOUGH_REFUSED: _ran_though_refused,
    ErrorKind.PERMITTED_WITHOUT_DATE: _permitted_without_date,
    ErrorKind.IMPOSSIBLE_DATE: _impossible_date,
    ErrorKind.NO_STATUS: _no_status,
    ErrorKind.NO_SUBJECTS: _no_subjects,
    ErrorKind.TOTAL_BELOW_PART: _total_below_part,
}
