"""How the records of a trial speak together, and which of them speaks for it."""

from collections import Counter
from datetime import date

from registers.records import Answer

# The countries whose records usually carry English texts, as public converters rank them.
LEAD_ORDER = ("BE", "ES", "DE", "FR", "IT", "NL", "DK", "AT", "PL", "PT")


def tier(protocol):
    """0 CTIS, 1 an EU or EEA record, 2 the United Kingdom's, 3 one of a third country."""
    if protocol.register == "ctis":
        return 0
    return {"GB": 2, "3RD": 3}.get(protocol.country.upper(), 1)


def euctr_voices(protocols):
    """EU records if there are any, else those of the United Kingdom, else third-country ones."""
    records = [protocol for protocol in protocols if protocol.register == "euctr"]
    best = min(map(tier, records), default=None)
    return [record for record in records if tier(record) == best]


def lead_protocol(protocols):
    """The record whose texts are shown: CTIS, then the EU countries in order, an English title
    before a translated one, the record with the latest day in it before others."""

    def rank(protocol):
        country = protocol.country.upper()
        translated_only = bool(protocol.titles) and protocol.title == protocol.titles[0][1]
        place = LEAD_ORDER.index(country) if country in LEAD_ORDER else len(LEAD_ORDER)
        newest_first = -latest_day(protocol).toordinal()
        return tier(protocol), not protocol.title, translated_only, place, newest_first, country

    return min(protocols, key=rank)


def source(protocol):
    """How a record is named beside a fact: CTIS, its country, or SE (2) for a second one."""
    name = protocol.country.upper() or "CTIS"
    return f"{name} ({protocol.ordinal + 1})" if protocol.ordinal else name


def latest_day(protocol):
    """The latest day that a record names as past: how far its sponsor or authority kept it."""
    days = [protocol.first_entered_on, protocol.started_on, protocol.ended_on, protocol.updated_on]
    for entry in protocol.countries:
        days += [entry.decided_on, entry.opinion_on, entry.started_on]
    return max(filter(None, days), default=date.min)


def agreed(pairs, order=None):
    """The value that most records state, of (value, protocol) pairs; None where there is none.

    Of values that as many records state it is the one of the record with the latest day in it,
    then the first in `order`, a sorting key of values: never the one of the country whose code
    comes first.
    """
    counts, latest = Counter(), {}
    for value, protocol in pairs:
        counts[value] += 1
        latest[value] = max(latest.get(value, date.min), latest_day(protocol))

    def rank(value):
        place = order(value) if order else value
        return -counts[value], -latest[value].toordinal(), place

    return min(counts, key=rank, default=None)


def disagreement(pairs):
    """{value: [sources]} of (source, value) pairs where more than one value is named, else {}."""
    named = {}
    for name, value in pairs:
        if value not in (None, "", "unknown"):
            named.setdefault(str(value), []).append(name)
    return named if len(named) > 1 else {}


def together(answers):
    """Yes if any record says so, No only if one does and none says Yes."""
    answers = set(answers)
    return next((a for a in (Answer.YES, Answer.NO) if a in answers), Answer.UNKNOWN)
