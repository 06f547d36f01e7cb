"""Filters and pages of the API."""

from django_filters.utils import translate_validation
from rest_framework.filters import BaseFilterBackend
from rest_framework.pagination import PageNumberPagination
from rest_framework.response import Response

from core import mail


class Pages(PageNumberPagination):
    """Read the keys of a page first, from an index alone if possible, and then its rows."""

    page_size = 50
    max_page_size = 200
    page_size_query_param = "page_size"

    def paginate_queryset(self, queryset, request, view=None):
        self.invented = 0
        if view.demo_column:
            self.invented = queryset.order_by().filter(**{view.demo_column: True}).count()
        keys = super().paginate_queryset(queryset.values_list("pk", flat=True), request, view)
        rows = view.full_rows(queryset.model.objects.order_by()).in_bulk(keys)
        return [rows[key] for key in keys]

    def get_next_link(self):
        link = super().get_next_link()
        return link and mail.on_site(link)

    def get_previous_link(self):
        link = super().get_previous_link()
        return link and mail.on_site(link)

    def get_paginated_response(self, data):
        """Add the number of invented rows of the whole list."""
        response = super().get_paginated_response(data)
        count = response.data.pop("count")
        return Response({"count": count, "invented": self.invented, **response.data})

    def get_paginated_response_schema(self, schema):
        whole = super().get_paginated_response_schema(schema)
        whole["required"].append("invented")
        whole["properties"]["invented"] = {
            "type": "integer",
            "description": "Number of rows of the list that are invented for demonstration",
        }
        return whole


class PageFilters(BaseFilterBackend):
    """Apply the filter set of the page.

    Unknown names are ignored. An unknown value returns status 400 with the message of the page.
    """

    def filter_queryset(self, request, queryset, view):
        filterset = view.filterset(request.query_params, queryset)
        if not filterset.is_valid():
            raise translate_validation(filterset.errors)
        return filterset.qs

    def get_schema_operation_parameters(self, view):
        """Return the form fields of the page as parameters for the OpenAPI document."""
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
