"""Filters of the lists: the accepted query strings and the counts of each value."""

from django.db.models import Count, Q
from django_filters import CharFilter, FilterSet, MultipleChoiceFilter
from django_filters.constants import EMPTY_VALUES
from django_filters.fields import MultipleChoiceField

MAX_QUERY_LENGTH = 200
NOT_STATED = "unknown"  # in query strings, for rows without a value


class _Values(MultipleChoiceField):
    def to_python(self, value):
        """Ignore empty values, which forms send for empty fields."""
        return [one for one in super().to_python(value) if one]


class AnyOf(MultipleChoiceFilter):
    """Combine repeated values of one name with OR. `question` names a queryset method to use."""

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
    """A filter that shows each value with its number of rows, counted by the database.

    NOT_STATED selects rows without a value. `many` means that a row can have several values
    through a relation. `largest_first` sorts the values by count.
    """

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
        # Filter by key, so that a row with two of the values is listed once.
        return queryset.filter(pk__in=self.model._base_manager.filter(condition).values("pk"))

    @property
    def _is_a_word(self):
        """Return whether the column itself stores the word "unknown"."""
        column = self.model._meta.get_field(self.field_name.partition("__")[0])
        return not column.null and not column.is_relation

    def counts(self, rows):
        """Return {value: number of rows}; `rows` must not be ordered."""
        found = rows.values_list(self.field_name).annotate(number=Count("pk", distinct=self.many))
        return {NOT_STATED if value is None else str(value): number for value, number in found}


class Words(CharFilter):
    """The search field, which uses `found_by` of the queryset."""

    def __init__(self):
        super().__init__(
            label="Search",
            max_length=MAX_QUERY_LENGTH,
            error_messages={
                "max_length": f"The text has more than {MAX_QUERY_LENGTH} characters. Shorten it."
            },
        )

    def filter(self, queryset, value):
        return queryset if value in EMPTY_VALUES else queryset.found_by(value)


class ListFilterSet(FilterSet):
    def without(self, *names):
        """Return the unordered rows that pass all filters except the named ones."""
        queryset = self.queryset
        for name, value in self.form.cleaned_data.items():
            if name not in (*names, "order"):
                queryset = self.filters[name].filter(queryset, value)
        return queryset.order_by()

    def selected(self, name):
        """Return the valid selected values of a filter."""
        return self.form.cleaned_data.get(name) or []
