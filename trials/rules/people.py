"""Sponsors and subjects."""

from collections import defaultdict

from core.text import name_key
from registers.records import Answer

from .lead import agreed, disagreement, source, tier

COMMERCIAL = {Answer.YES: "commercial", Answer.NO: "non_commercial"}


def sponsor_name(protocols):
    """Return the main sponsor's most frequent name, in its most frequent spelling."""
    named = [(p.sponsors[0].name, p) for p in protocols if p.sponsors and p.sponsors[0].name]
    key = agreed((name_key(name), p) for name, p in named)
    spellings = ((name, p) for name, p in named if name_key(name) == key)
    return agreed(spellings, order=lambda name: (name.isupper(), name)) or ""


def sponsor_type(protocols):
    """Return "commercial" if one record says so, "non_commercial" if one says that and none says
    commercial, else "unknown"."""
    answers = {sponsor.commercial for p in protocols for sponsor in p.sponsors[:1]}
    return next((COMMERCIAL[a] for a in (Answer.YES, Answer.NO) if a in answers), "unknown")


def sponsor_type_conflict(protocols):
    return disagreement(
        (source(p), COMMERCIAL.get(p.sponsors[0].commercial, "")) for p in protocols if p.sponsors
    )


def all_sponsors(protocols):
    """Return {(name, is main sponsor): sources}, every spelling as printed."""
    names = defaultdict(list)
    for protocol in protocols:
        for place, sponsor in enumerate(protocol.sponsors):
            if sponsor.name:
                names[sponsor.name, place == 0].append(source(protocol))
    return dict(names)


def planned_subjects(protocols):
    """Return the largest planned total of the whole trial, in persons.

    Where no record states a total above 0, it is the total of the European Economic Area for a
    trial without sites outside it, or the number of the only country. Parts are never added up.
    """
    stated = [p.subjects for p in protocols if p.subjects]
    return (
        max(stated, default=None) or _all_in_the_eea(protocols) or _in_the_only_country(protocols)
    )


def _all_in_the_eea(protocols):
    if any(p.outside_eea == Answer.YES or tier(p) == 3 for p in protocols):
        return None
    return max((p.subjects_in_eea for p in protocols if p.subjects_in_eea), default=None)


def _in_the_only_country(protocols):
    entries = [entry for p in protocols for entry in p.countries]
    several = any(Answer.YES in (p.several_states, p.outside_eea) for p in protocols)
    if several or len({entry.code or entry.name for entry in entries}) != 1:
        return None
    return max((entry.subjects for entry in entries if entry.subjects), default=None)


def subjects_conflict(protocols):
    return disagreement((source(p), p.subjects or None) for p in protocols)
