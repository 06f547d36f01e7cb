"""Countries and dates."""

from datetime import date

from registers.records import Participation
from registers.values import british
from registers.verdicts import is_permission

# Words of CTIS for a trial that has a decision but has not begun.
NOT_BEGUN = frozenset(
    {
        "under evaluation",
        "authorised, recruitment pending",
        "authorised, not started",
        "authorised",
        "pending",
        "cancelled",
        "withdrawn",
        "lapsed",
        "expired",
        "not valid",
        "not authorised",
    }
)


def trial_countries(protocols):
    """Return the sorted codes of the countries concerned and of those where sites are planned,
    without those that refused the trial or whose application ended before it could begin there;
    "third country" is not a country. A trial without any such country belongs to the countries that
    it was to take place in."""
    without = _codes(protocols, Participation.REFUSED) | _codes(protocols, Participation.WITHDRAWN)
    concerned = _codes(protocols, Participation.CONCERNED)
    planned = _codes(protocols, Participation.PLANNED)
    return sorted(concerned | (planned - without) or without)


def refusing_countries(protocols):
    """Return the sorted codes of the countries that refused the trial, even if they authorised it
    by another record."""
    return sorted(_codes(protocols, Participation.REFUSED))


def _codes(protocols, participation):
    entries = [entry for p in protocols for entry in p.countries if entry.code]
    return {entry.code for entry in entries if entry.participation == participation}


def unknown_country_names(protocol):
    """Return the country names of a record that have no known code; they are kept as printed."""
    return sorted({entry.name for entry in protocol.countries if not entry.code})


def first_entered(protocols):
    """Return (day, whether only its year is known) of the first entry in any register.

    The year of the EudraCT number counts where no record of EudraCT states the day: a trial that
    moved to CTIS is as old as its number, not as its move.
    """
    stated = [p for p in protocols if p.first_entered_on and not _began_before_its_entry(p)]
    days = [p.first_entered_on for p in stated if not p.entered_year_only]
    years = [p.first_entered_on for p in stated if p.entered_year_only]
    in_eudract = any(p.register == "euctr" for p in stated)
    if years and not in_eudract:
        return min(years), True
    return min(days, default=None), False


def _began_before_its_entry(protocol):
    """Return whether a record of CTIS states a start before its first application: the trial moved
    there, and nobody says when it was first entered."""
    if protocol.register != "ctis" or protocol.entered_year_only:
        return False
    starts = [protocol.started_on, *(entry.started_on for entry in protocol.countries)]
    start = min(filter(None, starts), default=None)
    return bool(start and start < protocol.first_entered_on)


def started_on(protocols) -> date | None:
    """Return the earliest start that CTIS states or day on which a country could begin."""
    days = [country_start(p, entry) for p in protocols for entry in p.countries]
    days += [p.started_on for p in protocols]
    return min(filter(None, days), default=None)


def country_start(protocol, entry):
    """Return the start that CTIS states for a country, else the later of the authority's decision
    and the ethics opinion. None if one of them is not a permission, if the trial did not begin
    there, or if it moved from EudraCT to CTIS: the decision was then on the move."""
    if entry.participation != Participation.CONCERNED:
        return None
    if entry.started_on:
        return entry.started_on
    if protocol.register == "ctis" and british(entry.status or protocol.status) in NOT_BEGUN:
        return None
    if protocol.register == "ctis" and protocol.entered_year_only:
        return None
    if any(word and not is_permission(word) for word in (entry.decision, entry.opinion)):
        return None
    return max(filter(None, (entry.decided_on, entry.opinion_on)), default=None)


def ended_on(protocols) -> date | None:
    return max((p.ended_on for p in protocols if p.ended_on), default=None)
