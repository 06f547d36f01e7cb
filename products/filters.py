"""Filters of the list of products."""

from collections import Counter, defaultdict

from core.filters import NOT_STATED, Counted, ListFilterSet, Words
from trials.choices import AtmpClass

from .cover_sheet import CATEGORIES
from .models import Dossier, Term
from .models.vocabulary import TermVocabulary


class Holds(Counted):
    """Filter of products with a word, in the product or a study, that has one of these meanings."""

    def __init__(self, vocabulary, **kwargs):
        super().__init__(choices=(), **kwargs)
        self.vocabulary = vocabulary

    def filter(self, queryset, value):
        return queryset.with_terms(self.vocabulary, value) if value else queryset

    def counts(self, rows):
        held = set(rows.terms_held(self.vocabulary))
        counts = Counter(term for _, term in held)
        counts[NOT_STATED] = rows.count() - len({product for product, _ in held})
        return counts


class ProductFilter(ListFilterSet):
    q = Words()
    atmp_class = Counted(
        label="Class",
        field_name="atmp_category",
        choices=[(code, AtmpClass(code).label) for code in CATEGORIES],
    )
    cell_type = Holds(TermVocabulary.CELL_TYPE, label="Cell type", largest_first=True)
    cell_source = Holds(TermVocabulary.CELL_SOURCE, label="Cell source", largest_first=True)
    route = Holds(TermVocabulary.ROUTE, label="Route", largest_first=True)
    patients = Holds(TermVocabulary.PATIENT_CLASSIFICATION, label="Patients", largest_first=True)
    phase = Holds(TermVocabulary.PHASE, label="Phase of a study")

    class Meta:
        model = Dossier
        fields = ()

    def __init__(self, *args, **kwargs):
        """Read the terms of all filters in one query."""
        super().__init__(*args, **kwargs)
        filters = [one for one in self.filters.values() if isinstance(one, Holds)]
        names = defaultdict(list)
        terms = Term.objects.filter(vocabulary__in=[one.vocabulary for one in filters])
        for vocabulary, name in terms.values_list("vocabulary", "name"):
            names[vocabulary].append((name, name))
        for one in filters:
            one.extra["choices"] = [*names[one.vocabulary], (NOT_STATED, "Not stated or unclear")]
