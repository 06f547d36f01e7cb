"""From the rows that a reader may see to the page of them that the query string asks for."""

from django_filters.utils import translate_validation
from rest_framework.filters import BaseFilterBackend
from rest_framework.pagination import PageNumberPagination


class Pages(PageNumberPagination):
    """The keys of a page are found first, from an index alone where there is one; then its rows."""

    page_size = 50
    max_page_size = 200
    page_size_query_param = "page_size"

    def paginate_queryset(self, queryset, request, view=None):
        keys = super().paginate_queryset(queryset.values_list("pk", flat=True), request, view)
        rows = view.full_rows(queryset.model.objects.order_by()).in_bulk(keys)
        return [rows[key] for key in keys]


class PageFilters(BaseFilterBackend):
    """The filter set of the page. Names that it does not know are ignored; for a value that it does
    not know there are no rows, but 400 and the sentence that the page shows."""

    def filter_queryset(self, request, queryset, view):
        filterset = view.filterset(request.query_params, queryset)
        if not filterset.is_valid():
            raise translate_validation(filterset.errors)
        return filterset.qs

    def get_schema_operation_parameters(self, view):
        """For the OpenAPI document: what the fields of the page's form say of themselves."""
        filterset = view.filterset({}, view.queryset)
        return [_parameter(name, field) for name, field in filterset.form.fields.items()]


def _parameter(name, field):
    one = {"type": "integer" if hasattr(field, "max_value") else "string"}
    values = [str(value) for value, _ in getattr(field, "choices", ()) if value]
    if values:
        one["enum"] = values
    several = hasattr(field.widget, "allow_multiple_selected") and (
        field.widget.allow_multiple_selected
    )
    return {
        "name": name,
        "in": "query",
        "required": False,
        "description": str(field.label or ""),
        "schema": {"type": "array", "items": one} if several else one,
    }
