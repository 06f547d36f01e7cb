"""The map of Europe with the number of partners per country."""

from collections import Counter

from django.urls import reverse

from core.charts import Mark
from core.charts.europe import draw_map, geography
from core.charts.headlines import most
from core.countries import country_name

from .choices import PartnerKind


def partner_map(partners):
    """Return the drawing; its title names the countries with the most partners. A country leads to
    its first partner in the list of partners."""
    counts, first = Counter(), {}
    for partner in partners:
        if partner.kind == PartnerKind.PARTNER and partner.country:
            counts[partner.country] += 1
            first.setdefault(partner.country, partner.slug)
    marks = {}
    for code in geography()["countries"]:
        number = counts[code]
        words = f"{country_name(code)}: {number} partner{'' if number == 1 else 's'}"
        url = f"{reverse('consortium:overview')}#partner-{first[code]}" if number else ""
        marks[code] = Mark(words, number, url)
    values = {code: mark.value for code, mark in marks.items()}
    numbers = [(code, country_name(code), number) for code, number in values.items()]
    title = most(numbers, sum(counts.values()), noun="partners") or "Partners by country"
    return draw_map(title, marks, values)
