"""Queries over many trials, on which pages, facets, exports and the admin are built."""

from django.db.models import Q
from django.db.models.functions import Substr

from core.countries import COUNTRIES_BY_REGION, EUROPE
from core.packed_words import holds_any
from registers.numbers import read_number

from .choices import PHASE_VALUES, UNKNOWN, Curation, Decision
from .number_search import SearchedByNumber
from .transition import CASES

NO_ERROR = "none"
ANY_COUNTRY = "any"
# Filter value, label, and its range of days.
TIMES_TO_START = (
    ("m3", "Within 3 months", range(0, 92)),
    ("m6", "3 to 6 months", range(92, 184)),
    ("m12", "6 to 12 months", range(184, 366)),
    ("m24", "1 to 2 years", range(366, 731)),
    ("more", "More than 2 years", range(731, 32_768)),
    ("unknown", "Not stated", None),
)


class TrialQuerySet(SearchedByNumber):
    def visible_to(self, user):
        """Return the trials that the user may see; no other code decides this.

        Everyone sees included and demonstration trials. Members see every advanced therapy that is
        not excluded. Users who may view trials in the admin see all.
        """
        if user.has_perm("trials.view_trial"):
            return self
        public = Q(curation=Curation.INCLUDED) | Q(is_demo=True)
        if user.is_authenticated:
            return self.filter(public | Q(atmp=Decision.YES) & ~Q(curation=Curation.EXCLUDED))
        return self.filter(public)

    def published(self):
        """Return the rows that are not demonstration data."""
        return self.filter(is_demo=False)

    def with_number(self, number):
        """Return trials that have this number in any notation.

        It can be a EudraCT number with or without the country of a record, an EU CT number with or
        without resubmission, or an NCT, ISRCTN, DRKS or other number.
        """
        found = read_number(number)
        return self.filter(self._carries(found)) if found else self.none()

    def naming_number(self, number):
        """Return trials whose title or code mentions this number, which may be of a related
        trial."""
        found = read_number(number)
        return self.filter(self._names(found)) if found else self.none()

    def with_base_numbers(self, numbers):
        """Return trials with one of these EudraCT or NCT numbers, or EU CT numbers without
        suffix."""
        numbers = list(numbers)
        return self.alias(base_number=Substr("eu_ct_number", 1, 14)).filter(
            Q(eudract_number__in=numbers) | Q(nct_number__in=numbers) | Q(base_number__in=numbers)
        )

    def with_fate(self):
        """Return the trials of EudraCT, each with its `fate`."""
        return self.exclude(eudract_number="").annotate(fate=CASES)

    def with_fates(self, fates):
        return self.with_fate().filter(fate__in=fates)

    def that_are_demo(self, answers):
        return self.filter(is_demo__in=[answer == "yes" for answer in answers])

    def with_authorised_product(self, answers):
        return self.filter(has_authorised_product__in=[answer == "yes" for answer in answers])

    def in_phase(self, phases):
        """Return trials of these phases; a I/II trial is found by I and by II."""
        values = [v for v in PHASE_VALUES if any(phase in v.split("/") for phase in phases)]
        return self.filter(phase__in=values)

    def in_country(self, codes):
        """Return trials in these countries; "unknown" finds trials that name no country."""
        condition = holds_any("countries", [code for code in codes if code != UNKNOWN])
        return self.filter(condition | Q(countries="") if UNKNOWN in codes else condition)

    def refused_in(self, codes):
        """Return the trials that one of the countries refused, or any country for "any"."""
        if ANY_COUNTRY in codes:
            return self.exclude(refusing_countries="")
        return self.filter(holds_any("refusing_countries", codes))

    def in_region(self, regions):
        """Return trials in one of the regions; "outside" is every country outside Europe."""
        condition = Q()
        for region in regions:
            if region == "outside":
                condition |= Q(has_country_outside=True)
            else:
                condition |= holds_any("countries", sorted(COUNTRIES_BY_REGION[region]))
        return self.filter(condition)

    def in_disease_area(self, areas):
        return self.filter(holds_any("disease_areas", areas))

    def with_technology(self, codes):
        return self.filter(holds_any("technology", codes))

    def with_delivery(self, codes):
        return self.filter(holds_any("delivery", codes))

    def with_cell_source(self, codes):
        return self.filter(holds_any("cell_source", codes))

    def first_entered_in(self, years):
        stated = Q(first_year__in=[year for year in years if year != UNKNOWN])
        return self.filter(stated | Q(first_year=None) if UNKNOWN in years else stated)

    def with_time_to_start(self, names):
        condition = Q()
        for name, _, days in TIMES_TO_START:
            if name in names:
                condition |= (
                    Q(days_to_start__range=(days[0], days[-1])) if days else Q(days_to_start=None)
                )
        return self.filter(condition)

    def in_register(self, registers):
        return self.filter(holds_any("registers", registers))

    def created_by_run(self, run):
        """Return trials with a record that this run found for the first time."""
        return self._with_related("records", created_by_run=run)

    def changed_by_run(self, run):
        """Return trials with a record that this run replaced by a new version."""
        return self._with_related("records", versions__run=run)

    def _with_related(self, relation, **conditions):
        rows = self.model._meta.get_field(relation).related_model.objects.filter(**conditions)
        return self.filter(pk__in=rows.order_by().values("trial"))

    def with_data_error(self, kinds):
        """Return trials with an error of these kinds; "none" finds trials without an error."""
        rows = self.model._meta.get_field("data_error_rows").related_model.objects
        found = Q(pk__in=rows.filter(kind__in=kinds).order_by().values("trial"))
        return self.filter(found | Q(data_errors="") if NO_ERROR in kinds else found)


class DataErrorQuerySet(SearchedByNumber):
    """Data errors; words are searched in the texts of their trials."""

    to_trial = "trial__"

    def visible_to(self, user):
        trials = self.model._meta.get_field("trial").related_model.objects.visible_to(user)
        return self.filter(trial__in=trials.order_by().values("pk"))


class TrialStateQuerySet(TrialQuerySet):
    """The same queries over the facts of an earlier day: the columns have the same names."""

    to_trial = "trial__"  # texts are not kept: words are searched in those of today

    def on(self, day):
        """Return the states at the end of the day."""
        return self.filter(Q(until=None) | Q(until__gt=day), since__lte=day)


def has_country_outside(codes):
    return any(code not in EUROPE for code in codes)
