"""Countries and dates."""

from registers.records import Participation


def trial_countries(protocols):
    """Sorted codes of the countries concerned and of those where sites are planned; a country that
    refused the trial is none of them, and "third country" is not a country."""
    entries = [entry for p in protocols for entry in p.countries if entry.code]
    refused = {e.code for e in entries if e.participation == Participation.REFUSED}
    concerned = {e.code for e in entries if e.participation == Participation.CONCERNED}
    planned = {e.code for e in entries if e.participation == Participation.PLANNED}
    return sorted(concerned | (planned - refused))


def unknown_country_names(protocols):
    """Names that no code is known for: they are kept as printed and reported."""
    return sorted({entry.name for p in protocols for entry in p.countries if not entry.code})


def first_entered_on(protocols):
    return min((p.first_entered_on for p in protocols if p.first_entered_on), default=None)


def started_on(protocols):
    """The earliest day on which a country could begin: the later of authority decision and ethics
    opinion, or the start that CTIS was told."""
    days = []
    for protocol in protocols:
        for entry in protocol.countries:
            if entry.participation != Participation.CONCERNED:
                continue
            permitted = max(filter(None, (entry.decided_on, entry.opinion_on)), default=None)
            days.append(entry.started_on or permitted)
    return min(filter(None, days), default=None)


def ended_on(protocols):
    return max((p.ended_on for p in protocols if p.ended_on), default=None)
