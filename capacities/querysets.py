"""Queries about facilities."""

from datetime import timedelta

from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone

from core.packed_words import holds_any
from core.querysets import Searched

from .choices import NOT_STATED, Block, Freshness, OpenTo, ReviewState

DUE_DAYS, STALE_DAYS = 365, 548  # 12 and 18 months
VIEW_ALL = "capacities.view_facility"


class FacilityQuerySet(Searched):
    def visible_to(self, user):
        """Return facilities with a public page: published, and with their identity released. All
        users see the same ones. Other facilities are in the admin only."""
        return self.filter(
            review=ReviewState.PUBLISHED, released__contains=f" {Block.IDENTITY.value} "
        )

    def with_words(self, column, words):
        """Return facilities with at least one of `words` in a packed column. NOT_STATED finds those
        with an empty column."""
        condition = holds_any(column, [word for word in words if word != NOT_STATED])
        if NOT_STATED in words:
            condition |= Q(**{column: ""})
        return self.filter(condition)

    def of_class(self, words):
        return self.with_words("shown_classes", words)

    def of_technology(self, words):
        return self.with_words("shown_technologies", words)

    def doing_step(self, words):
        return self.with_words("shown_steps", words)

    def for_age_group(self, words):
        return self.with_words("age_groups", words)

    def open_as(self, words):
        """Return facilities that are open in one of these ways. Collaboration and service also find
        BOTH."""
        wanted = set(words)
        if wanted & {OpenTo.COLLABORATION, OpenTo.SERVICE}:
            wanted.add(OpenTo.BOTH)
        return self.filter(open_to__in=wanted)

    def authorised_for(self, types):
        """Return facilities with a public authorisation of one of these types that is valid today.
        NOT_STATED finds those without any."""
        found = self._shown_authorisations().filter(facility=OuterRef("pk"))
        named = [each for each in types if each != NOT_STATED]
        condition = Exists(found.filter(type__in=named)) if named else Q(pk__in=[])
        if NOT_STATED in types:
            condition |= ~Exists(found)
        return self.filter(condition)

    def _shown_authorisations(self):
        model = self.model._meta.get_field("authorisations").related_model
        return model.objects.shown().valid_on(timezone.localdate())

    def counts_by_authorisation(self):
        """Return {type: number of facilities}, counted as `authorised_for` finds them."""
        model = self.model._meta.get_field("authorisations").related_model
        found = self._shown_authorisations().filter(facility__in=self.values("pk")).order_by()
        counts = dict(found.values_list("type").annotate(Count("facility", distinct=True)))
        known = model.objects.filter(pk__in=found.values("pk")).values("facility")
        counts[NOT_STATED] = self.exclude(pk__in=known).count()
        return counts

    def in_regions(self, codes):
        """Facilities whose NUTS code begins like one of these; NOT_STATED for those without one."""
        condition = Q(pk=None)
        for code in codes:
            if code == NOT_STATED:
                condition |= Q(site__nuts_code="")
            else:
                condition |= Q(site__nuts_code__startswith=code.upper())
        return self.filter(condition)

    def in_cell(self, cell):
        """Return facilities in one cell of the map. "none" finds those without coordinates."""
        return self.filter(site__map_cell="" if cell == "none" else cell)

    def verified_as(self, words):
        """Return facilities with one of these values of Freshness today."""
        conditions = _freshness_conditions()
        condition = Q(pk__in=[])
        for word in words:
            condition |= conditions[word]
        return self.filter(condition)

    def counts_by_freshness(self):
        """Return {Freshness: number of facilities}, counted as `verified_as` finds them."""
        numbers = {word: Count("pk", filter=each) for word, each in _freshness_conditions().items()}
        return self.aggregate(**{str(word): number for word, number in numbers.items()})


def _freshness_conditions():
    today = timezone.localdate()
    due, stale = today - timedelta(days=DUE_DAYS), today - timedelta(days=STALE_DAYS)
    known = Q(is_disputed=False)
    return {
        Freshness.DISPUTED: Q(is_disputed=True),
        Freshness.NEVER: known & Q(verified_on=None),
        Freshness.STALE: known & Q(verified_on__lte=stale),
        Freshness.DUE: known & Q(verified_on__lte=due, verified_on__gt=stale),
        Freshness.FRESH: known & Q(verified_on__gt=due),
    }
