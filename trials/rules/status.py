"""One status for a trial whose countries report their own, if at all.

In half of the trials with several EUCTR records the statuses differ, and "Ongoing" beside a global
end date is nearly always a country that never reported the end.
"""

from core.text import even_marks
from registers.records import Participation

from .lead import agreed, disagreement, euctr_voices, source

TRANSITIONED = "transitioned"  # moved to CTIS; this register no longer reports its status
EUCTR_STATUSES = {
    "ongoing": "ongoing",
    "restarted": "ongoing",
    "completed": "completed",
    "prematurely ended": "ended_early",
    "temporarily halted": "halted",
    "suspended by ca": "halted",
    "not authorised": "not_authorised",
    "prohibited by ca": "not_authorised",
    "trial now transitioned": TRANSITIONED,
    "gb - no longer in eu/eea": "unknown",
    "": "unknown",
}
CTIS_STATUSES = {
    "authorised, recruitment pending": "ongoing",
    "authorised, not started": "ongoing",
    "authorised, recruiting": "ongoing",
    "authorised": "ongoing",
    "ongoing, recruiting": "ongoing",
    "ongoing, recruitment ended": "ongoing",
    "temporarily halted": "halted",
    "suspended": "halted",
    "ended": "completed",
    "not authorised": "not_authorised",
    "under evaluation": "other",
    "expired": "other",
    "revoked": "other",
    "cancelled": "other",
    "withdrawn": "other",
    "lapsed": "other",
    "not valid": "other",
    "pending": "other",
    "no mapped status": "unknown",
    "": "unknown",
}
WORDS = {"euctr": EUCTR_STATUSES, "ctis": CTIS_STATUSES}
ENDED = ("completed", "ended_early")


def _plain(word):
    """Return a status in one spelling: lower case, even blanks and hyphens, British."""
    word = even_marks(word).lower().replace("authoriz", "authoris").replace(",", ", ")
    return " ".join(word.replace("_", " ").split())


def word_status(register, word):
    """Return the portal's status for a word of a register, "other" for an unknown word."""
    return WORDS[register].get(_plain(word), "other")


def record_status(protocol):
    """Return the status of a record; without a word for it, a trial that all its countries refused
    is not authorised."""
    if not protocol.status:
        states = [c for c in protocol.countries if c.participation != Participation.PLANNED]
        if states and all(c.participation == Participation.REFUSED for c in states):
            return "not_authorised"
    return word_status(protocol.register, protocol.status)


def country_status(register, entry):
    """Return the status of one country of a record."""
    if not entry.status and entry.participation == Participation.REFUSED:
        return "not_authorised"
    return word_status(register, entry.status)


def trial_status(protocols):
    """Return the status that CTIS states, else the one that the EUCTR records state together."""
    ctis = [_ctis_status(p) for p in protocols if p.register == "ctis"]
    stated = [status for status in ctis if status != "unknown"]
    return stated[0] if stated else _euctr_status(protocols)


def _ctis_status(protocol):
    status = record_status(protocol)
    states = [c for c in protocol.countries if c.participation == Participation.CONCERNED]
    if status == "completed" and states and all(state.ended_early for state in states):
        return "ended_early"
    return status


def _euctr_status(protocols):
    records = [p for p in protocols if p.register == "euctr"]
    if any(p.ended_on for p in records) and (ended := _ended_status(records)):
        return ended
    voices = euctr_voices(protocols)
    statuses = [record_status(p) for p in voices]
    for status in ("ongoing", "halted"):
        if status in statuses:
            return status
    if ended := _ended_status(voices):
        return ended
    if TRANSITIONED in statuses:
        return "other"
    if statuses and set(statuses) == {"not_authorised"}:
        return "not_authorised"
    return "other" if "other" in statuses else "unknown"


def _ended_status(records):
    """Return how most of the ended records ended; None where no record has ended.

    Where as many were completed as ended early, and none is later, the trial was completed: CTIS
    too calls a trial ended early only if it ended early in every country. A date alone ends no
    trial.
    """
    statuses = ((word_status("euctr", p.status), p) for p in records)
    return agreed(((status, p) for status, p in statuses if status in ENDED), order=ENDED.index)


def status_conflict(protocols):
    """Return {status: [countries]} where the statuses of the countries differ."""
    return disagreement((source(p), record_status(p)) for p in protocols if p.register == "euctr")


def unknown_status_words(protocol):
    """Return the status words of a record, for the trial or its countries, that no rule knows. They
    count as "other" and are reported."""
    words = {protocol.status, *(country.status for country in protocol.countries)}
    return sorted(word for word in words if _plain(word) not in WORDS[protocol.register])
