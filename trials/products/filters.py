"""The query string of the list of products."""

from django_filters import ChoiceFilter, FilterSet

from core.lists import Words

from ..coversheets.layout import CATEGORIES
from ..models import Dossier, Term
from ..models.vocabulary import Vocabulary

NOT_A_VALUE = {"invalid_choice": "%(value)s is not one of the values of this filter."}


def terms_of(vocabulary):
    """The terms that some spelling in use means, so that no choice is empty for everyone."""
    names = Term.objects.filter(vocabulary=vocabulary).values_list("name", flat=True)
    return lambda: [(name, name) for name in names]


class OneOf(ChoiceFilter):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, empty_label="All", error_messages=NOT_A_VALUE, **kwargs)


class Holds(OneOf):
    """Products that, or a study of which, hold a word with this meaning."""

    def __init__(self, vocabulary, **kwargs):
        self.vocabulary = vocabulary
        super().__init__(choices=terms_of(vocabulary), **kwargs)

    def filter(self, queryset, value):
        return queryset.with_terms(self.vocabulary, [value]) if value else queryset


class ProductFilter(FilterSet):
    q = Words()
    atmp_class = OneOf(
        label="Class", field_name="atmp_category", choices=[(code, code) for code in CATEGORIES]
    )
    cell_type = Holds(Vocabulary.CELL_TYPE, label="Cell type")
    cell_source = Holds(Vocabulary.CELL_SOURCE, label="Cell source")
    route = Holds(Vocabulary.ROUTE, label="Route")
    patients = Holds(Vocabulary.PATIENT_CLASSIFICATION, label="Patients")
    phase = Holds(Vocabulary.PHASE, label="Phase of a study")

    class Meta:
        model = Dossier
        fields = ()
