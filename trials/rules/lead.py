"""Combine what several records of one trial say, and choose the record whose texts are shown."""

from collections import Counter
from datetime import date

from registers.records import Answer

# The countries whose records usually carry English texts, as public converters rank them.
LEAD_ORDER = ("BE", "ES", "DE", "FR", "IT", "NL", "DK", "AT", "PL", "PT")


def tier(protocol):
    """Return the rank of a record: 0 for CTIS, 1 for a country of the EU or EEA, 2 for the United
    Kingdom, 3 for a third country."""
    if protocol.register == "ctis":
        return 0
    return {"GB": 2, "3RD": 3}.get(protocol.country.upper(), 1)


def euctr_voices(protocols):
    """Return the records of the EU if there are any, else those of the United Kingdom, else those
    of third countries."""
    records = [protocol for protocol in protocols if protocol.register == "euctr"]
    best = min(map(tier, records), default=None)
    return [record for record in records if tier(record) == best]


def lead_protocol(protocols):
    """Return the record whose texts are shown.

    CTIS comes before the EU countries in their order, an English title before a translated one, and
    the record with the latest day in it before others.
    """

    def rank(protocol):
        country = protocol.country.upper()
        translated_only = bool(protocol.titles) and protocol.title == protocol.titles[0][1]
        place = LEAD_ORDER.index(country) if country in LEAD_ORDER else len(LEAD_ORDER)
        newest_first = -latest_day(protocol).toordinal()
        return tier(protocol), not protocol.title, translated_only, place, newest_first, country

    return min(protocols, key=rank)


def source(protocol):
    """Return the name of a record beside a fact: CTIS, its country, or SE (2) for a second one."""
    name = protocol.country.upper() or "CTIS"
    return f"{name} ({protocol.ordinal + 1})" if protocol.ordinal else name


def latest_day(protocol):
    """Return the latest past day that a record names: its sponsor or authority kept it until
    then."""
    days = [protocol.first_entered_on, protocol.started_on, protocol.ended_on, protocol.updated_on]
    for entry in protocol.countries:
        days += [entry.decided_on, entry.opinion_on, entry.started_on]
    return max(filter(None, days), default=date.min)


def agreed(pairs, order=None):
    """Return the value that most records state, of (value, protocol) pairs; None without any pair.

    Where several values have the same number of records, the record with the latest day in it
    decides, then `order`, a sorting key of values. The order of country codes never decides.
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
    """Return {value: [sources]} of (source, value) pairs that name more than one value, else {}."""
    named = {}
    for name, value in pairs:
        if value not in (None, "", "unknown"):
            named.setdefault(str(value), []).append(name)
    return named if len(named) > 1 else {}


def together(answers):
    """Return Yes if any answer is Yes, No if one is No and none is Yes, else unknown."""
    answers = set(answers)
    return next((a for a in (Answer.YES, Answer.NO) if a in answers), Answer.UNKNOWN)
