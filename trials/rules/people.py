"""Sponsors and subjects."""

from collections import Counter, defaultdict

from core.text import name_key
from registers.records import Answer

from .lead import disagreement, source

COMMERCIAL = {Answer.YES: "commercial", Answer.NO: "non_commercial"}


def sponsor_name(protocols):
    """The main sponsor's most frequent name, in its most frequent spelling."""
    spellings = defaultdict(Counter)
    for protocol in protocols:
        if protocol.sponsors and protocol.sponsors[0].name:
            name = protocol.sponsors[0].name
            spellings[name_key(name)][name] += 1
    if not spellings:
        return ""
    return max(spellings.values(), key=Counter.total).most_common(1)[0][0]


def sponsor_type(protocols):
    """Commercial as soon as one record says so; non-commercial only if one does and none else."""
    answers = {sponsor.commercial for p in protocols for sponsor in p.sponsors[:1]}
    return next((COMMERCIAL[a] for a in (Answer.YES, Answer.NO) if a in answers), "unknown")


def sponsor_type_conflict(protocols):
    return disagreement(
        (source(p), COMMERCIAL.get(p.sponsors[0].commercial, "")) for p in protocols if p.sponsors
    )


def all_sponsors(protocols):
    """{(name, is main sponsor): sources}, every spelling as printed."""
    names = defaultdict(list)
    for protocol in protocols:
        for place, sponsor in enumerate(protocol.sponsors):
            if sponsor.name:
                names[sponsor.name, place == 0].append(source(protocol))
    return dict(names)


def planned_subjects(protocols):
    """The largest planned total of the whole trial; parts are never added up."""
    return max((p.subjects for p in protocols if p.subjects is not None), default=None)


def subjects_conflict(protocols):
    return disagreement((source(p), p.subjects) for p in protocols)
