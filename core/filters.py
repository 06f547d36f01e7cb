"""Filters of the lists: what a query string may ask for, and how many rows each answer has."""

from django.db.models import Count, Q
from django_filters import CharFilter, FilterSet, MultipleChoiceFilter
from django_filters.constants import EMPTY_VALUES
from django_filters.fields import MultipleChoiceField

LONGEST_QUERY = 200
NOT_STATED = "unknown"  # in query strings, for rows without a value


class _Values(MultipleChoiceField):
    def to_python(self, value):
        """An empty value, as a form with a field left empty sends it, chooses nothing."""
        return [one for one in super().to_python(value) if one]


class AnyOf(MultipleChoiceFilter):
    """Repeated values of one name are OR. `question` is the queryset method that knows how."""

    field_class = _Values

    def __init__(self, *args, question="", **kwargs):
        super().__init__(*args, **kwargs)
        self.question = question
        self.extra["error_messages"] = {
            "invalid_choice": "%(value)s is not one of the values of this filter."
        }

    def filter(self, queryset, value):
        if not value:
            return queryset
        if self.question:
            return getattr(queryset, self.question)(value)
        return queryset.filter(**{f"{self.field_name}__in": value})


class Counted(AnyOf):
    """A filter whose values are shown with the number of their rows, which its database counts.
    NOT_STATED stands for rows without a value; `many` says that a row may have several values, by
    way of a relation; `largest_first` orders what is shown by its number."""

    def __init__(self, *args, many=False, largest_first=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.many = many
        self.largest_first = largest_first

    def filter(self, queryset, value):
        if not value or self.question:
            return super().filter(queryset, value)
        condition = Q(**{f"{self.field_name}__in": [v for v in value if v != NOT_STATED]})
        if NOT_STATED in value and not self._is_a_word:
            condition |= Q(**{self.field_name.partition("__")[0]: None})
        elif NOT_STATED in value:
            condition |= Q(**{self.field_name: NOT_STATED})
        if not self.many:
            return queryset.filter(condition)
        # By key, so that a row with two of the values stands in the list once.
        return queryset.filter(pk__in=self.model._base_manager.filter(condition).values("pk"))

    @property
    def _is_a_word(self):
        """Whether the column itself says "unknown"."""
        column = self.model._meta.get_field(self.field_name.partition("__")[0])
        return not column.null and not column.is_relation

    def counts(self, rows):
        """{value: number of rows}; `rows` are in no order."""
        found = rows.values_list(self.field_name).annotate(number=Count("pk", distinct=self.many))
        return {NOT_STATED if value is None else str(value): number for value, number in found}


class Words(CharFilter):
    """The search field: the queryset's `found_by` knows where words stand."""

    def __init__(self):
        super().__init__(
            label="Search",
            max_length=LONGEST_QUERY,
            error_messages={"max_length": f"Search for at most {LONGEST_QUERY} characters."},
        )

    def filter(self, queryset, value):
        return queryset if value in EMPTY_VALUES else queryset.found_by(value)


class ListFilterSet(FilterSet):
    def without(self, *names):
        """The rows that all filters but the named ones let through, in no order."""
        queryset = self.queryset
        for name, value in self.form.cleaned_data.items():
            if name not in (*names, "order"):
                queryset = self.filters[name].filter(queryset, value)
        return queryset.order_by()

    def selected(self, name):
        """The chosen values of a filter with several, valid ones only."""
        return self.form.cleaned_data.get(name) or []
