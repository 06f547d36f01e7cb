"""The map of trials by country, its regions, and the countries beyond it."""

from dataclasses import dataclass, replace

from core.charts import Mark
from core.charts.europe import draw_map, geography
from core.charts.headlines import Titled, most
from core.countries import COUNTRIES_BY_REGION, REGION_LABELS, country_name

from ..querysets import ANY_COUNTRY
from .charts import BY_NAME, chart, counted

PER_MILLION = "million"
TITLE = "Trials by country"
TITLE_PER_MILLION = "Trials per million inhabitants"
NOTE = (
    "A trial counts in each of its countries: those concerned and those where sites are planned, "
    "without those that refused it. A trial that no country authorised counts in those that "
    "refused it."
)

# If a place is selected, the other numbers do not add up to the trials shown.
INSTEAD = {
    "country": "A country that is not selected shows the number if you select it instead; the "
    "number "
    "of a region counts trials that are in the selected country too.",
    "region": "A region that is not selected shows the number if you select it instead; the number "
    "of a country counts trials that are in the selected region too.",
}


@dataclass(frozen=True)
class Country:
    name: str
    mark: Mark
    rate: float | None  # trials per million inhabitants; None beyond the map
    refused: Mark  # trials that the country did not authorise


@dataclass(frozen=True)
class Region:
    label: str
    mark: Mark
    countries: tuple[Country, ...]


class Places(Titled):
    """The map of a selection and its table."""

    def __init__(self, selection, address, *, per_million=False):
        self.per_million = per_million
        self.title = TITLE_PER_MILLION if per_million else TITLE
        chosen = selection.filterset.form.cleaned_data
        self.note = " ".join(
            [NOTE, *(words for name, words in INSTEAD.items() if chosen.get(name))]
        )
        self.sources = geography()["sources"]
        self._counts, self._total = selection.counts("country"), selection.total
        self._refused = _refusals(selection)
        self._chosen = selection.filterset.selected("country")
        self._address = address
        self.regions = list(self._regions(chart(BY_NAME["region"], selection, address)))
        self.unstated = self._country("unknown", "Country not stated")

    @property
    def headline(self):
        """Return a sentence about the countries with the most trials."""
        if self._chosen:
            return ""
        countries = [one for region in self.regions for one in region.countries]
        if self.per_million:
            rates = [(one.name, one.name, round(one.rate or 0, 1)) for one in countries]
            return most(rates, noun="trials per million inhabitants", figure="{:.1f}".format)
        numbers = [(one.name, one.name, one.mark.value) for one in countries]
        return most(numbers, self._total, noun="trials")

    def _country(self, code, name=""):
        count = self._counts.get(code, 0)
        on_map = geography()["countries"].get(code)
        rate = count * 1e6 / on_map["population"] if on_map else None
        name = name or country_name(code)
        url = "" if self._chosen == [code] else self._address(country=[code])
        mark = Mark(f"{name}: {counted(count)}", count, url, code in self._chosen)
        return Country(name, mark, rate, self._refusal(code, name))

    def _refusal(self, code, name):
        count = self._refused.get(code, 0)
        url = self._address(country=[], refused_in=[code]) if count else ""
        return Mark(f"{name}: {counted(count)} not authorised", count, url)

    def _regions(self, regions):
        (series,) = regions.series
        by_label = dict(zip(regions.categories, series.marks, strict=True))
        for region, label in REGION_LABELS.items():
            codes = COUNTRIES_BY_REGION.get(region) or self._beyond_the_map()
            countries = sorted(
                map(self._country, codes), key=lambda one: (-one.mark.value, one.name)
            )
            mark = by_label.get(label) or Mark(f"{label}: {counted(0)}", 0)
            yield Region(label, mark, tuple(countries))

    def _beyond_the_map(self):
        named = {*self._counts, *self._refused} - {"unknown", ANY_COUNTRY}
        return named - set(geography()["countries"])

    def drawing(self, *, bare=False):
        countries = {code: self._country(code) for code in geography()["countries"]}
        if self.per_million:
            values = {code: round(one.rate, 1) for code, one in countries.items()}
            marks = {
                code: replace(one.mark, label=f"{one.mark.label}, {one.rate:.1f} per million")
                for code, one in countries.items()
            }
            return draw_map(self.shown_title, marks, values, number="{:.1f}".format, bare=bare)
        values = {code: one.mark.value for code, one in countries.items()}
        marks = {code: one.mark for code, one in countries.items()}
        return draw_map(self.shown_title, marks, values, number="{:,}".format, bare=bare)

    @property
    def header(self):
        return ["Region", "Country", "Trials", "Per million inhabitants", "Not authorised"]

    @property
    def figures(self):
        """Return the table as plain values, for a file."""
        rows = [
            [
                region.label,
                one.name,
                one.mark.value,
                round(one.rate, 2) if one.rate else one.rate,
                one.refused.value,
            ]
            for region in self.regions
            for one in region.countries
        ]
        return [*rows, ["", self.unstated.name, self.unstated.mark.value, None, None]]


def _refusals(selection):
    """Return {country: trials that it refused}, whichever countries are chosen."""
    rows = selection.but("country", "refused_in")
    words = selection.index.words["refused_in"]
    return {code: (rows & bits).bit_count() for code, bits in words.items()}
