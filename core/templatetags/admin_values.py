"""Values of read-only fields in the admin."""

from django import template
from django.contrib import admin
from django.db.models import ForeignKey

register = template.Library()


@register.simple_tag(takes_context=True)
def readonly_value(context, field):
    """Return the value of a read-only field; a row that the reader may not open is shown as text
    instead of a link."""
    column, _, value = field.resolved_field or (None, None, None)
    if isinstance(column, ForeignKey) and value is not None:
        target = admin.site._registry.get(column.remote_field.model)
        if target and not target.has_view_or_change_permission(context["request"], value):
            return str(value)
    return field.contents
